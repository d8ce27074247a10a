//! Where the pieces lie that are promised to an order line.

use domain::ids::{OrderId, StockLocationId};
use sqlx::MySqlConnection;

use crate::Result;

/// Notes where pieces lie that are promised to a line.
pub(crate) async fn add_allocation(
    connection: &mut MySqlConnection,
    order: OrderId,
    line_no: u32,
    location: StockLocationId,
    quantity: u32,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO allocations (order_id, line_no, location_id, quantity) VALUES (?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE quantity = quantity + VALUES(quantity)",
        order.0,
        line_no,
        location.0,
        quantity
    )
    .execute(connection)
    .await?;
    Ok(())
}
