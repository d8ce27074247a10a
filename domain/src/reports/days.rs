//! Days that follow one another.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days that follow one another, both ends among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRange {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl DayRange {
    /// How many days it has.
    pub fn days(&self) -> u64 {
        u64::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }
}

/// Days in their order as the fewest ranges that hold them and no others.
pub fn ranges(days: impl IntoIterator<Item = NaiveDate>) -> Vec<DayRange> {
    let mut ranges: Vec<DayRange> = Vec::new();
    for day in days {
        match ranges.last_mut() {
            Some(last) if day <= last.to => {}
            Some(last) if last.to.checked_add_days(Days::new(1)) == Some(day) => last.to = day,
            _ => ranges.push(DayRange { from: day, to: day }),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(offset: u64) -> NaiveDate {
        super::super::LEAST_DAY + Days::new(offset)
    }

    proptest! {
        #[test]
        fn ranges_hold_the_days_and_no_others(days in prop::collection::btree_set(0u64..60, 0..40)) {
            let ranges = ranges(days.iter().copied().map(day));
            let mut held = Vec::new();
            for range in &ranges {
                prop_assert!(range.from <= range.to);
                held.extend((0..range.days()).map(|offset| range.from + Days::new(offset)));
            }
            prop_assert_eq!(held, days.iter().copied().map(day).collect::<Vec<_>>());
            prop_assert!(ranges.windows(2).all(|pair| (pair[1].from - pair[0].to).num_days() > 1), "no fewer would do");
        }
    }
}
