//! The optimised shop as benchmarks start it, on a database of its own, and what it costs them. What must
//! not live here: what is measured.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection, MySqlConnection};
use tokio::net::TcpStream;

/// How long servers may take to start.
const START: Duration = Duration::from_secs(20);

/// A server started here, ended when it goes out of scope.
pub(crate) struct Server {
    pub(crate) process: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

impl Server {
    /// Starts a program and waits until it listens.
    pub(crate) async fn start(command: &mut Command, address: SocketAddr) -> anyhow::Result<Self> {
        let process = command.stdout(Stdio::null()).spawn()?;
        let mut server = Self { process, address };
        let started = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            ensure!(server.process.try_wait()?.is_none(), "{} ended while starting", command.get_program().display());
            ensure!(started.elapsed() < START, "{} does not listen", command.get_program().display());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(server)
    }
}

/// An empty database beside the named one.
pub(crate) async fn fresh_database(options: &MySqlConnectOptions) -> anyhow::Result<String> {
    let name = format!("{}_bench", options.get_database().context("DATABASE_URL names no database")?);
    ensure!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "{name} is no plain name for a database");
    let mut connection = MySqlConnection::connect_with(options).await.context("the database does not answer")?;
    for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        // The name was checked above; a name cannot be an argument of a statement.
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(options.clone().database(&name).to_url_lossy().to_string())
}

/// The shop with the demo catalog.
pub(crate) struct ShopUnderLoad<'a> {
    /// The folder of the optimised binaries.
    pub(crate) binaries: &'a Path,
    /// Its database.
    pub(crate) database: String,
    /// Its cache.
    pub(crate) redis: &'a str,
    /// The folder of the built assets.
    pub(crate) site: &'a Path,
}

impl ShopUnderLoad<'_> {
    /// Fills the database and opens the shop; `settings` are more environment variables, `log` is where it logs.
    pub(crate) async fn start(&self, settings: &[(&str, &str)], log: Stdio) -> anyhow::Result<Server> {
        let address = free_address()?;
        for arguments in [&["migrate"][..], &["import", "demo", "--apply"]] {
            let status = self.command(arguments, address).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            ensure!(status.success(), "rocket-parts {} did not go through", arguments.join(" "));
        }
        Server::start(self.command(&["web"], address).envs(settings.iter().copied()).stderr(log), address).await
    }

    fn command(&self, arguments: &[&str], address: SocketAddr) -> Command {
        let mut command = Command::new(self.binaries.join("rocket-parts"));
        command
            .args(arguments)
            .env("DATABASE_URL", &self.database)
            .env("REDIS_URL", self.redis)
            .env("SITE_ROOT", self.site)
            .env("LISTEN_ADDR", address.to_string())
            .env("METRICS_ADDR", "127.0.0.1:0");
        command
    }
}

/// An address nobody listens on.
pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
