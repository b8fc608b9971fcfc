//! What the person has set.

use crate::{Choice, Effect};

use super::{Client, Turn};

impl Client {
    /// It counts at once, and not only when it is kept.
    pub(super) fn set_notifications(&mut self, on: bool, turn: &mut Turn) {
        if self.model.settings.managed {
            return turn.untimely("a setting that a policy has made");
        }
        self.model.settings.notifications = on;
        turn.order(Effect::KeepChoice(Choice { notifications: Some(on) }));
    }
}
