//! The HTTP surface of jobs: for administrators, each change in the audit log.

use leptos::prelude::*;

use crate::AppError;
use crate::request::{Visit, problem_query};

/// Has a job that failed, or all given up of a kind, run again.
#[server(prefix = "/api", endpoint = "desk/jobs/retry")]
pub async fn retry_jobs(#[server(default)] job: String, #[server(default)] kind: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let (actor, now) = (staff.actor(), visit.now());
        let found = match target(&job, &kind)? {
            Target::Job(job) => visit.store.retry_job(&actor, job, now).await,
            Target::Kind(kind) => visit.store.retry_jobs(&actor, kind, now).await.map(|jobs| jobs > 0),
        };
        known(&visit, found)
    }
    .await;
    answer(&visit, "retry", result)
}

/// Deletes a job that failed, or all given up of a kind.
#[server(prefix = "/api", endpoint = "desk/jobs/discard")]
pub async fn discard_jobs(#[server(default)] job: String, #[server(default)] kind: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let (actor, now) = (staff.actor(), visit.now());
        let found = match target(&job, &kind)? {
            Target::Job(job) => visit.store.discard_job(&actor, job, now).await,
            Target::Kind(kind) => visit.store.discard_jobs(&actor, kind, now).await.map(|jobs| jobs > 0),
        };
        known(&visit, found)
    }
    .await;
    answer(&visit, "discard", result)
}

/// Writes the job of a schedule now.
#[server(prefix = "/api", endpoint = "desk/jobs/run-schedule")]
pub async fn run_schedule(#[server(default)] name: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        known(&visit, visit.store.run_schedule(&staff.actor(), &name, visit.now()).await)
    }
    .await;
    answer(&visit, "run", result)
}

/// Pauses a schedule (`1`), or lets it go on (`0`).
#[server(prefix = "/api", endpoint = "desk/jobs/pause-schedule")]
pub async fn pause_schedule(#[server(default)] name: String, #[server(default)] pause: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let pause = match pause.as_str() {
            "0" => false,
            "1" => true,
            _ => return Err(AppError::Unreadable),
        };
        known(&visit, visit.store.pause_schedule(&staff.actor(), &name, pause, visit.now()).await)
    }
    .await;
    answer(&visit, "pause", result)
}

enum Target<'a> {
    Job(i64),
    Kind(&'a str),
}

fn target<'a>(job: &str, kind: &'a str) -> Result<Target<'a>, AppError> {
    match (job, kind) {
        ("", "") => Err(AppError::Unreadable),
        ("", kind) => Ok(Target::Kind(kind)),
        (job, _) => job.parse().map(Target::Job).map_err(|_| AppError::Unreadable),
    }
}

fn known(visit: &Visit, found: Result<bool, store::Error>) -> Result<(), AppError> {
    match found {
        Ok(true) => Ok(()),
        Ok(false) => Err(AppError::UnknownJob),
        Err(error) => Err(visit.fault(&error)),
    }
}

fn answer(visit: &Visit, done: &str, result: Result<(), AppError>) -> Result<(), AppError> {
    visit.answer(result, |error| match error {
        Some(error) => format!("/desk/jobs?{}", problem_query(std::slice::from_ref(error))),
        None => format!("/desk/jobs?done={done}"),
    })
}
