//! What happened, for a person (one line an event) and for tests (JSON).

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::{Map, Value, json};

/// One event.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEvent {
    /// Number of the event, from 1 on, without gaps.
    pub n: u64,
    /// Milliseconds since the Unix epoch.
    pub at: u64,
    /// What happened, as a stable word or two: `call placed`.
    pub what: &'static str,
    /// With whom, which one, why.
    #[serde(flatten)]
    pub details: Map<String, Value>,
}

/// Turns the monotonic clock into the wall clock's milliseconds, once and for all: two
/// times of one run can be subtracted whatever happens to the wall clock meanwhile.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    started_epoch: Duration,
}

impl Clock {
    pub(crate) fn start() -> Self {
        let started_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_epoch }
    }

    pub(crate) fn epoch_ms(&self, at: Instant) -> u64 {
        let since_epoch = self.started_epoch + at.saturating_duration_since(self.started);
        u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX)
    }
}

/// Collects events and writes them out. No token and no session description gets here:
/// callers name things by identity and SID.
pub(crate) struct Log {
    pub(crate) clock: Clock,
    events: Vec<LogEvent>,
    out: Mutex<Box<dyn Write + Send>>,
}

impl Log {
    pub(crate) fn new(out: Box<dyn Write + Send>) -> Self {
        Self { clock: Clock::start(), events: Vec::new(), out: Mutex::new(out) }
    }

    pub(crate) fn add(&mut self, what: &'static str, details: Value) {
        let now = Instant::now();
        let Value::Object(details) = details else { return };
        let mut line = format!("{:>9.3} {what}", (now - self.clock.started).as_secs_f64());
        for (name, value) in &details {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            line.extend(["  ", name, "=", &text]);
        }
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // A log that can't be written must not stop what it tells about.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
        drop(out);
        let n = self.events.len() as u64 + 1;
        self.events.push(LogEvent { n, at: self.clock.epoch_ms(now), what, details });
    }

    pub(crate) fn since(&self, n: u64) -> &[LogEvent] {
        let start = usize::try_from(n).unwrap_or(usize::MAX).min(self.events.len());
        &self.events[start..]
    }
}

/// A request that no part of the sandbox knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownRequest {
    /// HTTP method, or `MESSAGE` for a signalling message of unknown type.
    pub method: String,
    /// Host and path; the query is left out, it may hold secrets.
    pub target: String,
}

impl UnknownRequest {
    pub(crate) fn details(&self) -> Value {
        json!({ "method": self.method, "target": self.target })
    }
}
