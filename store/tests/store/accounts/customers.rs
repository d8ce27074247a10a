//! Registering, signing in, changing and leaving.

use domain::accounts::Email;
use domain::ids::CustomerId;
use sqlx::{AssertSqlSafe, MySqlPool, Row};
use store::accounts::{AccountError, CustomerAccount, LinkPurpose, LinkToken, Registration};

use crate::shop::{Buyer, Shop, moment};

pub(super) const PASSWORD: &str = "correct horse battery";

pub(super) fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

pub(super) fn link(number: u128) -> LinkToken {
    LinkToken::from_random(number)
}

pub(super) async fn register(shop: &Shop, address: &str, token: &LinkToken) {
    let registration = Registration { name: "Zelda Quux", email: &email(address), password: PASSWORD, token };
    shop.store.register(&registration, moment(0)).await.expect("kept");
}

/// A customer with a confirmed address.
pub(super) async fn customer(shop: &Shop, address: &str, number: u128) -> CustomerAccount {
    let token = link(number);
    register(shop, address, &token).await;
    shop.store.confirm_registration(&token, PASSWORD, moment(1)).await.expect("confirmed")
}

async fn letters(shop: &Shop, kind: &'static str) -> i64 {
    sqlx::query_scalar("SELECT COUNT(*) FROM mails WHERE kind = ?")
        .bind(kind)
        .fetch_one(&shop.database)
        .await
        .expect("a number")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_account_is_made_by_mailbox_and_password_together(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let token = link(1);
    register(&shop, "Zelda.Quux@example.org", &token).await;
    assert_eq!(letters(&shop, "confirm_email").await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 0, "not before it is confirmed");
    assert_eq!(shop.store.sign_in_customer("zelda.quux@example.org", PASSWORD).await.expect("answered"), None);
    let confirm = async |token: &LinkToken, password: &str, at| {
        shop.store.confirm_registration(token, password, moment(at)).await
    };
    assert!(matches!(confirm(&token, "another password", 1).await, Err(AccountError::WrongPassword)));
    assert!(matches!(confirm(&link(2), PASSWORD, 1).await, Err(AccountError::LinkGone)));
    let lasts = LinkPurpose::Confirm.lasts().num_seconds();
    assert!(matches!(confirm(&token, PASSWORD, lasts).await, Err(AccountError::LinkGone)), "expired");
    let made = confirm(&token, PASSWORD, lasts - 1).await.expect("confirmed");
    assert_eq!((made.email.as_str(), made.name.as_str()), ("zelda.quux@example.org", "Zelda Quux"));
    assert!(matches!(confirm(&token, PASSWORD, 2).await, Err(AccountError::LinkGone)), "used");
    let found = shop.store.sign_in_customer(" ZELDA.quux@example.org ", PASSWORD).await.expect("answered");
    assert_eq!(found, Some(made));
    for (address, password) in
        [("zelda.quux@example.org", "another password"), ("nobody@example.org", PASSWORD), ("no address", PASSWORD)]
    {
        assert_eq!(shop.store.sign_in_customer(address, password).await.expect("answered"), None, "{address}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn registering_an_address_twice_writes_to_its_owner(database: MySqlPool) {
    let shop = Shop::open(database).await;
    // Two registrations before either is confirmed: the first to be confirmed is the account.
    register(&shop, "zelda@example.org", &link(1)).await;
    register(&shop, "zelda@example.org", &link(2)).await;
    shop.store.confirm_registration(&link(2), PASSWORD, moment(1)).await.expect("confirmed");
    let late = shop.store.confirm_registration(&link(1), PASSWORD, moment(1)).await;
    assert!(matches!(late, Err(AccountError::EmailTaken)));
    register(&shop, "ZELDA@example.org", &link(3)).await;
    assert_eq!((letters(&shop, "confirm_email").await, letters(&shop, "email_in_use").await), (2, 1));
    let none = shop.store.confirm_registration(&link(3), PASSWORD, moment(1)).await;
    assert!(matches!(none, Err(AccountError::LinkGone)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_password_ends_every_session_and_link(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let before = customer(&shop, "zelda@example.org", 1).await;
    for token in [link(2), link(3)] {
        shop.store.request_reset("zelda@example.org", &token, moment(2)).await.expect("sent");
    }
    shop.store.request_reset("nobody@example.org", &link(4), moment(2)).await.expect("the same");
    assert_eq!(letters(&shop, "reset_password").await, 2);
    let reset =
        async |number, password: &str, at| shop.store.reset_password(&link(number), password, 7, moment(at)).await;
    assert!(matches!(reset(2, "zelda@example.org", 3).await, Err(AccountError::Password(_))));
    assert!(matches!(reset(2, "a wholly new password", 3_602).await, Err(AccountError::LinkGone)), "an hour");
    reset(2, "a wholly new password", 3).await.expect("set");
    assert!(matches!(reset(2, "a wholly new password", 4).await, Err(AccountError::LinkGone)), "used");
    assert!(matches!(reset(3, "a wholly new password", 4).await, Err(AccountError::LinkGone)), "all of them");
    assert_eq!(letters(&shop, "password_changed").await, 1);
    let after = shop.store.customer(before.id).await.expect("answered").expect("there");
    assert!(after.epoch > before.epoch);
    assert_eq!(shop.store.sign_in_customer("zelda@example.org", PASSWORD).await.expect("answered"), None);

    let changed = shop
        .store
        .change_password(&after, "a wholly new password", "yet another password", &link(5), 8, moment(5))
        .await
        .expect("changed");
    assert!(changed.epoch > after.epoch);
    let wrong = shop.store.change_password(&changed, PASSWORD, "one more password", &link(6), 9, moment(6)).await;
    assert!(matches!(wrong, Err(AccountError::WrongPassword)));
    shop.store.end_customer_sessions(changed.id, 9).await.expect("ended");
    let ended = shop.store.customer(before.id).await.expect("answered").expect("there");
    assert!(ended.epoch > changed.epoch);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_address_changes_when_the_new_mailbox_says_so_and_the_old_one_hears(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let zelda = customer(&shop, "zelda@example.org", 1).await;
    customer(&shop, "ada@example.org", 2).await;
    let ask = async |new: &str, password: &str, number| {
        shop.store.request_new_email(&zelda, password, &email(new), &link(number), moment(3)).await
    };
    assert!(matches!(ask("quux@example.org", "not the password", 3).await, Err(AccountError::WrongPassword)));
    ask("quux@example.org", PASSWORD, 3).await.expect("sent");
    ask("ada@example.org", PASSWORD, 4).await.expect("the same");
    assert_eq!((letters(&shop, "change_email").await, letters(&shop, "email_in_use").await), (1, 1));
    assert!(matches!(shop.store.confirm_new_email(&link(4), moment(4)).await, Err(AccountError::LinkGone)));
    shop.store.confirm_new_email(&link(3), moment(4)).await.expect("changed");
    assert!(matches!(shop.store.confirm_new_email(&link(3), moment(4)).await, Err(AccountError::LinkGone)));
    let told: String = sqlx::query_scalar("SELECT recipient FROM mails WHERE kind = 'email_changed'")
        .fetch_one(&shop.database)
        .await
        .expect("a letter");
    assert_eq!(told, "zelda@example.org");
    assert!(shop.store.sign_in_customer("quux@example.org", PASSWORD).await.expect("answered").is_some());
    assert_eq!(shop.store.sign_in_customer("zelda@example.org", PASSWORD).await.expect("answered"), None);
}

/// The columns in which a text stands, as `table.column`.
async fn where_it_stands(shop: &Shop, text: &str) -> Vec<String> {
    let columns = sqlx::query(
        "SELECT CAST(table_name AS CHAR) AS t, CAST(column_name AS CHAR) AS c FROM information_schema.columns
         WHERE table_schema = DATABASE() AND data_type IN ('char', 'varchar', 'text', 'mediumtext', 'longtext')",
    )
    .fetch_all(&shop.database)
    .await
    .expect("columns");
    let mut found = Vec::new();
    for column in columns {
        let (table, column): (String, String) = (column.get("t"), column.get("c"));
        let statement = format!("SELECT COUNT(*) FROM `{table}` WHERE `{column}` LIKE ?");
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(format!("%{text}%"))
            .fetch_one(&shop.database)
            .await
            .expect("counted");
        if count > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    found
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_leaves_is_nowhere_but_on_invoices_and_in_letters_sent(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600"]).await;
    let zelda = customer(&shop, "zelda.quux@example.org", 1).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "RP-AT-54-600", 1).await;
    let mut form = crate::shop::complete_form();
    form.email = "zelda.quux@example.org".to_owned();
    form.contact_name = "Zelda Quux".to_owned();
    buyer.checks_out_as(&shop, &form).await;
    buyer.orders(&shop, 1).await.expect("ordered");
    super::following::brings(&shop, &zelda, &buyer.token, 1).await;
    buyer.wants(&shop, "RP-AT-54-600", 1).await;
    buyer.checks_out_as(&shop, &form).await;
    shop.store.request_reset("zelda.quux@example.org", &link(9), moment(2)).await.expect("sent");

    let wrong = shop.store.delete_customer(zelda.id, "not the password", 5, moment(3)).await;
    assert!(matches!(wrong, Err(AccountError::WrongPassword)));
    shop.store.delete_customer(zelda.id, PASSWORD, 5, moment(3)).await.expect("deleted");
    for text in ["zelda.quux@example.org", "Zelda Quux"] {
        let mut left = where_it_stands(&shop, text).await;
        left.retain(|place| !["orders.", "mails.", "jobs."].iter().any(|table| place.starts_with(table)));
        assert_eq!(left, Vec::<String>::new(), "{text}");
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM customers WHERE password_hash IS NOT NULL").await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders WHERE customer_id IS NOT NULL").await, 1, "orders are kept");
    assert_eq!(shop.store.customer(zelda.id).await.expect("answered"), None);
    assert_eq!(shop.store.sign_in_customer("zelda.quux@example.org", PASSWORD).await.expect("answered"), None);
    assert!(buyer.cart(&shop).await.lines.is_empty(), "the cart's token is good for nothing");
    // The address is free again, and the new account knows nothing of the old one.
    let anew = customer(&shop, "zelda.quux@example.org", 2).await;
    assert_ne!(anew.id, zelda.id);
    let (orders, total) = shop.store.customer_orders(&anew, 10, 0).await.expect("answered");
    assert!(orders.is_empty() && total == 0, "orders of a deleted account belong to it");
    let nobody = CustomerId(0);
    assert!(matches!(
        shop.store.delete_customer(nobody, PASSWORD, 5, moment(3)).await,
        Err(AccountError::WrongPassword)
    ));
}
