//! Counted stock, applied in one transaction of the ledger, and moved the other way to undo it. Refused whole where a
//! row is not possible any more.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::fulfilment::Refusal;
use domain::ids::{StockLocationId, VariantId};
use domain::studio::bulk::stock::CheckedStock;
use serde_json::json;
use sqlx::{MySql, MySqlConnection, QueryBuilder};

use super::jobs::StepError;
use super::{Import, ImportStep};
use crate::accounts::audit;
use crate::catalog::{note_overhaul, note_stock, parse_sku};
use crate::fulfilment::{FulfilmentError, change_on_hand, serve_waiting};
use crate::inventory::lock_levels;
use crate::{Result, Store};

/// Rows between two notes of how far it has come.
const NOTED: usize = 100;
/// Most variants noted one by one as changed.
const MOST_LISTED: usize = 1_000;

impl Store {
    /// Sets what is on hand as counted; what turns up serves waiting orders first.
    pub(super) async fn apply_stock(
        &self,
        import: &Import,
        checked: &CheckedStock,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StepError> {
        let mut transaction = self.database.begin().await?;
        let reason = reason(import);
        let mut movements: Vec<(VariantId, StockLocationId, i64)> = Vec::with_capacity(checked.counts.len());
        for (place, count) in checked.counts.iter().enumerate() {
            let variant = sqlx::query_scalar!("SELECT id FROM variants WHERE sku = ?", count.sku.as_str())
                .fetch_optional(&mut *transaction)
                .await?;
            let location = sqlx::query_scalar!("SELECT id FROM stock_locations WHERE code = ?", count.location)
                .fetch_optional(&mut *transaction)
                .await?;
            let (Some(variant), Some(location)) = (variant.map(VariantId), location.map(StockLocationId)) else {
                return Err(StepError::Refused(format!(
                    "Nothing was changed: there is no part {} any more.",
                    count.sku
                )));
            };
            let levels = lock_levels(&mut transaction, variant).await?;
            let known = levels.iter().find(|level| level.location == location);
            let delta = i64::from(count.on_hand) - i64::from(known.map_or(0, |level| level.on_hand));
            if delta == 0 && known.is_some() {
                continue;
            }
            if delta != 0 {
                change_on_hand(&mut transaction, (&count.sku, variant), location, delta, &reason, now)
                    .await
                    .map_err(|error| not_possible(error, &count.location))?;
            } else {
                crate::inventory::add_pieces(&mut transaction, variant, location, 0).await?;
            }
            if delta > 0 {
                serve_waiting(&mut transaction, variant, actor, now).await?;
            }
            movements.push((variant, location, delta));
            if place % NOTED == 0 {
                self.note_import_progress(import.id, place, checked.counts.len()).await?;
            }
        }
        for batch in movements.chunks(250) {
            let mut insert: QueryBuilder<MySql> =
                QueryBuilder::new("INSERT INTO import_movements (import_id, variant_id, location_id, delta) ");
            insert.push_values(batch, |mut row, (variant, location, delta)| {
                row.push_bind(import.id.0).push_bind(variant.0).push_bind(location.0).push_bind(*delta);
            });
            insert.build().execute(&mut *transaction).await?;
        }
        let done = end(&mut transaction, import, ("applied", ImportStep::Draft), now).await?;
        if done {
            let about = json!({ "file": import.file_name, "levels": movements.len() });
            let subject = format!("import:{}", import.id.0);
            audit(&mut transaction, actor, "import.stock", &subject, None::<&()>, Some(&about), now).await?;
            note(&mut transaction, &movements).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Moves the stock of an import the other way. Where the pieces are promised meanwhile, nothing is.
    pub(super) async fn undo_stock(&self, import: &Import, actor: &Actor, now: DateTime<Utc>) -> Result<(), StepError> {
        let mut transaction = self.database.begin().await?;
        let rows = sqlx::query!(
            "SELECT m.variant_id, m.location_id, m.delta, v.sku, s.code
             FROM import_movements m JOIN variants v ON v.id = m.variant_id JOIN stock_locations s ON s.id = m.location_id
             WHERE m.import_id = ? ORDER BY v.sku, s.code",
            import.id.0
        )
        .fetch_all(&mut *transaction)
        .await?;
        let reason = format!("Undone: {}", reason(import)).chars().take(120).collect::<String>();
        let mut movements = Vec::with_capacity(rows.len());
        for (place, row) in rows.iter().enumerate() {
            let (variant, location) = (VariantId(row.variant_id), StockLocationId(row.location_id));
            let delta = -i64::from(row.delta);
            if delta != 0 {
                lock_levels(&mut transaction, variant).await?;
                let sku = parse_sku(&row.sku)?;
                change_on_hand(&mut transaction, (&sku, variant), location, delta, &reason, now)
                    .await
                    .map_err(|error| not_possible(error, &row.code))?;
            }
            if delta > 0 {
                serve_waiting(&mut transaction, variant, actor, now).await?;
            }
            movements.push((variant, location, delta));
            if place % NOTED == 0 {
                self.note_import_progress(import.id, place, rows.len()).await?;
            }
        }
        if end(&mut transaction, import, ("undone", ImportStep::Undo), now).await? {
            let about = json!({ "file": import.file_name, "levels": movements.len() });
            let subject = format!("import:{}", import.id.0);
            audit(&mut transaction, actor, "import.undo", &subject, None::<&()>, Some(&about), now).await?;
            note(&mut transaction, &movements).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// What the ledger says.
fn reason(import: &Import) -> String {
    format!("Import {}: {}", import.id.0, import.file_name).chars().take(120).collect()
}

/// Ends the step; false when somebody has done so already.
async fn end(
    transaction: &mut MySqlConnection,
    import: &Import,
    (state, step): (&str, ImportStep),
    now: DateTime<Utc>,
) -> Result<bool> {
    let ended = sqlx::query!(
        "UPDATE imports SET state = ?, step = NULL, done = total, changed_at = ? WHERE id = ? AND step = ?",
        state,
        now.naive_utc(),
        import.id.0,
        step.name()
    )
    .execute(transaction)
    .await?;
    Ok(ended.rows_affected() == 1)
}

async fn note(transaction: &mut MySqlConnection, movements: &[(VariantId, StockLocationId, i64)]) -> Result<()> {
    let variants: std::collections::BTreeSet<i64> = movements.iter().map(|(variant, ..)| variant.0).collect();
    if variants.len() > MOST_LISTED {
        return note_overhaul(transaction).await;
    }
    note_stock(transaction, &variants.into_iter().collect::<Vec<_>>()).await
}

fn not_possible(error: FulfilmentError, location: &str) -> StepError {
    match error {
        FulfilmentError::Refused(Refusal::Promised { sku, promised, possible }) => StepError::Refused(format!(
            "Nothing was changed: {promised} pieces of {sku} at {location} are promised to customers; {possible} can be taken away."
        )),
        FulfilmentError::Refused(other) => StepError::Refused(format!("Nothing was changed. {other}")),
        FulfilmentError::Store(error) => StepError::Store(error),
    }
}
