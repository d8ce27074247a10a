//! When waiting pieces are expected: worked out anew each time it is asked, from what is on its way and who waits.

use std::collections::HashMap;

use domain::fulfilment::{Incoming, Promise, Waiting, promises};
use domain::ids::{OrderId, VariantId};
use sqlx::MySqlConnection;

use crate::Result;
use crate::catalog::id_list;

/// What can be said to every line that waits for one of these variants.
pub(super) async fn promises_for(
    connection: &mut MySqlConnection,
    variants: &[VariantId],
) -> Result<HashMap<(OrderId, u32), Promise>> {
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<i64> = variants.iter().map(|variant| variant.0).collect();
    let coming = sqlx::query!(
        "SELECT l.variant_id, p.expected_on, CAST(l.quantity AS SIGNED) - CAST(l.received AS SIGNED) - CAST(l.cancelled AS SIGNED) AS `pieces!: i64`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN purchase_order_lines l ON l.variant_id = wanted.id
         JOIN purchase_orders p ON p.id = l.purchase_order_id
         WHERE p.closed_at IS NULL AND l.quantity > l.received + l.cancelled",
        id_list(&ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    let waiting = sqlx::query!(
        "SELECT l.variant_id, l.order_id, l.line_no, l.backordered
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN order_lines l ON l.variant_id = wanted.id AND l.backordered > 0",
        id_list(&ids)
    )
    .fetch_all(connection)
    .await?;
    let mut by_variant: HashMap<i64, (Vec<Incoming>, Vec<Waiting>)> = HashMap::new();
    for row in coming {
        let pieces = u32::try_from(row.pieces).unwrap_or_default();
        by_variant.entry(row.variant_id).or_default().0.push(Incoming { expected: row.expected_on, pieces });
    }
    for row in waiting {
        let line = Waiting { order: OrderId(row.order_id), line_no: row.line_no, pieces: row.backordered };
        by_variant.entry(row.variant_id).or_default().1.push(line);
    }
    Ok(by_variant
        .into_values()
        .flat_map(|(incoming, waiting)| promises(&incoming, &waiting))
        .map(|promise| ((promise.order, promise.line_no), promise))
        .collect())
}
