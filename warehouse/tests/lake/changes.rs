//! The same again is the same bytes; what changes later changes the day that it belongs to.

use sqlx::MySqlPool;
use warehouse::export::{self, Which};
use warehouse::schema::Table;
use warehouse::{Error, verify};

use crate::shop::{Shop, day, night_27, night_28, night_29};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_again_is_the_same_bytes(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.export(night_27).await;
    let first = shop.folder.files();
    let again = shop.export(night_27).await;
    assert_eq!(again.days, [], "all is there");
    assert!(shop.folder.files() == first);
    let past = shop.export_which(Which::Between(day(24), day(25)), night_27).await;
    assert_eq!((past.days, past.corrected), (vec![day(24), day(25)], vec![day(24), day(25)]));
    assert!(shop.folder.files() == first, "days written again are the same");
    // One file and one manifest are lost: what is there is written again, and as it was.
    std::fs::remove_file(shop.folder.0.join("v1/days/2026-11-25.json")).expect("there");
    std::fs::remove_file(shop.folder.0.join("v1/orders/day=2026-11-25/data.parquet")).expect("there");
    std::fs::write(shop.folder.0.join("v1/orders/day=2026-11-25/data.parquet#7"), "half").expect("written");
    assert_eq!(shop.export(night_27).await.days, [day(25)]);
    assert!(shop.folder.files() == first, "and nothing half-written is left");
    let today = export::run(&shop.store, &shop.lake, Which::Between(day(27), day(27)), night_27, &|_| {}).await;
    assert!(matches!(today, Err(Error::NotOver(_))), "{today:?}");
    let status = shop.store.warehouse_status().await.expect("answered");
    assert!(status.last_failure.is_some_and(|run| run.error.contains("not over")));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_late_return_corrects_the_day_of_the_order(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.export(night_27).await;
    let before = shop.folder.files();
    for statement in [
        "INSERT INTO return_authorizations (id, rma_number, order_id, state, reason, note, answer, requested_at, received_at) VALUES (901, 'R-1', 901, 'received', 'wrong_size', '', '', '2026-11-27 10:00', '2026-11-27 15:00')",
        "INSERT INTO return_lines (return_id, order_id, line_no, quantity, restocked, scrapped) VALUES (901, 901, 1, 2, 1, 1)",
        "UPDATE order_lines SET returned = 2 WHERE order_id = 901 AND line_no = 1",
        "UPDATE orders SET credited_minor = 2000 WHERE id = 901",
        "INSERT INTO order_events (order_id, kind, state, detail, actor, happened_at) VALUES (901, 'credited', 'partly_shipped', '', '', '2026-11-27 15:00')",
    ] {
        shop.run(statement).await;
    }
    // Until the night, a comparison knows that the day is out of date, and says nothing wrong of it.
    let compared = verify::run(&shop.store, &shop.lake, (None, None), night_28, &|_| {}).await.expect("compared");
    assert_eq!(compared.differences, vec![]);
    assert!(compared.changed.contains(&day(24)));

    let exported = shop.export(night_28).await;
    assert_eq!(exported.days, [day(24), day(26), day(27)]);
    assert_eq!(exported.corrected, [day(24), day(26)], "placed, and sent");
    assert_eq!(exported.differences, vec![]);
    assert!(shop.fact(Table::Orders, 24).await[0].contains("|5433|2000|2|4|"));
    assert!(shop.fact(Table::OrderLines, 24).await[0].contains("|3|0|0|3|2|1000|3000|"));
    assert_eq!(
        shop.fact(Table::Returns, 27).await,
        ["901|901|1|901|wrong_size|received|2|1|1|2000|2026-11-27T10:00:00|2026-11-27T15:00:00"]
    );
    let after = shop.folder.files();
    for name in
        ["v1/orders/day=2026-11-25/data.parquet", "v1/days/2026-11-25.json", "v1/shipments/day=2026-11-26/data.parquet"]
    {
        assert!(before[name] == after[name], "{name} has not changed");
    }
    assert_eq!(shop.export(night_29).await.days, [day(28)], "what was taken in is not taken in again");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_late_movement_is_in_the_stock_of_every_day_after_it(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.export(night_27).await;
    shop.run("INSERT INTO stock_movements (variant_id, location_id, kind, on_hand_delta, allocated_delta, reason, moved_at) VALUES (902, 902, 'adjustment', -2, 0, '', '2026-11-25 12:00')").await;
    shop.run("UPDATE stock_levels SET on_hand = 3 WHERE variant_id = 902").await;
    let exported = shop.export(night_28).await;
    assert_eq!(exported.days, [day(25), day(26), day(27)]);
    assert_eq!(exported.differences, vec![]);
    for (of, on_hand) in [(24, 5), (25, 3), (26, 3), (27, 3)] {
        assert_eq!(shop.fact(Table::StockDaily, of).await[1], format!("902|902|{on_hand}|1"), "day {of}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_product_that_changes_has_a_row_for_each_state(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.export(night_27).await;
    shop.run("UPDATE variants SET name = 'Airframe tube, short' WHERE id = 901").await;
    shop.run("UPDATE prices SET unit_price_minor = 1100 WHERE variant_id = 901 AND min_quantity = 1").await;
    shop.export(night_28).await;
    let rows: Vec<String> =
        shop.dimension(Table::Product).await.into_iter().filter(|row| row.starts_with("901|")).collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("|Tube, short|") && rows[0].ends_with("|1000|450|1970-01-01|2026-11-27"), "{rows:?}");
    assert!(
        rows[1].contains("|Airframe tube, short|") && rows[1].ends_with("|1100|450|2026-11-27|9999-12-31"),
        "{rows:?}"
    );
    let file = shop.folder.files()["v1/product/data.parquet"].clone();
    shop.export(night_28).await;
    shop.export(night_29).await;
    assert!(shop.folder.files()["v1/product/data.parquet"] == file, "nothing has changed since");
}
