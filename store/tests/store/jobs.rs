//! The job engine: leases, limits, failures, schedules, with workers that run in the test's own process.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::accounts::Actor;
use domain::jobs::{Backoff, CatchUp, Schedule};
use serde::{Deserialize, Serialize};
use sqlx::{MySqlPool, Row};
use store::Store;
use store::edge::Edge;
use store::jobs::{Context, Failure, Job, Options, Outside, Registry, Worker, WorkerEvent, WorkerSettings};
use store::mail::{Mailer, PostOffice};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::shop::Shop;

/// What ran, by the test it belongs to: tests may share a process.
static RAN: Mutex<BTreeMap<String, Vec<u32>>> = Mutex::new(BTreeMap::new());

fn note(test: &str, number: u32) {
    RAN.lock().expect("whole").entry(test.to_owned()).or_default().push(number);
}

fn ran(test: &str) -> Vec<u32> {
    RAN.lock().expect("whole").get(test).cloned().unwrap_or_default()
}

fn now() -> DateTime<Utc> {
    #[expect(clippy::disallowed_methods, reason = "a test's edge is its clock")]
    Utc::now()
}

fn chance() -> u64 {
    let (high, low) = uuid::Uuid::new_v4().as_u64_pair();
    high.rotate_left(32) ^ low
}

#[derive(Serialize, Deserialize)]
struct Quick {
    test: String,
    number: u32,
}

impl Job for Quick {
    const KIND: &'static str = "test.quick";

    async fn run(self, _: &Store, _: &Context) -> Result<(), Failure> {
        note(&self.test, self.number);
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
struct Slow {
    test: String,
    milliseconds: u64,
}

impl Job for Slow {
    const KIND: &'static str = "test.slow";
    const SLOTS: u32 = 100;

    async fn run(self, _: &Store, _: &Context) -> Result<(), Failure> {
        note(&self.test, 1);
        tokio::time::sleep(Duration::from_millis(self.milliseconds)).await;
        note(&self.test, 2);
        Ok(())
    }
}

/// Fails in the way its payload says.
#[derive(Serialize, Deserialize)]
struct Failing {
    test: String,
    how: String,
}

impl Job for Failing {
    const KIND: &'static str = "test.failing";
    const ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_millis(200);
    const BACKOFF: Backoff = Backoff { first: Duration::from_millis(2), longest: Duration::from_millis(10) };

    async fn run(self, _: &Store, context: &Context) -> Result<(), Failure> {
        note(&self.test, context.attempt);
        match self.how.as_str() {
            "panic" => panic!("out of cheese"),
            "for good" => Err(Failure::Permanent("no such thing".to_owned())),
            "hang" => std::future::pending().await,
            "twice" if context.attempt == 3 => Ok(()),
            _ => Err(Failure::Temporary("not now".to_owned())),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Tick {
    tick: DateTime<Utc>,
}

impl Job for Tick {
    const KIND: &'static str = "test.tick";

    async fn run(self, _: &Store, _: &Context) -> Result<(), Failure> {
        Ok(())
    }
}

fn registry() -> Registry {
    Registry::default().with::<Quick>().with::<Slow>().with::<Failing>()
}

/// A worker that runs beside the test.
struct Running {
    end: oneshot::Sender<()>,
    ended: JoinHandle<store::Result<()>>,
}

impl Running {
    async fn ends(self) {
        _ = self.end.send(());
        self.ended.await.expect("no panic").expect("ended in order");
    }
}

fn start(shop: &Shop, registry: Registry, slots: u32, lease: Duration, grace: Duration) -> Running {
    let post = PostOffice::open(&Mailer::Folder("unused".into()), "shop@example.org", |_| Err("unused".to_owned()));
    let outside = Outside {
        clock: now,
        chance,
        post: post.expect("open"),
        operations_email: None,
        edge: Edge::None,
        warehouse: None,
    };
    let settings =
        WorkerSettings { name: format!("worker-{:x}", chance()), version: "test".to_owned(), slots, lease, grace };
    let worker = Worker::new(shop.store.clone(), registry, settings, outside, |_: WorkerEvent<'_>| {});
    let (end, told) = oneshot::channel();
    let ended = tokio::spawn(worker.run(async move { _ = told.await }));
    Running { end, ended }
}

fn worker(shop: &Shop) -> Running {
    start(shop, registry(), 4, Duration::from_secs(30), Duration::from_secs(5))
}

/// Waits until a statement answers a number.
async fn until(shop: &Shop, statement: &'static str, number: i64) {
    let started = Instant::now();
    while shop.number(statement).await != number {
        assert!(started.elapsed() < Duration::from_secs(20), "{statement} is not {number}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn enqueue<J: Job>(shop: &Shop, job: &J) {
    assert!(shop.store.enqueue(job, &Options::default(), now()).await.expect("written"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_workers_run_each_job_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in 0..60 {
        enqueue(&shop, &Quick { test: "once".to_owned(), number }).await;
    }
    let workers = [worker(&shop), worker(&shop)];
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 60).await;
    for worker in workers {
        worker.ends().await;
    }
    let mut numbers = ran("once");
    numbers.sort_unstable();
    assert_eq!(numbers, (0..60).collect::<Vec<_>>());
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE attempts <> 1 OR lease_token IS NOT NULL").await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM workers").await, 0, "they said good-bye");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_slow_kind_does_not_starve_the_others(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for _ in 0..200 {
        enqueue(&shop, &Slow { test: "starve".to_owned(), milliseconds: 60_000 }).await;
    }
    let worker = start(&shop, registry(), 4, Duration::from_secs(30), Duration::ZERO);
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE kind = 'test.slow' AND state = 'running'", 2).await;
    let asked = Instant::now();
    enqueue(&shop, &Quick { test: "starve quick".to_owned(), number: 1 }).await;
    while ran("starve quick").is_empty() {
        assert!(asked.elapsed() < Duration::from_secs(1), "a quick job waits behind slow ones");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.ends().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_urgent_go_first(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let at = now() - TimeDelta::minutes(1);
    for (number, priority) in
        [(3, domain::jobs::Priority::Low), (2, domain::jobs::Priority::Normal), (1, domain::jobs::Priority::High)]
    {
        let options = Options { priority: Some(priority), run_at: Some(at), ..Options::default() };
        let job = Quick { test: "urgent".to_owned(), number };
        assert!(shop.store.enqueue(&job, &options, now()).await.expect("written"));
    }
    // Two slots, of which a kind may take one.
    let worker = start(&shop, registry(), 2, Duration::from_secs(30), Duration::from_secs(5));
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 3).await;
    worker.ends().await;
    assert_eq!(ran("urgent"), [1, 2, 3]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn failures_are_tried_again_or_given_up_with_their_error(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for how in ["panic", "for good", "hang", "always", "twice"] {
        enqueue(&shop, &Failing { test: format!("failing {how}"), how: how.to_owned() }).await;
    }
    let worker = worker(&shop);
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'dead'", 4).await;
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 1).await;
    enqueue(&shop, &Quick { test: "after".to_owned(), number: 1 }).await;
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 2).await;
    worker.ends().await;
    for (how, attempts, error) in [
        ("panic", 3, "panicked: out of cheese"),
        ("for good", 1, "no such thing"),
        ("hang", 3, "took longer than 200ms"),
        ("always", 3, "not now"),
    ] {
        assert_eq!(ran(&format!("failing {how}")), (1..=attempts).collect::<Vec<_>>(), "{how}");
        let row = sqlx::query("SELECT attempts, last_error FROM jobs WHERE state = 'dead' AND payload LIKE ?")
            .bind(format!("%\"how\":\"{how}\"%"))
            .fetch_one(&shop.database)
            .await
            .expect("one job");
        assert_eq!((row.get::<u32, _>(0), row.get::<String, _>(1).as_str()), (attempts, error), "{how}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_read_or_is_not_known_waits_for_somebody(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.run("INSERT INTO jobs (kind, payload, state, attempts, run_at, created_at) VALUES ('test.quick', '[', 'queued', 0, '2026-01-01', '2026-01-01')").await;
    shop.run("INSERT INTO jobs (kind, payload, state, attempts, run_at, created_at) VALUES ('test.unheard_of', '{}', 'queued', 0, '2026-01-01', '2026-01-01')").await;
    let worker = worker(&shop);
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'dead' AND last_error LIKE 'the payload cannot be read%'", 1)
        .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    worker.ends().await;
    assert_eq!(
        shop.number("SELECT COUNT(*) FROM jobs WHERE kind = 'test.unheard_of' AND state = 'queued' AND attempts = 0")
            .await,
        1
    );
    let overview = shop.store.jobs_overview(now()).await.expect("answered");
    let unknown = overview.kinds.iter().find(|counts| counts.depth.kind == "test.unheard_of").expect("shown");
    assert!(!unknown.is_known && unknown.depth.queued == 1 && unknown.depth.oldest_due > TimeDelta::days(1));
    assert_eq!(overview.failures.len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lease_that_ran_out_is_taken_over_until_the_last_attempt(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for attempts in [1, 20] {
        let payload = serde_json::to_string(&Quick { test: "over".to_owned(), number: attempts }).expect("JSON");
        sqlx::query(
            "INSERT INTO jobs (kind, payload, state, attempts, max_attempts, run_at, created_at, worker, lease_token, leased_until)
             VALUES ('test.quick', ?, 'running', ?, 20, '2026-01-01', '2026-01-01', 'gone', 'a', '2026-01-01')",
        )
        .bind(payload)
        .bind(attempts)
        .execute(&shop.database)
        .await
        .expect("written");
    }
    let worker = worker(&shop);
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'done' AND attempts = 2", 1).await;
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'dead' AND last_error LIKE 'worker gone went away%'", 1)
        .await;
    worker.ends().await;
    assert_eq!(ran("over"), [1]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_has_lost_the_lease_changes_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let is_stolen = "UPDATE jobs SET worker = 'other', lease_token = 'theirs', leased_until = '2099-01-01'";
    let running = "SELECT COUNT(*) FROM jobs WHERE state = 'running'";
    // Signs of life ten seconds apart: it does not notice, and runs to its end in vain.
    enqueue(&shop, &Slow { test: "fence".to_owned(), milliseconds: 900 }).await;
    let worker = start(&shop, registry(), 4, Duration::from_secs(30), Duration::from_secs(5));
    until(&shop, running, 1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    shop.run(is_stolen).await;
    worker.ends().await;
    assert_eq!(ran("fence"), [1, 2]);

    // A second apart: it notices, and ends what is no longer its own.
    enqueue(&shop, &Slow { test: "abort".to_owned(), milliseconds: 4_000 }).await;
    let worker = start(&shop, registry(), 4, Duration::from_secs(3), Duration::from_secs(5));
    until(&shop, running, 2).await;
    shop.run(is_stolen).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    worker.ends().await;
    assert_eq!(ran("abort"), [1]);
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE state = 'running' AND lease_token = 'theirs'").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn told_to_end_it_gives_back_what_it_cannot_finish(database: MySqlPool) {
    let shop = Shop::open(database).await;
    enqueue(&shop, &Slow { test: "short".to_owned(), milliseconds: 600 }).await;
    enqueue(&shop, &Slow { test: "long".to_owned(), milliseconds: 60_000 }).await;
    let worker = start(&shop, registry(), 4, Duration::from_secs(30), Duration::from_millis(1_500));
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'running'", 2).await;
    enqueue(&shop, &Slow { test: "never".to_owned(), milliseconds: 1 }).await;
    worker.ends().await;
    assert_eq!((ran("short"), ran("long"), ran("never")), (vec![1, 2], vec![1], vec![]));
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE state = 'done' AND attempts = 1").await, 1);
    assert_eq!(
        shop.number("SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND attempts = 0 AND leased_until IS NULL").await,
        2
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn missed_ticks_are_caught_up_once_by_two_workers(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let each = Registry::default().scheduled::<Tick>(Schedule::Every { seconds: 60 }, CatchUp::Each { at_most: 5 });
    sqlx::query("INSERT INTO schedules (name, rule, next_run_at, is_paused) VALUES ('test.tick', 'every 1 min', ?, 0)")
        .bind((now() - TimeDelta::minutes(30)).naive_utc())
        .execute(&shop.database)
        .await
        .expect("written");
    let start =
        |registry: &Registry| start(&shop, registry.clone(), 4, Duration::from_secs(30), Duration::from_secs(5));
    let workers = [start(&each), start(&each)];
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 5).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(shop.number("SELECT COUNT(*) FROM jobs").await <= 6, "five missed, and one if a minute began just now");
    for worker in workers {
        worker.ends().await;
    }
    assert_eq!(
        shop.number("SELECT COUNT(*) FROM schedules WHERE last_outcome = 'done' AND next_run_at > UTC_TIMESTAMP()")
            .await,
        1
    );

    // Coalesced, once more.
    shop.run("DELETE FROM jobs").await;
    let once = Registry::default().scheduled::<Tick>(Schedule::Every { seconds: 60 }, CatchUp::Once);
    shop.run("UPDATE schedules SET next_run_at = UTC_TIMESTAMP() - INTERVAL 30 MINUTE").await;
    let worker = start(&once);
    until(&shop, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 1).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    worker.ends().await;
    assert!(shop.number("SELECT COUNT(*) FROM jobs").await <= 2);

    // Paused.
    shop.run("DELETE FROM jobs").await;
    shop.run("UPDATE schedules SET next_run_at = UTC_TIMESTAMP() - INTERVAL 30 MINUTE, is_paused = 1").await;
    let worker = start(&once);
    tokio::time::sleep(Duration::from_millis(900)).await;
    worker.ends().await;
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_key_is_written_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let options = Options { dedupe_key: Some("k".to_owned()), ..Options::default() };
    let job = Quick { test: "key".to_owned(), number: 1 };
    assert!(shop.store.enqueue(&job, &options, now()).await.expect("written"));
    assert!(!shop.store.enqueue(&job, &options, now()).await.expect("there already"));
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn looking_for_work_walks_its_index(database: MySqlPool) {
    let shop = Shop::open(database).await;
    sqlx::query(
        "INSERT INTO jobs (kind, payload, state, attempts, run_at, created_at, priority)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
         SELECT CONCAT('kind.', i % 7), '{}', IF(i % 3 = 0, 'done', 'queued'), 0, '2026-01-01', '2026-01-01', 1 + i % 3 FROM n",
    )
    .execute(&shop.database)
    .await
    .expect("written");
    shop.run("ANALYZE TABLE jobs").await;
    let waiting = "EXPLAIN FORMAT=TRADITIONAL SELECT kind, priority, MIN(run_at) FROM jobs WHERE state = 'queued' GROUP BY kind, priority";
    let claim = "EXPLAIN FORMAT=TRADITIONAL SELECT id, payload, attempts, max_attempts, schedule FROM jobs WHERE state = 'queued' AND kind = 'kind.1'
                 AND priority = 2 AND run_at <= '2026-02-01' ORDER BY run_at LIMIT 4 FOR UPDATE SKIP LOCKED";
    for (statement, extra_holds) in [(waiting, "Using index"), (claim, "")] {
        let row = sqlx::query(statement).fetch_one(&shop.database).await.expect("explained");
        let (key, extra): (Option<String>, Option<String>) = (row.get("key"), row.get("Extra"));
        let extra = extra.unwrap_or_default();
        assert_eq!(key.as_deref(), Some("ix_jobs_queue"), "{statement}: {extra}");
        assert!(extra.contains(extra_holds) && !extra.contains("filesort") && !extra.contains("temporary"), "{extra}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_staff_do_to_jobs_is_in_the_log(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let insert = "INSERT INTO jobs (kind, payload, state, attempts, last_error, run_at, created_at, finished_at)
                  VALUES ('test.dead', '{}', 'dead', 20, 'broken', '2026-01-01', '2026-01-01', '2026-01-01')";
    for _ in 0..5 {
        shop.run(insert).await;
    }
    let failures = shop.store.jobs_overview(now()).await.expect("answered").failures;
    let (store, actor) = (&shop.store, Actor::System("test"));
    assert!(store.retry_job(&actor, failures[0].id, now()).await.expect("done"));
    assert!(store.discard_job(&actor, failures[1].id, now()).await.expect("done"));
    assert!(!store.discard_job(&actor, failures[1].id, now()).await.expect("gone"));
    assert_eq!(store.retry_jobs(&actor, "test.other", now()).await.expect("done"), 0);
    assert_eq!(store.retry_jobs(&actor, "test.dead", now()).await.expect("done"), 3);
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND attempts = 0").await, 4);
    shop.run(insert).await;
    assert_eq!(store.discard_jobs(&actor, "test.dead", now()).await.expect("done"), 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, 4);

    assert!(!store.run_schedule(&actor, "test.none", now()).await.expect("answered"));
    assert!(store.run_schedule(&actor, "jobs.clear_finished", now()).await.expect("done"));
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE schedule = 'jobs.clear_finished'").await, 1);
    shop.run("INSERT INTO schedules (name, rule, next_run_at, is_paused) VALUES ('jobs.clear_finished', 'x', '2026-01-01', 0)").await;
    assert!(store.pause_schedule(&actor, "jobs.clear_finished", true, now()).await.expect("done"));
    assert!(store.pause_schedule(&actor, "jobs.clear_finished", false, now()).await.expect("done"));
    assert_eq!(
        shop.number("SELECT COUNT(*) FROM schedules WHERE is_paused = 0 AND next_run_at > UTC_TIMESTAMP()").await,
        1
    );
    assert_eq!(shop.number("SELECT COUNT(*) FROM audit_entries WHERE actor LIKE '%test%'").await, 7);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_done_is_forgotten_in_time(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for (days, schedule) in [(8, None), (6, None), (2, Some("s")), (0, Some("s"))] {
        sqlx::query(
            "INSERT INTO jobs (kind, payload, state, attempts, run_at, created_at, finished_at, schedule)
             VALUES ('test.done', '{}', 'done', 1, '2026-01-01', '2026-01-01', ?, ?)",
        )
        .bind((now() - TimeDelta::days(days)).naive_utc())
        .bind(schedule)
        .execute(&shop.database)
        .await
        .expect("written");
    }
    shop.store.clear_finished_jobs(now()).await.expect("cleared");
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, 2);
}
