//! What deployed plugins are told while something is wrong.

use voice_client_core::Status;
use voice_client_simulation::World;

#[test]
fn a_deployed_plugin_is_told_of_an_error_and_not_left_in_silence() {
    for on_call in [false, true] {
        let mut world = World::new(7);
        let tab = world.open_flex("a", 1);
        world.seconds(2);
        if on_call {
            world.place_call("+15550100");
            world.seconds(1);
        }
        world.refuse_voice_tokens(20101);
        for _ in 0..60 {
            world.millis(500);
            let heard = world.tab(tab).unwrap().heartbeat_at.unwrap();
            assert!(world.now().since(heard).as_millis() < 4_500, "silence, on a call: {on_call}");
        }
        let heartbeat = world.tab(tab).unwrap().heartbeat.clone().unwrap();
        assert!(heartbeat.voice_client_identity.is_some());
        assert_eq!(heartbeat.error, !on_call);

        world.welcome_devices();
        world.seconds(31);
        let status = if on_call { Status::OnCall } else { Status::Ready };
        assert_eq!(world.view().status, status);
        assert!(!world.tab(tab).unwrap().heartbeat.clone().unwrap().error);
    }
}
