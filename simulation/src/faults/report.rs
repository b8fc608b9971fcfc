//! The matrix as a document.

use std::fmt::Write as _;
use std::time::Duration;

use super::{Cell, Exception, FAULTS, Outcome, State, UNTOLD};

const HEAD: &str = "\
# Every fault in every state

Written by `cargo xtask faults`, which plays each of these faults in each of these states in the
simulation (`simulation/`): the real client and the real call leg in a simulated world, under a
virtual clock, eight times each. `cargo test` plays it too, and fails when this table says something
else. Change [`simulation/src/faults/list.rs`](../simulation/src/faults/list.rs), not this file. What
a real browser makes of them [stands at the end](#measured-in-the-real-browser).

A cell holds when, all the time, nothing is shown that is not true (popup, badge and Flex agree;
*ready* means that a call would be answered), at most one call is held, no call ends that no person
ended, and no Flex or voice token is shown, logged or kept on disk; when the client is ready again,
or the call goes on, without a person once the fault is over; and when the agent can then hang up,
and the next call is answered.

| a cell | means |
|---|---|
| `0.3 s` | it holds; so long after the end of the fault all was well again, at worst. From *waiting for Flex*, Flex is opened at the end of the fault, and the time counts from there |
| `0.3 s` [1](#notes) | so long, but the call is lost: the note says why |
| ✗ [1](#notes) | it does not hold: the note says why |
| – [1](#notes) | there is no such cell: the note says why |

The times are those of the simulation, in which Twilio, the Function and Chrome answer as fast as
they were measured to. Most of a long one is a back-off: the client asks again at growing intervals,
and *Try again* in the popup cuts it short.
";

/// Where the part begins that is not the simulation's: `e2e/faults/report.ts` writes it.
pub const MEASURED: &str = "\n## Measured in the real browser\n";

/// The document, up to what was [`MEASURED`].
pub fn report(cells: &[Cell]) -> String {
    let mut notes = Vec::new();
    let mut text = HEAD.to_owned();
    let mut group = "";
    for fault in FAULTS {
        if fault.group != group {
            group = fault.group;
            let names = State::ALL.map(State::name).join(" | ");
            let rule = "---|".repeat(State::ALL.len());
            let _ = write!(text, "\n## {group}\n\n| | {names} |\n|---|{rule}\n");
        }
        let row = cells.iter().filter(|cell| std::ptr::eq(cell.fault, fault));
        let row: Vec<_> = row.map(|cell| entry(cell, &mut notes)).collect();
        let _ = writeln!(text, "| {} | {} |", fault.name, row.join(" | "));
    }
    text.push_str("\n## Notes\n\n");
    for (number, note) in (1..).zip(&notes) {
        let _ = writeln!(text, "{number}. {note}");
    }
    text.push_str("\n## Not in the table\n\n");
    for (what, why) in UNTOLD {
        let _ = writeln!(text, "- **{what}**: {why}");
    }
    text.push_str(
        "\n## Journeys\n\nThese journeys of [`e2e/tests`](../e2e/tests) look closely at what a fault \
         does in a real Chromium, with the extension that ships.\n\n| fault | journey |\n|---|---|\n",
    );
    for fault in FAULTS {
        let journeys = fault.journeys.iter().map(|(file, title)| {
            let title = title.trim_end();
            format!("[{title}](../e2e/tests/{file})")
        });
        let mut journeys = journeys.collect::<Vec<_>>().join("<br>");
        if journeys.is_empty() {
            journeys.push('–');
        }
        let _ = writeln!(text, "| {}: {} | {journeys} |", fault.group, fault.name);
    }
    text
}

fn entry(cell: &Cell, notes: &mut Vec<&'static str>) -> String {
    let note = match cell.expects {
        None => String::new(),
        Some(Exception::Impossible(why) | Exception::CallIsLost(why) | Exception::NotHeld(why)) => {
            let known = notes.iter().position(|it| *it == why);
            let number = known.unwrap_or_else(|| {
                notes.push(why);
                notes.len() - 1
            });
            format!(" [{}](#notes)", number + 1)
        }
    };
    match (&cell.outcome, cell.expects) {
        (None, _) => format!("–{note}"),
        (_, Some(Exception::NotHeld(_))) | (Some(Outcome::Broken(_)), _) => format!("✗{note}"),
        (Some(Outcome::Held | Outcome::CallLost), _) => {
            format!("{}{note}", short(cell.recovery))
        }
    }
}

/// A time as people want to read it.
fn short(time: Duration) -> String {
    match time.as_secs() {
        0 if time < Duration::from_millis(50) => "at once".to_owned(),
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..180 => format!("{} s", time.as_secs()),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}
