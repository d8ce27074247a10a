//! Live stock: what the product page shows, and how it stays true while the page is open.

mod api;
mod live_stock;

pub use api::{LiveStock, StockView};
pub use live_stock::StockNow;

use domain::inventory::Availability;

/// Class and words for a number of pieces: told by word and shape, not by colour alone.
pub(crate) fn stock_state(available: u32) -> (&'static str, String) {
    match Availability::of(available) {
        Availability::InStock => ("stock stock--in", format!("{available} in stock")),
        Availability::Low => ("stock stock--low", format!("{available} left")),
        Availability::OutOfStock => ("stock stock--out", "Sold out".to_owned()),
    }
}
