//! The shop's rules and vocabulary: money, units, parts and their geometry, prices, stock, orders.
//!
//! Everything here is a pure function or a plain type, builds for the server and for the browser,
//! and can be tested without anything running. What must not live here: I/O, async, clocks,
//! randomness, web or database crates. Time and chance arrive as arguments.
//!
//! One module per slice of the shop, upstream first (a slice may use those above it):
//! `accounts` → `catalog` → `search` → `fit` → `pricing` → `inventory` → `cart` → `checkout` → `orders` → `fulfilment` → `studio` → `reports`.
//! The modules beside them (`money`, `units`, `ids`) are the words every slice shares; `mail`, `jobs` and `markdown`
//! serve every slice too.

pub mod accounts;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod fit;
pub mod fulfilment;
pub mod ids;
pub mod inventory;
pub mod jobs;
pub mod mail;
#[cfg(not(target_family = "wasm"))]
pub mod markdown;
pub mod money;
pub mod orders;
pub mod pricing;
mod public_number;
pub mod reports;
pub mod search;
pub mod studio;
pub mod units;
