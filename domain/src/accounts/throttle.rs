//! How long one waits after failing, by account and by where the requests come from. The counts are
//! rows; what they mean is said here.

use chrono::{DateTime, TimeDelta, Utc};

/// What was counted for one account or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Failures since `since`.
    pub failures: u32,
    /// The first of them.
    pub since: DateTime<Utc>,
    /// The last of them.
    pub last: DateTime<Utc>,
}

/// A way of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttle {
    /// By account: the fifth failure is followed by half a minute's wait, each further one by twice as
    /// long a wait as before, up to a quarter of an hour. Forgotten a day after the last one.
    Account,
    /// By address: so many in a quarter of an hour, counted from the first.
    Address {
        /// How many.
        most: u32,
    },
}

impl Throttle {
    /// Failures of an account that cost nothing.
    pub const FREE: u32 = 4;
    /// The first wait.
    pub const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
    /// The longest wait, and the span in which an address is counted.
    pub const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
    /// What an address may fail in [`Self::LONGEST_WAIT`].
    pub const BY_ADDRESS: Self = Self::Address { most: 30 };

    const FORGOTTEN: TimeDelta = TimeDelta::days(1);

    /// How long to wait before the next try is looked at; nothing when it is looked at now.
    pub fn wait(self, tally: Option<Tally>, now: DateTime<Utc>) -> Option<TimeDelta> {
        let tally = self.remembered(tally, now)?;
        let open_again = match self {
            Self::Account => {
                let doublings = tally.failures.checked_sub(Self::FREE + 1)?;
                let longest = Self::LONGEST_WAIT.num_seconds();
                let seconds = Self::FIRST_WAIT.num_seconds().checked_shl(doublings.min(16)).unwrap_or(longest);
                tally.last + TimeDelta::seconds(seconds.min(longest))
            }
            Self::Address { most } if tally.failures >= most => tally.since + Self::LONGEST_WAIT,
            Self::Address { .. } => return None,
        };
        (open_again > now).then(|| open_again - now)
    }

    /// The tally with one failure more.
    pub fn failed(self, tally: Option<Tally>, now: DateTime<Utc>) -> Tally {
        match self.remembered(tally, now) {
            Some(tally) => Tally { failures: tally.failures.saturating_add(1), last: now, ..tally },
            None => Tally { failures: 1, since: now, last: now },
        }
    }

    /// What still counts.
    fn remembered(self, tally: Option<Tally>, now: DateTime<Utc>) -> Option<Tally> {
        tally.filter(|tally| match self {
            Self::Account => now - tally.last < Self::FORGOTTEN,
            Self::Address { .. } => now - tally.since < Self::LONGEST_WAIT,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_219_200 + seconds, 0).expect("a time of this age")
    }

    #[test]
    fn an_account_waits_twice_as_long_each_time() {
        let mut tally = None;
        let mut waits = Vec::new();
        for _ in 0..12 {
            let next = Throttle::Account.failed(tally, at(0));
            tally = Some(next);
            waits.push(Throttle::Account.wait(tally, at(0)).map_or(0, |wait| wait.num_seconds()));
        }
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(Throttle::Account.wait(tally, at(899)).map(|wait| wait.num_seconds()), Some(1));
        assert_eq!(Throttle::Account.wait(tally, at(900)), None);
        // One more after the wait is one more wait, until a day has passed.
        let late = Throttle::Account.failed(tally, at(1_000));
        assert_eq!(Throttle::Account.wait(Some(late), at(1_000)), Some(Throttle::LONGEST_WAIT));
        assert_eq!(Throttle::Account.failed(tally, at(86_400)).failures, 1);
    }

    #[test]
    fn an_address_is_counted_by_the_quarter_of_an_hour() {
        let mut tally = None;
        for second in 0..30 {
            assert_eq!(Throttle::BY_ADDRESS.wait(tally, at(second)), None, "{second}");
            tally = Some(Throttle::BY_ADDRESS.failed(tally, at(second)));
        }
        assert_eq!(Throttle::BY_ADDRESS.wait(tally, at(30)).map(|wait| wait.num_seconds()), Some(870));
        assert_eq!(Throttle::BY_ADDRESS.wait(tally, at(900)), None);
        assert_eq!(Throttle::BY_ADDRESS.failed(tally, at(900)).failures, 1);
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_longest_and_every_wait_ends(
            gaps in prop::collection::vec(0i64..2_000, 1..60), by_account in any::<bool>()
        ) {
            let throttle = if by_account { Throttle::Account } else { Throttle::BY_ADDRESS };
            let (mut tally, mut now) = (None, 0);
            let mut looked_at = 0;
            for gap in gaps {
                now += gap;
                if let Some(wait) = throttle.wait(tally, at(now)) {
                    prop_assert!(wait > TimeDelta::zero() && wait <= Throttle::LONGEST_WAIT);
                    prop_assert_eq!(throttle.wait(tally, at(now) + wait), None);
                } else {
                    looked_at += 1;
                    tally = Some(throttle.failed(tally, at(now)));
                }
            }
            prop_assert!(looked_at > 0);
        }

        #[test]
        fn guessing_without_pause_is_bounded(seconds in 1i64..86_400) {
            // Whoever tries whenever they are let gets 4 tries, 5 within the first waits, then 4 an hour.
            let (mut tally, mut now, mut tries) = (None, 0, 0i64);
            while now < seconds {
                if let Some(wait) = Throttle::Account.wait(tally, at(now)) {
                    now += wait.num_seconds();
                } else {
                    tries += 1;
                    tally = Some(Throttle::Account.failed(tally, at(now)));
                }
            }
            prop_assert!(tries <= 11 + seconds / 900);
        }
    }
}
