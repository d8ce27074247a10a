//! From the buy button to the order, with and without scripts.

use sqlx::MySqlPool;

use crate::shop::{FORM, NOWHERE, Settings, Shop};

const STEPS: [(&str, &str, &str); 4] = [
    ("contact", "form[email]=mira@example.org&form[contact_name]=Mira+Okafor", "/checkout/address"),
    (
        "address",
        "form[street]=Dock+4&form[postal_code]=3011+AB&form[city]=Rotterdam&form[country]=NL",
        "/checkout/delivery",
    ),
    ("delivery", "form[delivery_method]=standard", "/checkout/payment"),
    ("payment", "form[payment_method]=bank_transfer&form[po_number]=PO-1", "/checkout/review"),
];

/// Buys a part by forms alone; answers the cookie and the address of the order.
async fn buy(shop: &Shop, sku: &str) -> (String, String) {
    let added = shop.post_form("/api/cart/add", "", &format!("sku={sku}&quantity=2")).await;
    let cookie = added.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    for (step, body, next) in STEPS {
        let saved = shop.post_form("/api/checkout/step", &cookie, &format!("step={step}&{body}")).await;
        assert_eq!((saved.status, saved.header("location")), (302, next), "{step}");
    }
    let review = shop.get_with("/checkout/review", &[("cookie", &cookie)]).await;
    let (_, rest) = review.text().split_once("name=\"key\"").expect("the review page holds the key");
    let key = rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value");
    let placed = shop.post_form("/api/checkout/place", &cookie, &format!("key={key}")).await;
    let order = placed.header("location").to_owned();
    assert!(placed.status == 302 && order.starts_with("/orders/RP-"), "{placed:?}");
    let again = shop.post_form("/api/checkout/place", &cookie, &format!("key={key}")).await;
    assert_eq!(again.header("location"), order, "the same order");
    (cookie, order)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_part_is_bought_by_forms_alone_and_seen_by_its_buyer_only(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let (cookie, order) = buy(&shop, "RP-AT-54-600").await;
    let page = shop.get_with(&order, &[("cookie", &cookie)]).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("RP-AT-54-600") && page.text().contains("Mira Okafor"));
    assert_eq!(page.header("cache-control"), "private, no-store");

    let stranger = shop.get(&order).await;
    assert!(!stranger.text().contains("Mira") && !stranger.text().contains("RP-AT-54-600"), "{}", stranger.status);
    assert_eq!(stranger.header("cache-control"), "private, no-store");
    let nobodys = shop.get("/orders/RP-00000000").await;
    assert_eq!(stranger.status, nobodys.status, "whether there is such an order is not told");

    // Number and address together open it, on any machine.
    let number = order.rsplit('/').next().expect("a number");
    let look_up =
        async |email: &str| shop.post_form("/api/orders/look-up", "", &format!("number={number}&email={email}")).await;
    let wrong = look_up("eve@example.org").await;
    assert!(wrong.header("location").starts_with("/orders?problem=not_found"), "{wrong:?}");
    assert!(wrong.header("set-cookie").is_empty());
    let right = look_up("MIRA@example.org").await;
    assert_eq!(right.header("location"), order);
    let session = right.header("set-cookie").split(';').next().expect("a session").to_owned();
    assert!(session.starts_with("__Host-session="), "{session}");
    let opened = shop.get_with(&order, &[("cookie", &session)]).await;
    assert!(opened.status == 200 && opened.text().contains("Mira Okafor"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_redis_the_shop_is_degraded_and_still_sells(database: MySqlPool) {
    let shop = Shop::open_with(database, Settings { redis_url: NOWHERE.to_owned(), ..Settings::default() }).await;
    let ready = shop.get("/readyz").await;
    assert_eq!(ready.status, 200);
    let state = ready.json();
    assert_eq!((&state["ready"], &state["cache"]), (&true.into(), &"does not answer".into()));
    assert!(!state["degraded"].as_array().expect("a list").is_empty());
    for path in ["/", "/categories/airframe-tubes", "/parts/RP-AT-54-600", "/search?q=tube", "/cart", "/orders"] {
        assert_eq!(shop.get(path).await.status, 200, "{path}");
    }
    let (cookie, order) = buy(&shop, "RP-AT-54-600").await;
    let page = shop.get_with(&order, &[("cookie", &cookie)]).await;
    assert!(page.status == 200 && page.text().contains("Mira Okafor"));
    let number = order.rsplit('/').next().expect("a number");
    let looked_up = shop.post_form("/api/orders/look-up", "", &format!("number={number}&email=mira@example.org")).await;
    assert!(looked_up.header("location").starts_with("/orders?problem=unavailable"), "{looked_up:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_wrong_quantity_is_said_to_scripts_and_to_people(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for quantity in ["0", "-1", "10000", "2.5", "many", "", "%00", "99999999999999999999"] {
        let body = format!("sku=RP-AT-54-600&quantity={quantity}");
        let script = [("accept", "application/json"), FORM[1]];
        let answer = shop.post("/api/cart/add", &script, &body).await;
        assert_eq!((answer.status, &answer.json()["code"]), (422, &"quantity".into()), "{quantity:?}");
        let answer = shop.post_form("/api/cart/add", "", &body).await;
        assert_eq!(answer.status, 302, "{quantity:?}");
        let way = answer.header("location");
        assert!(way.starts_with("/parts/RP-AT-54-600?problem=quantity"), "{way}");
        let page = shop.get(way.split('#').next().expect("a path")).await;
        assert_eq!(page.status, 422);
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert!(page.text().contains("Enter a whole number between 1 and 9,999."));
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM cart_lines").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_refusal_has_its_status_and_its_way_on(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.run("DELETE FROM prices WHERE variant_id = (SELECT id FROM variants WHERE sku = 'RP-AT-54-900')").await;
    for (body, status, code, way) in [
        ("sku=RP-NONE&quantity=1", 404, "unknown_part", "/parts/RP-NONE?problem=unknown_part"),
        ("sku=%2F%2Fevil&quantity=1", 404, "unknown_part", "/cart?problem=unknown_part"),
        ("", 404, "unknown_part", "/cart?problem=unknown_part"),
        ("sku=RP-AT-54-900&quantity=1", 409, "price_on_request", "/parts/RP-AT-54-900?problem=price_on_request"),
    ] {
        let answer = shop.post("/api/cart/add", &[("accept", "application/json"), FORM[1]], body).await;
        assert_eq!((answer.status, &answer.json()["code"]), (status, &code.into()), "{body}");
        let answer = shop.post_form("/api/cart/add", "", body).await;
        assert!(answer.status == 302 && answer.header("location").starts_with(way), "{body}: {answer:?}");
    }
    let unknown = shop.get("/api/inventory/stock?sku=RP-NONE").await;
    assert_eq!(unknown.status, 404);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sold_out_on_the_way_is_a_page_that_offers_the_rest(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 3).await;
    shop.stock("RP-AT-54-600", [("DEN", 1), ("RTM", 0)]).await;
    let answer = shop.post_form("/api/checkout/place", &buyer.cookie, &format!("key={}", buyer.key)).await;
    assert_eq!((answer.status, answer.header("location")), (302, "/checkout/review?check=1"));
    let page = shop.get_with("/checkout/review?check=1", &[("cookie", &buyer.cookie)]).await;
    assert!(page.status < 500 && page.text().contains("RP-AT-54-600"), "{}", page.status);
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
    // A lost or made-up key leads back to the cart, not to an error.
    for key in ["", "not-a-key", "00000000-0000-0000-0000-000000000000"] {
        let answer = shop.post_form("/api/checkout/place", &buyer.cookie, &format!("key={key}")).await;
        assert_eq!((answer.status, answer.header("location")), (302, "/cart"), "{key}");
    }
}
