//! Price lists: reading ladders, and taking in lists from CSV.

mod lists;

pub use lists::PriceListRow;

use std::collections::HashMap;

use domain::ids::{CustomerId, PriceListId, Sku, VariantId};
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use sqlx::MySqlConnection;

use crate::catalog::{ImportOutcome, ImportSession, id_list};
use crate::{Error, Result, Store};

impl Store {
    /// The standard prices of variants; those without a price are absent.
    #[tracing::instrument(name = "db.pricing.price_ladders", skip_all)]
    pub async fn price_ladders(&self, variants: &[VariantId]) -> Result<HashMap<VariantId, PriceLadder>> {
        price_ladders(&mut *self.database.acquire().await?, variants, &BuyersLists::default()).await
    }

    /// The prices of variants for a customer, by the most specific list that has any.
    #[tracing::instrument(name = "db.pricing.price_ladders_of", skip_all)]
    pub async fn price_ladders_of(
        &self,
        customer: CustomerId,
        variants: &[VariantId],
    ) -> Result<HashMap<VariantId, PriceLadder>> {
        let mut connection = self.database.acquire().await?;
        let lists = lists_of(&mut connection, Some(customer)).await?;
        price_ladders(&mut connection, variants, &lists).await
    }
}

/// The price lists a buyer has beside the standard one, the most specific first: that of their company, then
/// that of the company's group.
#[derive(Debug, Clone, Default)]
pub(crate) struct BuyersLists(Vec<PriceListId>);

/// The price lists of a customer; nobody's are none.
pub(crate) async fn lists_of(connection: &mut MySqlConnection, customer: Option<CustomerId>) -> Result<BuyersLists> {
    let Some(customer) = customer else { return Ok(BuyersLists::default()) };
    let row = sqlx::query!(
        "SELECT c.price_list_id AS company_list, g.price_list_id AS group_list
         FROM customers u JOIN companies c ON c.id = u.company_id LEFT JOIN customer_groups g ON g.id = c.group_id
         WHERE u.id = ? AND u.deleted_at IS NULL",
        customer.0
    )
    .fetch_optional(connection)
    .await?;
    let lists = row.map(|row| [row.company_list, row.group_list]).into_iter().flatten().flatten();
    Ok(BuyersLists(lists.map(PriceListId).collect()))
}

/// The prices of variants for a buyer, read on a given connection, so that an order sees its own transaction.
/// A variant has the ladder of the first list that has one: the buyer's own, then the standard.
pub(crate) async fn price_ladders(
    connection: &mut MySqlConnection,
    variants: &[VariantId],
    buyer: &BuyersLists,
) -> Result<HashMap<VariantId, PriceLadder>> {
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<i64> = variants.iter().map(|variant| variant.0).collect();
    let lists: Vec<i64> = buyer.0.iter().map(|list| list.0).collect();
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN pr.variant_id, pr.min_quantity, pr.unit_price_minor, pl.currency, pl.id AS list
         FROM price_lists pl
         JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN prices pr ON pr.price_list_id = pl.id AND pr.variant_id = wanted.id
         WHERE pl.code = 'standard' OR JSON_CONTAINS(?, CAST(pl.id AS CHAR))
         ORDER BY pr.variant_id, pr.min_quantity",
        id_list(&ids),
        id_list(&lists)
    )
    .fetch_all(connection)
    .await?;
    let place = |list: i64| lists.iter().position(|own| *own == list).unwrap_or(lists.len());
    let mut breaks: HashMap<VariantId, (usize, Vec<QuantityBreak>)> = HashMap::new();
    for row in rows {
        let currency = Currency::parse(&row.currency).map_err(|error| Error::inconsistent("currency", error))?;
        let step =
            QuantityBreak { min_quantity: row.min_quantity, unit_price: Money::new(row.unit_price_minor, currency) };
        let place = place(row.list);
        let known = breaks.entry(VariantId(row.variant_id)).or_insert_with(|| (place, Vec::new()));
        match place.cmp(&known.0) {
            std::cmp::Ordering::Less => *known = (place, vec![step]),
            std::cmp::Ordering::Equal => known.1.push(step),
            std::cmp::Ordering::Greater => {}
        }
    }
    breaks
        .into_iter()
        .map(|(variant, (_, breaks))| {
            PriceLadder::new(breaks)
                .map(|ladder| (variant, ladder))
                .map_err(|error| Error::inconsistent("price ladder", error))
        })
        .collect()
}

impl ImportSession {
    /// Makes sure a price list exists, by its code; answers whether it is new. The standard list has
    /// the code `standard`.
    pub async fn price_list(&mut self, code: &str, name: &str, currency: Currency) -> Result<bool> {
        let inserted = sqlx::query!(
            "INSERT IGNORE INTO price_lists (code, name, currency) VALUES (?, ?, ?)",
            code,
            name,
            currency.code()
        )
        .execute(&mut *self.transaction)
        .await?;
        Ok(inserted.rows_affected() == 1)
    }

    /// Makes sure a customer group exists; a new one buys by the price list of a code.
    pub async fn customer_group(&mut self, name: &str, list: &str) -> Result<()> {
        sqlx::query!(
            "INSERT IGNORE INTO customer_groups (name, price_list_id) SELECT ?, id FROM price_lists WHERE code = ?",
            name,
            list
        )
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Whether there is a price list of this code.
    pub async fn has_price_list(&mut self, code: &str) -> Result<bool> {
        let found: i64 = sqlx::query_scalar!("SELECT COUNT(*) FROM price_lists WHERE code = ?", code)
            .fetch_one(&mut *self.transaction)
            .await?;
        Ok(found > 0)
    }

    /// Sets the standard prices of a SKU to `ladder`.
    pub async fn prices(&mut self, sku: &Sku, ladder: &PriceLadder) -> Result<ImportOutcome> {
        self.prices_in(STANDARD_LIST, sku, ladder).await
    }

    /// Sets the prices of a SKU in the price list of a code to `ladder`.
    pub async fn prices_in(&mut self, list: &str, sku: &Sku, ladder: &PriceLadder) -> Result<ImportOutcome> {
        let Some(variant) = self.variant(sku).map(|known| VariantId(known.id)) else {
            return Ok(ImportOutcome::Rejected(format!("there is no part {sku}")));
        };
        let Some(row) = sqlx::query!("SELECT id, name, currency FROM price_lists WHERE code = ?", list)
            .fetch_optional(&mut *self.transaction)
            .await?
        else {
            return Ok(ImportOutcome::Rejected(format!("there is no price list “{list}”")));
        };
        if ladder.breaks().iter().any(|b| b.unit_price.currency.code() != row.currency) {
            return Ok(ImportOutcome::Rejected(format!("the price list “{}” is in {}", row.name, row.currency)));
        }
        let known = ladder_in(&mut self.transaction, row.id, variant, ladder).await?;
        if known.as_ref() == Some(ladder) {
            return Ok(ImportOutcome::Unchanged);
        }
        sqlx::query!("DELETE FROM prices WHERE price_list_id = ? AND variant_id = ?", row.id, variant.0)
            .execute(&mut *self.transaction)
            .await?;
        for step in ladder.breaks() {
            sqlx::query!(
                "INSERT INTO prices (price_list_id, variant_id, min_quantity, unit_price_minor) VALUES (?, ?, ?, ?)",
                row.id,
                variant.0,
                step.min_quantity,
                step.unit_price.minor
            )
            .execute(&mut *self.transaction)
            .await?;
        }
        // Other lists are looked up anew with each cart; copies of the catalog hold the standard prices.
        if list == STANDARD_LIST {
            self.changed.insert(variant.0);
        }
        Ok(if known.is_some() { ImportOutcome::Changed } else { ImportOutcome::Taken })
    }
}

/// The code of the list that everyone pays by.
pub(crate) const STANDARD_LIST: &str = "standard";

/// The ladder of a variant in one list, in the currency of `like`.
async fn ladder_in(
    connection: &mut MySqlConnection,
    list: i64,
    variant: VariantId,
    like: &PriceLadder,
) -> Result<Option<PriceLadder>> {
    let rows = sqlx::query!(
        "SELECT min_quantity, unit_price_minor FROM prices WHERE price_list_id = ? AND variant_id = ? ORDER BY min_quantity",
        list,
        variant.0
    )
    .fetch_all(connection)
    .await?;
    let Some(first) = like.first().filter(|_| !rows.is_empty()) else { return Ok(None) };
    let currency = first.unit_price.currency;
    let breaks = rows
        .iter()
        .map(|row| QuantityBreak {
            min_quantity: row.min_quantity,
            unit_price: Money::new(row.unit_price_minor, currency),
        })
        .collect();
    PriceLadder::new(breaks).map(Some).map_err(|error| Error::inconsistent("price ladder", error))
}
