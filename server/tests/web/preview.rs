//! Previews by links and in the studio: the very page that customers will see, shown to nobody else, kept nowhere.

use chrono::TimeDelta;
use domain::accounts::Actor;
use domain::ids::Sku;
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use domain::studio::{Block, Content, DocumentKey, HomeContent, Kind, PageContent};
use http::Method;
use sqlx::MySqlPool;
use store::studio::{PreviewLink, PreviewOf};

use crate::shop::{Answer, Shop, now};

const ME: Actor = Actor::System("a test");

impl Shop {
    /// A link to the draft of a document.
    async fn link(&self, key: &DocumentKey, lasts: TimeDelta) -> PreviewLink {
        let of = PreviewOf::Document(key.clone());
        self.store.create_preview_link(&of, lasts, &ME, now()).await.expect("made").expect("there")
    }

    /// The product of a part.
    pub(crate) async fn product_of(&self, sku: &str) -> DocumentKey {
        let slug: String =
            sqlx::query_scalar("SELECT p.slug FROM products p JOIN variants v ON v.product_id = p.id WHERE v.sku = ?")
                .bind(sku)
                .fetch_one(&self.database)
                .await
                .expect("a product");
        DocumentKey::new(Kind::Product, slug)
    }

    /// What editors work on.
    pub(crate) async fn content(&self, key: &DocumentKey) -> Content {
        self.store.document(key).await.expect("read").expect("a document").content
    }
}

/// A page without the banner above it, and what the banner says.
fn without_banner(page: &str) -> (String, String) {
    let start = page.find("<aside").unwrap_or_else(|| panic!("no banner in {page}"));
    let end = start + page[start..].find("</aside>").expect("closed") + "</aside>".len();
    let before = &page[..start];
    assert!(before.ends_with("Skip to the content</a>"), "first of all: {}", &page[start.saturating_sub(200)..end]);
    (format!("{}{}", &page[..start], &page[end..]), page[start..end].to_owned())
}

/// That two pages are the same to the byte; where they part is shown.
fn assert_same(one: &str, other: &str, what: &str) {
    let at = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let around = |page: &str| {
        String::from_utf8_lossy(&page.as_bytes()[at.saturating_sub(200)..page.len().min(at + 200)]).into_owned()
    };
    assert!(one == other, "{what} differs at byte {at}:\n{}\n\n{}", around(one), around(other));
}

fn is_kept_nowhere(answer: &Answer) {
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(answer.header("x-robots-tag"), "noindex");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!((answer.header("set-cookie"), answer.header("etag")), ("", ""));
}

/// That a draft looks to whoever may see it as it will to everyone, and to everyone as before.
async fn is_what_will_be_published(shop: &Shop, session: &str, key: &DocumentKey, draft: Content, page: &str) {
    let before = shop.get(page).await;
    let number = shop.draft(key, draft).await;
    let link = shop.link(key, TimeDelta::hours(1)).await;
    let preview = shop.get(&format!("/preview/{}{page}", link.token)).await;
    assert_eq!(preview.status, 200, "{key} {page}");
    is_kept_nowhere(&preview);
    let (seen, banner) = without_banner(preview.text());
    assert!(banner.contains("Leave the preview") && banner.contains(&format!("href=\"{page}\"")), "{banner}");
    let frame = format!("/studio/preview/{}/{}/{number}{page}", key.kind.path(), key.name);
    let framed = shop.get_with(&frame, &[("cookie", session)]).await;
    assert_eq!(framed.status, 200, "{frame}");
    assert_same(framed.text(), &seen, &format!("{key} in the studio"));
    let public = shop.get(page).await;
    assert_eq!((public.status, public.text()), (before.status, before.text()), "{key}: a draft changes nothing");
    assert_ne!(public.text(), seen, "{key}: there is something to see");

    shop.publish(key, Some(number)).await;
    assert_same(shop.get(page).await.text(), &seen, &format!("{key} at {page}"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_preview_is_byte_for_byte_what_will_be_published(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.joins("editor@example.org", "editor").await;
    let session = shop.staff_signs_in("editor@example.org").await;
    let same =
        async |key: &DocumentKey, draft, page: &str| is_what_will_be_published(&shop, &session, key, draft, page).await;

    let key = shop.product_of("RP-AT-54-600").await;
    let Content::Product(mut product) = shop.content(&key).await else { panic!("a product") };
    product.name.push_str(" Mark II");
    product.summary = "Wound in <two> layers & sanded.".to_owned();
    product.description = "# Wound\n\nIn **two** layers.".to_owned();
    same(&key, Content::Product(product.clone()), "/parts/RP-AT-54-600").await;
    product.name.push_str(" B");
    same(&key, Content::Product(product.clone()), "/parts/RP-AT-54-900?unit=in").await;
    product.variants[0].sku = Sku::parse("RP-AT-54-601").expect("a SKU");
    let number = shop.draft(&key, Content::Product(product)).await;
    let link = shop.link(&key, TimeDelta::hours(1)).await;
    let renamed = shop.get(&format!("/preview/{}/parts/RP-AT-54-601", link.token)).await;
    assert_eq!((renamed.status, shop.get("/parts/RP-AT-54-601").await.status), (200, 404));
    shop.publish(&key, Some(number)).await;
    assert_same(shop.get("/parts/RP-AT-54-601").await.text(), &without_banner(renamed.text()).0, "another number");

    // Before the prices: its facets are those of the index, which follows a moment later.
    let product_name = key.name;
    let key = DocumentKey::new(Kind::Category, "airframe-tubes");
    let Content::Category(mut category) = shop.content(&key).await else { panic!("a category") };
    category.summary = "All that is round and long.".to_owned();
    same(&key, Content::Category(category), "/categories/airframe-tubes").await;

    let key = DocumentKey::new(Kind::Prices, product_name);
    let Content::Prices(mut prices) = shop.content(&key).await else { panic!("prices") };
    let ladder = vec![QuantityBreak { min_quantity: 1, unit_price: Money::new(4_321, Currency::Eur) }];
    for known in prices.ladders.values_mut() {
        *known = PriceLadder::new(ladder.clone()).expect("a ladder");
    }
    same(&key, Content::Prices(prices), "/parts/RP-AT-54-900").await;

    let page = PageContent {
        slug: "shipping".to_owned(),
        title: "Shipping".to_owned(),
        summary: "How parcels travel.".to_owned(),
        body: "By *road*.".to_owned(),
    };
    same(&DocumentKey::new(Kind::Page, "shipping"), Content::Page(page), "/pages/shipping").await;

    let mut home = HomeContent::standard();
    home.blocks.push(Block::Text { title: "Closed on Friday".to_owned(), body: "We *count*.".to_owned() });
    same(&DocumentKey::home(), Content::Home(home), "/").await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_that_is_over_says_so_and_shows_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = DocumentKey::home();
    let mut home = HomeContent::standard();
    home.blocks.push(Block::Text { title: "A secret block".to_owned(), body: String::new() });
    shop.draft(&key, Content::Home(home)).await;
    let expired = shop.link(&key, TimeDelta::seconds(-1)).await;
    let revoked = shop.link(&key, TimeDelta::hours(1)).await;
    let good = shop.link(&key, TimeDelta::hours(1)).await;
    assert!(shop.get(&format!("/preview/{}", good.token)).await.text().contains("A secret block"));
    assert!(shop.get(&good.path).await.text().contains("A secret block"));
    assert!(shop.store.revoke_preview_link(revoked.id, &ME, now()).await.expect("revoked"));
    let mut forged = good.token.clone();
    forged.replace_range(8..9, if &forged[8..9] == "A" { "B" } else { "A" });
    for (token, status, says) in [
        (&expired.token, 410, "This preview link has expired"),
        (&revoked.token, 410, "This preview link was revoked"),
        (&forged, 404, "There is no such preview"),
        (&"x".to_owned(), 404, "There is no such preview"),
    ] {
        let answer = shop.get(&format!("/preview/{token}/")).await;
        assert_eq!(answer.status, status, "{says}");
        is_kept_nowhere(&answer);
        assert!(answer.text().contains(says), "{}", answer.text());
        assert!(!answer.text().contains("A secret block"));
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_preview_has_pages_of_documents_and_no_others(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let link = shop.link(&DocumentKey::home(), TimeDelta::hours(1)).await;
    let at = |page: &str| format!("/preview/{}{page}", link.token);
    for page in ["/cart", "/account", "/desk", "/studio", "/search?q=tube", "/api/cart/pieces", "/preview/x/"] {
        let answer = shop.get(&at(page)).await;
        assert_eq!(answer.status, 404, "{page}");
        is_kept_nowhere(&answer);
        assert!(answer.text().contains("This page has no preview"), "{page}");
    }
    let posted = shop.send(Method::POST, &at("/parts/RP-AT-54-600"), &[], "x=1").await.expect("answered");
    assert_eq!(posted.status, 405);
    assert_eq!(shop.get(&at("/parts/NO-SUCH-PART")).await.status, 404);
    let moved = shop.get(&at("/parts/rp-at-54-600")).await;
    assert_eq!(
        (moved.status, moved.header("location")),
        (302, at("/parts/RP-AT-54-600").as_str()),
        "within the preview"
    );
    is_kept_nowhere(&moved);
    let head = shop.send(Method::HEAD, &at("/"), &[], "").await.expect("answered");
    assert_eq!((head.status, head.body.len()), (200, 0));
    // Whoever comes with cookies sees the same.
    let with_cart = shop.get_with(&at("/"), &[("cookie", "__Host-cart=x; __Host-session=y")]).await;
    assert_eq!(with_cart.text(), shop.get(&at("/")).await.text());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_studios_previews_are_for_editors_and_may_be_framed_by_us_alone(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let number = shop.draft(&DocumentKey::home(), Content::Home(HomeContent { blocks: vec![Block::Categories] })).await;
    let frame = format!("/studio/preview/home/home/{number}/");
    let nobody = shop.get(&frame).await;
    assert_eq!(nobody.status, 302);
    assert!(nobody.header("location").starts_with("/desk/sign-in?next=%2Fstudio%2Fpreview"));
    shop.joins("analyst@example.org", "analyst").await;
    let analyst = shop.staff_signs_in("analyst@example.org").await;
    assert_eq!(shop.get_with(&frame, &[("cookie", &analyst)]).await.status, 403);

    shop.joins("editor@example.org", "editor").await;
    let editor = shop.staff_signs_in("editor@example.org").await;
    let seen = shop.get_with(&frame, &[("cookie", &editor)]).await;
    assert_eq!(seen.status, 200);
    assert_eq!((seen.header("cache-control"), seen.header("x-robots-tag")), ("private, no-store", "noindex"));
    assert!(seen.header("content-security-policy").contains("frame-ancestors 'self'"));
    assert!(!seen.text().contains("preview-banner"), "the studio says what it is");
    for other in ["/", "/parts/RP-AT-54-600", "/studio"] {
        let answer = shop.get_with(other, &[("cookie", &editor)]).await;
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{other}");
    }
    for unknown in ["/studio/preview/home/home/99/", "/studio/preview/horses/home/1/", "/studio/preview/home/home/x/"] {
        assert_eq!(shop.get_with(unknown, &[("cookie", &editor)]).await.status, 404, "{unknown}");
    }
}
