//! When work that nobody causes is due, and what is done about times that were missed.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc, Weekday};

/// A repeated time, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// Every so many seconds, counted from the epoch, so that all workers mean the same moments.
    Every {
        /// At least one.
        seconds: u32,
    },
    /// Once a day.
    Daily {
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
    /// Once a week.
    Weekly {
        /// The day.
        weekday: Weekday,
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
}

/// What is done when several ticks passed and nobody was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// One job for all of them: the work is the same however late.
    Once,
    /// One job per tick, oldest first; at most so many of the latest.
    Each {
        /// The bound.
        at_most: usize,
    },
}

impl Schedule {
    /// The first tick after a moment.
    pub fn next_after(self, moment: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Every { seconds } => {
                let step = i64::from(seconds.max(1));
                let tick = (moment.timestamp().div_euclid(step) + 1) * step;
                DateTime::from_timestamp(tick, 0).unwrap_or(moment)
            }
            Self::Daily { hour, minute } => next_day(moment, hour, minute, |_| true),
            Self::Weekly { weekday, hour, minute } => next_day(moment, hour, minute, |day| day == weekday),
        }
    }

    /// The ticks that are due at `now` when `next` is the first that was not yet taken care of: what is to be done
    /// for by one job each, oldest first.
    pub fn due(self, next: DateTime<Utc>, now: DateTime<Utc>, catch_up: CatchUp) -> Vec<DateTime<Utc>> {
        let at_most = match catch_up {
            CatchUp::Once => 1,
            CatchUp::Each { at_most } => at_most.max(1),
        };
        let mut ticks = std::collections::VecDeque::new();
        let mut tick = self.skip_far(next, now, at_most);
        while tick <= now {
            if ticks.len() == at_most {
                ticks.pop_front();
            }
            ticks.push_back(tick);
            let after = self.next_after(tick);
            if after <= tick {
                break;
            }
            tick = after;
        }
        ticks.into()
    }

    /// Where counting may begin, so that a year without workers does not count each of its seconds.
    fn skip_far(self, next: DateTime<Utc>, now: DateTime<Utc>, at_most: usize) -> DateTime<Utc> {
        let step = match self {
            Self::Every { seconds } => i64::from(seconds.max(1)),
            Self::Daily { .. } => 86_400,
            Self::Weekly { .. } => 7 * 86_400,
        };
        let back = i64::try_from(at_most).unwrap_or(i64::MAX).saturating_add(1).saturating_mul(step);
        match TimeDelta::try_seconds(back).and_then(|back| now.checked_sub_signed(back)) {
            Some(early) if early > next => self.next_after(early),
            _ => next,
        }
    }
}

fn next_day(moment: DateTime<Utc>, hour: u8, minute: u8, suits: impl Fn(Weekday) -> bool) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(u32::from(hour.min(23)), u32::from(minute.min(59)), 0).unwrap_or_default();
    (0..=7)
        .filter_map(|days| moment.date_naive().checked_add_days(Days::new(days)))
        .filter(|day| suits(day.weekday()))
        .map(|day| day.and_time(time).and_utc())
        .find(|tick| *tick > moment)
        .unwrap_or(moment)
}

/// `every 15 s`, `daily at 03:10 UTC`, `Mon at 06:00 UTC`.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every { seconds } if seconds % 3_600 == 0 => write!(f, "every {} h", seconds / 3_600),
            Self::Every { seconds } if seconds % 60 == 0 => write!(f, "every {} min", seconds / 60),
            Self::Every { seconds } => write!(f, "every {seconds} s"),
            Self::Daily { hour, minute } => write!(f, "daily at {hour:02}:{minute:02} UTC"),
            Self::Weekly { weekday, hour, minute } => write!(f, "{weekday} at {hour:02}:{minute:02} UTC"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn the_next_tick_is_after_the_moment() {
        let moment = at("2026-11-27T11:10:07Z"); // a Friday
        let next = |schedule: Schedule| schedule.next_after(moment).to_rfc3339();
        assert_eq!(next(Schedule::Every { seconds: 15 }), "2026-11-27T11:10:15+00:00");
        assert_eq!(next(Schedule::Daily { hour: 11, minute: 10 }), "2026-11-28T11:10:00+00:00");
        assert_eq!(next(Schedule::Daily { hour: 11, minute: 11 }), "2026-11-27T11:11:00+00:00");
        let weekly = |weekday| Schedule::Weekly { weekday, hour: 6, minute: 0 };
        assert_eq!(next(weekly(Weekday::Mon)), "2026-11-30T06:00:00+00:00");
        assert_eq!(next(weekly(Weekday::Fri)), "2026-12-04T06:00:00+00:00");
    }

    #[test]
    fn missed_ticks_are_one_job_or_each_its_own() {
        let schedule = Schedule::Daily { hour: 3, minute: 0 };
        let (next, now) = (at("2026-11-20T03:00:00Z"), at("2026-11-23T12:00:00Z"));
        let days = |catch_up| -> Vec<u32> {
            schedule.due(next, now, catch_up).into_iter().map(|tick| tick.date_naive().day()).collect()
        };
        assert_eq!(days(CatchUp::Once), [23]);
        assert_eq!(days(CatchUp::Each { at_most: 10 }), [20, 21, 22, 23]);
        assert_eq!(days(CatchUp::Each { at_most: 2 }), [22, 23]);
        assert!(schedule.due(at("2026-11-24T03:00:00Z"), now, CatchUp::Once).is_empty(), "not due yet");
    }

    fn schedules() -> impl Strategy<Value = Schedule> {
        let time = (0u8..24, 0u8..60);
        prop_oneof![
            (1u32..100_000).prop_map(|seconds| Schedule::Every { seconds }),
            time.clone().prop_map(|(hour, minute)| Schedule::Daily { hour, minute }),
            (0u8..7, time).prop_map(|(day, (hour, minute))| Schedule::Weekly {
                weekday: Weekday::try_from(day).expect("a day"),
                hour,
                minute
            }),
        ]
    }

    proptest! {
        #[test]
        fn ticks_are_the_same_for_everyone(schedule in schedules(), from in 0i64..4_000_000_000, later in 0i64..1_000) {
            let moment = DateTime::from_timestamp(from, 0).expect("a time");
            let next = schedule.next_after(moment);
            prop_assert!(next > moment);
            // Whoever looks between the moment and the tick sees the same tick.
            let between = moment + TimeDelta::seconds(later);
            if between < next {
                prop_assert_eq!(schedule.next_after(between), next);
            }
        }

        #[test]
        fn what_is_due_is_past_in_order_and_the_latest(
            schedule in schedules(), from in 0i64..4_000_000_000, away in 0i64..40_000_000, at_most in 1usize..20
        ) {
            let next = schedule.next_after(DateTime::from_timestamp(from, 0).expect("a time"));
            let now = next + TimeDelta::seconds(away);
            let due = schedule.due(next, now, CatchUp::Each { at_most });
            prop_assert!(!due.is_empty() && due.len() <= at_most);
            prop_assert!(due.is_sorted() && due.iter().all(|tick| (next..=now).contains(tick)));
            let last = *due.last().expect("not empty");
            prop_assert!(schedule.next_after(last) > now, "none after the last is due");
            prop_assert_eq!(schedule.due(next, now, CatchUp::Once), vec![last]);
        }
    }
}
