//! Whatever is in the extension's storage, of an older version, of a fault, or of somebody's hand.
//!
//! The first byte chooses what was going on, the second what is wrong with what was remembered of it:
//! the state of the last worker or what outlives it is another text, or the same with edits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voice_client_core::{Intent, Status};
use voice_client_fuzz::{edited, text_of};
use voice_client_simulation::World;

fuzz_target!(|data: &[u8]| {
    let [moment, wrong, rest @ ..] = data else { return };
    let mut world = World::new(1);
    let tab = world.open_flex("a", 2);
    if *moment % 2 == 1 {
        world.open_flex("b", 1);
    }
    world.seconds(1);
    if *moment % 4 >= 2 {
        world.place_call("+15550100");
        world.millis(u64::from(*moment) * 4);
    }

    match wrong % 4 {
        0 => world.corrupt_storage(&text_of(rest)),
        1 => {
            let storage = world.storage().expect("a state").to_owned();
            world.corrupt_storage(&edited(&storage, rest));
        }
        2 => world.corrupt_kept(&text_of(rest)),
        _ => {
            let kept = world.kept().to_string();
            world.corrupt_kept(&edited(&kept, rest));
        }
    }
    if wrong % 4 < 2 {
        world.kill_worker();
    } else {
        world.update_extension();
    }
    world.seconds(70);
    // Whatever it made of that: when Flex is loaded anew and the client restarted, all is well.
    world.close_flex(tab);
    world.open_flex("a", 2);
    world.seconds(10);
    world.wants(Intent::Restart { end_call: true });
    world.seconds(60);
    let expected = if *moment % 2 == 1 {
        // The other account's tab came first.
        [Status::Ready, Status::WaitingForFlex]
    } else {
        [Status::Ready; 2]
    };
    assert!(expected.contains(&world.view().status), "{:?}", world.view());
});
