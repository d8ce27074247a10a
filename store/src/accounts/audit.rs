//! The log of what staff wrote: who, what, to what, before and after; written in the transaction of the
//! write itself.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::ids::StaffId;
use serde::Serialize;
use sqlx::MySqlConnection;

use crate::{Error, Result, Store};

/// Notes a write. `action` is a stable name such as `staff.invite`, `subject` what it was done to, such as
/// `staff:7` or `order:RP-7K3M9QXD`; `before` and `after` are what changed, never a secret.
pub(crate) async fn audit(
    transaction: &mut MySqlConnection,
    actor: &Actor,
    action: &str,
    subject: &str,
    before: Option<&impl Serialize>,
    after: Option<&impl Serialize>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO audit_entries (staff_id, actor, action, subject, before_value, after_value, happened_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        actor.staff().map(|id| id.0),
        actor.label(),
        action,
        subject,
        before.map(text).transpose()?,
        after.map(text).transpose()?,
        now.naive_utc()
    )
    .execute(transaction)
    .await?;
    Ok(())
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::inconsistent("audit entry", error))
}

/// A line of the log.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Its number.
    pub id: i64,
    /// The employee, if it was one.
    pub staff: Option<StaffId>,
    /// Who, as they were called then.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// What it was before, as JSON.
    pub before: Option<serde_json::Value>,
    /// What it was after, as JSON.
    pub after: Option<serde_json::Value>,
    /// When.
    pub happened_at: DateTime<Utc>,
}

/// Which lines of the log.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Beginning of the subject: `order:RP-`.
    pub subject: String,
    /// Part of the actor's name.
    pub actor: String,
}

/// A page of the log.
#[derive(Debug, Clone, Default)]
pub struct AuditPage {
    /// The lines, newest first.
    pub entries: Vec<AuditEntry>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Store {
    /// The log, newest first.
    #[tracing::instrument(name = "db.accounts.audit_log", skip(self))]
    pub async fn audit_log(&self, filter: &AuditFilter, limit: u32, offset: u64) -> Result<AuditPage> {
        let subject = format!("{}%", like(&filter.subject));
        let actor = format!("%{}%", like(&filter.actor));
        let total: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM audit_entries WHERE subject LIKE ? AND actor LIKE ?",
            subject,
            actor
        )
        .fetch_one(self.old_reads())
        .await?;
        let rows = sqlx::query!(
            "SELECT id, staff_id, actor, action, subject, before_value, after_value, happened_at FROM audit_entries
             WHERE subject LIKE ? AND actor LIKE ? ORDER BY id DESC LIMIT ? OFFSET ?",
            subject,
            actor,
            limit,
            offset
        )
        .fetch_all(self.old_reads())
        .await?;
        let entries = rows
            .into_iter()
            .map(|row| {
                let value = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
                AuditEntry {
                    id: row.id,
                    staff: row.staff_id.map(StaffId),
                    actor: row.actor,
                    action: row.action,
                    subject: row.subject,
                    before: value(row.before_value),
                    after: value(row.after_value),
                    happened_at: row.happened_at.and_utc(),
                }
            })
            .collect();
        Ok(AuditPage { entries, total: u64::try_from(total).unwrap_or_default() })
    }
}

/// A text as it stands in a pattern of LIKE.
fn like(text: &str) -> String {
    text.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
