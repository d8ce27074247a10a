//! Price lists: reading ladders, and taking in lists from CSV.

use std::collections::HashMap;

use domain::ids::{Sku, VariantId};
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use sqlx::MySqlConnection;

use crate::catalog::{ImportOutcome, ImportSession, id_list};
use crate::{Error, Result, Store};

impl Store {
    /// The standard prices of variants; those without a price are absent.
    #[tracing::instrument(name = "db.pricing.price_ladders", skip_all)]
    pub async fn price_ladders(&self, variants: &[VariantId]) -> Result<HashMap<VariantId, PriceLadder>> {
        price_ladders(&mut *self.database.acquire().await?, variants).await
    }
}

/// The standard prices of variants, read on a given connection, so that an order sees its own transaction.
pub(crate) async fn price_ladders(
    connection: &mut MySqlConnection,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, PriceLadder>> {
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<i64> = variants.iter().map(|variant| variant.0).collect();
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN pr.variant_id, pr.min_quantity, pr.unit_price_minor, pl.currency
         FROM price_lists pl
         JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN prices pr ON pr.price_list_id = pl.id AND pr.variant_id = wanted.id
         WHERE pl.code = 'standard' ORDER BY pr.variant_id, pr.min_quantity",
        id_list(&ids)
    )
    .fetch_all(connection)
    .await?;
    let mut breaks: HashMap<VariantId, Vec<QuantityBreak>> = HashMap::new();
    for row in rows {
        let currency = Currency::parse(&row.currency).map_err(|error| Error::inconsistent("currency", error))?;
        breaks.entry(VariantId(row.variant_id)).or_default().push(QuantityBreak {
            min_quantity: row.min_quantity,
            unit_price: Money::new(row.unit_price_minor, currency),
        });
    }
    breaks
        .into_iter()
        .map(|(variant, breaks)| {
            PriceLadder::new(breaks)
                .map(|ladder| (variant, ladder))
                .map_err(|error| Error::inconsistent("price ladder", error))
        })
        .collect()
}

impl ImportSession {
    /// Sets the standard prices of a SKU to `ladder`.
    pub async fn prices(&mut self, sku: &Sku, ladder: &PriceLadder) -> Result<ImportOutcome> {
        let Some(variant) = self.variant(sku).map(|known| VariantId(known.id)) else {
            return Ok(ImportOutcome::Rejected(format!("there is no part {sku}")));
        };
        let list = sqlx::query!("SELECT id, currency FROM price_lists WHERE code = 'standard'")
            .fetch_one(&mut *self.transaction)
            .await?;
        if ladder.breaks().iter().any(|b| b.unit_price.currency.code() != list.currency) {
            return Ok(ImportOutcome::Rejected(format!("the standard price list is in {}", list.currency)));
        }
        let known = price_ladders(&mut self.transaction, &[variant]).await?.remove(&variant);
        if known.as_ref() == Some(ladder) {
            return Ok(ImportOutcome::Unchanged);
        }
        sqlx::query!("DELETE FROM prices WHERE price_list_id = ? AND variant_id = ?", list.id, variant.0)
            .execute(&mut *self.transaction)
            .await?;
        for step in ladder.breaks() {
            sqlx::query!(
                "INSERT INTO prices (price_list_id, variant_id, min_quantity, unit_price_minor) VALUES (?, ?, ?, ?)",
                list.id,
                variant.0,
                step.min_quantity,
                step.unit_price.minor
            )
            .execute(&mut *self.transaction)
            .await?;
        }
        self.changed.insert(variant.0);
        Ok(if known.is_some() { ImportOutcome::Changed } else { ImportOutcome::Taken })
    }
}
