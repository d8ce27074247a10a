//! Where a request comes from, for counting tries.

use std::net::{IpAddr, SocketAddr};

use app::ClientAddress;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use super::AppState;

/// Puts the client's address beside the request: that of the connection, or the last one that the proxy
/// before us has named. What stands before it in the header anyone may have written.
pub(super) async fn note_address(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let named = state.client_address_header.as_ref().and_then(|name| last_named(request.headers(), name));
    if let Some(address) = named.or(peer) {
        request.extensions_mut().insert(ClientAddress(network(address)));
    }
    next.run(request).await
}

fn last_named(headers: &HeaderMap, name: &HeaderName) -> Option<IpAddr> {
    let text = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let last = text.rsplit(',').next()?.trim();
    last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// One customer has one IPv4 address, and a whole network of 64 bits in IPv6.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_what_the_proxy_has_written_last_counts() {
        let name = HeaderName::from_static("x-forwarded-for");
        let last = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(&name, HeaderValue::from_str(value).expect("plain"));
            }
            last_named(&headers, &name).map(network)
        };
        assert_eq!(last(&["6.6.6.6, 192.0.2.7"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(last(&["6.6.6.6", "192.0.2.8:4711"]).as_deref(), Some("192.0.2.8"));
        assert_eq!(last(&["2001:db8:1:2:3:4:5:6"]).as_deref(), Some("2001:db8:1:2::/64"));
        assert_eq!(last(&["::ffff:192.0.2.7"]).as_deref(), Some("192.0.2.7"));
        for nothing in [&[][..], &["unknown"], &["192.0.2.7, "]] {
            assert_eq!(last(nothing), None, "{nothing:?}");
        }
    }
}
