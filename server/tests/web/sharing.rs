//! What search engines and people who share a page are told, and where pages that moved are found.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use resvg::tiny_skia::Pixmap;
use serde_json::Value;
use sqlx::{ConnectOptions, MySqlPool};

use crate::shop::{Answer, NOWHERE, SOLD, Shop};

const BASE: &str = "https://shop.example.org";

/// The items of a page's block of data.
fn items(page: &Answer) -> Vec<Value> {
    let Some((_, rest)) = page.text().split_once("<script type=\"application/ld+json\">") else { return Vec::new() };
    let (block, _) = rest.split_once("</script>").expect("an end");
    let data: Value = serde_json::from_str(block).expect("JSON");
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().expect("a graph").clone()
}

fn item(page: &Answer, kind: &str) -> Value {
    items(page).into_iter().find(|item| item["@type"] == kind).unwrap_or_else(|| panic!("no {kind}"))
}

/// What an element of the head says, as it is written: the element that holds `mark`, and the attribute.
fn said<'a>(page: &'a Answer, mark: &str, attribute: &str) -> Option<&'a str> {
    let (head, _) = page.text().split_once("</head>").expect("a head");
    let element = head.split('<').find(|element| element.contains(mark))?;
    element.split_once(&format!(" {attribute}=\""))?.1.split('"').next()
}

fn canonical_of(page: &Answer) -> Option<&str> {
    said(page, "rel=\"canonical\"", "href")
}

fn robots_of(page: &Answer) -> Option<&str> {
    said(page, "name=\"robots\"", "content")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_part_is_a_product_with_the_offer_of_its_page(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let page = shop.get("/parts/RP-AT-54-600").await;
    let product = item(&page, "Product");
    assert_eq!((&product["sku"], &product["mpn"]), (&"RP-AT-54-600".into(), &"RP-AT-54-600".into()));
    assert_eq!(product["brand"]["name"], "Rocket Parts Co.");
    assert_eq!(product["image"][0], format!("{BASE}/parts/RP-AT-54-600/og.png"));
    let offer = &product["offers"];
    let price = offer["price"].as_str().expect("a price");
    assert!(page.text().contains(&format!("{price} €")), "{price}");
    assert_eq!((&offer["priceCurrency"], &offer["url"]), (&"EUR".into(), &format!("{BASE}/parts/RP-AT-54-600").into()));
    assert_eq!(offer["availability"], "https://schema.org/InStock");
    let properties = product["additionalProperty"].as_array().expect("properties");
    let inner = properties.iter().find(|property| property["propertyID"] == "inner_diameter").expect("its bore");
    assert_eq!((&inner["unitCode"], &inner["value"]), (&"MMT".into(), &"54.4".into()), "{inner}");
    let steps = item(&page, "BreadcrumbList");
    let steps = steps["itemListElement"].as_array().expect("steps");
    assert_eq!(steps[0]["item"], format!("{BASE}/"));
    assert_eq!(steps.last().expect("one")["item"], format!("{BASE}/parts/RP-AT-54-600"));
    for (index, step) in steps.iter().enumerate() {
        assert_eq!(step["position"], index + 1);
    }
    shop.stock("RP-AT-54-600", [("DEN", 0), ("RTM", 0)]).await;
    let sold_out = item(&shop.get("/parts/RP-AT-54-600").await, "Product");
    assert_eq!(sold_out["offers"]["availability"], "https://schema.org/OutOfStock");
    shop.run("DELETE FROM prices").await;
    let on_request = item(&shop.get("/parts/RP-AT-54-600").await, "Product");
    assert!(on_request.get("offers").is_none(), "no price, no offer: {on_request}");
    let service = item(&shop.get("/parts/RP-SV-DR-1").await, "Service");
    assert_eq!(service["provider"]["@id"], format!("{BASE}/#organization"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_home_page_says_who_and_how_to_search(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let home = shop.get("/").await;
    assert_eq!(item(&home, "Organization")["url"], format!("{BASE}/"));
    let search = &item(&home, "WebSite")["potentialAction"];
    assert_eq!(search["@type"], "SearchAction");
    let target = search["target"]["urlTemplate"].as_str().expect("a template").replace("{words}", "tube");
    assert_eq!(shop.get(target.strip_prefix(BASE).expect("ours")).await.status, 200);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn public_pages_have_one_address_and_look_their_part_where_they_are_shared(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for (path, canonical, image) in [
        ("/", "/", "/og.png"),
        ("/?utm_source=x", "/", "/og.png"),
        ("/categories/airframe-tubes?sort=-price", "/categories/airframe-tubes", "/og.png"),
        ("/parts/RP-AT-54-600?from=mail", "/parts/RP-AT-54-600", "/parts/RP-AT-54-600/og.png"),
    ] {
        let page = shop.get(path).await;
        let address = format!("{BASE}{canonical}");
        assert_eq!(canonical_of(&page), Some(address.as_str()), "{path}");
        assert_eq!(said(&page, "property=\"og:url\"", "content"), Some(address.as_str()), "{path}");
        assert_eq!(said(&page, "property=\"og:image\"", "content"), Some(format!("{BASE}{image}").as_str()), "{path}");
        for mark in ["property=\"og:title\"", "property=\"og:description\"", "name=\"description\""] {
            assert!(said(&page, mark, "content").is_some_and(|text| text.len() > 10), "{path}: {mark}");
        }
        assert_eq!(robots_of(&page), None, "{path}");
    }
    // What search engines are to leave out.
    for path in ["/search?q=tube", "/categories/streamers", "/parts/RP-NONE", "/cart", "/orders", "/no/such/page"] {
        let page = shop.get(path).await;
        assert_eq!(robots_of(&page), Some("noindex"), "{path}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_in_the_data_ends_its_block(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.run("UPDATE variants SET name = 'Tube </script><b id=x> & \"it\"' WHERE sku = 'RP-AT-54-600'").await;
    let page = shop.get("/parts/RP-AT-54-600").await;
    assert_eq!(item(&page, "Product")["name"], "Tube </script><b id=x> & \"it\"");
    assert!(!page.text().contains("<b id"));
    let card = shop.get("/parts/RP-AT-54-600/og.png").await;
    assert_eq!(card.status, 200, "nor does it break the picture");
}

/// How many pixels have another colour than the paper, and how many colours there are.
fn ink(png: &[u8]) -> (usize, usize) {
    let pixels = Pixmap::decode_png(png).expect("a PNG");
    assert_eq!((pixels.width(), pixels.height()), (1200, 630));
    let colours: Vec<_> = pixels.pixels().iter().map(|pixel| (pixel.red(), pixel.green(), pixel.blue())).collect();
    let paper = colours[0];
    (colours.iter().filter(|colour| **colour != paper).count(), colours.iter().collect::<BTreeSet<_>>().len())
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_page_that_is_shared_has_a_picture(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut pictures = BTreeSet::new();
    // A drawing, its sibling, a thrust curve, a service without a shape, the shop itself.
    let paths = SOLD.map(|sku| format!("/parts/{sku}/og.png")).into_iter().chain(["/og.png".to_owned()]);
    for path in paths {
        let picture = shop.get(&path).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"), "{path}");
        assert!(picture.header("cache-control").starts_with("public, max-age=86400"), "{path}");
        assert!(picture.header("set-cookie").is_empty(), "{path}");
        assert!(picture.body.len() < 150_000, "{path}: {}", picture.body.len());
        let (drawn, colours) = ink(&picture.body);
        assert!(drawn > 4_000 && colours > 20, "{path} is blank: {drawn} pixels in {colours} colours");
        let again = shop.get_with(&path, &[("if-none-match", picture.header("etag"))]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        pictures.insert(picture.body.to_vec());
    }
    assert_eq!(pictures.len(), 5, "each its own");
    for path in ["/parts/RP-NONE/og.png", "/parts/x/og.png", "/parts/%ff/og.png"] {
        let missing = shop.get(path).await;
        assert!([400, 404].contains(&missing.status), "{path}: {}", missing.status);
    }
    let old = shop.get("/parts/RP-AT-54-600/og.png").await;
    shop.run("UPDATE variants SET name = 'Another tube' WHERE sku = 'RP-AT-54-600'").await;
    let new = shop.get_with("/parts/RP-AT-54-600/og.png", &[("if-none-match", old.header("etag"))]).await;
    assert_eq!(new.status, 200, "another name is another picture");
    assert_ne!(new.body, old.body);
}

/// The addresses in a file of the sitemap.
fn addresses(file: &Answer) -> Vec<&str> {
    file.text().split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_sitemap_leads_to_every_page_that_is_listed(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let robots = shop.get("/robots.txt").await;
    assert!(robots.text().lines().any(|line| line == format!("Sitemap: {BASE}/sitemap.xml")));
    let index = shop.get("/sitemap.xml").await;
    assert_eq!((index.status, index.header("content-type")), (200, "application/xml"));
    assert!(index.header("cache-control").starts_with("public"));
    let mut listed = BTreeSet::new();
    for address in addresses(&index) {
        let path = address.strip_prefix(BASE).expect("ours");
        let file = shop.get(path).await;
        assert_eq!(file.status, 200, "{path}");
        assert_eq!(shop.get_with(path, &[("if-none-match", file.header("etag"))]).await.status, 304, "{path}");
        listed.extend(addresses(&file).into_iter().map(str::to_owned));
    }
    for sku in SOLD {
        assert!(listed.contains(&format!("{BASE}/parts/{sku}")), "{sku}");
    }
    assert!(listed.contains(&format!("{BASE}/")) && listed.contains(&format!("{BASE}/categories/airframe-tubes")));
    assert!(!listed.contains(&format!("{BASE}/categories/streamers")), "nothing is in it");
    for address in &listed {
        let page = shop.get(address.strip_prefix(BASE).expect("ours")).await;
        assert_eq!(page.status, 200, "{address}");
        assert_eq!(robots_of(&page), None, "{address}");
        assert_eq!(canonical_of(&page), Some(address.as_str()));
    }
    for path in [
        "/sitemaps/parts-2.xml",
        "/sitemaps/parts-0.xml",
        "/sitemaps/parts--1.xml",
        "/sitemaps/x",
        "/sitemaps/parts-99999999999.xml",
    ] {
        assert_eq!(shop.get(path).await.status, 404, "{path}");
    }
}

fn admin(database: &MySqlPool, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rocket-parts"))
        .arg("admin")
        .args(words)
        .env_clear()
        .env("DATABASE_URL", database.connect_options().to_url_lossy().as_str())
        .env("REDIS_URL", NOWHERE)
        .output()
        .expect("it runs")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_an_operator_renames_is_found_under_its_old_address_for_good(database: MySqlPool) {
    let shop = Shop::open(database.clone()).await;
    for words in [
        ["rename-category", "airframe-tubes", "body-tubes"],
        ["rename-category", "body-tubes", "tubes"],
        ["rename-part", "RP-AT-54-600", "RP-TUBE-54-600"],
    ] {
        let ran = admin(&database, &words);
        assert!(ran.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    for (path, target) in [
        ("/categories/airframe-tubes?sort=-price&unit=in", "/categories/tubes?sort=-price&unit=in"),
        ("/categories/body-tubes", "/categories/tubes"),
        ("/categories/Tubes", "/categories/tubes"),
        ("/parts/RP-AT-54-600?from=mail", "/parts/RP-TUBE-54-600?from=mail"),
        ("/parts/rp-at-54-600", "/parts/RP-TUBE-54-600"),
        ("/parts/rp-tube-54-600", "/parts/RP-TUBE-54-600"),
        ("/parts/RP-AT-54-600/og.png", "/parts/RP-TUBE-54-600/og.png"),
    ] {
        for accept in ["text/html", "*/*"] {
            let moved = shop.get_with(path, &[("accept", accept)]).await;
            assert_eq!((moved.status, moved.header("location")), (301, target), "{path}");
            assert!(moved.header("cache-control").starts_with("public, max-age="), "{path}");
            assert!(moved.header("set-cookie").is_empty(), "{path}");
        }
        assert_eq!(shop.get(target).await.status, 200, "{target}");
    }
    assert_eq!(shop.get("/categories/Submarines").await.status, 404);
    for words in [
        ["rename-category", "submarines", "boats"],
        ["rename-category", "tubes", "nose-cones"],
        ["rename-category", "tubes", "Not A Slug"],
        ["rename-part", "RP-TUBE-54-600", "RP-AT-54-900"],
        ["rename-part", "RP-TUBE-54-600", "a/b"],
    ] {
        let ran = admin(&database, &words);
        assert!(!ran.status.success(), "{words:?}");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(said.contains(words[1]) || said.contains(words[2]), "{words:?} does not say what is wrong: {said}");
    }
    assert_eq!(shop.get("/categories/tubes").await.status, 200);
}
