//! The studio: where editors change what the shop says.
//!
//! Its islands are compiled into a bundle of their own (feature `studio`), which only the studio's pages load;
//! its pages exist under `ssr` alone. What must not live here: islands of customers' pages.

#[cfg(feature = "ssr")]
mod images;
#[cfg(feature = "ssr")]
mod import;
mod import_progress;
mod live_editor;

#[cfg(feature = "ssr")]
pub use images::{ImageProblem, ImageUpload};
#[cfg(feature = "ssr")]
pub use import::may_export;
#[cfg(feature = "ssr")]
pub(crate) use import::{ImportPage, ImportReleasePage, ImportStartPage, StockImportPage, StockImportStartPage};
pub use import_progress::{ImportProgressBar, ImportProgressBarProps};
pub use live_editor::{StudioEditor, StudioEditorProps};
