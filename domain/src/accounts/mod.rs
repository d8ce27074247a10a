//! Who acts: customers, staff and the shop itself. What must not live here: carts, orders, anything
//! that is bought.

mod actor;

pub use actor::Actor;
