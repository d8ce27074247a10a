//! Beginning the steps of an import.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::studio::bulk::{FileKind, Mapping};
use serde_json::json;
use sqlx::{MySql, Transaction};

use super::jobs::{RunImport, begin_step};
use super::read::{Row, row_of};
use super::upload::signature;
use super::{Import, ImportError, ImportId, ImportState, ImportStep};
use crate::Store;

impl Store {
    /// Says what the columns of a table mean, remembers it for the next table with the same head, and has the file
    /// checked.
    #[tracing::instrument(name = "db.studio.map_import", skip(self, mapping, actor, now))]
    pub async fn map_import(
        &self,
        id: ImportId,
        mapping: &Mapping,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), ImportError> {
        let attributes = self.import_attributes().await?;
        let (mut transaction, import) = self.locked_import(id).await?;
        if !import.kind.is_table() || import.state > ImportState::Checked {
            return Err(ImportError::NotNow);
        }
        let mut mapping = mapping.clone();
        mapping.0.resize(import.head.len(), None);
        let problems = mapping.problems(import.kind, &attributes);
        if !problems.is_empty() {
            return Err(ImportError::Mapping(problems));
        }
        let codes = json!(mapping.codes()).to_string();
        sqlx::query!("UPDATE imports SET mapping = ?, state = 'mapped' WHERE id = ?", codes, id.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!(
            "INSERT INTO import_mappings (kind, signature, mapping, used_at) VALUES (?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE mapping = VALUES(mapping), used_at = VALUES(used_at)",
            import.kind.name(),
            signature(&import.head),
            codes,
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?;
        begin_step(&mut transaction, &RunImport::new(id, ImportStep::Check, actor), now).await?;
        Ok(transaction.commit().await?)
    }

    /// Has a file checked again, as its columns are named.
    #[tracing::instrument(name = "db.studio.recheck_import", skip(self, actor, now))]
    pub async fn recheck_import(&self, id: ImportId, actor: &Actor, now: DateTime<Utc>) -> Result<(), ImportError> {
        let (mut transaction, import) = self.locked_import(id).await?;
        if !matches!(import.state, ImportState::Mapped | ImportState::Checked) {
            return Err(ImportError::NotNow);
        }
        begin_step(&mut transaction, &RunImport::new(id, ImportStep::Check, actor), now).await?;
        Ok(transaction.commit().await?)
    }

    /// Has drafts made of what a check found; of stock, has it applied. Rejected rows are left out only where that
    /// is said, and never of stock.
    #[tracing::instrument(name = "db.studio.draft_import", skip(self, actor, now))]
    pub async fn draft_import(
        &self,
        id: ImportId,
        leave_rejected_out: bool,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), ImportError> {
        let (mut transaction, import) = self.locked_import(id).await?;
        if import.state != ImportState::Checked {
            return Err(ImportError::NotNow);
        }
        if import.counts.rejected > 0 && (!leave_rejected_out || import.kind == FileKind::Stock) {
            return Err(ImportError::Rejected(import.counts.rejected));
        }
        if import.counts.effective() == 0 {
            return Err(ImportError::Nothing);
        }
        begin_step(&mut transaction, &RunImport::new(id, ImportStep::Draft, actor), now).await?;
        Ok(transaction.commit().await?)
    }

    /// Has the drafts of an import published together.
    #[tracing::instrument(name = "db.studio.publish_import", skip(self, actor, now))]
    pub async fn publish_import(&self, id: ImportId, actor: &Actor, now: DateTime<Utc>) -> Result<(), ImportError> {
        self.begin_if(id, ImportState::Drafted, ImportStep::Publish, actor, now).await
    }

    /// Has all that an import did taken back: its release rolled back, its stock moved the other way.
    #[tracing::instrument(name = "db.studio.undo_import", skip(self, actor, now))]
    pub async fn undo_import(&self, id: ImportId, actor: &Actor, now: DateTime<Utc>) -> Result<(), ImportError> {
        self.begin_if(id, ImportState::Published, ImportStep::Undo, actor, now).await
    }

    async fn begin_if(
        &self,
        id: ImportId,
        state: ImportState,
        step: ImportStep,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), ImportError> {
        let (mut transaction, import) = self.locked_import(id).await?;
        if import.state != state {
            return Err(ImportError::NotNow);
        }
        begin_step(&mut transaction, &RunImport::new(id, step, actor), now).await?;
        Ok(transaction.commit().await?)
    }

    /// An import of which no step is under way, locked.
    async fn locked_import(&self, id: ImportId) -> Result<(Transaction<'static, MySql>, Import), ImportError> {
        let mut transaction = self.database.begin().await?;
        sqlx::query!("SELECT id FROM imports WHERE id = ? FOR UPDATE", id.0).fetch_optional(&mut *transaction).await?;
        let row: Option<Row> = row_of(&mut transaction, id).await?;
        let import: Import = row.ok_or(ImportError::Unknown)?.into_import()?;
        if import.step.is_some() {
            return Err(ImportError::UnderWay);
        }
        Ok((transaction, import))
    }
}
