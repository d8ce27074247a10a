//! Previews: a store that answers with drafts, and the links that open it.

use chrono::TimeDelta;
use domain::studio::{Content, DocumentKey, Kind, SchemaEntry};
use sqlx::MySqlPool;
use store::studio::{PreviewClosed, PreviewOf};

use super::{CLOCK, page, prices, product, terms};
use crate::shop::{Shop, ladder, moment, sku, tube};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_preview_is_what_publishing_would_make_of_it(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600", "RP-NC-66-OG4"]).await;
    let slug = shop.product_of("RP-AT-54-600").await;
    let mut content = shop.product_content(&slug).await;
    content.name = "Another name".to_owned();
    content.summary = "Another summary".to_owned();
    content.category = "couplers".to_owned();
    content.variants[0].attributes.compute("wall", 0.001);
    let number = shop.drafted(&product(&slug), Content::Product(content)).await;
    let mut cheaper = shop.prices_content(&slug).await;
    cheaper.ladders.values_mut().for_each(|known| *known = ladder(&[(1, 5), (10, 4)]));
    shop.drafted(&prices(&slug), Content::Prices(cheaper)).await;
    let drafts = shop.store.drafts_of(&product(&slug), number).await.expect("answered").expect("there");
    let previewed = shop.store.with_drafts(drafts).part(&sku("RP-AT-54-600")).await.expect("answered");
    shop.publish(&[&product(&slug), &prices(&slug)], moment(20)).await.expect("published");
    assert_eq!(previewed, shop.store.part(&sku("RP-AT-54-600")).await.expect("answered"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_drafted_category_is_seen_in_its_page_and_in_the_path_and_order_of_its_parts(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600"]).await;
    let key = DocumentKey::new(Kind::Category, "airframe-tubes");
    let Content::Category(mut content) = shop.document(&key).await.content else { panic!("a category") };
    content.slug = "pipes".to_owned();
    content.name = "Pipes".to_owned();
    content.parent = Some("launch".to_owned());
    content.attributes = ["mass", "length", "material"]
        .map(|code| SchemaEntry { code: code.to_owned(), is_column: code != "material" })
        .to_vec();
    let number = shop.drafted(&key, Content::Category(content)).await;
    let drafts = shop.store.drafts_of(&key, number).await.expect("answered").expect("there");
    let store = shop.store.with_drafts(drafts);
    let (part, category) =
        (store.part(&sku("RP-AT-54-600")).await.expect("answered"), store.category("pipes").await.expect("answered"));
    let tree = store.categories().await.expect("answered");
    shop.publish(&[&key], moment(20)).await.expect("published");
    assert_eq!(part, shop.store.part(&sku("RP-AT-54-600")).await.expect("answered"));
    assert_eq!(category, shop.store.category("pipes").await.expect("answered"));
    assert_eq!(tree, shop.store.categories().await.expect("answered"));
    assert_eq!(
        shop.store.redirect("/categories/airframe-tubes").await.expect("answered").as_deref(),
        Some("/categories/pipes")
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_opens_the_newest_draft_until_it_ends_or_is_ended(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = page("terms");
    shop.drafted(&key, terms("One")).await;
    let of = PreviewOf::Document(key.clone());
    let make = async |hours| {
        let link = shop.store.create_preview_link(&of, TimeDelta::hours(hours), &CLOCK, moment(0)).await;
        link.expect("answered").expect("made")
    };
    let (short, long) = (make(1).await, make(24).await);
    assert_eq!(long.path, format!("/preview/{}/pages/terms", long.token));
    shop.drafted(&key, terms("Two")).await;
    let open = async |token: &str, seconds| shop.store.open_preview(token, moment(seconds)).await;
    let drafts = open(&long.token, 10).await.expect("opened");
    assert_eq!(drafts.about.title, "Terms");
    let shown = shop.store.with_drafts(drafts).content_page("terms").await.expect("answered");
    assert_eq!(shown.map(|page| page.body).as_deref(), Some("Two"));
    assert!(shop.store.content_page("terms").await.expect("answered").is_none(), "only by the link");
    assert!(matches!(open(&short.token, 3_600).await, Err(PreviewClosed::Expired)));
    assert!(matches!(open("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 10).await, Err(PreviewClosed::Forged)));
    assert!(matches!(open("", 10).await, Err(PreviewClosed::Forged)));
    assert!(shop.store.revoke_preview_link(long.id, &CLOCK, moment(11)).await.expect("answered"));
    assert!(!shop.store.revoke_preview_link(long.id, &CLOCK, moment(12)).await.expect("answered"));
    assert!(matches!(open(&long.token, 12).await, Err(PreviewClosed::Revoked)));
    let links = shop.store.preview_links(&of).await.expect("answered");
    assert_eq!(
        links.iter().map(|link| (link.id, link.revoked_at.is_some())).collect::<Vec<_>>(),
        [(long.id, true), (short.id, false)]
    );
    assert_eq!(links[0].last_used_at, Some(moment(10)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_product_that_was_never_published_can_be_looked_at(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 1, 1).await;
    let mut content = shop.product_content("t-1").await;
    content.variants[0].code = "NEW-1".to_owned();
    content.variants[0].sku = sku("NEW-1");
    let key = product("new-1");
    let number = shop.drafted(&key, Content::Product(content)).await;
    let drafts = shop.store.drafts_of(&key, number).await.expect("answered").expect("there");
    let store = shop.store.with_drafts(drafts);
    let part = store.part(&sku("NEW-1")).await.expect("answered").expect("shown");
    assert_eq!((part.available(), part.prices.breaks().len()), (Some(0), 0));
    assert!(shop.store.part(&sku("NEW-1")).await.expect("answered").is_none());
}
