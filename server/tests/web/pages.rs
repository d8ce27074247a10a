//! Content pages and the home page: what editors published is what visitors read, and nothing else.

use domain::accounts::Actor;
use domain::catalog::demo::PAGES;
use domain::studio::{Block, Content, DocumentKey, HomeContent, Kind, PageContent};
use sqlx::MySqlPool;
use store::studio::{ReleaseItem, SaveDraft};

use crate::shop::{Shop, now};

impl Shop {
    /// Saves a draft; answers its number.
    pub(crate) async fn draft(&self, key: &DocumentKey, content: Content) -> u32 {
        let seen = self.store.document(key).await.expect("read").map_or(0, |document| document.head());
        let save = SaveDraft { key: key.clone(), content, seen, onto: None, note: String::new() };
        self.store.save_draft(save, &Actor::System("a test"), now()).await.expect("saved").number
    }

    /// Makes a revision public, or takes the document away from visitors.
    pub(crate) async fn publish(&self, key: &DocumentKey, revision: Option<u32>) {
        let items = [ReleaseItem { key: key.clone(), revision }];
        self.store.publish_now("a test", &items, true, &Actor::System("a test"), now()).await.expect("published");
    }
}

fn page(slug: &str, body: &str) -> Content {
    Content::Page(PageContent {
        slug: slug.to_owned(),
        title: "Terms & conditions".to_owned(),
        summary: "What holds when you order.".to_owned(),
        body: body.to_owned(),
    })
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_content_page_is_there_from_its_publishing_to_its_end(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let key = DocumentKey::new(Kind::Page, "terms");
    let body =
        "# Prices\n\nIn *euros*. <script>alert(1)</script>\n\n[away](javascript:alert(1)) [help](/help/ordering)";
    let first = shop.draft(&key, page("terms", body)).await;
    assert_eq!(shop.get("/pages/terms").await.status, 404, "a draft is nobody’s to read");
    assert!(!shop.get("/help").await.text().contains("From the shop"));

    shop.publish(&key, Some(first)).await;
    let read = shop.get("/pages/terms").await;
    assert_eq!(read.status, 200);
    assert!(read.header("cache-control").starts_with("public"));
    for said in [
        "<title>Terms &amp; conditions · Rocket Parts Co.</title>",
        "<meta name=\"description\" content=\"What holds when you order.\"",
        "href=\"https://shop.example.org/pages/terms\"",
        "<h2>Prices</h2><p>In <em>euros</em>. &lt;script&gt;alert(1)&lt;/script&gt;</p><p>away <a href=\"/help/ordering\">help</a></p>",
        "\"item\":\"https://shop.example.org/help\",\"name\":\"Help\",\"position\":1",
    ] {
        assert!(read.text().contains(said), "{said}\n{}", read.text());
    }
    assert!(!read.text().contains("javascript:alert"));
    let moved = shop.get("/pages/Terms").await;
    assert_eq!((moved.status, moved.header("location")), (301, "/pages/terms"));
    let help = shop.get("/help").await;
    assert!(help.text().contains("From the shop") && help.text().contains("href=\"/pages/terms\""));
    assert!(shop.get("/sitemaps/pages.xml").await.text().contains("<loc>https://shop.example.org/pages/terms</loc>"));

    shop.draft(&key, page("terms", "Another text.")).await;
    assert!(!shop.get("/pages/terms").await.text().contains("Another text."));
    shop.publish(&key, None).await;
    assert_eq!(shop.get("/pages/terms").await.status, 404);
    assert!(!shop.get("/sitemaps/pages.xml").await.text().contains("/pages/"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_home_page_is_drawn_from_its_blocks(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let before = shop.get("/").await;
    assert!(before.text().contains("How ordering works") && before.text().contains("4 parts and services"));

    let mut home = HomeContent::standard();
    let Some(Block::Lead { title, part, .. }) = home.blocks.first_mut() else { panic!("a lead first") };
    "Tubes & motors".clone_into(title);
    *part = Some("RP-AT-54-600".to_owned());
    home.blocks.push(Block::Parts {
        title: "New here".to_owned(),
        skus: ["RP-AT-54-900", "RP-SV-DR-1"].map(str::to_owned).to_vec(),
    });
    home.blocks.push(Block::Text { title: "Closed on Friday".to_owned(), body: "We *count*.".to_owned() });
    let draft = shop.draft(&DocumentKey::home(), Content::Home(home)).await;
    assert_eq!(shop.get("/").await.body, before.body);

    shop.publish(&DocumentKey::home(), Some(draft)).await;
    let after = shop.get("/").await;
    for said in [
        "<h1 class=\"page__title\">Tubes &amp; motors</h1>",
        "href=\"/parts/RP-AT-54-600\"",
        "href=\"/parts/RP-AT-54-900\"",
        "href=\"/parts/RP-SV-DR-1\"",
        "<p>We <em>count</em>.</p>",
    ] {
        assert!(after.text().contains(said), "{said}");
    }
    assert_eq!(after.text().matches("<h1").count(), 1);

    // A part that nobody may see any more leaves its row, and its drawing, empty.
    shop.run("UPDATE variants SET is_public = FALSE WHERE sku IN ('RP-AT-54-600', 'RP-AT-54-900')").await;
    let hidden = shop.get("/").await;
    assert_eq!(hidden.status, 200);
    assert!(!hidden.text().contains("RP-AT-54-900") && hidden.text().contains("href=\"/parts/RP-SV-DR-1\""));
    assert!(!hidden.text().contains("class=\"drawing\""));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_pages_of_the_demo_shop_lead_to_pages_that_are_there(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for page in PAGES {
        let key = DocumentKey::new(Kind::Page, page.code);
        let content = PageContent {
            slug: page.slug.to_owned(),
            title: page.title.to_owned(),
            summary: page.summary.to_owned(),
            body: page.body.to_owned(),
        };
        let draft = shop.draft(&key, Content::Page(content)).await;
        shop.publish(&key, Some(draft)).await;
    }
    for link in PAGES.iter().flat_map(|page| domain::markdown::links(page.body)) {
        if link.starts_with('/') {
            assert_eq!(shop.get(&link).await.status, 200, "{link}");
        }
    }
}
