//! The agent's popup, as far as it matters that a Port is between it and the worker.

use voice_client_core::{Event, Intent, View};

use crate::trouble::Way;
use crate::world::{Happening, World};

/// The popup. It opens its Port anew by itself only when it has something to say again: one that
/// keeps the worker awake would hide what becomes of a worker that nobody wakes.
#[derive(Debug, Default)]
pub(crate) struct Popup {
    /// Which of its Ports it has: what is on its way in another one does not arrive.
    port: u32,
    /// Whether it has none for the moment.
    is_cut_off: bool,
    shown: Option<View>,
    /// What the worker has said nothing to: it may have died before it heard that.
    unheard: Vec<Intent>,
}

impl World {
    /// What the popup shows.
    ///
    /// # Panics
    /// Never: a worker that has woken has shown something.
    pub fn view(&self) -> &View {
        self.popup.shown.as_ref().expect("a view")
    }

    /// The agent wants something, and says so in the popup: what is of a call is of the one that it
    /// shows.
    pub fn wants(&mut self, intent: Intent) {
        let shown = self.view().call.as_ref().map(|it| it.call_sid.clone());
        let is_of_call = matches!(
            intent,
            Intent::HangUp
                | Intent::SetMuted { .. }
                | Intent::SendDigits { .. }
                | Intent::Restart { end_call: true }
        );
        let intent = match shown {
            Some(call_sid) if is_of_call => intent.for_call(call_sid),
            _ => intent,
        };
        self.wake_if_dead();
        self.popup_says(intent);
    }

    fn popup_says(&mut self, intent: Intent) {
        if self.popup.is_cut_off || intent.is_answered() {
            self.popup.unheard.push(intent.clone());
        }
        if self.popup.is_cut_off {
            return;
        }
        let (port, intent) = (self.popup.port, Box::new(intent));
        self.carry_at_once(Way::FromPopup, Happening::PopupSaid { port, intent });
    }

    /// The worker has something to show.
    pub(crate) fn show(&mut self, view: Box<View>) {
        if self.popup.is_cut_off {
            return;
        }
        let port = self.popup.port;
        self.carry_at_once(Way::ToPopup, Happening::PopupHears { port, view });
    }

    pub(crate) fn popup_hears(&mut self, port: u32, view: View) {
        if port == self.popup.port {
            self.popup.unheard.clear();
            self.popup.shown = Some(view);
        }
    }

    pub(crate) fn popup_said(&mut self, port: u32, intent: Intent) {
        if port == self.popup.port {
            self.deliver(Event::Intent(intent));
        }
    }

    /// Its Port closes. Somebody looks at it, or only what was pressed in it is still to be heard.
    pub(crate) fn close_popup_port(&mut self, is_looked_at: bool) {
        self.popup.port += 1;
        self.popup.is_cut_off = is_looked_at || !self.popup.unheard.is_empty();
        if self.popup.is_cut_off {
            self.later(1, 20, Happening::PopupConnects { port: self.popup.port });
        }
    }

    /// The popup is closed with all that is of the extension.
    pub(crate) fn close_popup(&mut self) {
        self.popup.unheard.clear();
    }

    pub(crate) fn connect_popup(&mut self, port: u32) {
        if self.is_ended || port != self.popup.port {
            return;
        }
        self.popup.is_cut_off = false;
        self.wake_if_dead();
        for intent in std::mem::take(&mut self.popup.unheard) {
            self.popup_says(intent);
        }
        if let (Some(client), false) = (&self.client, self.trouble.trapped) {
            self.show(Box::new(client.view()));
        }
    }
}
