//! Taking parts and prices in: whole or not at all, and twice is once.

use domain::catalog::import::eng;
use domain::catalog::{AttributeEntry, AttributeValue, Provenance, demo};
use sqlx::MySqlPool;
use store::catalog::{ImportCounts, ImportOutcome};

use crate::shop::{Buyer, Shop, demo_part, ladder, moment, sku, tube};

/// Every ninth part of the demo catalog: all categories, a fraction of the time.
fn some_of_the_demo_catalog() -> Vec<demo::DemoPart> {
    demo::catalog().into_iter().step_by(9).collect()
}

async fn take_all(shop: &Shop, parts: &[demo::DemoPart], commit: bool) -> ImportCounts {
    let mut session = shop.import().await;
    let mut counts = ImportCounts::default();
    for part in parts {
        counts.count(&session.part(&part.draft).await.expect("answered"));
        counts.count(&session.prices(&part.draft.sku, &ladder(&part.prices)).await.expect("answered"));
        if !session.has_stock_level(&part.draft.sku).await.expect("answered") {
            for (location, on_hand) in &part.stock {
                counts.count(
                    &session.stock(&part.draft.sku, location, *on_hand, "opening stock").await.expect("answered"),
                );
            }
        }
    }
    if commit {
        session.commit().await.expect("written");
    } else {
        session.roll_back().await.expect("undone");
    }
    counts
}

async fn everything(shop: &Shop) -> Vec<i64> {
    let mut rows = Vec::new();
    for statement in [
        "SELECT COUNT(*) FROM variants",
        "SELECT COUNT(*) FROM products",
        "SELECT COUNT(*) FROM makers",
        "SELECT COUNT(*) FROM attribute_values",
        "SELECT COUNT(*) FROM thrust_curves",
        "SELECT COUNT(*) FROM prices",
        "SELECT COUNT(*) FROM stock_levels",
        "SELECT COUNT(*) FROM stock_movements",
    ] {
        rows.push(shop.number(statement).await);
    }
    rows
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_demo_catalog_is_taken_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let parts = some_of_the_demo_catalog();
    let dry = take_all(&shop, &parts, false).await;
    assert_eq!(everything(&shop).await, vec![0; 8], "a dry run writes nothing");

    let first = take_all(&shop, &parts, true).await;
    assert_eq!(first, dry, "a dry run says what an import would do");
    assert_eq!((first.changed, first.unchanged, first.rejected), (0, 0, 0));
    let after = everything(&shop).await;
    assert_eq!(after[0], i64::try_from(parts.len()).expect("few"));
    shop.assert_ledger_adds_up().await;

    let second = take_all(&shop, &parts, true).await;
    assert_eq!((second.taken, second.changed, second.rejected), (0, 0, 0));
    assert_eq!(second.unchanged, 2 * parts.len() as u64);
    assert_eq!(everything(&shop).await, after);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_changed_part_is_written_anew_and_nothing_is_left_of_the_old(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    assert_eq!(session.part(&tube("T-1", Some(300.0))).await.expect("answered"), ImportOutcome::Taken);
    assert_eq!(session.part(&tube("T-1", Some(300.0))).await.expect("answered"), ImportOutcome::Unchanged);
    session.commit().await.expect("written");

    let mut changed = tube("t-1", None);
    "Tube, better".clone_into(&mut changed.product_name);
    changed.attributes.compute("mass", 0.02);
    let mut session = shop.import().await;
    assert_eq!(session.part(&changed).await.expect("answered"), ImportOutcome::Changed, "the same SKU in another case");
    session.commit().await.expect("written");
    let part = shop.part("T-1").await;
    assert_eq!(part.name, "Tube, better");
    let facts: Vec<_> = part.specs.iter().map(|spec| spec.entry.code.as_str()).collect();
    assert_eq!(facts, ["mass"]);
    assert_eq!(shop.number("SELECT COUNT(*) FROM variants").await, 1);
    shop.store.rebuild_search().await.expect("built");
    assert_eq!(shop.found("better").await, ["T-1"], "found by its new name");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_file_says_is_shown_as_it_stands_there(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut plain = tube("T-1", None);
    "*Light* tube, <b>5</b> & 6.\n\n- not a list".clone_into(&mut plain.description);
    let mut session = shop.import().await;
    assert_eq!(session.part(&plain).await.expect("answered"), ImportOutcome::Taken);
    session.commit().await.expect("written");
    assert_eq!(
        domain::markdown::render(&shop.part("T-1").await.description, 3),
        "<p>*Light* tube, &lt;b&gt;5&lt;/b&gt; &amp; 6.</p><p>- not a list</p>"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_shop_has_no_place_for_is_rejected_with_the_reason(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut nowhere = tube("T-1", None);
    "submarines".clone_into(&mut nowhere.category);
    let mut unknown = tube("T-2", None);
    unknown.attributes.compute("colour_of_sound", 1.0);
    let mut long_number = tube("T-3", None);
    long_number.mpn = "9".repeat(81);
    let mut long_fact = tube("T-4", None);
    long_fact.attributes.insert(AttributeEntry {
        code: "material".to_owned(),
        value: AttributeValue::Text("x".repeat(191)),
        provenance: Provenance::Stated,
        original: None,
    });
    let mut long_name = tube("T-5", None);
    long_name.product_name = "n".repeat(201);
    let mut session = shop.import().await;
    for (draft, reason) in [
        (nowhere, "submarines"),
        (unknown, "colour_of_sound"),
        (long_number, "part number"),
        (long_fact, "material"),
        (long_name, "name"),
    ] {
        let outcome = session.part(&draft).await.expect("a row is refused, the import goes on");
        let ImportOutcome::Rejected(said) = outcome else { panic!("{} was {outcome:?}", draft.sku) };
        assert!(said.contains(reason), "{said}");
    }
    // The import itself is unharmed.
    assert_eq!(session.part(&tube("T-9", None)).await.expect("answered"), ImportOutcome::Taken);
    session.commit().await.expect("written");
    assert_eq!(shop.number("SELECT COUNT(*) FROM variants").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_import_that_is_dropped_leaves_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    session.part(&tube("T-1", Some(1.0))).await.expect("taken");
    session.stock(&sku("T-1"), "DEN", 5, "count").await.expect("stocked");
    drop(session);
    assert_eq!(everything(&shop).await, vec![0; 8]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn importing_again_does_not_undo_what_was_sold_and_edited(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-NC-54-OG5"]).await;
    let parts = [demo_part("RP-NC-54-OG5")];
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "RP-NC-54-OG5", 6).await;
    buyer.checks_out(&shop).await;
    buyer.orders(&shop, 0).await.expect("ordered");
    shop.run("UPDATE products SET summary = 'As the editor put it.'").await;
    let available = shop.part("RP-NC-54-OG5").await.available();

    let counts = take_all(&shop, &parts, true).await;
    assert_eq!((counts.taken, counts.changed, counts.rejected), (0, 0, 0));
    let part = shop.part("RP-NC-54-OG5").await;
    assert_eq!(part.available(), available);
    assert_eq!(part.summary, "As the editor put it.");
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn prices_are_set_as_a_whole_ladder(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    session.part(&tube("T-1", None)).await.expect("taken");
    let number = sku("T-1");
    let set = [
        (ladder(&[(1, 500), (10, 450)]), ImportOutcome::Taken),
        (ladder(&[(1, 500), (10, 450)]), ImportOutcome::Unchanged),
        (ladder(&[(1, 480)]), ImportOutcome::Changed),
    ];
    for (ladder, outcome) in set {
        assert_eq!(session.prices(&number, &ladder).await.expect("answered"), outcome);
    }
    let refused = session.prices(&sku("T-2"), &ladder(&[(1, 1)])).await.expect("answered");
    assert_eq!(refused, ImportOutcome::Rejected("there is no part T-2".to_owned()));
    session.commit().await.expect("written");
    assert_eq!(shop.part("t-1").await.prices, ladder(&[(1, 480)]), "no break of the old ladder is left");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_supplier_file_becomes_parts_without_a_price(database: MySqlPool) {
    let file = b"; two motors\nC6 18 70 3-5-7 0.0123 0.0258 Estes\n0.031 0.946\n0.2 14.09\n0.5 5\n1.8 4.5\n1.86 0\n;\n\
        D12 24 70 3-5-7 0.0211 0.0426 Estes\n0.049 2.569\n0.29 29.73\n0.5 11\n1.6 9.5\n1.65 0\n";
    let shop = Shop::open(database).await;
    let rows = eng::read("estes.eng", file).expect("motors");
    let mut session = shop.store.begin_import(moment(0)).await.expect("begun");
    let mut numbers = Vec::new();
    for row in &rows {
        let draft = row.outcome.as_ref().expect("believable");
        assert_eq!(session.part(draft).await.expect("answered"), ImportOutcome::Taken);
        numbers.push(draft.sku.clone());
    }
    session.commit().await.expect("written");
    assert_eq!(numbers.len(), 2);
    for number in &numbers {
        let part = shop.store.part(number).await.expect("answered").expect("there");
        assert!(part.prices.first().is_none() && part.thrust_curve.is_some() && part.available() == Some(0));
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM makers").await, 1);
}
