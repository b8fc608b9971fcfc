//! A clock that somebody sets back, or that the network corrects, must stop nothing.

use voice_client_core::leg::RECONNECT_TIMEOUT;
use voice_client_core::{Intent, Status};
use voice_client_simulation::{Function, World};

use super::ready_with;

const TEN_HOURS: i64 = 36_000_000;

#[test]
fn a_deployed_plugin_gets_its_heartbeats_when_the_clock_is_set_back() {
    let mut world = ready_with(1);
    world.set_clock(-TEN_HOURS);
    for _ in 0..20 {
        world.millis(500);
        let silence = world.now().since(world.tabs()[0].heartbeat_at.unwrap());
        assert!(silence.as_millis() < 4_500, "{silence:?} of silence");
    }
}

#[test]
fn a_wait_is_not_longer_when_the_clock_is_set_back() {
    for kills_worker in [false, true] {
        let mut world = World::new(7);
        world.function = Function::Status(500);
        world.open_flex("a", 2);
        world.seconds(30);
        assert_eq!(world.view().status, Status::Problem);
        world.function = Function::Well;
        world.set_clock(-TEN_HOURS);
        if kills_worker {
            world.kill_worker();
        }
        world.seconds(61);
        assert_eq!(world.view().status, Status::Ready, "worker killed: {kills_worker}");
    }
}

#[test]
fn a_call_is_not_waited_for_longer_when_the_clock_is_set_back_and_the_worker_knows_nothing_of_it() {
    let mut world = ready_with(1);
    world.place_call("+15550100");
    world.seconds(2);
    world.lose_network();
    world.set_clock(-TEN_HOURS);
    world.corrupt_storage("nothing of the kind");
    world.corrupt_kept("null");
    world.kill_worker();
    let until = loop {
        let call = world.view().call.as_ref();
        if let Some(until) = call.and_then(|it| it.reconnect_until) {
            break until;
        }
        world.millis(1);
    };
    assert!(until.since(world.clock()) <= RECONNECT_TIMEOUT, "{until:?}");
}

#[test]
fn a_voice_token_is_renewed_before_its_end_when_the_clock_is_set_back() {
    let mut world = ready_with(1);
    world.set_clock(-TEN_HOURS);
    world.seconds(3_000);
    assert_eq!(world.function_requests, 2);
}

#[test]
fn a_hang_up_of_a_while_ago_is_not_said_again_when_the_clock_is_set_back() {
    let mut world = ready_with(1);
    world.place_call("+15550100");
    world.seconds(2);
    world.wants(Intent::HangUp);
    world.seconds(2);
    world.set_clock(-TEN_HOURS);
    world.seconds(30);
    world.lose_network();
    world.seconds(1);
    world.restore_network();
    world.seconds(5);
    assert_eq!(world.accepts, 1);
}
