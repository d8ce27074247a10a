//! `rocket-parts worker`: does the work that pages leave for later, until it is told to stop. Any number of them.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use app::mail::render;
use store::Store;
use store::jobs::{Outside, Registry, Worker, WorkerEvent, WorkerSettings};
use store::mail::{Mailer, PostOffice};
use store::reports::Warehouse;
use uuid::Uuid;

use crate::config::Config;
use crate::roles::databases;
use crate::roles::process::{serve_metrics, told_to_stop};

pub(crate) async fn run(config: Config) -> anyhow::Result<ExitCode> {
    let stop = told_to_stop()?;
    let store = Store::connect(&config.database, &config.redis_url).await.context("the database does not answer")?;
    serve_metrics(&config)?;
    let (settings, outside) = (settings(&config), outside(&config, None)?);
    match &config.mailer {
        Mailer::Smtp(smtp) => tracing::info!(server = smtp.server(), "mails go to a mail server"),
        Mailer::Folder(folder) => tracing::info!(folder = %folder.display(), "mails go to a folder"),
    }
    tracing::info!(name = settings.name, slots = settings.slots, metrics = %config.metrics_addr, "the worker is at work");
    let watcher = databases::watch(&store);
    // A job comes right after what caused it, and reads it.
    Worker::new(store.reading_primary(), Registry::shop(), settings, outside, observe).run(stop).await?;
    watcher.abort();
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// How a worker of this process is to be.
pub(super) fn settings(config: &Config) -> WorkerSettings {
    WorkerSettings {
        name: name(),
        version: config.release.clone(),
        slots: config.worker.slots,
        lease: config.worker.lease,
        grace: config.worker.grace,
    }
}

/// What its jobs have of the world; the lake only where it is their work.
pub(super) fn outside(config: &Config, warehouse: Option<Arc<dyn Warehouse>>) -> anyhow::Result<Outside> {
    let public_url = config.public_url.clone();
    let post = PostOffice::open(&config.mailer, &config.mail_from, move |letter| {
        render(letter, &public_url).map_err(|error| format!("the letter cannot be written out: {error}"))
    })
    .map_err(anyhow::Error::msg)
    .context("mails cannot be sent")?;
    Ok(Outside {
        clock: now,
        chance,
        post,
        operations_email: config.operations_email.clone(),
        edge: config.edge.clone(),
        warehouse,
    })
}

/// Host, process and chance: no two workers ever share a name.
fn name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host: String = host.trim().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    let host = if host.is_empty() { "worker" } else { host.as_str() };
    format!("{host}-{}-{:04x}", std::process::id(), chance() & 0xffff)
}

pub(super) fn now() -> chrono::DateTime<chrono::Utc> {
    #[expect(clippy::disallowed_methods, reason = "the edge is where time is read")]
    chrono::Utc::now()
}

fn chance() -> u64 {
    let (high, low) = Uuid::new_v4().as_u64_pair();
    // Each half has bits that say which kind of id it is; together they are all chance.
    high.rotate_left(32) ^ low
}

/// What the worker does, as metrics.
pub(super) fn observe(event: WorkerEvent<'_>) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; no queue holds 2⁵³ jobs")]
    let gauge = |name: &'static str, kind: &str, number: u64| {
        metrics::gauge!(name, "kind" => kind.to_owned()).set(number as f64);
    };
    match event {
        WorkerEvent::Ended { kind, ending, took } => {
            let labels = [("kind", kind.to_owned()), ("ending", ending.name().to_owned())];
            metrics::counter!("jobs_total", &labels).increment(1);
            metrics::histogram!("job_duration_seconds", &labels).record(took.as_secs_f64());
        }
        WorkerEvent::TookOver { jobs } => metrics::counter!("job_leases_taken_over_total").increment(jobs),
        WorkerEvent::Measured { queues } => {
            for queue in queues {
                gauge("jobs_queued", &queue.kind, queue.queued);
                gauge("jobs_running", &queue.kind, queue.running);
                gauge("jobs_dead", &queue.kind, queue.dead);
                gauge("jobs_oldest_seconds", &queue.kind, queue.oldest_due.num_seconds().unsigned_abs());
            }
        }
    }
}
