//! Stock: what may be sold, and from which location an order takes it. Pure; the only place where
//! these formulas exist. The database changes stock only as decided here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::StockLocationId;

/// Stock of one variant at one location, in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLevel {
    /// Where.
    pub location: StockLocationId,
    /// Physically there.
    pub on_hand: u32,
    /// Promised to orders not yet shipped.
    pub allocated: u32,
    /// Reserved by checkouts in progress.
    pub held: u32,
}

impl StockLevel {
    /// What may still be sold from here: on hand − allocated − held.
    pub const fn available(&self) -> u32 {
        self.on_hand.saturating_sub(self.allocated).saturating_sub(self.held)
    }
}

/// Asked for more than there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only {available} available")]
pub struct InsufficientStock {
    /// What could be had.
    pub available: u32,
}

/// Splits `quantity` over locations: from one location if any has enough (the fullest, so that the
/// small remainders stay where they are useful), else from the fullest on down. Ties go to the
/// lower location id, so that the result does not depend on the order of rows.
pub fn allocate(levels: &[StockLevel], quantity: u32) -> Result<Vec<(StockLocationId, u32)>, InsufficientStock> {
    let mut candidates: Vec<_> = levels.iter().filter(|level| level.available() > 0).collect();
    candidates.sort_by_key(|level| (std::cmp::Reverse(level.available()), level.location));
    let available = candidates.iter().fold(0u32, |sum, level| sum.saturating_add(level.available()));
    if available < quantity {
        return Err(InsufficientStock { available });
    }
    let mut rest = quantity;
    let mut taken = Vec::new();
    for level in candidates {
        if rest == 0 {
            break;
        }
        let take = level.available().min(rest);
        taken.push((level.location, take));
        rest -= take;
    }
    Ok(taken)
}

/// What a checkout keeps of a variant: what it holds already, up to what is wanted, and the rest from the
/// fullest locations on down; as much as there is when there is not enough. `levels` count what it holds.
pub fn hold(levels: &[StockLevel], own: &[(StockLocationId, u32)], wanted: u32) -> Vec<(StockLocationId, u32)> {
    let mut rest = wanted;
    let mut kept: Vec<(StockLocationId, u32)> = Vec::new();
    for (location, held) in own {
        let keep = rest.min(*held);
        if keep > 0 {
            kept.push((*location, keep));
            rest -= keep;
        }
    }
    let there = levels.iter().fold(0u32, |sum, level| sum.saturating_add(level.available()));
    for (location, more) in allocate(levels, rest.min(there)).unwrap_or_default() {
        match kept.iter_mut().find(|(known, _)| *known == location) {
            Some((_, quantity)) => *quantity += more,
            None => kept.push((location, more)),
        }
    }
    kept
}

/// Pieces on their way to us that are promised to nobody yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// When they are expected.
    pub expected_on: NaiveDate,
    /// How many.
    pub pieces: u32,
}

/// How long stock is kept for a checkout after its last step, minutes, unless the settings say otherwise.
pub const HOLD_MINUTES: i64 = 15;

/// Why a stock level changed: the kinds of rows in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockMovementKind {
    /// Goods came in.
    Receipt,
    /// Counted or corrected.
    Adjustment,
    /// Promised to an order line.
    Allocation,
    /// A promise given back.
    Release,
    /// Left the building for an order.
    Sale,
    /// Came back from a customer.
    Return,
    /// Moved between locations.
    Transfer,
}

impl StockMovementKind {
    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Adjustment => "adjustment",
            Self::Allocation => "allocation",
            Self::Release => "release",
            Self::Sale => "sale",
            Self::Return => "return",
            Self::Transfer => "transfer",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        use StockMovementKind::{Adjustment, Allocation, Receipt, Release, Return, Sale, Transfer};
        [Receipt, Adjustment, Allocation, Release, Sale, Return, Transfer].into_iter().find(|kind| kind.name() == name)
    }
}

/// Stock as customers see it: three states told by word and shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Plenty.
    InStock,
    /// Fewer than [`LOW_STOCK`].
    Low,
    /// None.
    OutOfStock,
}

/// Below this many pieces stock is called low.
pub const LOW_STOCK: u32 = 15;

impl Availability {
    /// The state for a number of available pieces.
    pub const fn of(available: u32) -> Self {
        match available {
            0 => Self::OutOfStock,
            1..LOW_STOCK => Self::Low,
            _ => Self::InStock,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn level(location: i64, on_hand: u32, allocated: u32, held: u32) -> StockLevel {
        StockLevel { location: StockLocationId(location), on_hand, allocated, held }
    }

    #[test]
    fn one_location_serves_the_whole_line_when_it_can() {
        let levels = [level(1, 4, 0, 0), level(2, 10, 1, 1)];
        assert_eq!(allocate(&levels, 8), Ok(vec![(StockLocationId(2), 8)]));
        assert_eq!(allocate(&levels, 10), Ok(vec![(StockLocationId(2), 8), (StockLocationId(1), 2)]));
        assert_eq!(allocate(&levels, 13), Err(InsufficientStock { available: 12 }));
    }

    #[test]
    fn what_is_held_stays_where_it_is() {
        let (first, second) = (StockLocationId(1), StockLocationId(2));
        let levels = [level(1, 4, 0, 3), level(2, 10, 1, 1)];
        assert_eq!(hold(&levels, &[(first, 3)], 3), [(first, 3)]);
        assert_eq!(hold(&levels, &[(first, 3)], 2), [(first, 2)]);
        assert_eq!(hold(&levels, &[(first, 3)], 6), [(first, 3), (second, 3)]);
        assert_eq!(hold(&levels, &[(first, 3)], 50), [(first, 4), (second, 8)], "as much as there is");
        assert_eq!(hold(&levels, &[(first, 3)], 0), []);
    }

    proptest! {
        #[test]
        fn never_more_than_there_is_and_exactly_what_was_asked(
            rows in prop::collection::vec((0u32..100, 0u32..60, 0u32..60), 0..6), quantity in 1u32..300
        ) {
            let levels: Vec<_> = (0i64..).zip(rows).map(|(id, (on_hand, allocated, held))| level(id, on_hand, allocated, held)).collect();
            let total: u32 = levels.iter().map(StockLevel::available).sum();
            match allocate(&levels, quantity) {
                Ok(taken) => {
                    prop_assert_eq!(taken.iter().map(|t| t.1).sum::<u32>(), quantity);
                    for (location, take) in taken {
                        let level = levels.iter().find(|l| l.location == location).expect("known location");
                        prop_assert!(take > 0 && take <= level.available());
                    }
                }
                Err(InsufficientStock { available }) => {
                    prop_assert_eq!(available, total);
                    prop_assert!(total < quantity);
                }
            }
        }
    }
}
