//! A difference is found, said and kept.

use chrono::{DateTime, Utc};
use sqlx::MySqlPool;
use store::reports::{Difference, RunState};
use warehouse::{Error, verify};

use crate::shop::{Shop, day, night_27};

async fn compare(shop: &Shop, clock: fn() -> DateTime<Utc>) -> Vec<(u32, String, String, String)> {
    let compared = verify::run(&shop.store, &shop.lake, (None, None), clock, &|_| {}).await.expect("compared");
    let of_day = |found: &Difference| found.day.map_or(0, |found| u32::from(found != day(24)) + 24);
    compared
        .differences
        .iter()
        .map(|found| (of_day(found), found.what.clone(), found.lake.clone(), found.shop.clone()))
        .collect()
}

fn found(day: u32, what: &str, lake: &str, shop: &str) -> (u32, String, String, String) {
    (day, what.to_owned(), lake.to_owned(), shop.to_owned())
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_cent_and_one_row_are_found(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.export(night_27).await;
    assert_eq!(compare(&shop, night_27).await, []);
    shop.run("UPDATE orders SET tax_minor = 944, total_minor = 5434 WHERE id = 901").await;
    assert_eq!(
        compare(&shop, night_27).await,
        [found(24, "tax_minor", "943", "944"), found(24, "total_minor", "5433", "5434")]
    );
    let last = shop.store.warehouse_status().await.expect("answered").last_comparison.expect("one");
    assert_eq!((last.state, last.differences.len()), (RunState::Differs, 2));
    shop.run("UPDATE orders SET tax_minor = 943, total_minor = 5433 WHERE id = 901").await;
    shop.run("DELETE FROM order_lines WHERE order_id = 902").await;
    assert_eq!(
        compare(&shop, night_27).await,
        [found(25, "order_lines", "1", "0"), found(25, "pieces", "2", "0"), found(25, "lines_minor", "2000", "0"),]
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn files_that_are_not_as_they_were_written_are_found(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.export(night_27).await;
    let path = |name: &str| shop.folder.0.join("v1").join(name);
    // Another day's file is a good file, and not this one.
    std::fs::copy(path("orders/day=2026-11-24/data.parquet"), path("orders/day=2026-11-25/data.parquet"))
        .expect("copied");
    let differences = compare(&shop, night_27).await;
    assert!(differences.iter().any(|found| found.1 == "checksum of orders"), "{differences:?}");
    assert!(differences.contains(&found(25, "total_minor", "5433", "2000")), "{differences:?}");
    shop.export_which(warehouse::export::Which::Between(day(25), day(25)), night_27).await;
    std::fs::remove_file(path("shipments/day=2026-11-24/data.parquet")).expect("removed");
    std::fs::write(path("location/data.parquet"), "no Parquet").expect("written");
    let differences = compare(&shop, night_27).await;
    assert!(differences.contains(&found(24, "file of shipments", "missing", "there")), "{differences:?}");
    assert!(differences.iter().any(|found| found.0 == 0 && found.1 == "file of location"), "{differences:?}");
    shop.export_which(warehouse::export::Which::Between(day(24), day(24)), night_27).await;
    assert_eq!(compare(&shop, night_27).await, []);
    std::fs::remove_file(path("days/2026-11-25.json")).expect("removed");
    assert_eq!(compare(&shop, night_27).await, [found(25, "the day", "missing", "there")]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_schema_is_refused(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.export(night_27).await;
    let path = shop.folder.0.join("v1/days/2026-11-24.json");
    let text = std::fs::read_to_string(&path).expect("read").replace("\"schema_version\": 1", "\"schema_version\": 2");
    std::fs::write(&path, text).expect("written");
    let refused = shop.lake.days().await;
    assert!(matches!(refused, Err(Error::SchemaVersion { found: 2, known: 1, .. })), "{refused:?}");
}
