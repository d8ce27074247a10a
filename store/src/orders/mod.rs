//! Placing orders, their state and history, and showing them to who placed them. What must not live
//! here: picking, shipping.

mod allocation;
mod jobs;
mod of_customer;
mod place;
mod read;
mod state;

pub(crate) use allocation::add_allocation;
pub(crate) use jobs::OrderPlaced;
pub use of_customer::OrderSummary;
pub use place::{PlaceOrder, PlaceOrderError};
pub(crate) use state::settle_state;
