//! Categories, products, variants and their attributes: reading them for pages, and taking in what
//! importers read. What must not live here: prices, stock.

mod asset;
mod attributes;
mod category;
mod events;
mod import;
mod jobs;
mod listing;
mod news;
mod numbers;
mod overlay;
mod part;
mod rename;
mod row;
mod schema;
mod sitemap;
mod wire;

pub use asset::{KeepImageError, PartImage, Rendition, StoredImage};
pub(crate) use asset::{asset_images, product_images, set_product_images};
pub use attributes::SpecRow;
pub(crate) use attributes::{FactColumns, insert_facts};
pub use category::{Breadcrumb, Category, CategoryNode, Column};
pub(crate) use events::{note_change, note_overhaul, note_stock};
pub(crate) use import::search_text;
pub use import::{ImportCounts, ImportOutcome, ImportSession};
pub(crate) use jobs::ClearEvents;
pub use listing::{PartRow, Sort};
pub(crate) use news::{Events, Look, News};
pub use numbers::NumberMatch;
pub(crate) use numbers::{variants_by_number, variants_near};
pub use overlay::Overlay;
pub(crate) use overlay::{CategoryOverlay, PartFacts};
pub use part::{Part, Sibling, StockAtLocation};
pub(crate) use part::{insert_curve, parse_points};
pub use rename::RenameError;
pub(crate) use rename::move_page;
pub(crate) use row::{id_list, parse_hazard_class, parse_kind, parse_sku};
pub use sitemap::{SITEMAP_PARTS, SitemapFile, SitemapPart};
