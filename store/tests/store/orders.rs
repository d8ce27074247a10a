//! Placing an order: all of it or nothing, once per key, frozen as it was.

use std::sync::Arc;

use domain::checkout::{CheckoutForm, Field};
use domain::money::Money;
use domain::orders::{Order, OrderNumber};
use sqlx::MySqlPool;
use store::orders::PlaceOrderError;
use uuid::Uuid;

use crate::shop::{Buyer, Shop, complete_form, ladder, sku, tube};

async fn read(shop: &Shop, number: &OrderNumber) -> Order {
    shop.store.order(number).await.expect("answered").expect("there")
}

fn minor(money: Money) -> i64 {
    money.minor
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_is_what_was_in_the_cart_and_stays_so(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-BH-29", "RP-NC-54-OG5"]).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "RP-BH-29", 10).await;
    buyer.wants(&shop, "RP-NC-54-OG5", 1).await;
    buyer.checks_out(&shop).await;
    let number = buyer.orders(&shop, 0).await.expect("ordered");

    let mut session = shop.import().await;
    session.prices(&sku("RP-BH-29"), &ladder(&[(1, 99_999)])).await.expect("dearer");
    session.commit().await.expect("written");
    shop.run("UPDATE variants SET name = 'Renamed'").await;

    let order = read(&shop, &number).await;
    assert_eq!(order.number, number);
    assert_eq!((minor(order.goods), minor(order.delivery)), (3_640, 980));
    assert_eq!((minor(order.tax), order.tax_basis_points, minor(order.total)), (970, 2_100, 5_590));
    let bulkheads = order.lines.iter().find(|line| line.sku.as_str() == "RP-BH-29").expect("ordered");
    assert_eq!(bulkheads.name, "Bulkhead 29 for tubes");
    assert_eq!((bulkheads.quantity, minor(bulkheads.unit_price), minor(bulkheads.total)), (10, 133, 1_330));
    assert_eq!(order.lines.len(), 2);
    let (form, details) = (complete_form(), order.details);
    assert_eq!(
        (
            details.email,
            details.contact_name,
            details.city,
            details.country.code.to_owned(),
            details.po_number,
            details.note
        ),
        (form.email, form.contact_name, form.city, form.country, form.po_number, form.note)
    );
    assert!(buyer.cart(&shop).await.lines.is_empty(), "the cart is empty");
    assert!(shop.store.checkout(&buyer.token).await.expect("answered").is_none(), "the checkout is over");
    assert_eq!(shop.part("RP-BH-29").await.available(), Some(485));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_key_is_the_same_order(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 1, 0).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 1).await;
    buyer.checks_out(&shop).await;
    let first = buyer.orders(&shop, 0).await.expect("ordered");
    let after = shop.traces().await;
    // The last piece is gone, and still the one who has it hears their number.
    assert_eq!(buyer.orders(&shop, 1).await.expect("the same"), first);
    // Also when they have begun to fill a new cart.
    buyer.wants(&shop, "T-1", 1).await;
    assert_eq!(buyer.orders(&shop, 2).await.expect("the same"), first);
    shop.store.set_cart_quantity(&buyer.token, &sku("T-1"), 0).await.expect("removed");
    assert_eq!(shop.traces().await, after);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn twenty_presses_at_once_are_one_order(database: MySqlPool) {
    let shop = Arc::new(Shop::open(database).await);
    shop.sell(&tube("T-1", None), 30, 30).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 2).await;
    buyer.checks_out(&shop).await;
    let presses: Vec<_> = (0..20)
        .map(|press| {
            let (shop, buyer) = (shop.clone(), buyer.clone());
            tokio::spawn(async move { buyer.orders(&shop, press).await })
        })
        .collect();
    let mut numbers = Vec::new();
    for press in presses {
        numbers.push(press.await.expect("no panic").expect("ordered"));
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, 1);
    assert_eq!(shop.part("T-1").await.available(), Some(58));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_later_checkout_of_the_same_cart_is_another_order(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    let mut buyer = Buyer::number(1);
    let mut numbers = Vec::new();
    for key in [Uuid::from_u128(1), Uuid::from_u128(2)] {
        buyer.key = key;
        buyer.wants(&shop, "T-1", 1).await;
        buyer.checks_out(&shop).await;
        numbers.push(buyer.orders(&shop, key.as_u64_pair().1).await.expect("ordered"));
    }
    assert_ne!(numbers[0], numbers[1]);
    assert_eq!(shop.part("T-1").await.available(), Some(7));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_sold_out_in_between_writes_nothing_and_says_what_can_be_had(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in ["T-1", "T-2", "T-3"] {
        shop.sell(&tube(number, None), 2, 1).await;
    }
    let (slow, quick) = (Buyer::number(1), Buyer::number(2));
    for number in ["T-1", "T-2", "T-3"] {
        slow.wants(&shop, number, 3).await;
    }
    slow.checks_out(&shop).await;
    quick.wants(&shop, "T-2", 2).await;
    quick.checks_out(&shop).await;
    quick.orders(&shop, 0).await.expect("ordered");

    let before = shop.traces().await;
    let Err(PlaceOrderError::NotOrderable(cart)) = slow.orders(&shop, 0).await else { panic!("oversold") };
    assert_eq!(shop.traces().await, before, "nothing was written, not even for the lines that could be had");
    let available: Vec<_> = cart.lines.iter().map(|line| (line.sku.as_str(), line.available)).collect();
    assert_eq!(available, [("T-1", Some(3)), ("T-2", Some(1)), ("T-3", Some(3))]);

    // Taking what can be had is enough: the checkout and its key are still there.
    shop.store.set_cart_quantity(&slow.token, &sku("T-2"), 1).await.expect("set");
    slow.orders(&shop, 1).await.expect("ordered");
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_price_withdrawn_in_between_takes_no_stock(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 0).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 1).await;
    buyer.checks_out(&shop).await;
    shop.run("DELETE FROM prices").await;
    let before = shop.traces().await;
    assert!(matches!(buyer.orders(&shop, 0).await, Err(PlaceOrderError::NotOrderable(_))));
    assert_eq!(shop.traces().await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_service_needs_no_stock_and_no_delivery(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-SV-DR-1"]).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "RP-SV-DR-1", 2).await;
    buyer.checks_out(&shop).await;
    let order = read(&shop, &buyer.orders(&shop, 0).await.expect("ordered")).await;
    assert_eq!((minor(order.delivery), minor(order.total)), (0, minor(order.goods) + minor(order.tax)));
    assert_eq!(shop.number("SELECT COUNT(*) FROM stock_movements").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_line_may_come_from_two_places(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 3).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 7).await;
    buyer.checks_out(&shop).await;
    buyer.orders(&shop, 0).await.expect("ordered");
    let booked: Vec<(String, i32, i32)> = sqlx::query_as(
        "SELECT s.code, m.allocated_delta, m.on_hand_delta FROM stock_movements m JOIN stock_locations s ON s.id = m.location_id
         JOIN order_lines l ON l.order_id = m.order_id AND l.line_no = m.order_line_no
         WHERE m.kind = 'allocation' ORDER BY s.code",
    )
    .fetch_all(&shop.database)
    .await
    .expect("read");
    assert_eq!(booked, [("DEN".to_owned(), 5, 0), ("RTM".to_owned(), 2, 0)]);
    assert_eq!(shop.part("T-1").await.available(), Some(1));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn motors_travel_as_dangerous_goods(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-M38-G58-14A", "RP-M18-A5-7", "RP-BH-29"]).await;
    for (buyer, number, method, delivery) in [
        (1, "RP-BH-29", "standard", 980),
        (2, "RP-M18-A5-7", "standard", 980 + 1_200),
        (3, "RP-M38-G58-14A", "standard", 980 + 3_400),
        (4, "RP-M38-G58-14A", "collect", 0),
        (5, "RP-BH-29", "express", 2_450),
    ] {
        let buyer = Buyer::number(buyer);
        buyer.wants(&shop, number, 1).await;
        buyer.checks_out_as(&shop, &CheckoutForm { delivery_method: method.into(), ..complete_form() }).await;
        let order = read(&shop, &buyer.orders(&shop, 0).await.expect("ordered")).await;
        assert_eq!(minor(order.delivery), delivery, "{number} by {method}");
    }
    let hasty = Buyer::number(6);
    hasty.wants(&shop, "RP-BH-29", 1).await;
    hasty.checks_out_as(&shop, &CheckoutForm { delivery_method: "express".into(), ..complete_form() }).await;
    // The motor came into the cart after the delivery was chosen.
    hasty.wants(&shop, "RP-M18-A5-7", 1).await;
    let before = shop.traces().await;
    let Err(PlaceOrderError::Incomplete(problems)) = hasty.orders(&shop, 0).await else { panic!("sent by express") };
    assert_eq!(problems.iter().map(|problem| problem.field).collect::<Vec<_>>(), [Field::DeliveryMethod]);
    assert_eq!(shop.traces().await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_and_its_job_are_written_together(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 0).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 1).await;
    buyer.checks_out(&shop).await;
    // The job cannot be written, so neither can the order be.
    shop.run("RENAME TABLE jobs TO jobs_away").await;
    assert!(matches!(buyer.orders(&shop, 0).await, Err(PlaceOrderError::Store(_))));
    shop.run("RENAME TABLE jobs_away TO jobs").await;
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
    assert_eq!(shop.part("T-1").await.available(), Some(5));

    let number = buyer.orders(&shop, 1).await.expect("ordered");
    let (kind, payload, state): (String, String, String) =
        sqlx::query_as("SELECT kind, payload, state FROM jobs").fetch_one(&shop.database).await.expect("one job");
    assert_eq!((kind.as_str(), state.as_str()), ("orders.placed", "queued"));
    assert!(payload.contains(number.as_str()), "{payload}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_a_complete_checkout_of_ones_own_nothing_is_ordered(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 0).await;
    let (buyer, other) = (Buyer::number(1), Buyer::number(2));
    assert!(matches!(buyer.orders(&shop, 0).await, Err(PlaceOrderError::NoCheckout)), "no cart");
    buyer.wants(&shop, "T-1", 1).await;
    assert!(matches!(buyer.orders(&shop, 0).await, Err(PlaceOrderError::NoCheckout)), "no checkout");
    buyer.checks_out_as(&shop, &CheckoutForm { email: "nobody".into(), ..complete_form() }).await;
    let before = shop.traces().await;
    assert!(matches!(buyer.orders(&shop, 0).await, Err(PlaceOrderError::Incomplete(_))));
    let thief = Buyer { token: other.token.clone(), ..buyer.clone() };
    assert!(matches!(thief.orders(&shop, 0).await, Err(PlaceOrderError::NoCheckout)), "another's key");
    let stale = Buyer { key: other.key, ..buyer.clone() };
    assert!(matches!(stale.orders(&shop, 0).await, Err(PlaceOrderError::NoCheckout)), "another checkout's key");
    assert_eq!(shop.traces().await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_is_shown_to_who_placed_it_or_knows_its_address(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 0).await;
    let (buyer, stranger) = (Buyer::number(1), Buyer::number(2));
    buyer.wants(&shop, "T-1", 1).await;
    stranger.wants(&shop, "T-1", 1).await;
    buyer.checks_out(&shop).await;
    let number = buyer.orders(&shop, 0).await.expect("ordered");
    assert!(shop.store.was_placed_by(&number, &buyer.token).await.expect("answered"));
    assert!(!shop.store.was_placed_by(&number, &stranger.token).await.expect("answered"));
    assert!(!shop.store.was_placed_by(&number, &Buyer::number(3).token).await.expect("answered"));
    for (email, known) in [
        ("mira@example.org", true),
        (" MIRA@EXAMPLE.ORG ", true),
        ("mira@example.com", false),
        ("", false),
        ("%", false),
        ("mira@example.org' OR '1'='1", false),
    ] {
        assert_eq!(shop.store.order_has_email(&number, email).await.expect("answered"), known, "{email:?}");
    }
    let nobodys = OrderNumber::parse("RP-00000000").expect("a number");
    assert!(!shop.store.order_has_email(&nobodys, "mira@example.org").await.expect("answered"));
    assert!(shop.store.order(&nobodys).await.expect("answered").is_none());
}
