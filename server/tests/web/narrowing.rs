//! Lists narrowed by their address: one short address for each, what search engines are told, and
//! answers to addresses nobody would write.

use sqlx::MySqlPool;

use crate::shop::{FORM, Shop};

const TUBES: &str = "/categories/airframe-tubes";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_is_led_to_the_one_short_address(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for (sent, short) in [
        ("?q=&id-from=50mm&id-to=&material=phenolic&material=kraft&sort=&unit=", "?id=50mm..&material=kraft,phenolic"),
        ("?id-from=2&id-to=2.5&unit=in", "?id=2in..2.5in&unit=in"),
        ("?sort=nonsense&page=1&utm_source=x", ""),
        ("?length-to=%3C700mm&stock=in", "?length=%3C700mm&stock=in"),
    ] {
        let answer = shop.get_with(&format!("{TUBES}{sent}"), &FORM[..1]).await;
        assert_eq!((answer.status, answer.header("location")), (302, format!("{TUBES}{short}").as_str()), "{sent}");
        assert_eq!(answer.header("cache-control"), "private, no-store");
        let page = shop.get(answer.header("location")).await;
        assert_eq!(page.status, 200, "{short} is where it ends");
        assert!(page.header("cache-control").starts_with("public, "), "{short}");
    }
    let typed = shop.get("/search?q=id:50mm..60mm+tube").await;
    assert_eq!((typed.status, typed.header("location")), (302, "/search?q=tube&id=50mm..60mm"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn search_engines_are_told_one_address_and_kept_from_the_rest(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let own = |query: &str| format!("<link href=\"https://shop.example.org{TUBES}{query}\" rel=\"canonical\"");
    for (query, canonical, is_listed) in [
        ("", "", true),
        ("?sort=-length&unit=in", "", true),
        ("?material=phenolic", "?material=phenolic", true),
        ("?material=phenolic&sort=price", "?material=phenolic", true),
        ("?material=kraft,phenolic", "", false),
        ("?id=50mm..", "", false),
        ("?stock=in", "", false),
        ("?q=tube", "", false),
    ] {
        let page = shop.get(&format!("{TUBES}{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        assert!(page.text().contains(&own(canonical)), "{query}");
        assert_eq!(page.text().contains("content=\"noindex\""), !is_listed, "{query}");
    }
    assert!(shop.get("/search?q=tube").await.text().contains("content=\"noindex\""));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_list_counts_what_it_shows(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let all = shop.get(TUBES).await;
    assert!(all.text().contains(">2 parts<") && all.text().contains("RP-AT-54-900"));
    let one = shop.get(&format!("{TUBES}?length=..700mm")).await;
    assert!(one.text().contains(">1 of 2 parts<") && one.text().contains("RP-AT-54-600"));
    assert!(!one.text().contains("RP-AT-54-900"));
    // Nothing has both; each of the two has parts without the other.
    let none = shop.get(&format!("{TUBES}?length=..700mm&price=1000000..")).await;
    assert_eq!(none.status, 200);
    assert!(none.text().contains(">0 of 2 parts<"));
    assert!(none.text().contains(&format!("href=\"{TUBES}?length=..700mm\">Without Price 1000000..</a>")));
    let above = shop.get("/categories/airframe").await;
    assert!(above.text().contains(">2 parts<"), "a category holds what is below it");
    let results = shop.get("/search?id=50mm..60mm").await;
    assert!(results.text().contains("RP-AT-54-600") && results.text().contains("Inner ⌀"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn units_are_in_the_address_and_in_every_page(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let (metric, imperial) = (shop.get(TUBES).await, shop.get(&format!("{TUBES}?unit=in")).await);
    for page in [&metric, &imperial] {
        assert!(page.text().contains("<span class=\"mm\">600.0</span><span class=\"in\">23.622</span>"));
    }
    assert!(!metric.text().contains("data-unit=\"in\"") && imperial.text().contains("data-unit=\"in\""));
    assert!(imperial.text().contains(&format!("href=\"{TUBES}?sort=length&amp;unit=in\"")), "links keep the units");
    let stranger = shop.get_with(&format!("{TUBES}?unit=in"), &[("cookie", "unit=mm; __Host-session=x")]).await;
    assert_eq!(stranger.text(), imperial.text());
    assert!(stranger.header("set-cookie").is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn odd_questions_get_a_useful_page(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let long = "tube+".repeat(2_000);
    for query in [
        "q=id:",
        "q=id:..",
        "q=id:54parsec",
        "q=id:60mm..50mm",
        "q=%00",
        "q=%27%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "id=%27%22%3E%3Cscript%3E",
        "material=%3Cb%3E,%00",
        "id=1e999mm..&stock=maybe",
        "%ff=%ff&q=%ff",
        "q=%25%25%25",
        "id-from=%3E%3E&id-to=wide",
        long.as_str(),
        format!("q={long}").as_str(),
        format!("material={}", "kraft,".repeat(2_000)).as_str(),
    ] {
        for path in ["/search", TUBES] {
            let answer = shop.follow(&format!("{path}?{query}")).await;
            let shown: String = query.chars().take(60).collect();
            assert_eq!(answer.status, 200, "{path}?{shown}");
            assert!(answer.text().contains("<h1") && !answer.text().contains("<script>alert"), "{path}?{shown}");
        }
    }
    let page = shop.get("/search?q=tube+id:54parsec").await;
    assert!(page.text().contains("parsec is not a unit we know") && page.text().contains("RP-AT-54-600"));
    assert_eq!(shop.get(&format!("{TUBES}?page=2")).await.status, 404);
}
