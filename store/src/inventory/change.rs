//! The statements that change a stock level. Each is conditional; whoever uses one writes the row of the ledger
//! in the same transaction.

use domain::ids::{StockLocationId, VariantId};
use sqlx::MySqlConnection;

use crate::{Error, Result};

/// Gives promised pieces back.
pub(crate) async fn release(
    connection: &mut MySqlConnection,
    variant: VariantId,
    location: StockLocationId,
    quantity: u32,
) -> Result<()> {
    let updated = sqlx::query!(
        "UPDATE stock_levels SET allocated = allocated - ? WHERE variant_id = ? AND location_id = ? AND allocated >= ?",
        quantity,
        variant.0,
        location.0,
        quantity
    )
    .execute(connection)
    .await?;
    expect_one(updated.rows_affected(), "pieces given back that were not promised", variant, location)
}

/// Takes promised pieces out of the building.
pub(crate) async fn send_off(
    connection: &mut MySqlConnection,
    variant: VariantId,
    location: StockLocationId,
    quantity: u32,
) -> Result<()> {
    let updated = sqlx::query!(
        "UPDATE stock_levels SET on_hand = on_hand - ?, allocated = allocated - ?
         WHERE variant_id = ? AND location_id = ? AND allocated >= ? AND on_hand >= ?",
        quantity,
        quantity,
        variant.0,
        location.0,
        quantity,
        quantity
    )
    .execute(connection)
    .await?;
    expect_one(updated.rows_affected(), "pieces sent that were not promised", variant, location)
}

/// Puts pieces on the shelf, of a part that lay there before or not.
pub(crate) async fn add_pieces(
    connection: &mut MySqlConnection,
    variant: VariantId,
    location: StockLocationId,
    quantity: u32,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO stock_levels (variant_id, location_id, on_hand, allocated, held) VALUES (?, ?, ?, 0, 0)
         ON DUPLICATE KEY UPDATE on_hand = on_hand + VALUES(on_hand)",
        variant.0,
        location.0,
        quantity
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes pieces off the shelf that are promised to nobody; false when there are not that many.
pub(crate) async fn take_pieces(
    connection: &mut MySqlConnection,
    variant: VariantId,
    location: StockLocationId,
    quantity: u32,
) -> Result<bool> {
    let updated = sqlx::query!(
        "UPDATE stock_levels SET on_hand = on_hand - ? WHERE variant_id = ? AND location_id = ? AND on_hand >= allocated + held + ?",
        quantity, variant.0, location.0, quantity
    )
    .execute(connection)
    .await?;
    Ok(updated.rows_affected() == 1)
}

fn expect_one(rows: u64, what: &str, variant: VariantId, location: StockLocationId) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::inconsistent(what, (variant, location))) }
}
