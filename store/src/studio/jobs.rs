//! Releases that are published and taken back by the clock.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::accounts::Actor;
use domain::jobs::Priority;
use domain::studio::ReleaseEvent;
use serde::{Deserialize, Serialize};

use super::documents::parse_state;
use super::{PublishError, ReleaseId};
use crate::Store;
use crate::jobs::{Context, Failure, Job};

/// Who the histories say it was.
const CLOCK: Actor = Actor::System("schedule");

/// Publishes a scheduled release whose time has come, or takes a published one back whose end has come. Run too
/// early or twice, it does nothing.
#[derive(Serialize, Deserialize)]
pub(crate) struct PublishRelease {
    /// Which one.
    pub(crate) release: i64,
}

impl Job for PublishRelease {
    const KIND: &'static str = "studio.publish_release";
    const PRIORITY: Priority = Priority::High;
    const TIMEOUT: Duration = Duration::from_mins(5);

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        store.release_due(ReleaseId(self.release), context).await
    }
}

/// Looks for releases whose time has come and whose own job was lost or given up.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReleasesDue {}

impl Job for ReleasesDue {
    const KIND: &'static str = "studio.releases_due";
    const PRIORITY: Priority = Priority::High;
    const SLOTS: u32 = 1;
    const TIMEOUT: Duration = Duration::from_mins(10);

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let now = context.now().naive_utc();
        let due = sqlx::query_scalar!(
            "SELECT id FROM releases WHERE trouble = '' AND ((state = 'scheduled' AND publish_at <= ?) OR (state = 'published' AND end_at <= ?))
             ORDER BY COALESCE(publish_at, end_at), id LIMIT 100",
            now,
            now
        )
        .fetch_all(&store.database)
        .await?;
        for release in due {
            store.release_due(ReleaseId(release), context).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Does to a release what its time asks for. What cannot be published is noted as its trouble and stays scheduled.
    async fn release_due(&self, id: ReleaseId, context: &Context) -> Result<(), Failure> {
        let Some(row) = sqlx::query!("SELECT state, publish_at, end_at, approved_by FROM releases WHERE id = ?", id.0)
            .fetch_optional(&self.database)
            .await?
        else {
            return Ok(());
        };
        let now = context.now();
        let has_come = |at: Option<chrono::NaiveDateTime>| at.is_some_and(|at| at <= now.naive_utc());
        let state = parse_state(&row.state)?;
        let done = if state == domain::studio::ReleaseState::Scheduled && has_come(row.publish_at) {
            // Whoever gave it its time has accepted the warnings.
            self.publish_release(id, true, &CLOCK, now).await.map(|_| ())
        } else if state == domain::studio::ReleaseState::Published && has_come(row.end_at) {
            self.take_back(id, ReleaseEvent::End, &CLOCK, now).await.map(|_| ())
        } else {
            Ok(())
        };
        match done {
            Ok(()) | Err(PublishError::WrongState(_)) => Ok(()),
            Err(PublishError::Store(error)) => Err(error.into()),
            Err(trouble) => {
                let trouble = describe(&trouble);
                sqlx::query!("UPDATE releases SET trouble = ? WHERE id = ?", trouble, id.0)
                    .execute(&self.database)
                    .await?;
                tracing::warn!(release = id.0, trouble, "a release could not be published at its time");
                Ok(())
            }
        }
    }
}

/// What keeps a release from being published, for the people who have to mend it.
fn describe(error: &PublishError) -> String {
    let text = match error {
        PublishError::Findings(found) => {
            let lines: BTreeMap<_, _> = found
                .iter()
                .map(|(key, title, finding)| ((key, &finding.text), format!("{title}: {}", finding.text)))
                .collect();
            lines.into_values().take(5).collect::<Vec<_>>().join("\n")
        }
        PublishError::Conflicts(conflicts) => {
            let titles = conflicts.iter().map(|(_, title, _)| title.as_str()).take(5).collect::<Vec<_>>().join(", ");
            format!("What was published since contradicts: {titles}.")
        }
        error => error.to_string(),
    };
    text.chars().take(1_000).collect()
}
