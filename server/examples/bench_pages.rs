//! `./dev bench pages`: what a page costs, and whether the bytes of a visit keep to their budgets. Starts
//! the optimised server on a database of its own and a server of static bytes beside it, loads both the
//! same way, and ends both.

mod shop_under_load;

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Parser;
use sqlx::mysql::MySqlConnectOptions;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use shop_under_load::{Server, ShopUnderLoad, free_address, fresh_database};

/// Measures pages per second, processor time per page, and bytes per visit.
#[derive(Parser)]
struct Settings {
    /// The folder of the optimised binaries.
    binaries: PathBuf,
    /// A database server; the database used is the named one with `_bench` added.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: MySqlConnectOptions,
    /// A cache server.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis: String,
    /// The folder of the built assets.
    #[arg(long, env = "SITE_ROOT")]
    site: PathBuf,
    /// How long each page is loaded, seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How many connections ask at once.
    #[arg(long, default_value_t = 16)]
    connections: usize,
}

/// What is measured: one page of each kind.
const PAGES: [(&str, &str); 4] = [
    ("home", "/"),
    ("category", "/categories/nose-cones"),
    ("product", "/parts/RP-AT-54-600"),
    ("search", "/search?q=ogive+54"),
];
/// Most bytes of HTML and CSS of a product page, compressed.
const HTML_BUDGET: u64 = 30_000;
/// Most bytes of WebAssembly and JavaScript, compressed.
const BUNDLE_BUDGET: u64 = 130_000;

/// What loading a page came to.
struct Measured {
    per_second: f64,
    milliseconds: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let settings = Settings::parse();
    let database = fresh_database(&settings.database).await?;
    let shop = ShopUnderLoad { binaries: &settings.binaries, database, redis: &settings.redis, site: &settings.site };
    let shop = shop.start(&[], Stdio::null()).await?;
    let home = fetch(shop.address, "/", "identity").await?;
    let mut bytes = Command::new(settings.binaries.join("examples/static_bytes"));
    let address = free_address()?;
    let bytes =
        Server::start(bytes.arg(home.to_string()).arg(address.to_string()).stderr(Stdio::null()), address).await?;

    println!(
        "{} connections for {} s each, without the caches in front; the database's time is not in it\n",
        settings.connections, settings.seconds
    );
    println!("{:<18} {:>9} {:>12} {:>10}", "page", "pages/s", "CPU ms/page", "× static");
    let floor = load(&settings, &bytes, "/", "identity").await?;
    row("static bytes", &floor, &floor);
    for (name, path) in PAGES {
        row(name, &load(&settings, &shop, path, "identity").await?, &floor);
    }
    row("product, brotli", &load(&settings, &shop, "/parts/RP-AT-54-600", "br").await?, &floor);
    let kept = sizes(&settings.site, &shop).await?;
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn row(name: &str, measured: &Measured, floor: &Measured) {
    let ratio = measured.milliseconds / floor.milliseconds;
    println!("{name:<18} {:>9.0} {:>12.3} {ratio:>10.1}", measured.per_second, measured.milliseconds);
    // A row at a time, also into a pipe.
    _ = std::io::stdout().flush();
}

/// Processor time spent so far, in user and system mode.
fn processor_time(server: &Server) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.process.id()))?;
    // The name in brackets may hold spaces; behind it stand the third field and what follows.
    let (_, fields) = stat.rsplit_once(')').context("a process without a name")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    // Linux counts in hundredths of a second, whatever the kernel's own tick is.
    Ok(Duration::from_millis(10 * ticks))
}

/// Loads a page with all connections at once, first a second that does not count.
async fn load(settings: &Settings, server: &Server, path: &str, encoding: &'static str) -> anyhow::Result<Measured> {
    ask_for(Duration::from_secs(1), settings.connections, server.address, path, encoding).await?;
    let (spent, started) = (processor_time(server)?, Instant::now());
    let limit = Duration::from_secs(settings.seconds);
    let pages = ask_for(limit, settings.connections, server.address, path, encoding).await?;
    let (spent, took) = (processor_time(server)?.saturating_sub(spent), started.elapsed());
    ensure!(pages > 0, "no page of {path} arrived");
    let pages = f64::from(pages);
    Ok(Measured { per_second: pages / took.as_secs_f64(), milliseconds: spent.as_secs_f64() * 1e3 / pages })
}

/// Asks for a page again and again; answers how often it came.
async fn ask_for(
    limit: Duration,
    connections: usize,
    address: SocketAddr,
    path: &str,
    encoding: &'static str,
) -> anyhow::Result<u32> {
    let end = Instant::now() + limit;
    let askers: Vec<_> = (0..connections)
        .map(|_| {
            let path = path.to_owned();
            tokio::spawn(async move {
                let mut connection = BufReader::new(TcpStream::connect(address).await?);
                let mut pages = 0;
                while Instant::now() < end {
                    ask(&mut connection, &path, encoding).await?;
                    pages += 1;
                }
                anyhow::Ok(pages)
            })
        })
        .collect();
    let mut pages = 0;
    for asker in askers {
        pages += asker.await??;
    }
    Ok(pages)
}

/// How many bytes the body of a page has as it travels.
async fn fetch(address: SocketAddr, path: &str, encoding: &str) -> anyhow::Result<u64> {
    ask(&mut BufReader::new(TcpStream::connect(address).await?), path, encoding).await
}

/// One request on an open connection; reads the answer to its end and answers the size of its body.
async fn ask(connection: &mut BufReader<TcpStream>, path: &str, encoding: &str) -> anyhow::Result<u64> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\naccept-encoding: {encoding}\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut line = String::new();
    connection.read_line(&mut line).await?;
    ensure!(line.starts_with("HTTP/1.1 200 "), "{path} answers {line:?}");
    let mut length = None;
    loop {
        line.clear();
        connection.read_line(&mut line).await?;
        let head = line.trim_end().to_ascii_lowercase();
        if head.is_empty() {
            break;
        }
        if let Some(value) = head.strip_prefix("content-length:") {
            length = Some(value.trim().parse()?);
        }
    }
    match length {
        Some(length) => {
            skip(connection, length).await?;
            Ok(length)
        }
        None => skip_chunks(connection).await,
    }
}

async fn skip_chunks(connection: &mut BufReader<TcpStream>) -> anyhow::Result<u64> {
    let mut total = 0;
    let mut line = String::new();
    loop {
        line.clear();
        connection.read_line(&mut line).await?;
        let length = u64::from_str_radix(line.trim_end(), 16).with_context(|| format!("{line:?} is no chunk"))?;
        // Each chunk, and the end of them, is followed by an empty line.
        skip(connection, length + 2).await?;
        if length == 0 {
            return Ok(total);
        }
        total += length;
    }
}

async fn skip(connection: &mut BufReader<TcpStream>, length: u64) -> anyhow::Result<()> {
    let read = tokio::io::copy(&mut connection.take(length), &mut tokio::io::sink()).await?;
    ensure!(read == length, "the answer ends early");
    Ok(())
}

/// Prints what a first visit loads, compressed as it travels; answers whether the budgets are kept.
async fn sizes(site: &Path, shop: &Server) -> anyhow::Result<bool> {
    let css = built(site, "css")?;
    let bundle = built(site, "wasm")? + built(site, "js")?;
    println!("\n{:<18} {:>9} {:>12} {:>10}   bytes, brotli", "page", "HTML", "HTML + CSS", "wasm + JS");
    let mut product = 0;
    for (name, path) in PAGES {
        let html = fetch(shop.address, path, "br").await?;
        println!("{name:<18} {html:>9} {:>12} {bundle:>10}", html + css);
        if name == "product" {
            product = html + css;
        }
    }
    let mut kept = true;
    for (what, size, budget) in
        [("HTML + CSS of a product page", product, HTML_BUDGET), ("wasm + JS", bundle, BUNDLE_BUDGET)]
    {
        let verdict = if size <= budget { "kept" } else { "EXCEEDED" };
        println!("{what}: {size} of {budget} bytes, {verdict}");
        kept &= size <= budget;
    }
    Ok(kept)
}

/// The size of the shop's compressed file of a kind in `site/pkg`.
fn built(site: &Path, extension: &str) -> anyhow::Result<u64> {
    let folder = site.join("pkg");
    let suffix = format!(".{extension}.br");
    for file in std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        // The studio's bundle is no customer's.
        if name.starts_with("rocket-parts.") && name.ends_with(&suffix) {
            return Ok(file.metadata()?.len());
        }
    }
    anyhow::bail!("{} holds no compressed .{extension}; build with --precompress", folder.display())
}
