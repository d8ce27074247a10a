//! What a customer means to buy, before any obligation. Carts are rows; prices are looked up anew
//! each time they are shown. Lists that are pasted or uploaded are read in [`quick_order`] and looked
//! through in [`review`]. What must not live here: addresses, delivery, orders.

mod csv_file;
pub mod quick_order;
pub mod review;

pub use csv_file::cart_csv;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog::{CertificationLevel, Freight, HazardClass, ProductKind};
use crate::ids::{Sku, VariantId};
use crate::inventory::Incoming;
use crate::money::{Currency, Money, MoneyError};
use crate::pricing::PriceLadder;

/// Most pieces of one variant in a cart; larger needs are a quotation.
pub const MAX_QUANTITY: u32 = 9_999;
/// Most lines in a cart.
pub const MAX_LINES: usize = 200;

/// Why a quantity was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a whole number.
    #[error("“{0}” is not a whole number")]
    NotANumber(String),
    /// Zero, negative or too many.
    #[error("order between 1 and 9,999 pieces")]
    OutOfRange,
}

/// Reads a quantity typed by a customer: 1 to [`MAX_QUANTITY`].
pub fn parse_quantity(text: &str) -> Result<u32, QuantityError> {
    let text = text.trim();
    let number: i64 = text.parse().map_err(|_| match text {
        digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => QuantityError::OutOfRange,
        _ => QuantityError::NotANumber(text.chars().take(20).collect()),
    })?;
    match u32::try_from(number) {
        Ok(quantity) if (1..=MAX_QUANTITY).contains(&quantity) => Ok(quantity),
        _ => Err(QuantityError::OutOfRange),
    }
}

/// What of a line comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backorder {
    /// Pieces that can be had now.
    pub now: u32,
    /// Pieces that come later.
    pub later: u32,
    /// When the last of them is expected.
    pub expected_on: NaiveDate,
}

/// `4 now, 2 expected 12 December`.
impl fmt::Display for Backorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.expected_on.format("%-d %B");
        match self.now {
            0 => write!(f, "All {} expected {day}", self.later),
            now => write!(f, "{now} now, {} expected {day}", self.later),
        }
    }
}

/// A line as shown: what it is, what it costs now, whether it can be had now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// The variant.
    pub variant: VariantId,
    /// Its number.
    pub sku: Sku,
    /// The maker's number.
    pub mpn: String,
    /// Its full name.
    pub name: String,
    /// Part or service.
    pub kind: ProductKind,
    /// How it may travel.
    pub hazard_class: HazardClass,
    /// Pieces wanted.
    pub quantity: u32,
    /// Whether it is still sold: what customers no longer see stays in their carts until they remove it.
    pub is_sold: bool,
    /// Its prices; none when it is no longer sold.
    pub prices: PriceLadder,
    /// What a piece weighs and how much room it takes.
    pub freight: Freight,
    /// The certification it asks for, when it is a motor that does.
    pub certification: Option<CertificationLevel>,
    /// Pieces that the owner of the cart may have now, those kept for them among these; none for services,
    /// which have no stock.
    pub available: Option<u32>,
    /// What is on its way beyond that, the first first.
    pub incoming: Vec<Incoming>,
    /// Working days until it is ready, where that is known.
    pub lead_time_days: Option<u16>,
}

/// What stands in the way of ordering a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CartLineProblem {
    /// Customers no longer see it.
    #[error("No longer sold.")]
    NoLongerSold,
    /// No price for this quantity.
    #[error("No price for this quantity yet.")]
    PriceOnRequest,
    /// None left.
    #[error("Sold out.")]
    SoldOut,
    /// Fewer than wanted.
    #[error("Only {0} left.")]
    OnlyAvailable(u32),
}

impl CartLine {
    /// Price of one piece at this quantity.
    pub fn unit_price(&self) -> Option<Money> {
        self.prices.at(self.quantity).map(|b| b.unit_price)
    }

    /// Price of the line.
    pub fn total(&self) -> Option<Money> {
        self.prices.total(self.quantity)?.ok()
    }

    /// What stands in the way of ordering it.
    pub fn problem(&self) -> Option<CartLineProblem> {
        if !self.is_sold {
            return Some(CartLineProblem::NoLongerSold);
        }
        if self.total().is_none() {
            return Some(CartLineProblem::PriceOnRequest);
        }
        match self.obtainable() {
            Some(0) => Some(CartLineProblem::SoldOut),
            Some(obtainable) if obtainable < self.quantity => Some(CartLineProblem::OnlyAvailable(obtainable)),
            _ => None,
        }
    }

    /// Pieces that can be ordered, now and later; none for services, which have no end.
    pub fn obtainable(&self) -> Option<u32> {
        let incoming = self.incoming.iter().fold(0u32, |sum, incoming| sum.saturating_add(incoming.pieces));
        self.available.map(|available| available.saturating_add(incoming))
    }

    /// What of the line comes later, if any of it does and all of it can be had.
    pub fn backorder(&self) -> Option<Backorder> {
        let now = self.available.filter(|available| *available < self.quantity)?;
        let later = self.quantity - now;
        let mut rest = later;
        for incoming in &self.incoming {
            if incoming.pieces >= rest {
                return Some(Backorder { now, later, expected_on: incoming.expected_on });
            }
            rest -= incoming.pieces;
        }
        None
    }
}

/// A cart as shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// Its lines, in the order they were added.
    pub lines: Vec<CartLine>,
}

impl Cart {
    /// Pieces in the cart, for the badge.
    pub fn pieces(&self) -> u32 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity))
    }

    /// What the lines that have a price come to.
    pub fn goods(&self) -> Result<Money, MoneyError> {
        let mut totals = self.lines.iter().filter_map(CartLine::total);
        let first = totals.next().unwrap_or(Money::zero(Currency::Eur));
        totals.try_fold(first, Money::plus)
    }

    /// Whether every line can be ordered now.
    pub fn is_orderable(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.problem().is_none())
    }

    /// The strictest class among the lines.
    pub fn hazard_class(&self) -> HazardClass {
        self.lines.iter().map(|line| line.hazard_class).max().unwrap_or_default()
    }

    /// The highest certification that a motor among the lines asks for.
    pub fn certification(&self) -> Option<CertificationLevel> {
        self.lines.iter().filter_map(|line| line.certification).max()
    }

    /// Whether anything has to be shipped.
    pub fn needs_delivery(&self) -> bool {
        self.lines.iter().any(|line| line.kind == ProductKind::Part)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::pricing::QuantityBreak;

    /// One piece of a part with these prices, in euro cents.
    pub(crate) fn line(variant: i64, sku: &str, prices: &[(u32, i64)], available: Option<u32>) -> CartLine {
        let breaks = prices.iter().map(|(min_quantity, minor)| QuantityBreak {
            min_quantity: *min_quantity,
            unit_price: Money::new(*minor, Currency::Eur),
        });
        CartLine {
            variant: VariantId(variant),
            sku: Sku::parse(sku).expect("a SKU"),
            mpn: format!("M-{sku}"),
            name: format!("Part {sku}"),
            kind: ProductKind::Part,
            hazard_class: HazardClass::None,
            quantity: 1,
            is_sold: true,
            prices: PriceLadder::new(breaks.collect()).expect("a ladder"),
            freight: Freight { mass_g: 100, longest_mm: 200, volume_cm3: 300 },
            certification: None,
            available,
            incoming: Vec::new(),
            lead_time_days: None,
        }
    }

    #[test]
    fn what_is_on_its_way_can_be_ordered() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 12, day).expect("a day");
        let incoming = vec![Incoming { expected_on: day(5), pieces: 2 }, Incoming { expected_on: day(12), pieces: 3 }];
        let wanted = |quantity| CartLine { quantity, incoming: incoming.clone(), ..line(1, "A-1", &[(1, 1)], Some(4)) };
        assert_eq!((wanted(4).problem(), wanted(4).backorder()), (None, None));
        assert_eq!(wanted(6).backorder(), Some(Backorder { now: 4, later: 2, expected_on: day(5) }));
        assert_eq!(wanted(7).backorder(), Some(Backorder { now: 4, later: 3, expected_on: day(12) }));
        assert_eq!((wanted(9).problem(), wanted(9).backorder().map(|later| later.later)), (None, Some(5)));
        assert_eq!(wanted(10).problem(), Some(CartLineProblem::OnlyAvailable(9)));
        assert_eq!(wanted(10).backorder(), None);
    }

    #[test]
    fn what_is_no_longer_sold_says_so_and_cannot_be_ordered() {
        let gone = CartLine { is_sold: false, ..line(1, "A-1", &[], Some(4)) };
        assert_eq!(gone.problem(), Some(CartLineProblem::NoLongerSold));
        assert!(!Cart { lines: vec![gone] }.is_orderable());
    }

    #[test]
    fn quantities_are_whole_and_bounded() {
        assert_eq!(parse_quantity(" 12 "), Ok(12));
        for (text, error) in [
            ("0", QuantityError::OutOfRange),
            ("-3", QuantityError::OutOfRange),
            ("10000", QuantityError::OutOfRange),
            ("99999999999999999999999", QuantityError::OutOfRange),
            ("2.5", QuantityError::NotANumber("2.5".into())),
            ("", QuantityError::NotANumber(String::new())),
        ] {
            assert_eq!(parse_quantity(text), Err(error), "{text:?}");
        }
    }
}
