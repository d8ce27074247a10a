//! The cart as a file to keep or to send on.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cart::{Cart, cart_csv as to_csv};

use super::AppState;

/// `/cart.csv`: the lines of the visitor's cart.
pub(super) async fn cart_csv(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let cart = match app::cart_token(&headers) {
        Some(token) => state.store.cart(&token).await,
        None => Ok(Cart::default()),
    };
    let private = (header::CACHE_CONTROL, "private, no-store");
    match cart {
        Ok(cart) => (
            [
                private,
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"rocket-parts-cart.csv\""),
            ],
            to_csv(&cart),
        )
            .into_response(),
        Err(error) => {
            tracing::error!(%error, "the cart could not be read for its file");
            ([private], Redirect::to("/cart?problem=unavailable")).into_response()
        }
    }
}
