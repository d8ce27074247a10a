//! Lists posted as a browser posts them: pasted, uploaded, mended, added; and what is no list.

use sqlx::MySqlPool;

use crate::shop::{Answer, Shop};

const BOUNDARY: &str = "----shop-test-boundary";

/// A form with files in it, as a browser without scripts posts it.
async fn post(shop: &Shop, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let parts = fields.iter().map(|(name, value)| {
        let file = if *name == "file" { "; filename=\"list.csv\"\r\nContent-Type: text/csv" } else { "" };
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
    });
    let body = parts.chain([format!("--{BOUNDARY}--\r\n")]).collect::<Vec<_>>().concat();
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [("accept", "text/html"), ("content-type", content_type.as_str()), ("cookie", cookie)];
    shop.post("/quick-order", &headers, &body).await
}

/// The values of the fields of a name in a page.
fn values(page: &Answer, name: &str) -> Vec<String> {
    let marked = format!("name=\"{name}\"");
    page.text()
        .split('<')
        .filter(|tag| tag.contains(&marked))
        .filter_map(|tag| Some(tag.split_once("value=\"")?.1.split_once('"')?.0.to_owned()))
        .collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_list_is_looked_through_mended_and_added(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let entry = shop.get("/quick-order").await;
    assert_eq!(entry.status, 200);
    assert!(entry.header("cache-control").starts_with("public") && !entry.header("etag").is_empty());

    let page = post(&shop, "", &[("list", "rpat54600 2\nRP-AT-54-901;3\nRP-AT-54-600 x1"), ("file", "")]).await;
    assert_eq!(page.status, 422, "one line needs a change");
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert_eq!(page.header("set-cookie"), "", "looking costs no cookie");
    assert_eq!(values(&page, "number"), ["RP-AT-54-600", "RP-AT-54-901"]);
    assert_eq!(values(&page, "quantity"), ["3", "3"]);
    assert_eq!(values(&page, "add"), ["1"]);
    assert_eq!(values(&page, "choose"), ["1:RP-AT-54-900", "1:RP-AT-54-600"]);
    assert!(page.text().contains("Lines 1, 3 together."));

    let number = |page: &Answer| values(page, "number");
    let key = values(&page, "key").remove(0);
    let shown: Vec<(&str, &str)> = vec![
        ("key", &key),
        ("line", "1, 3"),
        ("number", "RP-AT-54-600"),
        ("quantity", "3"),
        ("line", "2"),
        ("number", "RP-AT-54-901"),
        ("quantity", "3"),
    ];
    let with = |name: &'static str, value: &'static str| [&shown[..], &[(name, value)]].concat();
    let chosen = post(&shop, "", &with("choose", "1:RP-AT-54-900")).await;
    assert_eq!((chosen.status, number(&chosen)), (200, vec!["RP-AT-54-600".to_owned(), "RP-AT-54-900".to_owned()]));
    assert_eq!(values(&chosen, "add"), ["2"]);

    // What can be added goes in; what cannot stays on the page.
    let added = post(&shop, "", &with("add", "1")).await;
    let cookie = added.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    assert!(cookie.starts_with("__Host-cart="), "{added:?}");
    assert!(added.text().contains("1 line is in your cart"), "{}", added.text());
    assert_eq!(number(&added), ["RP-AT-54-901"]);
    let pieces = "SELECT CAST(COALESCE(SUM(quantity), 0) AS SIGNED) FROM cart_lines";
    assert_eq!(shop.number(pieces).await, 3);
    // The same press again, as when the answer is loaded anew, adds nothing.
    let again = post(&shop, &cookie, &with("add", "1")).await;
    assert_eq!((again.status, again.header("location")), (302, "/cart"));
    assert_eq!(shop.number(pieces).await, 3);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_button_that_promised_something_else_adds_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let fields = [("line", "1"), ("number", "RP-AT-54-600"), ("quantity", "2"), ("add", "1")];
    shop.stock("RP-AT-54-600", [("DEN", 1), ("RTM", 0)]).await;
    let changed = post(&shop, "", &fields).await;
    assert_eq!(changed.status, 409);
    assert!(changed.text().contains("Nothing was added yet") && changed.text().contains("Only 1 left."));
    assert_eq!(values(&changed, "take"), ["0:1"]);
    let more = post(&shop, "", &[&fields[..], &[("list", "RP-AT-54-900 1")]].concat()).await;
    assert_eq!(more.status, 422, "what came with the press is looked through first");
    assert_eq!(shop.number("SELECT COUNT(*) FROM cart_lines").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_cart_comes_out_as_a_file_and_goes_back_in(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 12).await;
    let file = shop.get_with("/cart.csv", &[("cookie", &buyer.cookie)]).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(file.header("cache-control"), "private, no-store");
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(file.text().contains("\r\nRP-AT-54-600,"), "{}", file.text());

    let page = post(&shop, "", &[("list", ""), ("file", file.text())]).await;
    assert_eq!(
        (page.status, values(&page, "number"), values(&page, "quantity")),
        (200, vec!["RP-AT-54-600".to_owned()], vec!["12".to_owned()])
    );
    let key = values(&page, "key").remove(0);
    let fields = [("key", key.as_str()), ("line", "2"), ("number", "RP-AT-54-600"), ("quantity", "12"), ("add", "1")];
    let added = post(&shop, "", &fields).await;
    assert_eq!((added.status, added.header("location")), (302, "/cart"));
    let cookie = added.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let copy = shop.get_with("/cart.csv", &[("cookie", &cookie)]).await;
    assert_eq!(copy.text(), file.text());
    assert_eq!(shop.get("/cart.csv").await.text().lines().count(), 1, "nobody’s cart has a head and no line");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_no_list_keeps_what_was_typed(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let many = "RP-AT-54-600 1\n".repeat(600);
    let large = "RP-AT-54-600 1\n".repeat(5_000);
    for (fields, status, words) in [
        (vec![("list", "")], 422, "There is no part number on the list."),
        (vec![], 422, "There is no part number on the list."),
        (vec![("list", many.as_str())], 422, "600 lines are too many"),
        (vec![("list", "RP-AT-54-600 7"), ("file", "PK\u{3}\u{4}\u{14}\0\0")], 422, "This file is not text"),
        (vec![("list", "RP-AT-54-600 7"), ("file", large.as_str())], 413, "A list may have up to 64 KB."),
    ] {
        let page = post(&shop, "", &fields).await;
        assert_eq!(page.status, status, "{words}");
        assert!(page.text().contains(words), "{words}: {}", page.text());
        if let Some((_, typed)) = fields.first() {
            assert!(page.text().contains(typed.trim()), "{words}: what was typed is still there");
        }
    }
    for quantity in ["0", "-1", "99999999", "1.5", "lots"] {
        let page = post(&shop, "", &[("list", &format!("RP-AT-54-600;{quantity}"))]).await;
        assert_eq!((page.status, values(&page, "quantity")), (422, vec![quantity.to_owned()]));
        assert!(page.text().contains("quantity-0-error") && values(&page, "add").is_empty());
    }
    let other = [("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded")];
    let page = shop.post("/quick-order", &other, "list=RP-AT-54-600").await;
    assert!(page.status == 422 && page.text().contains("<h1"), "not the form that our page sends");
    assert_eq!(shop.number("SELECT COUNT(*) FROM carts").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ten_megabytes_are_answered_with_a_page(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let page = post(&shop, "", &[("list", "RP-AT-54-600 7"), ("file", &"9".repeat(10 * 1024 * 1024))]).await;
    assert_eq!(page.status, 413);
    assert!(page.text().contains("<h1") && page.text().contains("RP-AT-54-600 7"));
    // Beyond what is read at all, what came first is still kept.
    let page = post(&shop, "", &[("list", "RP-AT-54-600 7"), ("file", &"9".repeat(20 * 1024 * 1024))]).await;
    assert_eq!(page.status, 413);
    assert!(page.text().contains("RP-AT-54-600 7"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_site_cannot_post_a_list(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let headers = [("sec-fetch-site", "cross-site"), ("content-type", "multipart/form-data; boundary=x")];
    assert_eq!(shop.post("/quick-order", &headers, "--x--\r\n").await.status, 403);
}
