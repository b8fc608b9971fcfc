//! The states that the steps can be put into.

use voice_client_core::{ChosenDevices, DeviceKind, DeviceLabel, OfferedDevices};
use voice_client_simulation::World;
use voice_client_ui::MicrophoneState;
use voice_client_ui::dev::situations::{self, Situation};

use crate::state::{Reach, SpeakerTest, State};

const LONG_DEVICE: &str =
    "Professional Wireless Headset with Noise Cancelling Boom Microphone (0123:4567)";

/// Puts a step into a state.
pub(super) type Change = fn(&mut State);

/// Each step's states, by name, but for those before calls, which the worker tells of.
pub(super) const SITUATIONS: &[(&str, &[(&str, Change)])] = &[
    ("Everything", &[("Not begun", |it| *it = State::default()), ("Works", works)]),
    (
        "Microphone",
        &[
            ("Checking", |it| it.microphone = MicrophoneState::Checking),
            ("Not asked", |it| it.microphone = MicrophoneState::NotAsked),
            ("Asking", |it| it.microphone = MicrophoneState::Asking),
            ("Granted", |it| it.microphone = MicrophoneState::Granted),
            ("Dismissed", |it| it.microphone = MicrophoneState::Dismissed),
            ("Denied", |it| it.microphone = MicrophoneState::Denied),
            ("Denied by system", |it| it.microphone = MicrophoneState::DeniedBySystem),
            ("Missing", |it| it.microphone = MicrophoneState::Missing),
            ("Unusable", |it| it.microphone = MicrophoneState::Unusable),
        ],
    ),
    (
        "Devices",
        &[
            ("Untried", |it| try_devices(it, false, false, SpeakerTest::Untried)),
            ("Testing", |it| try_devices(it, true, false, SpeakerTest::Untried)),
            ("Heard", |it| try_devices(it, true, true, SpeakerTest::Untried)),
            ("Ringing", |it| try_devices(it, false, true, SpeakerTest::Playing)),
            ("Not heard", |it| try_devices(it, false, true, SpeakerTest::NotHeard)),
            ("No sound", |it| try_devices(it, false, true, SpeakerTest::Failed)),
            ("Work", |it| try_devices(it, false, true, SpeakerTest::Heard)),
            ("Testing and ringing", |it| try_devices(it, true, true, SpeakerTest::Playing)),
            ("Microphone only heard", |it| try_devices(it, false, true, SpeakerTest::Untried)),
            ("Speaker only heard", |it| try_devices(it, false, false, SpeakerTest::Heard)),
            ("No speaker", |it| {
                try_devices(it, false, false, SpeakerTest::Untried);
                it.offered.outputs = vec![];
            }),
            ("Unplugged", |it| {
                try_devices(it, false, false, SpeakerTest::Untried);
                it.chosen = ChosenDevices::default()
                    .with(DeviceKind::Input, label("A headset that is not there"));
            }),
            ("Both unplugged", |it| {
                try_devices(it, false, false, SpeakerTest::Untried);
                let gone = label("A headset that is not there");
                it.chosen = ChosenDevices { input: gone.clone(), output: gone };
            }),
            ("Long names", |it| {
                try_devices(it, true, false, SpeakerTest::Untried);
                let long = label(LONG_DEVICE);
                it.offered.inputs.extend(long.clone());
                it.offered.outputs.extend(long.clone());
                it.chosen = ChosenDevices { input: long.clone(), output: long };
                it.tested = Some(LONG_DEVICE.to_owned());
            }),
        ],
    ),
    (
        "Connection",
        &[
            ("Checking", |it| connect(it, Reach::Checking, Reach::Checking, false)),
            ("Twilio answers", |it| connect(it, Reach::Open, Reach::Checking, false)),
            ("Sound gets through", |it| connect(it, Reach::Checking, Reach::Open, false)),
            ("Works", |it| connect(it, Reach::Open, Reach::Open, false)),
            ("Nobody answers by UDP", |it| connect(it, Reach::Open, Reach::Unsure, false)),
            ("No Twilio", |it| connect(it, Reach::Shut, Reach::Open, false)),
            ("No sound", |it| connect(it, Reach::Open, Reach::Shut, false)),
            ("Nobody answers", |it| connect(it, Reach::Shut, Reach::Unsure, false)),
            ("Neither", |it| connect(it, Reach::Shut, Reach::Shut, false)),
            ("Offline", |it| connect(it, Reach::Shut, Reach::Shut, true)),
        ],
    ),
    (
        "Toolbar",
        &[
            ("Unknown", |it| it.is_pinned = None),
            ("Hidden", |it| it.is_pinned = Some(false)),
            ("Pinned", |it| it.is_pinned = Some(true)),
        ],
    ),
    (
        "Calls",
        &[
            ("On a call", |it| hear_of(it, "On a call")),
            ("Reconnecting", |it| hear_of(it, "Reconnecting")),
            ("Problem during a call", |it| hear_of(it, "Problem during a call")),
            ("Waits for another program", |it| hear_of(it, "Waits for another program")),
        ],
    ),
    (
        "Worker",
        &[
            ("Not heard yet", |it| (it.view, it.is_silent) = (None, false)),
            ("Silent", |it| (it.view, it.is_silent) = (None, true)),
        ],
    ),
];

fn works(state: &mut State) {
    try_devices(state, false, true, SpeakerTest::Heard);
    connect(state, Reach::Open, Reach::Open, false);
    state.is_pinned = Some(true);
    hear_of(state, "Ready");
}

fn hear_of(state: &mut State, situation: &str) {
    if let Some(situation) = situations::named(situation) {
        hear(state, situation);
    }
}

/// Hears what a worker in this situation says.
pub(super) fn hear(state: &mut State, situation: &Situation) {
    let mut world = World::new(1);
    (situation.arrange)(&mut world);
    state.view = Some(world.view().clone());
}

fn label(text: &str) -> Option<DeviceLabel> {
    DeviceLabel::parse(text).ok()
}

fn try_devices(state: &mut State, testing: bool, heard: bool, speaker: SpeakerTest) {
    state.microphone = MicrophoneState::Granted;
    state.offered = OfferedDevices {
        inputs: [label("Headset"), label("Built-in microphone")].into_iter().flatten().collect(),
        outputs: [label("Headset"), label("Built-in speaker")].into_iter().flatten().collect(),
    };
    state.chosen = ChosenDevices { input: label("Headset"), output: None };
    state.tested = testing.then(|| "Headset".to_owned());
    (state.heard, state.speaker) = (heard, speaker);
}

fn connect(state: &mut State, signalling: Reach, media: Reach, is_offline: bool) {
    (state.signalling, state.media, state.is_offline) = (signalling, media, is_offline);
}
