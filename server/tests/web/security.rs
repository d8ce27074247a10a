//! What every answer forbids the browser, and which posts are refused.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use sqlx::MySqlPool;

use crate::shop::{FORM, Shop};

/// What stands between the tags of every script without a source.
fn inline_scripts(html: &str) -> Vec<&str> {
    html.split("<script")
        .skip(1)
        .filter_map(|rest| {
            let (attributes, rest) = rest.split_once('>')?;
            let (script, _) = rest.split_once("</script>")?;
            // A block of data is not run, so no policy asks for it.
            let is_run = !attributes.contains(" src=") && !attributes.contains("application/ld+json");
            is_run.then_some(script)
        })
        .collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_content_security_policy_names_every_inline_script(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 2).await;
    let mut policies = BTreeSet::new();
    for path in [
        "/",
        "/categories/airframe-tubes",
        "/categories/motors",
        "/parts/RP-AT-54-600",
        "/parts/RP-M38-G58-14A",
        "/parts/RP-SV-DR-1",
        "/parts/RP-NONE",
        "/search?q=tube",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/cart",
        "/checkout/contact",
        "/checkout/review",
        "/orders",
        "/no/such/page",
    ] {
        let page = shop.get_with(path, &[("cookie", &buyer.cookie)]).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe-inline"), "{path}: {policy}");
        let scripts = inline_scripts(page.text());
        assert!(!scripts.is_empty(), "{path} does not start its islands");
        for script in scripts {
            let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
            assert!(policy.contains(&hash), "{path} holds a script that its policy forbids: {script}");
        }
        assert!(!page.text().contains(" style=\"") && !page.text().contains("<style"), "{path} has inline styles");
        assert!(!page.text().contains("rocket-parts-studio"), "{path} loads what only the studio needs");
        policies.insert(policy.to_owned());
    }
    assert_eq!(policies.len(), 1, "a cached page obeys the policy it came with");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_studio_loads_a_bundle_of_its_own(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let page = shop.get("/studio/no/such/page/at/all").await;
    for name in ["/pkg/rocket-parts-studio.0a0b0c.js", "/pkg/rocket-parts-studio.0d0e0f.wasm"] {
        assert!(page.text().contains(name), "{name}");
    }
    assert!(!page.text().contains("/pkg/rocket-parts.d4e5f6.js"), "one bundle a page");
    for script in inline_scripts(page.text()) {
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
        assert!(page.header("content-security-policy").contains(&hash), "its policy forbids: {script}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_answer_carries_the_constant_headers(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for path in
        ["/", "/cart", "/no/such", "/healthz", "/robots.txt", "/pkg/rocket-parts.a1b2c3.css", "/api/cart/pieces"]
    {
        let answer = shop.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(answer.header("x-request-id").len() >= 8, "{path}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn posts_of_other_sites_are_refused_and_change_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 2).await;
    let order = format!("key={}", buyer.key);
    let cookie = ("cookie", buyer.cookie.as_str());
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://shop.example.org")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "https://shop.example.org.evil.example")],
    ] {
        for (path, body) in [
            ("/api/cart/add", "sku=RP-AT-54-600&quantity=1"),
            ("/api/cart/quantity", "sku=RP-AT-54-600&quantity=0"),
            ("/api/checkout/step", "step=contact&form[email]=evil@example.org"),
            ("/api/checkout/place", order.as_str()),
            ("/api/orders/look-up", "number=RP-00000000&email=mira@example.org"),
        ] {
            let headers: Vec<_> = FORM.into_iter().chain([cookie]).chain(foreign.iter().copied()).collect();
            let answer = shop.post(path, &headers, body).await;
            assert_eq!(answer.status, 403, "{path} {foreign:?}");
            assert_eq!(answer.header("cache-control"), "private, no-store");
            assert!(answer.header("set-cookie").is_empty());
        }
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM carts").await, 1);
    assert_eq!(shop.number("SELECT CAST(SUM(quantity) AS SIGNED) FROM cart_lines").await, 2);
    assert_eq!(shop.number("SELECT COUNT(*) FROM checkouts WHERE form LIKE '%evil%'").await, 0);
    // The same from our own pages goes through.
    let own = [FORM[0], FORM[1], cookie, ("sec-fetch-site", "same-origin")];
    let answer = shop.post("/api/checkout/place", &own, &order).await;
    assert!(answer.header("location").starts_with("/orders/RP-"), "{answer:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_cart_cookie_is_bound_to_the_host_and_hidden_from_scripts(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let first = shop.post_form("/api/cart/add", "", "sku=RP-AT-54-600&quantity=1").await;
    assert_eq!((first.status, first.header("location")), (302, "/cart"));
    let cookie = first.header("set-cookie");
    for part in ["__Host-cart=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age="] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let (pair, _) = cookie.split_once(';').expect("attributes");
    let second = shop.post_form("/api/cart/add", pair, "sku=RP-AT-54-600&quantity=2").await;
    assert!(second.header("set-cookie").is_empty(), "who has a cart keeps it");
    assert_eq!(shop.get_with("/api/cart/pieces", &[("cookie", pair)]).await.text(), "3");
    for forged in ["__Host-cart=x", "__Host-cart=", "__Host-cart=0123456789abcdef0123456789abcdeg", "__Host-cart"] {
        assert_eq!(shop.get_with("/api/cart/pieces", &[("cookie", forged)]).await.text(), "0", "{forged}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_people_type_stays_text(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.run("UPDATE variants SET name = 'Tube </title><b id=x>' WHERE sku = 'RP-AT-54-600'").await;
    // Out of the title, out of an attribute, out of an element.
    let typed = "%3C%2Ftitle%3E%22%3E%27%3E%3Cb%20id%3Dx%3E";
    for path in [
        format!("/search?q={typed}"),
        format!("/search?q=tube+{typed}"),
        format!("/categories/airframe-tubes?sort={typed}&page={typed}"),
        "/categories/airframe-tubes".to_owned(),
        format!("/parts/RP-AT-54-600?problem=quantity&quantity={typed}"),
        format!("/orders?problem=not_found&number={typed}"),
        format!("/cart?problem={typed}&sku={typed}&quantity={typed}"),
        format!("/{typed}"),
    ] {
        let page = shop.follow(&path).await;
        assert!(page.status < 500, "{path}: {}", page.status);
        assert!(!page.text().contains("<b id"), "{path} becomes HTML");
        assert_eq!(page.text().matches("</title>").count(), 1, "{path} ends the title");
    }
    let page = shop.follow("/search?q=a%26amp%3Bb").await;
    assert!(page.text().contains("<title>Search: a&amp;amp;b"), "shown as it was typed");
}
