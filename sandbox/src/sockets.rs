//! Signalling sockets: who is connected as whom, and what is said to them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::signalling::SignallingBehaviour;
use crate::tokens::VoiceGrant;
use crate::world::State;

/// Names a socket; numbers are never used again.
pub(crate) type SocketId = u64;

/// What the task that owns a WebSocket is to do.
#[derive(Debug)]
pub(crate) enum Order {
    Send(String),
    /// Cut the connection as a failing network does, without a closing handshake.
    Cut,
}

#[derive(Debug)]
pub(crate) struct Socket {
    orders: mpsc::UnboundedSender<Order>,
    pub(crate) edge: String,
    pub(crate) grant: Option<VoiceGrant>,
    pub(crate) registered: bool,
    /// How long a call may outlive this socket, as its `listen` said.
    pub(crate) reconnect_timeout: Duration,
    expiry_told: bool,
}

impl Socket {
    pub(crate) fn identity(&self) -> Option<&str> {
        self.grant.as_ref().map(|grant| grant.identity.as_str())
    }

    pub(crate) fn send(&self, kind: &str, payload: Value) {
        let message = json!({ "type": kind, "payload": payload, "version": "1.6" });
        // A socket that has just closed is reported by its own task.
        let _ = self.orders.send(Order::Send(message.to_string()));
    }

    pub(crate) fn cut(&self) {
        let _ = self.orders.send(Order::Cut);
    }

    pub(crate) fn listen(&mut self, grant: VoiceGrant, reconnect_timeout: Duration) {
        self.grant = Some(grant);
        self.reconnect_timeout = reconnect_timeout;
        self.expiry_told = false;
    }
}

/// All open sockets.
#[derive(Debug, Default)]
pub(crate) struct Sockets {
    open: BTreeMap<SocketId, Socket>,
    last: SocketId,
    pub(crate) behaviour: SignallingBehaviour,
}

impl Sockets {
    pub(crate) fn open(&mut self, orders: mpsc::UnboundedSender<Order>, edge: String) -> SocketId {
        self.last += 1;
        let socket = Socket {
            orders,
            edge,
            grant: None,
            registered: false,
            reconnect_timeout: Duration::ZERO,
            expiry_told: false,
        };
        self.open.insert(self.last, socket);
        self.last
    }

    pub(crate) fn close(&mut self, id: SocketId) -> Option<Socket> {
        self.open.remove(&id)
    }

    pub(crate) fn get(&self, id: SocketId) -> Option<&Socket> {
        self.open.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: SocketId) -> Option<&mut Socket> {
        self.open.get_mut(&id)
    }

    pub(crate) fn send(&self, id: SocketId, kind: &str, payload: Value) {
        if let Some(socket) = self.get(id) {
            socket.send(kind, payload);
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (SocketId, &Socket)> {
        self.open.iter().map(|(id, socket)| (*id, socket))
    }

    /// The sockets on which an identity takes calls.
    pub(crate) fn registered(&self, identity: &str) -> Vec<SocketId> {
        self.all()
            .filter(|(_, socket)| socket.registered && socket.identity() == Some(identity))
            .map(|(id, _)| id)
            .collect()
    }

    /// Every identity that takes calls, once.
    pub(crate) fn identities(&self) -> Vec<&str> {
        let registered = self.open.values().filter(|socket| socket.registered);
        let mut identities: Vec<_> = registered.filter_map(Socket::identity).collect();
        identities.sort_unstable();
        identities.dedup();
        identities
    }
}

impl State {
    /// Tells every socket whose token has ended since, once; it takes no calls any more.
    pub(crate) fn tell_expired(&mut self) {
        for socket in self.sockets.open.values_mut() {
            let Some(grant) = &socket.grant else { continue };
            if !socket.expiry_told && self.tokens.is_expired(grant) {
                socket.expiry_told = true;
                socket.registered = false;
                let error = json!({ "code": 20_104, "message": "AccessTokenExpired" });
                socket.send("error", json!({ "error": error }));
                let details = json!({ "identity": socket.identity() });
                self.log.add("voice token expired", details);
            }
        }
    }
}
