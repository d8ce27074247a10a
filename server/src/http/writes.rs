//! What a request wrote is seen by whoever asks the same process next: before the answer leaves, the process hears of
//! its own writes. Other processes hear of them a moment later.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::AppState;

/// Hears of them, after a request that may have written.
pub(super) async fn hear(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let may_write = may_write(request.method(), request.uri().path());
    let began = Instant::now();
    let response = next.run(request).await;
    if may_write {
        state.store.hear_own_writes(began.elapsed()).await;
    }
    response
}

/// Pages of the checkout keep stock when they are looked at.
fn may_write(method: &Method, path: &str) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
        || path == "/checkout"
        || path.starts_with("/checkout/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_and_the_checkout_may_write() {
        assert!(may_write(&Method::POST, "/api/cart/add"));
        assert!(may_write(&Method::GET, "/checkout/contact"));
        assert!(!may_write(&Method::GET, "/parts/RP-AT-54-600"));
        assert!(!may_write(&Method::HEAD, "/checkouts"));
    }
}
