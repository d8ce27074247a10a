//! Search by part number and words, and what people and machines type into it.

use sqlx::MySqlPool;

use crate::shop::{Shop, tube};

async fn found(shop: &Shop, query: &str) -> Vec<String> {
    let listing = shop.store.search_parts(query, 50, 0).await.expect("answered");
    assert_eq!(listing.total, listing.rows.len() as u64, "{query:?}");
    listing.rows.into_iter().map(|row| row.sku.to_string()).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn parts_are_found_by_number_and_by_words(database: MySqlPool) {
    let shop = Shop::with_demo(
        database,
        &["RP-NC-54-OG3F", "RP-NC-54-OG5", "RP-AT-54-600", "RP-AT-54-900", "RP-BH-29", "RP-M38-G58-14A"],
    )
    .await;
    for typed in ["RP-AT-54-600", "rp at 54 600", "rpat54600", "RP.AT/54_600", " Rp-At-54-600 "] {
        assert_eq!(found(&shop, typed).await, ["RP-AT-54-600"], "{typed:?}");
    }
    assert_eq!(found(&shop, "rpat54").await, ["RP-AT-54-600", "RP-AT-54-900"], "the beginning of a number");
    assert_eq!(found(&shop, "ogive 54 fibreglass").await, ["RP-NC-54-OG3F"], "words in any order");
    assert_eq!(found(&shop, "FIBREGLASS 54 OGIVE").await, ["RP-NC-54-OG3F"], "in any case");
    assert_eq!(found(&shop, "ogive granite").await, Vec::<String>::new(), "every word has to be there");
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
    assert_eq!(found(&shop, "t2").await, ["T-2", "T-20"]);
    assert_eq!(found(&shop, "t-2").await, ["T-2", "T-20", "T-900"]);
    assert_eq!(found(&shop, "m t 20").await, ["T-20"], "the maker's number");
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
    assert_eq!(found(&shop, "50%").await, ["T-HALF"]);
    assert_eq!(found(&shop, "off_cut").await, ["T-HALF"]);
    assert_eq!(found(&shop, "c:\\rockets").await, ["T-HALF"]);
    assert_eq!(found(&shop, "t_be").await, Vec::<String>::new(), "_ is no wild card");
    assert_eq!(found(&shop, "t%e").await, Vec::<String>::new(), "% is no wild card");
    assert_eq!(found(&shop, "túbe").await, ["T-HALF", "T-1"], "accents do not matter");
    let long = "x".repeat(10_000);
    let many = "a ".repeat(5_000);
    for typed in ["", "   ", "%", "_", "\\", "%%%%", "'", "\"; DROP TABLE variants; --", "\0", "🚀", "漢", &long] {
        assert_eq!(
            found(&shop, typed).await,
            Vec::<String>::new(),
            "{:?}",
            &typed.chars().take(30).collect::<String>()
        );
    }
    assert!(shop.store.search_parts(&many, 50, 0).await.is_ok());
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
    let mut seen = Vec::new();
    for offset in [0, 10, 20, 30] {
        let page = shop.store.search_parts("tube", 10, offset).await.expect("answered");
        assert_eq!(page.total, 25);
        seen.extend(page.rows.into_iter().map(|row| row.sku.to_string()));
    }
    assert_eq!(seen, (10..35).map(|number| format!("T-{number}")).collect::<Vec<_>>());
}
