//! What a contact centre is promised when everybody comes at once.

use voice_client_simulation::shift::{Shift, morning};

#[test]
fn a_whole_shift_becomes_ready_through_an_outage_and_makes_no_waves() {
    let shift = Shift::of(2_000);
    let morning = morning(shift);
    let report = morning.report();
    assert_eq!(morning.ready_after.len(), 2_000, "{report}");
    let capacity = f64::from(shift.capacity);
    assert!(morning.peak_after_outage() <= 1.5 * capacity, "a wave after the outage: {report}");
    assert!(morning.peak_of_renewals() <= capacity, "renewals come together: {report}");
}
