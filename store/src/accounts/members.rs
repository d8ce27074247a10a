//! Who belongs to a company: members are invited by a manager, or made so by staff, and leave again.

use chrono::{DateTime, TimeDelta, Utc};
use domain::accounts::{Actor, CompanyRole, Email};
use domain::ids::{CompanyId, CustomerId};
use domain::mail::Letter;
use serde_json::json;
use sqlx::MySqlConnection;

use super::companies::CompanyError;
use super::letters::send_later;
use super::{CustomerAccount, LinkToken, audit};
use crate::{Result, Store};

/// How long an invitation is good.
const LASTS: TimeDelta = TimeDelta::days(7);

impl Store {
    /// Invites somebody to a company, by mail. Whoever calls this has made sure that a manager asks. A second
    /// invitation of the same address takes the place of the first.
    #[tracing::instrument(name = "db.accounts.invite_member", skip_all)]
    pub async fn invite_member(
        &self,
        manager: &CustomerAccount,
        company: CompanyId,
        email: &Email,
        role: CompanyRole,
        token: &LinkToken,
        now: DateTime<Utc>,
    ) -> Result<(), CompanyError> {
        let mut transaction = self.database.begin().await?;
        let name = sqlx::query_scalar!("SELECT name FROM companies WHERE id = ?", company.0)
            .fetch_one(&mut *transaction)
            .await?;
        sqlx::query!(
            "INSERT INTO company_invitations (company_id, email, company_role, token_hash, invited_by, created_at, expires_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE company_role = VALUES(company_role), token_hash = VALUES(token_hash),
                 invited_by = VALUES(invited_by), created_at = VALUES(created_at), expires_at = VALUES(expires_at)",
            company.0,
            email.as_str(),
            role.name(),
            token.hash(),
            manager.id.0,
            now.naive_utc(),
            (now + LASTS).naive_utc()
        )
        .execute(&mut *transaction)
        .await?;
        let letter = Letter::CompanyInvitation {
            company: name,
            invited_by: manager.name.clone(),
            link_path: format!("/account/company?invitation={}", token.reveal()),
        };
        send_later(&mut transaction, &token.cause("company"), email.as_str(), &letter, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The name of the company that invites a customer, while the invitation is good and theirs.
    #[tracing::instrument(name = "db.accounts.company_invitation", skip_all)]
    pub async fn company_invitation(
        &self,
        customer: &CustomerAccount,
        token: &LinkToken,
        now: DateTime<Utc>,
    ) -> Result<Option<String>> {
        Ok(sqlx::query_scalar!(
            "SELECT c.name FROM company_invitations i JOIN companies c ON c.id = i.company_id
             WHERE i.token_hash = ? AND i.email = ? AND i.expires_at > ?",
            token.hash(),
            customer.email,
            now.naive_utc()
        )
        .fetch_optional(&self.database)
        .await?)
    }

    /// Makes a customer a member of the company that invited their address.
    #[tracing::instrument(name = "db.accounts.join_company", skip_all)]
    pub async fn join_company(
        &self,
        customer: &CustomerAccount,
        token: &LinkToken,
        now: DateTime<Utc>,
    ) -> Result<(), CompanyError> {
        let mut transaction = self.database.begin().await?;
        let row = sqlx::query!(
            "SELECT id, company_id, company_role FROM company_invitations WHERE token_hash = ? AND email = ? AND expires_at > ? FOR UPDATE",
            token.hash(),
            customer.email,
            now.naive_utc()
        )
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(CompanyError::InvitationGone)?;
        let joined = sqlx::query!(
            "UPDATE customers SET company_id = ?, company_role = ? WHERE id = ? AND company_id IS NULL AND deleted_at IS NULL",
            row.company_id,
            row.company_role,
            customer.id.0
        )
        .execute(&mut *transaction)
        .await?;
        if joined.rows_affected() == 0 {
            return Err(CompanyError::NoSuchCustomer);
        }
        sqlx::query!("DELETE FROM company_invitations WHERE id = ?", row.id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a member out of a company. The last manager stays for as long as others do.
    #[tracing::instrument(name = "db.accounts.leave_company", skip(self))]
    pub async fn leave_company(&self, company: CompanyId, customer: CustomerId) -> Result<(), CompanyError> {
        let mut transaction = self.database.begin().await?;
        remove(&mut transaction, company, customer).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Makes a customer without a company a member of one, by staff.
    #[tracing::instrument(name = "db.accounts.add_member", skip_all)]
    pub async fn add_member(
        &self,
        actor: &Actor,
        company: CompanyId,
        email: &Email,
        role: CompanyRole,
        now: DateTime<Utc>,
    ) -> Result<(), CompanyError> {
        let mut transaction = self.database.begin().await?;
        let joined = sqlx::query!(
            "UPDATE customers SET company_id = ?, company_role = ?
             WHERE email = ? AND (company_id IS NULL OR company_id = ?) AND deleted_at IS NULL",
            company.0,
            role.name(),
            email.as_str(),
            company.0
        )
        .execute(&mut *transaction)
        .await?;
        if joined.rows_affected() == 0 {
            return Err(CompanyError::NoSuchCustomer);
        }
        let after = json!({ "email": email.as_str(), "role": role.name() });
        let subject = format!("company:{company}");
        audit(&mut transaction, actor, "company.add_member", &subject, None::<&()>, Some(&after), now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a member out of a company, by staff.
    #[tracing::instrument(name = "db.accounts.remove_member", skip(self, actor, now))]
    pub async fn remove_member(
        &self,
        actor: &Actor,
        company: CompanyId,
        customer: CustomerId,
        now: DateTime<Utc>,
    ) -> Result<(), CompanyError> {
        let mut transaction = self.database.begin().await?;
        remove(&mut transaction, company, customer).await?;
        let before = json!({ "customer": customer.0 });
        let subject = format!("company:{company}");
        audit(&mut transaction, actor, "company.remove_member", &subject, Some(&before), None::<&()>, now).await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn remove(
    transaction: &mut MySqlConnection,
    company: CompanyId,
    customer: CustomerId,
) -> Result<(), CompanyError> {
    // Locked in one order, so that two managers cannot leave at once.
    let members = sqlx::query!(
        "SELECT id, company_role FROM customers WHERE company_id = ? AND deleted_at IS NULL ORDER BY id FOR UPDATE",
        company.0
    )
    .fetch_all(&mut *transaction)
    .await?;
    let others = members.iter().filter(|member| member.id != customer.0).count();
    let managers = members
        .iter()
        .filter(|member| member.id != customer.0 && member.company_role.as_deref() == Some("manager"))
        .count();
    if others > 0 && managers == 0 {
        return Err(CompanyError::LastManager);
    }
    sqlx::query!(
        "UPDATE customers SET company_id = NULL, company_role = NULL WHERE id = ? AND company_id = ?",
        customer.0,
        company.0
    )
    .execute(transaction)
    .await?;
    Ok(())
}
