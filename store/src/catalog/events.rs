//! What changed, written down for those who keep copies of the catalog: the search indexes of the
//! web processes, and the tiers of kept values.

use sqlx::MySqlConnection;

use super::row::id_list;
use crate::Result;

/// Notes that these variants changed: their facts or prices, and perhaps their stock.
///
/// The last statement of the transaction that changes them, so that the row becomes visible moments
/// after its `created_at`; those who follow look back a minute. The clock is the database's, since the
/// processes that follow compare it with others' rows.
pub(crate) async fn note_change(transaction: &mut MySqlConnection, variants: &[i64]) -> Result<()> {
    note(transaction, variants, false).await
}

/// Notes that the stock of these variants changed and nothing else of them: what is on hand, promised or held.
/// Like [`note_change`], the last statement of its transaction.
pub(crate) async fn note_stock(transaction: &mut MySqlConnection, variants: &[i64]) -> Result<()> {
    note(transaction, variants, true).await
}

async fn note(transaction: &mut MySqlConnection, variants: &[i64], stock_only: bool) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO catalog_events (variant_id, stock_only, created_at)
         SELECT wanted.id, ?, UTC_TIMESTAMP(6) FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted",
        stock_only,
        id_list(variants)
    )
    .execute(transaction)
    .await?;
    Ok(())
}

/// Notes that too much changed to list it. Like [`note_change`], the last statement of its transaction.
pub(crate) async fn note_overhaul(transaction: &mut MySqlConnection) -> Result<()> {
    sqlx::query!("INSERT INTO catalog_events (variant_id, created_at) VALUES (NULL, UTC_TIMESTAMP(6))")
        .execute(transaction)
        .await?;
    Ok(())
}
