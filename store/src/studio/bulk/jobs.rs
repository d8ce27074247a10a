//! The steps of an import as jobs of one kind. A step that was done leaves `step` empty, in the transaction of what it
//! did; run again it finds that and does nothing.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::ids::StaffId;
use domain::jobs::Priority;
use serde::{Deserialize, Serialize};
use sqlx::MySqlConnection;

use super::{Import, ImportError, ImportId, ImportStep};
use crate::jobs::{Context, Failure, Job, enqueue};
use crate::{Result, Store};

/// Does a step of an import.
#[derive(Serialize, Deserialize)]
pub(crate) struct RunImport {
    import: i64,
    step: String,
    staff: Option<i64>,
    actor: String,
}

impl RunImport {
    pub(super) fn new(import: ImportId, step: ImportStep, actor: &Actor) -> Self {
        Self {
            import: import.0,
            step: step.name().to_owned(),
            staff: actor.staff().map(|id| id.0),
            actor: actor.label(),
        }
    }

    fn actor(&self) -> Actor {
        match self.staff {
            Some(id) => Actor::Staff { id: StaffId(id), name: self.actor.clone() },
            None => Actor::System("import"),
        }
    }
}

/// Why a step ended without being done: what people read.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    /// It cannot be done; nothing was changed.
    #[error("{0}")]
    Refused(String),
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] crate::Error),
}

impl From<sqlx::Error> for StepError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl crate::database::LockConflict for StepError {
    fn is_lock_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_lock_conflict())
    }
}

impl Job for RunImport {
    const KIND: &'static str = "studio.import";
    const PRIORITY: Priority = Priority::High;
    const ATTEMPTS: u32 = 5;
    const SLOTS: u32 = 2;
    const TIMEOUT: Duration = Duration::from_mins(10);

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let (id, now) = (ImportId(self.import), context.now());
        let step = ImportStep::parse(&self.step).ok_or_else(|| Failure::Permanent("no such step".to_owned()))?;
        match store.run_import_step(id, step, &self.actor(), now).await {
            Ok(()) => Ok(()),
            Err(StepError::Refused(trouble)) => {
                store.end_import_step(id, step, &trouble, now).await?;
                Ok(())
            }
            Err(StepError::Store(error)) => {
                if context.is_last_attempt {
                    let trouble = "Something went wrong on our side. Nothing was changed; try again.";
                    store.end_import_step(id, step, trouble, now).await?;
                }
                Err(error.into())
            }
        }
    }
}

/// Who hears how far reading has come.
pub(super) struct Watched<'a> {
    pub(super) store: &'a Store,
    pub(super) import: &'a Import,
}

impl Watched<'_> {
    /// So many are read of all. Reading what a file is compared with is most of a check.
    pub(super) async fn read(&self, read: usize, of: usize) -> Result<()> {
        let rows = usize::try_from(self.import.row_count).unwrap_or(usize::MAX);
        let done = rows.saturating_mul(8).saturating_mul(read.min(of)) / (10 * of.max(1));
        self.store.note_import_progress(self.import.id, done, rows).await
    }
}

/// Says that a step is under way, and writes its job.
pub(super) async fn begin_step(transaction: &mut MySqlConnection, job: &RunImport, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE imports SET step = ?, done = 0, total = row_count, trouble = '', changed_at = ? WHERE id = ?",
        job.step,
        now.naive_utc(),
        job.import
    )
    .execute(&mut *transaction)
    .await?;
    enqueue(transaction, job, now).await
}

impl Store {
    /// Does the step that is under way, in this process: what a worker's job does, for tests and measurements.
    pub async fn do_import_step(&self, id: ImportId, actor: &Actor, now: DateTime<Utc>) -> Result<(), ImportError> {
        let import = self.import(id).await?.ok_or(ImportError::Unknown)?;
        let step = import.step.ok_or(ImportError::NotNow)?;
        match self.run_import_step(id, step, actor, now).await {
            Ok(()) => Ok(()),
            Err(StepError::Refused(trouble)) => Ok(self.end_import_step(id, step, &trouble, now).await?),
            Err(StepError::Store(error)) => Err(error.into()),
        }
    }

    async fn run_import_step(
        &self,
        id: ImportId,
        step: ImportStep,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StepError> {
        let Some(import) = self.import(id).await? else { return Ok(()) };
        if import.step != Some(step) {
            return Ok(());
        }
        match step {
            ImportStep::Check => self.check_import(&import, now).await,
            ImportStep::Draft => self.write_import(&import, actor, now).await,
            ImportStep::Publish => self.release_import(&import, actor, now).await,
            ImportStep::Undo => self.take_import_back(&import, actor, now).await,
        }
    }

    /// Says that a step ended without being done, and why.
    async fn end_import_step(&self, id: ImportId, step: ImportStep, trouble: &str, now: DateTime<Utc>) -> Result<()> {
        let trouble: String = trouble.chars().take(1_000).collect();
        sqlx::query!(
            "UPDATE imports SET step = NULL, trouble = ?, changed_at = ? WHERE id = ? AND step = ?",
            trouble,
            now.naive_utc(),
            id.0,
            step.name()
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// Says how far a step has come, for who watches; outside of the step's own transaction.
    pub(super) async fn note_import_progress(&self, id: ImportId, done: usize, total: usize) -> Result<()> {
        sqlx::query!(
            "UPDATE imports SET done = ?, total = ? WHERE id = ?",
            u32::try_from(done).unwrap_or(u32::MAX),
            u32::try_from(total).unwrap_or(u32::MAX),
            id.0
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }
}
