//! Publishing: all or none, at its time, and back again.

use domain::catalog::AttributeSet;
use domain::studio::{Content, DocumentKey, Kind, ReleaseState, Severity, VariantContent};
use sqlx::MySqlPool;
use store::studio::{DocumentStatus, PublishError, ReleaseItem};

use super::{CLOCK, page, prices, product, terms};
use crate::shop::{Buyer, Shop, ladder, moment, sku, tube};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_published_is_what_was_drafted_and_reads_back_the_same(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600", "RP-NC-66-OG4"]).await;
    let slug = shop.product_of("RP-AT-54-600").await;
    let mut content = shop.product_content(&slug).await;
    content.name = "Tube with a new name".to_owned();
    content.summary = "And a summary.".to_owned();
    content.variants[0].sku = sku("RP-AT-NEW");
    content.variants[0].attributes.compute("length", 0.123_456_789_012_345_67);
    let mut attributes = AttributeSet::new();
    attributes.compute("length", 1.1);
    attributes.compute("mass", 0.1 + 0.2);
    content.variants.insert(
        0,
        VariantContent {
            code: "RP-AT-FIRST".to_owned(),
            sku: sku("RP-AT-FIRST"),
            mpn: "F1".to_owned(),
            option_value: "first".to_owned(),
            attributes,
            thrust_curve: None,
        },
    );
    content.variants[1].option_value = "second".to_owned();
    let key = product(&slug);
    shop.drafted(&key, Content::Product(content.clone())).await;
    shop.publish(&[&key], moment(20)).await.expect("published");
    let document = shop.document(&key).await;
    assert_eq!((document.status(), &document.content), (DocumentStatus::Published, &Content::Product(content.clone())));
    let part = shop.part("RP-AT-NEW").await;
    assert_eq!(part.name, "Tube with a new name, second");
    assert_eq!(part.facts().number("length"), Some(0.123_456_789_012_345_67));
    assert_eq!(
        part.siblings.iter().map(|sibling| sibling.option_value.as_str()).collect::<Vec<_>>(),
        ["first", "second"]
    );
    assert_eq!(part.available(), Some(demo_stock("RP-AT-54-600")), "its stock came along");
    assert_eq!(
        shop.store.redirect("/parts/RP-AT-54-600").await.expect("answered").as_deref(),
        Some("/parts/RP-AT-NEW")
    );
    // What the tables say is what the revision says: recording it finds nothing new.
    shop.store.migrate().await.expect("again");
    let mut session = shop.import().await;
    session.prices(&sku("RP-AT-NEW"), &ladder(&[(1, 77)])).await.expect("priced");
    session.commit().await.expect("written");
    assert_eq!(
        shop.document(&key).await.published.map(|revision| revision.number),
        document.published.map(|revision| revision.number)
    );
}

fn demo_stock(number: &str) -> u32 {
    crate::shop::demo_part(number).stock.iter().map(|(_, pieces)| pieces).sum()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn several_drafts_are_published_together_or_not_at_all(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in ["T-1", "T-2"] {
        shop.sell(&tube(number, Some(300.0)), 1, 1).await;
    }
    for name in ["t-1", "t-2"] {
        let mut content = shop.product_content(name).await;
        content.summary = format!("New summary of {name}");
        shop.drafted(&product(name), Content::Product(content)).await;
    }
    let mut broken = shop.product_content("t-2").await;
    broken.name = String::new();
    shop.drafted(&product("t-2"), Content::Product(broken)).await;
    let before = shop.live().await;
    let refused = shop.publish(&[&product("t-1"), &product("t-2")], moment(20)).await;
    let Err(PublishError::Findings(found)) = refused else { panic!("{refused:?}") };
    let errors: Vec<_> = found.iter().filter(|(_, _, finding)| finding.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].0.name.as_str(), errors[0].2.path.as_deref()), ("t-2", Some("name")));
    assert_eq!(shop.live().await, before);
    assert_eq!(shop.number("SELECT COUNT(*) FROM releases").await, 0, "not even the release");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn warnings_are_accepted_by_whoever_publishes(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 1, 1).await;
    let mut content = shop.product_content("t-1").await;
    content.summary = "Without a mass".to_owned();
    let number = shop.drafted(&product("t-1"), Content::Product(content)).await;
    let items = [ReleaseItem { key: product("t-1"), revision: Some(number) }];
    let refused = shop.store.publish_now("", &items, false, &CLOCK, moment(20)).await;
    assert!(
        matches!(&refused, Err(PublishError::Findings(found)) if found.iter().all(|(_, _, finding)| finding.severity == Severity::Warning)),
        "{refused:?}"
    );
    shop.store.publish_now("", &items, true, &CLOCK, moment(20)).await.expect("published");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_release_is_taken_back_in_one_action(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 5, 0).await;
    let mut content = shop.product_content("t-1").await;
    content.summary = "First".to_owned();
    shop.drafted(&product("t-1"), Content::Product(content.clone())).await;
    shop.publish(&[&product("t-1")], moment(20)).await.expect("published");
    let before = shop.live().await;
    content.summary = "Second".to_owned();
    shop.drafted(&product("t-1"), Content::Product(content)).await;
    let mut cheaper = shop.prices_content("t-1").await;
    cheaper.ladders.insert("T-1".to_owned(), ladder(&[(1, 900), (10, 800)]));
    shop.drafted(&prices("t-1"), Content::Prices(cheaper)).await;
    shop.drafted(&page("terms"), terms("New")).await;
    let id = shop.publish(&[&product("t-1"), &prices("t-1"), &page("terms")], moment(21)).await.expect("published");
    assert_eq!(shop.part("T-1").await.prices, ladder(&[(1, 900), (10, 800)]));
    assert!(shop.store.content_page("terms").await.expect("answered").is_some());
    let back = shop.store.roll_back_release(id, &CLOCK, moment(22)).await.expect("taken back");
    assert_eq!((back.done, back.left), (3, Vec::new()));
    assert_eq!(shop.live().await, before);
    assert!(shop.store.content_page("terms").await.expect("answered").is_none());
    assert_eq!(shop.document(&page("terms")).await.status(), DocumentStatus::Unpublished);
    let twice = shop.store.roll_back_release(id, &CLOCK, moment(23)).await;
    assert!(matches!(twice, Err(PublishError::WrongState(ReleaseState::RolledBack))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_published_since_is_left_when_a_release_is_taken_back(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = page("terms");
    shop.drafted(&key, terms("One")).await;
    let first = shop.publish(&[&key], moment(20)).await.expect("published");
    shop.drafted(&key, terms("Two")).await;
    shop.publish(&[&key], moment(21)).await.expect("published");
    let back = shop.store.roll_back_release(first, &CLOCK, moment(22)).await.expect("answered");
    assert_eq!((back.done, back.left), (0, vec![key]));
    assert_eq!(shop.store.content_page("terms").await.expect("answered").expect("there").body, "Two");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_unpublished_product_is_gone_for_visitors_and_there_for_orders(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 5, 0).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 2).await;
    buyer.checks_out(&shop).await;
    buyer.orders(&shop, 1).await.expect("placed");
    let items = [ReleaseItem { key: product("t-1"), revision: None }];
    let id = shop.store.publish_now("", &items, true, &CLOCK, moment(20)).await.expect("unpublished");
    assert!(shop.store.part(&sku("T-1")).await.expect("answered").is_none());
    assert_eq!(shop.document(&product("t-1")).await.status(), DocumentStatus::Unpublished);
    assert_eq!(shop.number("SELECT COUNT(*) FROM order_lines").await, 1);
    shop.store.roll_back_release(id, &CLOCK, moment(21)).await.expect("back");
    assert!(shop.store.part(&sku("T-1")).await.expect("answered").is_some());
    let home = [ReleaseItem { key: DocumentKey::home(), revision: None }];
    assert!(matches!(
        shop.store.publish_now("", &home, true, &CLOCK, moment(22)).await,
        Err(PublishError::Findings(_))
    ));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn contradictions_with_what_was_published_since_are_refused(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 1, 1).await;
    let key = product("t-1");
    let base = shop.product_content("t-1").await;
    let named = |name: &str| {
        Content::Product(domain::studio::ProductContent {
            name: name.to_owned(),
            summary: "s".to_owned(),
            ..base.clone()
        })
    };
    let mine = shop.drafted(&key, named("Mine")).await;
    let mut session = shop.import().await;
    session
        .part(&domain::catalog::PartDraft { product_name: "Theirs".to_owned(), ..tube("T-1", Some(300.0)) })
        .await
        .expect("taken");
    session.commit().await.expect("written");
    let items = [ReleaseItem { key: key.clone(), revision: Some(mine) }];
    let refused = shop.store.publish_now("", &items, true, &CLOCK, moment(20)).await;
    let Err(PublishError::Conflicts(conflicts)) = refused else { panic!("{refused:?}") };
    assert_eq!(conflicts[0].2[0].path, "name");
    assert_eq!(shop.part("T-1").await.product_name, "Theirs");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_editor_proposes_and_a_publisher_decides(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = page("terms");
    let number = shop.drafted(&key, terms("One")).await;
    let anna = shop.editor("Anna").await;
    let id = shop.store.create_release("Spring", &anna, moment(20)).await.expect("begun");
    assert!(matches!(shop.store.propose_release(id, &anna, moment(21)).await, Err(PublishError::Empty)));
    shop.store.set_release_item(id, &key, Some(number), &anna, moment(21)).await.expect("put in");
    assert!(matches!(
        shop.store.set_release_item(id, &key, Some(99), &anna, moment(21)).await,
        Err(PublishError::Unknown)
    ));
    shop.store.propose_release(id, &anna, moment(22)).await.expect("proposed");
    assert!(matches!(
        shop.store.set_release_item(id, &key, Some(number), &anna, moment(23)).await,
        Err(PublishError::WrongState(ReleaseState::Proposed))
    ));
    shop.store.send_back_release(id, "Check the second line.", &CLOCK, moment(24)).await.expect("sent back");
    let release = shop.store.release(id).await.expect("answered").expect("there");
    assert_eq!((release.row.state, release.note.as_str()), (ReleaseState::Open, "Check the second line."));
    // What is approved is what was proposed, whatever is drafted meanwhile.
    shop.store.propose_release(id, &anna, moment(25)).await.expect("proposed");
    shop.drafted(&key, terms("Two")).await;
    shop.store.publish_release(id, false, &CLOCK, moment(26)).await.expect("published");
    assert_eq!(shop.store.content_page("terms").await.expect("answered").expect("there").body, "One");
    let document = shop.document(&key).await;
    assert_eq!((document.status(), document.content), (DocumentStatus::Changed, terms("Two")));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_category_stays_when_its_release_is_taken_back(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = DocumentKey::new(Kind::Category, "boosters");
    let Content::Category(like) = shop.document(&DocumentKey::new(Kind::Category, "fins")).await.content else {
        panic!("a category")
    };
    let content = domain::studio::CategoryContent { slug: "boosters".to_owned(), name: "Boosters".to_owned(), ..like };
    shop.drafted(&key, Content::Category(content)).await;
    let id = shop.publish(&[&key], moment(20)).await.expect("published");
    let category = shop.store.category("boosters").await.expect("answered").expect("there");
    assert_eq!((category.columns.len(), category.path.len()), (6, 1));
    let back = shop.store.roll_back_release(id, &CLOCK, moment(21)).await.expect("answered");
    assert_eq!((back.done, back.left), (0, vec![key]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_time_that_has_passed_is_refused(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = page("terms");
    let number = shop.drafted(&key, terms("One")).await;
    let id = shop.store.create_release("", &CLOCK, moment(20)).await.expect("begun");
    shop.store.set_release_item(id, &key, Some(number), &CLOCK, moment(20)).await.expect("put in");
    let schedule = async |start, end| shop.store.schedule_release(id, start, end, true, &CLOCK, moment(30)).await;
    assert!(matches!(schedule(Some(moment(29)), None).await, Err(PublishError::TimePast)));
    assert!(matches!(schedule(Some(moment(40)), Some(moment(40))).await, Err(PublishError::TimePast)));
    schedule(Some(moment(40)), Some(moment(50))).await.expect("scheduled");
    assert!(shop.store.content_page("terms").await.expect("answered").is_none());
    schedule(Some(moment(45)), None).await.expect("another time");
    schedule(None, None).await.expect("now, then");
    assert!(shop.store.content_page("terms").await.expect("answered").is_some());
}
