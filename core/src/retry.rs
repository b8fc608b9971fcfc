//! How long to wait after a failure.

use std::time::Duration;

use crate::Jitter;

/// A wait that doubles with each failure up to a longest one, and is spread by jitter over its
/// upper half, so that the agents of a whole contact centre do not come back in step.
pub(crate) struct BackOff {
    first: Duration,
    longest: Duration,
    /// How many more failures wait no longer than the first.
    patience: u32,
}

impl BackOff {
    pub(crate) const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, patience: 0 }
    }

    /// The same, which doubles only after so many failures.
    pub(crate) const fn patient(self, patience: u32) -> Self {
        Self { patience, ..self }
    }

    /// The wait after so many failures (1 is the first).
    pub(crate) fn delay(&self, failures: u32, jitter: Jitter) -> Duration {
        let doublings = failures.saturating_sub(1).saturating_sub(self.patience).min(16);
        let full = self.first.saturating_mul(1 << doublings).min(self.longest);
        jitter.between(full / 2, full)
    }
}

/// A wait for a server that everybody waits for. Whoever waits a little at first and longer later
/// asks many times while it is down, and so does everybody else: so the first wait is as long as
/// any, and jitter spreads it over its whole length.
pub(crate) struct Crowd {
    shortest: Duration,
    longest: Duration,
}

impl Crowd {
    pub(crate) const fn new(shortest: Duration, longest: Duration) -> Self {
        Self { shortest, longest }
    }

    /// The wait, after any number of failures.
    pub(crate) fn delay(&self, jitter: Jitter) -> Duration {
        jitter.between(self.shortest, self.longest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BACK_OFF: BackOff = BackOff::new(Duration::from_secs(1), Duration::from_mins(1));

    proptest! {
        #[test]
        fn a_wait_is_never_nothing_and_never_longer_than_the_longest(
            failures in 1_u32.., jitter: u16,
        ) {
            let delay = BACK_OFF.delay(failures, Jitter::new(jitter));
            prop_assert!(delay >= Duration::from_millis(500));
            prop_assert!(delay <= Duration::from_mins(1));
        }
    }

    #[test]
    fn waits_double() {
        let delays: Vec<_> =
            (1..9).map(|n| BACK_OFF.delay(n, Jitter::new(u16::MAX)).as_secs()).collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn waits_that_are_patient_stay_short_for_a_while() {
        let patient = BACK_OFF.patient(3);
        let delays: Vec<_> =
            (1..8).map(|n| patient.delay(n, Jitter::new(u16::MAX)).as_secs()).collect();
        assert_eq!(delays, [1, 1, 1, 1, 2, 4, 8]);
    }
}
