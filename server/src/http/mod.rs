//! The HTTP surface: what answers which address, and what every answer has in common.

mod caching;
mod card;
mod cart_file;
mod client;
mod crawlers;
mod downloads;
mod exports;
mod health;
mod images;
mod mail_preview;
mod moving;
mod observe;
mod posted;
mod preview;
mod report_files;
mod reports;
mod router;
mod security;
mod staff_files;
mod uploads;
mod warehouse;
mod writes;
mod wrote;

pub(crate) use router::{AppState, listing, router};
pub(crate) use warehouse::{WarehouseState, warehouse_router};
