//! The worker: looks for work, runs it, keeps its leases, and ends in order.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::MissedTickBehavior;
use tracing::{Instrument, Span};

use super::desk::QueueDepth;
use super::handler::{Context, Failure, Outside};
use super::lease::{Lease, Leased, delta, retry_at};
use super::registry::{Kind, Registry};
use crate::{Result, Store, trace};

/// How long an idle worker waits before it looks again.
const POLL: Duration = Duration::from_millis(400);
/// How often queues are measured.
const MEASURE: Duration = Duration::from_secs(10);
/// How often saying what became of a job is tried.
const REPORT_ATTEMPTS: u32 = 8;

/// How a worker is to be.
#[derive(Debug, Clone)]
pub struct WorkerSettings {
    /// Unique among workers: host, process, chance.
    pub name: String,
    /// Of the program.
    pub version: String,
    /// How many jobs it runs at once.
    pub slots: u32,
    /// How long a job is its own without a sign of life.
    pub lease: Duration,
    /// How long jobs may go on once it was told to end.
    pub grace: Duration,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Done.
    Done,
    /// Failed, and to be tried again.
    Retry,
    /// Failed for good.
    Dead,
    /// Somebody else has the job.
    Lost,
}

impl Ending {
    /// A word for metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retry => "retry",
            Self::Dead => "dead",
            Self::Lost => "lost",
        }
    }
}

/// What a worker did, for metrics.
#[derive(Debug, Clone, Copy)]
pub enum WorkerEvent<'a> {
    /// A run ended.
    Ended {
        /// Of which kind.
        kind: &'a str,
        /// How.
        ending: Ending,
        /// How long it took.
        took: Duration,
    },
    /// Leases of vanished workers were taken over.
    TookOver {
        /// How many.
        jobs: u64,
    },
    /// The queues were measured.
    Measured {
        /// Every kind with jobs that wait, run or were given up.
        queues: &'a [QueueDepth],
    },
}

/// A worker.
pub struct Worker {
    store: Store,
    registry: Registry,
    settings: WorkerSettings,
    outside: Arc<Outside>,
    observe: fn(WorkerEvent<'_>),
    tasks: JoinSet<()>,
    running: HashMap<Id, Run>,
}

/// A job under way.
struct Run {
    job: i64,
    kind: &'static str,
    token: String,
    /// The work is over and its row is being written: no lease is needed any more.
    is_ending: Arc<AtomicBool>,
    abort: AbortHandle,
}

impl Worker {
    /// A worker that has not begun.
    pub fn new(
        store: Store,
        registry: Registry,
        settings: WorkerSettings,
        outside: Outside,
        observe: fn(WorkerEvent<'_>),
    ) -> Self {
        let outside = Arc::new(outside);
        Self { store, registry, settings, outside, observe, tasks: JoinSet::new(), running: HashMap::new() }
    }

    /// Works until `stop`, then ends in order: nothing new is begun, what ends within the grace period ends, the
    /// leases of the rest are given back. The database may come and go meanwhile.
    pub async fn run(mut self, stop: impl Future<Output = ()>) -> Result<()> {
        let now = self.now();
        self.store.note_schedules(&self.registry, now).await?;
        self.store.worker_begins(&self.settings.name, &self.settings.version, self.settings.slots, now).await?;
        let mut stop = pin!(stop);
        let mut beat = tokio::time::interval(self.settings.lease / 3);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut measure = tokio::time::interval(MEASURE);
        measure.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_troubled = false;
        'work: loop {
            let more = match self.look_for_work().await {
                Ok(more) => {
                    if std::mem::take(&mut is_troubled) {
                        tracing::info!("the worker has its database back");
                    }
                    more
                }
                Err(error) => {
                    if !std::mem::replace(&mut is_troubled, true) {
                        tracing::error!(%error, "the worker cannot look for work; trying again");
                    }
                    false
                }
            };
            let mut idle = pin!(tokio::time::sleep(POLL));
            loop {
                tokio::select! {
                    () = &mut stop => break 'work,
                    () = &mut idle => break,
                    _ = beat.tick() => self.show_life().await,
                    _ = measure.tick() => self.measure().await,
                    Some(ended) = self.tasks.join_next_with_id() => {
                        self.note_end(ended);
                        if more {
                            break;
                        }
                    }
                }
            }
        }
        self.end(beat).await
    }

    fn now(&self) -> DateTime<Utc> {
        (self.outside.clock)()
    }

    /// One look: ticks of schedules, then jobs. Whether more was due than there were slots for.
    async fn look_for_work(&mut self) -> Result<bool> {
        let now = self.now();
        self.store.run_due_schedules(&self.registry, now).await?;
        let busy = u32::try_from(self.running.len()).unwrap_or(u32::MAX);
        let total = self.settings.slots.saturating_sub(busy);
        let lease = Lease {
            worker: self.settings.name.clone(),
            token: format!("{:016x}{:016x}", (self.outside.chance)(), (self.outside.chance)()),
            until: now + delta(self.settings.lease),
        };
        let free = self.free_slots();
        let claimed = self.store.claim_jobs(&free, total, &lease, now).await?;
        for job in claimed.jobs {
            self.begin(job);
        }
        Ok(claimed.more)
    }

    /// How many more of each kind may run here. No kind takes more than half of the slots.
    fn free_slots(&self) -> BTreeMap<&'static str, u32> {
        let half = (self.settings.slots / 2).max(1);
        self.registry
            .kinds
            .iter()
            .map(|(name, kind)| {
                let running = self.running.values().filter(|run| run.kind == *name).count();
                (*name, kind.slots.min(half).saturating_sub(u32::try_from(running).unwrap_or(u32::MAX)))
            })
            .collect()
    }

    fn begin(&mut self, job: Leased) {
        // Only known kinds are claimed.
        let Some((name, kind)) = self.registry.kinds.get_key_value(job.kind.as_str()) else { return };
        let (name, kind) = (*name, *kind);
        let is_ending = Arc::new(AtomicBool::new(false));
        let (id, token) = (job.id, job.token.clone());
        let span = tracing::info_span!("job", job = id, kind = name);
        trace::follow(&span, job.traceparent.as_deref());
        let run = run(self.store.clone(), kind, job, Arc::clone(&self.outside), Arc::clone(&is_ending), self.observe);
        let abort = self.tasks.spawn(run.instrument(span));
        self.running.insert(abort.id(), Run { job: id, kind: name, token, is_ending, abort });
    }

    fn note_end(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                if error.is_panic() {
                    tracing::error!(%error, "the worker’s own part of a job panicked");
                }
                error.id()
            }
        };
        self.running.remove(&id);
    }

    /// Extends the leases, and ends what is no longer ours.
    async fn show_life(&mut self) {
        let now = self.now();
        let until = now + delta(self.settings.lease);
        let running = u32::try_from(self.running.len()).unwrap_or(u32::MAX);
        match self.store.extend_leases(&self.settings.name, until, now, running).await {
            Ok(held) => {
                for run in self.running.values() {
                    if !held.contains(&(run.job, run.token.clone())) && !run.is_ending.load(Ordering::Acquire) {
                        tracing::warn!(job = run.job, kind = run.kind, "the lease is lost; another worker has the job");
                        run.abort.abort();
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "leases are not extended"),
        }
        match self.store.take_over_jobs(now).await {
            Ok(0) => {}
            Ok(jobs) => (self.observe)(WorkerEvent::TookOver { jobs }),
            Err(error) => tracing::warn!(%error, "leases that ran out are not looked at"),
        }
    }

    async fn measure(&self) {
        match self.store.queue_depths(self.now()).await {
            Ok(mut queues) => {
                // Nothing waiting is a measurement too.
                for kind in self.registry.kinds.keys() {
                    if !queues.iter().any(|queue| queue.kind == *kind) {
                        queues.push(QueueDepth::none(kind));
                    }
                }
                (self.observe)(WorkerEvent::Measured { queues: &queues });
            }
            Err(error) => tracing::warn!(%error, "queues are not measured"),
        }
    }

    /// Lets jobs end for as long as they may, then takes them back.
    async fn end(mut self, mut beat: tokio::time::Interval) -> Result<()> {
        tracing::info!(
            running = self.running.len(),
            seconds = self.settings.grace.as_secs(),
            "the worker is told to end"
        );
        let mut grace = pin!(tokio::time::sleep(self.settings.grace));
        while !self.running.is_empty() {
            tokio::select! {
                () = &mut grace => break,
                _ = beat.tick() => self.show_life().await,
                Some(ended) = self.tasks.join_next_with_id() => self.note_end(ended),
            }
        }
        // Whoever writes its row at this moment may end; the others are dropped where they wait.
        for run in self.running.values().filter(|run| !run.is_ending.load(Ordering::Acquire)) {
            run.abort.abort();
        }
        while let Some(ended) = self.tasks.join_next_with_id().await {
            self.note_end(ended);
        }
        let given_back = self.store.give_back_jobs(&self.settings.name).await?;
        self.store.worker_ends(&self.settings.name).await?;
        tracing::info!(given_back, "the worker has ended");
        Ok(())
    }
}

/// Runs a job and says what became of it.
async fn run(
    store: Store,
    kind: Kind,
    job: Leased,
    outside: Arc<Outside>,
    is_ending: Arc<AtomicBool>,
    observe: fn(WorkerEvent<'_>),
) {
    trace::rename(&Span::current(), || format!("job {}", job.kind));
    let started = Instant::now();
    let context = Context {
        job: job.id,
        attempt: job.attempts,
        is_last_attempt: job.attempts >= job.max_attempts,
        outside: Arc::clone(&outside),
    };
    let work = (kind.run)(store.clone(), job.payload.clone(), context);
    let outcome = match tokio::time::timeout(kind.timeout, unwound(work)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Failure::Temporary(format!("took longer than {:?}", kind.timeout))),
    };
    is_ending.store(true, Ordering::Release);
    let retry_at = outcome
        .as_ref()
        .err()
        .and_then(|failure| retry_at(&kind, &job, failure, (outside.chance)(), (outside.clock)()));
    let is_ours = report(&store, &job, &outcome, retry_at, outside.clock).await;
    let ending = match (&outcome, retry_at) {
        _ if !is_ours => Ending::Lost,
        (Ok(()), _) => Ending::Done,
        (Err(_), Some(_)) => Ending::Retry,
        (Err(_), None) => Ending::Dead,
    };
    let took = started.elapsed();
    let (milliseconds, ending_name) = (took.as_secs_f64() * 1e3, ending.name());
    match (&outcome, ending) {
        (Err(error), Ending::Dead) => {
            tracing::error!(attempt = job.attempts, milliseconds, %error, "job given up");
        }
        (Err(error), _) => {
            tracing::warn!(attempt = job.attempts, milliseconds, %error, ending_name, "job failed");
        }
        (Ok(()), _) => tracing::debug!(milliseconds, ending_name, "job ended"),
    }
    observe(WorkerEvent::Ended { kind: &job.kind, ending, took });
}

/// Writes what became of a job, trying for a while: the work is done and should not be done again.
async fn report(
    store: &Store,
    job: &Leased,
    outcome: &Result<(), Failure>,
    retry_at: Option<DateTime<Utc>>,
    clock: fn() -> DateTime<Utc>,
) -> bool {
    for attempt in 1..=REPORT_ATTEMPTS {
        let written = match outcome {
            Ok(()) => store.finish_job(job, clock()).await,
            Err(failure) => store.fail_job(job, failure, retry_at, clock()).await,
        };
        match written {
            Ok(is_ours) => return is_ours,
            Err(error) if attempt == REPORT_ATTEMPTS => {
                tracing::error!(%error, "what became of a job is not written; it will run again");
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50 << attempt)).await,
        }
    }
    false
}

/// Turns a panic into a failure.
async fn unwound(mut work: Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>) -> Result<(), Failure> {
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(poll) => poll,
        Err(panic) => Poll::Ready(Err(Failure::Temporary(format!("panicked: {}", said(panic.as_ref()))))),
    })
    .await
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a word")
}
