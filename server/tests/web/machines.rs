//! What load balancers, crawlers and monitoring ask.

use http::Method;
use sqlx::MySqlPool;

use crate::shop::{Shop, request};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_whole_shop_is_alive_and_ready(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let alive = shop.get("/healthz").await;
    assert_eq!((alive.status, alive.header("cache-control")), (200, "no-store"));
    let ready = shop.get("/readyz").await;
    assert_eq!((ready.status, ready.header("cache-control")), (200, "no-store"));
    let state = ready.json();
    assert_eq!(
        (&state["ready"], &state["draining"], &state["missing_migrations"]),
        (&true.into(), &false.into(), &0.into())
    );
    assert_eq!(state["search"], "answers");
    assert_eq!(state["degraded"], serde_json::json!([]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_database_behind_the_binary_gets_no_customers(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.run("DELETE FROM _sqlx_migrations WHERE version = 21").await;
    let ready = shop.get("/readyz").await;
    assert_eq!((ready.status, &ready.json()["missing_migrations"]), (503, &1.into()));
    assert_eq!(shop.get("/healthz").await.status, 200, "alive all the same");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn robots_are_told_where_not_to_go(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let robots = shop.get("/robots.txt").await;
    assert_eq!((robots.status, robots.header("content-type")), (200, "text/plain; charset=utf-8"));
    for path in ["/api/", "/cart", "/checkout", "/orders"] {
        assert!(robots.text().lines().any(|line| line == format!("Disallow: {path}")), "{path}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn metrics_have_an_address_of_their_own_and_a_series_per_route(database: MySqlPool) {
    // The exporter does not say which free port it got, so this one is chosen here.
    let port = crate::edge::free_address().port();
    let shop = Shop::open_with(database, crate::shop::Settings { metrics_port: port, ..Default::default() }).await;
    for path in ["/parts/RP-AT-54-600", "/parts/RP-AT-54-900", "/parts/RP-NONE"] {
        shop.get(path).await;
    }
    assert_eq!(shop.get("/metrics").await.status, 404, "customers see none of it");
    let metrics = request(&shop.client(), &format!("http://127.0.0.1:{port}/metrics"), Method::GET, &[], "")
        .await
        .expect("served");
    let text = metrics.text();
    let series: Vec<_> =
        text.lines().filter(|line| line.starts_with("http_requests_total{") && line.contains("/parts/")).collect();
    assert_eq!(series.len(), 2, "one for 200, one for 404: {series:#?}");
    assert!(series.iter().any(|line| line.contains("status=\"200\"") && line.ends_with(" 2")), "{series:#?}");
    assert!(text.contains("http_request_duration_seconds"));
    assert!(!text.contains("RP-AT-54-600"), "one series per route, not per address");
}
