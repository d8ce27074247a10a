//! Stock kept for checkouts: never against its owner, never for longer than said, never lost.

use std::sync::Arc;

use sqlx::MySqlPool;
use store::orders::PlaceOrderError;

use crate::shop::{Buyer, Shop, moment, sku, tube};

/// A little after the holds of the others' first look have expired.
const LATER: i64 = 15 * 60 + 1;

async fn held(shop: &Shop) -> i64 {
    shop.number("SELECT CAST(SUM(held) AS SIGNED) FROM stock_levels").await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_hold_keeps_others_away_and_never_its_owner(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 3, 2).await;
    let (owner, other) = (Buyer::number(1), Buyer::number(2));
    owner.wants(&shop, "T-1", 4).await;
    other.wants(&shop, "T-1", 2).await;
    let open = owner.looks(&shop, 0).await;
    assert_eq!(open.held_until, Some(moment(15 * 60)));
    assert_eq!(
        (open.cart.lines[0].available, open.cart.is_orderable()),
        (Some(5), true),
        "the last piece and their own"
    );
    assert_eq!(shop.part("T-1").await.available(), Some(1));
    shop.assert_ledger_adds_up().await;

    // The other hears at once what can be had, keeps that, and cannot order more.
    let open = other.looks(&shop, 1).await;
    assert_eq!((open.cart.lines[0].available, open.cart.is_orderable()), (Some(1), false));
    other.checks_out(&shop).await;
    assert!(matches!(other.orders(&shop, 0).await, Err(PlaceOrderError::NotOrderable(_))));
    assert_eq!(held(&shop).await, 5);

    owner.checks_out(&shop).await;
    owner.orders(&shop, 0).await.expect("their own hold is not in their way");
    assert_eq!(held(&shop).await, 1, "the owner's became an order");
    shop.assert_ledger_adds_up().await;
    shop.store.set_cart_quantity(&other.token, &sku("T-1"), 1).await.expect("set");
    other.orders(&shop, 1).await.expect("the piece that was kept for them");
    assert_eq!(shop.part("T-1").await.available(), Some(0));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_hold_follows_the_cart_and_each_step_renews_it(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in ["T-1", "T-2"] {
        shop.sell(&tube(number, None), 5, 0).await;
    }
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 4).await;
    buyer.wants(&shop, "T-2", 1).await;
    buyer.looks(&shop, 0).await;
    assert_eq!(held(&shop).await, 5);
    assert_eq!(buyer.looks(&shop, 600).await.held_until, Some(moment(600 + 15 * 60)));
    shop.store.set_cart_quantity(&buyer.token, &sku("T-1"), 3).await.expect("fewer");
    assert_eq!(held(&shop).await, 4);
    shop.store.set_cart_quantity(&buyer.token, &sku("T-2"), 0).await.expect("removed");
    assert_eq!(held(&shop).await, 3);
    buyer.wants(&shop, "T-1", 2).await;
    assert_eq!(held(&shop).await, 3, "more is kept when the checkout is looked at again");
    assert_eq!(buyer.looks(&shop, 601).await.cart.lines[0].available, Some(5));
    assert_eq!(held(&shop).await, 5);
    shop.assert_ledger_adds_up().await;
    // What the last look said is when it ends.
    assert_eq!(shop.store.release_expired_holds(moment(600 + 15 * 60), 100).await.expect("answered"), 0);
    assert_eq!(shop.store.release_expired_holds(moment(601 + 15 * 60), 100).await.expect("answered"), 1);
    assert_eq!((held(&shop).await, shop.part("T-1").await.available()), (0, Some(5)));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_needs_expired_stock_takes_it_at_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 2, 1).await;
    let (slow, quick, third) = (Buyer::number(1), Buyer::number(2), Buyer::number(3));
    for buyer in [&slow, &quick, &third] {
        buyer.wants(&shop, "T-1", 3).await;
        buyer.checks_out(&shop).await;
    }
    slow.looks(&shop, 0).await;
    assert!(matches!(quick.orders_at(&shop, 0, LATER - 2).await, Err(PlaceOrderError::NotOrderable(_))));
    // By looking …
    assert!(quick.looks(&shop, LATER).await.cart.is_orderable());
    assert_eq!(slow.looks(&shop, LATER).await.cart.lines[0].available, Some(0), "it is gone, and the page says so");
    shop.assert_ledger_adds_up().await;
    // … and by ordering.
    third.orders_at(&shop, 0, 2 * LATER).await.expect("the hold of the quick one has expired too");
    assert_eq!((held(&shop).await, shop.number("SELECT COUNT(*) FROM stock_holds").await), (0, 0));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn carts_that_race_for_the_last_pieces_share_them(database: MySqlPool) {
    let shop = Arc::new(Shop::open(database).await);
    for number in ["T-1", "T-2", "T-3"] {
        shop.sell(&tube(number, None), 7, 4).await;
    }
    let mut looks = Vec::new();
    for number in 0..30 {
        let buyer = Buyer::number(number);
        for part in if number % 2 == 0 { ["T-1", "T-2", "T-3"] } else { ["T-3", "T-2", "T-1"] } {
            buyer.wants(&shop, part, 1).await;
        }
        let shop = Arc::clone(&shop);
        looks.push(tokio::spawn(async move {
            buyer.looks(&shop, 0).await;
            // Somebody who goes on, somebody who changes their mind, somebody who stays away.
            match number % 3 {
                0 => {
                    buyer.checks_out(&shop).await;
                    _ = buyer.orders(&shop, 0).await;
                }
                1 => shop.store.set_cart_quantity(&buyer.token, &sku("T-2"), 0).await.expect("removed"),
                _ => {}
            }
        }));
    }
    for look in looks {
        look.await.expect("no panic");
    }
    shop.assert_ledger_adds_up().await;
    shop.store.release_expired_holds(moment(LATER), 100).await.expect("released");
    assert_eq!(held(&shop).await, 0);
    shop.assert_ledger_adds_up().await;
}
