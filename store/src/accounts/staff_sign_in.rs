//! How staff get in: joining by a link, then e-mail address and password, then a code; each code once.

use chrono::{DateTime, Utc};
use domain::accounts::{Email, check_password};
use domain::ids::StaffId;

use super::customer::known_email;
use super::link::use_link;
use super::password::{self, Verdict};
use super::second_factor::{enrolment, step_of};
use super::staff::StaffAccount;
use super::{AccountError, Enrolment, LinkPurpose, LinkToken, SECRET_BYTES, SessionOwner, audit};
use crate::{Result, Store};

/// Somebody on their way in by a link.
#[derive(Debug, Clone)]
pub struct Joining {
    /// What they will sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// How to enrol the second factor, once a password is chosen.
    pub enrolment: Option<Enrolment>,
}

impl Store {
    /// Who joins by a link, if it is good.
    #[tracing::instrument(name = "db.accounts.joining", skip_all)]
    pub async fn joining(&self, token: &LinkToken, now: DateTime<Utc>) -> Result<Option<Joining>> {
        let row = sqlx::query!(
            "SELECT s.email, s.name, t.totp_secret FROM account_tokens t JOIN staff s ON s.id = t.staff_id
             WHERE t.token_hash = ? AND t.purpose = 'join' AND t.expires_at > ? AND s.is_active = 1",
            token.hash(),
            now.naive_utc()
        )
        .fetch_optional(&self.database)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let enrolment = row.totp_secret.map(|secret| enrolment(&secret, &row.email)).transpose()?;
        Ok(Some(Joining { email: row.email, name: row.name, enrolment }))
    }

    /// Keeps the password somebody chose, with the link, and a secret for their second factor.
    #[tracing::instrument(name = "db.accounts.begin_joining", skip_all)]
    pub async fn begin_joining(
        &self,
        token: &LinkToken,
        password: &str,
        secret: [u8; SECRET_BYTES],
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        let joining = self.joining(token, now).await?.ok_or(AccountError::LinkGone)?;
        check_password(password, &joining.name, &known_email(&joining.email)?)?;
        let hash = password::hash(password).await?;
        let kept = sqlx::query!(
            "UPDATE account_tokens SET password_hash = ?, totp_secret = ? WHERE token_hash = ? AND purpose = 'join'",
            hash,
            secret.as_slice(),
            token.hash()
        )
        .execute(&self.database)
        .await?;
        if kept.rows_affected() == 0 { Err(AccountError::LinkGone) } else { Ok(()) }
    }

    /// Ends joining: a code has shown that the second factor works.
    #[tracing::instrument(name = "db.accounts.finish_joining", skip_all)]
    pub async fn finish_joining(&self, token: &LinkToken, code: &str, now: DateTime<Utc>) -> Result<(), AccountError> {
        let mut transaction = self.database.begin().await?;
        let row = sqlx::query!(
            "SELECT s.id, s.name, t.password_hash AS `password_hash!`, t.totp_secret AS `totp_secret!`
             FROM account_tokens t JOIN staff s ON s.id = t.staff_id
             WHERE t.token_hash = ? AND t.purpose = 'join' AND t.expires_at > ? AND s.is_active = 1
               AND t.password_hash IS NOT NULL AND t.totp_secret IS NOT NULL FOR UPDATE",
            token.hash(),
            now.naive_utc()
        )
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(AccountError::LinkGone)?;
        let step = step_of(&row.totp_secret, code, now)?.ok_or(AccountError::WrongCode)?;
        if !use_link(&mut transaction, LinkPurpose::Join, token).await? {
            return Err(AccountError::LinkGone);
        }
        sqlx::query!(
            "UPDATE staff SET password_hash = ?, totp_secret = ?, totp_last_step = ?, session_epoch = session_epoch + 1 WHERE id = ?",
            row.password_hash,
            row.totp_secret,
            step,
            row.id
        )
        .execute(&mut *transaction)
        .await?;
        let actor = domain::accounts::Actor::Staff { id: StaffId(row.id), name: row.name };
        audit(&mut transaction, &actor, "staff.join", &format!("staff:{}", row.id), None::<&()>, None::<&()>, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The employee of an address and a password: half of signing in.
    #[tracing::instrument(name = "db.accounts.staff_password", skip_all)]
    pub async fn staff_of_password(&self, email: &str, password: &str) -> Result<Option<StaffAccount>> {
        let row =
            match Email::parse(email) {
                Ok(email) => sqlx::query!(
                    "SELECT id, password_hash FROM staff WHERE email = ? AND is_active = 1 AND totp_secret IS NOT NULL",
                    email.as_str()
                )
                .fetch_optional(&self.database)
                .await?,
                Err(_) => None,
            };
        let hash = row.as_ref().and_then(|row| row.password_hash.as_deref());
        let verdict = password::verify(password, hash).await?;
        let Some(row) = row.filter(|_| verdict != Verdict::Wrong) else { return Ok(None) };
        if verdict == Verdict::RightButWeak {
            let stronger = password::hash(password).await?;
            sqlx::query!("UPDATE staff SET password_hash = ? WHERE id = ?", stronger, row.id)
                .execute(&self.database)
                .await?;
        }
        self.staff(StaffId(row.id)).await
    }

    /// Whether a code is an employee's of this moment, and was not used before: the other half.
    #[tracing::instrument(name = "db.accounts.staff_code", skip_all, fields(staff = id.0))]
    pub async fn take_code(&self, id: StaffId, code: &str, now: DateTime<Utc>) -> Result<bool> {
        let secret = sqlx::query_scalar!("SELECT totp_secret FROM staff WHERE id = ? AND is_active = 1", id.0)
            .fetch_optional(&self.database)
            .await?
            .flatten();
        let Some(step) = secret.map(|secret| step_of(&secret, code, now)).transpose()?.flatten() else {
            return Ok(false);
        };
        // Of two requests with the same code one finds the step taken.
        let taken =
            sqlx::query!("UPDATE staff SET totp_last_step = ? WHERE id = ? AND totp_last_step < ?", step, id.0, step)
                .execute(&self.database)
                .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// Sets an employee's new password by the old one; every session ends but the one begun anew with the
    /// account as it is afterwards.
    #[tracing::instrument(name = "db.accounts.change_staff_password", skip_all)]
    pub async fn change_staff_password(
        &self,
        account: &StaffAccount,
        old: &str,
        new: &str,
        now: DateTime<Utc>,
    ) -> Result<StaffAccount, AccountError> {
        check_password(new, &account.name, &known_email(&account.email)?)?;
        let kept = sqlx::query_scalar!("SELECT password_hash FROM staff WHERE id = ?", account.id.0)
            .fetch_optional(&self.database)
            .await?
            .flatten();
        if password::verify(old, kept.as_deref()).await? == Verdict::Wrong {
            return Err(AccountError::WrongPassword);
        }
        let hash = password::hash(new).await?;
        let mut transaction = self.database.begin().await?;
        sqlx::query!(
            "UPDATE staff SET password_hash = ?, session_epoch = session_epoch + 1 WHERE id = ?",
            hash,
            account.id.0
        )
        .execute(&mut *transaction)
        .await?;
        let subject = format!("staff:{}", account.id);
        audit(&mut transaction, &account.actor(), "staff.change_password", &subject, None::<&()>, None::<&()>, now)
            .await?;
        transaction.commit().await?;
        self.forget_sessions(SessionOwner::Staff(account.id)).await;
        self.staff(account.id).await?.ok_or(AccountError::Unknown)
    }
}
