//! Plays the fault matrix and writes it to a file, or lets random days pass: `cargo xtask faults`
//! runs it.
//!
//! `faults FILE` or `faults --days N`.

// This is what it is for.
#![expect(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;
use std::thread;
use std::time::Instant;
use std::{env, fs};

use voice_client_simulation::faults::{self, Day, FAULTS, State};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["--days", days] => days.parse().map_err(|_| "how many days?".to_owned()).and_then(live),
        [file] => write(file),
        _ => Err("faults FILE, or faults --days N".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn write(file: &str) -> Result<(), String> {
    let begun = Instant::now();
    let cells = faults::matrix();
    let before = fs::read_to_string(file).unwrap_or_default();
    // What the browser has shown stays until the browser is asked again.
    let measured = before.find(faults::MEASURED).map_or("", |at| &before[at..]);
    let document = faults::report(&cells) + measured;
    fs::write(file, document).map_err(|error| format!("{file}: {error}"))?;
    println!(
        "{} faults in {} states, played in {:.1} s: {file} is written",
        FAULTS.len(),
        State::ALL.len(),
        begun.elapsed().as_secs_f64()
    );
    let surprises: Vec<_> = cells.iter().filter_map(faults::Cell::surprise).collect();
    if surprises.is_empty() { Ok(()) } else { Err(surprises.join("\n")) }
}

fn live(days: u64) -> Result<(), String> {
    let begun = Instant::now();
    let workers = thread::available_parallelism().map_or(1, |it| it.get() as u64);
    let all = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    let mut sum = Day::default();
                    for seed in (worker..days).step_by(usize::try_from(workers).unwrap_or(1)) {
                        sum += faults::day(seed)?;
                    }
                    Ok::<_, String>(sum)
                })
            })
            .collect();
        let sums =
            threads.into_iter().map(|it| it.join().map_err(|_| "a day panicked".to_owned())?);
        sums.collect::<Result<Vec<_>, String>>()
    })?;
    let mut sum = Day::default();
    for worker in all {
        sum += worker;
    }
    println!(
        "{days} random days in {:.1} s: {} faults, {} calls, {} of them lost to faults that no call \
         survives; every promise held",
        begun.elapsed().as_secs_f64(),
        sum.faults,
        sum.calls,
        sum.lost
    );
    Ok(())
}
