//! How many events a second the client handles, natively: calls that come, are muted, and end, in
//! a contact centre of one. `cargo xtask bench` runs it. Prints one number.

// This is what it is for, and nothing may go wrong before.
#![expect(clippy::print_stdout, clippy::expect_used)]

use std::time::Instant;

use voice_client_core::{Client, Event, Intent, Memory, Moment, wire};
use voice_client_simulation::World;

const EVENTS: u32 = 200_000;

fn main() {
    // A client with a call, as a worker would have saved it.
    let mut world = World::new(1);
    world.open_flex("a", 2);
    world.seconds(2);
    world.place_call("+15550100");
    world.seconds(2);
    let saved = world.storage().and_then(wire::from_text).expect("a call, saved");
    let mut client = Client::new("1.0.0");
    client.handle(Event::Woke(Memory::Saved(saved)), Moment::at(4_000));

    let begun = Instant::now();
    let mut effects = 0;
    for n in 0..EVENTS {
        let event = match n % 4 {
            0 => Event::Intent(Intent::SetMuted { muted: true }),
            2 => Event::Intent(Intent::SetMuted { muted: false }),
            _ => Event::Tick,
        };
        effects += client.handle(event, Moment::at(4_000 + u64::from(n))).len();
    }
    assert!(effects > 0, "a client that does nothing is fast");
    println!("{:.0}", f64::from(EVENTS) / begun.elapsed().as_secs_f64());
}
