//! The HTTP surface: what answers which address, and what every answer has in common.

mod caching;
mod cart_file;
mod downloads;
mod health;
mod observe;
mod posted;
mod router;
mod security;

pub(crate) use router::{AppState, router};
