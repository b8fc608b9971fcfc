//! Lets so many agents start their shift together, and prints what comes of it: `cargo xtask
//! simulate` runs it.

// This is what it is for.
#![expect(clippy::print_stdout)]

use std::env;
use std::time::Instant;

use voice_client_simulation::shift::{Shift, morning};

fn main() {
    let agents = env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(10_000);
    let begun = Instant::now();
    let morning = morning(Shift::of(agents));
    print!("{}", morning.report());
    println!("\nsimulated in {:.1} s", begun.elapsed().as_secs_f64());
}
