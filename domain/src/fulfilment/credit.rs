//! What pieces of an order are worth when they are given back: nothing is lost or made by rounding.

/// An order's total, tax and all, shared out over its lines and its delivery, to the cent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// What each line comes to with its share of the tax, in minor units.
    pub lines: Vec<i64>,
    /// What delivery comes to with its share of the tax.
    pub delivery: i64,
}

impl Shares {
    /// Shares the order's tax out by what each line and the delivery come to without it, so that the
    /// shares add up to the total.
    pub fn of(lines: &[i64], delivery: i64, tax: i64) -> Self {
        let whole: i128 = lines.iter().chain([&delivery]).map(|minor| i128::from(*minor)).sum();
        let mut reached = 0i128;
        let mut taxed = 0i64;
        let mut with_tax = |net: i64| {
            reached += i128::from(net);
            let until_here = portion(tax, reached, whole);
            let share = until_here - taxed;
            taxed = until_here;
            net + share
        };
        let lines = lines.iter().map(|net| with_tax(*net)).collect();
        Self { lines, delivery: with_tax(delivery) }
    }
}

/// `part ÷ whole` of an amount, rounded down.
fn portion(amount: i64, part: i128, whole: i128) -> i64 {
    if whole == 0 {
        return 0;
    }
    i64::try_from(i128::from(amount) * part / whole).unwrap_or(amount)
}

/// What `pieces` of a line of `quantity` are worth when `before` of them were given back already.
/// What does not divide goes to the last piece.
pub fn value_of_pieces(line: i64, quantity: u32, before: u32, pieces: u32) -> i64 {
    let until = |count: u32| portion(line, i128::from(count.min(quantity)), i128::from(quantity));
    until(before.saturating_add(pieces)) - until(before)
}

/// What is still owed for an order; never less than nothing.
pub fn owed(total: i64, credited: i64, paid: i64) -> i64 {
    (total - credited - paid).max(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_does_not_divide_goes_to_the_last_piece() {
        let values: Vec<_> = (0..3).map(|before| value_of_pieces(1_000, 3, before, 1)).collect();
        assert_eq!(values, [333, 333, 334]);
        assert_eq!(Shares::of(&[1_000, 1_000], 980, 566), Shares { lines: vec![1_189, 1_190], delivery: 1_167 });
    }

    proptest! {
        #[test]
        fn piece_by_piece_is_the_whole(line in 0i64..1_000_000_000, quantity in 1u32..200) {
            let sum: i64 = (0..quantity).map(|before| value_of_pieces(line, quantity, before, 1)).sum();
            prop_assert_eq!(sum, line);
        }

        #[test]
        fn in_any_portions_it_is_the_whole(line in 0i64..1_000_000_000, portions in prop::collection::vec(1u32..50, 1..8)) {
            let quantity = portions.iter().sum();
            let (mut before, mut sum) = (0, 0);
            for pieces in portions {
                let value = value_of_pieces(line, quantity, before, pieces);
                prop_assert!(value >= 0);
                sum += value;
                before += pieces;
            }
            prop_assert_eq!(sum, line);
        }

        #[test]
        fn shares_add_up_to_the_total(lines in prop::collection::vec(0i64..100_000_000, 1..12), delivery in 0i64..10_000, basis_points in 0i64..2_700) {
            let net: i64 = lines.iter().sum::<i64>() + delivery;
            let tax = net * basis_points / 10_000;
            let shares = Shares::of(&lines, delivery, tax);
            prop_assert_eq!(shares.lines.iter().sum::<i64>() + shares.delivery, net + tax);
            for (share, line) in shares.lines.iter().zip(&lines) {
                prop_assert!(share >= line);
            }
        }
    }
}
