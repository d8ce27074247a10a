//! Real worker processes: killed in a loop while the mail server is unkind, told to end, and with no mail server at all.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use domain::mail::Letter;
use http::Method;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use sqlx::{ConnectOptions, MySqlPool};
use store::{DatabaseConfig, Store};

use crate::shop::{NOWHERE, now, request};
use crate::sink::{Manners, Sink};

/// A database, and what tests ask of it.
struct Shop {
    store: Store,
    database: MySqlPool,
}

impl Shop {
    async fn open(database: MySqlPool) -> Self {
        let options = database.connect_options().as_ref().clone();
        let store = Store::connect(&DatabaseConfig { options, max_connections: 8 }, NOWHERE)
            .await
            .expect("the database answers");
        Self { store, database }
    }

    async fn number(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&self.database).await.expect("a number")
    }

    /// Waits until a statement answers a number.
    async fn until(&self, statement: &'static str, number: i64, within: Duration) {
        let started = Instant::now();
        loop {
            let found = self.number(statement).await;
            if found == number {
                return;
            }
            assert!(started.elapsed() < within, "{statement} is {found}, not {number}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Causes a mail to somebody of this number.
    async fn cause(&self, number: u32) {
        let to = format!("mira-{number}@example.org");
        let caused = self.store.send_later(&format!("test/{number}"), &to, &letter(number), now()).await;
        assert!(caused.expect("written"), "a new cause");
    }

    /// Causes a mail in a transaction that does not happen.
    async fn cause_in_vain(&self, number: u32) {
        let mut transaction = self.database.begin().await.expect("a transaction");
        let content = serde_json::to_string(&letter(number)).expect("JSON");
        let mail = sqlx::query(
            "INSERT INTO mails (cause, kind, recipient, subject, letter, state, attempts, created_at)
             VALUES (?, 'email_in_use', ?, 'x', ?, 'queued', 0, UTC_TIMESTAMP(6))",
        )
        .bind(format!("vain/{number}"))
        .bind(format!("vain-{number}@example.org"))
        .bind(content)
        .execute(&mut *transaction)
        .await
        .expect("written")
        .last_insert_id();
        sqlx::query(
            "INSERT INTO jobs (kind, payload, state, attempts, run_at, created_at, priority)
             VALUES ('mail.send', ?, 'queued', 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 1)",
        )
        .bind(format!("{{\"mail\":{mail}}}"))
        .execute(&mut *transaction)
        .await
        .expect("written");
        transaction.rollback().await.expect("rolled back");
    }

    /// A worker process.
    fn worker(&self, smtp_url: &str, grace: u32, metrics_port: u16) -> WorkerProcess {
        let process = Command::new(env!("CARGO_BIN_EXE_rocket-parts"))
            .arg("worker")
            .env_clear()
            .env("DATABASE_URL", self.database.connect_options().to_url_lossy().as_str())
            .env("REDIS_URL", NOWHERE)
            .env("METRICS_ADDR", format!("127.0.0.1:{metrics_port}"))
            .env("SMTP_URL", smtp_url)
            .env("MAIL_FROM", "Rocket Parts Co. <orders@shop.example.org>")
            .env("WORKER_SLOTS", "8")
            .env("WORKER_LEASE_SECONDS", "2")
            .env("WORKER_GRACE_SECONDS", grace.to_string())
            .env("RUST_LOG", "warn")
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary is built");
        WorkerProcess(process)
    }
}

fn letter(number: u32) -> Letter {
    Letter::EmailInUse { name: format!("Mira {number}"), link_path: "/account/sign-in".to_owned() }
}

struct WorkerProcess(Child);

impl WorkerProcess {
    fn kill(&mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("ended");
    }

    fn terminate(&self) {
        let sent = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", self.0.id())).status();
        assert!(sent.expect("a shell").success());
    }

    async fn exit_code(&mut self) -> Option<i32> {
        for _ in 0..400 {
            if let Some(status) = self.0.try_wait().expect("ours to wait for") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it does not end");
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        // It may have ended before.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

const UNSENT: &str = "SELECT COUNT(*) FROM mails WHERE state <> 'sent'";
const MINUTE: Duration = Duration::from_mins(1);

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn killed_in_a_loop_no_mail_is_lost_and_none_is_sent_that_was_not_caused(database: MySqlPool) {
    const KILLS: u32 = 25;
    const MAILS_PER_KILL: u32 = 12;
    let shop = Shop::open(database).await;
    let sink = Sink::open(any_port(), Manners { refused: 5, dropped: 5, thinks: Duration::from_millis(15) }).await;
    let mut workers: Vec<WorkerProcess> = (0..3).map(|_| shop.worker(&sink.url(), 5, 0)).collect();
    for kill in 0..KILLS {
        for mail in 0..MAILS_PER_KILL {
            let number = kill * MAILS_PER_KILL + mail;
            shop.cause(number).await;
            if number.is_multiple_of(3) {
                shop.cause_in_vain(number).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
        let victim = usize::try_from(kill).expect("small") % workers.len();
        workers[victim].kill();
        workers[victim] = shop.worker(&sink.url(), 5, 0);
    }
    shop.until(UNSENT, 0, MINUTE).await;
    for worker in &mut workers {
        worker.terminate();
        assert_eq!(worker.exit_code().await, Some(0));
    }

    let mails = KILLS * MAILS_PER_KILL;
    let taken = sink.taken();
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for mail in &taken {
        ids.entry(&mail.to).or_default().insert(&mail.message_id);
    }
    assert_eq!(ids.len(), mails as usize, "each mail came, and nothing else");
    assert!(ids.keys().all(|to| to.starts_with("mira-")), "none of a transaction that was rolled back");
    assert!(ids.values().all(|ids| ids.len() == 1), "a duplicate carries the same Message-ID");
    let distinct: BTreeSet<&str> = ids.values().flatten().copied().collect();
    assert_eq!(distinct.len(), mails as usize, "and no two mails share one");
    let lost_acknowledgements = taken.iter().filter(|mail| !mail.was_acknowledged).count();
    let duplicates = taken.len() - ids.len();
    println!("{mails} mails, {lost_acknowledgements} lost acknowledgements, {duplicates} duplicates");
    assert!(lost_acknowledgements > 0, "the sink was unkind");
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE kind = 'mail.send' AND state <> 'done'").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn told_to_end_it_finishes_or_gives_back(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let sink = Sink::open(any_port(), Manners { thinks: Duration::from_millis(1_500), ..Manners::default() }).await;
    for number in 0..12 {
        shop.cause(number).await;
    }
    let running = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail.send' AND state = 'running'";
    let queued = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail.send' AND state = 'queued' AND attempts = 0";
    // With time enough, what was begun is finished.
    let mut patient = shop.worker(&sink.url(), 10, 0);
    shop.until(running, 4, MINUTE).await;
    patient.terminate();
    assert_eq!(patient.exit_code().await, Some(0));
    let sent = shop.number("SELECT COUNT(*) FROM mails WHERE state = 'sent'").await;
    assert!(sent >= 4, "{sent}");
    assert_eq!((shop.number(running).await, shop.number(queued).await), (0, 12 - sent));
    assert_eq!(i64::try_from(sink.taken().len()), Ok(sent), "each once");

    // Without, it is given back at once.
    let mut hasty = shop.worker(&sink.url(), 0, 0);
    shop.until(running, 4, MINUTE).await;
    hasty.terminate();
    let told = Instant::now();
    assert_eq!(hasty.exit_code().await, Some(0));
    assert!(told.elapsed() < Duration::from_secs(1), "{:?}", told.elapsed());
    assert_eq!((shop.number(running).await, shop.number(queued).await), (0, 12 - sent));
    assert_eq!(shop.number("SELECT COUNT(*) FROM workers").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn mails_wait_for_a_mail_server_that_is_away(database: MySqlPool) {
    let shop = Shop::open(database).await;
    // A port that nobody has, for now.
    let address = std::net::TcpListener::bind(any_port()).expect("a port").local_addr().expect("an address");
    let metrics = std::net::TcpListener::bind(any_port()).expect("a port").local_addr().expect("an address").port();
    let _worker = shop.worker(&format!("smtp://{address}"), 5, metrics);
    for number in 0..20 {
        shop.cause(number).await;
    }
    let tried = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail.send' AND attempts > 0 AND last_error IS NOT NULL";
    shop.until(tried, 20, MINUTE).await;
    assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE state = 'queued'").await, 20);
    let sink = Sink::open(address, Manners::default()).await;
    // One that does not exist is refused for good.
    shop.store.send_later("test/nobody", "nobody@example.org", &letter(0), now()).await.expect("written");
    shop.until("SELECT COUNT(*) FROM mails WHERE state = 'sent'", 20, MINUTE).await;
    shop.until("SELECT COUNT(*) FROM jobs WHERE kind = 'mail.send' AND state = 'dead' AND attempts = 1", 1, MINUTE)
        .await;
    assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE state = 'failed'").await, 1);
    assert_eq!(sink.taken().len(), 20, "each once");

    let client = Client::builder(TokioExecutor::new()).build_http();
    let ask = |path: &str| {
        let (client, url) = (client.clone(), format!("http://127.0.0.1:{metrics}{path}"));
        async move { request(&client, &url, Method::GET, &[], "").await.expect("served") }
    };
    assert_eq!(ask("/health").await.status, 200);
    let metrics = ask("/metrics").await;
    for line in ["jobs_total{kind=\"mail.send\",ending=\"done\"} 20", "jobs_queued{kind=\"mail.send\"}"] {
        assert!(metrics.text().contains(line), "{line} is missing in\n{}", metrics.text());
    }
}
