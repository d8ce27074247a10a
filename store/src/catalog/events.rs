//! What changed, written down for those who keep copies of the catalog: the search indexes of the
//! web processes.

use sqlx::MySqlConnection;

use super::row::id_list;
use crate::Result;

/// Notes that these variants changed: their facts, prices or stock.
///
/// The last statement of the transaction that changes them, so that the row becomes visible moments
/// after its `created_at`; those who follow look back a minute. The clock is the database's, since the
/// processes that follow compare it with others' rows.
pub(crate) async fn note_change(transaction: &mut MySqlConnection, variants: &[i64]) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO catalog_events (variant_id, created_at)
         SELECT wanted.id, UTC_TIMESTAMP(6) FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted",
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
