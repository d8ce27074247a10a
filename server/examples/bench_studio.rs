//! What editing costs: from publishing to what two web processes answer, in pages and in searches, and from a draft
//! handed in to its page, as a ratio to the time of the public page. Fails when the aim is missed.

mod shop_under_load;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::body::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use domain::accounts::Actor;
use domain::studio::{Content, DocumentKey, Kind};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use shop_under_load::{Server, ShopUnderLoad, free_address, fresh_database};
use sqlx::mysql::MySqlConnectOptions;
use store::studio::{DocumentFilter, PreviewOf, ReleaseItem, SaveDraft};
use store::{DatabaseConfig, Store};

/// Measures the studio.
#[derive(Parser)]
struct Settings {
    /// The folder of the binaries.
    binaries: PathBuf,
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: MySqlConnectOptions,
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis: String,
    #[arg(long, env = "SITE_ROOT")]
    site: PathBuf,
    /// How often each is done.
    #[arg(long, default_value_t = 20)]
    times: u32,
}

/// From publishing to what every web process answers.
const AIM: Duration = Duration::from_secs(5);
const EDITOR: Actor = Actor::System("a measurement");
/// A part of the demo catalog.
const PART: &str = "RP-AT-54-600";

type Http = Client<HttpConnector, Empty<Bytes>>;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let settings = Settings::parse();
    let database = fresh_database(&settings.database).await?;
    let shop = ShopUnderLoad {
        binaries: &settings.binaries,
        database: database.clone(),
        redis: &settings.redis,
        site: &settings.site,
    };
    let one = shop.start(&[], Stdio::null()).await?;
    let other = another(&shop).await?;
    let store = Store::connect(&DatabaseConfig::parse(&database, 8)?, &settings.redis).await?;
    let http = Client::builder(TokioExecutor::new()).build_http();
    let key = product(&store).await?;
    for server in [&one, &other] {
        until(&http, server, "/readyz", |status, _| status == 200).await?;
    }
    let mut pages = Vec::new();
    let mut searches = Vec::new();
    for time in 0..settings.times {
        let marker = format!("marker{time}word");
        let number = draft(&store, &key, &marker).await?;
        let items = [ReleaseItem { key: key.clone(), revision: Some(number) }];
        let started = Instant::now();
        store.publish_now("A measurement", &items, true, &EDITOR, now()).await.context("not published")?;
        for server in [&one, &other] {
            until(&http, server, &format!("/parts/{PART}"), |_, text| text.contains(&marker)).await?;
        }
        pages.push(started.elapsed());
        for server in [&one, &other] {
            until(&http, server, &format!("/search?q={marker}"), |_, text| text.contains(PART)).await?;
        }
        searches.push(started.elapsed());
    }
    let (mut previews, mut publics) = (Vec::new(), Vec::new());
    let of = PreviewOf::Document(key.clone());
    let link = store.create_preview_link(&of, TimeDelta::hours(1), &EDITOR, now()).await?.context("no link")?;
    let preview = format!("/preview/{}/parts/{PART}", link.token);
    for time in 0..settings.times {
        let started = Instant::now();
        let marker = format!("draft{time}word");
        draft(&store, &key, &marker).await?;
        let (status, text) = get(&http, &one, &preview).await?;
        ensure!(status == 200 && text.contains(&marker), "the preview answers {status}");
        previews.push(started.elapsed());
        let started = Instant::now();
        get(&http, &one, &format!("/parts/{PART}")).await?;
        publics.push(started.elapsed());
    }
    println!("{:<46} {:>10} {:>10}", "milliseconds", "median", "longest");
    for (what, times) in [
        ("published until two web processes show it", &mut pages),
        ("published until both find it", &mut searches),
        ("a draft handed in until its page is there", &mut previews),
        ("the public page", &mut publics),
    ] {
        times.sort();
        println!("{what:<46} {:>10.1} {:>10.1}", milliseconds(median(times)), milliseconds(longest(times)));
    }
    println!(
        "\nA draft with its page costs {:.1} public pages",
        median(&previews).as_secs_f64() / median(&publics).as_secs_f64()
    );
    let kept = longest(&searches) <= AIM;
    println!("Aim: seen and found by both within {} s: {}", AIM.as_secs(), if kept { "kept" } else { "missed" });
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One more web process of the shop.
async fn another(shop: &ShopUnderLoad<'_>) -> anyhow::Result<Server> {
    let address = free_address()?;
    let mut command = Command::new(shop.binaries.join("rocket-parts"));
    command
        .arg("web")
        .env("DATABASE_URL", &shop.database)
        .env("REDIS_URL", shop.redis)
        .env("SITE_ROOT", shop.site)
        .env("LISTEN_ADDR", address.to_string())
        .env("METRICS_ADDR", "127.0.0.1:0")
        .stderr(Stdio::null());
    Server::start(&mut command, address).await
}

/// The product of the part.
async fn product(store: &Store) -> anyhow::Result<DocumentKey> {
    let filter =
        DocumentFilter { words: PART.to_owned(), kind: Some(Kind::Product), page: 1, ..DocumentFilter::default() };
    let row = store.documents(&filter).await?.rows.into_iter().next();
    Ok(row.context("the demo catalog has another part")?.key)
}

/// Saves a draft whose summary holds a word.
async fn draft(store: &Store, key: &DocumentKey, marker: &str) -> anyhow::Result<u32> {
    let document = store.document(key).await?.context("no such product")?;
    let seen = document.head();
    let Content::Product(mut product) = document.content else { anyhow::bail!("no product") };
    product.summary = format!("A summary with {marker} in it");
    let save =
        SaveDraft { key: key.clone(), content: Content::Product(product), seen, onto: None, note: String::new() };
    Ok(store.save_draft(save, &EDITOR, now()).await.context("not saved")?.number)
}

async fn get(http: &Http, server: &Server, path: &str) -> anyhow::Result<(u16, String)> {
    let answer = http.get(format!("http://{}{path}", server.address).parse()?).await?;
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await?.to_bytes();
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}

/// Asks until the answer is as wanted, for twice the aim at most.
async fn until(http: &Http, server: &Server, path: &str, is_wanted: impl Fn(u16, &str) -> bool) -> anyhow::Result<()> {
    let started = Instant::now();
    loop {
        let (status, text) = get(http, server, path).await?;
        if is_wanted(status, &text) {
            return Ok(());
        }
        ensure!(started.elapsed() < 2 * AIM, "{path} is not as it should be");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn median(sorted: &[Duration]) -> Duration {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn longest(sorted: &[Duration]) -> Duration {
    sorted.last().copied().unwrap_or_default()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn now() -> DateTime<Utc> {
    #[expect(clippy::disallowed_methods, reason = "a measurement has an edge of its own")]
    Utc::now()
}
