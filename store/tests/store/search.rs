//! Search by part number and words, what people and machines type into it, and the index that follows
//! the catalog. Facets, ranges and orders are in `narrowing`.

use domain::search::Query;
use domain::units::{Quantity, Unit};
use sqlx::MySqlPool;
use store::Error;
use store::search::{Correction, IndexEvent};

use crate::shop::{Buyer, Shop, demo_part, sku, tube};

fn words(words: &str) -> Query {
    Query { words: words.to_owned(), ..Query::default() }
}

async fn indexed(database: MySqlPool, numbers: &[&str]) -> Shop {
    let shop = Shop::with_demo(database, numbers).await;
    shop.store.rebuild_search().await.expect("built");
    shop
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn before_the_index_is_built_the_answer_is_to_come_back(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600"]).await;
    assert!(!shop.store.search_is_ready());
    let early = shop.store.find_parts(&words("tube"), None, None, 9, 0).await.expect_err("no index");
    assert!(matches!(early, Error::SearchNotReady) && early.is_temporary());
    assert!(shop.store.suggest("tube").await.is_err());
    assert!(shop.store.vocabulary().by_code("outer_diameter").is_some(), "the built-in attributes");
    shop.store.rebuild_search().await.expect("built");
    assert!(shop.store.search_is_ready());
    assert_eq!(shop.found("tube").await, ["RP-AT-54-600"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn parts_are_found_by_number_and_by_words(database: MySqlPool) {
    let shop = indexed(
        database,
        &["RP-NC-54-OG3F", "RP-NC-54-OG5", "RP-AT-54-600", "RP-AT-54-900", "RP-BH-29", "RP-M38-G58-14A"],
    )
    .await;
    for typed in ["RP-AT-54-600", "rp at 54 600", "rpat54600", "RP.AT/54_600", " Rp-At-54-600 "] {
        assert_eq!(shop.found(typed).await, ["RP-AT-54-600"], "{typed:?}");
    }
    assert_eq!(shop.found("rpat54").await, ["RP-AT-54-600", "RP-AT-54-900"], "the beginning of a number");
    assert_eq!(shop.found("rpat549").await, ["RP-AT-54-900"], "however long");
    assert_eq!(shop.found("54-600").await, ["RP-AT-54-600"], "the end of a number");
    assert_eq!(shop.found("g58").await, ["RP-M38-G58-14A"], "the middle of one");
    assert_eq!(shop.found("g58-14").await, ["RP-M38-G58-14A"]);
    assert_eq!(shop.found("ogive 54 fibreglass").await, ["RP-NC-54-OG3F"], "words in any order");
    assert_eq!(shop.found("FIBREGLASS 54 OGIVE").await, ["RP-NC-54-OG3F"], "in any case");
    assert_eq!(shop.found("fibreglass ogives").await, ["RP-NC-54-OG3F"], "in any number");
    assert_eq!(shop.found("fibregl ogi").await, ["RP-NC-54-OG3F"], "by their beginnings");
    assert_eq!(shop.found("ogive granite").await, Vec::<String>::new(), "every word has to be there");
    assert_eq!(shop.found("airframe tubes 600").await, ["RP-AT-54-600"], "by category, and those above it");
    assert_eq!(shop.found("rocket parts bulkhead").await, ["RP-BH-29"], "by maker");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_number_itself_comes_before_its_longer_sisters_and_mentions(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    let mut mention = tube("T-900", None);
    "A fits T-2".clone_into(&mut mention.product_name);
    for draft in [mention, tube("T-20", None), tube("T-2", None)] {
        session.part(&draft).await.expect("taken");
    }
    session.commit().await.expect("written");
    shop.store.rebuild_search().await.expect("built");
    assert_eq!(shop.found("t2").await, ["T-2", "T-20", "T-900"]);
    assert_eq!(shop.found("t-2").await, ["T-2", "T-20", "T-900"]);
    assert_eq!(shop.found("m t 20").await, ["T-20"], "the maker's number");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_word_counts_most_in_the_name_and_stock_breaks_ties(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let named = |number: &str, name: &str, summary: &str| {
        let mut draft = tube(number, None);
        name.clone_into(&mut draft.product_name);
        summary.clone_into(&mut draft.summary);
        draft
    };
    shop.sell(&named("T-1", "Plain pipe", "Better than phenolic."), 5, 0).await;
    shop.sell(&named("T-2", "Phenolic pipe, long", ""), 0, 0).await;
    shop.sell(&named("T-3", "Phenolic pipe, short", ""), 1, 0).await;
    shop.store.rebuild_search().await.expect("built");
    assert_eq!(shop.found("phenolic").await, ["T-3", "T-2", "T-1"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn slips_are_read_as_the_nearest_word_and_that_is_said(database: MySqlPool) {
    let shop = indexed(database, &["RP-NC-54-OG3F", "RP-AT-54-600"]).await;
    for (typed, read_as) in [("ogvie", "ogive"), ("ogivee", "ogive"), ("fibreglaas", "fibreglass")] {
        let found = shop.store.find_parts(&words(typed), None, None, 9, 0).await.expect("answered");
        let correction = Correction { typed: typed.to_owned(), read_as: read_as.to_owned() };
        assert_eq!(found.corrections, [correction], "{typed}");
        assert_eq!(found.total, 1, "{typed}");
    }
    let exact = shop.store.find_parts(&words("ogive"), None, None, 9, 0).await.expect("answered");
    assert_eq!(exact.corrections, []);
    for typed in ["ogx", "RP-AT-54-601", "54mmm", "ogixxx"] {
        assert_eq!(shop.found(typed).await, Vec::<String>::new(), "{typed} is too far from anything");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_bare_dimension_meets_lengths_in_either_unit(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    for (number, length) in [("T-A", 300.0), ("T-B", 301.4), ("T-C", 302.0), ("T-D", 254.0)] {
        session.part(&tube(number, Some(length))).await.expect("taken");
    }
    session.commit().await.expect("written");
    shop.store.rebuild_search().await.expect("built");
    assert_eq!(shop.found("300mm").await, ["T-A", "T-B"], "within half a hundredth");
    assert_eq!(shop.found("tube 300 mm").await, ["T-A", "T-B"]);
    assert_eq!(shop.found("10in").await, ["T-D"]);
    assert_eq!(shop.found("10\" tube").await, ["T-D"]);
    assert_eq!(shop.found("10g").await, Vec::<String>::new(), "a mass is no length");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn words_of_the_trade_find_what_is_called_otherwise(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut bt60 = tube("T-60", None);
    "Paper tube, thin".clone_into(&mut bt60.product_name);
    for (code, inches) in [("outer_diameter", 1.637), ("inner_diameter", 1.595)] {
        bt60.attributes.state(code, Quantity::new(inches, Unit::Inch));
    }
    let mut chute = tube("T-CHUTE", None);
    "Parachute, round".clone_into(&mut chute.product_name);
    "parachutes".clone_into(&mut chute.category);
    let mut session = shop.import().await;
    for draft in [bt60, chute, tube("T-1", None)] {
        session.part(&draft).await.expect("taken");
    }
    session.commit().await.expect("written");
    shop.store.rebuild_search().await.expect("built");
    for typed in ["BT-60", "bt60", "bt 60 kraft"] {
        assert_eq!(shop.found(typed).await, ["T-60"], "{typed}");
    }
    assert_eq!(shop.found("chute").await, ["T-CHUTE"]);
    assert_eq!(shop.found("body tube thin").await, ["T-60"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn hostile_queries_are_plain_text(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    let mut half = tube("T-HALF", None);
    "Tube at 50% off_cut c:\\rockets".clone_into(&mut half.product_name);
    for draft in [half, tube("T-1", None)] {
        session.part(&draft).await.expect("taken");
    }
    session.commit().await.expect("written");
    shop.store.rebuild_search().await.expect("built");
    assert_eq!(shop.found("50%").await, ["T-HALF"]);
    assert_eq!(shop.found("off_cut").await, ["T-HALF"]);
    assert_eq!(shop.found("c:\\rockets").await, ["T-HALF"]);
    assert_eq!(shop.found("t_be").await, Vec::<String>::new(), "_ is no wild card");
    assert_eq!(shop.found("t%be").await, Vec::<String>::new(), "% is no wild card");
    assert_eq!(shop.found("t*be").await, Vec::<String>::new(), "* is no wild card");
    assert_eq!(shop.found("túbe").await, ["T-HALF", "T-1"], "accents do not matter");
    let long = "x".repeat(10_000);
    for typed in [
        "   ",
        "%",
        "_",
        "\\",
        "%%%%",
        "'",
        "\"; DROP TABLE variants; --",
        "\0",
        "🚀",
        "漢",
        "İ",
        "name_words:tube AND (",
        "[* TO *]",
        "+tube -(",
        "~tube",
        "^T",
        &long,
    ] {
        let shown: String = typed.chars().take(30).collect();
        let found = shop.store.find_parts(&words(typed), None, None, 9, 0).await.expect("answered");
        if typed.contains("tube") || typed.contains('T') {
            assert!(found.total <= 2, "{shown:?}");
        } else {
            assert_eq!(found.total, 0, "{shown:?}");
        }
        shop.store.suggest(typed).await.expect("answered");
    }
    assert!(shop.store.find_parts(&words(&"a ".repeat(5_000)), None, None, 9, 0).await.is_ok());
    assert_eq!(shop.number("SELECT COUNT(*) FROM variants").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn results_come_in_pages(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    for number in 10..35 {
        session.part(&tube(&format!("T-{number}"), None)).await.expect("taken");
    }
    session.commit().await.expect("written");
    shop.store.rebuild_search().await.expect("built");
    let mut seen = Vec::new();
    for offset in [0, 10, 20, 30, u32::MAX] {
        let page = shop.store.find_parts(&words("tube"), None, None, 10, offset).await.expect("answered");
        assert_eq!(page.total, 25);
        seen.extend(page.rows.into_iter().map(|row| row.sku.to_string()));
    }
    assert_eq!(seen, (10..35).map(|number| format!("T-{number}")).collect::<Vec<_>>());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn suggestions_complete_what_is_being_typed(database: MySqlPool) {
    let shop =
        indexed(database, &["RP-NC-54-OG3F", "RP-NC-54-OG5", "RP-AT-54-600", "RP-AT-54-900", "RP-SV-DR-1"]).await;
    let nose = shop.store.suggest("nos").await.expect("answered");
    assert_eq!(nose.parts.len(), 2);
    let first = nose.categories.first().expect("the category called so");
    assert_eq!((first.slug.as_str(), first.name.as_str(), first.count), ("nose-cones", "Nose cones", 2));
    let number = shop.store.suggest("rp at 54 6").await.expect("answered");
    assert_eq!(number.parts.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["RP-AT-54-600"]);
    let maker = shop.store.suggest("rocket pa").await.expect("answered");
    assert_eq!(maker.makers.iter().map(|maker| maker.name.as_str()).collect::<Vec<_>>(), ["Rocket Parts Co."]);
    assert_eq!(maker.makers[0].count, 5);
    assert_eq!(maker.services.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["RP-SV-DR-1"]);
    assert_eq!(shop.store.suggest("").await.expect("answered"), store::search::Suggested::default());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_changes_is_found_after_the_next_step(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 1, 0).await;
    let built = shop.store.follow().await.expect("built");
    assert!(matches!(built[..], [IndexEvent::Built { documents: 1, .. }]), "what was before is in it: {built:?}");
    assert_eq!(shop.store.follow().await.expect("followed"), [], "nothing new");

    shop.sell(&tube("T-2", Some(600.0)), 0, 3).await;
    assert_eq!(shop.found("tube").await, ["T-1"], "not yet");
    let events = shop.store.follow().await.expect("followed");
    assert_eq!(events, [IndexEvent::Updated { variants: 1, documents: 2 }]);
    assert_eq!(shop.found("tube").await, ["T-1", "T-2"]);

    let in_stock = Query { in_stock: true, ..Query::default() };
    let sendable = async || shop.store.find_parts(&in_stock, None, None, 9, 0).await.expect("answered").total;
    assert_eq!(sendable().await, 2);
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 1).await;
    buyer.checks_out(&shop).await;
    buyer.orders(&shop, 0).await.expect("ordered");
    shop.store.follow().await.expect("followed");
    assert_eq!(sendable().await, 1, "the order took the last one");

    shop.run("INSERT INTO catalog_events (variant_id, created_at) VALUES (NULL, UTC_TIMESTAMP(6))").await;
    let events = shop.store.follow().await.expect("followed");
    assert!(matches!(events[..], [IndexEvent::Built { documents: 2, .. }]), "{events:?}");
    assert_eq!(shop.store.follow().await.expect("followed"), [], "an overhaul is taken in once");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_event_that_becomes_visible_late_is_not_lost(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 1, 0).await;
    shop.store.follow().await.expect("built");
    // The smaller id is given out first and committed last.
    let mut late = shop.database.begin().await.expect("a transaction");
    sqlx::query("UPDATE variants SET name = 'Late pipe' WHERE sku = 'T-1'").execute(&mut *late).await.expect("written");
    sqlx::query(
        "INSERT INTO catalog_events (variant_id, created_at) SELECT id, UTC_TIMESTAMP(6) FROM variants WHERE sku = 'T-1'",
    )
    .execute(&mut *late)
    .await
    .expect("noted");
    shop.sell(&tube("T-2", None), 1, 0).await;
    shop.store.follow().await.expect("followed");
    assert_eq!(shop.found("late").await, Vec::<String>::new());
    late.commit().await.expect("visible now");
    shop.store.follow().await.expect("followed");
    assert_eq!(shop.found("late").await, ["T-1"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_attribute_the_index_does_not_know_makes_it_anew(database: MySqlPool) {
    let shop = indexed(database, &["RP-AT-54-600"]).await;
    shop.store.follow().await.expect("built");
    shop.run("INSERT INTO attributes (code, name, short_name, quantity_kind, help) VALUES ('liner', 'Liner', 'Liner', 'text', '')").await;
    shop.run(
        "INSERT INTO attribute_values (variant_id, attribute_id, text, provenance)
         SELECT v.id, a.id, 'Graphite', 'stated' FROM variants v JOIN attributes a ON a.code = 'liner'",
    )
    .await;
    shop.run("INSERT INTO catalog_events (variant_id, created_at) SELECT id, UTC_TIMESTAMP(6) FROM variants").await;
    let events = shop.store.follow().await.expect("followed");
    assert!(matches!(events[..], [IndexEvent::Built { .. }]), "{events:?}");
    assert!(shop.store.vocabulary().by_code("liner").is_some());
    assert_eq!(shop.found("graphite").await, ["RP-AT-54-600"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn searches_during_a_rebuild_see_the_whole_of_one_index(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    for number in 0..300 {
        session.part(&tube(&format!("T-{number}"), Some(300.0))).await.expect("taken");
    }
    session.commit().await.expect("written");
    shop.store.rebuild_search().await.expect("built");
    let rebuilding = {
        let store = shop.store.clone();
        tokio::spawn(async move {
            for _ in 0..3 {
                store.rebuild_search().await.expect("built");
            }
        })
    };
    let mut asked = 0;
    while !rebuilding.is_finished() || asked == 0 {
        let found = shop.store.find_parts(&words("tube"), None, None, 1, 0).await.expect("answered");
        assert_eq!(found.total, 300);
        asked += 1;
    }
    rebuilding.await.expect("no panic");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_noted_is_what_changed(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 1, 0).await;
    shop.sell(&tube("T-2", None), 1, 0).await;
    shop.run("DELETE FROM catalog_events").await;
    let mut session = shop.import().await;
    session.part(&tube("T-1", None)).await.expect("unchanged");
    session.commit().await.expect("written");
    assert_eq!(shop.number("SELECT COUNT(*) FROM catalog_events").await, 0, "nothing changed");
    let mut session = shop.import().await;
    session.stock(&sku("T-2"), "DEN", 9, "count").await.expect("counted");
    session.roll_back().await.expect("undone");
    assert_eq!(shop.number("SELECT COUNT(*) FROM catalog_events").await, 0, "a dry run changes nothing");
    let mut session = shop.import().await;
    session.stock(&sku("T-2"), "DEN", 9, "count").await.expect("counted");
    session.commit().await.expect("written");
    let changed = "SELECT COUNT(*) FROM catalog_events e JOIN variants v ON v.id = e.variant_id WHERE v.sku = 'T-2'";
    assert_eq!(shop.number(changed).await, 1);

    // Two variants of one product: what changes the product changes both.
    let mut session = shop.import().await;
    for number in ["RP-AT-54-600", "RP-AT-54-900"] {
        session.part(&demo_part(number).draft).await.expect("taken");
    }
    session.commit().await.expect("written");
    shop.run("DELETE FROM catalog_events").await;
    let mut better = demo_part("RP-AT-54-600").draft;
    "Better".clone_into(&mut better.summary);
    let mut session = shop.import().await;
    session.part(&better).await.expect("changed");
    session.commit().await.expect("written");
    assert_eq!(shop.number("SELECT COUNT(*) FROM catalog_events").await, 2);
}
