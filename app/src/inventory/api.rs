//! The public HTTP surface of stock.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use serde::{Deserialize, Serialize};

use crate::AppError;

/// Stock of a part at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockView {
    /// Pieces that may be sold, over all locations.
    pub available: u32,
    /// The same by location.
    pub locations: Vec<(String, u32)>,
    /// Hours, minutes and seconds of the moment, UTC. Absent in a page, which is the same whenever it
    /// is made.
    pub seen_at: Option<String>,
}

/// Stock of a part, now. Shared caches may answer for two seconds.
#[server(prefix = "/api", endpoint = "inventory/stock", input = GetUrl, output = Json)]
pub async fn live_stock(#[server(default)] sku: String) -> Result<StockView, AppError> {
    let visit = crate::request::Visit::current()?;
    let part = match domain::ids::Sku::parse(&sku) {
        Ok(sku) => visit.store.part(&sku).await.map_err(|error| visit.fault_of_answer(&error))?,
        Err(_) => None,
    };
    let Some(part) = part else {
        visit.set_status(404);
        return Err(AppError::UnknownPart);
    };
    visit.set_header(http::header::CACHE_CONTROL, "public, max-age=0, s-maxage=2");
    Ok(StockView { seen_at: Some(visit.now().format("%H:%M:%S").to_string()), ..StockView::of(&part) })
}

#[cfg(feature = "ssr")]
impl StockView {
    /// What a part's stock is, for its page.
    pub(crate) fn of(part: &store::catalog::Part) -> Self {
        Self {
            available: part.available().unwrap_or(0),
            locations: part.stock.iter().map(|stock| (stock.location.clone(), stock.available)).collect(),
            seen_at: None,
        }
    }
}
