//! What customers see and do after they have ordered, by forms alone; and that strangers see and do none of it.

use domain::accounts::Actor;
use domain::fulfilment::{ReturnNumber, ShipmentNumber};
use domain::ids::Sku;
use domain::orders::OrderNumber;
use sqlx::MySqlPool;
use store::cart::CartToken;

use crate::shop::{Answer, FORM, Shop, now};

const TUBE: &str = "RP-AT-54-600";
const MOTOR: &str = "RP-M38-G58-14A";
const US: Actor = Actor::System("test");

/// An order of four tubes and a motor.
struct Placed {
    cookie: String,
    number: OrderNumber,
    path: String,
}

async fn place(shop: &Shop, who: u64) -> Placed {
    let token = CartToken::from_random(u128::from(who) + 1);
    shop.store.add_to_cart(&token, &Sku::parse(MOTOR).expect("a SKU"), 1, now()).await.expect("added");
    let buyer = shop.buyer(who, TUBE, 4).await;
    let answer = shop.post_form("/api/checkout/place", &buyer.cookie, &format!("key={}", buyer.key)).await;
    let path = answer.header("location").to_owned();
    let number = path.strip_prefix("/orders/").map(|number| OrderNumber::parse(number).expect("a number"));
    Placed { cookie: buyer.cookie, number: number.expect("an order"), path }
}

impl Placed {
    async fn get(&self, shop: &Shop, rest: &str) -> Answer {
        shop.get_with(&format!("{}{rest}", self.path), &[("cookie", &self.cookie)]).await
    }

    async fn post(&self, shop: &Shop, rest: &str, body: &str) -> Answer {
        shop.post_form(&format!("{}{rest}", self.path), &self.cookie, body).await
    }

    /// The line that holds a part, as forms number it.
    async fn line(&self, shop: &Shop, sku: &str) -> u32 {
        let order = shop.store.order(&self.number).await.expect("read").expect("an order");
        order.lines.iter().find(|line| line.sku.as_str() == sku).expect("a line").line_no
    }

    /// Approves, picks, packs and ships all of it; answers its parcels.
    async fn ship(&self, shop: &Shop) -> Vec<ShipmentNumber> {
        let store = &shop.store;
        store.approve_order(&self.number, &US, now()).await.expect("approved");
        let mut parcels = Vec::new();
        for (location, random) in [("DEN", 10), ("RTM", 20)] {
            let orders = [self.number.clone()];
            parcels.extend(store.start_picking(&orders, location, random, &US, now()).await.expect("begun"));
        }
        for parcel in &parcels {
            store.confirm_picked(parcel, &[], &US, now()).await.expect("picked");
            store.pack(std::slice::from_ref(parcel), Some("counted"), &US, now()).await.expect("packed");
            store.ship(parcel, "DHL", "00340434161094042557", &US, now()).await.expect("shipped");
        }
        parcels
    }
}

/// The value of a hidden field of a page.
fn hidden(page: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\"");
    let tag = page.text().split("<input").find(|tag| tag.contains(&mark)).expect("the field");
    let value = tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_default().to_owned()
}

fn says(page: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(page.text().contains(text), "“{text}” is not said ({}): {}", page.status, page.text());
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_is_seen_on_its_way_and_cancelled_in_parts(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let order = place(&shop, 1).await;
    let page = order.get(&shop, "").await;
    assert_eq!(page.status, 200);
    says(
        &page,
        &["Thank you", "Where the order stands", "aria-current=\"step\"", TUBE, MOTOR, "Mira Okafor", "reserved"],
    );

    let line = order.line(&shop, TUBE).await;
    let list = order.get(&shop, "/cancel").await;
    let seen = hidden(&list, "seen");
    says(&list, &[TUBE, MOTOR, &format!("pieces-{line}")]);

    let empty = order.post(&shop, "/cancel", &format!("seen={seen}&go=look")).await;
    assert_eq!(empty.status, 422);
    says(&empty, &["Choose at least one piece"]);
    for typed in ["5", "-1", "two"] {
        let wrong = order.post(&shop, "/cancel", &format!("seen={seen}&go=look&pieces-{line}={typed}")).await;
        assert_eq!(wrong.status, 422, "{typed}");
        says(
            &wrong,
            &["Enter a whole number from 0 to 4.", &format!("value=\"{typed}\""), &format!("pieces-{line}-error")],
        );
    }
    let asked = format!("seen={seen}&pieces-{line}=3");
    let look = order.post(&shop, "/cancel", &format!("{asked}&go=look")).await;
    assert_eq!(look.status, 200);
    says(&look, &["What becomes of the money", "Cancel 3 pieces"]);
    let too_long = order.post(&shop, "/cancel", &format!("{asked}&go=cancel&reason={}", "x".repeat(201))).await;
    assert_eq!(too_long.status, 422);
    says(&too_long, &["reason-error", &"x".repeat(201)]);
    let cancelled = "SELECT CAST(SUM(cancelled) AS SIGNED) FROM order_lines";
    assert_eq!(shop.number(cancelled).await, 0, "nothing is done before it is confirmed");

    let way = format!("{}?done=cancelled", order.path);
    let sent = format!("{asked}&go=cancel&reason=too+many");
    // Twice at once, and once more.
    let (one, two) = tokio::join!(order.post(&shop, "/cancel", &sent), order.post(&shop, "/cancel", &sent));
    for done in [one, two, order.post(&shop, "/cancel", &sent).await] {
        assert_eq!((done.status, done.header("location")), (302, way.as_str()));
    }
    assert_eq!(shop.number(cancelled).await, 3);
    let page = order.get(&shop, "?done=cancelled").await;
    says(&page, &["3 cancelled", "Credited", "Still to pay"]);

    // What was seen before is no ground for more.
    let old = order.post(&shop, "/cancel", &format!("seen={seen}&go=cancel&pieces-{line}=1")).await;
    assert_eq!(old.status, 409);
    says(&old, &["The order has changed meanwhile"]);

    let all = order.post(&shop, "/cancel", &format!("seen={}&go=all", hidden(&old, "seen"))).await;
    says(&all, &["Cancel 2 pieces"]);
    let motor = order.line(&shop, MOTOR).await;
    let rest = format!("seen={}&go=cancel&pieces-{line}=1&pieces-{motor}=1", hidden(&all, "seen"));
    assert_eq!(order.post(&shop, "/cancel", &rest).await.status, 302);
    let page = order.get(&shop, "").await;
    says(&page, &["track__station--stopped", "Nothing is to be paid."]);
    let closed = order.get(&shop, "/cancel").await;
    says(&closed, &["Nothing can be cancelled any more"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ordering_again_takes_what_there_is_and_says_what_is_missing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let order = place(&shop, 1).await;
    shop.run("UPDATE stock_levels SET on_hand = allocated WHERE variant_id = (SELECT id FROM variants WHERE sku = 'RP-M38-G58-14A')").await;
    let key = hidden(&order.get(&shop, "").await, "key");
    let way = format!("{}?done=reordered", order.path);
    for time in ["once", "twice"] {
        let body = format!("number={}&key={key}", order.number);
        let again = shop.post_form("/api/orders/reorder", &order.cookie, &body).await;
        assert_eq!((again.status, again.header("location")), (302, way.as_str()), "{time}");
        let pieces = "SELECT CAST(SUM(quantity) AS SIGNED) FROM cart_lines";
        assert_eq!(shop.number(pieces).await, 4, "{time}");
    }
    let page = order.get(&shop, "?done=reordered").await;
    says(&page, &["Some of it is in your cart", MOTOR, "Sold out."]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_shipped_has_its_papers_and_may_come_back(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let order = place(&shop, 1).await;
    says(&order.get(&shop, "/invoice").await, &["Pro-forma invoice", "not issued yet", "PO-1"]);
    let early = order.get(&shop, "/return").await;
    says(&early, &["Nothing of this order can be returned here", "Not shipped."]);

    let parcels = order.ship(&shop).await;
    let page = order.get(&shop, "").await;
    says(
        &page,
        &["On its way", "00340434161094042557", parcels[0].as_str(), "shipped", "Packing slip", "Return parts"],
    );
    let invoice = order.get(&shop, "/invoice").await;
    assert_eq!(invoice.status, 200);
    says(&invoice, &["INV-000001", "PO-1", "Mira Okafor", "NL000000000B00", "Do not transfer money", TUBE]);
    for parcel in &parcels {
        let slip = order.get(&shop, &format!("/packing-slip/{parcel}")).await;
        assert_eq!(slip.status, 200);
        says(&slip, &["Packing slip", parcel.as_str(), "QR code of", "Dock 4"]);
        assert!(!slip.text().contains('€'), "no prices");
        assert_eq!(slip.text().contains(MOTOR), slip.text().contains("class=\"hazard\""), "motors are marked");
    }

    let (line, motor) = (order.line(&shop, TUBE).await, order.line(&shop, MOTOR).await);
    let list = order.get(&shop, "/return").await;
    says(&list, &[&format!("pieces-{line}"), "Hazardous goods"]);
    assert!(!list.text().contains(&format!("name=\"pieces-{motor}\"")));
    let wrong = order.post(&shop, "/return", &format!("seen=0&pieces-{line}=9&reason=other")).await;
    assert_eq!(wrong.status, 422);
    says(&wrong, &["Enter a whole number from 0 to 4.", "value=\"9\"", "Say in a sentence why"]);
    let nothing = order.post(&shop, "/return", "seen=0").await;
    assert_eq!(nothing.status, 422);
    says(&nothing, &["Choose at least one piece.", "Say why it comes back."]);
    // A motor does not come back by a form that no page of ours sends.
    let forced = order.post(&shop, "/return", &format!("seen=0&pieces-{motor}=1&reason=not_needed")).await;
    assert_eq!(forced.status, 422);

    let key = hidden(&list, "key");
    let asked = format!("seen=0&key={key}&pieces-{line}=4&reason=defective&note=out+of+round");
    // Twice at once, and once more.
    let (one, two) = tokio::join!(order.post(&shop, "/return", &asked), order.post(&shop, "/return", &asked));
    let way = one.header("location").to_owned();
    assert!(one.status == 302 && way.starts_with(&format!("{}/returns/RMA-", order.path)), "{one:?}");
    for same in [two, order.post(&shop, "/return", &asked).await] {
        assert_eq!(same.header("location"), way, "the same return");
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM return_authorizations").await, 1);
    let rest = way.strip_prefix(&order.path).expect("its own");
    let page = order.get(&shop, rest).await;
    says(&page, &["Requested", "out of round", "mira@example.org"]);
    assert!(!page.text().contains("Send to"), "no address before it may come");

    let number = ReturnNumber::parse(way.rsplit('/').next().expect("a number")).expect("a number");
    shop.store.decide_return(&number, true, "Please send it.", &US, now()).await.expect("authorised");
    let slip = order.get(&shop, rest).await;
    says(&slip, &["Return slip", "Send to", "QR code of", number.as_str(), "Please send it."]);
    says(&order.get(&shop, "").await, &["Returns", number.as_str(), "Authorised"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn strangers_learn_and_do_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let order = place(&shop, 1).await;
    let parcels = order.ship(&shop).await;
    let other = place(&shop, 2).await;
    let slip = format!("/packing-slip/{}", parcels[0]);
    let nobodys = "/orders/RP-00000000";
    for cookie in ["", other.cookie.as_str()] {
        let headers: &[_] = if cookie.is_empty() { &[] } else { &[("cookie", cookie)] };
        for rest in ["", "/cancel", "/return", "/invoice", slip.as_str(), "/returns/RMA-00000000"] {
            let page = shop.get_with(&format!("{}{rest}", order.path), headers).await;
            let none = shop.get_with(&format!("{nobodys}{rest}"), headers).await;
            assert_eq!((page.status, none.status), (403, 403), "{rest}");
            assert_eq!(page.header("cache-control"), "private, no-store");
            for secret in ["Mira", "RP-AT", "Dock 4", "DHL"] {
                assert!(!page.text().contains(secret), "{rest} tells {secret}");
            }
            let same = none.text().replace("RP-00000000", order.number.as_str());
            assert_eq!(page.text(), same, "{rest}: the same page, whether there is such an order or not");
        }
        for rest in ["/cancel", "/return"] {
            let body = "seen=0-0&go=cancel&pieces-1=1&pieces-2=1&reason=not_needed";
            let page = shop.post_form(&format!("{}{rest}", order.path), cookie, body).await;
            assert_eq!(page.status, 403, "{rest}");
        }
        for number in [order.number.as_str(), "RP-00000000", "nonsense", ""] {
            let script = [("accept", "application/json"), FORM[1], ("cookie", cookie)];
            let answer = shop.post("/api/orders/reorder", &script, &format!("number={number}")).await;
            assert_eq!((answer.status, &answer.json()["code"]), (404, &"unknown_order".into()), "{number}");
        }
        let led = shop.post_form("/api/orders/reorder", cookie, &format!("number={}", order.number)).await;
        assert_eq!((led.status, led.header("location")), (302, order.path.as_str()));
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM return_authorizations").await, 0);
    assert_eq!(shop.number("SELECT CAST(SUM(cancelled) AS SIGNED) FROM order_lines").await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM cart_lines").await, 0);
    // Nor does one's own order open the papers of another.
    for rest in [slip.as_str(), "/packing-slip/SH-00000000", "/packing-slip/x", "/returns/RMA-00000000", "/returns/x"] {
        assert_eq!(other.get(&shop, rest).await.status, 404, "{rest}");
    }
}
