//! Categories, products, variants and their attributes: reading them for pages, and taking in what
//! importers read. What must not live here: prices, stock.

mod import;
mod read;
mod schema;

pub use import::{ImportCounts, ImportOutcome, ImportSession};
pub use read::{
    Breadcrumb, Category, CategoryNode, Column, Listing, Part, PartRow, Sibling, Sort, SpecRow, StockAtLocation,
};
pub(crate) use read::{id_list, parse_hazard_class, parse_kind, parse_sku};
