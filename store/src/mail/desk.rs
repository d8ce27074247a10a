//! What the desk shows of mails.

use chrono::{DateTime, Utc};
use domain::mail::Letter;

use crate::{Error, Result, Store};

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// To be sent.
    Queued,
    /// Handed to the mail server.
    Sent,
    /// Refused, or given up.
    Failed,
}

impl MailState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Queued, Self::Sent, Self::Failed];

    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A mail on the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// Its row.
    pub id: i64,
    /// What caused it.
    pub cause: String,
    /// The kind of letter.
    pub kind: String,
    /// To whom.
    pub recipient: String,
    /// The subject line.
    pub subject: String,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong last.
    pub error: Option<String>,
    /// When it was caused.
    pub created_at: DateTime<Utc>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

impl Store {
    /// A mail and its letter, while that is kept.
    #[tracing::instrument(name = "db.mail.mail", skip(self))]
    pub async fn mail(&self, id: i64) -> Result<Option<(MailRow, Option<Letter>)>> {
        let Some(row) = sqlx::query!(
            "SELECT id, cause, kind, recipient, subject, letter, state, attempts, last_error, created_at, sent_at FROM mails WHERE id = ?",
            id
        )
        .fetch_optional(&self.database)
        .await?
        else {
            return Ok(None);
        };
        let letter = row.letter.as_deref().and_then(|letter| serde_json::from_str(letter).ok());
        let mail = MailRow {
            id: row.id,
            cause: row.cause,
            kind: row.kind,
            recipient: row.recipient,
            subject: row.subject,
            state: MailState::parse(&row.state).ok_or_else(|| Error::inconsistent("mail state", row.state))?,
            attempts: row.attempts,
            error: row.last_error,
            created_at: row.created_at.and_utc(),
            sent_at: row.sent_at.map(|at| at.and_utc()),
        };
        Ok(Some((mail, letter)))
    }

    /// The latest mails, of one state or of all.
    #[tracing::instrument(name = "db.mail.mails", skip(self))]
    pub async fn mails(&self, state: Option<MailState>, limit: u32) -> Result<Vec<MailRow>> {
        let state = state.map(MailState::name);
        let rows = sqlx::query!(
            "SELECT id, cause, kind, recipient, subject, state, attempts, last_error, created_at, sent_at FROM mails
             WHERE ? IS NULL OR state = ? ORDER BY created_at DESC, id DESC LIMIT ?",
            state,
            state,
            limit
        )
        .fetch_all(self.old_reads())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(MailRow {
                    id: row.id,
                    cause: row.cause,
                    kind: row.kind,
                    recipient: row.recipient,
                    subject: row.subject,
                    state: MailState::parse(&row.state).ok_or_else(|| Error::inconsistent("mail state", row.state))?,
                    attempts: row.attempts,
                    error: row.last_error,
                    created_at: row.created_at.and_utc(),
                    sent_at: row.sent_at.map(|at| at.and_utc()),
                })
            })
            .collect()
    }
}
