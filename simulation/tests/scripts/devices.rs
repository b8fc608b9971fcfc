//! The devices that the agent chooses.

use voice_client_core::protocol::FromPage;
use voice_client_core::{ChosenDevices, DeviceKind, Intent, Status};
use voice_client_simulation::{FarEndState, World};

use super::{headset, on_call, ready};

fn choose(world: &mut World, kind: DeviceKind, label: &str) {
    let tab = world.tabs()[0].id;
    let label = (!label.is_empty()).then(|| World::device(label));
    world.page_says(tab, FromPage::SetAudioDevice { kind, label });
    world.millis(10);
}

#[test]
fn a_device_is_chosen_in_flex_during_a_call_and_for_the_next_one() {
    let (mut world, call) = on_call();
    choose(&mut world, DeviceKind::Input, "Headset");
    assert_eq!(world.in_use(), Some(&headset()));
    let heartbeat = world.tabs()[0].heartbeat.clone().unwrap();
    let devices = heartbeat.state.unwrap().devices.unwrap();
    assert_eq!((devices.input, devices.output), (headset().input, None));
    assert_eq!(devices.inputs.len(), 2);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);

    world.wants(Intent::HangUp);
    world.seconds(1);
    assert_eq!(world.in_use(), Some(&headset()), "the fresh document was told");
    choose(&mut world, DeviceKind::Input, "");
    assert_eq!(world.in_use(), Some(&ChosenDevices::default()));
}

#[test]
fn what_is_chosen_before_flex_is_open_holds_for_the_first_call() {
    let mut world = World::new(7);
    let wish = Intent::SetAudioDevice { kind: DeviceKind::Input, label: headset().input };
    world.wants(wish);
    assert_eq!(world.view().chosen_devices, headset());
    assert_eq!(world.view().devices, None, "nobody has looked yet");
    world.open_flex("a", 2);
    world.seconds(2);
    let call = world.place_call("+15550100");
    world.seconds(1);
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
    assert_eq!(world.in_use(), Some(&headset()));
}

#[test]
fn another_microphone_is_tried_as_soon_as_it_is_chosen() {
    let mut world = ready();
    world.occupy_microphone(true);
    world.place_call("+15550100");
    world.seconds(1);
    world.occupy_microphone(false);
    choose(&mut world, DeviceKind::Input, "Headset");
    world.millis(200);
    assert_eq!(world.view().status, Status::Ready);
}

#[test]
fn a_chosen_device_outlives_worker_update_and_browser() {
    let mut world = ready();
    choose(&mut world, DeviceKind::Input, "Headset");
    world.kill_worker();
    world.seconds(1);
    assert_eq!(world.in_use(), Some(&headset()));
    world.update_extension();
    world.seconds(2);
    assert_eq!(world.in_use(), Some(&headset()));
    world.close_browser();
    world.start_browser();
    world.open_flex("b", 2);
    world.seconds(2);
    assert_eq!(world.view().status, Status::Ready);
    assert_eq!(world.in_use(), Some(&headset()));
}

#[test]
fn an_unplugged_device_costs_no_call_and_is_taken_again() {
    let (mut world, call) = on_call();
    choose(&mut world, DeviceKind::Input, "Headset");
    world.plug(&["Built-in"]);
    world.millis(10);
    assert_eq!(world.in_use(), Some(&ChosenDevices::default()));
    let devices = world.view().devices.clone().unwrap();
    assert_eq!(devices.input, headset().input, "the choice is kept");
    assert_eq!(devices.inputs, [World::device("Built-in")]);

    world.plug(&["Built-in", "Headset"]);
    world.millis(10);
    assert_eq!(world.in_use(), Some(&headset()));
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}

#[test]
fn a_page_can_not_choose_a_device_that_is_not_offered() {
    let (mut world, call) = on_call();
    let before = world.view().clone();
    choose(&mut world, DeviceKind::Output, "Nothing of the kind");
    assert_eq!(*world.view(), before);
    assert_eq!(world.in_use(), Some(&ChosenDevices::default()));
    assert_eq!(world.far_end(&call).state, FarEndState::Active);
}
