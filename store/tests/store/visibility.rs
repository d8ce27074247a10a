//! What customers no longer see: no public read has it, carts say so, and all that was done with it before
//! stays as it was.

use domain::cart::CartLineProblem;
use domain::cart::quick_order::read;
use domain::cart::review::ReviewProblem;
use sqlx::MySqlPool;
use store::cart::AddToCartError;
use store::orders::PlaceOrderError;

use crate::shop::{Buyer, Shop, sku};

const TUBES: [&str; 3] = ["RP-AT-54-600", "RP-AT-54-900", "RP-NC-54-OG4"];

/// Takes the longer tube out of sight, and tells those who keep copies.
async fn hide(shop: &Shop) {
    shop.run("UPDATE variants SET is_public = 0 WHERE sku = 'RP-AT-54-900'").await;
    shop.run("INSERT INTO catalog_events (variant_id, created_at) SELECT id, UTC_TIMESTAMP(6) FROM variants WHERE sku = 'RP-AT-54-900'")
        .await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_page_of_the_catalog_has_it(database: MySqlPool) {
    let shop = Shop::with_demo(database, &TUBES).await;
    hide(&shop).await;
    assert!(shop.store.part(&sku("RP-AT-54-900")).await.expect("answered").is_none());
    let part = shop.part("RP-AT-54-600").await;
    assert_eq!(part.siblings.iter().map(|sibling| sibling.sku.as_str()).collect::<Vec<_>>(), ["RP-AT-54-600"]);
    let nodes = shop.store.categories().await.expect("answered");
    let tubes = nodes.iter().find(|node| node.slug == "airframe-tubes").expect("there");
    assert_eq!((tubes.parts, nodes.iter().map(|node| node.parts).sum::<i64>()), (1, 2));
    assert_eq!(shop.store.variant_count().await.expect("answered"), 2);
    let listed = shop.store.sitemap_parts(1).await.expect("answered");
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|part| part.sku.as_str() != "RP-AT-54-900"));
    assert_eq!(shop.store.sitemap_files().await.expect("answered").len(), 1);
    shop.run("UPDATE variants SET is_public = 0").await;
    assert_eq!(shop.store.sitemap_files().await.expect("answered"), Vec::new());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_number_finds_it_nor_is_near_it(database: MySqlPool) {
    let shop = Shop::with_demo(database, &TUBES).await;
    let maker = shop.part("RP-AT-54-900").await.mpn;
    hide(&shop).await;
    let numbers = ["RP-AT-54-900".to_owned(), maker, "RP-AT-54-90".to_owned(), "RP-AT-54-600".to_owned()];
    let found = shop.store.match_numbers(&numbers).await.expect("answered");
    for found in &found {
        assert!(found.parts.iter().chain(&found.near).all(|part| part.as_str() != "RP-AT-54-900"), "{found:?}");
    }
    assert_eq!(found[3].parts, [sku("RP-AT-54-600")]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_search_forgets_it_by_its_event_and_never_learns_it(database: MySqlPool) {
    let shop = Shop::with_demo(database, &TUBES).await;
    shop.store.follow().await.expect("built");
    assert_eq!(shop.found("rpat54").await.len(), 2);
    let cone = shop.part("RP-NC-54-OG4").await;
    let fitting = async || shop.store.what_fits(&cone, 100, 1).await.expect("answered")[0].total;
    assert_eq!(fitting().await, 2);

    hide(&shop).await;
    // Before the index has heard of it, the row is left out all the same.
    let early = shop.store.suggest("rpat54").await.expect("answered");
    assert_eq!(early.parts.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["RP-AT-54-600"]);
    shop.store.follow().await.expect("followed");
    assert_eq!(shop.found("rpat54").await, ["RP-AT-54-600"]);
    assert_eq!(shop.found("RP-AT-54-900").await, Vec::<String>::new());
    assert_eq!(fitting().await, 1);
    let suggested = shop.store.suggest("rpat54").await.expect("answered");
    assert_eq!(suggested.parts.len(), 1);
    assert!(suggested.categories.iter().all(|category| category.count == 1));

    shop.store.rebuild_search().await.expect("built");
    assert_eq!(shop.found("rpat54").await, ["RP-AT-54-600"], "built anew");
    shop.run("UPDATE variants SET is_public = 1").await;
    shop.store.rebuild_search().await.expect("built");
    assert_eq!(shop.found("rpat54").await.len(), 2, "seen again");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_cart_says_so_and_cannot_be_ordered_until_it_is_removed(database: MySqlPool) {
    let shop = Shop::with_demo(database, &TUBES).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "RP-AT-54-600", 1).await;
    buyer.wants(&shop, "RP-AT-54-900", 2).await;
    buyer.checks_out(&shop).await;
    buyer.looks(&shop, 2).await;
    let held = "SELECT COALESCE(CAST(SUM(quantity) AS SIGNED), 0) FROM stock_holds";
    assert_eq!(shop.number(held).await, 3);

    hide(&shop).await;
    let before = shop.traces().await;
    let cart = buyer.cart(&shop).await;
    assert_eq!(cart.lines[0].problem(), None);
    assert_eq!(cart.lines[1].problem(), Some(CartLineProblem::NoLongerSold));
    assert_eq!(cart.goods().ok(), cart.lines[0].total(), "it costs nothing");
    assert!(!cart.is_orderable());
    assert!(matches!(buyer.orders(&shop, 1).await, Err(PlaceOrderError::NotOrderable(_))));
    assert_eq!(shop.traces().await, before, "nothing was written");
    assert!(matches!(buyer.add(&shop, "RP-AT-54-900", 1).await, Err(AddToCartError::UnknownSku(_))));
    let review = shop.store.review_list(read("RP-AT-54-900 2").expect("a list"), Some(&buyer.token)).await;
    assert_eq!(review.expect("answered").lines[0].problem, Some(ReviewProblem::UnknownNumber));
    buyer.looks(&shop, 3).await;
    assert_eq!(shop.number(held).await, 1, "others may have its stock");

    shop.store.set_cart_quantity(&buyer.token, &sku("RP-AT-54-900"), 0).await.expect("removed");
    buyer.orders(&shop, 2).await.expect("placed");
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn orders_and_the_desk_still_have_it(database: MySqlPool) {
    let shop = Shop::with_demo(database, &TUBES).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "RP-AT-54-900", 2).await;
    buyer.checks_out(&shop).await;
    let number = buyer.orders(&shop, 1).await.expect("placed");
    hide(&shop).await;
    let order = shop.store.order(&number).await.expect("answered").expect("there");
    assert_eq!(order.lines[0].sku, sku("RP-AT-54-900"));
    assert!(shop.store.stock_of(&sku("RP-AT-54-900")).await.expect("answered").is_some());
    assert!(!shop.store.movements(&sku("RP-AT-54-900"), 0).await.expect("answered").is_empty());
    shop.assert_ledger_adds_up().await;
}
