//! Situations to put the client into, and what can happen then.

use voice_client_core::leg::SdkEvent;
use voice_client_core::protocol::FromPage;
use voice_client_core::{
    CallSid, ConnectionSample, DeviceKind, Intent, Microphone, QualityWarning, VoiceEvent,
};
use voice_client_simulation::{Function, World};

const CALLER: &str = "+15550100";
/// Twilio writes what is neither letter nor digit as two hexadecimal digits.
const LONG_CALLER: &str =
    "client:bartholomew_2Emontgomery_2Dfitzgerald_40partners_2Eexample_2Dcorporation_2Ecom";
const LONG_IDENTITY: &str = "ext_wilhelmina_2Eabercrombie_2Dcholmondeley_40customer_2Dservice_2Eexample_2Dcorporation_2Ecom";
const LONG_DEVICE: &str =
    "Professional Wireless Headset with Noise Cancelling Boom Microphone (0123:4567)";

/// For how many seconds a Flex session lasts that ends soon.
const FLEX_SESSION: u64 = 300;

/// A situation, from a fresh installation on.
pub struct Situation {
    /// What it is called.
    pub name: &'static str,
    /// How it comes about.
    pub arrange: fn(&mut World),
    /// Whether it passes by itself within moments, so that time has to be held to see it.
    pub passes: bool,
}

const fn lasting(name: &'static str, arrange: fn(&mut World)) -> Situation {
    Situation { name, arrange, passes: false }
}

const fn passing(name: &'static str, arrange: fn(&mut World)) -> Situation {
    Situation { name, arrange, passes: true }
}

/// The situations, by what they are about.
pub const SITUATIONS: &[(&str, &[Situation])] = &[
    (
        "Before calls",
        &[
            lasting("Waiting for Flex", |_| {}),
            lasting("Flex without the plugin", |world| {
                let tab = world.open_flex("flex", 2);
                world.leave_flex(tab);
                world.seconds(1);
            }),
            lasting("Signed out of Flex", |world| {
                ready(world);
                tabs_say(world, &FromPage::SignedOut);
            }),
            lasting("Flex session ended", |world| {
                flex_does_not_renew(world);
                world.seconds(FLEX_SESSION);
            }),
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
            lasting("Ready, and one tab without the plugin", |world| {
                ready(world);
                let tab = world.open_flex("flex", 2);
                world.leave_flex(tab);
                world.seconds(1);
            }),
            lasting("Ready, with long names", |world| {
                long_names(world);
                ready(world);
            }),
            lasting("Ready, headset gone", |world| {
                ready(world);
                choose(world, DeviceKind::Input, "Headset");
                choose(world, DeviceKind::Output, "Headset");
                world.plug(&["Built-in"]);
                world.millis(10);
            }),
            lasting("Ready, with a policy", |world| {
                ready(world);
                world.policy.notifications = Some(false);
                world.settings_change();
            }),
            lasting("Another account", |world| {
                ready(world);
                close_tabs(world);
                open_other_account(world);
            }),
            lasting("Another account, and no session", |world| {
                flex_does_not_renew(world);
                world.seconds(FLEX_SESSION);
                close_tabs(world);
                open_other_account(world);
            }),
            lasting("Another account beside this one", |world| {
                ready(world);
                open_other_account(world);
            }),
            lasting("Two other accounts", |world| {
                ready(world);
                open_other_account(world);
                world.open_flex("another", 2);
                world.millis(100);
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
            passing("Function tried again", |world| {
                function_is(world, Function::Status(503));
                world.function = Function::Silent;
                world.wants(Intent::TryAgain);
                world.millis(100);
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
            lasting("Microphone busy", |world| {
                ready(world);
                // Nobody tries it before a call comes.
                world.occupy_microphone(true);
                call(world);
                world.seconds(2);
            }),
            lasting("Call page failing", |world| {
                world.opens_documents = false;
                ready(world);
                world.seconds(10);
            }),
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
            lasting("On a call for hours", |world| {
                on_a_call(world);
                world.seconds(4 * 3_600);
            }),
            lasting("Unknown caller", |world| on_a_call_from(world, "")),
            lasting("Long names", |world| {
                long_names(world);
                on_a_call_from(world, LONG_CALLER);
            }),
            lasting("Muted", |world| {
                on_a_call(world);
                world.wants(Intent::SetMuted { muted: true });
                world.seconds(1);
            }),
            lasting("Reconnecting", |world| {
                on_a_call(world);
                reconnecting(world);
            }),
            lasting("Reconnecting, muted", |world| {
                on_a_call(world);
                world.wants(Intent::SetMuted { muted: true });
                world.seconds(1);
                reconnecting(world);
            }),
            lasting("Media away for long", |world| {
                on_a_call(world);
                world.cut_media();
                world.seconds(60);
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
            lasting("No sound either way", |world| {
                on_a_call(world);
                warned(world, &[QualityWarning::LowBytesSent, QualityWarning::LowBytesReceived]);
            }),
            lasting("Silent microphone", |world| {
                on_a_call(world);
                warned(world, &[QualityWarning::ConstantAudioInputLevel]);
            }),
            lasting("All that a network does", |world| {
                on_a_call(world);
                measured(world, 130, 900, 90, 140);
                warned(
                    world,
                    &[
                        QualityWarning::HighRtt,
                        QualityWarning::HighJitter,
                        QualityWarning::LowMos,
                        QualityWarning::HighPacketLoss,
                        QualityWarning::IceConnectivityLost,
                    ],
                );
            }),
            lasting("Speaking, but muted", |world| {
                on_a_call(world);
                world.wants(Intent::SetMuted { muted: true });
                world.agent_speaks(5_000);
            }),
            lasting("Headset gone", |world| {
                on_a_call(world);
                choose(world, DeviceKind::Input, "Headset");
                world.plug(&["Built-in"]);
                world.millis(10);
            }),
            lasting("Document crashed", |world| {
                on_a_call(world);
                world.network = false;
                world.crash_offscreen();
                world.seconds(10);
            }),
            lasting("Call page failing", |world| {
                on_a_call(world);
                world.opens_documents = false;
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
            lasting("Two more calls", |world| {
                on_a_call(world);
                world.place_call("+15550101");
                world.place_call("+15550102");
            }),
            lasting("Problem during a call", |world| {
                on_a_call(world);
                microphone_is_now(world, Microphone::Missing);
            }),
            lasting("Extension crashed, Function failing", |world| {
                on_a_call(world);
                // What takes a call up is a voice token, and those are not on the disk.
                world.function = Function::Status(503);
                world.crash_extension();
                world.start_extension();
                world.seconds(5);
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
            lasting("Call lost", |world| {
                on_a_call(world);
                world.opens_documents = false;
                world.crash_offscreen();
                world.seconds(32);
                world.opens_documents = true;
                world.seconds(5);
            }),
            lasting("Failed without a code", |world| {
                on_a_call(world);
                world.sdk_says(SdkEvent::Failed { code: 0 });
                world.sdk_says(SdkEvent::Disconnected);
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
pub fn named(name: &str) -> Option<&'static Situation> {
    SITUATIONS.iter().flat_map(|(_, situations)| *situations).find(|it| it.name == name)
}

/// Something that can happen: what it is called, and how it comes about.
pub type Happening = (&'static str, fn(&mut World));

/// What can happen in any situation.
pub const HAPPENINGS: &[Happening] = &[
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

fn tabs_say(world: &mut World, message: &FromPage) {
    for tab in world.tabs().iter().map(|tab| tab.id).collect::<Vec<_>>() {
        world.page_says(tab, message.clone());
    }
    world.millis(100);
}

fn flex_does_not_renew(world: &mut World) {
    world.flex_token_life = FLEX_SESSION * 1_000;
    let tab = world.open_flex("flex", 2);
    if let Some(tab) = world.tab(tab) {
        tab.renews = false;
    }
}

fn long_names(world: &mut World) {
    world.rename_agent(LONG_IDENTITY);
    world.plug(&["Built-in", LONG_DEVICE]);
    for kind in [DeviceKind::Input, DeviceKind::Output] {
        choose(world, kind, LONG_DEVICE);
    }
}

fn choose(world: &mut World, kind: DeviceKind, label: &str) {
    world.wants(Intent::SetAudioDevice { kind, label: Some(World::device(label)) });
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
    match microphone {
        Microphone::Missing => world.plug_no_microphone(&["Built-in"]),
        // Whom Chrome lets use no microphone it tells of no device.
        Microphone::NotAsked | Microphone::Denied => world.plug(&[]),
        Microphone::Unknown | Microphone::Granted | Microphone::Busy => {
            world.plug(&["Built-in", "Headset"]);
        }
    }
    world.set_microphone(microphone);
    world.millis(10);
}

fn call(world: &mut World) {
    world.place_call(CALLER);
}

fn on_a_call(world: &mut World) {
    on_a_call_from(world, CALLER);
}

fn on_a_call_from(world: &mut World, caller: &str) {
    ready(world);
    world.place_call(caller);
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
    warned(world, &[QualityWarning::HighRtt, QualityWarning::HighPacketLoss]);
}

/// The SDK warns.
fn warned(world: &mut World, warnings: &[QualityWarning]) {
    for warning in warnings {
        world.sdk_says(SdkEvent::Warning(*warning));
    }
    world.millis(10);
}
