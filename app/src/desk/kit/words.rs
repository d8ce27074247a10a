//! Moments, ages and counts in words.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::money::group_thousands;

/// “27 Nov 2026, 12:04”.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y, %H:%M").to_string()
}

/// “9 Dec 2026”.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// How long ago: “4 min”, “3 h”, “2 days”.
pub(crate) fn age(age: TimeDelta) -> String {
    match (age.num_minutes(), age.num_hours(), age.num_days()) {
        (..1, _, _) => "just now".to_owned(),
        (minutes, 0, _) => format!("{minutes} min"),
        (_, hours @ ..48, _) => format!("{hours} h"),
        (_, _, days) => format!("{days} days"),
    }
}

/// “1 order”, “12 orders”.
pub(crate) fn count_of(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", group_thousands(count)) }
}

/// “1,204”.
pub(crate) fn thousands(count: impl Into<u64>) -> String {
    group_thousands(count.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_as_exact_as_they_matter() {
        let said = |minutes| age(TimeDelta::minutes(minutes));
        assert_eq!(
            [said(0), said(59), said(60), said(47 * 60 + 59), said(48 * 60)],
            ["just now", "59 min", "1 h", "47 h", "2 days"]
        );
    }
}
