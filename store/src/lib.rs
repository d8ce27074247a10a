//! The shop's use-cases on MySQL, Redis and the search index: one method of [`Store`] per use-case, in the slice it
//! belongs to, upstream first (`accounts` → `catalog` → `search` → `fit` → `pricing` → `inventory` →
//! `cart` → `checkout` → `orders` → `fulfilment` → `studio` → `jobs` → `reports`). Every slice may write jobs and mails (`jobs`, `mail`),
//! and have pages forgotten by the cache before the shop (`edge`); who writes what is published notes it as a revision
//! (`studio::record_live`). `jobs::Registry::shop` lists what all slices give a worker to do.
//!
//! What pages show of the catalog is read through `tiers`; `guard` is the way to Redis.
//!
//! How a use-case is written: SQL stands next to it as a checked query into a private row struct;
//! rules are asked of `domain`; absent is `Ok(None)`; time and randomness are arguments; a write is
//! one transaction that also holds its job row. What must not live here: leptos, axum, HTML.

pub mod accounts;
pub mod cart;
pub mod catalog;
pub mod checkout;
mod database;
pub mod edge;
mod error;
pub mod fit;
pub mod fulfilment;
mod guard;
pub mod health;
pub mod inventory;
pub mod jobs;
pub mod mail;
pub mod orders;
pub mod pricing;
pub mod replication;
pub mod reports;
pub mod search;
mod secret;
pub mod studio;
mod tiers;
pub mod trace;

pub use database::{DatabaseConfig, DatabaseEvent, Databases, LAG_LIMIT, MIGRATOR, ReplicaState};
pub use error::Error;
pub use tiers::{KindStats, TierSettings, TierStats};

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use domain::inventory::HOLD_MINUTES;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use sqlx::MySqlPool;

/// A result of a use-case that can only fail by the fault of the data tier.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How long a call of Redis about sessions may take: two of them, and a page is still there within a second.
const SESSION_LIMIT: Duration = Duration::from_millis(400);
/// After how many failures in a row sessions are taken for lost at once.
const SESSION_PATIENCE: u32 = 2;
/// For how long.
const SESSION_REST: Duration = Duration::from_secs(3);

/// The address of a server inside our network: plain HTTP, without a path, a user or a slash at the end; `None` when it
/// is none.
pub fn inner_address(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    let is_plain = uri.scheme_str() == Some("http") && uri.host().is_some_and(|host| !host.is_empty());
    let is_bare = uri.path_and_query().is_none_or(|rest| rest.as_str() == "/") && !url.contains('@');
    (is_plain && is_bare).then(|| url.trim_end_matches('/').to_owned())
}

/// Everything a use-case may touch. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    /// The primary, whichever server that is.
    database: MySqlPool,
    /// Both servers, where there is a replica.
    servers: Option<Arc<database::Servers>>,
    /// Reads nothing from the replica.
    reads_primary: bool,
    redis: guard::Redis,
    search: Arc<search::Engine>,
    events: Arc<catalog::Events>,
    /// What pages show of the catalog is kept in them, where there are any.
    tiers: Option<Arc<tiers::Tiers>>,
    hold: TimeDelta,
    /// What a preview shows instead of what is published.
    overlay: Option<Arc<catalog::Overlay>>,
    drafts: Option<studio::Drafts>,
    /// The warehouse, where one is connected.
    reports: Option<Arc<reports::ReportsClient>>,
}

impl Store {
    /// Connects to MySQL at once and to Redis when first needed: the shop works without Redis.
    /// Of two databases it finds out which is the primary; one of them has to answer.
    pub async fn connect(databases: impl Into<Databases>, redis_url: &str) -> Result<Self> {
        let (database, servers) = database::connect(&databases.into()).await?;
        Ok(Self { servers, ..Self::new(database, redis_url)? })
    }

    /// A store on an existing pool, with a Redis address that is tried when first needed.
    pub fn new(database: MySqlPool, redis_url: &str) -> Result<Self> {
        // A silent server must not hold a page up: every call has its limits.
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_millis(500)))
            .set_response_timeout(Some(Duration::from_millis(500)))
            .set_number_of_retries(1);
        let redis = ConnectionManager::new_lazy_with_config(redis::Client::open(redis_url)?, config)?;
        let redis = guard::Redis::new(redis, SESSION_LIMIT, SESSION_PATIENCE, SESSION_REST);
        Ok(Self {
            database,
            servers: None,
            reads_primary: false,
            redis,
            search: Arc::default(),
            events: Arc::default(),
            tiers: None,
            hold: TimeDelta::minutes(HOLD_MINUTES),
            overlay: None,
            drafts: None,
            reports: None,
        })
    }

    /// The same store, keeping the stock of a checkout for `hold` after its last step.
    #[must_use]
    pub fn holding_for(self, hold: Duration) -> Self {
        Self { hold: TimeDelta::from_std(hold).unwrap_or(TimeDelta::minutes(HOLD_MINUTES)), ..self }
    }

    /// The same store, asking this warehouse for reports.
    #[must_use]
    pub fn with_reports(self, reports: Option<reports::ReportsClient>) -> Self {
        Self { reports: reports.map(Arc::new), ..self }
    }

    /// The warehouse, or that none is connected.
    pub fn reports(&self) -> Result<&reports::ReportsClient, reports::ReportsError> {
        self.reports.as_deref().ok_or(reports::ReportsError::NotConnected)
    }

    /// Closes the pools of the databases, waiting for what is under way.
    pub async fn close(&self) {
        if let Some(servers) = &self.servers {
            servers.close().await;
        }
        self.database.close().await;
    }
}
