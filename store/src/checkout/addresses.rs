//! Address books: of a customer, and of a company for all its members.

use chrono::{DateTime, Utc};
use domain::checkout::{AddressForm, SavedAddress};
use domain::ids::{AddressId, CompanyId, CustomerId};
use sqlx::MySqlConnection;

use crate::{Result, Store};

/// Whose address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressOwner {
    /// A customer's own.
    Customer(CustomerId),
    /// A company's.
    Company(CompanyId),
}

impl AddressOwner {
    const fn columns(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Customer(id) => (Some(id.0), None),
            Self::Company(id) => (None, Some(id.0)),
        }
    }
}

/// Most addresses in one book.
const MAX_ADDRESSES: i64 = 100;

impl Store {
    /// The addresses a customer may send to: their own, then their company's; defaults first.
    #[tracing::instrument(name = "db.checkout.addresses", skip_all)]
    pub async fn addresses(&self, customer: CustomerId) -> Result<Vec<SavedAddress>> {
        addresses(&mut *self.database.acquire().await?, customer).await
    }

    /// Adds an address to a book, once: one that leads to the same door is not added again. Answers false when
    /// the book is full.
    #[tracing::instrument(name = "db.checkout.add_address", skip_all)]
    pub async fn add_address(
        &self,
        owner: AddressOwner,
        address: &AddressForm,
        is_default: bool,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let (customer, company) = owner.columns();
        let mut transaction = self.database.begin().await?;
        let known = sqlx::query!(
            "SELECT COUNT(*) AS `all!: i64`,
                    CAST(COALESCE(SUM(street = ? AND street_2 = ? AND postal_code = ? AND city = ? AND country = ?), 0) AS SIGNED) AS `same!: i64`
             FROM addresses WHERE customer_id <=> ? AND company_id <=> ?",
            address.street, address.street_2, address.postal_code, address.city, address.country, customer, company
        )
        .fetch_one(&mut *transaction)
        .await?;
        if known.same > 0 {
            return Ok(true);
        }
        if known.all >= MAX_ADDRESSES {
            return Ok(false);
        }
        if is_default {
            forget_default(&mut transaction, owner).await?;
        }
        sqlx::query!(
            "INSERT INTO addresses (customer_id, company_id, label, company, street, street_2, postal_code, city, region, country, is_default, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            customer,
            company,
            address.label,
            address.company,
            address.street,
            address.street_2,
            address.postal_code,
            address.city,
            address.region,
            address.country,
            is_default || known.all == 0,
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Changes an address of a book; false when it is not there.
    #[tracing::instrument(name = "db.checkout.change_address", skip(self, address))]
    pub async fn change_address(&self, owner: AddressOwner, id: AddressId, address: &AddressForm) -> Result<bool> {
        let (customer, company) = owner.columns();
        let found: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM addresses WHERE id = ? AND customer_id <=> ? AND company_id <=> ?",
            id.0,
            customer,
            company
        )
        .fetch_one(&self.database)
        .await?;
        sqlx::query!(
            "UPDATE addresses SET label = ?, company = ?, street = ?, street_2 = ?, postal_code = ?, city = ?, region = ?, country = ?
             WHERE id = ? AND customer_id <=> ? AND company_id <=> ?",
            address.label,
            address.company,
            address.street,
            address.street_2,
            address.postal_code,
            address.city,
            address.region,
            address.country,
            id.0,
            customer,
            company
        )
        .execute(&self.database)
        .await?;
        Ok(found > 0)
    }

    /// Takes an address out of a book. Orders keep theirs.
    #[tracing::instrument(name = "db.checkout.delete_address", skip(self))]
    pub async fn delete_address(&self, owner: AddressOwner, id: AddressId) -> Result<()> {
        let (customer, company) = owner.columns();
        sqlx::query!(
            "DELETE FROM addresses WHERE id = ? AND customer_id <=> ? AND company_id <=> ?",
            id.0,
            customer,
            company
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// Makes an address the one the checkout begins with.
    #[tracing::instrument(name = "db.checkout.default_address", skip(self))]
    pub async fn make_default_address(&self, owner: AddressOwner, id: AddressId) -> Result<()> {
        let (customer, company) = owner.columns();
        let mut transaction = self.database.begin().await?;
        forget_default(&mut transaction, owner).await?;
        sqlx::query!(
            "UPDATE addresses SET is_default = TRUE WHERE id = ? AND customer_id <=> ? AND company_id <=> ?",
            id.0,
            customer,
            company
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn forget_default(connection: &mut MySqlConnection, owner: AddressOwner) -> Result<()> {
    let (customer, company) = owner.columns();
    sqlx::query!(
        "UPDATE addresses SET is_default = FALSE WHERE customer_id <=> ? AND company_id <=> ?",
        customer,
        company
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn addresses(connection: &mut MySqlConnection, customer: CustomerId) -> Result<Vec<SavedAddress>> {
    let rows = sqlx::query!(
        "SELECT a.id, a.company_id, a.label, a.company, a.street, a.street_2, a.postal_code, a.city, a.region, a.country,
                a.is_default AS `is_default: bool`
         FROM customers u JOIN addresses a ON a.customer_id = u.id OR a.company_id = u.company_id
         WHERE u.id = ? AND u.deleted_at IS NULL
         ORDER BY a.company_id IS NOT NULL, a.is_default DESC, a.label, a.id",
        customer.0
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SavedAddress {
            id: AddressId(row.id),
            is_companys: row.company_id.is_some(),
            is_default: row.is_default,
            form: AddressForm {
                label: row.label,
                company: row.company,
                street: row.street,
                street_2: row.street_2,
                postal_code: row.postal_code,
                city: row.city,
                region: row.region,
                country: row.country,
            },
        })
        .collect())
}
