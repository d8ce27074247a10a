//! Placed orders: their number, frozen content, state and history. What must not live here: how their
//! pieces are picked and shipped.

mod number;
mod state;

pub use number::{InvalidOrderNumber, OrderNumber};
pub use state::{LineProgress, OrderEventKind, OrderState};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::checkout::CheckoutDetails;
use crate::ids::Sku;
use crate::money::Money;

/// A line with the name and price of the moment the order was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Our number.
    pub sku: Sku,
    /// Full name.
    pub name: String,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece.
    pub unit_price: Money,
    /// Price of the line.
    pub total: Money,
}

/// An order as its customer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The number it goes by.
    pub number: OrderNumber,
    /// Where it stands.
    pub state: OrderState,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Who ordered, where it goes, how it travels and is paid.
    pub details: CheckoutDetails,
    /// What the lines come to.
    pub goods: Money,
    /// What delivery costs.
    pub delivery: Money,
    /// What is to be paid, without tax.
    pub total: Money,
    /// Its lines, in order.
    pub lines: Vec<OrderLine>,
}
