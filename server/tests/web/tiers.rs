//! The shop while Redis is flushed, slow, silent, cut off and stopped: nobody sees an error, and no cart is lost.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http::Method;
use sqlx::MySqlPool;

use crate::edge::free_address;
use crate::proxy::{Proxy, Way};
use crate::shop::{Answer, Settings, Shop, request};

const TUBE: &str = "RP-AT-54-600";

/// A Redis of the test's own.
struct Redis {
    process: Child,
    address: String,
}

impl Redis {
    fn start() -> Self {
        let port = free_address().port();
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", env!("CARGO_TARGET_TMPDIR")])
            .args(["--port", &port.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is missing; install it with: apt-get install redis-server");
        let redis = Self { process, address: format!("127.0.0.1:{port}") };
        for _ in 0..400 {
            if redis.tell("PING").is_ok_and(|answer| answer.starts_with("+PONG")) {
                return redis;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("Redis does not start");
    }

    /// Sends one command and reads the beginning of the answer.
    fn tell(&self, command: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.write_all(format!("{command}\r\n").as_bytes())?;
        let mut answer = [0; 256];
        let read = stream.read(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer[..read]).into_owned())
    }

    fn stop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A shop that reads in tiers, the way from it to a Redis, and that Redis.
async fn open(database: MySqlPool, metrics_port: u16) -> (Shop, Proxy, Redis) {
    let redis = Redis::start();
    let proxy = Proxy::to(redis.address.clone()).await;
    let redis_url = format!("redis://{}", proxy.address);
    let settings = Settings { redis_url, tiers: true, metrics_port, ..Settings::default() };
    (Shop::open_with(database, settings).await, proxy, redis)
}

/// What somebody carries and does while Redis is as it is; the longest that anything took.
struct Visitor<'a> {
    shop: &'a Shop,
    cookies: String,
    slowest: Duration,
}

impl Visitor<'_> {
    async fn timed(&mut self, answer: impl Future<Output = Answer>) -> Answer {
        let asked = Instant::now();
        let answer = answer.await;
        self.slowest = self.slowest.max(asked.elapsed());
        assert!(answer.status < 500, "{answer:?}");
        answer
    }

    async fn get(&mut self, path: &str) -> Answer {
        let (shop, cookies) = (self.shop, self.cookies.clone());
        self.timed(async move { shop.get_with(path, &[("cookie", &cookies)]).await }).await
    }

    async fn post(&mut self, path: &str, body: &str) -> Answer {
        let (shop, cookies) = (self.shop, self.cookies.clone());
        self.timed(async move { shop.post_form(path, &cookies, body).await }).await
    }

    async fn pieces(&mut self) -> u32 {
        self.get("/api/cart/pieces").await.text().parse().expect("a number")
    }

    async fn available(&mut self) -> u64 {
        let answer = self.get(&format!("/api/inventory/stock?sku={TUBE}")).await;
        answer.json()["available"].as_u64().expect("a number")
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whatever_redis_does_there_is_no_error_page_and_no_lost_cart(database: MySqlPool) {
    let (shop, proxy, mut redis) = open(database, 0).await;
    shop.stock(TUBE, [("DEN", 500), ("RTM", 500)]).await;
    shop.customer("mira@example.org").await;
    let cookies = shop.signs_in("mira@example.org", "").await;
    let mut visitor = Visitor { shop: &shop, cookies, slowest: Duration::ZERO };
    visitor.post("/api/cart/add", &format!("sku={TUBE}&quantity=1")).await;
    // The cart is the browser's and the account's; without a session it is the browser's still.
    let mut pieces = visitor.pieces().await;
    assert_eq!(pieces, 1);
    let ways = [
        ("flushed", Way::Open),
        ("slow", Way::Slow(Duration::from_secs(5))),
        ("open again", Way::Open),
        ("silent", Way::Silent),
        ("cut", Way::Cut),
        ("open again", Way::Open),
        ("stopped", Way::Open),
    ];
    for (number, (name, way)) in (100_u64..).zip(ways) {
        visitor.slowest = Duration::ZERO;
        match name {
            "flushed" => assert!(redis.tell("FLUSHALL").expect("answered").starts_with("+OK")),
            "stopped" => redis.stop(),
            _ => {}
        }
        proxy.set(way);
        for round in 0..3 {
            for path in
                ["/", "/categories/airframe-tubes", "/parts/RP-AT-54-600", "/parts/RP-AT-54-900", "/search?q=tube"]
            {
                assert_eq!(visitor.get(path).await.status, 200, "{name}: {path}");
            }
            let unknown = visitor.get(&format!("/parts/RP-NO-{number}-{round}")).await;
            assert_eq!(unknown.status, 404, "{name}");
            assert_eq!(visitor.get("/cart").await.status, 200, "{name}");
            assert!(visitor.get("/account").await.status < 400, "{name}: or the way to signing in");
            visitor.post("/api/cart/add", &format!("sku={TUBE}&quantity=1")).await;
            pieces += 1;
            assert_eq!(visitor.pieces().await, pieces, "{name}: the cart has what was put into it");
        }
        let before = visitor.available().await;
        let buyer = shop.buyer(number, TUBE, 2).await;
        let body = format!("key={}", buyer.key);
        let placed = visitor.timed(shop.post_form("/api/checkout/place", &buyer.cookie, &body)).await;
        assert!(placed.header("location").starts_with("/orders/RP-"), "{name}: {placed:?}");
        assert_eq!(visitor.available().await, before - 2, "{name}: what was sold is not on sale a moment later");
        println!("{name}: at most {} ms", visitor.slowest.as_millis());
        // Five seconds is what Redis would take for each single thing.
        assert!(visitor.slowest < Duration::from_secs(5), "{name}: {:?}", visitor.slowest);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_shows_what_its_process_wrote_and_soon_what_others_did(database: MySqlPool) {
    let port = free_address().port();
    let (shop, _proxy, _redis) = open(database, port).await;
    let mut visitor = Visitor { shop: &shop, cookies: String::new(), slowest: Duration::ZERO };
    for available in [40, 30, 20] {
        // Written by another process, which this one hears of.
        shop.stock(TUBE, [("DEN", available), ("RTM", 0)]).await;
        let written = Instant::now();
        while visitor.available().await != u64::from(available) {
            assert!(written.elapsed() < Duration::from_secs(20), "never heard of");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        println!("heard of after {} ms", written.elapsed().as_millis());
    }
    // Held by a checkout that this process answers, though it only shows a page.
    let buyer = shop.buyer(1, TUBE, 3).await;
    shop.get_with("/checkout/contact", &[("cookie", &buyer.cookie)]).await;
    assert_eq!(visitor.available().await, 17);
    let mut text = String::new();
    for _ in 0..200 {
        text = request(&shop.client(), &format!("http://127.0.0.1:{port}/metrics"), Method::GET, &[], "")
            .await
            .expect("served")
            .text()
            .to_owned();
        if text.contains("tier_reads_total{kind=\"stock\",tier=\"process\"}") && !text.contains("tier_process_bytes 0")
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("what the tiers do is not told: {text}");
}
