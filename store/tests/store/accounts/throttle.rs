//! Failures that are counted in rows.

use chrono::TimeDelta;
use sqlx::MySqlPool;
use store::Store;
use store::accounts::{Attempt, ThrottleKey};

use crate::shop::{moment, redis_url};

fn keys() -> [ThrottleKey; 2] {
    [ThrottleKey::account("customer", "mira@example.org"), ThrottleKey::address("customer", "192.0.2.7")]
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_restart_forgets_no_failure(database: MySqlPool) {
    let store = Store::new(database.clone(), &redis_url()).expect("a store");
    for _ in 0..5 {
        assert_eq!(store.attempt(&keys(), moment(0)).await.expect("counted"), Attempt::Now);
    }
    let anew = Store::new(database, &redis_url()).expect("a store");
    let waiting = anew.attempt(&keys(), moment(1)).await.expect("looked up");
    assert_eq!(waiting, Attempt::After(TimeDelta::seconds(29)));
    // What is not looked at is not counted: the wait is not made longer by knocking.
    assert_eq!(anew.attempt(&keys(), moment(29)).await.expect("looked up"), Attempt::After(TimeDelta::seconds(1)));
    assert_eq!(anew.attempt(&keys(), moment(30)).await.expect("counted"), Attempt::Now);
    assert_eq!(anew.attempt(&keys(), moment(31)).await.expect("looked up"), Attempt::After(TimeDelta::seconds(59)));
    // Another account from elsewhere, and another kind of trying, are not held up.
    for other in
        [ThrottleKey::account("customer", "ada@example.org"), ThrottleKey::account("order", "mira@example.org")]
    {
        assert_eq!(anew.attempt(&[other], moment(31)).await.expect("counted"), Attempt::Now);
    }
    let typed = ThrottleKey::account("customer", " MIRA@example.org ");
    assert!(matches!(anew.attempt(&[typed], moment(31)).await.expect("looked up"), Attempt::After(_)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn success_starts_an_account_anew_and_gives_an_address_its_try_back(database: MySqlPool) {
    let store = Store::new(database, &redis_url()).expect("a store");
    for _ in 0..40 {
        assert_eq!(store.attempt(&keys(), moment(0)).await.expect("counted"), Attempt::Now);
        store.forgive(&keys()).await.expect("forgiven");
    }
    // Thirty accounts from one address, one failure each.
    for account in 0..30 {
        let keys = [ThrottleKey::account("customer", &account.to_string()), keys()[1].clone()];
        assert_eq!(store.attempt(&keys, moment(account)).await.expect("counted"), Attempt::Now, "{account}");
    }
    let next = [ThrottleKey::account("customer", "next"), keys()[1].clone()];
    assert!(matches!(store.attempt(&next, moment(30)).await.expect("looked up"), Attempt::After(_)));
    assert_eq!(store.attempt(&next, moment(901)).await.expect("counted"), Attempt::Now);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn tries_at_once_count_like_tries_in_turn(database: MySqlPool) {
    let store = Store::new(database, &redis_url()).expect("a store");
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.attempt(&keys(), moment(0)).await.expect("answered") })
        })
        .collect();
    let mut looked_at = 0;
    for one in tries {
        looked_at += u32::from(one.await.expect("no panic") == Attempt::Now);
    }
    assert_eq!(looked_at, 5);
}
