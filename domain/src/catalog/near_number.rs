//! Which part numbers may be meant by one that nothing carries. Works on keys without punctuation,
//! see [`part_number_key`](crate::ids::part_number_key).

/// How far a number is from the one asked for; none when it is not likely meant. A number that goes
/// on where the asked one stops counts as near, however long it is.
pub fn distance(asked: &str, key: &str) -> Option<usize> {
    const SHORTEST: usize = 3;
    if asked.len() < SHORTEST {
        return None;
    }
    if key.starts_with(asked) {
        return Some(1);
    }
    let tolerated = 1 + asked.len() / 5;
    Some(edits(asked.as_bytes(), key.as_bytes())).filter(|edits| *edits <= tolerated)
}

/// Signs to insert, drop or replace, or neighbours to swap, to make one text of the other: the
/// Damerau–Levenshtein distance in its optimal string alignment form.
fn edits(from: &[u8], to: &[u8]) -> usize {
    let mut before = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (row, sign) in from.iter().enumerate() {
        let mut here = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let replaced = above[column] + usize::from(sign != other);
            let mut least = replaced.min(above[column + 1] + 1).min(here[column] + 1);
            if row > 0 && column > 0 && *sign == to[column - 1] && from[row - 1] == *other {
                least = least.min(before[column - 1] + 1);
            }
            here.push(least);
        }
        before = std::mem::replace(&mut above, here);
    }
    above[to.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slips_are_near_and_other_numbers_are_not() {
        for (asked, key, expected) in [
            ("RPAT54601", "RPAT54600", Some(1)),
            ("RPAT5460", "RPAT54600", Some(1)),
            ("RPTA54600", "RPAT54600", Some(1)),
            ("RPAT54", "RPAT54600", Some(1)),
            ("RPNC54OG4", "RPNC54OG5", Some(1)),
            ("RPAT54600", "RPNC54OG5", None),
            ("AB", "ABC", None),
            ("", "A", None),
        ] {
            assert_eq!(distance(asked, key), expected, "{asked} {key}");
        }
    }

    proptest! {
        #[test]
        fn edits_are_a_distance(a in "[A-C0-2]{0,8}", b in "[A-C0-2]{0,8}") {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(edits(a, b), edits(b, a));
            prop_assert_eq!(edits(a, b) == 0, a == b);
            prop_assert!(edits(a, b) <= a.len().max(b.len()) && edits(a, b) >= a.len().abs_diff(b.len()));
        }
    }
}
