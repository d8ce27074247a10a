//! A real cache before the shop, a real worker that tells it what to forget: what is touched is seen within
//! seconds, what is not stays kept.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use domain::studio::Content;
use http::{HeaderMap, Method, StatusCode, Uri};
use sqlx::MySqlPool;
use uuid::Uuid;

use crate::running::{Running, worker};
use crate::shop::{Answer, Shop, now, request};

/// How soon readers see what was published.
const SEEN_WITHIN: Duration = Duration::from_secs(5);
/// What an operator gives the cache.
const VCL: &str = include_str!("../../assets/edge.vcl");

/// A shop behind a cache.
struct Behind {
    shop: Shop,
    address: SocketAddr,
    _cache: Running,
}

/// An address on this machine that nobody listens on.
pub(crate) fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("bound")
}

/// The cache's program: on the path, or where Debian puts it.
fn varnishd() -> &'static str {
    let is_there = |program: &str| Command::new(program).arg("-V").stderr(Stdio::null()).status().is_ok();
    ["varnishd", "/usr/sbin/varnishd"]
        .into_iter()
        .find(|program| is_there(program))
        .expect("varnishd is missing; install it with: apt-get install varnish")
}

impl Behind {
    async fn open(database: MySqlPool) -> Self {
        let shop = Shop::open(database).await;
        let address = free_address();
        // Its working folder is named by a path short enough for a socket.
        let folder = std::env::temp_dir().join(format!("edge-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let vcl = VCL.replace("\"3000\"", &format!("\"{}\"", shop.address.port()));
        assert_ne!(vcl, VCL, "it names the shop's port");
        let file = folder.join("edge.vcl");
        std::fs::write(&file, vcl).expect("written");
        let process = Command::new(varnishd())
            .args(["-F", "-j", "none", "-T", "none", "-s", "malloc,16m", "-a", &address.to_string()])
            .arg("-n")
            .arg(folder.join("work"))
            .arg("-f")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let cache = Running { process, folder: Some(folder) };
        let behind = Self { shop, address, _cache: cache };
        behind.answers().await;
        behind
    }

    /// Waits until the cache is open.
    async fn answers(&self) {
        for _ in 0..300 {
            if request(&self.shop.client(), &format!("http://{}/healthz", self.address), Method::GET, &[], "")
                .await
                .is_ok()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the cache does not open");
    }

    /// A worker that tells the cache at an address.
    fn worker(&self, edge: SocketAddr) -> Running {
        worker(&self.shop.database_url(), &[("EDGE_PURGE_URL", &format!("http://{edge}"))])
    }

    async fn send(&self, method: Method, path: &str) -> Answer {
        let url = format!("http://{}{path}", self.address);
        request(&self.shop.client(), &url, method, &[], "").await.expect("answered")
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path).await
    }

    /// Whether the cache answers a page from its copy.
    async fn keeps(&self, path: &str) -> bool {
        self.get(path).await.header("x-cache") == "HIT"
    }

    /// Asks for pages until each is kept.
    async fn fill(&self, paths: &[&str]) {
        for path in paths {
            assert_eq!(self.get(path).await.status, 200, "{path}");
            assert!(self.keeps(path).await, "{path}");
        }
    }

    async fn purge(&self, pages: &[&str]) {
        let pages: BTreeSet<String> = pages.iter().map(|page| (*page).to_owned()).collect();
        self.shop.store.purge_pages(&pages, now()).await.expect("written");
    }

    /// How long until the page says something.
    async fn until_seen(&self, path: &str, text: &str) -> Duration {
        let started = Instant::now();
        while !self.get(path).await.text().contains(text) {
            assert!(started.elapsed() < SEEN_WITHIN, "{path} is not seen");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        started.elapsed()
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_touched_is_seen_within_seconds_and_the_rest_stays_kept(database: MySqlPool) {
    let behind = Behind::open(database).await;
    let _worker = behind.worker(behind.address);
    let touched = ["/parts/RP-AT-54-600", "/parts/RP-AT-54-600?unit=in", "/parts/RP-AT-54-600/fits"];
    let others = ["/", "/parts/RP-AT-54-900", "/parts/RP-M38-G58-14A", "/categories/airframe-tubes", "/help"];
    behind.fill(&touched).await;
    behind.fill(&others).await;

    behind.shop.run("UPDATE variants SET name = 'Renamed tube' WHERE sku = 'RP-AT-54-600'").await;
    assert!(!behind.get(touched[0]).await.text().contains("Renamed tube"), "a copy");
    behind.purge(&["/parts/RP-AT-54-600", "/parts/RP-AT-54-600/*"]).await;
    for path in touched {
        behind.until_seen(path, "Renamed tube").await;
    }
    for path in others {
        assert!(behind.keeps(path).await, "{path} was not touched");
    }

    // Told twice, so that what was made in the same moment is not kept; to forget twice is to forget.
    let done = "SELECT COUNT(*) FROM jobs WHERE kind = 'studio.purge' AND state = 'done'";
    for _ in 0..200 {
        if behind.shop.number(done).await == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(behind.shop.number(done).await, 2);
    for path in others {
        assert!(behind.keeps(path).await, "{path} was not touched");
    }

    behind.fill(&touched).await;
    behind.shop.run("UPDATE variants SET name = 'Named again' WHERE sku IN ('RP-AT-54-600', 'RP-AT-54-900')").await;
    behind.purge(&["/parts/*"]).await;
    behind.until_seen("/parts/RP-AT-54-600", "Named again").await;
    behind.until_seen("/parts/RP-AT-54-900", "Named again").await;
    for path in ["/", "/categories/airframe-tubes", "/help"] {
        assert!(behind.keeps(path).await, "{path} does not begin so");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_published_is_seen_through_the_cache(database: MySqlPool) {
    let behind = Behind::open(database).await;
    let _worker = behind.worker(behind.address);
    let touched = ["/parts/RP-AT-54-600", "/parts/RP-AT-54-900", "/categories/airframe-tubes"];
    let others = ["/", "/parts/RP-M38-G58-14A", "/categories/motors", "/help"];
    behind.fill(&touched).await;
    behind.fill(&others).await;
    let key = behind.shop.product_of("RP-AT-54-600").await;
    let Content::Product(mut product) = behind.shop.content(&key).await else { panic!("a product") };
    product.name = "Tube of another name".to_owned();
    let number = behind.shop.draft(&key, Content::Product(product)).await;
    for path in touched {
        assert!(behind.keeps(path).await, "{path}: a draft touches nothing");
    }

    behind.shop.publish(&key, Some(number)).await;
    for path in touched {
        let took = behind.until_seen(path, "Tube of another name").await;
        println!("{path} was seen after {} ms", took.as_millis());
    }
    let told: Vec<String> = sqlx::query_scalar("SELECT payload FROM jobs WHERE kind = 'studio.purge'")
        .fetch_all(&behind.shop.database)
        .await
        .expect("read");
    for path in others {
        assert!(behind.keeps(path).await, "{path} was not touched: {told:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_somebodys_own_or_a_draft_is_never_kept(database: MySqlPool) {
    let behind = Behind::open(database).await;
    for path in ["/cart", "/account", "/orders", "/desk", "/studio", "/preview/abc/parts/RP-AT-54-600"] {
        for _ in 0..3 {
            assert_eq!(behind.get(path).await.header("x-cache"), "MISS", "{path}");
        }
    }
    // Nobody hears what the cache knows a page by.
    assert_eq!(behind.get("/parts/RP-AT-54-600").await.header("x-page"), "");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_cache_that_does_not_answer_is_told_later(database: MySqlPool) {
    let behind = Behind::open(database).await;
    behind.fill(&["/parts/RP-AT-54-600"]).await;
    let worker = behind.worker(free_address());
    behind.purge(&["/parts/RP-AT-54-600"]).await;
    let tried = "SELECT COUNT(*) FROM jobs WHERE kind = 'studio.purge' AND attempts > 0 AND state = 'queued'";
    for _ in 0..200 {
        if behind.shop.number(tried).await > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(behind.shop.number(tried).await > 0, "it waits for its next attempt");
    assert!(behind.keeps("/parts/RP-AT-54-600").await);
    drop(worker);

    behind.shop.run("UPDATE variants SET name = 'Renamed tube' WHERE sku = 'RP-AT-54-600'").await;
    behind.shop.run("UPDATE jobs SET run_at = created_at WHERE state = 'queued'").await;
    let _worker = behind.worker(behind.address);
    behind.until_seen("/parts/RP-AT-54-600", "Renamed tube").await;
}

/// What was asked of the API of CloudFront: where, by whom, what.
type Asked = Arc<Mutex<Vec<(String, String, String)>>>;

/// Answers as CloudFront does: the first time that too much is under way, then that it will be forgotten.
async fn invalidate(
    State(asked): State<Asked>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, &'static str) {
    let by = headers.get("authorization").map_or("", |by| by.to_str().expect("visible ASCII")).to_owned();
    let mut asked = asked.lock().expect("whole");
    asked.push((uri.path().to_owned(), by, body));
    if asked.len() == 1 {
        return (StatusCode::BAD_REQUEST, "<Error><Code>TooManyInvalidationsInProgress</Code></Error>");
    }
    (StatusCode::CREATED, "<Invalidation><Status>InProgress</Status></Invalidation>")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn cloudfront_is_told_until_it_listens(database: MySqlPool) {
    let asked = Asked::default();
    let router = Router::new().fallback(invalidate).with_state(Arc::clone(&asked));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let api = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let shop = Shop::open(database).await;
    let pages = ["/", "/help/fit", "/parts/RP-AT-54-600", "/parts/RP-AT-54-600/*"].map(str::to_owned);
    shop.store.purge_pages(&BTreeSet::from(pages), now()).await.expect("written");
    let _worker = worker(
        &shop.database_url(),
        &[
            ("EDGE_DISTRIBUTION", "E2QWRUHAPOMQZL"),
            ("AWS_ENDPOINT_URL_CLOUDFRONT", &api),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ],
    );
    let refused =
        "SELECT COUNT(*) FROM jobs WHERE kind = 'studio.purge' AND state = 'queued' AND last_error LIKE '%TooMany%'";
    let done = "SELECT COUNT(*) FROM jobs WHERE kind = 'studio.purge' AND state = 'done'";
    let started = Instant::now();
    while shop.number(refused).await == 0 {
        assert!(started.elapsed() < Duration::from_secs(20), "it is not tried");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    shop.run("UPDATE jobs SET run_at = created_at WHERE state = 'queued'").await;
    while shop.number(done).await < 2 {
        assert!(started.elapsed() < Duration::from_secs(40), "it is not tried again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let asked = asked.lock().expect("whole");
    let references: BTreeSet<&str> = asked
        .iter()
        .map(|(path, by, body)| {
            assert_eq!(path, "/2020-05-31/distribution/E2QWRUHAPOMQZL/invalidation");
            assert!(by.starts_with("AWS4-HMAC-SHA256 Credential=key/"), "{by}");
            assert!(by.contains("/us-east-1/cloudfront/aws4_request"), "{by}");
            let paths = ["/", "/?*", "/help/fit", "/parts/RP-AT-54-600*"].map(|path| format!("<Path>{path}</Path>"));
            assert!(body.contains(&paths.concat()), "{body}");
            body.split("<CallerReference>").nth(1).expect("a reference")
        })
        .collect();
    assert_eq!((asked.len(), references.len()), (3, 2), "what is sent again is meant once; later once more");
}
