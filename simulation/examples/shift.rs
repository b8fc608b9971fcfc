//! Lets so many agents start their shift together, prints what comes of it, and fails if that is not
//! what a contact centre is promised: `cargo xtask simulate` runs it.

// This is what it is for.
#![expect(clippy::print_stdout, clippy::print_stderr)]

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use voice_client_simulation::shift::{Shift, morning};

fn main() -> ExitCode {
    let agents = env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(10_000);
    let begun = Instant::now();
    let morning = morning(Shift::of(agents));
    print!("{}", morning.report());
    println!("\nsimulated in {:.1} s", begun.elapsed().as_secs_f64());
    match morning.judge() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
