//! From a cart to an order: what has to be known, and what delivery costs.
//!
//! A [`CheckoutForm`] holds what was typed, valid or not; [`CheckoutForm::problems`] says at which
//! field something is wrong, and [`CheckoutForm::finish`] turns a complete form into
//! [`CheckoutDetails`]. What must not live here: carts' lines, order states, holds on stock.

mod delivery;
mod form;

pub use delivery::{COUNTRIES, Country, DeliveryMethod, country_by_code, delivery_charge};
pub use form::{CheckoutDetails, CheckoutForm, Field, FieldProblem, PaymentMethod, Step};
