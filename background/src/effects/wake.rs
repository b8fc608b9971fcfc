//! Timers: one of the worker's, which is exact, and an alarm, which outlives the worker.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use voice_client_browser::{alarms, now};
use voice_client_core::{Event, Time};
use wasm_bindgen_futures::spawn_local;

use crate::shell::Shell;
use crate::warn_of;

const ALARM: &str = "tick";

/// The shortest period that Chrome takes.
const ALARM_MINUTES: f64 = 0.5;

/// The longest time that `setTimeout` takes, in milliseconds: a little under 25 days.
const LONGEST_TIMEOUT: u64 = i32::MAX as u64;

/// What is set at the moment.
#[derive(Debug, Default)]
pub(crate) struct Waking {
    timeout: RefCell<Option<Timeout>>,
    /// Nothing until it is known: an alarm of an earlier worker may be set.
    alarm: Cell<Option<bool>>,
}

/// Ticks at that time, and not before it is asked again.
pub(super) fn at(shell: &Shell, time: Option<Time>) {
    let weak = shell.weak();
    let timeout = time.map(|time| {
        // One more, because a timer may fire a fraction of a millisecond before its time.
        let wait = u64::try_from(time.since(now()).as_millis() + 1).unwrap_or(u64::MAX);
        let wait = u32::try_from(wait.min(LONGEST_TIMEOUT)).unwrap_or(u32::MAX);
        Timeout::new(wait, move || {
            if let Some(shell) = weak.upgrade() {
                shell.tell(Event::Tick);
            }
        })
    });
    shell.waking.timeout.replace(timeout);

    let wants_alarm = time.is_some();
    if shell.waking.alarm.replace(Some(wants_alarm)) != Some(wants_alarm) {
        spawn_local(async move {
            warn_of(if wants_alarm {
                alarms::create_periodic(ALARM, ALARM_MINUTES).await
            } else {
                alarms::clear(ALARM).await
            });
        });
    }
}
