//! The cart: putting parts into it one by one or by a list, its badge in the header, and its page.

mod add;
mod api;
mod badge;

#[cfg(feature = "ssr")]
mod cart_page;
#[cfg(feature = "ssr")]
mod quick_order;

pub use add::AddToCartForm;
pub use api::{AddToCart, CartPieces, SetCartQuantity};
pub use badge::CartBadge;
#[cfg(feature = "ssr")]
pub(crate) use cart_page::{CartPage, cart_totals};
#[cfg(feature = "ssr")]
pub(crate) use quick_order::QuickOrderPage;
