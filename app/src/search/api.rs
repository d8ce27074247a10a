//! The public HTTP surface of search.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use serde::{Deserialize, Serialize};

use crate::AppError;

/// A part offered while one types.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Suggestion {
    /// Our number; the part's page is at `/parts/{sku}`.
    pub sku: String,
    /// Its full name.
    pub name: String,
    /// A few words on stock.
    pub state: String,
}

/// Parts for a query that is still being typed, best first. Shared caches may answer for a minute.
#[server(prefix = "/api", endpoint = "search/suggest", input = GetUrl, output = Json)]
pub async fn suggest(#[server(default)] q: String) -> Result<Vec<Suggestion>, AppError> {
    let visit = crate::request::Visit::current()?;
    let found = visit.store.suggest(&q).await.map_err(|error| visit.fault(&error))?;
    visit.set_header(http::header::CACHE_CONTROL, "public, max-age=60, s-maxage=60");
    Ok(found
        .parts
        .into_iter()
        .chain(found.services)
        .map(|row| Suggestion {
            state: match (row.price, row.available) {
                (None, _) => "price on request".to_owned(),
                (Some(_), Some(available)) => crate::inventory::stock_state(available).1,
                (Some(_), None) => "service".to_owned(),
            },
            sku: row.sku.to_string(),
            name: row.name,
        })
        .collect())
}
