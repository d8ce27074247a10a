//! Many buyers, few pieces: what is sold is what there was, whoever came first.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::orders::OrderNumber;
use sqlx::MySqlPool;
use store::orders::PlaceOrderError;

use crate::shop::{Buyer, Shop, tube};

const BUYERS: u64 = 200;

/// All buyers at once, each of whom presses the button again after the answer. Answers the orders by
/// buyer; whoever has none was told that it cannot be had.
async fn rush(shop: &Arc<Shop>, buyers: &[Buyer]) -> BTreeMap<usize, OrderNumber> {
    let start = Arc::new(tokio::sync::Barrier::new(buyers.len()));
    let rush: Vec<_> = buyers
        .iter()
        .cloned()
        .map(|buyer| {
            let (shop, start) = (shop.clone(), start.clone());
            tokio::spawn(async move {
                start.wait().await;
                let answer = buyer.orders(&shop, 0).await;
                (answer, buyer.orders(&shop, 1).await)
            })
        })
        .collect();
    let mut orders = BTreeMap::new();
    for (buyer, answers) in rush.into_iter().enumerate() {
        match answers.await.expect("no panic") {
            (Ok(first), Ok(again)) => {
                assert_eq!(first, again, "buyer {buyer} has two orders");
                orders.insert(buyer, first);
            }
            (Err(PlaceOrderError::NotOrderable(_)), Err(PlaceOrderError::NotOrderable(_))) => {}
            other => panic!("buyer {buyer}: {other:?}"),
        }
    }
    orders
}

async fn buyers(shop: &Shop, wants: impl AsyncFn(&Shop, &Buyer, u64)) -> Vec<Buyer> {
    let mut buyers = Vec::new();
    for number in 0..BUYERS {
        let buyer = Buyer::number(number);
        wants(shop, &buyer, number).await;
        buyer.checks_out(shop).await;
        buyers.push(buyer);
    }
    buyers
}

async fn assert_one_order_per_key(shop: &Shop, orders: usize) {
    let orders = i64::try_from(orders).expect("few");
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, orders);
    assert_eq!(shop.number("SELECT COUNT(DISTINCT idempotency_key) FROM orders").await, orders);
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, orders);
    let promised = "SELECT CAST(SUM(allocated) AS SIGNED) FROM stock_levels";
    let ordered = "SELECT CAST(COALESCE(SUM(quantity), 0) AS SIGNED) FROM order_lines";
    assert_eq!(shop.number(promised).await, shop.number(ordered).await);
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn fifty_pieces_for_two_hundred_buyers_are_fifty_orders(database: MySqlPool) {
    let shop = Arc::new(Shop::open(database).await);
    shop.sell(&tube("T-1", None), 30, 20).await;
    let buyers = buyers(&shop, async |shop, buyer, _| buyer.wants(shop, "T-1", 1).await).await;
    let orders = rush(&shop, &buyers).await;
    assert_eq!(orders.len(), 50);
    assert_one_order_per_key(&shop, 50).await;
    assert_eq!(shop.part("T-1").await.available(), Some(0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_added_a_part_twice_gets_both_or_none(database: MySqlPool) {
    let shop = Arc::new(Shop::open(database).await);
    // Odd at both places: two of the orders are served from both, one piece is left.
    shop.sell(&tube("T-1", None), 31, 20).await;
    let buyers = buyers(&shop, async |shop, buyer, _| {
        buyer.wants(shop, "T-1", 1).await;
        buyer.wants(shop, "T-1", 1).await;
    })
    .await;
    let orders = rush(&shop, &buyers).await;
    assert_eq!(orders.len(), 25);
    assert_one_order_per_key(&shop, 25).await;
    assert_eq!(shop.part("T-1").await.available(), Some(1));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn carts_filled_in_different_orders_do_not_block_each_other(database: MySqlPool) {
    const PARTS: [&str; 5] = ["T-1", "T-2", "T-3", "T-4", "T-5"];
    let shop = Arc::new(Shop::open(database).await);
    for number in PARTS {
        shop.sell(&tube(number, None), 30, 20).await;
    }
    let buyers = buyers(&shop, async |shop, buyer, number| {
        for step in 0..3 {
            // Forwards from a moving start for one half, backwards for the other.
            let place = if number % 2 == 0 { number + step } else { number + 5 - step };
            buyer.wants(shop, PARTS[usize::try_from(place % 5).expect("small")], 1).await;
        }
    })
    .await;
    let orders = rush(&shop, &buyers).await;
    assert_one_order_per_key(&shop, orders.len()).await;
    for (number, buyer) in buyers.iter().enumerate().filter(|(number, _)| !orders.contains_key(number)) {
        // Stock only falls, so whoever was refused for lack of it is refused now as well.
        let again = buyer.orders(&shop, 2).await;
        assert!(matches!(again, Err(PlaceOrderError::NotOrderable(_))), "buyer {number} was refused in vain");
    }
    let sold = shop.number("SELECT CAST(SUM(allocated) AS SIGNED) FROM stock_levels").await;
    assert_eq!(sold, 3 * i64::try_from(orders.len()).expect("few"));
    assert!(orders.len() >= 50, "three of fifty each: at least fifty orders, not {}", orders.len());
}
