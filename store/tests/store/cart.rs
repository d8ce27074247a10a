//! Carts: what goes in, what is refused, and who sees what.

use domain::cart::{CartLineProblem, MAX_LINES, MAX_QUANTITY};
use sqlx::MySqlPool;
use store::cart::AddToCartError;

use crate::shop::{Buyer, Shop, sku, tube};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_added_is_there_with_todays_price_and_stock(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-BH-29", "RP-NC-54-OG5"]).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "RP-BH-29", 9).await;
    let cart = buyer.cart(&shop).await;
    assert_eq!(cart.lines.len(), 1);
    assert_eq!(cart.lines[0].available, Some(495));
    assert_eq!(cart.lines[0].total().map(|total| total.minor), Some(9 * 145));
    assert_eq!(shop.store.cart_pieces(&buyer.token).await.expect("answered"), 9);

    // The tenth piece makes all of them cheaper.
    buyer.wants(&shop, "rp-bh-29", 1).await;
    let cart = buyer.cart(&shop).await;
    assert_eq!((cart.lines.len(), cart.lines[0].quantity), (1, 10), "added up, in whatever case");
    assert_eq!(cart.lines[0].total().map(|total| total.minor), Some(10 * 133));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_line_grows_to_its_limit_and_no_further(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 3, 2).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", MAX_QUANTITY - 1).await;
    buyer.wants(&shop, "T-1", MAX_QUANTITY).await;
    let cart = buyer.cart(&shop).await;
    assert_eq!(cart.lines[0].quantity, MAX_QUANTITY);
    assert_eq!(cart.lines[0].problem(), Some(CartLineProblem::OnlyAvailable(5)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_bought_is_refused(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    session.part(&tube("T-UNPRICED", None)).await.expect("taken");
    session.commit().await.expect("written");
    let buyer = Buyer::number(1);
    assert!(matches!(buyer.add(&shop, "T-NONE", 1).await, Err(AddToCartError::UnknownSku(_))));
    assert!(matches!(buyer.add(&shop, "T-UNPRICED", 1).await, Err(AddToCartError::PriceOnRequest(_))));
    assert!(buyer.cart(&shop).await.lines.is_empty());
    assert_eq!(shop.number("SELECT COUNT(*) FROM carts").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_full_cart_takes_more_of_what_it_holds_and_nothing_new(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    for number in 0..=MAX_LINES {
        let draft = tube(&format!("T-{number}"), None);
        session.part(&draft).await.expect("taken");
        session.prices(&draft.sku, &crate::shop::ladder(&[(1, 100)])).await.expect("priced");
    }
    session.commit().await.expect("written");
    let buyer = Buyer::number(1);
    for number in 0..MAX_LINES {
        buyer.wants(&shop, &format!("T-{number}"), 1).await;
    }
    assert!(matches!(buyer.add(&shop, &format!("T-{MAX_LINES}"), 1).await, Err(AddToCartError::Full)));
    buyer.wants(&shop, "T-0", 1).await;
    assert_eq!(buyer.cart(&shop).await.lines.len(), MAX_LINES);
    assert_eq!(buyer.cart(&shop).await.pieces(), 201);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn quantities_are_set_and_lines_removed(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    shop.sell(&tube("T-2", None), 9, 0).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 1).await;
    let set = async |number: &str, quantity| {
        shop.store.set_cart_quantity(&buyer.token, &sku(number), quantity).await.expect("answered");
        buyer.cart(&shop).await.lines.iter().map(|line| line.quantity).collect::<Vec<_>>()
    };
    assert_eq!(set("T-1", 7).await, vec![7]);
    assert_eq!(set("T-2", 3).await, vec![7], "a line that is not there stays away");
    assert_eq!(set("T-1", 0).await, Vec::<u32>::new());
    assert_eq!(set("T-1", 0).await, Vec::<u32>::new(), "removing twice is removing");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_token_sees_and_changes_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    let (buyer, stranger) = (Buyer::number(1), Buyer::number(2));
    buyer.wants(&shop, "T-1", 4).await;
    assert!(stranger.cart(&shop).await.lines.is_empty());
    assert_eq!(shop.store.cart_pieces(&stranger.token).await.expect("answered"), 0);
    shop.store.set_cart_quantity(&stranger.token, &sku("T-1"), 0).await.expect("answered");
    assert_eq!(buyer.cart(&shop).await.pieces(), 4);
    let kept = "SELECT COUNT(*) FROM carts WHERE token_hash LIKE '%00000000000000000000000000000002%'";
    assert_eq!(shop.number(kept).await, 0, "the token itself is not kept");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_button_pressed_many_times_at_once_counts_each_press(database: MySqlPool) {
    let shop = std::sync::Arc::new(Shop::open(database).await);
    shop.sell(&tube("T-1", None), 9, 0).await;
    shop.sell(&tube("T-2", None), 9, 0).await;
    let buyer = Buyer::number(1);
    let presses: Vec<_> = (0..24)
        .map(|press| {
            let (shop, buyer) = (shop.clone(), buyer.clone());
            let number = if press % 2 == 0 { "T-1" } else { "T-2" };
            tokio::spawn(async move { buyer.add(&shop, number, 1).await })
        })
        .collect();
    for press in presses {
        press.await.expect("no panic").expect("added");
    }
    let quantities: Vec<_> = buyer.cart(&shop).await.lines.iter().map(|line| line.quantity).collect();
    assert_eq!(quantities, vec![12, 12]);
}
