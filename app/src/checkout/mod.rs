//! The checkout: one page per step, each a form that works alone, keeps what was typed and says at
//! the field what is wrong; then the review and the button.

mod api;

#[cfg(feature = "ssr")]
mod pages;

pub use api::{PlaceOrder, SaveCheckoutStep};
#[cfg(feature = "ssr")]
pub(crate) use pages::{CheckoutPage, CheckoutStart};
