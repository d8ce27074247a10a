//! From what a check found to drafts in a release, from there to visitors, and back. Each is whole or not at all.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use serde_json::json;

use super::check::Found;
use super::jobs::StepError;
use super::{Import, ImportStep};
use crate::accounts::audit;
use crate::database::{retrying, spread};
use crate::studio::{BATCH, Origin, PublishError, ReleaseItem, create_release_of, save_revisions};
use crate::{Result, Store};

/// Findings that a message names; the release's page has all of them.
const NAMED: usize = 5;

impl Store {
    /// Makes drafts of what a check found, if it is still so; stock is applied.
    pub(super) async fn write_import(
        &self,
        import: &Import,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StepError> {
        let found = self.find_out(import).await?;
        let seen = sqlx::query_scalar!("SELECT digest FROM imports WHERE id = ?", import.id.0)
            .fetch_one(&self.database)
            .await?;
        if seen.as_deref() != Some(found.digest().as_slice()) {
            let text =
                "The shop has changed since the check, and the file would change other things now. Check it again.";
            return Err(StepError::Refused(text.to_owned()));
        }
        retrying(spread(now), || async {
            match &found {
                Found::Contents(..) => self.draft_contents(import, &found, actor, now).await,
                Found::Stock(checked) => self.apply_stock(import, checked, actor, now).await,
            }
        })
        .await
    }

    async fn draft_contents(
        &self,
        import: &Import,
        found: &Found,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StepError> {
        let Found::Contents(_, contents) = found else { return Ok(()) };
        let mut transaction = self.database.begin().await?;
        let note = format!("Import {} of {}", import.id.0, import.file_name);
        let mut items = Vec::with_capacity(contents.len());
        for batch in contents.chunks(BATCH) {
            let numbers = save_revisions(&mut transaction, batch, (Origin::Import, &note), actor, now).await?;
            let keys = batch.iter().map(|(key, _)| key.clone());
            items.extend(keys.zip(numbers).map(|(key, number)| ReleaseItem { key, revision: Some(number) }));
            let rows = usize::try_from(import.row_count).unwrap_or(usize::MAX);
            self.note_import_progress(import.id, rows * items.len() / contents.len().max(1), rows).await?;
        }
        let release =
            create_release_of(&mut transaction, &import.file_name, &items, actor, now).await.map_err(|error| {
                match error {
                    PublishError::Store(error) => StepError::Store(error),
                    other => StepError::Refused(format!("The release cannot be made: {other}.")),
                }
            })?;
        let ended = sqlx::query!(
            "UPDATE imports SET state = 'drafted', step = NULL, release_id = ?, changed_at = ? WHERE id = ? AND step = ?",
            release.0,
            now.naive_utc(),
            import.id.0,
            ImportStep::Draft.name()
        )
        .execute(&mut *transaction)
        .await?;
        if ended.rows_affected() == 1 {
            let about = json!({ "file": import.file_name, "documents": items.len(), "release": release.0 });
            let subject = format!("import:{}", import.id.0);
            audit(&mut transaction, actor, "import.draft", &subject, None::<&()>, Some(&about), now).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Publishes the release of an import. What a check of the studio only warns of was accepted with the dry run;
    /// what it forbids ends here, and nothing is published.
    pub(super) async fn release_import(
        &self,
        import: &Import,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StepError> {
        let Some((release, _)) = import.release else { return Ok(()) };
        match self.publish_release(release, true, actor, now).await {
            // A worker that died after it published left the release published.
            Ok(_) | Err(PublishError::WrongState(domain::studio::ReleaseState::Published)) => {
                Ok(self.step_done(import, now).await?)
            }
            Err(error) => Err(refused(error)),
        }
    }

    /// Takes an import back.
    pub(super) async fn take_import_back(
        &self,
        import: &Import,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StepError> {
        let Some((release, _)) = import.release else {
            return retrying(spread(now), || self.undo_stock(import, actor, now)).await;
        };
        let left = match self.roll_back_release(release, actor, now).await {
            Ok(published) => published.left,
            Err(PublishError::WrongState(domain::studio::ReleaseState::RolledBack)) => Vec::new(),
            Err(error) => return Err(refused(error)),
        };
        self.step_done(import, now).await?;
        if !left.is_empty() {
            let names: Vec<String> = left.iter().take(NAMED).map(|key| key.name.clone()).collect();
            let more = left.len().saturating_sub(names.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let text = format!(
                "All was taken back but {}{more}: something else was published of them since.",
                names.join(", ")
            );
            self.note_import_trouble(import, &text).await?;
        }
        Ok(())
    }

    async fn step_done(&self, import: &Import, now: DateTime<Utc>) -> Result<()> {
        sqlx::query!(
            "UPDATE imports SET step = NULL, done = total, changed_at = ? WHERE id = ?",
            now.naive_utc(),
            import.id.0
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }

    async fn note_import_trouble(&self, import: &Import, trouble: &str) -> Result<()> {
        let trouble: String = trouble.chars().take(1_000).collect();
        sqlx::query!("UPDATE imports SET trouble = ? WHERE id = ?", trouble, import.id.0)
            .execute(&self.database)
            .await?;
        Ok(())
    }
}

/// Why a release was not published or taken back, for people.
fn refused(error: PublishError) -> StepError {
    let named = |all: usize, some: Vec<String>| {
        let more = all.saturating_sub(some.len());
        let more = if more > 0 { format!(" And {more} more.") } else { String::new() };
        StepError::Refused(format!("Nothing was changed. {}{more}", some.join(" ")))
    };
    match error {
        PublishError::Store(error) => StepError::Store(error),
        PublishError::Findings(mut found) => {
            // What only warns is accepted.
            found.retain(|(_, _, finding)| finding.severity == domain::studio::Severity::Error);
            let some = found.iter().take(NAMED).map(|(key, title, finding)| {
                let name = if title.is_empty() { key.name.as_str() } else { title };
                format!("{name}: {}", finding.text)
            });
            named(found.len(), some.collect())
        }
        PublishError::Conflicts(found) => {
            let some = found.iter().take(NAMED).map(|(key, title, _)| {
                let name = if title.is_empty() { key.name.as_str() } else { title };
                format!("{name}: something else was published of it since.")
            });
            named(found.len(), some.collect())
        }
        other => StepError::Refused(format!("Nothing was changed: {other}.")),
    }
}
