//! Real warehouse processes: killed at ten points of an export, two at once, and one that serves.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use http::Method;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use sqlx::{ConnectOptions, MySqlPool};
use store::{DatabaseConfig, Store};

use crate::shop::{NOWHERE, request};

/// Days of the history, up to yesterday.
const DAYS: u32 = 30;
/// Orders of a day, a line and two movements each.
const ORDERS: u32 = 20;
const KILLS: usize = 10;
const MINUTE: Duration = Duration::from_mins(1);

/// A shop with a history, and folders for lakes.
struct Shop {
    database: MySqlPool,
    folder: PathBuf,
}

impl Drop for Shop {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A process that ends with the test.
struct Process(Child);

impl Process {
    /// Waits for its end.
    fn wait(&mut self) -> ExitStatus {
        self.0.wait().expect("ours to wait for")
    }

    /// Kills it; whether it had not ended by itself.
    fn kill(&mut self) -> bool {
        self.0.kill().expect("killed");
        self.wait().code().is_none()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended before.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

impl Shop {
    async fn open(database: MySqlPool) -> Self {
        let options = database.connect_options().as_ref().clone();
        let store = Store::connect(&DatabaseConfig { options, max_connections: 4 }, NOWHERE).await.expect("answers");
        store.migrate().await.expect("the built-in schema");
        let name = database.connect_options().get_database().expect("a database").to_owned();
        let folder = std::env::temp_dir().join(format!("warehouse-{}-{name}", std::process::id()));
        // It may be there from a run that was killed.
        _ = std::fs::remove_dir_all(&folder);
        let shop = Self { database, folder };
        shop.history().await;
        shop
    }

    async fn history(&self) {
        let numbers =
            format!("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {})", DAYS * ORDERS);
        let at = format!(
            "UTC_DATE() - INTERVAL {DAYS} DAY + INTERVAL FLOOR(i / {ORDERS}) DAY + INTERVAL (i % {ORDERS}) HOUR"
        );
        let statements = [
            "SET SESSION max_recursive_iterations = 100000".to_owned(),
            "INSERT INTO makers (id, code, name) VALUES (901, 'TST', 'Test Tubes')".to_owned(),
            "INSERT INTO products (id, slug, category_id, maker_id, kind, name, summary, description, hazard_class, created_at, updated_at)
             SELECT 901, 'tube', MIN(id), 901, 'part', 'Tube', '', '', 'none', '2026-01-01', '2026-01-01' FROM categories".to_owned(),
            "INSERT INTO variants (id, code, product_id, category_id, position, sku, sku_key, mpn, mpn_key, option_value, name, search_text, created_at, updated_at)
             SELECT 901, 'TST-1', 901, category_id, 0, 'TST-1', 'TST1', '', '', '', 'Tube', '', '2026-01-01', '2026-01-01' FROM products WHERE id = 901".to_owned(),
            "INSERT INTO stock_locations (id, code, name) VALUES (901, 'TDN', 'Denver')".to_owned(),
            "INSERT INTO stock_levels (variant_id, location_id, on_hand, allocated, held) VALUES (901, 901, 1000000, 0, 0)".to_owned(),
            format!("INSERT INTO orders (id, order_number, idempotency_key, state, email, contact_name, phone, company, street, street_2, postal_code, city,
               region, country, delivery_method, payment_method, po_number, note, currency, goods_minor, delivery_minor, total_minor, placed_at)
             {numbers} SELECT 1000 + i, CONCAT('RP-', i), CONCAT('k', i), 'placed', CONCAT('buyer-', i % 40, '@example.org'), '', '', '', '', '', '', '',
               '', 'NL', 'standard', 'bank_transfer', '', '', 'EUR', 100 * (1 + i % 7), 990, 100 * (1 + i % 7) + 990, {at} FROM n"),
            format!("INSERT INTO order_lines (order_id, line_no, variant_id, sku, name, quantity, unit_price_minor, total_minor)
             {numbers} SELECT 1000 + i, 1, 901, 'TST-1', 'Tube', 1 + i % 7, 100, 100 * (1 + i % 7) FROM n"),
            format!("INSERT INTO order_events (order_id, kind, state, detail, actor, happened_at) {numbers} SELECT 1000 + i, 'placed', 'placed', '', '', {at} FROM n"),
            format!("INSERT INTO stock_movements (variant_id, location_id, kind, on_hand_delta, allocated_delta, order_id, order_line_no, reason, moved_at)
             {numbers} SELECT 901, 901, 'allocation', 0, 1 + i % 7, 1000 + i, 1, '', {at} FROM n"),
            format!("INSERT INTO stock_movements (variant_id, location_id, kind, on_hand_delta, allocated_delta, order_id, order_line_no, reason, moved_at)
             {numbers} SELECT 901, 901, 'release', 0, - (1 + i % 7), 1000 + i, 1, '', {at} FROM n"),
        ];
        let mut connection = self.database.acquire().await.expect("a connection");
        for (place, statement) in statements.iter().enumerate() {
            let run = sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(&mut *connection).await;
            // MySQL has no limit of that name; its own is far enough for these.
            if place > 0 {
                run.expect(statement);
            }
        }
    }

    fn command(&self, lake: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rocket-parts"));
        command
            .arg("warehouse")
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", self.database.connect_options().to_url_lossy().as_str())
            .env("REDIS_URL", NOWHERE)
            .env("LAKE_URL", self.folder.join(lake))
            .env("MAIL_DIR", self.folder.join("mail"))
            .env("OPERATIONS_EMAIL", "ops@example.org")
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null());
        command
    }

    fn start(&self, lake: &str, arguments: &[&str]) -> Process {
        Process(self.command(lake, arguments).spawn().expect("the binary is built"))
    }

    fn export(&self, lake: &str) {
        assert!(self.start(lake, &["export"]).wait().success(), "exported");
    }

    /// Every file of a lake. What only says when a snapshot was taken is taken out.
    fn files(&self, lake: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let root = self.folder.join(lake);
        walk(&root, &root, &mut files);
        files
    }
}

fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(root, &path, files);
            continue;
        }
        // A file may have got its name between the listing and now.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let name = path.strip_prefix(root).expect("below it").to_str().expect("text").to_owned();
        let bytes = if Path::new(&name).extension().is_some_and(|extension| extension == "json") {
            without_stamps(&bytes)
        } else {
            bytes
        };
        files.insert(name, bytes);
    }
}

fn without_stamps(bytes: &[u8]) -> Vec<u8> {
    let mut value: serde_json::Value = serde_json::from_slice(bytes).expect("a manifest is whole, always");
    for stamp in ["snapshot_at", "lag_milliseconds", "until"] {
        value.as_object_mut().expect("an object").remove(stamp);
    }
    value.to_string().into_bytes()
}

/// Files that readers see.
fn count(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            if path.is_dir() { count(&path) } else { usize::from(!path.to_string_lossy().contains('#')) }
        })
        .sum()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn killed_at_ten_points_the_lake_is_that_of_an_export_nobody_disturbed(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.export("calm");
    let calm = shop.files("calm");
    assert_eq!(
        calm.len(),
        DAYS as usize * 8 + 5 + 2,
        "seven facts and a manifest a day, the dimensions, their manifest, a mark"
    );
    let (mut kills, mut killed) = (Vec::new(), 0);
    for kill in 1..=KILLS {
        let mut process = shop.start("wild", &["export"]);
        // Further each time, and never at the same place within a day.
        let wanted = kill * calm.len() / (KILLS + 1);
        let started = Instant::now();
        while count(&shop.folder.join("wild")) < wanted {
            assert!(started.elapsed() < MINUTE, "it does not get to file {wanted}");
            assert!(process.0.try_wait().expect("ours").is_none(), "it ended before file {wanted}");
            std::thread::sleep(Duration::from_millis(1));
        }
        killed += i64::from(process.kill());
        // What readers see is whole: the manifests can be read, and each names files that are there.
        let seen = shop.files("wild");
        for (name, bytes) in seen.iter().filter(|(name, _)| !name.contains('#')) {
            if let Some(day) = name.strip_prefix("v1/days/").and_then(|name| name.strip_suffix(".json")) {
                assert_eq!(Some(bytes), calm.get(name), "{name}");
                assert_eq!(
                    seen.keys().filter(|name| name.contains(day) && name.ends_with(".parquet")).count(),
                    7,
                    "{day}"
                );
            } else if name.ends_with(".parquet") {
                assert_eq!(Some(bytes), calm.get(name), "{name} is whole");
            }
        }
        kills.push(seen.len());
    }
    println!("killed with so many of {} files there: {kills:?}", calm.len());
    shop.export("wild");
    let wild = shop.files("wild");
    assert_eq!(wild.keys().collect::<Vec<_>>(), calm.keys().collect::<Vec<_>>());
    for (name, bytes) in &calm {
        assert!(wild[name] == *bytes, "{name} differs");
    }
    let failed = "SELECT COUNT(*) FROM warehouse_runs WHERE state = 'failed' AND error = 'its process ended'";
    let failed: i64 = sqlx::query_scalar(failed).fetch_one(&shop.database).await.expect("a number");
    assert!(killed >= 5 && failed >= 5 && failed <= killed, "{killed} were killed, {failed} of them before their end");
    assert!(shop.start("wild", &["verify"]).wait().success(), "the lake and the shop agree");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_processes_export_one_after_the_other(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let (mut one, mut other) = (shop.start("both", &["export"]), shop.start("both", &["export"]));
    assert!(one.wait().success() && other.wait().success());
    let days: Vec<i64> =
        sqlx::query_scalar("SELECT CAST(days_done AS SIGNED) FROM warehouse_runs WHERE state = 'done' ORDER BY id")
            .fetch_all(&shop.database)
            .await
            .expect("read");
    assert_eq!(days, [i64::from(DAYS), 0], "each day by one of them");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn served_it_exports_what_is_asked_for_and_says_how_it_stands(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let port = || {
        std::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .expect("a port")
            .local_addr()
            .expect("an address")
    };
    let (reports, metrics) = (port(), port());
    let mut command = shop.command("served", &[]);
    command.env("REPORTS_ADDR", reports.to_string()).env("METRICS_ADDR", metrics.to_string());
    let process = Process(command.spawn().expect("the binary is built"));
    let client = Client::builder(TokioExecutor::new()).build_http();
    let ask = |method: Method, path: String, headers: &'static [(&'static str, &'static str)]| {
        let client = client.clone();
        async move { request(&client, &format!("http://{reports}{path}"), method, headers, "").await }
    };
    let started = Instant::now();
    while ask(Method::GET, "/healthz".to_owned(), &[]).await.is_err() {
        assert!(started.elapsed() < MINUTE, "it does not listen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let day: String = sqlx::query_scalar("SELECT DATE_FORMAT(UTC_DATE() - INTERVAL 3 DAY, '%Y-%m-%d')")
        .fetch_one(&shop.database)
        .await
        .expect("a day");
    let today: String = sqlx::query_scalar("SELECT DATE_FORMAT(UTC_DATE(), '%Y-%m-%d')")
        .fetch_one(&shop.database)
        .await
        .expect("a day");
    let refused = ask(Method::POST, format!("/exports?from={day}&to={today}"), &[]).await.expect("answered");
    assert_eq!(refused.status, 422, "today is not over");
    let refused = ask(Method::POST, "/exports?from=yesterday&to=".to_owned(), &[]).await.expect("answered");
    assert_eq!(refused.status, 400);
    let refused =
        ask(Method::POST, format!("/exports?from={day}&to={day}"), &[("origin", "https://elsewhere.example")])
            .await
            .expect("answered");
    assert_eq!(refused.status, 403, "not for pages of others");
    let taken = ask(Method::POST, format!("/exports?from={day}&to={day}"), &[]).await.expect("answered");
    assert_eq!(taken.status, 202);
    let status = loop {
        let answer = ask(Method::GET, "/status".to_owned(), &[]).await.expect("answered");
        assert_eq!(answer.status, 200);
        let status = answer.json();
        if !status["last_export"].is_null() {
            break status;
        }
        assert!(started.elapsed() < 2 * MINUTE, "{status}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(
        (&status["days"], &status["first_day"], &status["last_day"]),
        (&1.into(), &day.as_str().into(), &day.as_str().into())
    );
    assert_eq!((&status["last_export"]["state"], &status["last_export"]["kind"]), (&"done".into(), &"days".into()));
    assert_eq!(status["last_comparison"]["differences"], serde_json::json!([]));
    let schedules: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM schedules WHERE name LIKE 'warehouse.%'")
        .fetch_one(&shop.database)
        .await
        .expect("a number");
    assert_eq!(schedules, 2, "the night's export and the comparison");
    // A cent that is wrong is told to people: the job is given up, and operations get a mail.
    sqlx::query(
        "UPDATE orders SET total_minor = total_minor + 1, tax_minor = tax_minor + 1 WHERE DATE(placed_at) = ? LIMIT 1",
    )
    .bind(&day)
    .execute(&shop.database)
    .await
    .expect("changed");
    sqlx::query("UPDATE schedules SET next_run_at = UTC_TIMESTAMP(6) WHERE name = 'warehouse.verify'")
        .execute(&shop.database)
        .await
        .expect("due");
    let mails = "SELECT COUNT(*) FROM mails WHERE kind = 'lake_differs' AND recipient = 'ops@example.org'";
    loop {
        let mails: i64 = sqlx::query_scalar(mails).fetch_one(&shop.database).await.expect("a number");
        let dead: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM jobs WHERE kind = 'warehouse.verify' AND state = 'dead'")
                .fetch_one(&shop.database)
                .await
                .expect("a number");
        if (mails, dead) == (1, 1) {
            break;
        }
        assert!(started.elapsed() < 3 * MINUTE, "{mails} mails, {dead} jobs given up");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let metrics = request(&client, &format!("http://{metrics}/metrics"), Method::GET, &[], "").await.expect("served");
    assert!(metrics.text().contains("warehouse_differences{run=\"verify\"} 2"), "{}", metrics.text());
    let sent = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", process.0.id())).status();
    assert!(sent.expect("a shell").success());
    let mut process = process;
    assert!(process.wait().success(), "it ends in order");
}
