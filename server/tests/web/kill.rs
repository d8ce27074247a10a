//! The process is ended in the middle of the rush, at once and politely.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::Method;
use sqlx::MySqlPool;
use tokio::net::TcpStream;

use crate::shop::{Buyer, FORM, HttpClient, Settings, Shop, request};

const BUYERS: u64 = 200;
const PIECES: u32 = 50;
const SKU: &str = "RP-AT-54-600";

/// Presses the button until there is an answer: the order's number, or none when it is sold out.
async fn order(client: HttpClient, url: String, buyer: Buyer, lost: Arc<AtomicU32>) -> Option<String> {
    let headers = [FORM[0], FORM[1], ("cookie", buyer.cookie.as_str())];
    for _ in 0..300 {
        match request(&client, &url, Method::POST, &headers, &format!("key={}", buyer.key)).await {
            Ok(answer) => match answer.header("location") {
                "/checkout/review?check=1" => return None,
                way if way.starts_with("/orders/") => return Some(way["/orders/".len()..].to_owned()),
                // The shop is busy or its database is; it said that nothing was changed.
                way => assert!(answer.status >= 500 || way.contains("problem=unavailable"), "{answer:?}"),
            },
            Err(_) => _ = lost.fetch_add(1, Ordering::Relaxed),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no answer after 30 seconds");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn killed_in_the_middle_of_the_rush_it_sells_each_piece_once(database: MySqlPool) {
    let mut shop = Shop::open(database).await;
    shop.stock(SKU, [("DEN", 30), ("RTM", PIECES - 30)]).await;
    let mut buyers = Vec::new();
    for number in 0..BUYERS {
        buyers.push(shop.buyer(number, SKU, 1).await);
    }
    let lost = Arc::new(AtomicU32::new(0));
    let url = format!("http://{}/api/checkout/place", shop.address);
    let rush: Vec<_> = buyers
        .iter()
        .map(|buyer| tokio::spawn(order(shop.client(), url.clone(), buyer.clone(), lost.clone())))
        .collect();
    let orders = "SELECT COUNT(*) FROM orders";
    while shop.number(orders).await < 10 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    shop.kill();
    let sold_before = shop.number(orders).await;
    assert!((10..i64::from(PIECES)).contains(&sold_before), "killed too late: {sold_before}");
    tokio::time::sleep(Duration::from_millis(300)).await;
    shop.start_again().await;

    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for (buyer, answer) in buyers.iter().zip(rush) {
        if let Some(number) = answer.await.expect("no panic") {
            told.insert(buyer.key.to_string(), number);
        }
    }
    assert!(lost.load(Ordering::Relaxed) > 0, "nobody was cut off");
    let written: Vec<(String, String)> = sqlx::query_as("SELECT idempotency_key, order_number FROM orders")
        .fetch_all(&shop.database)
        .await
        .expect("read");
    assert_eq!(written.len(), PIECES as usize);
    assert_eq!(written.iter().map(|row| &row.0).collect::<BTreeSet<_>>().len(), PIECES as usize, "one order per key");
    assert_eq!(written.into_iter().collect::<BTreeMap<_, _>>(), told, "each was told their order, and no other");
    assert_eq!(shop.store.stock_discrepancies().await.expect("answered"), Vec::new());
    let left = "SELECT CAST(SUM(l.on_hand - l.allocated - l.held) AS SIGNED) FROM stock_levels l
                JOIN variants v ON v.id = l.variant_id WHERE v.sku = 'RP-AT-54-600'";
    assert_eq!(shop.number(left).await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, i64::from(PIECES));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn asked_to_end_it_turns_customers_away_and_finishes_what_it_began(database: MySqlPool) {
    let mut shop = Shop::open_with(database, Settings { drain_seconds: 1, ..Settings::default() }).await;
    let buyer = shop.buyer(1, SKU, 1).await;
    // Somebody holds the stock, so that the order takes as long as we like.
    let mut holder = shop.database.begin().await.expect("a transaction");
    sqlx::query("SELECT on_hand FROM stock_levels FOR UPDATE").fetch_all(&mut *holder).await.expect("locked");
    let url = format!("http://{}/api/checkout/place", shop.address);
    let ordering = tokio::spawn(order(shop.client(), url, buyer, Arc::default()));
    tokio::time::sleep(Duration::from_millis(300)).await;
    shop.terminate();

    let mut states = Vec::new();
    while let Ok(answer) = shop.send(Method::GET, "/readyz", &[], "").await {
        states.push((answer.status, answer.json()["draining"] == true));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(states.last(), Some(&(503, true)), "not ready any more: {states:?}");
    assert!(TcpStream::connect(shop.address).await.is_err(), "nobody new is let in");
    assert!(!ordering.is_finished(), "the order waits for its stock");

    holder.rollback().await.expect("let go");
    let number = ordering.await.expect("no panic").expect("ordered");
    assert_eq!(shop.exit_code().await, Some(0));
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
    let written: String =
        sqlx::query_scalar("SELECT order_number FROM orders").fetch_one(&shop.database).await.expect("read");
    assert_eq!(written, number);
}
