//! What is on its way to us and promised to nobody yet.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::ids::VariantId;
use domain::inventory::Incoming;
use sqlx::MySqlConnection;

use crate::Result;
use crate::catalog::id_list;

/// Pieces of each variant that are expected on a known day, less what earlier orders wait for, which have the
/// first of them. Whoever promises them has the stock levels of the variant locked, so that none is
/// promised twice.
pub(crate) async fn incoming(
    connection: &mut MySqlConnection,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, Vec<Incoming>>> {
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<i64> = variants.iter().map(|variant| variant.0).collect();
    let rows = sqlx::query!(
        "SELECT l.variant_id, p.expected_on AS `expected_on!: NaiveDate`,
                CAST(SUM(CAST(l.quantity AS SIGNED) - CAST(l.received AS SIGNED) - CAST(l.cancelled AS SIGNED)) AS SIGNED) AS `pieces!: i64`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN purchase_order_lines l ON l.variant_id = wanted.id
         JOIN purchase_orders p ON p.id = l.purchase_order_id
         WHERE p.closed_at IS NULL AND p.expected_on IS NOT NULL AND l.quantity > l.received + l.cancelled
         GROUP BY l.variant_id, p.expected_on ORDER BY l.variant_id, p.expected_on",
        id_list(&ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let waiting = sqlx::query!(
        "SELECT l.variant_id, CAST(SUM(l.backordered) AS UNSIGNED) AS `pieces!: u32`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN order_lines l ON l.variant_id = wanted.id AND l.backordered > 0 GROUP BY l.variant_id",
        id_list(&ids)
    )
    .fetch_all(connection)
    .await?;
    let mut waiting: HashMap<i64, u32> = waiting.into_iter().map(|row| (row.variant_id, row.pieces)).collect();
    let mut incoming: HashMap<VariantId, Vec<Incoming>> = HashMap::new();
    for row in rows {
        let mut pieces = u32::try_from(row.pieces).unwrap_or_default();
        if let Some(promised) = waiting.get_mut(&row.variant_id) {
            let taken = pieces.min(*promised);
            *promised -= taken;
            pieces -= taken;
        }
        if pieces > 0 {
            let arrival = Incoming { expected_on: row.expected_on, pieces };
            incoming.entry(VariantId(row.variant_id)).or_default().push(arrival);
        }
    }
    Ok(incoming)
}
