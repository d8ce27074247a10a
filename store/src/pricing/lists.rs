//! Price lists as staff see them.

use domain::ids::PriceListId;

use crate::{Result, Store};

/// A price list and who uses it.
#[derive(Debug, Clone)]
pub struct PriceListRow {
    /// Which.
    pub id: PriceListId,
    /// Its code, as imports name it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its currency.
    pub currency: String,
    /// How many parts have a price in it.
    pub parts: i64,
    /// The groups and companies that buy by it, by name.
    pub users: Vec<String>,
}

impl Store {
    /// Every price list, the standard one first.
    #[tracing::instrument(name = "db.pricing.price_lists", skip(self))]
    pub async fn price_lists(&self) -> Result<Vec<PriceListRow>> {
        let users = sqlx::query!(
            "SELECT list AS `list!: i64`, name AS `name!: String` FROM (
                 SELECT price_list_id AS list, name FROM customer_groups WHERE price_list_id IS NOT NULL
                 UNION ALL SELECT price_list_id, name FROM companies WHERE price_list_id IS NOT NULL) used ORDER BY list, name"
        )
        .fetch_all(&self.database)
        .await?;
        let rows = sqlx::query!(
            "SELECT l.id, l.code, l.name, l.currency,
                    (SELECT COUNT(DISTINCT p.variant_id) FROM prices p WHERE p.price_list_id = l.id) AS `parts!: i64`
             FROM price_lists l ORDER BY l.code <> 'standard', l.name"
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| PriceListRow {
                id: PriceListId(row.id),
                users: users.iter().filter(|user| user.list == row.id).map(|user| user.name.clone()).collect(),
                code: row.code,
                name: row.name,
                currency: row.currency,
                parts: row.parts,
            })
            .collect())
    }
}
