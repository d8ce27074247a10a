//! The studio: where editors change what the shop says. Its pages begin with `visit.staff()`, which asks the table of
//! `crate::policy`, and stand in the desk's frame; a form is answered by the page it stands on.
//!
//! Its islands are compiled into a bundle of their own (feature `studio`), which only the studio's pages load;
//! its pages exist under `ssr` alone. What must not live here: islands of customers' pages, how a revision is kept.

#[cfg(feature = "ssr")]
mod answering;
mod api;
#[cfg(feature = "ssr")]
mod changes;
#[cfg(feature = "ssr")]
mod editor;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod images;
#[cfg(feature = "ssr")]
mod import;
mod import_progress;
#[cfg(feature = "ssr")]
mod links;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "studio")]
mod live;
mod live_editor;
#[cfg(feature = "ssr")]
mod publishing;
#[cfg(feature = "ssr")]
mod releases;
#[cfg(feature = "ssr")]
mod words;

pub use api::{AutoSaved, BePresent, SaveTyped, be_present, save_typed};
#[cfg(feature = "ssr")]
pub(crate) use editor::{EditorPage, NewDocumentPage};
#[cfg(feature = "ssr")]
pub(crate) use history::HistoryPage;
#[cfg(feature = "ssr")]
pub use images::{ImageProblem, ImageUpload};
#[cfg(feature = "ssr")]
pub use import::may_export;
#[cfg(feature = "ssr")]
pub(crate) use import::{ImportPage, ImportReleasePage, ImportStartPage, StockImportPage, StockImportStartPage};
pub use import_progress::{ImportProgressBar, ImportProgressBarProps};
#[cfg(feature = "ssr")]
pub(crate) use links::LinksPage;
#[cfg(feature = "ssr")]
pub(crate) use list::ListPage;
pub use live_editor::{StudioEditor, StudioEditorProps};
#[cfg(feature = "ssr")]
pub(crate) use publishing::PublishPage;
#[cfg(feature = "ssr")]
pub(crate) use releases::{ReleasePage, ReleasesPage};
