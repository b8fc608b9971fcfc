//! The Ports that are open, and what comes over them.

use std::collections::BTreeMap;

use serde::Serialize;
use voice_client_browser::{from_js, port_sender, post, sys};
use voice_client_core::leg::Report;
use voice_client_core::protocol::FromContent;
use voice_client_core::{Event, FlexTabEvent, Intent, OffscreenEvent, PortId};
use wasm_bindgen::JsValue;

use crate::peer::{Own, Peer};
use crate::shell::Shell;

/// The Ports that are open.
#[derive(Debug)]
pub(crate) struct Ports {
    own: Own,
    open: BTreeMap<PortId, (Peer, sys::Port)>,
}

impl Ports {
    pub(crate) fn new() -> Self {
        Self { own: Own::read(), open: BTreeMap::new() }
    }

    /// Sends a message; a Port that has gone is none.
    pub(crate) fn send(&self, to: PortId, message: &impl Serialize) {
        if let Some((_, port)) = self.open.get(&to) {
            // It fails when the Port is just closing; `portClosed` follows.
            drop(post(port, message));
        }
    }

    /// Sends a message to every popup.
    pub(crate) fn send_to_popups(&self, message: &impl Serialize) {
        for (peer, port) in self.open.values() {
            if *peer == Peer::Popup {
                drop(post(port, message));
            }
        }
    }

    fn peer(&self, port: PortId) -> Option<Peer> {
        self.open.get(&port).map(|(peer, _)| peer.clone())
    }
}

impl Shell {
    /// A page has opened a Port.
    pub(crate) fn port_opened(&self, id: PortId, port: sys::Port) {
        let peer = self.ports.borrow().own.identify(&port.name(), &port_sender(&port));
        let Some(peer) = peer else { return port.disconnect() };
        let is_popup = peer == Peer::Popup;
        self.ports.borrow_mut().open.insert(id, (peer, port));
        if is_popup {
            self.ports.borrow().send(id, &self.view());
        }
    }

    /// A page says something; what does not parse is nothing.
    pub(crate) fn port_said(&self, port: PortId, message: JsValue) {
        let peer = self.ports.borrow().peer(port);
        let event = peer.and_then(|peer| match peer {
            Peer::Flex { tab, document } => from_js::<FromContent>(&message).map(|said| {
                let event = match said {
                    FromContent::Hello => FlexTabEvent::Hello { tab, document },
                    FromContent::Page(message) => FlexTabEvent::Said(message),
                };
                Event::Flex { port, event }
            }),
            Peer::Offscreen => from_js::<Report>(&message)
                .map(|report| Event::Offscreen { port, event: OffscreenEvent::Reported(report) }),
            Peer::Popup => from_js::<Intent>(&message).map(Event::Intent),
        });
        if let Some(event) = event {
            self.tell(event);
        }
    }

    /// A Port is closed.
    pub(crate) fn port_closed(&self, port: PortId) {
        let closed = self.ports.borrow_mut().open.remove(&port);
        match closed {
            Some((Peer::Flex { .. }, _)) => {
                self.tell(Event::Flex { port, event: FlexTabEvent::Gone });
            }
            Some((Peer::Offscreen, _)) => {
                self.tell(Event::Offscreen { port, event: OffscreenEvent::Gone });
            }
            Some((Peer::Popup, _)) | None => {}
        }
    }
}
