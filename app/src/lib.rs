//! What people see: pages, islands and server functions, per slice of the shop.
//!
//! Pages are rendered on the server only and exist only under the feature `ssr`; what moves is an
//! `#[island]`, compiled for both sides; a server function is the only door from an island or a
//! form to the store, but for a form that its own page answers ([`PostedForm`]). What must not live here: SQL, rules, and `store` outside `ssr`.
//!
//! In a slice: `api.rs` holds its server functions, files named after a widget hold islands, files
//! named after a page hold pages.
#![recursion_limit = "256"]
#![expect(missing_docs, unreachable_pub, reason = "leptos’ macros write public items without documentation")]

#[cfg(feature = "ssr")]
pub mod account;
pub mod cart;
pub mod checkout;
mod error;
#[cfg(feature = "hydrate")]
mod fetch;
pub mod inventory;
pub mod orders;
pub mod search;

#[cfg(feature = "ssr")]
mod catalog;
#[cfg(feature = "ssr")]
pub mod desk;
#[cfg(feature = "ssr")]
mod fit;
#[cfg(feature = "ssr")]
mod help;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod policy;
#[cfg(feature = "ssr")]
mod posted;
#[cfg(feature = "ssr")]
mod preview;
#[cfg(feature = "ssr")]
mod reports;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(any(feature = "ssr", feature = "studio"))]
pub mod studio;
#[cfg(feature = "ssr")]
mod ui;

#[cfg(feature = "ssr")]
pub use catalog::Download;
#[cfg(feature = "ssr")]
pub use catalog::{part_card, shop_card};
#[cfg(feature = "ssr")]
pub use desk::mail_preview;
pub use error::AppError;
#[cfg(feature = "ssr")]
pub use help::help_paths;
#[cfg(feature = "ssr")]
pub use policy::{Access, access};
#[cfg(feature = "ssr")]
pub use posted::PostedForm;
#[cfg(feature = "ssr")]
pub use preview::{NoPreview, PreviewOf, preview_banner, preview_by_link, preview_for_editors};
#[cfg(feature = "ssr")]
pub use request::{ClientAddress, HasWritten, MailFolder, PublicUrl, RequestId, cart_token, cookies, random_bits};
#[cfg(feature = "ssr")]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::{Assets, AssetsError, Bundle, shell};
#[cfg(feature = "ssr")]
pub use studio::{ImageProblem, ImageUpload, may_export};
