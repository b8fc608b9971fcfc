//! What the client promises, as scripts under the virtual clock.

mod calls;
mod clock;
mod connection;
mod devices;
mod flex;
mod hanging_up;
mod microphone;
mod notifications;
mod plugins;
mod rescue;
mod tokens;
mod updates;
mod worker;

use voice_client_core::{CallSid, ChosenDevices, ProblemCode, Remedy, Status};
use voice_client_simulation::{FarEndState, World};

const HOUR: u64 = 3_600;

fn ready() -> World {
    ready_with(2)
}

/// With a plugin that speaks this protocol.
fn ready_with(protocol: u8) -> World {
    let mut world = World::new(7);
    world.open_flex("a", protocol);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    world
}

fn on_call() -> (World, CallSid) {
    let mut world = ready();
    let call = world.place_call("+15550100");
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    (world, call)
}

/// With a call that Twilio has let the agent have, and whose media do not come.
fn let_in() -> (World, CallSid) {
    let mut world = ready();
    world.cut_media();
    let call = world.place_call("+15550100");
    world.seconds(5);
    assert!(world.far_end(&call).has_agent());
    (world, call)
}

fn problem(world: &World) -> Option<(ProblemCode, Remedy)> {
    world.view().problem.map(|it| (it.code, it.remedy))
}

fn headset() -> ChosenDevices {
    ChosenDevices { input: Some(World::device("Headset")), output: None }
}
