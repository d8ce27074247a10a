//! What the data tier says of itself.

use sqlx::MySqlPool;
use store::{DatabaseConfig, Store};

use crate::shop::Shop;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_migrated_shop_is_ready(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let health = shop.store.health().await;
    assert!(health.is_ready() && health.cache.is_ok(), "{health:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn migrating_again_changes_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.run("UPDATE categories SET name = 'Noses' WHERE slug = 'nose-cones'").await;
    let count = "SELECT (SELECT COUNT(*) FROM categories) * 1000000 + (SELECT COUNT(*) FROM attributes) * 1000
                      + (SELECT COUNT(*) FROM category_attributes)";
    let before = shop.number(count).await;
    shop.store.migrate().await.expect("migrated");
    assert_eq!(shop.number(count).await, before);
    let category = shop.store.category("nose-cones").await.expect("answered").expect("there");
    assert_eq!(category.node.name, "Noses", "what an editor changed stays");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_database_behind_the_binary_is_not_ready(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.run("DELETE FROM _sqlx_migrations WHERE version = 21").await;
    let health = shop.store.health().await;
    assert!(!health.is_ready());
    assert_eq!(health.missing_migrations, vec![21]);
}

#[sqlx::test(migrations = false)]
async fn an_empty_database_misses_every_migration(database: MySqlPool) {
    let options = database.connect_options().as_ref().clone();
    let config = DatabaseConfig { options, max_connections: 2 };
    let store = Store::connect(&config, "redis://127.0.0.1:1").await.expect("connected");
    let health = store.health().await;
    assert!(health.database.is_ok() && health.cache.is_err() && !health.is_ready());
    assert_eq!(health.missing_migrations.len(), store::MIGRATOR.iter().count());
}
