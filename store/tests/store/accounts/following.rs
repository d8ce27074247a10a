//! The cart and the orders that follow somebody into their account.

use domain::cart::{MAX_LINES, MAX_QUANTITY};
use sqlx::MySqlPool;
use store::accounts::{Carts, CustomerAccount};
use store::cart::CartToken;

use super::customers::{PASSWORD, customer, link, register};
use crate::shop::{Buyer, Shop, complete_form, moment, sku, tube};

/// Signs in with the cart of a browser; answers the token it carries afterwards.
pub(super) async fn brings(shop: &Shop, customer: &CustomerAccount, token: &CartToken, spare: u128) -> CartToken {
    let spare = CartToken::from_random(0xfeed_0000 + spare);
    let carts = Carts { carried: Some(token), spare: &spare };
    shop.store.bring_cart(customer.id, &carts, moment(5)).await.expect("brought")
}

async fn lines(shop: &Shop, token: &CartToken) -> Vec<(String, u32)> {
    let cart = shop.store.cart(token).await.expect("answered");
    let mut lines: Vec<_> = cart.lines.into_iter().map(|line| (line.sku.to_string(), line.quantity)).collect();
    lines.sort();
    lines
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_carts_become_one_that_every_browser_finds(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in ["T-1", "T-2", "T-3"] {
        shop.sell(&tube(number, None), 50, 50).await;
    }
    let zelda = customer(&shop, "zelda@example.org", 1).await;
    let (home, office) = (Buyer::number(1), Buyer::number(2));
    home.wants(&shop, "T-1", 2).await;
    home.wants(&shop, "T-2", 9_000).await;
    office.wants(&shop, "T-2", 2_000).await;
    office.wants(&shop, "T-3", 1).await;
    assert!(brings(&shop, &zelda, &home.token, 1).await == home.token, "the first cart becomes theirs");
    assert!(brings(&shop, &zelda, &office.token, 2).await == office.token, "the second goes into it");
    let all = vec![("T-1".to_owned(), 2), ("T-2".to_owned(), MAX_QUANTITY), ("T-3".to_owned(), 1)];
    assert_eq!(lines(&shop, &home.token).await, all);
    assert_eq!(lines(&shop, &office.token).await, all);
    assert_eq!(shop.number("SELECT COUNT(*) FROM cart_lines").await, 3);
    // Whatever one browser does, the other sees.
    office.wants(&shop, "T-1", 1).await;
    shop.store.set_cart_quantity(&office.token, &sku("T-3"), 0).await.expect("removed");
    let now = vec![("T-1".to_owned(), 3), ("T-2".to_owned(), MAX_QUANTITY)];
    assert_eq!(lines(&shop, &home.token).await, now);
    assert_eq!(shop.store.cart_pieces(&office.token).await.expect("answered"), 3 + MAX_QUANTITY);
    // Signing in again changes nothing.
    assert!(brings(&shop, &zelda, &office.token, 3).await == office.token);
    assert_eq!(lines(&shop, &office.token).await, now);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_cart_takes_as_many_lines_as_it_can_hold(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    for number in 0..MAX_LINES + 2 {
        let draft = tube(&format!("T-{number}"), None);
        session.part(&draft).await.expect("taken");
        session.prices(&draft.sku, &crate::shop::ladder(&[(1, 1_000)])).await.expect("priced");
    }
    session.commit().await.expect("written");
    let zelda = customer(&shop, "zelda@example.org", 1).await;
    let (home, office) = (Buyer::number(1), Buyer::number(2));
    for number in 0..MAX_LINES - 1 {
        home.wants(&shop, &format!("T-{number}"), 1).await;
    }
    for number in [MAX_LINES, MAX_LINES + 1, 0] {
        office.wants(&shop, &format!("T-{number}"), 1).await;
    }
    brings(&shop, &zelda, &home.token, 1).await;
    brings(&shop, &zelda, &office.token, 2).await;
    let cart = home.cart(&shop).await;
    assert_eq!(cart.lines.len(), MAX_LINES);
    assert_eq!(cart.pieces() as usize, MAX_LINES + 1, "a part that is there takes no line more");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_browser_without_a_cart_finds_the_accounts_and_one_that_left_finds_none(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 5).await;
    let zelda = customer(&shop, "zelda@example.org", 1).await;
    let ada = customer(&shop, "ada@example.org", 2).await;
    let home = Buyer::number(1);
    home.wants(&shop, "T-1", 2).await;
    brings(&shop, &zelda, &home.token, 1).await;
    let spare = CartToken::from_random(0xabcd);
    let carts = Carts { carried: None, spare: &spare };
    let phone = shop.store.bring_cart(zelda.id, &carts, moment(6)).await.expect("brought");
    assert_eq!(lines(&shop, &phone).await, [("T-1".to_owned(), 2)]);
    // Somebody else at the same browser gets their own, and takes nothing.
    let adas = brings(&shop, &ada, &home.token, 2).await;
    assert!(adas != home.token);
    assert!(lines(&shop, &adas).await.is_empty());
    assert_eq!(lines(&shop, &home.token).await, [("T-1".to_owned(), 2)]);
    shop.store.leave_cart(&phone, 11).await.expect("left");
    assert!(lines(&shop, &phone).await.is_empty());
    assert_eq!(lines(&shop, &home.token).await, [("T-1".to_owned(), 2)]);
    shop.store.end_customer_sessions(zelda.id, 12).await.expect("ended");
    assert!(lines(&shop, &home.token).await.is_empty(), "no token of before opens the cart");
    let back = brings(&shop, &zelda, &Buyer::number(9).token, 3).await;
    assert_eq!(lines(&shop, &back).await, [("T-1".to_owned(), 2)], "and it is still there");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sign_ins_at_once_merge_each_cart_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 50, 50).await;
    let zelda = customer(&shop, "zelda@example.org", 1).await;
    let buyers: Vec<_> = (1..=6).map(Buyer::number).collect();
    for buyer in &buyers {
        buyer.wants(&shop, "T-1", 1).await;
    }
    let sign_ins: Vec<_> = buyers
        .iter()
        .flat_map(|buyer| [buyer.clone(), buyer.clone()])
        .zip(0u128..)
        .map(|(buyer, number)| {
            let (store, id) = (shop.store.clone(), zelda.id);
            tokio::spawn(async move {
                let spare = CartToken::from_random(0xbeef_0000 + number);
                let carts = Carts { carried: Some(&buyer.token), spare: &spare };
                store.bring_cart(id, &carts, moment(5)).await.expect("brought")
            })
        })
        .collect();
    for sign_in in sign_ins {
        sign_in.await.expect("no panic");
    }
    for buyer in &buyers {
        assert_eq!(lines(&shop, &buyer.token).await, [("T-1".to_owned(), 6)]);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn orders_follow_by_cart_at_once_and_by_address_only_when_it_is_confirmed(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 50, 50).await;
    let mut form = complete_form();
    form.email = "Zelda@Example.org".to_owned();
    let (here, elsewhere, other) = (Buyer::number(1), Buyer::number(2), Buyer::number(3));
    let mut numbers = Vec::new();
    for buyer in [&here, &elsewhere, &other] {
        buyer.wants(&shop, "T-1", 1).await;
        if buyer.number == 2 {
            buyer.checks_out_as(&shop, &form).await;
        } else {
            buyer.checks_out(&shop).await;
        }
        numbers.push(buyer.orders(&shop, 1).await.expect("ordered"));
    }
    let token = link(1);
    register(&shop, "zelda@example.org", &token).await;
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders WHERE customer_id IS NOT NULL").await, 0);
    let zelda = shop.store.confirm_registration(&token, PASSWORD, moment(3)).await.expect("confirmed");
    let mine = async || {
        let (orders, _) = shop.store.customer_orders(&zelda, 10, 0).await.expect("answered");
        orders.into_iter().map(|order| order.number).collect::<Vec<_>>()
    };
    assert_eq!(mine().await, [numbers[1].clone()], "placed with this address");
    brings(&shop, &zelda, &here.token, 1).await;
    let after = mine().await;
    assert!(after.contains(&numbers[0]) && after.contains(&numbers[1]) && after.len() == 2, "{after:?}");
    assert!(shop.store.order_belongs_to(&numbers[0], &zelda).await.expect("answered"));
    assert!(!shop.store.order_belongs_to(&numbers[2], &zelda).await.expect("answered"));
    // A row that is not confirmed takes nothing, whoever made it.
    shop.run("UPDATE customers SET confirmed_at = NULL").await;
    shop.run("UPDATE orders SET customer_id = NULL").await;
    brings(&shop, &zelda, &here.token, 2).await;
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders WHERE customer_id IS NOT NULL").await, 0);
}
