//! Situations to put the client into, and what can happen then.

use voice_client_core::leg::SdkEvent;
use voice_client_core::{
    CallSid, ConnectionSample, DeviceKind, Intent, Microphone, QualityWarning, VoiceEvent,
};
use voice_client_simulation::{Function, World};

const CALLER: &str = "+15550100";

/// A situation, from a fresh installation on.
pub(super) struct Situation {
    /// What it is called.
    pub(super) name: &'static str,
    /// How it comes about.
    pub(super) arrange: fn(&mut World),
    /// Whether it passes by itself within moments, so that time has to be held to see it.
    pub(super) passes: bool,
}

const fn lasting(name: &'static str, arrange: fn(&mut World)) -> Situation {
    Situation { name, arrange, passes: false }
}

const fn passing(name: &'static str, arrange: fn(&mut World)) -> Situation {
    Situation { name, arrange, passes: true }
}

/// The situations, by what they are about.
pub(super) const SITUATIONS: &[(&str, &[Situation])] = &[
    (
        "Before calls",
        &[
            lasting("Waiting for Flex", |_| {}),
            passing("Fetching token", |world| {
                world.function = Function::Silent;
                open_flex(world);
                world.millis(100);
            }),
            passing("Registering", registering),
            lasting("Ready", ready),
            lasting("Ready without a tab", |world| {
                ready(world);
                close_tabs(world);
            }),
            lasting("Ready, with a policy", |world| {
                ready(world);
                world.policy.notifications = Some(false);
                world.settings_change();
            }),
            lasting("Another account", |world| {
                ready(world);
                open_other_account(world);
            }),
        ],
    ),
    (
        "Problems",
        &[
            lasting("Token refused", |world| function_is(world, Function::Status(403))),
            lasting("Function failing", |world| function_is(world, Function::Status(503))),
            lasting("Function garbled", |world| function_is(world, Function::Garbled)),
            lasting("Function silent", |world| {
                function_is(world, Function::Silent);
                world.seconds(60);
            }),
            lasting("Twilio unreachable", |world| {
                world.network = false;
                ready(world);
            }),
            lasting("Twilio refuses token", |world| registration_fails(world, 20101)),
            lasting("Twilio error", |world| registration_fails(world, 31100)),
            lasting("Microphone not allowed", |world| microphone_is(world, Microphone::NotAsked)),
            lasting("Microphone denied", |world| microphone_is(world, Microphone::Denied)),
            lasting("No microphone", |world| microphone_is(world, Microphone::Missing)),
        ],
    ),
    (
        "Calls",
        &[
            passing("Answering", |world| {
                ready(world);
                call(world);
                world.millis(50);
            }),
            lasting("On a call", on_a_call),
            lasting("Muted", |world| {
                on_a_call(world);
                world.wants(Intent::SetMuted { muted: true });
                world.seconds(1);
            }),
            lasting("Reconnecting", |world| {
                on_a_call(world);
                reconnecting(world);
            }),
            lasting("Hung up while reconnecting", |world| {
                on_a_call(world);
                reconnecting(world);
                world.wants(Intent::HangUp);
                world.millis(10);
            }),
            lasting("Browser started again", |world| {
                on_a_call(world);
                world.close_browser();
                world.start_browser();
            }),
            lasting("Poor connection", |world| {
                on_a_call(world);
                poor_connection(world);
            }),
            lasting("Fair connection", |world| {
                on_a_call(world);
                measured(world, 340, 180, 24, 12);
            }),
            lasting("Speaking, but muted", |world| {
                on_a_call(world);
                world.wants(Intent::SetMuted { muted: true });
                world.agent_speaks(5_000);
            }),
            lasting("Headset gone", |world| {
                on_a_call(world);
                world.wants(Intent::SetAudioDevice {
                    kind: DeviceKind::Input,
                    label: Some(World::device("Headset")),
                });
                world.plug(&["Built-in"]);
                world.millis(10);
            }),
            lasting("Document crashed", |world| {
                on_a_call(world);
                world.network = false;
                world.crash_offscreen();
                world.seconds(10);
            }),
            lasting("Waits for a microphone", |world| {
                on_a_call(world);
                microphone_is_now(world, Microphone::Denied);
                world.crash_offscreen();
                world.seconds(5);
            }),
            lasting("Waits for another program", |world| {
                on_a_call(world);
                world.occupy_microphone(true);
                world.crash_offscreen();
                world.seconds(5);
            }),
            lasting("Second call", |world| {
                on_a_call(world);
                world.place_call("+15550101");
            }),
            lasting("Problem during a call", |world| {
                on_a_call(world);
                microphone_is_now(world, Microphone::Missing);
            }),
            passing("Hanging up", |world| {
                on_a_call(world);
                world.wants(Intent::HangUp);
            }),
        ],
    ),
    (
        "After a call",
        &[
            lasting("Agent hung up", |world| {
                on_a_call(world);
                world.wants(Intent::HangUp);
                world.seconds(1);
            }),
            lasting("Caller hung up", |world| {
                on_a_call(world);
                caller_hangs_up(world);
                world.seconds(1);
            }),
            lasting("Connection failed", |world| {
                on_a_call(world);
                world.sdk_says(SdkEvent::Failed { code: 53405 });
                world.sdk_says(SdkEvent::Disconnected);
                world.seconds(1);
            }),
        ],
    ),
];

/// The situation of this name.
pub(super) fn named(name: &str) -> Option<&'static Situation> {
    SITUATIONS.iter().flat_map(|(_, situations)| *situations).find(|it| it.name == name)
}

/// Something that can happen: what it is called, and how it comes about.
pub(super) type Happening = (&'static str, fn(&mut World));

/// What can happen in any situation.
pub(super) const HAPPENINGS: &[Happening] = &[
    ("A call comes", call),
    ("The caller hangs up", caller_hangs_up),
    ("Connection lost", reconnecting),
    ("Connection back", |world| world.sdk_says(SdkEvent::Reconnected)),
    ("Flex opens", open_flex),
    ("Flex tabs close", close_tabs),
    ("Flex of another account", open_other_account),
    ("Function breaks", |world| world.function = Function::Status(503)),
    ("Function works", |world| world.function = Function::Well),
    ("Microphone is blocked", |world| microphone_is_now(world, Microphone::Denied)),
    ("Microphone is allowed", |world| microphone_is_now(world, Microphone::Granted)),
    ("Chrome kills the worker", World::kill_worker),
    ("The document of calls crashes", World::crash_offscreen),
    ("An hour passes", |world| world.seconds(3_600)),
];

fn open_flex(world: &mut World) {
    world.open_flex("flex", 2);
}

fn open_other_account(world: &mut World) {
    world.open_flex("other", 2);
    world.millis(100);
}

fn close_tabs(world: &mut World) {
    for tab in world.tabs().iter().map(|tab| tab.id).collect::<Vec<_>>() {
        world.close_flex(tab);
    }
}

fn ready(world: &mut World) {
    open_flex(world);
    world.seconds(2);
}

fn function_is(world: &mut World, function: Function) {
    world.function = function;
    ready(world);
}

fn registering(world: &mut World) {
    open_flex(world);
    while world.view().identity.is_none() {
        world.millis(1);
    }
}

fn registration_fails(world: &mut World, code: u32) {
    registering(world);
    world.device_says(VoiceEvent::Failed { code });
}

fn microphone_is(world: &mut World, microphone: Microphone) {
    ready(world);
    microphone_is_now(world, microphone);
}

fn microphone_is_now(world: &mut World, microphone: Microphone) {
    // Whom Chrome lets use no microphone it tells of no device.
    let is_told = !matches!(microphone, Microphone::NotAsked | Microphone::Denied);
    world.plug(if is_told { &["Built-in", "Headset"] } else { &[] });
    world.set_microphone(microphone);
    world.millis(10);
}

fn call(world: &mut World) {
    world.place_call(CALLER);
}

fn on_a_call(world: &mut World) {
    world.plug(&["Built-in", "Headset"]);
    ready(world);
    call(world);
    world.seconds(75);
    measured(world, 430, 42, 3, 0);
}

/// The SDK measures: mean opinion score in hundredths, round trip and jitter in ms, loss per mille.
fn measured(world: &mut World, mos: u16, round_trip: u16, jitter: u16, loss: u16) {
    world.sdk_says(SdkEvent::Sample(ConnectionSample { mos, round_trip, jitter, loss }));
    world.seconds(6);
}

fn caller_hangs_up(world: &mut World) {
    let running = |world: &World| -> Option<CallSid> {
        world.far_ends().find(|(_, it)| !it.state.is_over()).map(|(sid, _)| sid.clone())
    };
    if let Some(call) = running(world) {
        world.customer_hangs_up(&call);
    }
}

fn reconnecting(world: &mut World) {
    world.sdk_says(SdkEvent::Reconnecting { code: 53001 });
    world.millis(10);
}

fn poor_connection(world: &mut World) {
    measured(world, 240, 520, 60, 80);
    for warning in [QualityWarning::HighRtt, QualityWarning::HighPacketLoss] {
        world.sdk_says(SdkEvent::Warning(warning));
    }
    world.millis(10);
}
