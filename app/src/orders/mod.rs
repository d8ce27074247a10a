//! Orders for their customers: the confirmation, and looking an order up later.

mod api;

#[cfg(feature = "ssr")]
mod pages;

pub use api::LookUpOrder;
#[cfg(feature = "ssr")]
pub(crate) use pages::{LookUpPage, OrderPage};
