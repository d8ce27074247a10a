//! Which kinds of job get a worker's free slots.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// Jobs of one kind and priority that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Their kind.
    pub kind: String,
    /// Their priority's number; the smaller goes first.
    pub priority: u8,
    /// When the first of them may run.
    pub oldest: DateTime<Utc>,
}

/// What a worker goes for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Of which kind.
    pub kind: String,
    /// Of which priority.
    pub priority: u8,
    /// At most so many.
    pub at_most: u32,
}

/// What to claim, in this order, with `total` free slots of which a kind may take `free[kind]`. Kinds that are not
/// in `free` are unknown to this worker and stay where they are.
///
/// Each claim may find less than it goes for, so the sum of them may be more than `total`; whoever claims stops there.
pub fn claims(mut waiting: Vec<Waiting>, free: &BTreeMap<&str, u32>, total: u32, now: DateTime<Utc>) -> Vec<Claim> {
    waiting.retain(|waiting| waiting.oldest <= now);
    waiting.sort_by(|a, b| (a.priority, a.oldest, &a.kind).cmp(&(b.priority, b.oldest, &b.kind)));
    waiting
        .into_iter()
        .filter_map(|waiting| {
            let at_most = free.get(waiting.kind.as_str()).copied().unwrap_or(0).min(total);
            (at_most > 0).then_some(Claim { kind: waiting.kind, priority: waiting.priority, at_most })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_important_go_first_then_those_who_wait_longest() {
        let at = |second| DateTime::from_timestamp(second, 0).expect("a time");
        let waiting = |kind: &str, priority, second| Waiting { kind: kind.to_owned(), priority, oldest: at(second) };
        let all = vec![
            waiting("slow", 2, 1),
            waiting("quick", 2, 2),
            waiting("full", 1, 0),
            waiting("unknown", 1, 0),
            waiting("urgent", 1, 5),
            waiting("later", 1, 100),
        ];
        let free = BTreeMap::from([("slow", 9), ("quick", 1), ("full", 0), ("urgent", 2), ("later", 2)]);
        let claims = claims(all, &free, 4, at(10));
        let claimed: Vec<(&str, u32)> = claims.iter().map(|claim| (claim.kind.as_str(), claim.at_most)).collect();
        assert_eq!(claimed, [("urgent", 2), ("slow", 4), ("quick", 1)]);
    }
}
