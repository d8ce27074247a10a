//! From a cart to an order: what has to be known, and what delivery costs.
//!
//! A [`CheckoutForm`] holds what was typed, valid or not; [`CheckoutForm::problems`] says at which
//! field something is wrong, and [`CheckoutForm::finish`] turns a complete form into
//! [`CheckoutDetails`]. What must not live here: carts' lines, order states, holds on stock.

pub mod address;
mod basis;
mod country;
pub mod delivery;
mod form;

pub use address::{AddressForm, SavedAddress};
pub use basis::{Basis, Quote, QuoteError};
pub use country::{COUNTRIES, Country, Zone, country_by_code};
pub use delivery::{DeliveryMethod, DeliveryOption, DeliveryRefusal, delivery_charge, delivery_options};
pub use form::{CheckoutDetails, CheckoutForm, Field, FieldProblem, PaymentMethod, Step};
