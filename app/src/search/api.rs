//! The public HTTP surface of search.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use serde::{Deserialize, Serialize};

use crate::AppError;

/// A text in pieces: every second one, beginning with the second, is what was typed.
pub type Marked = Vec<String>;

/// Something offered while one types.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Suggestion {
    /// Where it leads.
    pub href: String,
    /// Our number, for a part.
    pub code: Marked,
    /// What it is called.
    pub name: Marked,
    /// A few words on it: stock, how many parts.
    pub note: String,
}

/// Suggestions of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SuggestionGroup {
    /// What kind; empty for the last one, which is the search itself.
    pub title: String,
    /// Best first.
    pub options: Vec<Suggestion>,
}

/// What a query that is still being typed may mean, best first in each group; last the search itself.
/// Shared caches may answer for a minute.
#[server(prefix = "/api", endpoint = "search/suggest", input = GetUrl, output = Json)]
pub async fn suggest(#[server(default)] q: String) -> Result<Vec<SuggestionGroup>, AppError> {
    let visit = crate::request::Visit::current()?;
    let vocabulary = visit.store.vocabulary();
    let query = domain::search::Query::parse(&q, &vocabulary).query;
    let found = visit.store.suggest(&query.words).await.map_err(|error| visit.fault_of_answer(&error))?;
    visit.set_header(http::header::CACHE_CONTROL, "public, max-age=60, s-maxage=60");
    Ok(super::suggesting::groups(found, &query, &vocabulary))
}
