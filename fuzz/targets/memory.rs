//! Whatever is in the extension's storage, of an older version, of a fault, or of somebody's hand.
//!
//! The first byte chooses what was going on, the second what is wrong with what was remembered of it:
//! the state of the last worker or what outlives it is another text, or the same with edits. A state
//! is damaged after it was sealed, which its digest tells, or was so when it was sealed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voice_client_core::{Intent, Status};
use voice_client_fuzz::{edited, sealed, text_of};
use voice_client_simulation::World;

/// How many characters at the end of a sealed text are its digest.
const DIGEST: usize = 8;

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

    let state = world.storage().expect("a state").to_owned();
    let content = &state[..state.len() - DIGEST];
    assert_eq!(sealed(content).as_ref(), Some(&state), "it is sealed as the worker does it");
    let kept = world.kept().to_string();
    let state = match wrong % 6 {
        0 => Some(text_of(rest)),
        1 => sealed(&edited(content, rest)),
        4 => sealed(&text_of(rest)),
        5 => Some(edited(&state, rest)),
        _ => None,
    };
    if let Some(state) = state {
        world.corrupt_storage(&state);
        world.kill_worker();
    } else {
        let kept = if wrong % 6 == 2 { text_of(rest) } else { edited(&kept, rest) };
        world.corrupt_kept(&kept);
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
