//! Reads in tiers: what is shown is as new as what was heard of, whoever keeps it and whatever becomes of Redis.

use std::time::{Duration, Instant};

use domain::search::Query;
use sqlx::MySqlPool;
use store::catalog::Part;
use store::{DatabaseConfig, Store, TierSettings};

use crate::proxy::{Proxy, Way};
use crate::shop::{Buyer, Shop, demo_part, ladder, moment, redis_url, sku, tube};

const TUBE: &str = "RP-AT-54-600";

/// Another process of the shop, reading in tiers and knowing what happened so far.
async fn process(shop: &Shop, redis: &str, settings: TierSettings) -> Store {
    let options = shop.database.connect_options().as_ref().clone();
    let store = Store::connect(&DatabaseConfig { options, max_connections: 16 }, redis).await.expect("connected");
    let store = store.with_tiers(settings);
    hear(&store).await;
    store
}

async fn hear(store: &Store) {
    store.hear_own_writes(Duration::ZERO).await;
}

async fn part(store: &Store, number: &str) -> Part {
    store.part(&sku(number)).await.expect("answered").expect("there")
}

/// How often a kind was read from MySQL.
async fn loads(stores: &[&Store], kind: &str) -> u64 {
    let mut loads = 0;
    for store in stores {
        let stats = store.tier_stats().await.expect("tiers");
        loads += stats.kinds.iter().find(|(name, _)| *name == kind).expect("counted").1.loads;
    }
    loads
}

async fn rename(shop: &Shop, name: &str, event: bool) {
    sqlx::query("UPDATE variants SET name = ? WHERE sku = 'RP-AT-54-600'")
        .bind(name)
        .execute(&shop.database)
        .await
        .expect("written");
    if event {
        shop.run("INSERT INTO catalog_events (variant_id, created_at) SELECT id, UTC_TIMESTAMP(6) FROM variants WHERE sku = 'RP-AT-54-600'").await;
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_stampede_on_a_cold_part_is_one_load(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE, "RP-AT-54-900"]).await;
    let one = process(&shop, &redis_url(), TierSettings::default()).await;
    let other = process(&shop, &redis_url(), TierSettings::default()).await;
    let truth = shop.part(TUBE).await;
    let ask = |number: &'static str| {
        let readers: Vec<_> = (0..200)
            .map(|reader| {
                let store = if reader % 2 == 0 { one.clone() } else { other.clone() };
                tokio::spawn(async move { store.part(&sku(number)).await.expect("answered") })
            })
            .collect();
        async move {
            let mut answers = Vec::new();
            for reader in readers {
                answers.push(reader.await.expect("no panic"));
            }
            answers
        }
    };
    assert!(ask(TUBE).await.iter().all(|answer| answer.as_ref() == Some(&truth)));
    // Each process loads for itself when the other takes long.
    for kind in ["part", "price", "stock", "tree"] {
        let loads = loads(&[&one, &other], kind).await;
        assert!((1..=2).contains(&loads), "{kind}: {loads} loads");
    }
    assert!(ask("RP-NO-SUCH").await.iter().all(Option::is_none));
    let absent = loads(&[&one, &other], "part").await;
    assert!(absent <= 4, "what is not there is asked for once as well: {absent}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_kept_is_the_same_to_the_last_bit(database: MySqlPool) {
    let shop = Shop::with_whole_demo(database).await;
    shop.store.rebuild_search().await.expect("built");
    let one = process(&shop, &redis_url(), TierSettings::default()).await;
    let other = process(&shop, &redis_url(), TierSettings::default()).await;
    for number in domain::catalog::demo::catalog().iter().map(|part| part.draft.sku.to_string()) {
        let truth = shop.part(&number).await;
        assert_eq!(part(&one, &number).await, truth);
        assert_eq!(part(&other, &number).await, truth, "out of Redis");
        assert_eq!(part(&other, &number.to_lowercase()).await, truth, "out of the process");
    }
    assert_eq!(one.categories().await.expect("answered"), shop.store.categories().await.expect("answered"));
    for slug in ["airframe-tubes", "nose-cones", "nowhere"] {
        let truth = shop.store.category(slug).await.expect("answered");
        assert_eq!(one.category(slug).await.expect("answered"), truth);
        assert_eq!(other.category(slug).await.expect("answered"), truth);
    }
    let stats = other.tier_stats().await.expect("tiers");
    assert!(stats.sum().shared_hits > 100 && stats.sum().loads == 0, "{stats:?}");
    assert!(stats.entries > 100 && stats.weight > 10_000, "{stats:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn rows_of_tables_are_kept_too(database: MySqlPool) {
    let shop = Shop::with_whole_demo(database).await;
    let one = process(&shop, &redis_url(), TierSettings::default()).await;
    one.follow().await.expect("built");
    let page = async |store: &Store| store.find_parts(&Query::default(), None, None, 50, 0).await.expect("found").rows;
    let truth = page(&one.without_tiers()).await;
    assert_eq!(page(&one).await, truth);
    let before = loads(&[&one], "row").await;
    assert_eq!(page(&one).await, truth, "kept");
    assert_eq!(loads(&[&one], "row").await, before);

    // An order takes pieces: the row says so as soon as it was heard of, and its facts are not read again.
    let number = truth.iter().find(|row| row.available > Some(3)).expect("in stock").sku.clone();
    let buyer = Buyer::number(1);
    buyer.wants(&shop, number.as_str(), 2).await;
    buyer.checks_out(&shop).await;
    buyer.orders(&shop, 0).await.expect("ordered");
    hear(&one).await;
    assert_eq!(page(&one).await, page(&one.without_tiers()).await);
    assert_ne!(page(&one).await, truth);
    assert_eq!(loads(&[&one], "row").await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_process_sees_its_own_writes_and_others_hear_of_them(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE]).await;
    let one = process(&shop, &redis_url(), TierSettings::default()).await;
    let other = process(&shop, &redis_url(), TierSettings::default()).await;
    let following = tokio::spawn({
        let other = other.clone();
        async move { other.follow_catalog_events(|_| {}).await }
    });
    for round in 1..=5_u32 {
        let cents = 1_000 + i64::from(round);
        assert_ne!(part(&one, TUBE).await.prices, ladder(&[(1, cents)]));
        part(&other, TUBE).await;
        let mut session = shop.import().await;
        session.prices(&sku(TUBE), &ladder(&[(1, cents)])).await.expect("priced");
        session.stock(&sku(TUBE), "DEN", 100 + round, "count").await.expect("counted");
        session.commit().await.expect("written");
        let written = Instant::now();
        hear(&one).await;
        let seen = part(&one, TUBE).await;
        assert_eq!((seen.prices, seen.stock[0].available), (ladder(&[(1, cents)]), 100 + round), "at once");
        while part(&other, TUBE).await.prices != ladder(&[(1, cents)]) {
            // Much sooner than it would expire.
            assert!(written.elapsed() < Duration::from_secs(20), "never heard of");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        println!("heard of after {} ms", written.elapsed().as_millis());
        assert_eq!(part(&other, TUBE).await.stock[0].available, 100 + round);
    }
    following.abort();
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_kept_before_an_event_never_counts_after_it(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE, "RP-AT-54-900"]).await;
    let one = process(&shop, &redis_url(), TierSettings::default()).await;
    let late = process(&shop, &redis_url(), TierSettings::default()).await;
    part(&late, TUBE).await;
    assert_eq!(part(&late, "RP-AT-54-900").await.siblings.len(), 2);
    rename(&shop, "Renamed", false).await;
    assert_ne!(part(&late, TUBE).await.name, "Renamed", "nobody told");
    assert_ne!(part(&one, TUBE).await.name, "Renamed", "and Redis has what the other wrote");
    assert_eq!(part(&one.without_tiers(), TUBE).await.name, "Renamed");
    rename(&shop, "Renamed", true).await;
    hear(&one).await;
    let before = one.tier_stats().await.expect("tiers").sum();
    assert_eq!(part(&one, TUBE).await.name, "Renamed");
    let after = one.tier_stats().await.expect("tiers").sum();
    assert!(
        after.process_refused > before.process_refused && after.shared_refused > before.shared_refused,
        "{after:?}"
    );
    assert_ne!(part(&late, TUBE).await.name, "Renamed", "has not heard yet");
    hear(&late).await;
    assert_eq!(part(&late, TUBE).await.name, "Renamed");

    // A process that starts now takes from Redis what counts, and nothing else.
    rename(&shop, "Renamed again", true).await;
    let new = process(&shop, &redis_url(), TierSettings::default()).await;
    assert_eq!(part(&new, TUBE).await.name, "Renamed again");

    // What hides a part changes the pages of its siblings and what is not there.
    shop.run("UPDATE variants SET is_public = 0 WHERE sku = 'RP-AT-54-600'").await;
    rename(&shop, "Hidden", true).await;
    hear(&late).await;
    assert_eq!(late.part(&sku(TUBE)).await.expect("answered"), None);
    assert_eq!(part(&late, "RP-AT-54-900").await.siblings.len(), 1);
    shop.run("UPDATE variants SET is_public = 1 WHERE sku = 'RP-AT-54-600'").await;
    rename(&shop, "Shown", true).await;
    hear(&late).await;
    assert_eq!(part(&late, TUBE).await.name, "Shown");
    assert_eq!(part(&late, "RP-AT-54-900").await.siblings.len(), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_event_that_was_lost_costs_no_more_than_a_lifetime(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE]).await;
    let second = Duration::from_secs(1);
    let settings = TierSettings { in_process: second, lifetime: 2 * second, absent: second, ..TierSettings::default() };
    let one = process(&shop, &redis_url(), settings.clone()).await;
    let other = process(&shop, &redis_url(), settings).await;
    part(&one, TUBE).await;
    assert_eq!(one.part(&sku("T-1")).await.expect("answered"), None);
    rename(&shop, "Renamed", false).await;
    shop.sell(&tube("T-1", None), 1, 0).await;
    shop.run("DELETE FROM catalog_events").await;
    let changed = Instant::now();
    for store in [&one, &other] {
        while part(store, TUBE).await.name != "Renamed" || store.part(&sku("T-1")).await.expect("answered").is_none() {
            assert!(changed.elapsed() < Duration::from_secs(30), "kept for ever");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    println!("noticed after {} ms", changed.elapsed().as_millis());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_held_is_not_available_as_soon_as_it_is_heard_of(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE]).await;
    let one = process(&shop, &redis_url(), TierSettings::default()).await;
    let available = async || part(&one, TUBE).await.available().expect("a part");
    let before = available().await;
    let facts = loads(&[&one], "part").await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, TUBE, 3).await;
    shop.store.open_checkout(&buyer.token, None, moment(1)).await.expect("opened");
    hear(&one).await;
    assert_eq!(available().await, before - 3);
    assert_eq!(shop.store.release_expired_holds(moment(7_200), 10).await.expect("released"), 1);
    hear(&one).await;
    assert_eq!(available().await, before);
    assert_eq!(loads(&[&one], "part").await, facts, "facts are kept");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_part_that_changes_its_product_leaves_the_pages_of_the_old_one(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE, "RP-AT-54-900"]).await;
    let one = process(&shop, &redis_url(), TierSettings::default()).await;
    assert_eq!(part(&one, "RP-AT-54-900").await.siblings.len(), 2);
    let mut moved = demo_part(TUBE).draft;
    moved.product_slug = "one-of-its-own".to_owned();
    let mut session = shop.import().await;
    session.part(&moved).await.expect("taken");
    session.commit().await.expect("written");
    hear(&one).await;
    assert_eq!(part(&one, "RP-AT-54-900").await.siblings.len(), 1);
    assert_eq!(part(&one, TUBE).await.siblings.len(), 1);
    assert_eq!(part(&one, TUBE).await.stock.len(), 2);

    let mut session = shop.import().await;
    session.stock_location("OSL", "Oslo").await.expect("a location");
    session.commit().await.expect("written");
    hear(&one).await;
    assert_eq!(part(&one, TUBE).await.stock.len(), 3, "every page lists every place");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_that_moved_is_found_where_it_went(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE]).await;
    let one = process(&shop, &redis_url(), TierSettings::default()).await;
    let path = format!("/parts/{TUBE}");
    assert_eq!(one.redirect(&path).await.expect("answered"), None);
    part(&one, TUBE).await;
    assert_eq!(one.part(&sku("RP-NEW-1")).await.expect("answered"), None);
    shop.store.rename_sku(&sku(TUBE), &sku("RP-NEW-1"), moment(1)).await.expect("renamed");
    hear(&one).await;
    assert_eq!(one.part(&sku(TUBE)).await.expect("answered"), None);
    assert_eq!(part(&one, "RP-NEW-1").await.sku, sku("RP-NEW-1"));
    assert_eq!(one.redirect(&path).await.expect("answered").as_deref(), Some("/parts/RP-NEW-1"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_redis_it_is_right_and_not_much_slower(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE, "RP-AT-54-900"]).await;
    let server = redis_url().trim_start_matches("redis://").split('/').next().expect("an address").to_owned();
    let proxy = Proxy::to(server).await;
    let redis = format!("redis://{}", proxy.address);
    for way in [Way::Open, Way::Silent, Way::Open, Way::Slow(Duration::from_secs(5)), Way::Cut] {
        proxy.set(way);
        let store = process(&shop, &redis, TierSettings::default()).await;
        let asked = Instant::now();
        // Each of them is looked for in Redis, locked there and written there.
        for number in 0..100 {
            let absent = sku(&format!("RP-NO-{number}"));
            assert_eq!(store.part(&absent).await.expect("answered"), None);
        }
        rename(&shop, &format!("{way:?}"), true).await;
        hear(&store).await;
        assert_eq!(part(&store, TUBE).await.name, format!("{way:?}"));
        let took = asked.elapsed();
        println!("{way:?}: {} ms", took.as_millis());
        // Without leaving Redis alone it would be three times a tenth of a second for each.
        assert!(took < Duration::from_secs(15), "{way:?}: {took:?}");
        let stats = store.tier_stats().await.expect("tiers");
        assert!(stats.redis_is_left_alone || way == Way::Open, "{way:?}: {stats:?}");
    }
    // It is taken up again by itself, with values that others wrote and rubbish that nobody did.
    proxy.set(Way::Open);
    let store = process(&shop, &redis, TierSettings::default()).await;
    part(&store, "RP-AT-54-900").await;
    for key in keys(&shop).await {
        let mut redis = plain_redis().await;
        _ = redis::cmd("SET").arg(key).arg("{\"rubbish\":").arg("KEEPTTL").query_async::<()>(&mut redis).await;
    }
    let after = process(&shop, &redis_url(), TierSettings::default()).await;
    assert_eq!(part(&after, TUBE).await, shop.part(TUBE).await);
    let mut redis = plain_redis().await;
    for key in keys(&shop).await {
        _ = redis::cmd("DEL").arg(key).query_async::<()>(&mut redis).await;
    }
    assert_eq!(part(&after, TUBE).await, shop.part(TUBE).await, "flushed");
    let flushed = process(&shop, &redis_url(), TierSettings::default()).await;
    assert_eq!(part(&flushed, TUBE).await, shop.part(TUBE).await, "flushed");
}

async fn plain_redis() -> redis::aio::MultiplexedConnection {
    let client = redis::Client::open(redis_url()).expect("an address");
    client.get_multiplexed_async_connection().await.expect("connected")
}

/// What is kept in Redis of this shop.
async fn keys(shop: &Shop) -> Vec<String> {
    let options = shop.database.connect_options();
    let pattern = format!("tiers:*:{}:*", options.get_database().expect("named"));
    let mut redis = plain_redis().await;
    redis::cmd("KEYS").arg(pattern).query_async(&mut redis).await.expect("listed")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn memory_is_bounded_by_what_values_weigh(database: MySqlPool) {
    let shop = Shop::with_whole_demo(database).await;
    let memory = 50_000;
    let store = process(&shop, &redis_url(), TierSettings { memory, ..TierSettings::default() }).await;
    for number in domain::catalog::demo::catalog().iter().map(|part| part.draft.sku.to_string()) {
        part(&store, &number).await;
    }
    let stats = store.tier_stats().await.expect("tiers");
    assert!(stats.weight <= memory && stats.entries > 0, "{stats:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn failures_are_told_to_all_who_wait_and_kept_by_nobody(database: MySqlPool) {
    let shop = Shop::with_demo(database, &[TUBE]).await;
    let store = process(&shop, &redis_url(), TierSettings::default()).await;
    shop.run("RENAME TABLE makers TO makers_elsewhere").await;
    let readers: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.part(&sku(TUBE)).await.is_err() })
        })
        .collect();
    for reader in readers {
        assert!(reader.await.expect("no panic"));
    }
    shop.run("RENAME TABLE makers_elsewhere TO makers").await;
    assert_eq!(part(&store, TUBE).await, shop.part(TUBE).await);
}
