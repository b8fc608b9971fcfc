//! The Ports that are open, and what comes over them.

use serde::Serialize;
use voice_client_browser::{from_js, from_wire, port_sender, sys, to_js, to_wire};
use voice_client_core::leg::Report;
use voice_client_core::protocol::{FromContent, ToPage};
use voice_client_core::{Event, FlexTabEvent, Intent, OffscreenEvent, PortId};
use wasm_bindgen::JsValue;

use crate::peer::{Own, Peer};
use crate::shell::Shell;

#[derive(Debug)]
struct Open {
    id: PortId,
    peer: Peer,
    port: sys::Port,
}

/// The Ports that are open.
#[derive(Debug)]
pub(crate) struct Ports {
    own: Own,
    open: Vec<Open>,
}

impl Ports {
    pub(crate) fn new() -> Self {
        Self { own: Own::read(), open: vec![] }
    }

    /// Sends a message to a Flex page; a Port that has gone is none.
    pub(crate) fn send_to_page(&self, to: PortId, message: &ToPage) {
        if let Ok(message) = to_js(message) {
            self.post(to, &message);
        }
    }

    /// Sends a message to a page of ours.
    pub(crate) fn send(&self, to: PortId, message: &impl Serialize) {
        if let Ok(message) = to_wire(message) {
            self.post(to, &message);
        }
    }

    fn post(&self, to: PortId, message: &JsValue) {
        if let Some(open) = self.find(to) {
            // It fails when the Port is just closing; `portClosed` follows.
            drop(open.port.post_message(message));
        }
    }

    /// Sends a message to every page that shows the view.
    pub(crate) fn send_to_viewers(&self, message: &impl Serialize) {
        for viewer in self.open.iter().filter(|it| it.peer == Peer::Viewer) {
            self.send(viewer.id, message);
        }
    }

    fn find(&self, id: PortId) -> Option<&Open> {
        self.open.iter().find(|it| it.id == id)
    }

    fn remove(&mut self, id: PortId) -> Option<Peer> {
        let position = self.open.iter().position(|it| it.id == id)?;
        Some(self.open.swap_remove(position).peer)
    }
}

impl Shell {
    /// A page has opened a Port.
    pub(crate) fn port_opened(&self, id: PortId, port: sys::Port) {
        let peer = self.ports.borrow().own.identify(&port.name(), &port_sender(&port));
        let Some(peer) = peer else { return port.disconnect() };
        let is_viewer = peer == Peer::Viewer;
        self.ports.borrow_mut().open.push(Open { id, peer, port });
        if is_viewer {
            self.ports.borrow().send(id, &self.view());
        }
    }

    /// A page says something; what does not parse is nothing.
    pub(crate) fn port_said(&self, port: PortId, message: JsValue) {
        let peer = self.ports.borrow().find(port).map(|it| it.peer.clone());
        let event = peer.and_then(|peer| match peer {
            Peer::Flex { tab, document } => from_js::<FromContent>(&message).map(|said| {
                let event = match said {
                    FromContent::Hello => FlexTabEvent::Hello { tab, document },
                    FromContent::Page(message) => FlexTabEvent::Said(message),
                };
                Event::Flex { port, event }
            }),
            Peer::Offscreen => from_wire::<Report>(&message)
                .map(|report| Event::Offscreen { port, event: OffscreenEvent::Reported(report) }),
            Peer::Viewer => from_wire::<Intent>(&message).map(Event::Intent),
        });
        if let Some(event) = event {
            self.tell(event);
        }
    }

    /// A Port is closed.
    pub(crate) fn port_closed(&self, port: PortId) {
        let closed = self.ports.borrow_mut().remove(port);
        match closed {
            Some(Peer::Flex { .. }) => {
                self.tell(Event::Flex { port, event: FlexTabEvent::Gone });
            }
            Some(Peer::Offscreen) => {
                self.tell(Event::Offscreen { port, event: OffscreenEvent::Gone });
            }
            Some(Peer::Viewer) | None => {}
        }
    }
}
