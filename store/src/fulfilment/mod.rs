//! What happens to an order after it was placed: agreeing, paying, picking, packing, shipping, cancelling, taking
//! back, crediting; and the stock operations that serve waiting orders: receiving, adjusting, moving, counting.
//! What must not live here: rules (`domain::fulfilment`), placing orders (`orders`).
//!
//! How a use-case locks: stock levels first, in SKU order, then orders by id, then parcels. Whoever changes pieces of
//! an order ends with `settle_state`; whoever makes pieces available serves waiting backorders first.

mod cancel;
mod error;
mod invoice;
mod money;
mod packing;
mod picking;
mod pieces;
mod progress;
mod promised;
mod purchase_orders;
mod queues;
mod reorder;
mod returns;
mod returns_read;
mod rows;
mod seams;
mod search;
mod shipments;
mod shipping;
mod stock;
mod stocktakes;
mod views;

pub use error::FulfilmentError;
pub(crate) use pieces::serve_waiting;
pub(crate) use stock::change_on_hand;
pub use views::*;
