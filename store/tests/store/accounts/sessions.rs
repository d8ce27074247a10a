//! Sessions in Redis, and without it.

use std::sync::Arc;

use sqlx::MySqlPool;
use store::Store;
use tower_sessions_core::Session;

use crate::shop::redis_url;

#[sqlx::test(migrations = false)]
async fn a_session_is_found_again_until_it_is_ended(database: MySqlPool) {
    let store = Store::new(database, &redis_url()).expect("a store");
    let session = Session::new(None, Arc::new(store.sessions()), None);
    session.insert("orders", vec!["RP-7K3M9QXD"]).await.expect("noted");
    session.save().await.expect("saved");
    let again = |id| Session::new(id, Arc::new(store.sessions()), None);
    let known: Option<Vec<String>> = again(session.id()).get("orders").await.expect("answered");
    assert_eq!(known, Some(vec!["RP-7K3M9QXD".to_owned()]));
    let id = session.id();
    session.flush().await.expect("ended");
    assert_eq!(again(id).get::<Vec<String>>("orders").await.expect("answered"), None);
}

#[sqlx::test(migrations = false)]
async fn without_redis_a_session_is_lost_and_nothing_fails(database: MySqlPool) {
    // Port 1 is nobody's.
    let store = Store::new(database, "redis://127.0.0.1:1").expect("a store");
    let session = Session::new(None, Arc::new(store.sessions()), None);
    session.insert("orders", vec!["RP-7K3M9QXD"]).await.expect("noted");
    session.save().await.expect("forgiven");
    let again = Session::new(session.id(), Arc::new(store.sessions()), None);
    assert_eq!(again.get::<Vec<String>>("orders").await.expect("forgiven"), None);
}
