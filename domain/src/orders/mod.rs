//! Placed orders: their number, frozen content, state and history. What must not live here: how their
//! pieces are picked and shipped.

mod number;
mod seller;
mod state;
mod track;

pub use number::{InvalidOrderNumber, OrderNumber};
pub use seller::{MADE_UP, SELLER, Seller};
pub(crate) use state::named;
pub use state::{LineProgress, OrderEventKind, OrderState};
pub use track::{Reach, Stage, Station, track};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::checkout::CheckoutDetails;
use crate::ids::Sku;
use crate::money::Money;

/// A line with the name and price of the moment the order was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Its place in the order, from 1 on.
    pub line_no: u32,
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
    /// Tax on both.
    pub tax: Money,
    /// The rate of the tax, in hundredths of a percent.
    pub tax_basis_points: u32,
    /// What the invoice says about the tax.
    pub tax_note: String,
    /// What is to be paid, tax and all.
    pub total: Money,
    /// What has been paid.
    pub paid: Money,
    /// What is not to be paid any more, or was given back.
    pub credited: Money,
    /// Days from the invoice until it is due, where the buyer has terms; all others pay in advance.
    pub terms_days: Option<u16>,
    /// The VAT number of the buyer's company; empty without one.
    pub vat_id: String,
    /// The certification stated for its motors; empty without one.
    pub certification: String,
    /// When somebody agreed to it.
    pub approved_at: Option<DateTime<Utc>>,
    /// Its lines, in order.
    pub lines: Vec<OrderLine>,
}

impl Order {
    /// What is still to be paid; never less than nothing.
    pub fn due(&self) -> Money {
        let minor = self.total.minor - self.credited.minor - self.paid.minor;
        Money::new(minor.max(0), self.total.currency)
    }

    /// What was paid beyond what is owed now, and is to be paid back.
    pub fn to_refund(&self) -> Money {
        let minor = self.paid.minor + self.credited.minor - self.total.minor;
        Money::new(minor.max(0), self.total.currency)
    }
}
