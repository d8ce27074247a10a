//! How long to wait before a failed job is tried again.

use std::time::Duration;

/// Exponential, bounded, with equal jitter: half of the wait is certain and half is chance, so that jobs that failed
/// together are not tried again together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait after the first failure.
    pub first: Duration,
    /// The longest wait ever.
    pub longest: Duration,
}

impl Backoff {
    /// From a second to ten minutes.
    pub const STANDARD: Self = Self { first: Duration::from_secs(1), longest: Duration::from_mins(10) };

    /// The wait after the `attempt`th failure, the first being 1. `random` is chance.
    pub fn wait(self, attempt: u32, random: u64) -> Duration {
        let ceiling = self.ceiling(attempt);
        let half = ceiling / 2;
        // The upper 32 bits as a fraction of one.
        let part = u64::from(u32::MAX).min(random >> 32);
        let nanoseconds = ceiling.saturating_sub(half).as_nanos() * u128::from(part) / u128::from(u32::MAX);
        half + Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }

    /// The shortest time that so many attempts span.
    pub fn at_least(self, attempts: u32) -> Duration {
        (1..attempts).map(|attempt| self.ceiling(attempt) / 2).sum()
    }

    fn ceiling(self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        self.first.saturating_mul(1 << doublings).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_double_until_they_are_long_enough() {
        let longest: Vec<u64> =
            [1, 2, 3, 4, 10, 11, 40].map(|attempt| Backoff::STANDARD.wait(attempt, u64::MAX).as_secs()).to_vec();
        assert_eq!(longest, [1, 2, 4, 8, 512, 600, 600]);
        assert_eq!(Backoff::STANDARD.wait(3, 0), Duration::from_secs(2), "half is certain");
    }

    proptest! {
        #[test]
        fn a_wait_is_between_half_and_whole_and_bounded(
            first in 1u64..10_000, longest in 1u64..10_000_000, attempt in any::<u32>(), random in any::<u64>()
        ) {
            let backoff = Backoff { first: Duration::from_millis(first), longest: Duration::from_millis(longest) };
            let (wait, ceiling) = (backoff.wait(attempt, random), backoff.ceiling(attempt));
            prop_assert!(wait <= ceiling && wait >= ceiling / 2, "{wait:?} of {ceiling:?}");
            prop_assert!(ceiling <= backoff.longest);
            prop_assert!(backoff.ceiling(attempt.saturating_add(1)) >= ceiling, "never shorter than before");
        }

        #[test]
        fn more_chance_is_more_wait(attempt in 1u32..40, a in any::<u64>(), b in any::<u64>()) {
            let (less, more) = (a.min(b), a.max(b));
            prop_assert!(Backoff::STANDARD.wait(attempt, less) <= Backoff::STANDARD.wait(attempt, more));
        }
    }
}
