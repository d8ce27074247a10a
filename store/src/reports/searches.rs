//! Counting searches that found nothing: which words, on which day, and nothing of who searched.

use chrono::{DateTime, NaiveDate, Utc};
use domain::search::countable_words;

use crate::{Result, Store};

/// Most different words of a day: whoever types rubbish all day fills no disk.
const MOST_WORDS: i64 = 20_000;

impl Store {
    /// Counts a search that found nothing, beside the page that says so: it neither waits for this nor fails with it.
    pub fn count_search_without_result(&self, typed: &str, now: DateTime<Utc>) {
        // Whoever looks at drafts looks for what customers cannot find yet.
        let Some(words) = countable_words(typed).filter(|_| self.drafts.is_none()) else { return };
        let store = self.clone();
        tokio::spawn(async move {
            if let Err(error) = store.count_words(&words, now.date_naive()).await {
                tracing::debug!(%error, "a search without result is not counted");
            }
        });
    }

    async fn count_words(&self, words: &str, day: NaiveDate) -> Result<()> {
        let counted = sqlx::query!(
            "UPDATE searches_without_result SET searches = searches + 1 WHERE day = ? AND words = ?",
            day,
            words
        )
        .execute(&self.database)
        .await?;
        if counted.rows_affected() == 0 {
            sqlx::query!(
                "INSERT INTO searches_without_result (day, words, searches)
                 SELECT ?, ?, 1 FROM (SELECT COUNT(*) AS words FROM searches_without_result WHERE day = ?) today
                 WHERE today.words < ?
                 ON DUPLICATE KEY UPDATE searches = searches + 1",
                day,
                words,
                day,
                MOST_WORDS
            )
            .execute(&self.database)
            .await?;
        }
        Ok(())
    }
}
