//! The check of the microphone, from the first question to the test.

use leptos::prelude::*;
use leptos::task::spawn_local;
use voice_client_ui::{MicrophoneState, Permission};

use crate::capture::{self, Capture};

/// How far the check is, and the microphone while it is in use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Check {
    /// How far it is.
    pub(crate) state: ReadSignal<MicrophoneState>,
    /// The level while the microphone is in use, from 0 (silence) to 100 (as loud as it gets).
    pub(crate) level: ReadSignal<u32>,
    set_state: WriteSignal<MicrophoneState>,
    set_level: WriteSignal<u32>,
    capture: StoredValue<Option<Capture>, LocalStorage>,
}

impl Check {
    /// Looks at the permission, follows what becomes of it, and lets go of the microphone when
    /// the page is out of sight.
    pub(crate) fn begin() -> Self {
        let (state, set_state) = signal(MicrophoneState::Checking);
        let (level, set_level) = signal(0);
        let capture = StoredValue::new_local(None);
        let check = Self { state, level, set_state, set_level, capture };
        capture::watch_permission(move |permission| check.permission_is(permission));
        let listener = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                check.stop();
            }
        });
        on_cleanup(move || listener.remove());
        check
    }

    /// Puts it into a state.
    pub(crate) fn set(self, state: MicrophoneState) {
        self.set_state.set(state);
    }

    /// Shows a level, from 0 to 100.
    pub(crate) fn set_level(self, level: u32) {
        self.set_level.set(level);
    }

    /// Asks for the microphone, if nobody has been asked, and shows its level.
    pub(crate) fn start(self) {
        self.set(MicrophoneState::Asking);
        spawn_local(async move {
            match Capture::open(move |level| self.set_level(level)).await {
                // The page may have gone out of sight while Chrome was asking.
                Ok(_) if document().hidden() => self.set(MicrophoneState::Granted),
                Ok(capture) => {
                    let label = capture.label();
                    self.capture.set_value(Some(capture));
                    self.set(MicrophoneState::Testing { label });
                }
                Err(error) => {
                    let permission = capture::permission().await;
                    self.set(MicrophoneState::from_error(&error, permission));
                }
            }
        });
    }

    /// Lets go of the microphone.
    pub(crate) fn stop(self) {
        if self.capture.try_update_value(Option::take).flatten().is_some() {
            self.set_level(0);
            self.set(MicrophoneState::Granted);
        }
    }

    fn permission_is(self, permission: Permission) {
        let asking = self.state.with_untracked(|it| *it == MicrophoneState::Asking);
        let testing = self.capture.with_value(Option::is_some);
        match permission {
            // The attempt that is under way tells more.
            _ if asking => {}
            Permission::Granted if testing => {}
            Permission::Granted | Permission::Prompt | Permission::Denied => {
                self.capture.set_value(None);
                self.set_level(0);
                self.set(MicrophoneState::from_permission(permission));
            }
        }
    }
}
