//! Prices, quantity breaks and tax. What must not live here: who gets which price list.

pub mod tax;
mod vat_id;

pub use vat_id::{InvalidVatId, VatId};

use serde::{Deserialize, Serialize};

use crate::money::{Money, MoneyError};

/// The unit price that applies from a quantity on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuantityBreak {
    /// Smallest quantity it applies to, at least 1.
    pub min_quantity: u32,
    /// Price of one piece, without tax.
    pub unit_price: Money,
}

/// The quantity breaks of one variant in one price list, smallest quantity first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceLadder(Vec<QuantityBreak>);

/// Why breaks do not make a ladder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceLadderError {
    /// A quantity of zero, or the same quantity twice.
    #[error("quantity {0} is given twice or is zero")]
    BadQuantity(u32),
    /// A negative price.
    #[error("the price for {0} pieces is negative")]
    NegativePrice(u32),
    /// More pieces must never cost more each.
    #[error("the price for {0} pieces is higher than for fewer")]
    PriceRises(u32),
    /// Prices in two currencies.
    #[error("the breaks are in different currencies")]
    MixedCurrencies,
}

impl PriceLadder {
    /// Sorts and checks breaks. An empty ladder means “price on request”.
    pub fn new(mut breaks: Vec<QuantityBreak>) -> Result<Self, PriceLadderError> {
        breaks.sort_by_key(|b| b.min_quantity);
        if let Some(negative) = breaks.iter().find(|b| b.unit_price.minor < 0) {
            return Err(PriceLadderError::NegativePrice(negative.min_quantity));
        }
        if breaks.first().is_some_and(|b| b.min_quantity == 0) {
            return Err(PriceLadderError::BadQuantity(0));
        }
        for pair in breaks.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            if low.min_quantity == high.min_quantity {
                return Err(PriceLadderError::BadQuantity(high.min_quantity));
            }
            if low.unit_price.currency != high.unit_price.currency {
                return Err(PriceLadderError::MixedCurrencies);
            }
            if high.unit_price.minor > low.unit_price.minor {
                return Err(PriceLadderError::PriceRises(high.min_quantity));
            }
        }
        Ok(Self(breaks))
    }

    /// The breaks, smallest quantity first.
    pub fn breaks(&self) -> &[QuantityBreak] {
        &self.0
    }

    /// The price of one piece when buying one, or the smallest quantity sold.
    pub fn first(&self) -> Option<QuantityBreak> {
        self.0.first().copied()
    }

    /// The break that applies to `quantity`; none when there is no price for so few.
    pub fn at(&self, quantity: u32) -> Option<QuantityBreak> {
        self.0.iter().rev().find(|b| b.min_quantity <= quantity).copied()
    }

    /// What `quantity` pieces cost; `None` when there is no price for so few.
    pub fn total(&self, quantity: u32) -> Option<Result<Money, MoneyError>> {
        self.at(quantity).map(|b| b.unit_price.times(quantity))
    }

    /// Saving per piece of `unit_price` against the first break, in whole percent rounded down.
    pub fn saving_percent(&self, unit_price: Money) -> i64 {
        match self.first() {
            Some(first) if first.unit_price.minor > 0 => {
                (first.unit_price.minor - unit_price.minor) * 100 / first.unit_price.minor
            }
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn ladder(breaks: &[(u32, i64)]) -> Result<PriceLadder, PriceLadderError> {
        PriceLadder::new(
            breaks
                .iter()
                .map(|(q, p)| QuantityBreak { min_quantity: *q, unit_price: Money::new(*p, Currency::Eur) })
                .collect(),
        )
    }

    #[test]
    fn the_break_that_applies_is_the_largest_reached() {
        let ladder = ladder(&[(20, 1980), (1, 2480), (5, 2230)]).expect("valid");
        let at = |q| ladder.at(q).map(|b| b.unit_price.minor);
        assert_eq!(
            [at(0), at(1), at(4), at(5), at(19), at(20), at(9999)],
            [None, Some(2480), Some(2480), Some(2230), Some(2230), Some(1980), Some(1980)]
        );
        assert_eq!(ladder.saving_percent(Money::new(1980, Currency::Eur)), 20);
    }

    #[test]
    fn broken_ladders_are_refused() {
        assert_eq!(ladder(&[(0, 5)]), Err(PriceLadderError::BadQuantity(0)));
        assert_eq!(ladder(&[(1, 5), (1, 4)]), Err(PriceLadderError::BadQuantity(1)));
        assert_eq!(ladder(&[(1, 5), (10, 6)]), Err(PriceLadderError::PriceRises(10)));
        assert_eq!(ladder(&[(1, -5)]), Err(PriceLadderError::NegativePrice(1)));
    }

    proptest! {
        #[test]
        fn buying_more_never_costs_more_each(mut prices in prop::collection::vec(1i64..100_000, 1..6), a in 1u32..1000, b in 1u32..1000) {
            prices.sort_unstable_by(|x, y| y.cmp(x));
            let breaks: Vec<_> = prices.iter().enumerate().map(|(i, p)| (1 + 10 * u32::try_from(i).expect("few"), *p)).collect();
            let ladder = ladder(&breaks).expect("falls");
            let (few, many) = (a.min(b), a.max(b));
            prop_assert!(ladder.at(few).map(|b| b.unit_price.minor) >= ladder.at(many).map(|b| b.unit_price.minor));
        }
    }
}
