//! Runs of the warehouse as rows: how far they are, what they found, for whoever asks meanwhile and afterwards.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, Store};

/// Most differences that a run keeps.
const MOST_DIFFERENCES: usize = 200;

/// What a run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// Exports what is not there yet, and days that changed.
    Night,
    /// Exports the days that somebody asked for.
    Days,
    /// Compares the lake with the shop.
    Verify,
}

impl RunKind {
    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Days => "days",
            Self::Verify => "verify",
        }
    }

    fn parse(name: &str) -> Result<Self> {
        let known = [Self::Night, Self::Days, Self::Verify].into_iter().find(|kind| kind.name() == name);
        known.ok_or_else(|| Error::inconsistent("kind of a run", name))
    }
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Under way.
    Running,
    /// Done, and everything agrees.
    Done,
    /// Done, and something does not agree.
    Differs,
    /// Ended by an error, or with its process.
    Failed,
}

impl RunState {
    const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Differs => "differs",
            Self::Failed => "failed",
        }
    }

    fn parse(name: &str) -> Result<Self> {
        let known = [Self::Running, Self::Done, Self::Differs, Self::Failed].into_iter();
        known.into_iter().find(|state| state.name() == name).ok_or_else(|| Error::inconsistent("state of a run", name))
    }
}

/// Something that the lake and the shop do not agree on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Of which day; none for a dimension.
    pub day: Option<NaiveDate>,
    /// Of what: a total, a table.
    pub what: String,
    /// What the lake says.
    pub lake: String,
    /// What the shop says, or what was written.
    pub shop: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.day {
            Some(day) => write!(f, "{day}: {} is {} in the lake and {} in the shop", self.what, self.lake, self.shop),
            None => write!(f, "{} is {} in the lake and {} in the shop", self.what, self.lake, self.shop),
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunProgress {
    /// When the snapshot was taken that it reads.
    pub snapshot_at: Option<DateTime<Utc>>,
    /// How far the replica was behind then.
    pub lag_milliseconds: Option<u64>,
    /// Its first day and its last.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// Days to be done.
    pub days: u32,
    /// Days that are.
    pub days_done: u32,
    /// Rows written or compared.
    pub rows: u64,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the fields of `RunProgress`, which says what they are")]
pub struct Run {
    /// Its row.
    pub id: i64,
    /// What it is about.
    pub kind: RunKind,
    /// How it stands.
    pub state: RunState,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last heard of.
    pub seen_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    pub snapshot_at: Option<DateTime<Utc>>,
    pub lag_milliseconds: Option<u64>,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub days: u32,
    pub days_done: u32,
    pub rows: u64,
    /// What does not agree, at most two hundred.
    pub differences: Vec<Difference>,
    /// What ended it; empty when nothing did.
    pub error: String,
}

/// What is known of the warehouse's work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarehouseStatus {
    /// The run under way.
    pub running: Option<Run>,
    /// The last export that came to its end.
    pub last_export: Option<Run>,
    /// The last comparison that came to its end; exports compare what they wrote.
    pub last_comparison: Option<Run>,
    /// The last run, if it failed.
    pub last_failure: Option<Run>,
}

impl Store {
    /// Begins a run. Whoever does has hold of the lake, so a run that still seems to be under way has died.
    #[tracing::instrument(name = "db.reports.begin_run", skip(self))]
    pub async fn begin_run(&self, kind: RunKind, now: DateTime<Utc>) -> Result<i64> {
        sqlx::query!(
            "UPDATE warehouse_runs SET state = 'failed', finished_at = ?, error = 'its process ended' WHERE state = 'running'",
            now.naive_utc()
        )
        .execute(&self.database)
        .await?;
        let inserted = sqlx::query!(
            "INSERT INTO warehouse_runs (kind, state, started_at, seen_at, days, days_done, row_count, differences, error)
             VALUES (?, 'running', ?, ?, 0, 0, 0, '[]', '')",
            kind.name(),
            now.naive_utc(),
            now.naive_utc()
        )
        .execute(&self.database)
        .await?;
        Ok(inserted.last_insert_id().cast_signed())
    }

    /// Says how far a run is.
    pub async fn note_run(&self, run: i64, progress: &RunProgress, now: DateTime<Utc>) -> Result<()> {
        sqlx::query!(
            "UPDATE warehouse_runs SET seen_at = ?, snapshot_at = ?, lag_milliseconds = ?, first_day = ?, last_day = ?,
                    days = ?, days_done = ?, row_count = ?
             WHERE id = ?",
            now.naive_utc(),
            progress.snapshot_at.map(|at| at.naive_utc()),
            progress.lag_milliseconds,
            progress.span.map(|span| span.0),
            progress.span.map(|span| span.1),
            progress.days,
            progress.days_done,
            progress.rows,
            run
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// Ends a run: with what does not agree, or with what went wrong.
    pub async fn end_run(&self, run: i64, outcome: Result<&[Difference], &str>, now: DateTime<Utc>) -> Result<()> {
        let (state, differences, error) = match outcome {
            Ok([]) => (RunState::Done, &[][..], ""),
            Ok(found) => (RunState::Differs, &found[..found.len().min(MOST_DIFFERENCES)], ""),
            Err(error) => (RunState::Failed, &[][..], error),
        };
        let differences =
            serde_json::to_string(differences).map_err(|error| Error::inconsistent("differences", error))?;
        sqlx::query!(
            "UPDATE warehouse_runs SET state = ?, finished_at = ?, seen_at = ?, differences = ?, error = ? WHERE id = ?",
            state.name(),
            now.naive_utc(),
            now.naive_utc(),
            differences,
            error.chars().take(500).collect::<String>(),
            run
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// What is known of the warehouse's work.
    #[tracing::instrument(name = "db.reports.status", skip(self))]
    pub async fn warehouse_status(&self) -> Result<WarehouseStatus> {
        let rows = sqlx::query_as!(
            RunRow,
            "SELECT id, kind, state, started_at, seen_at, finished_at, snapshot_at, lag_milliseconds, first_day, last_day,
                    days, days_done, row_count, differences, error
             FROM warehouse_runs WHERE id IN (
               SELECT MAX(id) FROM warehouse_runs
               UNION ALL SELECT MAX(id) FROM warehouse_runs WHERE state IN ('done', 'differs') AND kind IN ('night', 'days')
               UNION ALL SELECT MAX(id) FROM warehouse_runs WHERE state IN ('done', 'differs')
             ) ORDER BY id DESC"
        )
        .fetch_all(&self.database)
        .await?;
        let runs = rows.into_iter().map(RunRow::into_run).collect::<Result<Vec<Run>>>()?;
        let ended = |run: &&Run| matches!(run.state, RunState::Done | RunState::Differs);
        Ok(WarehouseStatus {
            running: runs.first().filter(|run| run.state == RunState::Running).cloned(),
            last_failure: runs.first().filter(|run| run.state == RunState::Failed).cloned(),
            last_export: runs.iter().filter(ended).find(|run| run.kind != RunKind::Verify).cloned(),
            last_comparison: runs.iter().find(ended).cloned(),
        })
    }
}

/// A row of `warehouse_runs`.
struct RunRow {
    id: i64,
    kind: String,
    state: String,
    started_at: NaiveDateTime,
    seen_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
    snapshot_at: Option<NaiveDateTime>,
    lag_milliseconds: Option<u64>,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    days: u32,
    days_done: u32,
    row_count: u64,
    differences: String,
    error: String,
}

impl RunRow {
    fn into_run(self) -> Result<Run> {
        Ok(Run {
            id: self.id,
            kind: RunKind::parse(&self.kind)?,
            state: RunState::parse(&self.state)?,
            started_at: self.started_at.and_utc(),
            seen_at: self.seen_at.and_utc(),
            finished_at: self.finished_at.map(|at| at.and_utc()),
            snapshot_at: self.snapshot_at.map(|at| at.and_utc()),
            lag_milliseconds: self.lag_milliseconds,
            first_day: self.first_day,
            last_day: self.last_day,
            days: self.days,
            days_done: self.days_done,
            rows: self.row_count,
            differences: serde_json::from_str(&self.differences)
                .map_err(|error| Error::inconsistent("differences", error))?,
            error: self.error,
        })
    }
}
