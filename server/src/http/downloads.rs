//! Files of a part to take away, made anew from what the catalog says. They are sent to be saved: opened
//! in the browser, their own style would not be allowed by the content security policy of the shop.

use app::Download;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::ids::Sku;

use super::AppState;

/// `/parts/{sku}/drawing.svg` and its like.
pub(super) fn routes() -> Router<AppState> {
    Download::ALL.into_iter().fold(Router::new(), |router, file| {
        let handler = move |State(state): State<AppState>, Path(asked): Path<String>| answer(state, asked, file);
        router.route(&format!("/parts/{{sku}}/{}", file.name()), get(handler))
    })
}

async fn answer(state: AppState, asked: String, file: Download) -> Response {
    let found = match Sku::parse(&asked) {
        Ok(sku) => state.store.part(&sku).await,
        Err(_) => Ok(None),
    };
    let part = match found {
        Ok(Some(part)) => part,
        Ok(None) => return nothing("There is no such part.\n"),
        Err(error) => {
            tracing::error!(%error, file = file.name(), "a file could not be made");
            let headers = [(header::CACHE_CONTROL, "private, no-store"), (header::RETRY_AFTER, "10")];
            return (StatusCode::SERVICE_UNAVAILABLE, headers, "Try again in a moment.\n").into_response();
        }
    };
    let Some(content) = file.make(&part) else { return nothing("This part has no file of this kind.\n") };
    let headers = [
        (header::CONTENT_TYPE, file.media_type().to_owned()),
        (header::CACHE_CONTROL, Download::CACHE_CONTROL.to_owned()),
        // A SKU has no character that would need quoting.
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.file_name(&part))),
    ];
    (headers, content).into_response()
}

fn nothing(words: &'static str) -> Response {
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "private, no-store")], words).into_response()
}
