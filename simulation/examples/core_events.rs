//! How many events a second the client handles, natively: calls that come, are muted, and end, in
//! a contact centre of one. `cargo xtask bench` runs it. Prints two numbers: the client alone, and
//! with the record of what it does.

// This is what it is for, and nothing may go wrong before.
#![expect(clippy::print_stdout, clippy::expect_used)]

use std::time::Instant;

use voice_client_core::recorder::Recorder;
use voice_client_core::{Client, Effect, Event, Intent, Memory, Moment, wire};
use voice_client_simulation::World;

const EVENTS: u32 = 200_000;

fn main() {
    // A client with a call, as a worker would have saved it.
    let mut world = World::new(1);
    world.open_flex("a", 2);
    world.seconds(2);
    world.place_call("+15550100");
    world.seconds(2);
    let saved = world.storage().expect("a call, saved").to_owned();

    let mut recorder = Recorder::after(None);
    println!("{:.0}", events_a_second(&saved, Client::handle));
    println!(
        "{:.0}",
        events_a_second(&saved, |client, event, at| {
            let effects = recorder.handle(client, event, at);
            recorder.take_unsaved();
            effects
        })
    );
}

fn events_a_second(
    saved: &str,
    mut handle: impl FnMut(&mut Client, Event, Moment) -> Vec<Effect>,
) -> f64 {
    let mut client = Client::new("1.0.0");
    let saved = wire::unseal(saved).expect("what was saved can be read");
    handle(&mut client, Event::Woke(Memory::Saved(saved)), Moment::at(4_000));
    let begun = Instant::now();
    let mut effects = 0;
    for n in 0..EVENTS {
        let event = match n % 4 {
            0 => Event::Intent(Intent::SetMuted { muted: true }),
            2 => Event::Intent(Intent::SetMuted { muted: false }),
            _ => Event::Tick,
        };
        effects += handle(&mut client, event, Moment::at(4_000 + u64::from(n))).len();
    }
    assert!(effects > 0, "a client that does nothing is fast");
    f64::from(EVENTS) / begun.elapsed().as_secs_f64()
}
