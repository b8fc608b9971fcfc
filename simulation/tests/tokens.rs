//! Tokens with a life that nobody expects.

use voice_client_core::Status;
use voice_client_simulation::World;

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
