//! Whatever comes over a Port between pages of our own: what popup and offscreen document say to the
//! worker, and what they are told.
//!
//! The first byte chooses what is sent, the second whether the rest is the text itself, or edits of one
//! that is as it should be.
#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;
use voice_client_core::leg::{Event, Holds, Leg, Order, Report};
use voice_client_core::{
    CallSid, CallState, DeviceKind, Digits, Intent, LegCall, Mic, Microphone, QualityWarning,
    Secret, Status, Ticket, Time, View, wire,
};
use voice_client_fuzz::{edited, text_of};
use voice_client_simulation::World;

fuzz_target!(|data: &[u8]| {
    let [kind, is_edit, rest @ ..] = data else { return };
    let is_edit = is_edit % 2 == 1;
    match kind % 4 {
        0 => {
            let intents = intents();
            let real = &intents[usize::from(kind / 4) % intents.len()];
            if let Some(intent) = said(real, is_edit, rest) {
                then_all_is_well(|world| world.wants(intent));
            }
        }
        1 => {
            let reports = reports();
            let real = &reports[usize::from(kind / 4) % reports.len()];
            if let Some(report) = said(real, is_edit, rest) {
                then_all_is_well(|world| world.offscreen_says(report));
            }
        }
        2 => {
            let real = Order::SendDigits { digits: Digits::parse("12w#").expect("digits") };
            if let Some(order) = said::<Order>(&real, is_edit, rest) {
                let mut leg = Leg::default();
                for now in 0..2 {
                    leg.handle(Event::Ordered(order.clone()), Time::from_millis(now));
                }
                leg.handle(Event::PortOpened, Time::from_millis(2));
            }
        }
        _ => {
            let world = on_a_call();
            said::<View>(world.view(), is_edit, rest);
        }
    }
});

/// What the other end makes of it. What it takes for a message is read as it was written.
fn said<T>(real: &T, is_edit: bool, rest: &[u8]) -> Option<T>
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let text =
        if is_edit { edited(&wire::to_text(real).expect("a text"), rest) } else { text_of(rest) };
    let said: T = wire::from_text(&text)?;
    let again = wire::to_text(&said).expect("a text");
    assert_eq!(wire::from_text::<T>(&again).as_ref(), Some(&said));
    Some(said)
}

fn on_a_call() -> World {
    let mut world = World::new(1);
    world.open_flex("a", 2);
    world.seconds(1);
    world.place_call("+15550100");
    world.seconds(1);
    world
}

/// Whatever was said, a person who restarts the client has it ready.
fn then_all_is_well(what: impl FnOnce(&mut World)) {
    let mut world = on_a_call();
    what(&mut world);
    world.seconds(10);
    world.wants(Intent::Restart { end_call: true });
    world.seconds(60);
    world.set_microphone(Microphone::Missing);
    world.set_microphone(Microphone::Granted);
    assert_eq!(world.view().status, Status::Ready);
}

fn intents() -> [Intent; 4] {
    [
        Intent::SetMuted { muted: true },
        Intent::SendDigits { digits: Digits::parse("12w#").expect("digits") },
        Intent::SetAudioDevice { kind: DeviceKind::Input, label: Some(World::device("Headset")) },
        Intent::Restart { end_call: false },
    ]
}

fn reports() -> [Report; 2] {
    let call = LegCall {
        call_sid: CallSid::parse(format!("CA{:032x}", 1)).expect("a SID"),
        state: CallState::Active,
        mic: Mic::Muted,
        started_at: Some(Time::from_millis(1)),
        signalling_until: None,
        media_until: None,
        quality: vec![QualityWarning::LowMos],
        speaking_while_muted: false,
        wants_token: false,
        ticket: Ticket { connect_token: Secret::new("connect".into()), edge: "roaming".into() },
    };
    let holds = Holds::Call(call.clone());
    let hello = Report::Hello { holds, microphone: Microphone::Granted, devices: None };
    [hello, Report::Call(call)]
}
