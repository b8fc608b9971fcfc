//! What a report from the field is good for.

// What a report says of a simulated day is well-formed, or the test is wrong.
#![expect(clippy::unwrap_used)]

use serde_json::Value;
use voice_client_core::{EndReason, Intent, Status, VoiceEvent};
use voice_client_simulation::World;
use voice_client_simulation::replay::Recording;

/// Half of what `chrome.storage.session` would be slow with, in bytes.
const MOST_BYTES: usize = 256 * 1024;
const MOST_ENTRIES: usize = 512;
const HOUR: u64 = 3_600;

fn ready() -> World {
    let mut world = World::new(7);
    world.open_flex("a", 2);
    world.open_flex("a", 1);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    world
}

fn entries(world: &mut World) -> Vec<Value> {
    let report: Value = serde_json::from_str(&world.record().json()).unwrap();
    let chapters = report["chapters"].as_array().unwrap();
    chapters.iter().flat_map(|it| it["entries"].as_array().unwrap().clone()).collect()
}

#[test]
fn a_report_tells_of_a_call_and_of_the_workers_deaths() {
    let mut world = ready();
    let call = world.place_call("+15550142");
    world.seconds(1);
    for _ in 0..3 {
        world.kill_worker();
        world.seconds(1);
    }
    world.customer_hangs_up(&call);
    world.seconds(1);
    assert_eq!(world.view().last_call.unwrap().reason, EndReason::FarEnd);

    let entries = entries(&mut world);
    let wakings = entries.iter().filter(|it| it["event"].get("woke").is_some()).count();
    assert_eq!(wakings, 4);
    let incoming =
        |it: &&Value| !it.pointer("/event/voice/event/incoming").is_none_or(Value::is_null);
    let offer = entries.iter().find(incoming).unwrap().to_string();
    assert!(offer.contains(call.as_str()) && offer.contains("…42"), "{offer}");
    let text = world.record().text();
    let ended = text.lines().find(|line| line.contains("log: (CallEnded")).unwrap();
    assert!(ended.contains(call.as_str()) && ended.contains("farEnd"), "{ended}");
}

#[test]
fn a_report_has_a_bound_and_keeps_the_latest() {
    let mut world = ready();
    let call = world.place_call("+15550142");
    world.seconds(1);
    for n in 0..3_000 {
        world.wants(Intent::SetMuted { muted: n % 2 == 0 });
        world.millis(10);
    }
    world.device_says(VoiceEvent::Failed { code: 31_480 });

    let bytes: usize = world.record_chapters().iter().map(String::len).sum();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
    let entries = entries(&mut world);
    assert!((MOST_ENTRIES / 2..=MOST_ENTRIES).contains(&entries.len()), "{}", entries.len());
    assert!(entries.last().unwrap().to_string().contains("31480"));
    assert!(world.record().json().contains(call.as_str()), "the state names the call");
}

#[test]
fn an_hour_in_which_nothing_happens_leaves_nothing_to_read() {
    let mut world = ready();
    world.seconds(60);
    let before = entries(&mut world).len();
    world.seconds(HOUR / 3);
    assert_eq!(entries(&mut world).len(), before);
}

#[test]
fn a_replay_shows_what_was_shown() {
    let mut world = ready();
    world.place_call("+15550142");
    world.seconds(1);
    world.wants(Intent::SetMuted { muted: true });
    world.kill_worker();
    world.seconds(1);

    let steps = Recording::read(&world.record().json()).unwrap().replay();
    assert_eq!(steps.len(), entries(&mut world).len());
    let different: Vec<_> = steps.iter().filter(|it| !it.is_as_recorded()).collect();
    assert!(different.is_empty(), "{different:#?}");
    let last = &steps.last().unwrap().after;
    assert_eq!((last.status, last.revision), (Status::OnCall, world.view().revision));
    assert!(last.call.as_ref().unwrap().muted);
}

#[test]
fn a_replay_knows_how_far_a_clock_was_set_back() {
    let mut world = ready();
    // Quiet minutes, of which the record says nothing.
    world.seconds(150);
    world.set_clock(-600_000);
    world.seconds(HOUR);

    let entries = entries(&mut world);
    let fetches = entries.iter().filter(|it| it.to_string().contains("fetch a voice token"));
    assert!(fetches.count() > 1, "the voice token was renewed");
    let steps = Recording::read(&world.record().json()).unwrap().replay();
    let different: Vec<_> = steps.iter().filter(|it| !it.is_as_recorded()).collect();
    assert!(different.is_empty(), "{different:#?}");
}

#[test]
fn a_replay_says_where_another_build_does_something_else() {
    let mut world = ready();
    world.wants(Intent::TryAgain);
    let json = world
        .record()
        .json()
        .replace("\"state\":{\"status\":\"ready\"", "\"state\":{\"status\":\"x\"");
    let steps = Recording::read(&json).unwrap().replay();
    let different = steps.iter().filter(|it| !it.is_as_recorded()).count();
    assert_eq!(different, 1);
}

#[test]
fn a_replay_goes_on_behind_what_it_can_not_read() {
    let mut world = ready();
    world.kill_worker();
    world.seconds(1);
    let all = Recording::read(&world.record().json()).unwrap().replay().len();
    // An event that this build does not know, early in the first life.
    let json = world.record().json().replacen("\"flex\":{", "\"unheardOf\":{", 1);
    let steps = Recording::read(&json).unwrap().replay();
    assert!(steps.len() > 2 && steps.len() < all, "{} of {all}", steps.len());
    assert!(steps.iter().all(voice_client_simulation::replay::Step::is_as_recorded));
    assert_eq!(steps.last().unwrap().after.status, Status::Ready);
}

#[test]
fn a_report_of_a_time_that_no_clock_shows_comes_to_an_end() {
    let mut world = ready();
    let json = world.record().json();
    let at = format!("\"at\":{}", u64::MAX);
    let mut parts = json.split("\"at\":");
    let mut odd = parts.next().unwrap().to_owned();
    for part in parts {
        odd.push_str(&at);
        odd.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    assert!(Recording::read(&json).unwrap().replay().len() > 1);
    assert_eq!(Recording::read(&odd).unwrap().replay().len(), 0);
}

#[test]
fn a_report_from_the_field_can_be_replayed() {
    let report = include_str!("reports/call-over-a-worker-restart.json");
    let steps = Recording::read(report).unwrap().replay();
    let call = |status| steps.iter().filter(move |it| it.after.status == status).count();
    assert!(call(Status::OnCall) > 0, "there is a call in it");
    let after = &steps.last().unwrap().after;
    assert_eq!(after.status, Status::Ready);
    assert_eq!(after.last_call.unwrap().reason, EndReason::Agent);
}
