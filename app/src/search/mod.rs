//! Finding parts: the search field with its suggestions, the page of results, and a category's page,
//! which is a list narrowed in the same way.

mod api;
mod search_box;

#[cfg(feature = "ssr")]
mod category;
#[cfg(feature = "ssr")]
mod narrowing;
#[cfg(feature = "ssr")]
mod results;
#[cfg(feature = "ssr")]
mod suggesting;

pub use api::{Suggest, Suggestion, SuggestionGroup};
#[cfg(feature = "ssr")]
pub(crate) use category::CategoryPage;
#[cfg(feature = "ssr")]
pub(crate) use results::SearchPage;
pub use search_box::SearchBox;
