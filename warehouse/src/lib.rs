//! The data warehouse: each night's export from the replica to Parquet on object storage (the lake), and the reports'
//! SQL that DataFusion runs over it. Rows come from `store::reports`, which knows the tables of the shop; what a report
//! is called and how it is drawn is `domain::reports`. What must not live here: web code, sqlx, HTML.
//!
//! [`lake`] says where files lie and when a day is there; [`schema`] which columns they have; [`export`] writes them
//! from one snapshot of the shop, day by day, and [`verify`] compares them with it; [`reports`] reads them.

mod columns;
mod dimension;
mod error;
pub mod export;
pub mod lake;
pub mod reports;
pub mod schema;
pub mod verify;

pub use error::{Error, Result};
pub use lake::{DayManifest, DimensionsManifest, FileEntry, Lake};
