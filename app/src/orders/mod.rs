//! What customers see after they have ordered: where the order stands, cancelling, returning, ordering again, and the
//! papers. Whoever may not see an order gets the same answer as for a number that does not exist ([`access`]).

mod api;

#[cfg(feature = "ssr")]
mod access;
#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod cancel;
#[cfg(feature = "ssr")]
mod chosen;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod invoice;
#[cfg(feature = "ssr")]
mod lines;
#[cfg(feature = "ssr")]
mod look_up;
#[cfg(feature = "ssr")]
mod notice;
#[cfg(feature = "ssr")]
mod order_page;
#[cfg(feature = "ssr")]
mod packing_slip;
#[cfg(feature = "ssr")]
mod parcels;
#[cfg(feature = "ssr")]
mod return_form;
#[cfg(feature = "ssr")]
mod return_slip;
#[cfg(feature = "ssr")]
mod station;
#[cfg(feature = "ssr")]
mod words;

pub use api::{LookUpOrder, OrderAgain};
#[cfg(feature = "ssr")]
pub(crate) use cancel::CancelPage;
#[cfg(feature = "ssr")]
pub(crate) use invoice::InvoicePage;
#[cfg(feature = "ssr")]
pub(crate) use look_up::LookUpPage;
#[cfg(feature = "ssr")]
pub(crate) use order_page::OrderPage;
#[cfg(feature = "ssr")]
pub(crate) use packing_slip::PackingSlipPage;
#[cfg(feature = "ssr")]
pub(crate) use return_form::ReturnPage;
#[cfg(feature = "ssr")]
pub(crate) use return_slip::ReturnSlipPage;
