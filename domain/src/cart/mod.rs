//! What a customer means to buy, before any obligation. Carts are rows; prices are looked up anew
//! each time they are shown. Lists that are pasted or uploaded are read in [`quick_order`] and looked
//! through in [`review`]. What must not live here: addresses, delivery, orders.

mod csv_file;
pub mod quick_order;
pub mod review;

pub use csv_file::cart_csv;

use serde::{Deserialize, Serialize};

use crate::catalog::{HazardClass, ProductKind};
use crate::ids::{Sku, VariantId};
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
    /// Its prices.
    pub prices: PriceLadder,
    /// Pieces that may be sold now; none for services, which have no stock.
    pub available: Option<u32>,
    /// Working days until it is ready, where that is known.
    pub lead_time_days: Option<u16>,
}

/// What stands in the way of ordering a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CartLineProblem {
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
        if self.total().is_none() {
            return Some(CartLineProblem::PriceOnRequest);
        }
        match self.available {
            Some(0) => Some(CartLineProblem::SoldOut),
            Some(available) if available < self.quantity => Some(CartLineProblem::OnlyAvailable(available)),
            _ => None,
        }
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

    /// Whether anything has to be shipped.
    pub fn needs_delivery(&self) -> bool {
        self.lines.iter().any(|line| line.kind == ProductKind::Part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::QuantityBreak;

    /// One piece of a part with these prices, in euro cents.
    pub(super) fn line(variant: i64, sku: &str, prices: &[(u32, i64)], available: Option<u32>) -> CartLine {
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
            prices: PriceLadder::new(breaks.collect()).expect("a ladder"),
            available,
            lead_time_days: None,
        }
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
