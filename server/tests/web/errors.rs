//! Answers to what is wrong: the right status, a way on, a request id, and nothing of the inside.

use http::Method;
use sqlx::MySqlPool;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::shop::{Answer, FORM, Shop};

/// Words that only the inside uses.
fn assert_tells_no_secrets(answer: &Answer, what: &str) {
    let text = String::from_utf8_lossy(&answer.body);
    for word in
        ["sqlx", "SELECT ", "1146", "doesn't exist", "Duplicate entry", "MySql", "panicked", "127.0.0.1", ".rs:"]
    {
        assert!(!text.contains(word), "{what} tells “{word}”");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_not_there_is_a_page_with_a_way_on(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for path in [
        "/parts/RP-NONE",
        "/parts/x",
        "/parts/%ff%fe",
        "/categories/submarines",
        "/categories/%00",
        "/orders/not-a-number",
        "/checkout/dance",
        "/no/such/page",
        "/%ff",
        "/wp-login.php",
        "/metrics",
    ] {
        let page = shop.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert_eq!(page.header("cache-control"), "private, no-store", "{path}");
        assert!(page.text().contains("href=\"/\"") && page.text().contains("<h1"), "{path}");
        assert_tells_no_secrets(&page, path);
    }
    let elsewhere = shop.get("/parts/rp-at-54-600").await;
    assert_eq!(elsewhere.header("location"), "/parts/RP-AT-54-600", "{}", elsewhere.status);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_fault_of_ours_shows_the_request_id_and_nothing_else(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 1).await;
    shop.run("RENAME TABLE prices TO prices_away").await;
    for path in ["/categories/airframe-tubes", "/parts/RP-AT-54-600", "/search?q=tube", "/cart", "/checkout/review"] {
        let headers = [("x-request-id", "test-1234-abcd"), ("cookie", buyer.cookie.as_str())];
        let page = shop.get_with(path, &headers).await;
        assert_eq!(page.status, 500, "{path}");
        assert_eq!(page.header("x-request-id"), "test-1234-abcd");
        assert_eq!(page.header("cache-control"), "private, no-store", "{path}");
        assert!(page.text().contains("test-1234-abcd"), "{path} shows the id to quote");
        assert_tells_no_secrets(&page, path);
    }
    let order = format!("key={}", buyer.key);
    for (path, body) in [("/api/cart/add", "sku=RP-AT-54-600&quantity=1"), ("/api/checkout/place", order.as_str())] {
        let script = [("accept", "application/json"), FORM[1], ("cookie", buyer.cookie.as_str())];
        let answer = shop.post(path, &script, body).await;
        assert_eq!((answer.status, &answer.json()["code"]), (500, &"internal".into()), "{path}");
        assert_tells_no_secrets(&answer, path);
        let answer = shop.post_form(path, &buyer.cookie, body).await;
        assert!(answer.status == 302 && answer.header("location").contains("problem=internal"), "{path}: {answer:?}");
    }
    let logged = shop.log();
    assert!(logged.contains("test-1234-abcd") && logged.contains("prices"), "the log says what it was");
    shop.run("RENAME TABLE prices_away TO prices").await;
    assert_eq!(shop.get("/parts/RP-AT-54-600").await.status, 200, "and it is over when it is over");
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn request_ids_are_taken_over_only_when_they_are_plain(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let long = "x".repeat(65);
    for strange in ["short", "with space in it", "<script>alert(1)</script>", &long] {
        let answer = shop.get_with("/healthz", &[("x-request-id", strange)]).await;
        let given = answer.header("x-request-id");
        assert!(given != strange && given.len() == 32, "{strange}: {given}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn monstrous_requests_get_a_useful_answer(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let long = "x".repeat(10_000);
    for (path, status) in [
        (format!("/search?q={long}"), 200),
        (format!("/search?q=tube&page={long}"), 200),
        ("/search?q=%ff%fe%00".to_owned(), 200),
        ("/search?q=%".to_owned(), 200),
        ("/search?q=a&q=b&q[]=c&=&&&".to_owned(), 200),
        ("/search?q=tube&page=4294967296".to_owned(), 200),
        ("/search?q=tube&page=-1".to_owned(), 200),
        (format!("/categories/airframe-tubes?sort={long}"), 200),
        ("/categories/airframe-tubes?page=99999&sort=%ff".to_owned(), 200),
        (format!("/parts/{long}"), 404),
        (format!("/orders?problem=not_found&number={long}"), 422),
        (format!("/cart?problem=quantity&sku={long}&quantity={long}"), 422),
    ] {
        let page = shop.follow(&path).await;
        let path: String = path.chars().take(60).collect();
        // A page beyond the last may also say that it is not there.
        assert!(page.status == status || (page.status == 404 && path.contains("page=9")), "{path}: {}", page.status);
        assert!(page.text().contains("<h1"), "{path}");
        assert_tells_no_secrets(&page, &path);
        assert!(page.body.len() < 200_000, "{path} echoes too much: {}", page.body.len());
    }
    for path in [format!("/api/search/suggest?q={long}"), "/api/search/suggest?q=%ff%00".to_owned()] {
        let answer = shop.get(&path).await;
        assert!(answer.status < 500 && answer.json().is_array(), "{answer:?}");
    }
}

/// Sends bytes as they are; answers the status.
async fn ask(shop: &Shop, request: &[u8]) -> String {
    let mut connection = TcpStream::connect(shop.address).await.expect("connected");
    connection.write_all(request).await.expect("sent");
    let mut answer = [0; 12];
    connection.read_exact(&mut answer).await.expect("read");
    String::from_utf8_lossy(&answer["HTTP/1.1 ".len()..]).into_owned()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn bytes_that_are_no_text_do_not_end_in_an_error_of_ours(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let end = b" HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n";
    for target in [&b"/search?q=\xff\xfe"[..], b"/\xff", b"/parts/\xc3\x28"] {
        let status = ask(&shop, &[b"GET ", target, end].concat()).await;
        assert!(["200", "400", "404"].contains(&status.as_str()), "{target:?}: {status}");
    }
    let body = b"sku=\xff\xfe&quantity=\x80";
    let head = format!(
        "POST /api/cart/add HTTP/1.1\r\nhost: shop\r\nconnection: close\r\naccept: application/json\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let status = ask(&shop, &[head.as_bytes(), body].concat()).await;
    assert_eq!(status, "400");
    assert_eq!(shop.get("/healthz").await.status, 200);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn bodies_are_limited_and_methods_kept_apart(database: MySqlPool) {
    let shop = Shop::open(database).await;
    // The head alone is enough to be refused; who sends the body in pieces is stopped on the way.
    let head = "POST /api/cart/add HTTP/1.1\r\nhost: shop\r\nconnection: close\r\naccept: application/json\r\n\
                content-type: application/x-www-form-urlencoded\r\n";
    let announced = format!("{head}content-length: 65537\r\n\r\n");
    assert_eq!(ask(&shop, announced.as_bytes()).await, "413");
    let piece = format!("8000\r\n{}\r\n", "9".repeat(0x8000));
    let in_pieces = format!("{head}transfer-encoding: chunked\r\n\r\n{}0\r\n\r\n", piece.repeat(3));
    let status = ask(&shop, in_pieces.as_bytes()).await;
    assert!(["400", "413"].contains(&status.as_str()), "{status}");
    for (method, path) in
        [(Method::GET, "/api/cart/add?sku=RP-AT-54-600&quantity=1"), (Method::DELETE, "/cart"), (Method::POST, "/")]
    {
        let answer = shop.send(method.clone(), path, &[], "").await.expect("answered");
        assert!([404, 405].contains(&answer.status), "{method} {path}: {}", answer.status);
        assert_tells_no_secrets(&answer, path);
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM carts").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn forms_that_make_no_sense_are_refused_not_stumbled_over(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 1).await;
    for (path, body) in [
        ("/api/cart/add", "sku[a][b]=1&quantity[]=2"),
        ("/api/cart/add", "%%%=&&&=;"),
        ("/api/checkout/step", "step=contact"),
        ("/api/checkout/step", "step=&form=1"),
        ("/api/checkout/step", "step=contact&form[email][x]=1"),
        ("/api/checkout/step", "step=review&form[nonsense]=1"),
        ("/api/orders/look-up", "number[]=1"),
    ] {
        for accept in ["text/html", "application/json"] {
            let headers = [("accept", accept), FORM[1], ("cookie", buyer.cookie.as_str())];
            let answer = shop.post(path, &headers, body).await;
            assert!(answer.status < 500, "{path} {body} for {accept}: {}", answer.status);
            assert_tells_no_secrets(&answer, path);
        }
    }
}
