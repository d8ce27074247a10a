//! Saving, merging, restoring: nothing of it is seen, and nothing is lost.

use std::collections::BTreeMap;

use domain::studio::{Content, DocumentKey, Kind, Side};
use sqlx::MySqlPool;
use store::studio::{DocumentFilter, DocumentStatus, Origin, SaveDraft, SaveError};

use super::{CLOCK, page, prices, product, terms};
use crate::shop::{Shop, moment, sku, tube};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whatever_is_drafted_visitors_see_what_is_published(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 3, 4).await;
    let before = (shop.live().await, shop.part("T-1").await);
    let mut content = shop.product_content("t-1").await;
    content.name = "Something else".to_owned();
    content.variants[0].sku = sku("T-2");
    content.category = "couplers".to_owned();
    shop.drafted(&product("t-1"), Content::Product(content)).await;
    let mut ladders = shop.prices_content("t-1").await;
    ladders.ladders.clear();
    shop.drafted(&prices("t-1"), Content::Prices(ladders)).await;
    let category = DocumentKey::new(Kind::Category, "airframe-tubes");
    let Content::Category(mut tubes) = shop.document(&category).await.content else { panic!("a category") };
    tubes.name = "Pipes".to_owned();
    tubes.slug = "pipes".to_owned();
    shop.drafted(&category, Content::Category(tubes)).await;
    shop.drafted(&page("terms"), terms("Draft")).await;
    assert_eq!((shop.live().await, shop.part("T-1").await), before);
    assert!(shop.store.part(&sku("T-2")).await.expect("answered").is_none());
    assert!(shop.store.content_page("terms").await.expect("answered").is_none());
    assert!(shop.store.content_pages().await.expect("answered").is_empty());
    let events = shop.number("SELECT COUNT(*) FROM catalog_events WHERE created_at > NOW() - INTERVAL 1 HOUR").await;
    shop.drafted(&page("terms"), terms("Again")).await;
    assert_eq!(
        shop.number("SELECT COUNT(*) FROM catalog_events WHERE created_at > NOW() - INTERVAL 1 HOUR").await,
        events
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_save_is_a_revision_and_the_same_again_is_none(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = page("terms");
    let first = shop.save(&key, terms("One"), 0, &CLOCK).await.expect("saved");
    assert_eq!((first.number, first.is_new), (1, true));
    let same = shop.save(&key, terms("One"), 1, &CLOCK).await.expect("saved");
    assert_eq!((same.number, same.is_new), (1, false));
    let anna = shop.editor("Anna").await;
    shop.save(&key, terms("Two"), 1, &anna).await.expect("saved");
    let history = shop.store.revisions(&key, None).await.expect("answered");
    let lines: Vec<_> =
        history.iter().map(|line| (line.info.number, line.info.author.as_str(), line.is_draft)).collect();
    assert_eq!(lines, [(2, "Anna", true), (1, "test", false)]);
    assert!(matches!(shop.save(&key, terms("Three"), 0, &CLOCK).await, Err(SaveError::Exists)));
    assert!(matches!(shop.save(&page("none"), terms("x"), 3, &CLOCK).await, Err(SaveError::Unknown)));
    assert!(matches!(shop.save(&key, terms("x"), 9, &CLOCK).await, Err(SaveError::Unknown)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_saves_over_what_they_have_not_seen(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 3, 4).await;
    let key = product("t-1");
    let (anna, ben) = (shop.editor("Anna").await, shop.editor("Ben").await);
    let base = shop.product_content("t-1").await;
    let seen = shop.document(&key).await.head();
    let with = |name: &str, summary: &str| {
        let mut content = base.clone();
        (content.name, content.summary) = (name.to_owned(), summary.to_owned());
        Content::Product(content)
    };
    let hers = shop.save(&key, with("Her name", "Hers"), seen, &anna).await.expect("saved").number;
    let refused = shop.save(&key, with(&base.name, "His"), seen, &ben).await;
    let Err(SaveError::Newer(newer)) = refused else { panic!("{refused:?}") };
    assert_eq!((newer.newest.number, newer.newest.author.as_str()), (hers, "Anna"));
    assert_eq!(newer.merge.conflicts.len(), 1);
    let conflict = &newer.merge.conflicts[0];
    assert_eq!(
        (conflict.path.as_str(), conflict.mine.as_deref(), conflict.theirs.as_deref()),
        ("summary", Some("His"), Some("Hers"))
    );
    assert_eq!(shop.document(&key).await.head(), hers, "nothing was saved");
    let onto = |choices| SaveDraft {
        key: key.clone(),
        content: with(&base.name, "His"),
        seen,
        onto: Some((hers, choices)),
        note: String::new(),
    };
    let undecided = shop.store.save_draft(onto(BTreeMap::new()), &ben, moment(11)).await;
    assert!(matches!(undecided, Err(SaveError::Newer(_))));
    let decided = onto(BTreeMap::from([("summary".to_owned(), Side::Mine)]));
    let saved = shop.store.save_draft(decided, &ben, moment(12)).await.expect("merged");
    let document = shop.document(&key).await;
    let draft = document.draft.expect("a draft");
    assert_eq!((draft.number, draft.origin), (saved.number, Origin::Merge));
    let Content::Product(merged) = document.content else { panic!("a product") };
    assert_eq!((merged.name.as_str(), merged.summary.as_str()), ("Her name", "His"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn restoring_makes_a_draft_and_publishes_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = page("terms");
    shop.drafted(&key, terms("One")).await;
    shop.drafted(&key, terms("Two")).await;
    shop.publish(&[&key], moment(20)).await.expect("published");
    let saved = shop.store.restore_revision(&key, 1, 2, &CLOCK, moment(21)).await.expect("restored");
    assert_eq!(saved.number, 3);
    let document = shop.document(&key).await;
    assert_eq!((&document.content, document.status()), (&terms("One"), DocumentStatus::Changed));
    assert_eq!(shop.store.content_page("terms").await.expect("answered").expect("there").body, "Two");
    shop.store.discard_draft(&key, 3, &CLOCK, moment(22)).await.expect("discarded");
    assert_eq!(shop.document(&key).await.content, terms("Two"));
    assert_eq!(shop.store.revisions(&key, None).await.expect("answered").len(), 3, "and is not lost");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_variant_belongs_to_one_product_for_good(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in ["T-1", "T-2"] {
        shop.sell(&tube(number, None), 1, 1).await;
    }
    let mut content = shop.product_content("t-1").await;
    content.variants[0].code = "T-2".to_owned();
    let refused = shop
        .save(&product("t-1"), Content::Product(content), shop.document(&product("t-1")).await.head(), &CLOCK)
        .await;
    assert!(matches!(refused, Err(SaveError::CodeTaken(code)) if code == "T-2"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_import_is_a_revision_and_leaves_drafts_alone(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 1, 1).await;
    let key = product("t-1");
    let mut content = shop.product_content("t-1").await;
    content.summary = "Being written".to_owned();
    shop.drafted(&key, Content::Product(content.clone())).await;
    let mut session = shop.import().await;
    session.part(&tube("T-1", Some(450.0))).await.expect("taken");
    session.commit().await.expect("written");
    let document = shop.document(&key).await;
    assert_eq!(document.content, Content::Product(content));
    assert!(document.is_behind());
    let published = document.published.expect("published");
    assert_eq!(published.origin, Origin::Import);
    let Some(Content::Product(live)) = document.published_content else { panic!("a product") };
    assert_eq!(live.variants[0].attributes.number("length"), Some(0.45));
    // Published, the draft takes the import in.
    shop.publish(&[&key], moment(20)).await.expect("published");
    let part = shop.part("T-1").await;
    assert_eq!((part.summary.as_str(), part.facts().number("length")), ("Being written", Some(0.45)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_list_finds_documents_by_what_they_are_and_what_they_lack(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600", "RP-NC-66-OG4"]).await;
    shop.sell(&tube("T-1", None), 1, 1).await;
    shop.drafted(&page("terms"), terms("Draft")).await;
    let find = async |filter: DocumentFilter| {
        let list = shop.store.documents(&filter).await.expect("answered");
        let names: Vec<String> = list.rows.iter().map(|row| row.key.to_string()).collect();
        (names, list)
    };
    let filter = |words: &str| DocumentFilter { words: words.to_owned(), page: 1, ..DocumentFilter::default() };
    let (by_number, _) = find(filter("rp at54 600")).await;
    assert_eq!(by_number.len(), 2, "the product and its prices: {by_number:?}");
    let (drafts, list) = find(DocumentFilter { state: Some(DocumentStatus::Draft), ..filter("") }).await;
    assert_eq!(drafts, ["page:terms"]);
    assert_eq!(list.counts[&DocumentStatus::Draft], 1);
    let problem = domain::studio::Problem::NoMass;
    let (without_mass, _) = find(DocumentFilter { problem: Some(problem), ..filter("") }).await;
    assert_eq!(without_mass, ["product:t-1"]);
    let (tubes, list) =
        find(DocumentFilter { category: Some("airframe".to_owned()), kind: Some(Kind::Product), ..filter("") }).await;
    assert_eq!((tubes.len(), list.total), (3, 3), "those below the category too: {tubes:?}");
    assert!(find(filter("%")).await.0.is_empty() || find(filter("%")).await.1.total > 0);
    assert!(find(filter("no such thing at all")).await.0.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_else_is_here_is_told_and_forgotten(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = DocumentKey::home();
    let (anna, ben) = (shop.editor("Anna").await, shop.editor("Ben").await);
    let here = async |who: &domain::accounts::Actor, seconds| {
        let staff = who.staff().expect("staff");
        let present = shop.store.be_present(&key, staff, moment(seconds)).await.expect("answered");
        present.into_iter().map(|present| present.name).collect::<Vec<_>>()
    };
    assert!(here(&anna, 0).await.is_empty());
    assert_eq!(here(&ben, 10).await, ["Anna"]);
    assert_eq!(here(&anna, 20).await, ["Ben"]);
    assert!(here(&ben, 100).await.is_empty(), "Anna has left");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn views_are_ones_own_or_everyones(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let (anna, ben) =
        (shop.editor("Anna").await.staff().expect("staff"), shop.editor("Ben").await.staff().expect("staff"));
    shop.store.save_view(anna, "Mine", "?kind=product", false, moment(1)).await.expect("saved");
    shop.store.save_view(anna, "Ours", "?problem=no_mass", true, moment(1)).await.expect("saved");
    shop.store.save_view(anna, "Mine", "?kind=page", false, moment(2)).await.expect("saved again");
    let names = async |staff| {
        let views = shop.store.saved_views(staff).await.expect("answered");
        views.into_iter().map(|view| (view.id, view.name, view.query)).collect::<Vec<_>>()
    };
    let hers = names(anna).await;
    assert_eq!(hers.iter().map(|view| view.2.as_str()).collect::<Vec<_>>(), ["?kind=page", "?problem=no_mass"]);
    assert_eq!(names(ben).await.len(), 1);
    assert!(!shop.store.delete_view(ben, hers[0].0).await.expect("answered"), "not his");
    assert!(shop.store.delete_view(ben, hers[1].0).await.expect("answered"));
    assert_eq!(names(anna).await.len(), 1);
}
