//! Who has just written reads their own writes: a cookie that lives longer than a replica may be behind. What must not
//! live here: where such a visit reads; that is `app::request`.

use std::time::Duration;

use app::{HasWritten, cookies};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use store::Databases;

use super::AppState;

const COOKIE: &str = "__Host-wrote";
/// The cookie lives so many times as long as a read from the replica may be old.
const TIMES: u32 = 5;

/// What the answer to a write carries; nothing where there is no replica.
pub(super) fn cookie(databases: &Databases) -> Option<HeaderValue> {
    databases.other.as_ref()?;
    let age = databases.lag_limit.saturating_mul(TIMES).max(Duration::from_secs(5)).as_secs();
    HeaderValue::from_str(&format!("{COOKIE}=1; Path=/; Max-Age={age}; Secure; HttpOnly; SameSite=Lax")).ok()
}

/// Notes beside the request whether it writes or comes from somebody who has just written, and marks the answer to a
/// write. Only around pages that have cookies: those of the catalog are the same for everyone.
pub(super) async fn read_own_writes(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(cookie) = state.wrote else { return next.run(request).await };
    let is_write = !request.method().is_safe();
    if is_write || has_written(request.headers()) {
        request.extensions_mut().insert(HasWritten);
    }
    let mut response = next.run(request).await;
    if is_write {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn has_written(headers: &HeaderMap) -> bool {
    cookies(headers, COOKIE).next().is_some()
}

#[cfg(test)]
mod tests {
    use store::DatabaseConfig;

    use super::*;

    #[test]
    fn the_cookie_outlives_the_lag_and_is_found_again() {
        let one = DatabaseConfig::parse("mysql://u:p@127.0.0.1/shop", 1).expect("an address");
        let mut databases = Databases::from(&one);
        assert_eq!(cookie(&databases), None, "everything is read from the one database");
        databases.other = Some(one);
        for (limit, age) in [(1, "Max-Age=5;"), (2, "Max-Age=10;"), (60, "Max-Age=300;")] {
            databases.lag_limit = Duration::from_secs(limit);
            let cookie = cookie(&databases).expect("set");
            assert!(cookie.to_str().expect("plain").contains(age), "{cookie:?}");
        }
        let asks = |cookies: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookies));
            has_written(&headers)
        };
        assert!(asks("__Host-cart=abc; __Host-wrote=1"));
        assert!(!asks("__Host-cart=__Host-wrote; __Host-wroteelse=1"));
    }
}
