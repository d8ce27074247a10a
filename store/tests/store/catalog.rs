//! What catalog pages read.

use sqlx::MySqlPool;

use crate::shop::{Shop, demo_part, ladder, moment, sku, tube};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_part_is_found_in_any_case_with_everything_its_page_shows(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600", "RP-AT-54-900", "RP-M38-G58-14A"]).await;
    let part = shop.part("rp-at-54-600").await;
    let source = demo_part("RP-AT-54-600");
    assert_eq!(part.sku, source.draft.sku, "as we write it");
    assert_eq!(part.name, source.draft.name());
    assert_eq!(part.prices, ladder(&source.prices));
    assert_eq!(part.available(), Some(source.stock.iter().map(|stock| stock.1).sum()));
    assert_eq!(part.stock.iter().map(|stock| stock.location.as_str()).collect::<Vec<_>>(), ["Denver", "Rotterdam"]);
    assert_eq!(part.path.iter().map(|step| step.slug.as_str()).collect::<Vec<_>>(), ["airframe", "airframe-tubes"]);
    let siblings: Vec<_> = part.siblings.iter().map(|sibling| sibling.sku.as_str()).collect();
    assert_eq!(siblings, ["RP-AT-54-600", "RP-AT-54-900"]);
    assert!(part.shape().is_some(), "it can be drawn");

    let motor = shop.part("RP-M38-G58-14A").await;
    assert_eq!(motor.thrust_curve, demo_part("RP-M38-G58-14A").draft.thrust_curve);
    assert!(motor.thrust_curve.is_some());
    assert!(shop.store.part(&sku("RP-AT-54-601")).await.expect("answered").is_none());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn facts_stand_in_the_order_of_the_category_and_as_they_were_stated(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600"]).await;
    let draft = demo_part("RP-AT-54-600").draft;
    let part = shop.part("RP-AT-54-600").await;
    let shown: Vec<_> = part.specs.iter().map(|spec| spec.column.code.as_str()).collect();
    let order = domain::catalog::schema::category_by_slug("airframe-tubes").expect("built in").attributes;
    let expected: Vec<_> = order.iter().copied().filter(|code| draft.attributes.get(code).is_some()).collect();
    assert!(expected.len() > 3);
    assert_eq!(shown, expected);
    for spec in &part.specs {
        assert_eq!(Some(&spec.entry), draft.attributes.get(&spec.entry.code), "unchanged by the database");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_tree_counts_its_parts(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 1, 0).await;
    let nodes = shop.store.categories().await.expect("answered");
    assert_eq!(nodes.len(), domain::catalog::schema::CATEGORIES.len());
    assert_eq!(nodes.iter().map(|node| node.parts).sum::<i64>(), 1);
    let category = shop.store.category("airframe").await.expect("answered").expect("there");
    assert!(category.children.iter().any(|child| child.slug == "airframe-tubes" && child.parts == 1));
    assert!(shop.store.category("no-such").await.expect("answered").is_none());
    assert_eq!(shop.store.variant_count().await.expect("answered"), 1);
    // Nobody sees an import before it is committed.
    let mut session = shop.store.begin_import(moment(0)).await.expect("begun");
    session.part(&tube("T-2", None)).await.expect("taken");
    assert_eq!(shop.store.variant_count().await.expect("answered"), 1);
    session.roll_back().await.expect("undone");
}
