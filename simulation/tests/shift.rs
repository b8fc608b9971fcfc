//! What a contact centre is promised when everybody comes at once.

use voice_client_simulation::shift::{Shift, morning};

#[test]
fn a_whole_shift_becomes_ready_through_an_outage_and_makes_no_waves() {
    let morning = morning(Shift::of(2_000));
    assert_eq!(morning.judge(), Ok(()), "{}", morning.report());
}

#[test]
fn a_morning_that_is_too_short_for_everybody_is_found() {
    // The last ones come while the Function fails, and are ready only after it.
    let morning = morning(Shift { lasts: 200, ..Shift::of(2_000) });
    let why = morning.judge().unwrap_err();
    assert!(why.starts_with("only ") && why.ends_with(" of 2000 agents became ready"), "{why}");
}

#[test]
fn requests_that_come_together_are_found() {
    // Nobody is put off, so the wave is the arrival of all within half a minute.
    let shift = Shift { arrivals: 30, outage: (0, 0), ..Shift::of(2_000) };
    let why = morning(shift).judge().unwrap_err();
    assert!(why.starts_with("a wave after the outage: "), "{why}");
}
