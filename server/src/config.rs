//! Settings, read from the environment; the only place that does. Each wrong value is named with
//! what was expected, all of them at once.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use axum::http::HeaderName;
use store::edge::Edge;
use store::mail::{Mailer, PostOffice, Smtp};
use store::replication::Login;
use store::reports::ReportsClient;
use store::{DatabaseConfig, Databases, TierSettings, inner_address};

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(()),
        }
    }
}

/// All settings. `.env.example` says what each is for.
pub(crate) struct Config {
    pub(crate) database: Databases,
    pub(crate) replication: ReplicationConfig,
    pub(crate) redis_url: String,
    pub(crate) listen_addr: SocketAddr,
    pub(crate) metrics_addr: SocketAddr,
    pub(crate) public_url: String,
    /// The header in which a proxy of ours names the client, if there is one.
    pub(crate) client_address_header: Option<HeaderName>,
    pub(crate) site_root: PathBuf,
    pub(crate) log_format: LogFormat,
    pub(crate) log_filter: String,
    /// Which build this is, as people ask for it.
    pub(crate) release: String,
    pub(crate) traces: TracesConfig,
    pub(crate) drain: Duration,
    /// How long the stock of a checkout is kept after its last step.
    pub(crate) hold: Duration,
    pub(crate) worker: WorkerConfig,
    pub(crate) mailer: Mailer,
    pub(crate) mail_from: String,
    pub(crate) operations_email: Option<String>,
    /// The cache before the shop, if there is one that is told what to forget.
    pub(crate) edge: Edge,
    /// Where the warehouse keeps its files.
    pub(crate) lake_url: String,
    /// How object storage is reached: settings named as AWS names them, as they were given.
    pub(crate) aws_options: Vec<(String, String)>,
    /// Where the warehouse answers reports.
    pub(crate) reports_addr: SocketAddr,
    /// How reads of the catalog are kept by the web role, if they are.
    pub(crate) tiers: Option<TierSettings>,
    /// How the shop reaches it there, if it does.
    pub(crate) reports: Option<ReportsClient>,
}

/// What services of AWS may need to know.
const AWS_OPTIONS: [&str; 13] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_CLOUDFRONT",
    "AWS_ALLOW_HTTP",
    "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

/// With whose accounts `rocket-parts admin` manages replication.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReplicationConfig {
    /// Opens and closes servers for writes; the shop's own account where none is set.
    pub(crate) admin: Option<Login>,
    /// A replica follows its primary with it.
    pub(crate) follower: Option<Login>,
}

/// Where traces go, and how many.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TracesConfig {
    /// The address of a collector that speaks OTLP over HTTP, without a path; there are no traces without one.
    pub(crate) endpoint: Option<String>,
    /// The share of requests that are traced, 0 to 1.
    pub(crate) share: f64,
}

/// How much a worker does at once, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WorkerConfig {
    pub(crate) slots: u32,
    pub(crate) lease: Duration,
    pub(crate) grace: Duration,
}

/// Everything that is wrong with the environment.
#[derive(Debug, thiserror::Error)]
#[error("the settings in the environment are not right:\n{}", .0.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n"))]
pub(crate) struct ConfigError(Vec<String>);

impl Config {
    /// Reads the environment of the process.
    pub(crate) fn from_environment() -> Result<Self, ConfigError> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
        let environment = |name: &str| std::env::var(name).ok();
        Self::read(|name| environment(name).or_else(|| credential(&environment("CREDENTIALS_DIRECTORY")?, name)))
    }

    /// Reads settings from anything that answers names with values.
    #[expect(clippy::too_many_lines, reason = "a list: one setting after the other")]
    pub(crate) fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { get: &get, problems: Vec::new() };
        let database = reader.databases();
        let replication = reader.replication();
        let redis_url = reader.parsed("REDIS_URL", "", "an address such as redis://127.0.0.1:6379/0", |text: &str| {
            ["redis://", "rediss://", "unix://"].iter().any(|scheme| text.starts_with(scheme)).then(|| text.to_owned())
        });
        let address = |text: &str| text.parse::<SocketAddr>().ok();
        let listen_addr =
            reader.parsed("LISTEN_ADDR", "127.0.0.1:3000", "an address and port such as 127.0.0.1:3000", address);
        let metrics_addr =
            reader.parsed("METRICS_ADDR", "127.0.0.1:3001", "an address and port such as 127.0.0.1:3001", address);
        let public_url = reader.parsed(
            "PUBLIC_URL",
            "http://localhost:3000",
            "the shop's address without a path, such as https://shop.example.org",
            |text: &str| {
                let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
                (!host.is_empty() && !host.contains('/')).then(|| text.to_owned())
            },
        );
        let client_address_header = reader.parsed(
            "CLIENT_ADDRESS_HEADER",
            "none",
            "the name of a header such as x-forwarded-for, or none",
            |text: &str| match text {
                "none" => Some(None),
                name => HeaderName::try_from(name).ok().map(Some),
            },
        );
        let site_root = reader.parsed("SITE_ROOT", "target/site", "the folder of the built assets", |text: &str| {
            Some(PathBuf::from(text))
        });
        let log_format = reader.parsed("LOG_FORMAT", "text", "text or json", |text: &str| text.parse().ok());
        let log_filter = reader.parsed(
            "RUST_LOG",
            "info,sqlx::query=warn",
            "a filter such as info or server=debug",
            |text: &str| tracing_subscriber::EnvFilter::try_new(text).ok().map(|_| text.to_owned()),
        );
        let release = reader.parsed("RELEASE", env!("CARGO_PKG_VERSION"), "a version such as 1.2.3", |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_graphic()).then(|| text.to_owned())
        });
        let traces = reader.traces();
        let hold = reader.parsed("HOLD_MINUTES", "15", "minutes from 0 to 240", |text: &str| {
            text.parse().ok().filter(|minutes| *minutes <= 240).map(|minutes: u64| Duration::from_secs(60 * minutes))
        });
        let drain = reader.parsed("DRAIN_SECONDS", "2", "seconds from 0 to 300", |text: &str| {
            text.parse().ok().filter(|seconds| *seconds <= 300).map(Duration::from_secs)
        });
        let worker = reader.worker();
        let mailer = reader.mailer();
        let mail_from = reader.parsed(
            "MAIL_FROM",
            "Rocket Parts Co. <orders@rocket-parts.example>",
            "an address such as Rocket Parts Co. <orders@example.org>",
            |text: &str| PostOffice::is_sender(text).then(|| text.to_owned()),
        );
        // Nobody is told when it is not set.
        let operations_email =
            reader.parsed("OPERATIONS_EMAIL", "nobody", "an e-mail address", |text: &str| match text {
                "nobody" => Some(None),
                address => PostOffice::is_sender(address).then(|| Some(address.to_owned())),
            });
        let lake_url =
            reader.parsed("LAKE_URL", "lake", "a folder, or an address such as s3://bucket/lake", |text: &str| {
                let is_known = !text.contains("://") || text.starts_with("file:///") || text.starts_with("s3://");
                is_known.then(|| text.to_owned())
            });
        let reports_addr =
            reader.parsed("REPORTS_ADDR", "127.0.0.1:3010", "an address and port such as 127.0.0.1:3010", address);
        let aws_options: Vec<(String, String)> = AWS_OPTIONS
            .iter()
            .filter_map(|name| {
                get(name).filter(|value| !value.trim().is_empty()).map(|value| ((*name).to_owned(), value))
            })
            .collect();
        let tiers = reader.tiers();
        let reports = reader.parsed(
            "REPORTS_URL",
            "none",
            "the address of the warehouse without a path, such as http://127.0.0.1:3010, or none",
            |text: &str| match text {
                "none" => Some(None),
                url => ReportsClient::parse(url).map(Some),
            },
        );
        let edge = reader.edge(&aws_options);
        let read = || {
            let tiers = tiers?;
            Some(Self {
                database: database?,
                replication: replication?,
                redis_url: redis_url?,
                listen_addr: listen_addr?,
                metrics_addr: metrics_addr?,
                public_url: public_url?,
                client_address_header: client_address_header?,
                site_root: site_root?,
                log_format: log_format?,
                log_filter: log_filter?,
                release: release?,
                traces: traces?,
                drain: drain?,
                hold: hold?,
                worker: worker?,
                mailer: mailer?,
                mail_from: mail_from?,
                operations_email: operations_email?,
                edge: edge?,
                lake_url: lake_url?,
                aws_options,
                reports_addr: reports_addr?,
                tiers: tiers.0.then_some(tiers.1),
                reports: reports?,
            })
        };
        match read() {
            Some(config) if reader.problems.is_empty() => Ok(config),
            _ => Err(ConfigError(reader.problems)),
        }
    }
}

/// A setting that systemd hands over as a file: `LoadCredential=setting:FOLDER` names it so (`man systemd.exec`).
fn credential(folder: &str, name: &str) -> Option<String> {
    let value = std::fs::read_to_string(Path::new(folder).join(format!("setting_{name}"))).ok()?;
    Some(value.trim_end_matches('\n').to_owned())
}

struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<String>,
}

impl Reader<'_> {
    /// One database, or two of which one follows the other.
    fn databases(&mut self) -> Option<Databases> {
        let max_connections =
            self.parsed("DATABASE_CONNECTIONS", "32", "a number of connections from 1 to 1000", |text: &str| {
                text.parse().ok().filter(|connections| (1..=1000).contains(connections))
            });
        let parse = |text: &str| {
            let is_mysql = text.starts_with("mysql://") || text.starts_with("mariadb://");
            is_mysql.then(|| DatabaseConfig::parse(text, max_connections.unwrap_or(1)).ok()).flatten()
        };
        let one = self.parsed(
            "DATABASE_URL",
            "",
            "an address such as mysql://user:password@127.0.0.1:3306/rocket_parts",
            parse,
        );
        let other = self.parsed(
            "DATABASE_REPLICA_URL",
            "none",
            "an address such as mysql://user:password@127.0.0.1:3307/rocket_parts, or none",
            |text: &str| match text {
                "none" => Some(None),
                url => parse(url).map(Some),
            },
        );
        let lag_limit = self.parsed("REPLICA_LAG_LIMIT_SECONDS", "2", "seconds from 1 to 60", |text: &str| {
            text.parse().ok().filter(|seconds| (1..=60).contains(seconds)).map(Duration::from_secs)
        });
        Some(Databases { one: one?, other: other?, lag_limit: lag_limit? })
    }

    /// The cache before the shop: of one kind, or none.
    fn edge(&mut self, aws_options: &[(String, String)]) -> Option<Edge> {
        let purged = self.parsed(
            "EDGE_PURGE_URL",
            "none",
            "the address of a cache without a path, such as http://cache.internal:6081, or none",
            |text: &str| match text {
                "none" => Some(Edge::None),
                url => Edge::parse(url),
            },
        )?;
        let expected =
            "the id of a distribution of CloudFront, such as E2QWRUHAPOMQZL, or none; not beside EDGE_PURGE_URL";
        self.parsed("EDGE_DISTRIBUTION", "none", expected, |text: &str| match text {
            "none" => Some(purged.clone()),
            _ if !matches!(purged, Edge::None) => None,
            id => Edge::distribution(id, aws_options).ok(),
        })
    }

    fn traces(&mut self) -> Option<TracesConfig> {
        let endpoint = self.parsed(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "none",
            "the address of a collector without a path, such as http://127.0.0.1:4318, or none",
            |text: &str| match text {
                "none" => Some(None),
                url => inner_address(url).map(Some),
            },
        );
        let share = self.parsed("OTEL_TRACES_SAMPLER_ARG", "1", "a share of all requests from 0 to 1", |text: &str| {
            text.parse().ok().filter(|share| (0.0..=1.0).contains(share))
        });
        Some(TracesConfig { endpoint: endpoint?, share: share? })
    }

    fn replication(&mut self) -> Option<ReplicationConfig> {
        let login = |text: &str| match text {
            "none" => Some(None),
            login => Login::parse(login).map(Some),
        };
        let expected = "user:password, or none";
        let admin = self.parsed("DATABASE_ADMIN_LOGIN", "none", expected, login);
        let follower = self.parsed("REPLICATION_LOGIN", "none", expected, login);
        Some(ReplicationConfig { admin: admin?, follower: follower? })
    }

    fn worker(&mut self) -> Option<WorkerConfig> {
        let seconds = |least: u64, most: u64| {
            move |text: &str| {
                text.parse().ok().filter(|number| (least..=most).contains(number)).map(Duration::from_secs)
            }
        };
        let slots = self.parsed("WORKER_SLOTS", "16", "a number of jobs from 2 to 64", |text: &str| {
            text.parse().ok().filter(|slots| (2..=64).contains(slots))
        });
        let lease = self.parsed("WORKER_LEASE_SECONDS", "30", "seconds from 1 to 600", seconds(1, 600));
        let grace = self.parsed("WORKER_GRACE_SECONDS", "20", "seconds from 0 to 600", seconds(0, 600));
        Some(WorkerConfig { slots: slots?, lease: lease?, grace: grace? })
    }

    /// Whether what pages show of the catalog is kept, and in how much memory.
    fn tiers(&mut self) -> Option<(bool, TierSettings)> {
        let is_on = self.parsed("TIERS", "on", "on or off", |text: &str| match text {
            "on" => Some(true),
            "off" => Some(false),
            _ => None,
        });
        let memory = self.parsed("TIERS_MEGABYTES", "64", "megabytes from 1 to 65536", |text: &str| {
            text.parse().ok().filter(|megabytes: &u64| (1..=65_536).contains(megabytes))
        });
        let memory = memory? * 1024 * 1024;
        Some((is_on?, TierSettings { memory, ..TierSettings::default() }))
    }

    /// A mail server where one is named, a folder otherwise.
    fn mailer(&mut self) -> Option<Mailer> {
        let expected = "an address such as smtp://user:password@mail.example.org:587?tls=required";
        match self.parsed("SMTP_URL", "none", expected, |text: &str| match text {
            "none" => Some(None),
            url => Smtp::parse(url).map(Some),
        })? {
            Some(smtp) => Some(Mailer::Smtp(smtp)),
            None => self.parsed("MAIL_DIR", ".data/mail", "a folder", |text: &str| Some(Mailer::Folder(text.into()))),
        }
    }

    /// A setting, or its default (none when empty), read by `parse`; what is wrong is noted.
    fn parsed<T>(&mut self, name: &str, default: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let given = (self.get)(name).filter(|value| !value.trim().is_empty());
        if given.is_none() && default.is_empty() {
            self.problems.push(format!("{name} is not set; it has to be {expected}"));
            return None;
        }
        let value = parse(given.as_deref().unwrap_or(default).trim());
        if value.is_none() {
            // An address may hold a password, so the value itself is not repeated.
            self.problems.push(format!("{name} has to be {expected}"));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
        Config::read(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()))
            .map_err(|error| error.to_string())
    }

    const MINIMUM: [(&str, &str); 2] =
        [("DATABASE_URL", "mysql://u:secret@127.0.0.1/shop"), ("REDIS_URL", "redis://127.0.0.1")];

    #[test]
    fn the_defaults_suffice_beside_the_two_addresses() {
        let config = read(&MINIMUM).expect("complete");
        assert_eq!(config.listen_addr.port(), 3000);
        assert_eq!(config.drain, Duration::from_secs(2));
        assert_eq!(config.mailer, Mailer::Folder(".data/mail".into()));
        assert_eq!((config.worker.slots, config.operations_email), (16, None));
        assert_eq!(config.tiers, Some(TierSettings::default()));
        assert!(config.database.other.is_none());
    }

    #[test]
    fn every_wrong_value_is_named_at_once_and_no_secret_is_shown() {
        let error = read(&[
            ("DATABASE_URL", "postgres://u:secret@h/db"),
            ("LISTEN_ADDR", "3000"),
            ("LOG_FORMAT", "xml"),
            ("DRAIN_SECONDS", "-1"),
            ("PUBLIC_URL", "shop.example.org/x"),
            ("RUST_LOG", "=,="),
            ("WORKER_SLOTS", "1"),
            ("SMTP_URL", "http://u:secret@mail.example.org"),
            ("MAIL_FROM", "nobody"),
            ("EDGE_PURGE_URL", "cache:6081"),
            ("LAKE_URL", "ftp://lake"),
            ("REPORTS_ADDR", "3010"),
            ("TIERS", "maybe"),
            ("TIERS_MEGABYTES", "0"),
            ("DATABASE_REPLICA_URL", "replica:3306"),
            ("REPLICA_LAG_LIMIT_SECONDS", "0"),
            ("DATABASE_ADMIN_LOGIN", "root"),
            ("REPORTS_URL", "warehouse:3010"),
            ("EDGE_DISTRIBUTION", "E1/../E2"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
            ("OTEL_TRACES_SAMPLER_ARG", "2"),
        ])
        .err()
        .expect("wrong");
        for name in [
            "DATABASE_URL",
            "REDIS_URL",
            "LISTEN_ADDR",
            "LOG_FORMAT",
            "DRAIN_SECONDS",
            "PUBLIC_URL",
            "RUST_LOG",
            "WORKER_SLOTS",
            "SMTP_URL",
            "MAIL_FROM",
            "EDGE_PURGE_URL",
            "LAKE_URL",
            "REPORTS_ADDR",
            "TIERS",
            "TIERS_MEGABYTES",
            "DATABASE_REPLICA_URL",
            "REPLICA_LAG_LIMIT_SECONDS",
            "DATABASE_ADMIN_LOGIN",
            "REPORTS_URL",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_TRACES_SAMPLER_ARG",
        ] {
            assert!(error.contains(name), "{name} missing in {error}");
        }
        assert!(!error.contains("secret"));
    }
}
