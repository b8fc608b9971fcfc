//! Carries out what is pressed, and notes what comes of it.

use leptos_dom::helpers::{document, window_event_listener_untyped};
use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;
use voice_client_browser::Sound;
use voice_client_browser::devices::{self, DeviceWatch, Seen};
use voice_client_core::protocol::port;
use voice_client_core::{DeviceKind, DeviceLabel, Intent, Microphone, View};
use voice_client_ui::{Capture, MicrophoneState};
use wasm_bindgen_futures::spawn_local;

use crate::extension::{self, Worker};
use crate::network;
use crate::state::{Reach, SpeakerTest, State};
use crate::steps::Press;

/// Above this level, from 0 to 100, somebody is heard.
const HEARD: u32 = 30;

/// What the page knows, and what it has in use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Equipment {
    /// What it knows.
    pub(crate) state: RwSignal<State>,
    /// How loud the microphone is that is being tested, from 0 to 100.
    pub(crate) level: RwSignal<u32>,
    seen: StoredValue<Seen, LocalStorage>,
    watch: StoredValue<Option<DeviceWatch>, LocalStorage>,
    worker: StoredValue<Option<Worker>, LocalStorage>,
    capture: StoredValue<Option<Capture>, LocalStorage>,
    sound: StoredValue<Option<Sound>, LocalStorage>,
    /// The number of the last test of the microphone; stopping one counts too.
    tests: StoredValue<u32, LocalStorage>,
    /// The number of the last sound, likewise.
    rings: StoredValue<u32, LocalStorage>,
    /// The number of the last check of the connection.
    checks: StoredValue<u32, LocalStorage>,
}

impl Equipment {
    /// Looks at everything, and goes on looking for the page's life.
    pub(crate) fn begin() -> Self {
        let it = Self {
            state: RwSignal::default(),
            level: RwSignal::default(),
            seen: StoredValue::new_local(Seen::default()),
            watch: StoredValue::new_local(None),
            worker: StoredValue::new_local(None),
            capture: StoredValue::new_local(None),
            sound: StoredValue::new_local(None),
            tests: StoredValue::new_local(0),
            rings: StoredValue::new_local(0),
            checks: StoredValue::new_local(0),
        };
        it.watch.set_value(Some(DeviceWatch::start(move |seen| it.see(seen))));
        it.follow_sight();
        it.check_connection();
        for event in ["online", "offline"] {
            listen(event, move || it.check_connection());
        }
        listen("visibilitychange", move || it.follow_sight());
        extension::watch_toolbar(move |is_pinned| it.note(|state| state.is_pinned = is_pinned));
        it
    }

    /// Does what is pressed.
    pub(crate) fn press(self, press: Press) {
        match press {
            Press::AllowMicrophone | Press::CheckMicrophone => {
                self.note(|state| state.microphone = state.microphone.tried());
                self.test_microphone();
            }
            Press::TestMicrophone => self.test_microphone(),
            Press::StopTest => self.stop_test(),
            Press::PlaySound => self.play_sound(),
            Press::Heard => self.stop_sound(SpeakerTest::Heard),
            Press::NotHeard => self.stop_sound(SpeakerTest::NotHeard),
            Press::CheckConnection => self.check_connection(),
            Press::OpenFlex => self.wants(Intent::OpenFlex),
            Press::TryAgain => self.wants(Intent::TryAgain),
            Press::Restart => extension::restart(),
        }
    }

    /// Chooses a device for the whole extension, and what is tested here follows.
    pub(crate) fn choose(self, kind: DeviceKind, label: Option<DeviceLabel>) {
        self.note(|state| {
            state.chosen = std::mem::take(&mut state.chosen).with(kind, label.clone());
        });
        self.wants(Intent::SetAudioDevice { kind, label });
        self.follow_choice(kind);
    }

    fn note(self, what: impl FnOnce(&mut State)) {
        self.state.update(what);
    }

    fn wants(self, intent: Intent) {
        self.worker.with_value(|worker| {
            if let Some(worker) = worker {
                worker.wants(intent);
            }
        });
    }

    /// Out of sight the page has nothing in use, and leaves the worker in peace.
    fn follow_sight(self) {
        if document().hidden() {
            self.worker.set_value(None);
            self.stop_test();
            // One that Chrome is still opening the speaker for, too.
            next(self.rings);
            self.silence();
        } else {
            self.worker.set_value(Some(Worker::connect(port::WELCOME, move |view| match view {
                Some(view) => self.show(view),
                None => self.note(|state| (state.view, state.is_silent) = (None, true)),
            })));
        }
    }

    fn show(self, view: View) {
        let before = self.state.with_untracked(|state| state.chosen.clone());
        let chosen = view.chosen_devices.clone();
        self.note(|state| {
            state.chosen = view.chosen_devices.clone();
            state.view = Some(view);
        });
        for kind in [DeviceKind::Input, DeviceKind::Output] {
            if before.of(kind) != chosen.of(kind) {
                self.follow_choice(kind);
            }
        }
    }

    fn see(self, seen: Seen) {
        let (microphone, offered) = (seen.microphone, seen.offered());
        self.seen.set_value(seen);
        let others = self.state.with_untracked(|state| state.offered != offered);
        self.note(|state| {
            state.offered = offered;
            let state = &mut state.microphone;
            // The attempt that is under way tells more.
            if *state != MicrophoneState::Asking {
                *state = microphone.into();
            }
        });
        if self.capture.with_value(Option::is_none) {
            return;
        }
        if microphone != Microphone::Granted {
            self.stop_test();
        } else if others {
            self.test_microphone();
        }
    }

    /// What is tested goes on with another device; what it has shown holds for the other one only.
    fn follow_choice(self, kind: DeviceKind) {
        match kind {
            DeviceKind::Input => {
                self.note(|state| state.heard = false);
                if self.capture.with_value(Option::is_some) {
                    self.test_microphone();
                }
            }
            DeviceKind::Output => {
                let was_playing = self.silence();
                self.note(|state| state.speaker = SpeakerTest::Untried);
                if was_playing {
                    self.play_sound();
                }
            }
        }
    }

    /// The id of the device that is chosen; none is the system's default, also in place of one that
    /// is not there.
    fn chosen_id(self, kind: DeviceKind) -> Option<String> {
        let label = self.state.with_untracked(|state| state.chosen.of(kind).cloned())?;
        self.seen.with_value(|seen| seen.id(kind, &label).map(str::to_owned))
    }

    /// Takes the microphone, for which Chrome asks if nobody has been asked, and shows its level.
    fn test_microphone(self) {
        self.capture.set_value(None);
        let test = next(self.tests);
        spawn_local(async move {
            let id = self.chosen_id(DeviceKind::Input);
            let opened = Capture::open(id.as_deref(), move |level| match level {
                Some(level) => self.hear(level),
                None => self.test_microphone(),
            });
            let (found, capture) = match opened.await {
                Ok(capture) => (MicrophoneState::Granted, Some(capture)),
                Err(error) => {
                    let after = devices::look().await.unwrap_or_default().microphone;
                    (MicrophoneState::from_error(&error, after), None)
                }
            };
            if self.tests.get_value() != test {
                // Nobody wants the microphone any more. What Chrome was told holds all the same.
                return self.note(|state| {
                    if state.microphone == MicrophoneState::Asking {
                        state.microphone = found;
                    }
                });
            }
            // Another one has been chosen, or this one has come or gone.
            if self.chosen_id(DeviceKind::Input) != id {
                return self.test_microphone();
            }
            match capture {
                Some(capture) => {
                    let label = capture.label();
                    self.capture.set_value(Some(capture));
                    self.note(|state| (state.tested, state.heard) = (Some(label), false));
                }
                None => self.stop_test(),
            }
            self.note(|state| state.microphone = found);
        });
    }

    fn hear(self, level: u32) {
        self.level.set(level);
        if level > HEARD && self.state.with_untracked(|state| !state.heard) {
            self.note(|state| state.heard = true);
        }
    }

    fn stop_test(self) {
        next(self.tests);
        self.capture.set_value(None);
        self.level.set(0);
        self.note(|state| state.tested = None);
    }

    fn play_sound(self) {
        let ring = next(self.rings);
        spawn_local(async move {
            let id = self.chosen_id(DeviceKind::Output);
            let played = extension::ring(id.as_deref()).await;
            if self.rings.get_value() != ring {
                return;
            }
            if self.chosen_id(DeviceKind::Output) != id {
                return self.play_sound();
            }
            let test = if played.is_ok() { SpeakerTest::Playing } else { SpeakerTest::Failed };
            self.sound.set_value(played.ok());
            self.note(|state| state.speaker = test);
        });
    }

    fn stop_sound(self, test: SpeakerTest) {
        self.sound.set_value(None);
        self.note(|state| state.speaker = test);
    }

    /// Stops a sound that nobody has said anything about, if there is one.
    fn silence(self) -> bool {
        let is_playing = self.sound.with_value(Option::is_some);
        if is_playing {
            self.stop_sound(SpeakerTest::Untried);
        }
        is_playing
    }

    /// Looks for both ways at a time.
    fn check_connection(self) {
        let check = next(self.checks);
        if network::is_offline() {
            return self.note(|state| {
                (state.signalling, state.media) = (Reach::Shut, Reach::Shut);
                state.is_offline = true;
            });
        }
        self.note(|state| {
            (state.signalling, state.media) = (Reach::Checking, Reach::Checking);
            state.is_offline = false;
        });
        let note = move |what: fn(&mut State, Reach), found| {
            if self.checks.get_value() == check {
                self.note(|state| what(state, found));
            }
        };
        spawn_local(async move {
            note(|state, found| state.signalling = found, network::signalling().await);
        });
        spawn_local(
            async move { note(|state, found| state.media = found, network::media().await) },
        );
    }
}

/// Numbers an attempt: what an older one comes to is not told any more.
fn next(attempts: StoredValue<u32, LocalStorage>) -> u32 {
    attempts.update_value(|it| *it = it.wrapping_add(1));
    attempts.get_value()
}

/// Listens on the window for the page's life.
fn listen(event: &str, on_event: impl Fn() + 'static) {
    window_event_listener_untyped(event, move |_| on_event());
}
