//! Writing a mail for later, and the job that sends it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::jobs::Priority;
use domain::mail::Letter;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::MySqlConnection;

use super::mailer::MailError;
use crate::error::violates_unique;
use crate::jobs::{Context, Failure, Job, enqueue};
use crate::{Error, Result, Store};

/// How long the letter of a sent mail is kept.
const CONTENTS_KEPT: TimeDelta = TimeDelta::days(60);

/// Writes a mail, and the job that sends it, once per `cause`: `order-received/RP-7K3M9QXD`. False when the cause has
/// its mail already. Nothing is sent if the transaction is rolled back.
pub(crate) async fn send_later(
    transaction: &mut MySqlConnection,
    cause: &str,
    to: &str,
    letter: &Letter,
    now: DateTime<Utc>,
) -> Result<bool> {
    let content = serde_json::to_string(letter).map_err(|error| Error::inconsistent("letter", error))?;
    let inserted = sqlx::query!(
        "INSERT INTO mails (cause, kind, recipient, subject, letter, state, attempts, created_at) VALUES (?, ?, ?, ?, ?, 'queued', 0, ?)",
        cause,
        letter.kind(),
        to,
        letter.subject(),
        content,
        now.naive_utc()
    )
    .execute(&mut *transaction)
    .await;
    let mail = match inserted {
        Ok(inserted) => inserted.last_insert_id().cast_signed(),
        Err(error) if violates_unique(&error, "uq_mails_cause") => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    enqueue(transaction, &SendMail { mail }, now).await?;
    Ok(true)
}

impl Store {
    /// Writes a mail in a transaction of its own, for what no other write causes.
    #[tracing::instrument(name = "db.mail.send_later", skip_all, fields(cause))]
    pub async fn send_later(&self, cause: &str, to: &str, letter: &Letter, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        let is_new = send_later(&mut transaction, cause, to, letter, now).await?;
        transaction.commit().await?;
        Ok(is_new)
    }
}

/// Sends a mail. With ten minutes between attempts, three hundred of them span more than a day.
#[derive(Serialize, Deserialize)]
pub(crate) struct SendMail {
    mail: i64,
}

impl Job for SendMail {
    const KIND: &'static str = "mail.send";
    const PRIORITY: Priority = Priority::High;
    const ATTEMPTS: u32 = 300;
    const SLOTS: u32 = 8;
    const TIMEOUT: Duration = Duration::from_mins(1);

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let post = context.post();
        let Some(mail) = store.mail_to_send(self.mail, post.domain()).await? else { return Ok(()) };
        let letter = mail.letter.ok_or_else(|| Failure::Permanent("the letter is no longer kept".to_owned()))?;
        let letter: Letter = serde_json::from_str(&letter)
            .map_err(|error| Failure::Permanent(format!("the letter cannot be read: {error}")))?;
        let sent = post.send(&mail.message_id, &mail.recipient, &letter, context.now()).await;
        match sent {
            Ok(()) => {
                store.mail_was_sent(self.mail, &letter.without_secrets(), context.now()).await?;
                Ok(())
            }
            Err(error) => {
                let is_final = matches!(error, MailError::Refused(_)) || context.is_last_attempt;
                store.mail_was_not_sent(self.mail, &error.to_string(), is_final).await?;
                match error {
                    MailError::Refused(_) => Err(Failure::Permanent(error.to_string())),
                    MailError::Temporary(_) => Err(Failure::Temporary(error.to_string())),
                }
            }
        }
    }
}

/// What a mail is sent from.
struct ToSend {
    recipient: String,
    message_id: String,
    letter: Option<String>,
}

impl Store {
    /// A mail that was not sent yet, with the id that it keeps through all attempts. This is one of them.
    async fn mail_to_send(&self, mail: i64, domain: &str) -> Result<Option<ToSend>> {
        let Some(row) =
            sqlx::query!("SELECT cause, recipient, message_id, letter, state FROM mails WHERE id = ?", mail)
                .fetch_optional(&self.database)
                .await?
        else {
            return Ok(None);
        };
        if row.state == "sent" {
            return Ok(None);
        }
        // From the cause: the same in every attempt, by whichever worker.
        let message_id = row.message_id.unwrap_or_else(|| message_id(&row.cause, domain));
        sqlx::query!("UPDATE mails SET attempts = attempts + 1, message_id = ? WHERE id = ?", message_id, mail)
            .execute(&self.database)
            .await?;
        Ok(Some(ToSend { recipient: row.recipient, message_id, letter: row.letter }))
    }

    async fn mail_was_sent(&self, mail: i64, letter: &Letter, now: DateTime<Utc>) -> Result<()> {
        let content = serde_json::to_string(letter).map_err(|error| Error::inconsistent("letter", error))?;
        sqlx::query!(
            "UPDATE mails SET state = 'sent', sent_at = ?, letter = ?, last_error = NULL WHERE id = ?",
            now.naive_utc(),
            content,
            mail
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }

    async fn mail_was_not_sent(&self, mail: i64, error: &str, is_final: bool) -> Result<()> {
        sqlx::query!(
            "UPDATE mails SET state = ?, last_error = ? WHERE id = ? AND state <> 'sent'",
            if is_final { "failed" } else { "queued" },
            error.chars().take(2_000).collect::<String>(),
            mail
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }
}

fn message_id(cause: &str, domain: &str) -> String {
    let digest = Sha256::digest(cause.as_bytes());
    let half = digest.iter().take(16).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    format!("<{half:032x}@{domain}>")
}

/// Forgets what was in mails that were sent long ago.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClearSentContents {}

impl Job for ClearSentContents {
    const KIND: &'static str = "mail.clear_sent_contents";
    const PRIORITY: Priority = Priority::Low;
    const SLOTS: u32 = 1;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let until = (context.now() - CONTENTS_KEPT).naive_utc();
        sqlx::query!(
            "UPDATE mails SET letter = NULL WHERE state = 'sent' AND sent_at < ? AND letter IS NOT NULL",
            until
        )
        .execute(&store.database)
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_has_one_message_id() {
        let id = message_id("order-received/RP-1", "shop.example.org");
        assert_eq!(id, message_id("order-received/RP-1", "shop.example.org"));
        assert_ne!(id, message_id("order-received/RP-2", "shop.example.org"));
        assert!(id.starts_with('<') && id.ends_with("@shop.example.org>"), "{id}");
    }

    #[test]
    fn attempts_to_send_span_more_than_a_day() {
        assert!(SendMail::BACKOFF.at_least(SendMail::ATTEMPTS) > Duration::from_hours(24));
    }
}
