//! Who may keep what, and for how long.

use http::Method;
use sqlx::MySqlPool;

use crate::shop::Shop;

const PUBLIC_PAGES: [&str; 8] = [
    "/",
    "/categories/airframe-tubes",
    "/categories/airframe-tubes?id=50mm..&material=phenolic&sort=-length&unit=in",
    "/categories/airframe",
    "/parts/RP-AT-54-600",
    "/search?q=tube",
    "/search?q=nothing-has-this",
    "/search?q=id:54parsec",
];

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn public_pages_are_the_same_for_everyone_and_may_be_kept(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let cart = "__Host-cart=0123456789abcdef0123456789abcdef; __Host-session=x; theme=dark";
    for path in PUBLIC_PAGES {
        let page = shop.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        let policy = page.header("cache-control");
        assert!(policy.starts_with("public, max-age=0, s-maxage=60, stale-while-revalidate="), "{path}: {policy}");
        assert!(page.header("etag").starts_with("W/\""), "{path}");
        assert!(page.header("set-cookie").is_empty(), "{path} sets a cookie");
        let other = shop.get_with(path, &[("cookie", cart), ("user-agent", "another")]).await;
        assert_eq!(other.text(), page.text(), "{path}");
        assert_eq!(other.header("etag"), page.header("etag"), "{path}");
        assert!(other.header("set-cookie").is_empty(), "{path} sets a cookie");
        assert_eq!(shop.send(Method::HEAD, path, &[], "").await.expect("answered").status, 200, "{path}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_has_the_page_is_told_so_without_a_body(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let path = "/parts/RP-AT-54-600";
    let page = shop.get(path).await;
    let etag = page.header("etag");
    for headers in [&[("if-none-match", etag)][..], &[("if-none-match", etag), ("accept-encoding", "br")]] {
        let again = shop.get_with(path, headers).await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(again.header("etag"), etag);
        assert_eq!(again.header("cache-control"), page.header("cache-control"));
    }
    assert_eq!(shop.get_with(path, &[("if-none-match", "W/\"older\"")]).await.status, 200);
    shop.stock("RP-AT-54-600", [("DEN", 7), ("RTM", 0)]).await;
    let changed = shop.get_with(path, &[("if-none-match", etag)]).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), etag, "other stock is another page");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn pages_travel_compressed_to_who_can_read_it(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let plain = shop.get("/categories/airframe-tubes").await;
    assert!(plain.header("content-encoding").is_empty());
    for encoding in ["br", "gzip"] {
        let page = shop.get_with("/categories/airframe-tubes", &[("accept-encoding", encoding)]).await;
        assert_eq!(page.header("content-encoding"), encoding);
        assert!(page.header("vary").to_ascii_lowercase().contains("accept-encoding"));
        assert!(page.body.len() * 2 < plain.body.len(), "{encoding}");
        assert_eq!(page.header("etag"), plain.header("etag"));
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn personal_pages_are_kept_by_nobody(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 2).await;
    for path in ["/cart", "/checkout", "/checkout/contact", "/checkout/review", "/orders", "/api/cart/pieces"] {
        for headers in [&[][..], &[("cookie", buyer.cookie.as_str())]] {
            let page = shop.get_with(path, headers).await;
            assert!([200, 302].contains(&page.status), "{path}: {}", page.status);
            assert_eq!(page.header("cache-control"), "private, no-store", "{path}");
            assert!(page.header("etag").is_empty(), "{path}");
            assert!(page.header("set-cookie").is_empty(), "{path} sets a cookie before there is anything to remember");
        }
    }
    let mine = shop.get_with("/cart", &[("cookie", &buyer.cookie)]).await;
    assert!(mine.text().contains("RP-AT-54-600"));
    assert!(!shop.get("/cart").await.text().contains("RP-AT-54-600"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn answers_to_scripts_have_short_lives(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let stock = shop.get("/api/inventory/stock?sku=RP-AT-54-600").await;
    assert_eq!(stock.header("cache-control"), "public, max-age=0, s-maxage=2");
    assert!(stock.json()["available"].as_u64().is_some_and(|available| available > 0));
    let suggestions = shop.get("/api/search/suggest?q=rpat54").await;
    assert_eq!(suggestions.header("cache-control"), "public, max-age=60, s-maxage=60");
    assert_eq!(suggestions.json()[0]["options"].as_array().map(Vec::len), Some(2));
    for answer in [stock, suggestions] {
        assert!(answer.header("set-cookie").is_empty());
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn built_files_are_kept_for_a_year_and_served_as_they_were_compressed(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for (path, media_type) in [
        ("/pkg/rocket-parts.a1b2c3.css", "text/css"),
        ("/pkg/rocket-parts.d4e5f6.js", "text/javascript"),
        ("/pkg/rocket-parts.070809.wasm", "application/wasm"),
        ("/fonts/plex.01234567.woff2", "font/woff2"),
    ] {
        let file = shop.get(path).await;
        assert_eq!(file.status, 200, "{path}");
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
        assert_eq!(file.header("content-type").split(';').next(), Some(media_type), "{path}");
        assert!(file.header("set-cookie").is_empty(), "{path}");
    }
    let css = "/pkg/rocket-parts.a1b2c3.css";
    for (accepted, encoding, body) in
        [("gzip, br", "br", "pretend brotli"), ("gzip", "gzip", "pretend gzip"), ("identity", "", "body{margin:0}")]
    {
        let file = shop.get_with(css, &[("accept-encoding", accepted)]).await;
        assert_eq!((file.header("content-encoding"), file.text()), (encoding, body), "{accepted}");
        assert_eq!(file.header("content-type").split(';').next(), Some("text/css"));
    }
    assert_eq!(shop.get("/favicon.svg").await.header("cache-control"), "public, max-age=86400");
    let page = shop.get("/").await;
    for name in ["rocket-parts.a1b2c3.css", "rocket-parts.d4e5f6.js", "rocket-parts.070809.wasm"] {
        assert!(page.text().contains(&format!("/pkg/{name}")), "the page names {name}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_missing_file_is_not_remembered_as_missing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for path in [
        "/pkg/rocket-parts.older.css",
        "/fonts/none.woff2",
        "/pkg/",
        "/pkg/../Cargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
    ] {
        let file = shop.get(path).await;
        assert_eq!(file.status, 404, "{path}");
        assert!(file.header("cache-control").contains("no-store"), "{path}: {}", file.header("cache-control"));
    }
}
