//! What catalog pages read.

use domain::catalog::{AttributeEntry, AttributeValue, Provenance};
use domain::ids::CategoryId;
use sqlx::MySqlPool;
use store::catalog::Sort;

use crate::shop::{Shop, demo_part, ladder, moment, sku, tube};

async fn tubes(shop: &Shop) -> CategoryId {
    shop.store.category("airframe-tubes").await.expect("answered").expect("there").node.id
}

async fn sorted(shop: &Shop, by: &str, descending: bool) -> Vec<String> {
    let sort = Sort { by: by.to_owned(), descending };
    let listing = shop.store.parts_in_category(tubes(shop).await, &sort, 50, 0).await.expect("answered");
    listing.rows.into_iter().map(|row| row.sku.to_string()).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_category_sorts_by_any_column_with_missing_values_last(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    let material = |text: &str| AttributeEntry {
        code: "material".to_owned(),
        value: AttributeValue::Text(text.to_owned()),
        provenance: Provenance::Stated,
        original: None,
    };
    for (number, length, made_of, price) in [
        ("T-A", Some(900.0), Some("Kraft"), Some(300)),
        ("T-B", None, None, None),
        // As figures, 1000 is more than 900; as text it would be less.
        ("T-C", Some(1000.0), Some("Phenolic"), Some(100)),
        ("T-D", Some(30.5), None, Some(200)),
    ] {
        let mut draft = tube(number, length);
        if let Some(made_of) = made_of {
            draft.attributes.insert(material(made_of));
        }
        session.part(&draft).await.expect("taken");
        if let Some(price) = price {
            session.prices(&draft.sku, &ladder(&[(1, price)])).await.expect("priced");
        }
    }
    session.commit().await.expect("written");
    assert_eq!(sorted(&shop, "length", false).await, ["T-D", "T-A", "T-C", "T-B"]);
    assert_eq!(sorted(&shop, "length", true).await, ["T-C", "T-A", "T-D", "T-B"]);
    assert_eq!(sorted(&shop, "material", false).await, ["T-A", "T-C", "T-B", "T-D"]);
    assert_eq!(sorted(&shop, "material", true).await, ["T-C", "T-A", "T-B", "T-D"]);
    assert_eq!(sorted(&shop, "price", false).await, ["T-C", "T-D", "T-A", "T-B"]);
    assert_eq!(sorted(&shop, "price", true).await, ["T-A", "T-D", "T-C", "T-B"]);
    assert_eq!(sorted(&shop, "sku", true).await, ["T-D", "T-C", "T-B", "T-A"]);
    for nonsense in ["", "'; --", "no_such_attribute"] {
        assert_eq!(sorted(&shop, nonsense, true).await.len(), 4, "{nonsense:?} sorts nothing and loses nothing");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn pages_of_a_category_hold_every_part_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    for number in 10..33 {
        // Equal lengths, so that only the tie-break keeps pages apart.
        session.part(&tube(&format!("T-{number}"), Some(500.0))).await.expect("taken");
    }
    session.commit().await.expect("written");
    let sort = Sort { by: "length".to_owned(), descending: false };
    let mut seen = Vec::new();
    for offset in [0, 10, 20, 30] {
        let page = shop.store.parts_in_category(tubes(&shop).await, &sort, 10, offset).await.expect("answered");
        assert_eq!(page.total, 23);
        seen.extend(page.rows.into_iter().map(|row| row.sku.to_string()));
    }
    seen.sort();
    assert_eq!(seen, (10..33).map(|number| format!("T-{number}")).collect::<Vec<_>>());
}

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
