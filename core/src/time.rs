//! Time as an argument: the core reads no clock.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A point in time: milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "number"))]
pub struct Time(u64);

impl Time {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// From a date as pages write it, in the profile of ISO 8601 that RFC 3339 is:
    /// `2026-01-31T09:30:00.5+01:00`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let date = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let seconds = u64::try_from(date.unix_timestamp()).ok()?;
        Some(Self(seconds * 1_000 + u64::from(date.millisecond())))
    }

    /// So long before this.
    #[must_use]
    pub fn earlier(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(millis(by)))
    }

    /// How long it has been since `earlier`; nothing if that lies ahead.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl std::ops::Add<Duration> for Time {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }
}

impl fmt::Display for Time {
    /// ISO 8601, in UTC; the bare milliseconds where the year has more than four digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0 / 1_000).unwrap_or(i64::MAX);
        let Ok(date) = OffsetDateTime::from_unix_timestamp(seconds) else {
            return write!(f, "{}", self.0);
        };
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        let (hour, minute, second) = date.to_hms();
        let millis = self.0 % 1_000;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A random number of the shell's, by which retries and renewals of many agents spread out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Jitter(u16);

impl Jitter {
    /// From a number in `0..=65535`, evenly distributed.
    pub const fn new(value: u16) -> Self {
        Self(value)
    }

    /// The number.
    pub const fn value(self) -> u16 {
        self.0
    }

    /// A duration between `low` and `high`.
    pub fn between(self, low: Duration, high: Duration) -> Duration {
        low + high.saturating_sub(low) * u32::from(self.0) / u32::from(u16::MAX)
    }
}

/// When an event is handled, and the shell's random number for it.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The wall clock.
    pub now: Time,
    /// A fresh random number.
    pub jitter: Jitter,
}

impl Moment {
    /// A moment without jitter, in milliseconds since the epoch.
    pub const fn at(millis: u64) -> Self {
        Self { now: Time::from_millis(millis), jitter: Jitter::new(0) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    proptest! {
        #[test]
        fn a_date_is_read_as_it_was_written(millis in 0..253_402_300_800_000_u64) {
            let time = Time::from_millis(millis);
            assert_eq!(Time::parse(&time.to_string()), Some(time));
        }

        #[test]
        fn anything_else_does_no_harm(text in any::<String>(), scrap in "[0-9TZ:.+-]{0,30}") {
            let _ = (Time::parse(&text), Time::parse(&scrap));
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        let whole = "2024-02-29T23:59:59.999+01:00";
        assert_eq!(Time::parse(whole), Some(Time::from_millis(1_709_247_599_999)));
        let without_offset = &whole[..whole.len() - 6];
        for text in ["", "tomorrow", "2024-02-29", without_offset, "2023-02-29T00:00:00Z"] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
        for text in [format!("{whole} "), format!(" {whole}"), format!("{whole}Z")] {
            assert_eq!(Time::parse(&text), None, "{text}");
        }
    }
}
