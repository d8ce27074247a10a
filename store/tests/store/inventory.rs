//! Counted stock and its ledger.

use sqlx::MySqlPool;
use store::catalog::ImportOutcome;

use crate::shop::{Buyer, Shop, demo_part, sku, tube};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_count_leaves_its_difference_in_the_ledger(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    session.part(&tube("T-1", None)).await.expect("taken");
    let number = sku("T-1");
    for (on_hand, outcome) in [
        (40, ImportOutcome::Taken),
        (40, ImportOutcome::Unchanged),
        (25, ImportOutcome::Changed),
        (0, ImportOutcome::Changed),
        (7, ImportOutcome::Changed),
    ] {
        assert_eq!(session.stock(&number, "RTM", on_hand, "count").await.expect("answered"), outcome, "{on_hand}");
    }
    session.commit().await.expect("written");
    let moved: Vec<(String, i32)> = sqlx::query_as("SELECT kind, on_hand_delta FROM stock_movements ORDER BY id")
        .fetch_all(&shop.database)
        .await
        .expect("read");
    let moved: Vec<_> = moved.iter().map(|(kind, delta)| (kind.as_str(), *delta)).collect();
    assert_eq!(moved, [("receipt", 40), ("adjustment", -15), ("adjustment", -25), ("adjustment", 7)]);
    shop.assert_ledger_adds_up().await;
    assert_eq!(shop.part("T-1").await.available(), Some(7));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_count_below_what_is_promised_is_refused(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 10, 0).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 6).await;
    buyer.checks_out(&shop).await;
    buyer.orders(&shop, 0).await.expect("ordered");
    let mut session = shop.import().await;
    let outcome = session.stock(&sku("T-1"), "DEN", 5, "count").await.expect("answered");
    let ImportOutcome::Rejected(reason) = outcome else { panic!("{outcome:?}") };
    assert_eq!(reason, "6 pieces are promised to customers, more than the 5 counted");
    assert_eq!(session.stock(&sku("T-1"), "DEN", 6, "count").await.expect("answered"), ImportOutcome::Changed);
    session.commit().await.expect("written");
    assert_eq!(shop.part("T-1").await.available(), Some(0));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn stock_of_nothing_nowhere_and_services_is_refused(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-SV-DR-1"]).await;
    shop.sell(&tube("T-1", None), 1, 0).await;
    let mut session = shop.import().await;
    for (number, location) in [("T-NONE", "DEN"), ("T-1", "MOON"), ("RP-SV-DR-1", "DEN")] {
        let outcome = session.stock(&sku(number), location, 5, "count").await.expect("answered");
        assert!(matches!(outcome, ImportOutcome::Rejected(_)), "{number} at {location}: {outcome:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_level_changed_behind_the_ledgers_back_is_noticed(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-BH-29", "RP-NC-54-OG5"]).await;
    shop.assert_ledger_adds_up().await;
    shop.run(
        "UPDATE stock_levels SET on_hand = on_hand + 1 WHERE location_id = 1 AND variant_id = (SELECT id FROM variants WHERE sku = 'RP-BH-29')",
    )
    .await;
    let found = shop.store.stock_discrepancies().await.expect("answered");
    assert_eq!(found.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(), ["RP-BH-29"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_database_itself_refuses_to_oversell(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 3, 0).await;
    let oversold = sqlx::query("UPDATE stock_levels SET allocated = 4 WHERE location_id = 1").execute(&shop.database);
    let error = oversold.await.expect_err("a CHECK stands in the way").to_string();
    assert!(error.contains("ck_stock_levels_promised"), "{error}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn available_is_asked_for_many_parts_at_once(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-BH-29", "RP-SV-DR-1"]).await;
    let (part, service) = (shop.part("RP-BH-29").await, shop.part("RP-SV-DR-1").await);
    let available = shop.store.available(&[part.variant, service.variant]).await.expect("answered");
    let stocked = demo_part("RP-BH-29").stock.iter().map(|stock| stock.1).sum();
    assert_eq!(available.get(&part.variant), Some(&stocked));
    assert_eq!(available.get(&service.variant), None);
    assert!(shop.store.available(&[]).await.expect("answered").is_empty());
}
