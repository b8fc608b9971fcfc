//! What the person has set.

use crate::{Choice, Effect, Settings, Topic};

use super::{Client, Turn};

impl Client {
    /// It counts at once, and not only when it is kept.
    pub(super) fn set_notifications(&mut self, on: bool, turn: &mut Turn) {
        if self.model.settings.managed {
            return turn.untimely("a setting that a policy has made");
        }
        self.use_settings(Settings { notifications: on, managed: false }, turn);
        turn.order(Effect::KeepChoice(Choice { notifications: Some(on) }));
    }

    /// Who wants no notifications wants none of those either that are there.
    pub(super) fn use_settings(&mut self, settings: Settings, turn: &mut Turn) {
        let before = std::mem::replace(&mut self.model.settings, settings);
        if before.notifications && !settings.notifications {
            for topic in Topic::ALL {
                turn.order(Effect::Unnotify(topic));
            }
        }
    }
}
