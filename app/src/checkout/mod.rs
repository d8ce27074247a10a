//! The checkout: one page per step, each a form that works alone, keeps what was typed and says at
//! the field what is wrong; then the review and the button.

mod api;

#[cfg(feature = "ssr")]
mod addresses;
#[cfg(feature = "ssr")]
mod details;
#[cfg(feature = "ssr")]
mod fields;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod review;
#[cfg(feature = "ssr")]
mod steps;

pub use api::{PlaceOrder, SaveCheckoutStep};
#[cfg(feature = "ssr")]
pub(crate) use details::details_section;
#[cfg(feature = "ssr")]
pub(crate) use pages::{CheckoutPage, CheckoutStart};

/// The customer who is signed in, if one is.
#[cfg(feature = "ssr")]
async fn signed_in(visit: &crate::request::Visit) -> Result<Option<domain::ids::CustomerId>, crate::AppError> {
    Ok(visit.customer().await?.map(|account| account.id))
}
