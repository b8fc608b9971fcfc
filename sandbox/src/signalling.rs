//! Voice signalling: `wss://voice-js.<edge>.twilio.com/signal`, as `@twilio/voice-sdk`
//! speaks it (its `pstream` and `wstransport` modules are the reference).

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Request, State as Extract};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at};

use crate::calls::{self, CallState, EndedBy, Leg};
use crate::log::UnknownRequest;
use crate::sockets::{Order, SocketId};
use crate::tokens::VoiceTokenError;
use crate::world::{State, World};

const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(10);
/// The edge that `roaming` leads to.
const NEAREST_EDGE: &str = "ashburn";

/// Whether new sockets are let in, and how soon.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignallingBehaviour {
    /// `false`, `true` (503), or the HTTP status to refuse with.
    #[serde(default)]
    pub refuse: Refuse,
    /// Nobody is there: connections are closed before anything is said.
    #[serde(default)]
    pub unreachable: bool,
    /// What is said into a socket goes nowhere, as on a network that has just died: nobody has
    /// noticed yet.
    #[serde(default)]
    pub deaf: bool,
    /// Lets sockets in, and answers `listen` with an error that asks to stay away for so
    /// many seconds, instead of refusing at the door.
    pub retry_after: Option<u64>,
    /// Lets sockets in, and answers every `listen` as if its voice token were no good.
    pub refuse_token: Option<VoiceTokenError>,
    /// Answers `listen` only after this time, in ms.
    #[serde(default)]
    pub delay_ms: u64,
    /// Hears of an `invite` only after this time, in ms.
    #[serde(default)]
    pub invite_delay_ms: u64,
}

/// How to refuse a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Refuse {
    /// Not at all, or with 503.
    Flag(bool),
    /// With this HTTP status.
    Status(u16),
}

impl Default for Refuse {
    fn default() -> Self {
        Self::Flag(false)
    }
}

impl SignallingBehaviour {
    fn status(self) -> Option<StatusCode> {
        match self.refuse {
            Refuse::Flag(false) => None,
            Refuse::Flag(true) => Some(StatusCode::SERVICE_UNAVAILABLE),
            Refuse::Status(status) => StatusCode::from_u16(status).ok(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "payload", rename_all = "lowercase")]
enum ClientMessage {
    #[serde(rename_all = "camelCase")]
    Listen {
        token: String,
        /// In s.
        #[serde(default)]
        reconnect_timeout: u64,
    },
    Register {
        media: Registration,
    },
    Invite {
        callsid: String,
        sdp: String,
        reconnect: Option<String>,
    },
    Answer {
        callsid: String,
        sdp: String,
    },
    Reinvite {
        callsid: String,
        sdp: String,
    },
    Dtmf {
        callsid: String,
        dtmf: String,
    },
    Message {
        callsid: String,
        voiceeventsid: Option<String>,
    },
    Hangup {
        callsid: String,
        message: Option<String>,
    },
    Reject {
        callsid: String,
    },
}

#[derive(Debug, Deserialize)]
struct Registration {
    audio: bool,
}

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new().route("/signal", any(upgrade)).route("/", any(answer)).with_state(world)
}

/// What asks for nothing but whether somebody is there; the next one is to ask anew.
async fn answer() -> impl IntoResponse {
    (StatusCode::NOT_FOUND, [(header::CONNECTION, "close")])
}

async fn upgrade(
    Extract(world): Extract<Arc<World>>,
    upgrade: WebSocketUpgrade,
    request: Request,
) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let edge = match host.and_then(|host| host.split('.').nth(1)) {
        None | Some("roaming") => NEAREST_EDGE.to_owned(),
        Some(edge) => edge.to_owned(),
    };
    let behaviour = world.read(|state| state.sockets.behaviour);
    if let Some(status) = behaviour.status().filter(|_| behaviour.retry_after.is_none()) {
        world.log("socket refused", json!({ "status": status.as_u16() }));
        return status.into_response();
    }
    upgrade.on_upgrade(move |socket| serve(world, socket, edge))
}

async fn serve(world: Arc<World>, socket: WebSocket, edge: String) {
    let (orders, mut inbox) = mpsc::unbounded_channel();
    let id = world.with(|state| {
        let id = state.sockets.open(orders, edge);
        state.log.add("socket opened", json!({ "socket": id }));
        id
    });
    let (mut sink, mut stream) = socket.split();
    let mut heartbeats = interval_at(Instant::now() + HEARTBEAT_INTERVAL, HEARTBEAT_INTERVAL);
    loop {
        let text = tokio::select! {
            _ = heartbeats.tick() => "\n".to_owned(),
            order = inbox.recv() => match order {
                Some(Order::Send(text)) => text,
                Some(Order::Cut) | None => break,
            },
            message = stream.next() => match message {
                Some(Ok(Message::Text(_)))
                    if world.read(|state| state.sockets.behaviour.deaf) => continue,
                Some(Ok(Message::Text(text))) => {
                    handle(&world, id, text.as_str()).await;
                    continue;
                }
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => continue,
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
            },
        };
        if sink.send(Message::Text(text.into())).await.is_err() {
            break;
        }
    }
    world.with(|state| {
        let Some(socket) = state.sockets.close(id) else { return };
        let details = json!({ "socket": id, "identity": socket.identity() });
        state.log.add("socket closed", details);
        state.lose_leg(id, socket.reconnect_timeout);
    });
}

async fn handle(world: &Arc<World>, id: SocketId, text: &str) {
    if text == "\n" {
        return;
    }
    let Ok(message) = serde_json::from_str::<ClientMessage>(text) else {
        // Only the type is told: the payload may hold a token.
        let kind = serde_json::from_str::<Value>(text).ok();
        let kind = kind.as_ref().and_then(|message| message["type"].as_str());
        let target = format!("signalling: {}", kind.unwrap_or("not JSON"));
        world.unknown_request(UnknownRequest { method: "MESSAGE".to_owned(), target });
        return;
    };
    match message {
        ClientMessage::Listen { token, reconnect_timeout } => {
            let delay = world.read(|state| state.sockets.behaviour.delay_ms);
            if delay > 0 {
                world.log("answer delayed", json!({ "socket": id, "ms": delay }));
            }
            world.be_late(Duration::from_millis(delay)).await;
            world.with(|state| state.listen(id, &token, Duration::from_secs(reconnect_timeout)));
        }
        ClientMessage::Register { media } => world.with(|state| state.register(id, media.audio)),
        ClientMessage::Invite { callsid, sdp, reconnect } => {
            invite(world, id, callsid, sdp, reconnect).await;
        }
        ClientMessage::Answer { callsid, sdp } => {
            if let Some(answer) = world.with(|state| state.answer(&callsid, id, sdp))
                && let Err(error) = answer.await
            {
                let reason = format!("the agent's answer: {error}");
                world.with(|state| state.end_call(&callsid, EndedBy::Network, &reason, None));
            }
        }
        ClientMessage::Reinvite { callsid, sdp } => renegotiate(world, id, callsid, sdp).await,
        ClientMessage::Dtmf { callsid, dtmf } => {
            world.with(|state| state.digits(&callsid, &dtmf));
        }
        ClientMessage::Message { callsid, voiceeventsid } => world.with(|state| {
            let ack =
                json!({ "acktype": "message", "callsid": callsid, "voiceeventsid": voiceeventsid });
            state.sockets.send(id, "ack", ack);
        }),
        ClientMessage::Hangup { callsid, message } => {
            let reason = message.unwrap_or_else(|| "hung up".to_owned());
            world.with(|state| state.end_as(id, &callsid, &reason));
        }
        ClientMessage::Reject { callsid } => {
            world.with(|state| state.end_as(id, &callsid, "rejected"));
        }
    }
}

/// `invite` with a reconnect token: the signalling of a call comes back (the peer
/// connection is the one that is connected already), or another one takes the call over.
async fn invite(
    world: &Arc<World>,
    id: SocketId,
    sid: String,
    sdp: String,
    reconnect: Option<String>,
) {
    let delay = world.read(|state| state.sockets.behaviour.invite_delay_ms);
    if delay > 0 {
        world.log("invite delayed", json!({ "callSid": sid, "socket": id, "ms": delay }));
        world.be_late(Duration::from_millis(delay)).await;
    }
    let restarts_ice = world.with(|state| {
        if let Some(refusal) = state.invite_refusal(id, &sid, reconnect.as_deref()) {
            state.log.add("invite refused", json!({ "callSid": sid, "socket": id }));
            state.sockets.send(id, "hangup", refusal);
            return false;
        }
        if let Some(call) = state.calls.get_mut(&sid)
            && let CallState::Active { peer, leg } = &mut call.state
            && peer.is_with(&sdp)
        {
            *leg = Leg::Connected(id);
            let restarts_ice = peer.restarts_ice(&sdp);
            let answer = json!({ "callsid": sid, "reconnect": call.reconnect_token() });
            state.log.add("signalling reconnected", json!({ "callSid": sid, "socket": id }));
            if !restarts_ice {
                state.sockets.send(id, "answer", answer);
            }
            return restarts_ice;
        }
        if let Err(error) = calls::take_over(world, state, &sid, id, &sdp) {
            let details = json!({ "callSid": sid, "error": error.to_string() });
            state.log.add("take-over failed", details);
            let error = json!({ "code": 31_100, "message": error.to_string() });
            state.sockets.send(id, "hangup", json!({ "callsid": sid, "error": error }));
        }
        false
    });
    if restarts_ice {
        renegotiate(world, id, sid, sdp).await;
    }
}

/// An ICE restart.
async fn renegotiate(world: &Arc<World>, id: SocketId, sid: String, sdp: String) {
    let answer = world.with(|state| {
        let call = state.calls.get_mut(&sid)?;
        let reconnect = call.reconnect_token().to_owned();
        let CallState::Active { peer, .. } = &mut call.state else { return None };
        Some((peer.accept_offer(sdp), reconnect))
    });
    let Some((answer, reconnect)) = answer else { return };
    let answer = answer.await;
    world.with(|state| match answer {
        Ok(sdp) => {
            state.log.add("ICE restarted", json!({ "callSid": sid }));
            let payload = json!({ "callsid": sid, "sdp": sdp, "reconnect": reconnect });
            state.sockets.send(id, "answer", payload);
        }
        Err(error) => {
            let details = json!({ "callSid": sid, "error": error.to_string() });
            state.log.add("ICE restart failed", details);
        }
    });
}

impl State {
    fn listen(&mut self, id: SocketId, token: &str, reconnect_timeout: Duration) {
        let refusal = self.sockets.behaviour.refuse_token;
        let Some(socket) = self.sockets.get_mut(id) else { return };
        match refusal.map_or_else(|| self.tokens.voice(token), Err) {
            Ok(grant) => {
                let ttl = grant.expires_at.duration_since(SystemTime::now()).unwrap_or_default();
                let connected = json!({
                    "region": "us1",
                    "edge": socket.edge,
                    "home": "us1",
                    "gateway": "sandbox",
                    "token": { "identity": grant.identity, "ttl": ttl.as_secs() },
                });
                let details = json!({ "socket": id, "identity": grant.identity });
                socket.listen(grant, reconnect_timeout);
                self.log.add("listening", details);
                self.greet(id, connected);
            }
            Err(error) => {
                socket.grant = None;
                socket.registered = false;
                let payload = json!({ "code": error.code(), "message": error.to_string() });
                socket.send("error", json!({ "error": payload }));
                self.log.add("voice token refused", json!({ "socket": id, "code": error.code() }));
            }
        }
    }

    /// Lets a socket in, or asks it to stay away for a while.
    fn greet(&mut self, id: SocketId, connected: Value) {
        let retry_after = self.sockets.behaviour.retry_after;
        let Some(socket) = self.sockets.get_mut(id) else { return };
        if let Some(retry_after) = retry_after {
            let error =
                json!({ "code": 53_001, "message": "try later", "retryAfter": retry_after });
            socket.send("error", json!({ "error": error }));
            socket.cut();
            self.log.add("socket sent away", json!({ "socket": id, "retryAfter": retry_after }));
        } else {
            socket.send("connected", connected);
        }
    }

    fn register(&mut self, id: SocketId, audio: bool) {
        let Some(socket) = self.sockets.get_mut(id) else { return };
        let error = match &socket.grant {
            None => Some((31_204, "AccessTokenInvalid")),
            Some(grant) if self.tokens.is_expired(grant) => Some((20_104, "AccessTokenExpired")),
            Some(_) => None,
        };
        if let Some((code, message)) = error {
            socket.registered = false;
            socket.send("error", json!({ "error": { "code": code, "message": message } }));
            self.log.add("registration refused", json!({ "socket": id, "code": code }));
            return;
        }
        let news = socket.registered != audio;
        socket.registered = audio;
        socket.send(if audio { "ready" } else { "offline" }, json!({}));
        // The SDK registers again every 30 s; only a change is worth a line.
        if news {
            let details = json!({ "socket": id, "identity": socket.identity() });
            self.log.add(if audio { "registered" } else { "unregistered" }, details);
        }
    }

    /// What to answer to an `invite` that must not succeed.
    fn invite_refusal(&self, id: SocketId, sid: &str, reconnect: Option<&str>) -> Option<Value> {
        let identity = self.sockets.get(id).and_then(|socket| socket.identity());
        let call = self.calls.get(sid).filter(|call| {
            reconnect.is_some_and(|token| call.takes(token)) && Some(call.to.as_str()) == identity
        });
        match call.map(|call| &call.state) {
            // Hung up while the client was away: an end like any other.
            Some(CallState::Ended { by: EndedBy::Caller | EndedBy::Conference, .. }) => {
                Some(json!({ "callsid": sid }))
            }
            Some(CallState::Ended { .. }) | None => {
                let error = json!({ "code": 31_404, "message": "the call does not exist" });
                Some(json!({ "callsid": sid, "error": error }))
            }
            Some(CallState::Ringing { .. } | CallState::Active { .. }) => None,
        }
    }

    fn digits(&mut self, sid: &str, digits: &str) {
        let Some(call) = self.calls.get(sid).filter(|call| call.is_active()) else { return };
        // `w` is a pause of half a second, not a digit.
        for digit in digits.chars().filter(|digit| *digit != 'w') {
            call.hearing().digit(digit);
            let details = json!({ "callSid": sid, "digit": digit, "by": "signalling" });
            self.log.add("digit", details);
        }
    }
}
