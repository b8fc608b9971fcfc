//! How often the worker is told how good the connection is.

use std::time::Duration;

use crate::{ConnectionSample, Time};

/// The least time from one report to the next.
const PERIOD: Duration = Duration::from_secs(5);

/// What the worker has been told last, and when.
#[derive(Debug, Clone, Default)]
pub(super) struct Sampling(Option<(Time, ConnectionSample)>);

impl Sampling {
    /// Whether the worker is to be told: not often, and only of what somebody would notice.
    pub(super) fn is_news(&mut self, sample: ConnectionSample, now: Time) -> bool {
        let is_known =
            self.0.is_some_and(|(at, told)| now.since(at) < PERIOD || sample.is_like(told));
        if !is_known {
            self.0 = Some((now, sample));
        }
        !is_known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: ConnectionSample =
        ConnectionSample { mos: 440, round_trip: 40, jitter: 2, loss: 0 };
    const BAD: ConnectionSample =
        ConnectionSample { mos: 310, round_trip: 420, jitter: 35, loss: 60 };

    fn told(sampling: &mut Sampling, seconds: u64, sample: ConnectionSample) -> bool {
        sampling.is_news(sample, Time::from_millis(seconds * 1_000))
    }

    #[test]
    fn a_connection_that_stays_as_it_is_is_told_once() {
        let mut sampling = Sampling::default();
        let nearly = |n: u16| ConnectionSample { round_trip: 40 + n % 30, ..GOOD };
        let count = (0_u16..600).filter(|n| told(&mut sampling, (*n).into(), nearly(*n))).count();
        assert_eq!(count, 1);
    }

    #[test]
    fn one_that_gets_worse_is_told_and_no_more_often_than_every_five_seconds() {
        let mut sampling = Sampling::default();
        assert!(told(&mut sampling, 0, GOOD));
        assert!(!told(&mut sampling, 4, BAD));
        assert!(told(&mut sampling, 5, BAD));
        let changing = |n: u64| if n.is_multiple_of(2) { GOOD } else { BAD };
        let count = (6..66).filter(|n| told(&mut sampling, *n, changing(*n))).count();
        assert!((6..=12).contains(&count), "{count}");
    }
}
