//! Tokens that live shorter than anybody expects, and a Function that has too much to do.

use voice_client_core::{Intent, Status};
use voice_client_simulation::{Function, World};

#[test]
fn flex_tokens_that_live_a_minute_do_not_make_the_client_ask_without_end() {
    let mut world = World::new(7);
    world.flex_token_life = 60_000;
    world.open_flex("a", 2);
    for second in 1..600 {
        world.seconds(1);
        assert_eq!(world.view().status, Status::Ready, "after {second} s");
    }
    assert!(world.function_requests < 30, "{} requests in 10 min", world.function_requests);
}

#[test]
fn a_function_that_has_too_much_to_do_is_left_in_peace_but_for_a_person() {
    for status in [429, 503] {
        let mut world = World::new(7);
        world.function = Function::Status(status);
        world.open_flex("a", 2);
        world.seconds(1_800);
        assert!((6..30).contains(&world.function_requests), "{} requests", world.function_requests);

        world.function = Function::Well;
        let mut hurried = world;
        hurried.wants(Intent::TryAgain);
        hurried.seconds(1);
        assert_eq!(hurried.view().status, Status::Ready);
    }
}

#[test]
fn a_function_that_is_well_again_is_asked_within_five_minutes() {
    let mut world = World::new(7);
    world.function = Function::Status(503);
    world.open_flex("a", 2);
    world.seconds(600);
    world.function = Function::Well;
    world.seconds(301);
    assert_eq!(world.view().status, Status::Ready);
}
