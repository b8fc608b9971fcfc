//! Plays the fault matrix and writes it to a file, or lets random days pass: `cargo xtask faults`
//! runs it.
//!
//! `faults FILE` or `faults --days N`.

// This is what it is for.
#![expect(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use voice_client_simulation::faults::{self, Day, FAULTS, State};

/// A year of random days takes no longer than this, and fewer days less in proportion.
const LONGEST_YEAR: Duration = Duration::from_mins(1);
/// A few days may take as long as this: threads have to be started.
const SHORTEST: Duration = Duration::from_secs(1);

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

fn live(days: u32) -> Result<(), String> {
    let begun = Instant::now();
    let workers = thread::available_parallelism().map_or(1, |it| it.get() as u64);
    let all = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    let mut sum = Day::default();
                    for seed in
                        (worker..u64::from(days)).step_by(usize::try_from(workers).unwrap_or(1))
                    {
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
    let took = begun.elapsed();
    let mut sum = Day::default();
    for worker in all {
        sum += worker;
    }
    println!(
        "{days} random days in {:.1} s: {} faults, {} calls, {} of them lost to faults that no call \
         survives; every promise held",
        took.as_secs_f64(),
        sum.faults,
        sum.calls,
        sum.lost
    );
    let allowed = SHORTEST.max(LONGEST_YEAR * days / 365);
    if took <= allowed {
        return Ok(());
    }
    Err(format!(
        "{days} random days took {:.1} s, and may take {:.1} s: a minute a year",
        took.as_secs_f64(),
        allowed.as_secs_f64()
    ))
}
