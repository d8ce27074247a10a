//! Which of two servers is the primary. Pure.

use super::Look;

/// Which of two servers takes writes: the one that is open for them; if both are, the one that has seen the later
/// promotion. A server that has not seen a promotion we know of is an old primary, open or not. While nobody
/// qualifies it is the one that it was.
pub(super) fn primary(current: usize, looks: [Option<&Look>; 2], term: u64) -> usize {
    let is_open = |at: usize| looks[at].is_some_and(|look| !look.is_read_only && look.term >= term);
    let seen = |at: usize| looks[at].map_or(0, |look| look.term);
    let other = 1 - current;
    let is_replaced = !is_open(current) || seen(other) > seen(current);
    if is_open(other) && is_replaced { other } else { current }
}

/// Whether both take writes and are not one: somebody has to close the old one.
pub(super) fn are_two_open(looks: [Option<&Look>; 2]) -> bool {
    match looks {
        [Some(one), Some(other)] => !one.is_read_only && !other.is_read_only && one.server != other.server,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;

    fn look(server: &str, is_read_only: bool, term: u64) -> Look {
        Look { server: server.to_owned(), is_read_only, term, now: NaiveDateTime::default(), beat: None }
    }

    #[test]
    fn it_is_the_one_that_takes_writes() {
        let (open, closed) = (look("a", false, 1), look("b", true, 1));
        assert_eq!(primary(0, [Some(&open), Some(&closed)], 1), 0);
        assert_eq!(primary(0, [Some(&closed), Some(&open)], 1), 1, "the names in the settings do not matter");
        assert_eq!(primary(0, [None, Some(&closed)], 1), 0, "a replica is no primary because the other is gone");
        assert_eq!(primary(1, [None, None], 1), 1);
        assert_eq!(primary(0, [Some(&closed), Some(&closed)], 1), 0);
    }

    #[test]
    fn of_two_it_is_the_one_with_the_later_promotion() {
        let (old, new) = (look("a", false, 1), look("b", false, 2));
        assert_eq!(primary(0, [Some(&old), Some(&new)], 1), 1);
        assert_eq!(primary(1, [Some(&old), Some(&new)], 2), 1);
        assert!(are_two_open([Some(&old), Some(&new)]));
        let same = look("b", false, 1);
        assert_eq!(primary(0, [Some(&old), Some(&same)], 1), 0, "nobody says which: it stays");
        assert!(!are_two_open([Some(&old), Some(&old.clone())]), "two addresses of one server");
    }

    #[test]
    fn an_old_primary_that_comes_back_open_takes_nothing() {
        let old = look("a", false, 1);
        assert_eq!(primary(1, [Some(&old), None], 2), 1, "the new one is silent for a moment");
        assert_eq!(primary(1, [Some(&old), Some(&look("b", true, 2))], 2), 1);
    }
}
