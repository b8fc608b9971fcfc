//! The fault matrix holds, and the document says what happens.

// What is read is in the checkout.
#![expect(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use voice_client_simulation::faults::{self, FAULTS};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn every_fault_in_every_state_is_survived_as_the_table_says() {
    let cells = faults::matrix();
    let surprises: Vec<_> = cells.iter().filter_map(faults::Cell::surprise).collect();
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    let document = fs::read_to_string(root().join("docs/FAULTS.md")).unwrap_or_default();
    assert!(
        document.split(faults::MEASURED).next() == Some(&faults::report(&cells)),
        "docs/FAULTS.md is out of date: run `cargo xtask faults`"
    );
}

#[test]
fn the_journeys_that_play_a_fault_are_there() {
    for (file, title) in FAULTS.iter().flat_map(|fault| fault.journeys) {
        let journeys = fs::read_to_string(root().join("e2e/tests").join(file)).unwrap();
        assert!(
            journeys.contains(&format!("\"{title}")) || journeys.contains(&format!("`{title}")),
            "{file} has no journey \"{title}\": mend it in simulation/src/faults/list.rs"
        );
    }
}

#[test]
fn a_week_of_random_days_keeps_the_promises() {
    for seed in 0..7 {
        if let Err(why) = faults::day(seed) {
            panic!("{why}");
        }
    }
}
