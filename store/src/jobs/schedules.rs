//! Turning ticks into jobs: each tick by one worker, the job and the next tick in one transaction.

use chrono::{DateTime, Utc};
use domain::jobs::CatchUp;
use serde_json::json;
use sqlx::MySqlConnection;

use super::registry::{Registry, Scheduled};
use super::{Options, insert};
use crate::{Result, Store};

impl Store {
    /// Makes sure that every schedule of the program has its row; one whose rule changed is counted anew.
    pub(super) async fn note_schedules(&self, registry: &Registry, now: DateTime<Utc>) -> Result<()> {
        for scheduled in &registry.schedules {
            let rule = scheduled.schedule.to_string();
            let next = scheduled.schedule.next_after(now).naive_utc();
            sqlx::query!(
                "INSERT INTO schedules (name, rule, next_run_at, is_paused) VALUES (?, ?, ?, 0)
                 ON DUPLICATE KEY UPDATE next_run_at = IF(rule = VALUES(rule), next_run_at, VALUES(next_run_at)), rule = VALUES(rule)",
                scheduled.name,
                rule,
                next
            )
            .execute(&self.database)
            .await?;
        }
        Ok(())
    }

    /// Writes the jobs of all ticks that are due. Answers how many jobs.
    pub(super) async fn run_due_schedules(&self, registry: &Registry, now: DateTime<Utc>) -> Result<u64> {
        let due =
            sqlx::query_scalar!("SELECT name FROM schedules WHERE is_paused = 0 AND next_run_at <= ?", now.naive_utc())
                .fetch_all(&self.database)
                .await?;
        let mut written = 0;
        for scheduled in registry.schedules.iter().filter(|scheduled| due.iter().any(|name| name == scheduled.name)) {
            let mut transaction = self.database.begin().await?;
            written += take_ticks(&mut transaction, scheduled, now).await?;
            transaction.commit().await?;
        }
        Ok(written)
    }
}

/// Writes a job of a schedule now, whatever its next tick; false when this program has no such schedule.
pub(super) async fn write_now(
    transaction: &mut MySqlConnection,
    registry: &Registry,
    name: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(scheduled) = registry.schedules.iter().find(|scheduled| scheduled.name == name) else {
        return Ok(false);
    };
    let options = Options { schedule: Some(scheduled.name), ..Options::default() };
    write(transaction, scheduled, now, &options, now).await
}

/// Takes care of the ticks of one schedule, unless another worker is at it or was.
async fn take_ticks(transaction: &mut MySqlConnection, scheduled: &Scheduled, now: DateTime<Utc>) -> Result<u64> {
    let Some(next) = sqlx::query_scalar!(
        "SELECT next_run_at FROM schedules WHERE name = ? AND is_paused = 0 AND next_run_at <= ? FOR UPDATE SKIP LOCKED",
        scheduled.name,
        now.naive_utc()
    )
    .fetch_optional(&mut *transaction)
    .await?
    else {
        return Ok(0);
    };
    let ticks = scheduled.schedule.due(next.and_utc(), now, scheduled.catch_up);
    // The work of the last tick still waits or is under way: it is the work of this tick too.
    let is_covered = scheduled.catch_up == CatchUp::Once && is_under_way(transaction, scheduled.name).await?;
    let mut written = 0;
    for tick in ticks.iter().filter(|_| !is_covered) {
        let options = Options {
            dedupe_key: Some(format!("schedule/{}/{}", scheduled.name, tick.format("%Y-%m-%dT%H:%M:%SZ"))),
            schedule: Some(scheduled.name),
            ..Options::default()
        };
        written += u64::from(write(transaction, scheduled, *tick, &options, now).await?);
    }
    sqlx::query!(
        "UPDATE schedules SET next_run_at = ? WHERE name = ?",
        scheduled.schedule.next_after(now).naive_utc(),
        scheduled.name
    )
    .execute(transaction)
    .await?;
    Ok(written)
}

async fn is_under_way(transaction: &mut MySqlConnection, schedule: &str) -> Result<bool> {
    let found: i64 = sqlx::query_scalar!(
        "SELECT COUNT(*) FROM jobs WHERE schedule = ? AND state IN ('queued', 'running')",
        schedule
    )
    .fetch_one(transaction)
    .await?;
    Ok(found > 0)
}

async fn write(
    transaction: &mut MySqlConnection,
    scheduled: &Scheduled,
    tick: DateTime<Utc>,
    options: &Options,
    now: DateTime<Utc>,
) -> Result<bool> {
    let payload = json!({ "tick": tick }).to_string();
    insert(transaction, scheduled.name, &payload, scheduled.defaults, options, now).await
}
