//! Pictures over HTTP: how renditions are sent, who may send new ones, and what is answered to files that are none.

use axum::body::Bytes;
use domain::catalog::asset::MAX_IMAGE_BYTES;
use http::Request;
use http_body_util::{BodyExt, Full};
use sqlx::MySqlPool;

use crate::shop::{Answer, Shop};

const BOUNDARY: &str = "xPICTUREx";
const PATH: &str = "/api/studio/images";

/// A PNG of 300 × 300 pixels in two colours, packed without packing, since this crate has no packer.
fn png() -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..300_u32 {
        rows.push(0);
        rows.extend((0..300).map(|x| if x < 150 || y < 20 { 40 } else { 220 }));
    }
    let mut packed = vec![0x78, 0x01];
    let mut blocks = rows.chunks(60_000).peekable();
    while let Some(block) = blocks.next() {
        let len = u16::try_from(block.len()).expect("short");
        packed.push(u8::from(blocks.peek().is_none()));
        packed.extend(len.to_le_bytes());
        packed.extend((!len).to_le_bytes());
        packed.extend(block);
    }
    let (a, b) = rows.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    packed.extend((b << 16 | a).to_be_bytes());
    let side = 300_u32.to_be_bytes();
    let header = [&side[..], &side, &[8, 0, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &header), chunk(*b"IDAT", &packed), chunk(*b"IEND", b"")].concat()
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&name[..], data].concat();
    let sum = !body.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    });
    [&u32::try_from(data.len()).expect("short").to_be_bytes()[..], &body, &sum.to_be_bytes()].concat()
}

/// The body of a form with one file.
fn form(field: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n"
    );
    [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

impl Shop {
    async fn send_picture(&self, cookie: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(format!("http://{}{PATH}", self.address))
            .header("accept", "application/json")
            .header("content-type", content_type)
            .header("cookie", cookie)
            .body(Full::new(Bytes::from(body)))
            .expect("a request");
        let answer = self.client().request(request).await.expect("answered");
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("whole").to_bytes();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    async fn send_file(&self, cookie: &str, file: &[u8]) -> Answer {
        self.send_picture(cookie, &format!("multipart/form-data; boundary={BOUNDARY}"), form("file", file)).await
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_picture_is_sent_by_an_editor_and_seen_by_everyone(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let before = shop.get("/parts/RP-AT-54-600").await;
    assert!(!before.text().contains("pictures"));
    shop.joins("editor@example.org", "editor").await;
    let editor = shop.staff_signs_in("editor@example.org").await;

    let taken = shop.send_file(&editor, &png()).await;
    assert_eq!(taken.status, 200, "{taken:?}");
    assert_eq!(taken.header("cache-control"), "private, no-store");
    let said = taken.json();
    assert_eq!((&said["width"], &said["height"]), (&300.into(), &300.into()));
    let (asset, url) = (said["asset"].as_str().expect("a name"), said["url"].as_str().expect("an address"));
    assert_eq!(url, format!("/media/{asset}-300.jpg"));
    assert_eq!(shop.send_file(&editor, &png()).await.json(), said, "the same again");

    let file = shop.get(url).await;
    assert_eq!((file.status, file.header("content-type")), (200, "image/jpeg"));
    assert!(file.body.starts_with(&[0xff, 0xd8, 0xff]));
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").contains("default-src 'none'"));
    assert!(file.header("set-cookie").is_empty());
    let etag = file.header("etag");
    let known = shop.get_with(url, &[("if-none-match", etag)]).await;
    assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, etag));
    assert_eq!(known.header("cache-control"), file.header("cache-control"));
    assert_eq!(shop.get_with(url, &[("if-none-match", "\"other\"")]).await.status, 200);

    shop.run(
        "INSERT INTO product_assets (product_id, asset_id, position, alt_text)
         SELECT v.product_id, a.id, 1, 'The tube & its \"ends\"' FROM variants v JOIN assets a WHERE v.sku = 'RP-AT-54-600'",
    )
    .await;
    let page = shop.get("/parts/RP-AT-54-600").await;
    let list = page.text().split("class=\"pictures\"").nth(1).expect("pictures");
    let picture = list.split("</ul>").next().expect("a list");
    for part in [
        &format!("href=\"{url}\"") as &str,
        &format!("src=\"{url}\""),
        &format!("srcset=\"{url} 300w\""),
        "width=\"300\"",
        "height=\"300\"",
        "loading=\"lazy\"",
        "alt=\"The tube &amp; its &quot;ends&quot;\"",
    ] {
        assert!(picture.contains(part), "{part} in {picture}");
    }
    shop.run("DELETE FROM product_assets").await;
    assert_eq!(shop.get("/parts/RP-AT-54-600").await.header("etag"), before.header("etag"), "as before, to the byte");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_no_picture_is_answered_with_its_reason_and_nothing_is_stored(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.joins("editor@example.org", "editor").await;
    let editor = shop.staff_signs_in("editor@example.org").await;
    let picture = png();
    for (file, status, words) in [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
            415,
            "This is an SVG drawing",
        ),
        (b"PK\x03\x04".to_vec(), 415, "a zip archive"),
        (Vec::new(), 415, "empty"),
        (vec![0xff; MAX_IMAGE_BYTES + 1], 413, "larger than 8 MB"),
        (vec![0xff; 15 * 1024 * 1024], 413, "larger than 8 MB"),
        ([&picture[..], b"<script>alert(1)</script>"].concat(), 422, "25 more bytes"),
        (picture[..picture.len() / 2].to_vec(), 422, "ends before the picture does"),
    ] {
        let answer = shop.send_file(&editor, &file).await;
        let error = answer.json()["error"].as_str().expect("a reason").to_owned();
        assert_eq!((answer.status, error.contains(words)), (status, true), "{words}: {error}");
        assert_eq!(answer.header("cache-control"), "private, no-store");
    }
    let of_form = format!("multipart/form-data; boundary={BOUNDARY}");
    for (content_type, body, status) in [
        (of_form.as_str(), form("picture", &picture), 422),
        (of_form.as_str(), form("file", &picture)[..900].to_vec(), 400),
        (of_form.as_str(), Vec::new(), 400),
        ("application/x-www-form-urlencoded", b"file=a".to_vec(), 415),
        ("image/png", picture.clone(), 415),
    ] {
        let answer = shop.send_picture(&editor, content_type, body).await;
        assert_eq!(answer.status, status, "{content_type}: {answer:?}");
        assert!(!answer.json()["error"].as_str().expect("a reason").is_empty());
    }

    // Whoever may not do this is told so before the file is read.
    shop.joins("analyst@example.org", "analyst").await;
    let analyst = shop.staff_signs_in("analyst@example.org").await;
    for (cookie, status) in [("", 401), (analyst.as_str(), 403)] {
        let answer = shop.send_file(cookie, &picture).await;
        assert_eq!((answer.status, answer.header("cache-control")), (status, "private, no-store"));
    }
    let headers = [("sec-fetch-site", "cross-site"), ("cookie", editor.as_str())];
    assert_eq!(shop.post(PATH, &headers, "").await.status, 403, "from another site");
    assert_eq!(shop.number("SELECT COUNT(*) FROM assets").await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM asset_files").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_picture_that_is_not_there_is_not_remembered(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let hash = "0123456789abcdef".repeat(4);
    for path in [
        format!("/media/{hash}-320.jpg"),
        format!("/media/{hash}.jpg"),
        format!("/media/{hash}-320.svg"),
        format!("/media/..%2f{hash}-320.jpg"),
        "/media/x".to_owned(),
        "/media/".to_owned(),
    ] {
        let answer = shop.get_with(&path, &[("if-none-match", "*")]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.header("cache-control").ends_with("no-store"), "{path}");
        assert!(answer.header("etag").is_empty(), "{path}");
    }
}
