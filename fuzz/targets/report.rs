//! Whatever is in a report that `cargo xtask replay` is given, and in the chapters that one is made of.
//!
//! The first byte chooses: a text, edits of a report of today's build, or chapters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voice_client_core::recorder::{Recorder, Report};
use voice_client_core::{Client, Event, Intent, Kept, Memory, Moment};
use voice_client_fuzz::{edited, text_of};
use voice_client_simulation::World;
use voice_client_simulation::replay::Recording;

fuzz_target!(|data: &[u8]| {
    let [kind, rest @ ..] = data else { return };
    match kind % 3 {
        0 => replay(&String::from_utf8_lossy(rest)),
        1 => replay(&edited(&real(), rest)),
        _ => chapters(rest),
    }
});

fn real() -> String {
    let mut world = World::new(1);
    world.open_flex("a", 2);
    world.seconds(1);
    world.place_call("+15550100");
    world.seconds(1);
    world.kill_worker();
    world.seconds(1);
    world.wants(Intent::HangUp);
    world.seconds(1);
    world.record().json()
}

fn replay(json: &str) {
    if let Ok(recording) = Recording::read(json) {
        for step in recording.replay() {
            step.is_as_recorded();
        }
    }
}

/// What a worker finds of earlier ones, which it goes on after, and which a report is made of.
fn chapters(data: &[u8]) {
    let found: Vec<_> = data.split(|byte| *byte == 0).map(text_of).collect();
    let report = Report::new("1.0.0", "a browser", found.iter().cloned());
    report.json();
    report.text();
    let mut recorder = Recorder::after(found.into_iter().next());
    let mut client = Client::new("1.0.0");
    recorder.handle(&mut client, Event::Woke(Memory::Kept(Kept::default())), Moment::at(1));
    recorder.handle(&mut client, Event::Intent(Intent::TryAgain), Moment::at(2));
    // Beside what was found there is a chapter that is as it should be.
    let (_, own) = recorder.take_unsaved().pop().expect("the chapter that is being written");
    let json = Report::new("1.0.0", "a browser", [own]).json();
    assert!(Recording::read(&json).is_ok(), "{json}");
}
