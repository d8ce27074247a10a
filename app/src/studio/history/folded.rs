//! Which saves of a history stand together: those of one person within ten minutes, unless something else happened
//! to one of them.

use chrono::TimeDelta;
use store::studio::{Origin, RevisionEntry};

/// Saves of one person within this time are one row.
const TOGETHER: TimeDelta = TimeDelta::minutes(10);

/// The history, newest first, in runs of saves that belong together. What is published, or was, and what was not
/// simply edited begins a run of its own.
pub(super) fn fold(revisions: &[RevisionEntry]) -> Vec<&[RevisionEntry]> {
    let mut runs = Vec::new();
    let mut rest = revisions;
    while let Some((first, after)) = rest.split_first() {
        let with = after.iter().take_while(|entry| belongs_to(entry, first)).count();
        let (run, left) = rest.split_at(1 + with);
        runs.push(run);
        rest = left;
    }
    runs
}

fn belongs_to(older: &RevisionEntry, newest: &RevisionEntry) -> bool {
    let is_plain = |entry: &RevisionEntry| entry.info.origin == Origin::Edit && entry.info.note.is_empty();
    is_plain(older)
        && is_plain(newest)
        && older.published_at.is_empty()
        && !older.is_published
        && older.info.author == newest.info.author
        && newest.info.at - older.info.at <= TOGETHER
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use store::studio::RevisionInfo;

    use super::*;

    fn entry(number: u32, minute: i64, author: &str) -> RevisionEntry {
        let at = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minute);
        RevisionEntry {
            info: RevisionInfo {
                number,
                base: None,
                origin: Origin::Edit,
                note: String::new(),
                author: author.to_owned(),
                at,
            },
            is_draft: false,
            is_published: false,
            published_at: Vec::new(),
        }
    }

    fn runs(revisions: &[RevisionEntry]) -> Vec<Vec<u32>> {
        fold(revisions).iter().map(|run| run.iter().map(|entry| entry.info.number).collect()).collect()
    }

    #[test]
    fn saves_of_one_person_in_a_row_are_one() {
        let all = [
            entry(6, 30, "Ada"),
            entry(5, 25, "Ada"),
            entry(4, 20, "Ada"),
            entry(3, 19, "Ada"),
            entry(2, 18, "Noor"),
            entry(1, 17, "Ada"),
        ];
        assert_eq!(runs(&all), [vec![6, 5, 4], vec![3], vec![2], vec![1]]);
        assert_eq!(runs(&[]), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn what_was_published_or_restored_stands_by_itself() {
        let mut all = [entry(4, 4, "Ada"), entry(3, 3, "Ada"), entry(2, 2, "Ada"), entry(1, 1, "Ada")];
        all[2].published_at.push((all[2].info.at, "Noor".to_owned()));
        assert_eq!(runs(&all), [vec![4, 3], vec![2, 1]]);
        all[3].info.origin = Origin::Restore;
        assert_eq!(runs(&all), [vec![4, 3], vec![2], vec![1]]);
    }
}
