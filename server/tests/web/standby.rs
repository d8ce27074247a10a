//! A real primary, a real replica, a real shop: the replica falls behind, dies and comes back; the primary dies under
//! load, the replica is promoted, the old primary comes back. What each took is printed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::Method;
use sqlx::MySqlPool;

use crate::pair::Pair;
use crate::people::cookie;
use crate::running::worker;
use crate::shop::{Buyer, FORM, HttpClient, Settings, Shop, request};

const SKU: &str = "RP-AT-54-600";
/// What is read from the replica: a file for search engines.
const LIST: &str = "/sitemaps/parts-1.xml";
/// Longest anything waited for may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A shop on two servers, the second of which follows the first.
async fn open(limit: u32) -> (Shop, Pair) {
    let pair = Pair::start().await;
    let replica = Some((pair.other.url(), limit));
    let shop = Shop::open_with(pair.one.pool().await, Settings { replica, ..Settings::default() }).await;
    assert_eq!(state(&shop).await, "lags", "it does not follow as yet");
    pair.admin_does(&["rejoin-replica"]);
    until_state(&shop, "used").await;
    (shop, pair)
}

async fn state(shop: &Shop) -> String {
    shop.get("/readyz").await.json()["replica"]["state"].as_str().expect("a word").to_owned()
}

/// How long until the shop says so of its replica. It is ready all the while.
async fn until_state(shop: &Shop, wanted: &str) -> Duration {
    let started = Instant::now();
    loop {
        let ready = shop.get("/readyz").await;
        assert_eq!(ready.status, 200, "{}", ready.text());
        if ready.json()["replica"]["state"] == wanted {
            return started.elapsed();
        }
        assert!(started.elapsed() < PATIENCE, "not {wanted}: {}", ready.text());
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

async fn shows(shop: &Shop, path: &str, cookies: &str, text: &str) -> bool {
    let answer = shop.get_with(path, &[("cookie", cookies)]).await;
    assert_eq!(answer.status, 200, "{path}");
    answer.text().contains(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_is_behind_or_gone_is_left_and_joined_again() {
    let (shop, mut pair) = open(2).await;
    // What only the replica says tells where a page was read.
    let mark = "SET sql_log_bin = 0; UPDATE variants SET sku = 'RP-OF-THE-REPLICA' WHERE sku = 'RP-AT-54-900'";
    pair.other.run(mark).await;
    assert!(shows(&shop, LIST, "", "RP-OF-THE-REPLICA").await);
    let siblings = "/parts/RP-AT-54-600";
    assert!(shows(&shop, siblings, "", "RP-AT-54-900").await, "what is kept is the primary's");

    pair.other.run("STOP SLAVE SQL_THREAD").await;
    let left = until_state(&shop, "lags").await;
    assert!(!shows(&shop, LIST, "", "RP-OF-THE-REPLICA").await);
    let ready = shop.get("/readyz").await.json();
    assert_eq!(ready["degraded"].as_array().map(Vec::len), Some(1), "{ready}");
    pair.other.run("START SLAVE SQL_THREAD").await;
    let joined = until_state(&shop, "used").await;
    assert!(shows(&shop, LIST, "", "RP-OF-THE-REPLICA").await);
    println!("a replica that applies nothing is left after {left:.1?}, joined {joined:.1?} after it applies again");

    // It dies while pages are read.
    let is_over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = [LIST, "/sitemap.xml", "/", "/help", "/search?q=tube"]
        .into_iter()
        .map(|path| tokio::spawn(read(shop.client(), format!("http://{}{path}", shop.address), is_over.clone())))
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    pair.other.kill();
    until_state(&shop, "silent").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    is_over.store(true, Ordering::Relaxed);
    let (mut pages, mut slowest) = (0, Duration::ZERO);
    for reader in readers {
        let (read, longest) = reader.await.expect("no error page");
        pages += read;
        slowest = slowest.max(longest);
    }
    println!("{pages} pages read while the replica was killed, none an error, the slowest in {slowest:.1?}");

    pair.other.start(true).await;
    let joined = until_state(&shop, "used").await;
    println!("joined {joined:.1?} after it came back");
    assert!(!pair.other.ask("SELECT @@gtid_binlog_state").await.contains("0-2-"), "nobody has written there");
}

/// Reads a page again and again; it is always there. How often, and the longest it took.
async fn read(client: HttpClient, url: String, is_over: Arc<AtomicBool>) -> (u32, Duration) {
    let (mut pages, mut longest) = (0, Duration::ZERO);
    while !is_over.load(Ordering::Relaxed) {
        let started = Instant::now();
        let answer = request(&client, &url, Method::GET, &[], "").await.expect("answered");
        assert_eq!(answer.status, 200, "{url}: {}", answer.text());
        longest = longest.max(started.elapsed());
        pages += 1;
    }
    (pages, longest)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_written_reads_it_however_far_the_replica_is_behind() {
    let (shop, mut pair) = open(6).await;
    shop.customer("zelda@example.org").await;
    let buyer = shop.buyer(1, SKU, 1).await;
    let cookies = shop.signs_in("zelda@example.org", &buyer.cookie).await;
    let session = cookies.split(';').next().expect("a session").to_owned();
    pair.other.run("STOP SLAVE; CHANGE MASTER TO master_delay = 3; START SLAVE").await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    until_state(&shop, "used").await;

    let placed = shop.post_form("/api/checkout/place", &cookies, &format!("key={}", buyer.key)).await;
    let number = placed.header("location").strip_prefix("/orders/").expect("an order").to_owned();
    let wrote = cookie(&placed, "__Host-wrote");
    assert_eq!(wrote, "__Host-wrote=1");
    assert!(shows(&shop, "/account", &format!("{session}; {wrote}"), &number).await, "their own order, at once");
    assert!(!shows(&shop, "/account", &session, &number).await, "the replica has not heard of it");
    let started = Instant::now();
    while !shows(&shop, "/account", &session, &number).await {
        assert!(started.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!(
        "an order was on the replica {:.1?} after it was placed, and on its customer's page at once",
        started.elapsed()
    );
    // Pages of the catalog know of no cookie.
    let page = shop.get_with(LIST, &[("cookie", "__Host-wrote=1")]).await;
    assert_eq!((page.status, page.header("set-cookie")), (200, ""));

    // With no database at all, what islands ask says so as pages do.
    pair.one.kill();
    pair.other.kill();
    for path in ["/parts/RP-AT-54-600", "/api/inventory/stock?sku=RP-AT-54-600", "/api/cart/pieces"] {
        let answer = shop.get_with(path, &[("cookie", buyer.cookie.as_str())]).await;
        assert_eq!(answer.status, 503, "{path}: {}", answer.text());
    }
}

/// What buyers were told: the number of each one's order, and when.
type Told = Arc<Mutex<BTreeMap<String, (String, Instant)>>>;

/// Buyers who press the button one after the other, each until there is an answer.
async fn lane(client: HttpClient, url: String, buyers: Vec<Buyer>, told: Told, turned_away: Arc<AtomicU32>) {
    for buyer in buyers {
        let headers = [FORM[0], FORM[1], ("cookie", buyer.cookie.as_str())];
        let started = Instant::now();
        loop {
            assert!(started.elapsed() < PATIENCE, "no order after a minute");
            let answer = request(&client, &url, Method::POST, &headers, &format!("key={}", buyer.key)).await;
            let answer = answer.expect("the shop answers, whatever its database does");
            let way = answer.header("location");
            if let Some(number) = way.strip_prefix("/orders/") {
                told.lock().expect("whole").insert(buyer.key.to_string(), (number.to_owned(), Instant::now()));
                break;
            }
            assert!(answer.status >= 500 || way.contains("problem=unavailable"), "{answer:?}");
            turned_away.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

/// Six lanes of buyers, of whom each orders once.
struct Rush {
    told: Told,
    turned_away: Arc<AtomicU32>,
    lanes: Vec<tokio::task::JoinHandle<()>>,
}

impl Rush {
    fn begin(shop: &Shop, buyers: &[Buyer]) -> Self {
        let (told, turned_away) = (Told::default(), Arc::<AtomicU32>::default());
        let url = format!("http://{}/api/checkout/place", shop.address);
        let lanes = buyers
            .chunks(buyers.len().div_ceil(6))
            .map(|some| {
                let (told, turned_away) = (Arc::clone(&told), Arc::clone(&turned_away));
                tokio::spawn(lane(shop.client(), url.clone(), some.to_vec(), told, turned_away))
            })
            .collect();
        Self { told, turned_away, lanes }
    }

    fn count(&self) -> usize {
        self.told.lock().expect("whole").len()
    }

    async fn until(&self, orders: usize) {
        while self.count() < orders {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Waits for all, and how long nobody was told of an order after `since`.
    async fn end(self, since: Instant) -> (BTreeMap<String, String>, Duration, u32) {
        for lane in self.lanes {
            lane.await.expect("no panic");
        }
        let told = self.told.lock().expect("whole").clone();
        let mut times: Vec<Instant> = told.values().map(|(_, at)| *at).filter(|at| *at > since).collect();
        times.push(since);
        times.sort();
        let gap = times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
        let numbers = told.into_iter().map(|(key, (number, _))| (key, number)).collect();
        (numbers, gap, self.turned_away.load(Ordering::Relaxed))
    }
}

async fn written(database: &MySqlPool) -> BTreeMap<String, String> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT idempotency_key, order_number FROM orders").fetch_all(database).await.expect("read");
    let keys: BTreeSet<_> = rows.iter().map(|row| &row.0).collect();
    assert_eq!(keys.len(), rows.len(), "one order per key");
    rows.into_iter().collect()
}

async fn buyers(shop: &Shop, numbers: std::ops::Range<u64>) -> Vec<Buyer> {
    let mut buyers = Vec::new();
    for number in numbers {
        buyers.push(shop.buyer(number, SKU, 1).await);
    }
    buyers
}

fn lost(told: &BTreeMap<String, String>, kept: &BTreeMap<String, String>) -> usize {
    told.iter().filter(|(key, number)| kept.get(*key) != Some(number)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_primary_dies_under_load_and_the_replica_takes_over() {
    let (mut shop, mut pair) = open(2).await;
    let replica = pair.other.url();
    let worker = worker(&pair.one.url(), &[("DATABASE_REPLICA_URL", &replica), ("WORKER_LEASE_SECONDS", "2")]);
    shop.stock(SKU, [("DEN", 500), ("RTM", 500)]).await;
    let crowd = buyers(&shop, 0..150).await;
    let refused = pair.admin_refuses(&["promote-replica"]);
    assert!(refused.contains("--planned"), "{refused}");

    // Killed in the middle of the rush; somebody promotes at once.
    let rush = Rush::begin(&shop, &crowd[..100]);
    rush.until(30).await;
    pair.one.kill();
    let killed = Instant::now();
    let said = pair.admin_does(&["promote-replica", "--by", "a test"]);
    let promoted = killed.elapsed();
    println!("{said}");
    let (told, gap, turned_away) = rush.end(killed).await;
    let other = pair.other.pool().await;
    let kept = written(&other).await;
    println!(
        "primary killed: {} orders acknowledged, {} lost, promoted after {promoted:.2?}, ordering again after {gap:.2?}, \
         {turned_away} tries turned away",
        told.len(),
        lost(&told, &kept)
    );
    assert_eq!(lost(&told, &kept), 0, "what was acknowledged is there");
    assert_eq!(told.len(), 100);
    assert!(gap < Duration::from_secs(30), "{gap:?}");
    assert!(shop.is_running(), "the same process");
    assert!(shop.log().contains("another server is the primary"));
    // The worker has followed: it does what the orders have caused.
    let open = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail.send' AND state <> 'done'";
    let started = Instant::now();
    while sqlx::query_scalar::<_, i64>(open).fetch_one(&other).await.expect("a number") > 0 {
        assert!(started.elapsed() < PATIENCE, "mails are left");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    // The old primary comes back, and by mistake open for writes: nobody writes there.
    pair.one.start(false).await;
    let before = pair.one.ask("SELECT COUNT(*) FROM orders").await;
    let (told, _, _) = {
        let rush = Rush::begin(&shop, &crowd[100..110]);
        tokio::time::sleep(Duration::from_millis(600)).await;
        rush.end(Instant::now()).await
    };
    assert_eq!(lost(&told, &written(&other).await), 0);
    assert_eq!(pair.one.ask("SELECT COUNT(*) FROM orders").await, before, "the old primary takes nothing");
    let rejoined = Instant::now();
    println!("{}", pair.admin_does(&["rejoin-replica"]));
    println!("the old primary follows after {:.2?}", rejoined.elapsed());
    assert_eq!(pair.one.ask("SELECT @@read_only").await, "1");
    until_state(&shop, "used").await;
    println!("{}", pair.admin_does(&["replication"]));

    // And back again, planned, under load.
    let rush = Rush::begin(&shop, &crowd[110..]);
    rush.until(10).await;
    let began = Instant::now();
    println!("{}", pair.admin_does(&["promote-replica", "--planned"]));
    let (told, gap, turned_away) = rush.end(began).await;
    let kept = written(&pair.one.pool().await).await;
    println!(
        "planned: {} orders acknowledged, {} lost, nobody ordered for {gap:.2?}, {turned_away} tries turned away",
        told.len(),
        lost(&told, &kept)
    );
    assert_eq!(lost(&told, &kept), 0);
    assert_eq!(pair.one.ask("SELECT MAX(term) FROM promotions").await, "2");
    assert!(shop.is_running());

    // A server with transactions of its own is not taken back. The worker looks who is the primary twice a second: one
    // that has not looked yet would write there as soon as it is open.
    drop(worker);
    pair.other.run("SET GLOBAL read_only = 0; CREATE TABLE stray (id INT PRIMARY KEY)").await;
    let refused = pair.admin_refuses(&["rejoin-replica"]);
    assert!(refused.contains("has not: 1 (0-2-"), "{refused}");
    assert_eq!(pair.other.ask("SELECT @@read_only").await, "1", "and closed all the same");
}
