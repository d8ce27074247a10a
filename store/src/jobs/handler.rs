//! What a job is to the worker that runs it.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::jobs::{Backoff, Priority};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::edge::Edge;
use crate::mail::PostOffice;
use crate::reports::Warehouse;
use crate::{Error, Store};

/// A kind of work: its payload, its rules, its handler.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stable name of the kind: `orders.placed`.
    const KIND: &'static str;
    /// How soon it gets its turn.
    const PRIORITY: Priority = Priority::Normal;
    /// After how many attempts it is given up. With the standard backoff, twenty span more than half an hour.
    const ATTEMPTS: u32 = 20;
    /// How many a worker runs at once at most.
    const SLOTS: u32 = 2;
    /// How long it may take.
    const TIMEOUT: Duration = Duration::from_mins(1);
    /// How long to wait between attempts.
    const BACKOFF: Backoff = Backoff::STANDARD;

    /// Does the work. It may be run again after it was done.
    fn run(self, store: &Store, context: &Context) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// Why a job was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Trying again may work.
    #[error("{0}")]
    Temporary(String),
    /// Trying again will not work.
    #[error("{0}")]
    Permanent(String),
}

/// Most faults of the data tier pass; those that do not are mended by somebody, and then the job is run.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Temporary(error.to_string())
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Error::from(error).into()
    }
}

/// What jobs need of the world outside the store.
pub struct Outside {
    /// Now.
    pub clock: fn() -> DateTime<Utc>,
    /// Chance.
    pub chance: fn() -> u64,
    /// How mails are written and sent.
    pub post: PostOffice,
    /// Who is told of low stock; nobody when absent.
    pub operations_email: Option<String>,
    /// The cache before the shop.
    pub edge: Edge,
    /// The warehouse, in its own process.
    pub warehouse: Option<Arc<dyn Warehouse>>,
}

/// One run of a job.
#[derive(Clone)]
pub struct Context {
    /// Its row.
    pub job: i64,
    /// Which attempt this is, the first being 1.
    pub attempt: u32,
    /// Whether it is the last.
    pub is_last_attempt: bool,
    pub(super) outside: Arc<Outside>,
}

impl Context {
    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        (self.outside.clock)()
    }

    /// How mails are written and sent.
    pub fn post(&self) -> &PostOffice {
        &self.outside.post
    }

    /// The cache before the shop.
    pub fn edge(&self) -> &Edge {
        &self.outside.edge
    }

    /// Who is told of low stock.
    pub fn operations_email(&self) -> Option<&str> {
        self.outside.operations_email.as_deref()
    }

    /// The warehouse; only its own worker has it, and only it knows the kinds that ask for it.
    pub fn warehouse(&self) -> Result<&dyn Warehouse, Failure> {
        let warehouse = self.outside.warehouse.as_deref();
        warehouse.ok_or_else(|| Failure::Permanent("this worker has no warehouse".to_owned()))
    }
}
