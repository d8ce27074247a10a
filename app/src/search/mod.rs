//! Finding parts: the search field with its suggestions, and the page of results.

mod api;
mod search_box;

#[cfg(feature = "ssr")]
mod results;
#[cfg(feature = "ssr")]
mod suggesting;

pub use api::{Suggest, Suggestion, SuggestionGroup};
#[cfg(feature = "ssr")]
pub(crate) use results::SearchPage;
pub use search_box::SearchBox;
