//! The desk's pages: what they show to operations, what their forms do, and that a refused form comes back
//! as it was sent.

use sqlx::MySqlPool;

use crate::desk_jobs::signed_in;
use crate::shop::{Answer, Shop};

const PART: &str = "RP-AT-54-600";

/// Somebody of operations at the desk.
struct Desk {
    shop: Shop,
    cookie: String,
}

impl Desk {
    async fn open(database: MySqlPool) -> Self {
        let shop = Shop::open(database).await;
        let cookie = signed_in(&shop, "operations").await;
        Self { shop, cookie }
    }

    async fn get(&self, path: &str) -> Answer {
        self.shop.get_with(path, &[("cookie", &self.cookie)]).await
    }

    async fn post(&self, path: &str, body: &str) -> Answer {
        self.shop.post_form(path, &self.cookie, body).await
    }

    /// Sends a form that is done; answers where it leads.
    async fn done(&self, path: &str, body: &str) -> String {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, 302, "{path} {body}: {}", answer.text());
        answer.header("location").to_owned()
    }

    /// Sends a form that is refused and says so, holding everything that was typed.
    async fn refused(&self, path: &str, body: &str, status: u16, said: &[&str]) {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text());
        assert_eq!(answer.header("cache-control"), "private, no-store");
        for said in said {
            assert!(answer.text().contains(said), "{path} {body}: {said} is missing in {}", answer.text());
        }
    }

    /// An order for pieces of the part; its number.
    async fn order(&self, number: u64, quantity: u32) -> String {
        let buyer = self.shop.buyer(number, PART, quantity).await;
        let placed = self.shop.post_form("/api/checkout/place", &buyer.cookie, &format!("key={}", buyer.key)).await;
        placed.header("location").strip_prefix("/orders/").expect("an order").to_owned()
    }

    /// A value that a page's form holds.
    async fn hidden(&self, path: &str, name: &str) -> String {
        let page = self.get(path).await;
        let (_, rest) = page.text().split_once(&format!("name=\"{name}\" value=\"")).expect("the field");
        rest.split('"').next().expect("a value").to_owned()
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_goes_through_all_queues_by_forms_alone(database: MySqlPool) {
    let desk = Desk::open(database).await;
    let order = desk.order(1, 3).await;
    let page = desk.get(&format!("/desk/orders/{order}")).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"));
    assert!(page.text().contains("Mira Okafor") && page.text().contains("noindex"));

    desk.refused("/desk/batch/approve", "queue=to-approve", 422, &["Tick at least one order."]).await;
    if desk.get("/desk/orders?queue=to-approve").await.text().contains(&order) {
        let way = desk.done("/desk/batch/approve", &format!("queue=to-approve&order={order}")).await;
        assert!(way.contains("done=approved"), "{way}");
    }
    let location = desk.hidden("/desk/picking", "location").await;
    desk.refused(
        "/desk/picking/next",
        &format!("location={location}&count=many"),
        422,
        &["value=\"many\"", "between 1 and"],
    )
    .await;
    let list = desk.done("/desk/picking/next", &format!("location={location}&count=5")).await;
    let list = list.split('?').next().expect("a path");
    let parcel = list.rsplit('/').next().expect("a number");
    let page = desk.get(list).await;
    assert!(
        page.status == 200
            && page.text().contains("<svg")
            && page.text().contains(PART)
            && page.text().contains(parcel)
    );

    let found = format!("found-{parcel}-1");
    desk.refused(&format!("{list}/confirm"), &format!("{found}=9"), 422, &["At most 3.", "value=\"9\""]).await;
    assert_eq!(desk.done(&format!("{list}/confirm"), &format!("{found}=3")).await, "/desk/packing?done=picked");

    // Scanning: the parcel, a wrong part, the right one until all is in.
    desk.refused("/desk/packing/scan", "code=RP-NONE", 422, &["role=\"alert\"", "RP-NONE"]).await;
    let page = desk.done("/desk/packing/scan", &format!("code={}", &parcel.to_lowercase())).await;
    assert_eq!(page, format!("/desk/parcels/{parcel}"));
    desk.refused(&format!("{page}/scan"), "code=RP-AT-54-900", 422, &["role=\"alert\"", "Stop: not counted"]).await;
    for _ in 0..2 {
        desk.done(&format!("{page}/scan"), &format!("code={PART}")).await;
    }
    let counted = desk.done(&format!("{page}/scan"), &format!("code={PART}")).await;
    assert!(desk.get(&counted).await.text().contains("3 of 3"));
    desk.refused(&format!("{page}/scan"), &format!("code={PART}"), 422, &["role=\"alert\""]).await;
    // The parcel's own code once more closes it.
    assert_eq!(desk.done(&format!("{page}/scan"), &format!("code={parcel}")).await, "/desk/packing?done=packed");

    let ship = |carrier: &str| format!("parcel={parcel}&carrier-{parcel}={carrier}&tracking-{parcel}=TRACK-77");
    desk.refused("/desk/packing/ship", &ship(""), 422, &["Who carries it?", "TRACK-77"]).await;
    assert_eq!(desk.done("/desk/packing/ship", &ship("DHL")).await, "/desk/packing?done=shipped");
    assert_eq!(desk.post("/desk/packing/ship", &ship("DHL")).await.status, 409, "sent once");
    assert_eq!(desk.shop.number("SELECT COUNT(*) FROM shipments WHERE state = 'shipped'").await, 1);
    let page = desk.get(&format!("/desk/orders/{order}")).await;
    assert!(page.text().contains("TRACK-77") && page.text().contains(parcel));
    assert!(desk.shop.store.stock_discrepancies().await.expect("read").is_empty());
    for paper in [format!("/orders/{order}/invoice"), format!("/orders/{order}/packing-slip/{parcel}")] {
        assert_eq!(desk.get(&paper).await.status, 200, "{paper} is printed at the desk");
        assert_eq!(desk.shop.get(&paper).await.status, 403, "{paper}");
    }
    assert_eq!(desk.get(&format!("/orders/{order}/cancel")).await.status, 403, "what customers do is theirs");
    // Found by its number, its tracking, its customer.
    assert_eq!(
        desk.get(&format!("/desk/search?q={parcel}")).await.header("location"),
        format!("/desk/parcels/{parcel}")
    );
    assert_eq!(desk.get(&format!("/desk/search?q={order}")).await.header("location"), format!("/desk/orders/{order}"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_page_answers_operations_and_says_what_would_be_there(database: MySqlPool) {
    let desk = Desk::open(database).await;
    for (path, shown) in [
        ("/desk", "Operations"),
        ("/desk/orders", "Nothing waits here."),
        ("/desk/orders?queue=backorders&q=x&page=0", "Nothing in this queue matches."),
        ("/desk/picking", "No order has reserved pieces"),
        ("/desk/packing", "No parcel waits to be packed."),
        ("/desk/purchase-orders", "Nothing is on its way to us."),
        ("/desk/purchase-orders/new", "New purchase order"),
        ("/desk/stock", "Stock"),
        ("/desk/stock/RP-AT-54-600", "Where it is"),
        ("/desk/stocktakes", "No count yet."),
        ("/desk/returns", "No customer has asked"),
        ("/desk/search?q=%3Cb%3Enothing", "Nothing for “&lt;b&gt;nothing”"),
    ] {
        let page = desk.get(path).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"), "{path}: {}", page.text());
        assert!(page.text().contains(shown), "{path}: {shown} is missing in {}", page.text());
    }
    for path in [
        "/desk/orders/RP-00000000",
        "/desk/parcels/SH-00000000",
        "/desk/returns/x",
        "/desk/stock/RP-NONE",
        "/desk/stocktakes/9",
    ] {
        assert_eq!(desk.get(path).await.status, 404, "{path}");
    }
    let analyst = signed_in(&desk.shop, "analyst").await;
    let looked = desk.shop.get_with("/desk/stock/RP-AT-54-600", &[("cookie", &analyst)]).await;
    assert!(looked.status == 200 && !looked.text().contains("/adjust"), "what one may not do is not offered");
    let tried = desk.shop.post_form("/desk/stock/RP-AT-54-600/adjust", &analyst, "location=x&delta=1").await;
    assert_eq!(tried.status, 403);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn stock_is_bought_received_adjusted_and_counted(database: MySqlPool) {
    let desk = Desk::open(database).await;
    let page = "/desk/stock/RP-AT-54-600";
    let seen = desk.hidden(page, "seen").await;
    let code = desk
        .get(page)
        .await
        .text()
        .split("<option value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a location")
        .to_owned();
    let adjust = |delta: &str| format!("seen={seen}&location={code}&delta={delta}&reason=damaged&note=crushed");
    desk.refused(
        &format!("{page}/adjust"),
        &adjust("some"),
        422,
        &["value=\"some\"", "value=\"crushed\"", "Enter pieces more or less"],
    )
    .await;
    desk.refused(&format!("{page}/adjust"), &adjust("-9999"), 422, &["value=\"-9999\""]).await;
    assert!(desk.done(&format!("{page}/adjust"), &adjust("-1")).await.ends_with("done=adjusted"));
    desk.refused(&format!("{page}/adjust"), &adjust("-1"), 409, &["The stock has changed"]).await;

    let key = desk.hidden("/desk/purchase-orders/new", "key").await;
    let new =
        |lines: &str| format!("key={key}&supplier=Phenolic+Works&location={code}&expected=2020-01-02&lines={lines}");
    desk.refused(
        "/desk/purchase-orders/new/create",
        &new("RP-AT-54-600+x+9"),
        422,
        &["Line 1", "Phenolic Works", "RP-AT-54-600 x 9"],
    )
    .await;
    let made = desk.done("/desk/purchase-orders/new/create", &new("RP-AT-54-600+40+9.20")).await;
    let made = made.split('?').next().expect("a path").to_owned();
    let again = desk.done("/desk/purchase-orders/new/create", &new("RP-AT-54-600+40+9.20")).await;
    assert!(again.starts_with(&made), "made once");
    assert!(desk.get("/desk/purchase-orders").await.text().contains("overdue"));
    let came = |seen: &str, count: &str, more: &str| format!("seen={seen}&count-1={count}&bin-1=A-04-2&more={more}");
    desk.refused(
        &format!("{made}/receive"),
        &came("0", "50", ""),
        422,
        &["value=\"50\"", "More came than was ordered"],
    )
    .await;
    assert!(desk.done(&format!("{made}/receive"), &came("0", "30", "")).await.contains("done=goods_in"));
    desk.refused(&format!("{made}/receive"), &came("0", "30", ""), 409, &["Something was received"]).await;
    assert!(desk.get(page).await.text().contains("A-04-2"));
    assert!(desk.done(&format!("{made}/cancel"), "").await.ends_with("done=rest_cancelled"));

    let count = desk.done("/desk/stocktakes/new/start", &format!("location={code}&bins=A-04-2&note=aisle")).await;
    let count = count.split('?').next().expect("a path");
    desk.refused(&format!("{count}/count"), "count-RP-AT-54-600=lots", 422, &["value=\"lots\""]).await;
    assert!(
        desk.done(&format!("{count}/count"), "count-RP-AT-54-600=7&then=apply").await.ends_with("done=count_applied")
    );
    assert!(desk.shop.store.stock_discrepancies().await.expect("read").is_empty());
}
