//! Tables of the catalog and the stock for staff, sent while they are read.

use std::collections::HashMap;

use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::studio::bulk::export;
use futures_util::stream;
use store::Store;
use store::studio::bulk::{ExportColumns, PriceNumbers};

use super::AppState;
use super::staff_files::{admit, attachment, private, said};

/// Products read at a time.
const BATCH: usize = 200;

/// What a file holds.
enum Table {
    Products(ExportColumns),
    Prices(PriceNumbers),
    Stock,
}

/// Where each is.
pub(super) const PATHS: [&str; 3] =
    ["/studio/export/prices.csv", "/studio/export/products.csv", "/studio/export/stock.csv"];

/// One of [`PATHS`].
pub(super) async fn table(
    State(state): State<AppState>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    // The whole path, as the table of who may do what has it: no other spelling leads here.
    let file = parts.uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    if let Err(answer) = admit(&state, parts).await {
        return answer;
    }
    let category = query.get("category").map(String::as_str).filter(|code| (1..=80).contains(&code.len()));
    match open(&state.store, &file, category).await {
        Ok(Some((table, names))) => {
            let head = match &table {
                Table::Products(columns) => export::products_head(&columns.attributes),
                Table::Prices(_) => export::prices_head(),
                Table::Stock => export::stock_head(),
            };
            let name = match category {
                Some(category) => format!("{}-{category}", file.trim_end_matches(".csv")),
                None => file.trim_end_matches(".csv").to_owned(),
            };
            let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
            let headers = [private(), kind, attachment(&format!("{name}.csv"))];
            let head = export::MARK.to_owned() + &head;
            (
                headers,
                Body::from_stream(stream::try_unfold(
                    Reading { store: state.store, table, names, at: 0, head: Some(head) },
                    Reading::next,
                )),
            )
                .into_response()
        }
        Ok(None) => said(StatusCode::NOT_FOUND, "There is no such file."),
        Err(error) => {
            tracing::error!(%error, file, "a table could not be read");
            said(StatusCode::SERVICE_UNAVAILABLE, "The table cannot be read now. Try again in a minute.")
        }
    }
}

async fn open(store: &Store, file: &str, category: Option<&str>) -> Result<Option<(Table, Vec<String>)>, store::Error> {
    let table = match file {
        "products.csv" => Table::Products(store.export_columns(category).await?),
        "prices.csv" => Table::Prices(store.price_numbers().await?),
        "stock.csv" => Table::Stock,
        _ => return Ok(None),
    };
    Ok(Some((table, store.exported_products(category).await?)))
}

/// A table under way.
struct Reading {
    store: Store,
    table: Table,
    names: Vec<String>,
    at: usize,
    head: Option<String>,
}

impl Reading {
    /// The next piece of the file. A fault ends it without its end, so that nobody takes half a table for a whole.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, store::Error> {
        if let Some(head) = self.head.take() {
            return Ok(Some((Bytes::from(head), self)));
        }
        if self.at >= self.names.len() {
            return Ok(None);
        }
        let end = (self.at + BATCH).min(self.names.len());
        let names = &self.names[self.at..end];
        let lines = match &self.table {
            Table::Products(columns) => self.store.export_products(names, columns).await,
            Table::Prices(numbers) => self.store.export_prices(names, numbers).await,
            Table::Stock => self.store.export_stock(names).await,
        };
        let lines = lines.inspect_err(|error| tracing::error!(%error, "a table broke off"))?;
        self.at = end;
        Ok(Some((Bytes::from(lines), self)))
    }
}
