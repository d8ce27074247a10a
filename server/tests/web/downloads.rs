//! Files of a part: what is sent, under which name, and what has none.

use sqlx::MySqlPool;

use crate::shop::Shop;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn files_are_made_from_the_part_and_named_after_it(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for (path, media_type, name, holds) in [
        ("/parts/RP-AT-54-600/drawing.svg", "image/svg+xml", "RP-AT-54-600.svg", "width=\"277mm\""),
        ("/parts/RP-M38-G58-14A/drawing.svg", "image/svg+xml", "RP-M38-G58-14A.svg", "<title>RP-M38-G58-14A "),
        ("/parts/RP-M38-G58-14A/thrust.svg", "image/svg+xml", "RP-M38-G58-14A-thrust.svg", "class=\"chart__curve\""),
        (
            "/parts/RP-M38-G58-14A/thrust.csv",
            "text/csv; charset=utf-8",
            "RP-M38-G58-14A-thrust.csv",
            "time_s,thrust_n\r\n0,0\r\n",
        ),
        ("/parts/RP-M38-G58-14A/thrust.eng", "text/plain; charset=utf-8", "RP-M38-G58-14A.eng", " 38 "),
    ] {
        let file = shop.get(path).await;
        assert_eq!(file.status, 200, "{path}");
        assert_eq!(file.header("content-type"), media_type, "{path}");
        assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{name}\""), "{path}");
        assert!(file.header("cache-control").starts_with("public, max-age=0, s-maxage=60"), "{path}");
        assert!(file.header("set-cookie").is_empty(), "{path}");
        assert!(file.text().contains(holds), "{path}: {}", file.text());
        let etag = file.header("etag");
        assert_eq!(shop.get_with(path, &[("if-none-match", etag)]).await.status, 304, "{path}");
        let page = shop.get(path.rsplit_once('/').expect("a file of a part").0).await;
        assert!(page.text().contains(&format!("href=\"{path}\"")), "the page links to {path}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_has_no_file_says_so_and_has_no_link(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for path in [
        "/parts/RP-AT-54-600/drawing.dxf",
        "/parts/RP-AT-54-600/thrust.csv",
        "/parts/RP-SV-DR-1/drawing.svg",
        "/parts/RP-NONE-1/drawing.svg",
        "/parts/%22%0d%0a/drawing.svg",
        "/parts/RP-AT-54-600/drawing.pdf",
    ] {
        let file = shop.get(path).await;
        assert_eq!(file.status, 404, "{path}");
        assert_eq!(file.header("cache-control"), "private, no-store", "{path}");
        assert!(file.header("content-disposition").is_empty(), "{path}");
    }
    let page = shop.get("/parts/RP-AT-54-600").await;
    assert!(!page.text().contains("drawing.dxf") && !page.text().contains("thrust.csv"));
}
