//! Reports on the desk: without a warehouse, with a real one beside the shop, and after it was stopped.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::{Days, NaiveDate};
use http::Method;
use sqlx::{ConnectOptions, MySqlPool};
use uuid::Uuid;

use crate::desk_jobs::signed_in;
use crate::edge::free_address;
use crate::shop::{Answer, NOWHERE, Settings, Shop, now, request};

/// Processes that end with the test, and the folder of their lake.
struct Beside {
    database: MySqlPool,
    folder: PathBuf,
    address: SocketAddr,
    serving: Option<Child>,
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.stop();
        // If the folder stays, nothing but space is lost.
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Beside {
    fn new(database: &MySqlPool) -> Self {
        let folder = std::env::temp_dir().join(format!("reports-{}", Uuid::new_v4().simple()));
        Self { database: database.clone(), folder, address: free_address(), serving: None }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rocket-parts"));
        command
            .arg("warehouse")
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", self.database.connect_options().to_url_lossy().as_str())
            .env("REDIS_URL", NOWHERE)
            .env("METRICS_ADDR", "127.0.0.1:0")
            .env("LAKE_URL", self.folder.join("lake"))
            .env("MAIL_DIR", self.folder.join("mail"))
            .env("REPORTS_ADDR", self.address.to_string())
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn export(&self, from: NaiveDate, to: NaiveDate) {
        let (from, to) = (from.to_string(), to.to_string());
        let status = self.command(&["export", "--from", &from, "--to", &to]).status().expect("the binary is built");
        assert!(status.success(), "exported");
    }

    async fn serve(&mut self, shop: &Shop) {
        self.serving = Some(self.command(&[]).spawn().expect("the binary is built"));
        for _ in 0..1_200 {
            let url = format!("http://{}/days", self.address);
            if request(&shop.client(), &url, Method::GET, &[], "").await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the warehouse does not open");
    }

    fn stop(&mut self) {
        if let Some(mut serving) = self.serving.take() {
            // It may have ended before.
            _ = serving.kill();
            _ = serving.wait();
        }
    }

    async fn ask(&self, shop: &Shop, path: &str) -> Answer {
        let url = format!("http://{}{path}", self.address);
        request(&shop.client(), &url, Method::GET, &[], "").await.expect("answered")
    }
}

fn yesterday() -> NaiveDate {
    now().date_naive() - Days::new(1)
}

/// Two pieces for ten euro each, ordered three days ago; and stock that has been there for five.
async fn history(database: &MySqlPool) {
    let statements = [
        "UPDATE stock_movements SET moved_at = moved_at - INTERVAL 5 DAY",
        "INSERT INTO orders (id, order_number, idempotency_key, state, email, contact_name, phone, company, street, street_2, postal_code,
           city, region, country, delivery_method, payment_method, po_number, note, currency, goods_minor, delivery_minor, total_minor, placed_at)
         VALUES (5000, 'RP-H1ST0RY7', 'k5000', 'placed', 'ada@example.org', '', '', '', '', '', '', '', '', 'DE', 'standard', 'bank_transfer',
           '', '', 'EUR', 2000, 0, 2000, UTC_TIMESTAMP() - INTERVAL 3 DAY)",
        "INSERT INTO order_lines (order_id, line_no, variant_id, sku, name, quantity, unit_price_minor, total_minor)
         SELECT 5000, 1, id, sku, 'Tube', 2, 1000, 2000 FROM variants WHERE sku = 'RP-AT-54-600'",
        "INSERT INTO order_events (order_id, kind, state, detail, actor, happened_at)
         VALUES (5000, 'placed', 'placed', '', '', UTC_TIMESTAMP() - INTERVAL 3 DAY)",
    ];
    for statement in statements {
        sqlx::query(statement).execute(database).await.expect(statement);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_a_warehouse_the_desk_says_what_to_do(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let (analyst, editor) = (signed_in(&shop, "analyst").await, signed_in(&shop, "editor").await);
    for path in ["/desk/reports", "/desk/reports/sales-by-day", "/desk/reports/lake"] {
        let page = shop.get_with(path, &[("cookie", &analyst)]).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"), "{path}");
        assert!(page.text().contains("No warehouse is connected") && page.text().contains("REPORTS_URL"), "{path}");
        assert_eq!(shop.get_with(path, &[("cookie", &editor)]).await.status, 403, "{path}");
    }
    let file = "/desk/reports/sales-by-day/csv";
    assert_eq!(shop.get_with(file, &[("cookie", &analyst)]).await.status, 503);
    assert_eq!(shop.get_with(file, &[("cookie", &editor)]).await.status, 403);
    assert!(shop.get(file).await.header("location").starts_with("/desk/sign-in"));
    assert_eq!(shop.get_with("/desk/reports/no-such", &[("cookie", &analyst)]).await.status, 404);

    // Days that are wrong are said at their field, and nothing is written.
    let wrong = "/desk/reports/sales-by-day?from=2026-02-30&to=2026-02-01";
    let page = shop.get_with(wrong, &[("cookie", &analyst)]).await;
    assert!(page.status == 400 && page.text().contains("This is not a day"), "{page:?}");
    let refused = shop.post_form("/desk/reports/lake/export", &analyst, "from=2026-02-02&to=2040-01-01").await;
    assert!(refused.status == 422 && refused.text().contains("Only days that are over"), "{refused:?}");
    let jobs = "SELECT COUNT(*) FROM jobs WHERE kind = 'warehouse.export_days'";
    assert_eq!(shop.number(jobs).await, 0);
    let asked = shop.post_form("/desk/reports/lake/export", &analyst, "from=2026-02-01&to=2026-02-02").await;
    assert_eq!((asked.status, asked.header("location")), (302, "/desk/reports/lake?done=asked"));
    assert_eq!(shop.number(jobs).await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM audit_entries WHERE action = 'lake.export'").await, 1);
    assert_eq!(shop.post_form("/desk/reports/lake/export", &editor, "from=2026-02-01&to=2026-02-02").await.status, 403);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_warehouse_beside_the_shop_answers_until_it_is_stopped(database: MySqlPool) {
    let mut beside = Beside::new(&database);
    let reports_url = format!("http://{}", beside.address);
    let shop = Shop::open_with(database.clone(), Settings { reports_url, ..Settings::default() }).await;
    let cookie = signed_in(&shop, "analyst").await;
    let get = async |path: &str| shop.get_with(path, &[("cookie", &cookie)]).await;
    let silent = get("/desk/reports/sales-by-day").await;
    assert!(silent.status == 503 && silent.text().contains("The warehouse does not answer"), "{silent:?}");

    beside.serve(&shop).await;
    let empty = get("/desk/reports/sales-by-day").await;
    assert!(empty.status == 200 && empty.text().contains("No day is in the lake yet"), "{empty:?}");

    history(&database).await;
    beside.export(yesterday() - Days::new(3), yesterday());
    let page = get("/desk/reports/sales-by-day?period=custom&from=2015-01-01&to=2040-12-31").await;
    assert_eq!(page.status, 200);
    for shown in ["Figures up to", "<svg", ">20.00<", "of this period are not in the lake", "/csv?period=custom"] {
        assert!(page.text().contains(shown), "{shown} is missing in {}", page.text());
    }
    // What a form sends has one address, and a filter is data.
    let sent = get("/desk/reports/sales-by-day?period=last-90-days&from=&to=&category=&maker=").await;
    assert_eq!((sent.status, sent.header("location")), (302, "/desk/reports/sales-by-day?period=last-90-days"));
    let hostile = get("/desk/reports/dead-stock?period=last-30-days&maker=%27%3B+DROP+TABLE+product%3B--").await;
    assert!(hostile.status == 200 && hostile.text().contains("DROP TABLE product"), "{hostile:?}");
    let stock = get("/desk/reports/stock-ageing").await;
    assert!(stock.status == 200 && stock.text().contains("<svg"), "{stock:?}");

    let csv = get("/desk/reports/sales-by-day/csv?period=last-30-days").await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(csv.header("content-disposition").starts_with("attachment; filename=\"sales-by-day-"), "{csv:?}");
    assert!(csv.text().contains(",EUR,1,2,20.00,20.00\r\n"), "{}", csv.text());
    let parquet = get("/desk/reports/sales-by-day/parquet?period=last-30-days").await;
    assert!(parquet.status == 200 && parquet.body.starts_with(b"PAR1"), "{}", parquet.status);

    // Machines get a reason with each refusal.
    for (path, status) in [
        ("/reports/no-such", 404),
        ("/reports/sales-by-day?from=x&to=2026-01-01", 400),
        ("/reports/sales-by-day?format=xml", 400),
    ] {
        let answer = beside.ask(&shop, path).await;
        assert!(answer.status == status && answer.json()["reason"].is_string(), "{path}: {answer:?}");
    }
    let lake = get("/desk/reports/lake").await;
    assert!(lake.status == 200 && lake.text().contains("Everything agrees"), "{lake:?}");

    beside.stop();
    assert_eq!(get("/desk/reports").await.status, 503);
    assert_eq!(get("/desk/reports/sales-by-day/csv").await.status, 503);
    assert_eq!(get("/desk").await.status, 200, "everything else works");
}
