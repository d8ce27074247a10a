//! Two real MariaDB servers of a test, the second of which follows the first: with GTIDs, semi-synchronous, each closed
//! for writes when it starts, as the runbook asks. They end with the test.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, MySqlPool, Row};
use uuid::Uuid;

use crate::edge::free_address;

/// Who may do what, written before either server starts: the shop, an administrator, whoever follows.
const ACCOUNTS: &str = "FLUSH PRIVILEGES;
CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER 'rocket'@'127.0.0.1' IDENTIFIED BY 'rocket';
GRANT ALL ON shop.* TO 'rocket'@'127.0.0.1';
CREATE USER 'admin'@'127.0.0.1' IDENTIFIED BY 'admin';
GRANT ALL ON *.* TO 'admin'@'127.0.0.1';
CREATE USER 'follower'@'127.0.0.1' IDENTIFIED BY 'follower';
GRANT REPLICATION SLAVE ON *.* TO 'follower'@'127.0.0.1';
";

/// A server, running or not.
pub(crate) struct Server {
    pub(crate) port: u16,
    id: u32,
    folder: PathBuf,
    process: Option<Child>,
}

/// Both, and their folder.
pub(crate) struct Pair {
    pub(crate) one: Server,
    pub(crate) other: Server,
    folder: PathBuf,
}

/// The user that a server runs as: as the administrator of this machine it wants to be told so.
fn user() -> Vec<String> {
    let id = Command::new("id").arg("-u").output().expect("it runs").stdout;
    if id == b"0\n" { vec!["--user=root".to_owned()] } else { Vec::new() }
}

impl Pair {
    /// Two servers with an empty database `shop` and nothing between them; the first is open for writes.
    pub(crate) async fn start() -> Self {
        // A path short enough for a socket.
        let folder = std::env::temp_dir().join(format!("pair-{}", &Uuid::new_v4().simple().to_string()[..12]));
        std::fs::create_dir_all(&folder).expect("a folder");
        let data = folder.join("1");
        // Of its own, each: a server that starts clears what it takes for leavings of its last run.
        for number in ["1", "2"] {
            std::fs::create_dir_all(folder.join(format!("{number}.tmp"))).expect("a folder");
        }
        let installed = Command::new("mariadb-install-db")
            .env("TMPDIR", folder.join("1.tmp"))
            .args(["--no-defaults", "--force", "--skip-name-resolve", "--skip-test-db", "--innodb-log-file-size=16M"])
            .arg("--auth-root-authentication-method=socket")
            .args(user())
            .arg(format!("--datadir={}", data.display()))
            .output()
            .expect("mariadb-install-db is missing; install it with: apt-get install mariadb-server");
        assert!(installed.status.success(), "{installed:?}");
        std::fs::write(folder.join("accounts.sql"), ACCOUNTS).expect("written");
        let accounts = Command::new("mariadbd")
            .env("TMPDIR", folder.join("1.tmp"))
            .args(["--no-defaults", "--bootstrap", "--silent-startup", "--innodb-log-file-size=16M"])
            .args(user())
            .arg(format!("--datadir={}", data.display()))
            .stdin(std::fs::File::open(folder.join("accounts.sql")).expect("there"))
            .output()
            .expect("it runs");
        assert!(accounts.status.success(), "{accounts:?}");
        let copied = Command::new("cp").arg("-r").arg(&data).arg(folder.join("2")).status();
        assert!(copied.expect("it runs").success());
        let server =
            |id: u32| Server { port: free_address().port(), id, folder: folder.join(id.to_string()), process: None };
        let mut pair = Self { one: server(1), other: server(2), folder: folder.clone() };
        pair.one.start(true).await;
        pair.other.start(true).await;
        pair.one.run("SET GLOBAL read_only = 0").await;
        pair
    }

    /// `rocket-parts admin …`, for both.
    pub(crate) fn admin(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_rocket-parts"))
            .arg("admin")
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", self.one.url())
            .env("DATABASE_REPLICA_URL", self.other.url())
            .env("DATABASE_ADMIN_LOGIN", "admin:admin")
            .env("REPLICATION_LOGIN", "follower:follower")
            .env("REDIS_URL", "redis://127.0.0.1:1")
            .output()
            .expect("the binary is built")
    }

    /// The same, which has to succeed; answers what it says.
    pub(crate) fn admin_does(&self, arguments: &[&str]) -> String {
        let output = self.admin(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// The same, which has to fail; answers why.
    pub(crate) fn admin_refuses(&self, arguments: &[&str]) -> String {
        let output = self.admin(arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

impl Server {
    /// Starts it and waits until it answers.
    pub(crate) async fn start(&mut self, is_closed: bool) {
        let log = std::fs::File::create(self.folder.with_extension("log")).expect("a file");
        let process = Command::new("mariadbd")
            .arg("--no-defaults")
            .args(user())
            .arg(format!("--datadir={}", self.folder.display()))
            .arg(format!("--tmpdir={}", self.folder.with_extension("tmp").display()))
            .arg(format!("--socket={}", self.folder.with_extension("sock").display()))
            .arg(format!("--pid-file={}", self.folder.with_extension("pid").display()))
            .arg(format!("--port={}", self.port))
            .arg(format!("--server-id={}", self.id))
            .arg(format!("--log-bin={}", self.folder.join("bin").display()))
            .arg(format!("--read-only={}", u8::from(is_closed)))
            .args([
                "--bind-address=127.0.0.1",
                "--gtid-strict-mode=1",
                "--log-slave-updates=1",
                "--binlog-format=ROW",
                "--innodb-flush-log-at-trx-commit=1",
                "--sync-binlog=1",
                "--innodb-log-file-size=16M",
                "--innodb-buffer-pool-size=64M",
                "--performance-schema=0",
                "--skip-name-resolve",
                "--transaction-isolation=READ-COMMITTED",
                "--character-set-server=utf8mb4",
                "--slave-parallel-threads=4",
                "--slave-parallel-mode=optimistic",
                // Comes back as a replica: what no replica has received is taken out of the log.
                "--init-rpl-role=SLAVE",
                "--rpl-semi-sync-slave-enabled=1",
                "--rpl-semi-sync-master-timeout=2000",
                "--rpl-semi-sync-master-wait-point=AFTER_SYNC",
            ])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("mariadbd is missing; install it with: apt-get install mariadb-server");
        self.process = Some(process);
        let started = Instant::now();
        while self.admin_pool().await.is_none() {
            let said = || std::fs::read_to_string(self.folder.with_extension("log")).unwrap_or_default();
            assert!(started.elapsed() < Duration::from_mins(1), "it does not start: {}", said());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends it at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("ended");
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("mysql://rocket:rocket@127.0.0.1:{}/shop", self.port)
    }

    /// Connections of the shop's account.
    pub(crate) async fn pool(&self) -> MySqlPool {
        MySqlPoolOptions::new().max_connections(4).connect(&self.url()).await.expect("it answers")
    }

    async fn admin_pool(&self) -> Option<sqlx::MySqlConnection> {
        let options = MySqlConnectOptions::new().host("127.0.0.1").port(self.port);
        options.username("admin").password("admin").database("shop").connect().await.ok()
    }

    /// Runs statements as an administrator.
    pub(crate) async fn run(&self, statements: &str) {
        let mut connection = self.admin_pool().await.expect("it answers");
        let ran = sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut connection).await;
        ran.unwrap_or_else(|error| panic!("{statements}: {error}"));
    }

    /// The first column of the first row as a text.
    pub(crate) async fn ask(&self, question: &str) -> String {
        let mut connection = self.admin_pool().await.expect("it answers");
        let row = sqlx::raw_sql(AssertSqlSafe(question.to_owned())).fetch_one(&mut connection).await.expect("a row");
        row.try_get_unchecked::<Option<String>, _>(0).expect("a text").unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended before.
        if let Some(process) = &mut self.process {
            _ = process.kill();
            _ = process.wait();
        }
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        self.one.kill();
        self.other.kill();
        if std::thread::panicking() {
            for log in [&self.one, &self.other].map(|server| server.folder.with_extension("log")) {
                eprintln!("{}:\n{}", log.display(), tail(&log));
            }
        }
        // If the folder stays, nothing but space is lost.
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(25)..].join("\n")
}
