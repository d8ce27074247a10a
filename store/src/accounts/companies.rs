//! Companies as staff keep them: names, terms, credit limits, price lists. Each write is in the audit log.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::ids::{CompanyId, CustomerId};
use domain::money::{Currency, Money};
use serde::Serialize;

use super::audit;
use crate::error::violates_unique;
use crate::{Error, Result, Store};

/// A company in a list.
#[derive(Debug, Clone)]
pub struct CompanyRow {
    /// Which.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// How many customers belong to it.
    pub members: i64,
    /// Days it has to pay; none when it pays in advance.
    pub terms_days: Option<u16>,
    /// What it may owe.
    pub limit: Money,
    /// What it owes.
    pub used: Money,
}

/// A company, whole.
#[derive(Debug, Clone)]
pub struct Company {
    /// Which.
    pub id: CompanyId,
    /// What staff can change.
    pub terms: CompanyTerms,
    /// What it may owe.
    pub limit: Money,
    /// What it owes.
    pub used: Money,
    /// The name of its group.
    pub group: Option<String>,
    /// The name of the most specific price list it has beside the standard one.
    pub price_list: Option<String>,
}

/// What staff can change of a company.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CompanyTerms {
    /// Its name, once.
    pub name: String,
    /// Its VAT id; empty when it has none.
    pub vat_id: String,
    /// Whether we hold a certificate that it pays no tax.
    pub tax_exempt: bool,
    /// Days it has to pay; none when it pays in advance.
    pub terms_days: Option<u16>,
    /// What it may owe, euro cents.
    pub credit_limit_minor: i64,
    /// The group it belongs to.
    pub group: Option<i64>,
    /// The price list of its own.
    pub price_list: Option<i64>,
}

/// A customer who belongs to a company.
#[derive(Debug, Clone)]
pub struct CompanyMember {
    /// Who.
    pub id: CustomerId,
    /// What they are called.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// Whether they manage it.
    pub is_manager: bool,
}

/// Why a company was not changed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CompanyError {
    /// Another company has this name.
    #[error("another company has this name")]
    NameTaken,
    /// No customer with this address, or one of another company.
    #[error("no customer without a company has this address")]
    NoSuchCustomer,
    /// Nobody would be left to manage it.
    #[error("the last manager")]
    LastManager,
    /// An invitation that was used, has expired or is somebody else's.
    #[error("the invitation is no longer good")]
    InvitationGone,
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for CompanyError {
    fn from(error: sqlx::Error) -> Self {
        if violates_unique(&error, "uq_companies_name") { Self::NameTaken } else { Self::Store(error.into()) }
    }
}

impl Store {
    /// Companies whose name or VAT id holds a text, by name.
    #[tracing::instrument(name = "db.accounts.companies", skip(self))]
    pub async fn companies(&self, text: &str, limit: u32) -> Result<Vec<CompanyRow>> {
        let pattern = format!("%{}%", text.trim().replace(['%', '_', '\\'], " ").trim());
        let rows = sqlx::query!(
            "SELECT c.id, c.name, c.terms_days, c.currency, c.credit_limit_minor, c.credit_used_minor,
                    (SELECT COUNT(*) FROM customers u WHERE u.company_id = c.id AND u.deleted_at IS NULL) AS `members!: i64`
             FROM companies c WHERE c.name LIKE ? OR c.vat_id LIKE ? ORDER BY c.name LIMIT ?",
            pattern,
            pattern,
            limit
        )
        .fetch_all(self.old_reads())
        .await?;
        rows.into_iter()
            .map(|row| {
                let currency = currency(&row.currency)?;
                Ok(CompanyRow {
                    id: CompanyId(row.id),
                    name: row.name,
                    members: row.members,
                    terms_days: row.terms_days,
                    limit: Money::new(row.credit_limit_minor, currency),
                    used: Money::new(row.credit_used_minor, currency),
                })
            })
            .collect()
    }

    /// A company.
    #[tracing::instrument(name = "db.accounts.company", skip(self))]
    pub async fn company(&self, id: CompanyId) -> Result<Option<Company>> {
        let row = sqlx::query!(
            "SELECT c.name, c.vat_id, c.tax_exempt AS `tax_exempt: bool`, c.terms_days, c.currency, c.credit_limit_minor, c.credit_used_minor,
                    c.group_id, c.price_list_id, g.name AS `group_name?`, COALESCE(own.name, theirs.name) AS `list_name?: String`
             FROM companies c
             LEFT JOIN customer_groups g ON g.id = c.group_id
             LEFT JOIN price_lists own ON own.id = c.price_list_id
             LEFT JOIN price_lists theirs ON theirs.id = g.price_list_id
             WHERE c.id = ?",
            id.0
        )
        .fetch_optional(&self.database)
        .await?;
        row.map(|row| {
            let currency = currency(&row.currency)?;
            Ok(Company {
                id,
                limit: Money::new(row.credit_limit_minor, currency),
                used: Money::new(row.credit_used_minor, currency),
                group: row.group_name,
                price_list: row.list_name,
                terms: CompanyTerms {
                    name: row.name,
                    vat_id: row.vat_id,
                    tax_exempt: row.tax_exempt,
                    terms_days: row.terms_days,
                    credit_limit_minor: row.credit_limit_minor,
                    group: row.group_id,
                    price_list: row.price_list_id,
                },
            })
        })
        .transpose()
    }

    /// Keeps a new company.
    #[tracing::instrument(name = "db.accounts.create_company", skip_all)]
    pub async fn create_company(
        &self,
        actor: &Actor,
        terms: &CompanyTerms,
        now: DateTime<Utc>,
    ) -> Result<CompanyId, CompanyError> {
        let mut transaction = self.database.begin().await?;
        let inserted = sqlx::query!(
            "INSERT INTO companies (name, vat_id, group_id, price_list_id, tax_exempt, terms_days, currency, credit_limit_minor, credit_used_minor, created_at)
             VALUES (?, ?, ?, ?, ?, ?, 'EUR', ?, 0, ?)",
            terms.name,
            terms.vat_id,
            terms.group,
            terms.price_list,
            terms.tax_exempt,
            terms.terms_days,
            terms.credit_limit_minor,
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?;
        let id = CompanyId(inserted.last_insert_id().cast_signed());
        let subject = format!("company:{id}");
        audit(&mut transaction, actor, "company.create", &subject, None::<&CompanyTerms>, Some(terms), now).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Changes a company; false when there is none. What it owes stays, also beyond a lower limit.
    #[tracing::instrument(name = "db.accounts.change_company", skip(self, actor, terms, now))]
    pub async fn change_company(
        &self,
        actor: &Actor,
        id: CompanyId,
        terms: &CompanyTerms,
        now: DateTime<Utc>,
    ) -> Result<bool, CompanyError> {
        let Some(before) = self.company(id).await? else { return Ok(false) };
        let mut transaction = self.database.begin().await?;
        sqlx::query!(
            "UPDATE companies SET name = ?, vat_id = ?, group_id = ?, price_list_id = ?, tax_exempt = ?, terms_days = ?, credit_limit_minor = ?
             WHERE id = ?",
            terms.name,
            terms.vat_id,
            terms.group,
            terms.price_list,
            terms.tax_exempt,
            terms.terms_days,
            terms.credit_limit_minor,
            id.0
        )
        .execute(&mut *transaction)
        .await?;
        let subject = format!("company:{id}");
        audit(&mut transaction, actor, "company.change", &subject, Some(&before.terms), Some(terms), now).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The members of a company, managers first.
    #[tracing::instrument(name = "db.accounts.company_members", skip(self))]
    pub async fn company_members(&self, id: CompanyId) -> Result<Vec<CompanyMember>> {
        let rows = sqlx::query!(
            "SELECT id, name, email AS `email!`, company_role FROM customers
             WHERE company_id = ? AND email IS NOT NULL AND deleted_at IS NULL ORDER BY company_role DESC, name, id",
            id.0
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| CompanyMember {
                id: CustomerId(row.id),
                name: row.name,
                email: row.email,
                is_manager: row.company_role.as_deref() == Some("manager"),
            })
            .collect())
    }

    /// Customer groups, by name: id and name.
    pub async fn customer_groups(&self) -> Result<Vec<(i64, String)>> {
        let rows = sqlx::query!("SELECT id, name FROM customer_groups ORDER BY name").fetch_all(&self.database).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }
}

fn currency(code: &str) -> Result<Currency> {
    Currency::parse(code).map_err(|error| Error::inconsistent("currency", error))
}
