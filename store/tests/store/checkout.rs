//! What is typed on the way to an order is kept, right or wrong.

use domain::checkout::{Basis, CheckoutForm, Step};
use sqlx::MySqlPool;
use uuid::Uuid;

use crate::shop::{Buyer, Shop, complete_form, moment, tube};

async fn shop_with_a_cart(database: MySqlPool) -> (Shop, Buyer) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 1).await;
    (shop, buyer)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_typed_is_kept_valid_or_not(database: MySqlPool) {
    let (shop, buyer) = shop_with_a_cart(database).await;
    assert!(shop.store.checkout(&buyer.token).await.expect("answered").is_none(), "nothing typed yet");
    let typed = CheckoutForm {
        email: "not an address' OR 1=1 -- 🚀".into(),
        contact_name: "x".repeat(100_000),
        ..CheckoutForm::default()
    };
    buyer.checks_out_as(&shop, &typed).await;
    let kept = shop.store.checkout(&buyer.token).await.expect("answered").expect("begun");
    assert_eq!(kept.form.email, typed.email);
    assert_eq!(kept.form.contact_name.chars().count(), 240, "twice what may be, enough to say that it is too long");
    let cart = buyer.cart(&shop).await;
    assert_eq!(kept.form.first_open_step(&Basis::guest(&cart)), Step::Contact);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_step_changes_its_own_fields_and_the_key_stays(database: MySqlPool) {
    let (shop, buyer) = shop_with_a_cart(database).await;
    buyer.checks_out(&shop).await;
    let typed = CheckoutForm { city: "Denver".into(), email: "other@example.org".into(), ..complete_form() };
    let saved = shop
        .store
        .save_checkout_step(&buyer.token, Step::Address, &typed, None, Uuid::from_u128(7), moment(3))
        .await
        .expect("answered")
        .expect("there");
    assert_eq!((saved.form.city.as_str(), saved.form.email.as_str()), ("Denver", "Mira@example.org"));
    assert_eq!(saved.idempotency_key, buyer.key, "the first key is the order's");
    let read = shop.store.checkout(&buyer.token).await.expect("answered").expect("there");
    assert_eq!((read.form, read.idempotency_key), (saved.form, saved.idempotency_key));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_a_cart_there_is_no_checkout(database: MySqlPool) {
    let (shop, buyer) = shop_with_a_cart(database).await;
    buyer.checks_out(&shop).await;
    let stranger = Buyer::number(2);
    assert!(shop.store.checkout(&stranger.token).await.expect("answered").is_none());
    let saved = shop
        .store
        .save_checkout_step(&stranger.token, Step::Contact, &complete_form(), None, stranger.key, moment(1))
        .await;
    assert!(saved.expect("answered").is_none());
    assert_eq!(shop.number("SELECT COUNT(*) FROM checkouts").await, 1);
}
