//! Placing orders and showing them to who placed them. What must not live here: picking, shipping.

mod place;
mod read;

pub use place::{PlaceOrder, PlaceOrderError};
