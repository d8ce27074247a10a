//! New addresses, where the old ones lead, and what search engines are told of.

use domain::ids::Slug;
use sqlx::MySqlPool;
use store::catalog::{ImportOutcome, RenameError, SITEMAP_PARTS};

use crate::shop::{Shop, moment, sku, tube};

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

impl Shop {
    async fn leads_to(&self, path: &str) -> Option<String> {
        self.store.redirect(path).await.expect("answered")
    }

    async fn rename_category(&self, old: &str, new: &str) -> Result<(), RenameError> {
        self.store.rename_category(&slug(old), &slug(new), moment(5)).await
    }

    async fn rename_sku(&self, old: &str, new: &str) -> Result<(), RenameError> {
        self.store.rename_sku(&sku(old), &sku(new), moment(5)).await
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_category_keeps_its_parts_its_drawings_and_its_suppliers_under_a_new_address(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600"]).await;
    let overhauls = "SELECT COUNT(*) FROM catalog_events WHERE variant_id IS NULL";
    let before = shop.number(overhauls).await;
    shop.rename_category("airframe-tubes", "body-tubes").await.expect("renamed");
    assert!(shop.store.category("airframe-tubes").await.expect("answered").is_none());
    let category = shop.store.category("body-tubes").await.expect("answered").expect("there");
    assert_eq!((category.node.code.as_str(), category.node.parts), ("airframe-tubes", 1));
    let part = shop.part("RP-AT-54-600").await;
    assert_eq!((part.category.as_str(), part.shape().is_some()), ("body-tubes", true));
    shop.store.migrate().await.expect("again");
    assert!(shop.store.category("airframe-tubes").await.expect("answered").is_none(), "and it does not come back");
    let mut session = shop.import().await;
    assert_eq!(session.part(&tube("T-1", None)).await.expect("answered"), ImportOutcome::Taken);
    session.commit().await.expect("written");
    assert_eq!(shop.part("T-1").await.category, "body-tubes");
    assert_eq!(shop.leads_to("/categories/airframe-tubes").await.as_deref(), Some("/categories/body-tubes"));
    assert_eq!(shop.number(overhauls).await, before + 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ways_have_one_step_and_never_go_in_a_circle(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for (old, new) in [("fins", "fin-sets"), ("fin-sets", "fins-and-sets"), ("fins-and-sets", "all-fins")] {
        shop.rename_category(old, new).await.expect("renamed");
    }
    for old in ["fins", "fin-sets", "fins-and-sets"] {
        assert_eq!(
            shop.leads_to(&format!("/categories/{old}")).await.as_deref(),
            Some("/categories/all-fins"),
            "{old}"
        );
    }
    // Back to the first name: it is a page again, so it leads nowhere.
    shop.rename_category("all-fins", "fins").await.expect("renamed");
    assert_eq!(shop.leads_to("/categories/fins").await, None);
    for old in ["fin-sets", "fins-and-sets", "all-fins"] {
        assert_eq!(shop.leads_to(&format!("/categories/{old}")).await.as_deref(), Some("/categories/fins"), "{old}");
    }
    // Another page at an address that once led away.
    shop.rename_category("couplers", "fin-sets").await.expect("renamed");
    assert_eq!(shop.leads_to("/categories/fin-sets").await, None);
    assert_eq!(shop.leads_to("/categories/couplers").await.as_deref(), Some("/categories/fin-sets"));
    assert_eq!(
        shop.number("SELECT COUNT(*) FROM redirects a JOIN redirects b ON a.to_path = b.from_path").await,
        0,
        "no way leads to another"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_renamed_changes_nothing(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600", "RP-AT-54-900"]).await;
    assert!(matches!(shop.rename_category("submarines", "boats").await, Err(RenameError::Unknown(_))));
    assert!(matches!(shop.rename_category("fins", "couplers").await, Err(RenameError::Taken(_))));
    assert!(matches!(shop.rename_sku("RP-NONE", "RP-X").await, Err(RenameError::Unknown(_))));
    assert!(matches!(shop.rename_sku("RP-AT-54-600", "rp-at-54-900").await, Err(RenameError::Taken(_))));
    shop.rename_category("fins", "fins").await.expect("it is called so");
    shop.rename_sku("RP-AT-54-600", "RP-AT-54-600").await.expect("it is called so");
    assert!(shop.store.category("fins").await.expect("answered").is_some());
    assert_eq!(shop.part("RP-AT-54-600").await.sku.as_str(), "RP-AT-54-600");
    assert_eq!(shop.number("SELECT COUNT(*) FROM redirects").await, 0);
    assert_eq!(shop.leads_to(&format!("/parts/{}", "x".repeat(10_000))).await, None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_part_keeps_everything_under_a_new_number(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600"]).await;
    let before = shop.part("RP-AT-54-600").await;
    shop.rename_sku("rp-at-54-600", "RP-TUBE-54-600").await.expect("renamed");
    assert!(shop.store.part(&sku("RP-AT-54-600")).await.expect("answered").is_none());
    let after = shop.part("RP-TUBE-54-600").await;
    assert_eq!((after.variant, &after.name, &after.prices), (before.variant, &before.name, &before.prices));
    assert_eq!(after.stock, before.stock);
    assert_eq!(shop.leads_to("/parts/RP-AT-54-600").await.as_deref(), Some("/parts/RP-TUBE-54-600"));
    let event = format!("SELECT COUNT(*) FROM catalog_events WHERE variant_id = {}", before.variant);
    let events: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(event)).fetch_one(&shop.database).await.expect("a number");
    assert_eq!(events, 2, "of the import and of this");
    shop.store.rebuild_search().await.expect("built");
    for words in ["RPTUBE54600", "rp tube", "RP-TUBE-54-600"] {
        assert_eq!(shop.found(words).await, ["RP-TUBE-54-600"], "{words}");
    }
    // Another case is no other address.
    shop.rename_sku("RP-TUBE-54-600", "RP-Tube-54-600").await.expect("renamed");
    assert_eq!(shop.part("RP-TUBE-54-600").await.sku.as_str(), "RP-Tube-54-600");
    assert_eq!(shop.number("SELECT COUNT(*) FROM redirects").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_file_with_the_old_number_means_the_renamed_part(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut draft = tube("T-1", Some(900.0));
    shop.sell(&draft, 3, 0).await;
    shop.rename_sku("T-1", "T-2").await.expect("renamed");
    shop.rename_sku("T-2", "T-3").await.expect("renamed");
    let mut session = shop.import().await;
    assert_eq!(session.part(&draft).await.expect("answered"), ImportOutcome::Unchanged);
    draft.summary = "Longer".to_owned();
    assert_eq!(session.part(&draft).await.expect("answered"), ImportOutcome::Changed);
    session.stock(&sku("T-1"), "DEN", 7, "count").await.expect("counted");
    session.commit().await.expect("written");
    let part = shop.part("T-3").await;
    assert_eq!((part.summary.as_str(), part.available()), ("Longer", Some(7)));
    assert_eq!(shop.number("SELECT COUNT(*) FROM variants").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_sitemap_names_every_part_in_files_of_bounded_size(database: MySqlPool) {
    let shop = Shop::open(database).await;
    assert_eq!(shop.store.sitemap_files().await.expect("answered"), []);
    let mut session = shop.import().await;
    for number in ["T-1", "T-2", "T-3"] {
        session.part(&tube(number, None)).await.expect("taken");
    }
    session.commit().await.expect("written");
    // One at the end of the first file, one at the start of the third.
    let place = "UPDATE variants SET id = ?, updated_at = ? WHERE sku = ?";
    for (id, second, number) in [(SITEMAP_PARTS, 9, "T-2"), (SITEMAP_PARTS * 2 + 1, 5, "T-3")] {
        let query = sqlx::query(place).bind(id).bind(moment(second).naive_utc()).bind(number);
        query.execute(&shop.database).await.expect("moved");
    }
    let files = shop.store.sitemap_files().await.expect("answered");
    let listed: Vec<_> = files.iter().map(|file| (file.number, file.changed_at)).collect();
    assert_eq!(listed, [(1, moment(9)), (3, moment(5))]);
    for (number, parts) in [(0, &[][..]), (1, &["T-1", "T-2"]), (2, &[]), (3, &["T-3"]), (u32::MAX, &[])] {
        let found = shop.store.sitemap_parts(number).await.expect("answered");
        let found: Vec<_> = found.iter().map(|part| part.sku.as_str()).collect();
        assert_eq!(found, parts, "file {number}");
    }
}
