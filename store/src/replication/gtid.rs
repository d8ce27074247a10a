//! Counting transactions that one server has and another has not, by their ids. Pure.

use std::collections::BTreeMap;

/// How many of MariaDB's transactions `had` holds beyond `known`, and which: the last number of each server in each
/// domain (`0-1-42`) says how far it came.
pub(super) fn more_in_mariadb(had: &str, known: &str) -> (u64, String) {
    let known = last_numbers(known);
    let mut count = 0;
    let mut which = Vec::new();
    for ((domain, server), last) in last_numbers(had) {
        let from = known.get(&(domain, server)).copied().unwrap_or(0);
        if last > from {
            count += last - from;
            which.push(format!("{domain}-{server}-{} to {last}", from + 1));
        }
    }
    (count, which.join(", "))
}

fn last_numbers(state: &str) -> BTreeMap<(u64, u64), u64> {
    let mut last = BTreeMap::new();
    for gtid in state.split(',') {
        let mut numbers = gtid.trim().split('-').map(str::parse::<u64>);
        if let (Some(Ok(domain)), Some(Ok(server)), Some(Ok(number))) = (numbers.next(), numbers.next(), numbers.next())
        {
            let seen = last.entry((domain, server)).or_insert(number);
            *seen = number.max(*seen);
        }
    }
    last
}

/// How many transactions a set of MySQL holds, such as `3e11…:1-5:7,4f22…:3`.
pub(super) fn count_in_mysql(set: &str) -> u64 {
    let intervals = set.split(',').flat_map(|of_server| of_server.split(':').skip(1));
    intervals
        .filter_map(|interval| {
            let (first, last) = interval.trim().split_once('-').unwrap_or((interval.trim(), interval.trim()));
            Some(last.parse::<u64>().ok()?.checked_sub(first.parse().ok()?)? + 1)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_has_is_counted() {
        assert_eq!(more_in_mariadb("0-1-100", "0-1-100,0-2-140"), (0, String::new()));
        assert_eq!(more_in_mariadb("0-1-104", "0-1-100,0-2-140"), (4, "0-1-101 to 104".to_owned()));
        assert_eq!(more_in_mariadb("0-1-104,0-3-2", "0-1-104"), (2, "0-3-1 to 2".to_owned()));
        assert_eq!(more_in_mariadb("", "0-1-1"), (0, String::new()));
        assert_eq!(
            count_in_mysql("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7, 4f22fa47-71ca-11e1-9e33-c80aa9429562:3"),
            7
        );
        assert_eq!(count_in_mysql(""), 0);
    }
}
