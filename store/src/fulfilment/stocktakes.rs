//! Counting what is really there; differences become adjustments.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::fulfilment::Refusal;
use domain::ids::{Sku, StockLocationId, StocktakeId, VariantId};
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::pieces::serve_waiting;
use super::rows::{location_by_code, lock_all_levels, part_by_sku, utc};
use super::seams::audited;
use super::stock::change_on_hand;
use super::views::{Location, Stocktake, StocktakeLine};
use crate::catalog::{note_stock, parse_sku};
use crate::database::{retrying, spread};
use crate::{Result, Store};

impl Store {
    /// Begins a count at a location: of the bins named, or of all that has stock there.
    #[tracing::instrument(name = "db.fulfilment.start_stocktake", skip(self, bins, note, actor, now))]
    pub async fn start_stocktake(
        &self,
        location: &str,
        bins: &[String],
        note: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<StocktakeId, FulfilmentError> {
        let note = note.trim();
        if note.chars().count() > 200 {
            return Err(Refusal::Field("A note has at most 200 characters.").into());
        }
        let mut bins: Vec<&str> = bins.iter().map(|bin| bin.trim()).filter(|bin| !bin.is_empty()).collect();
        bins.sort_unstable();
        bins.dedup();
        retrying(spread(now), || self.try_start_stocktake(location, &bins, note, actor, now)).await
    }

    async fn try_start_stocktake(
        &self,
        location: &str,
        bins: &[&str],
        note: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<StocktakeId> {
        let mut transaction = self.database.begin().await?;
        let place = location_by_code(&mut transaction, location).await?;
        let id = sqlx::query!(
            "INSERT INTO stocktakes (location_id, note, started_by, started_at) VALUES (?, ?, ?, ?)",
            place.0,
            note,
            actor.label(),
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?
        .last_insert_id();
        let mut lines = 0;
        if bins.is_empty() {
            lines += sqlx::query!(
                "INSERT INTO stocktake_lines (stocktake_id, variant_id, bin, counted_by, problem)
                 SELECT ?, variant_id, bin, '', '' FROM stock_levels WHERE location_id = ?",
                id,
                place.0
            )
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        }
        for bin in bins {
            lines += sqlx::query!(
                "INSERT INTO stocktake_lines (stocktake_id, variant_id, bin, counted_by, problem)
                 SELECT ?, variant_id, bin, '', '' FROM stock_levels WHERE location_id = ? AND bin = ?
                 ON DUPLICATE KEY UPDATE problem = ''",
                id,
                place.0,
                bin
            )
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        }
        if lines == 0 {
            return Err(Refusal::Nothing.into());
        }
        let id = StocktakeId(id.cast_signed());
        let after = json!({ "location": location, "bins": bins, "parts": lines });
        audited(&mut transaction, actor, "stocktake.start", &id.to_string(), None, Some(&after), now).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Counts, the open ones first, then the newest; at most 50.
    #[tracing::instrument(name = "db.fulfilment.stocktakes", skip(self))]
    pub async fn stocktakes(&self) -> Result<Vec<Stocktake>> {
        let mut connection = self.old_reads().acquire().await?;
        let ids = sqlx::query_scalar!("SELECT id FROM stocktakes ORDER BY closed_at IS NOT NULL, id DESC LIMIT 50")
            .fetch_all(&mut *connection)
            .await?;
        let mut counts = Vec::with_capacity(ids.len());
        for id in ids {
            counts.extend(head(&mut connection, StocktakeId(id)).await?);
        }
        Ok(counts)
    }

    /// A count with its parts, by bin and SKU.
    #[tracing::instrument(name = "db.fulfilment.stocktake", skip(self))]
    pub async fn stocktake(&self, id: StocktakeId) -> Result<Option<(Stocktake, Vec<StocktakeLine>)>> {
        let mut connection = self.database.acquire().await?;
        let Some(head) = head(&mut connection, id).await? else { return Ok(None) };
        let lines = sqlx::query!(
            "SELECT v.sku, v.name, c.bin, c.counted, c.recorded, c.difference, c.problem
             FROM stocktake_lines c JOIN variants v ON v.id = c.variant_id WHERE c.stocktake_id = ? ORDER BY c.bin, v.sku",
            id.0
        )
        .fetch_all(&mut *connection)
        .await?;
        let lines = lines
            .into_iter()
            .map(|row| {
                Ok(StocktakeLine {
                    sku: parse_sku(&row.sku)?,
                    name: row.name,
                    bin: row.bin,
                    counted: row.counted,
                    recorded: row.recorded,
                    difference: row.difference,
                    problem: row.problem,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Some((head, lines)))
    }

    /// Enters what was counted of a part; nothing takes the entry back. A part not in the count joins it.
    #[tracing::instrument(name = "db.fulfilment.count_stock", skip(self, actor, now))]
    pub async fn count_stock(
        &self,
        id: StocktakeId,
        sku: &Sku,
        counted: Option<u32>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        if counted.is_some_and(|counted| counted > 1_000_000) {
            return Err(Refusal::Field("Count at most 1,000,000 pieces.").into());
        }
        retrying(spread(now), || self.try_count_stock(id, sku, counted, actor)).await
    }

    async fn try_count_stock(&self, id: StocktakeId, sku: &Sku, counted: Option<u32>, actor: &Actor) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let place = lock_open(&mut transaction, id).await?;
        let variant = part_by_sku(&mut transaction, sku).await?;
        let booked = sqlx::query_scalar!(
            "SELECT difference FROM stocktake_lines WHERE stocktake_id = ? AND variant_id = ?",
            id.0,
            variant.0
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if booked.flatten().is_some() {
            return Err(Refusal::WrongState("booked").into());
        }
        // What the books say while it is counted: what moves between now and the booking is not booked twice.
        sqlx::query!(
            "INSERT INTO stocktake_lines (stocktake_id, variant_id, bin, counted, recorded, counted_by, problem)
             SELECT ?, v.id, COALESCE(t.bin, ''), ?, COALESCE(t.on_hand, 0), ?, ''
             FROM variants v LEFT JOIN stock_levels t ON t.variant_id = v.id AND t.location_id = ? WHERE v.id = ?
             ON DUPLICATE KEY UPDATE counted = VALUES(counted), recorded = VALUES(recorded), counted_by = VALUES(counted_by), problem = ''",
            id.0,
            counted,
            actor.label(),
            place.0,
            variant.0
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Books the differences of what was counted. Lines whose count is below what customers were promised stay open
    /// with a message; answers how many. Parts that nobody counted stay open too; without any open the count is closed.
    #[tracing::instrument(name = "db.fulfilment.apply_stocktake", skip(self, actor, now))]
    pub async fn apply_stocktake(
        &self,
        id: StocktakeId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<u32, FulfilmentError> {
        retrying(spread(now), || self.try_apply_stocktake(id, actor, now)).await
    }

    async fn try_apply_stocktake(&self, id: StocktakeId, actor: &Actor, now: DateTime<Utc>) -> Done<u32> {
        let mut transaction = self.database.begin().await?;
        let parts = sqlx::query!(
            "SELECT v.id, v.sku FROM stocktake_lines c JOIN variants v ON v.id = c.variant_id
             WHERE c.stocktake_id = ? AND c.counted IS NOT NULL AND c.difference IS NULL",
            id.0
        )
        .fetch_all(&mut *transaction)
        .await?;
        let mut parts: Vec<(Sku, VariantId)> =
            parts.into_iter().map(|row| Ok((parse_sku(&row.sku)?, VariantId(row.id)))).collect::<Result<_>>()?;
        parts.sort();
        lock_all_levels(&mut transaction, parts.clone()).await?;
        let place = lock_open(&mut transaction, id).await?;
        let (mut refused, mut booked, mut changed) = (0, Vec::new(), Vec::new());
        for (sku, variant) in &parts {
            let line = sqlx::query!(
                "SELECT counted, recorded, difference FROM stocktake_lines WHERE stocktake_id = ? AND variant_id = ? FOR UPDATE",
                id.0,
                variant.0
            )
            .fetch_one(&mut *transaction)
            .await?;
            let (Some(counted), Some(recorded), None) = (line.counted, line.recorded, line.difference) else {
                continue;
            };
            let difference = i64::from(counted) - i64::from(recorded);
            let result = if difference == 0 {
                Ok(())
            } else {
                let reason = format!("stocktake {id}: {counted} counted, {recorded} recorded");
                change_on_hand(&mut transaction, (sku, *variant), place, difference, &reason, now).await
            };
            match result {
                Ok(()) => {
                    sqlx::query!(
                        "UPDATE stocktake_lines SET difference = ?, problem = '' WHERE stocktake_id = ? AND variant_id = ?",
                        difference,
                        id.0,
                        variant.0
                    )
                    .execute(&mut *transaction)
                    .await?;
                    if difference != 0 {
                        booked.push(format!("{sku} {difference:+}"));
                        changed.push(*variant);
                    }
                }
                // Nothing was written for this line: the statement found no row to change.
                Err(FulfilmentError::Refused(refusal)) => {
                    refused += 1;
                    let problem: String = refusal.to_string().chars().take(200).collect();
                    sqlx::query!(
                        "UPDATE stocktake_lines SET problem = ? WHERE stocktake_id = ? AND variant_id = ?",
                        problem,
                        id.0,
                        variant.0
                    )
                    .execute(&mut *transaction)
                    .await?;
                }
                Err(error) => return Err(error),
            }
        }
        sqlx::query!(
            "UPDATE stocktakes SET closed_at = ? WHERE id = ? AND NOT EXISTS
               (SELECT 1 FROM stocktake_lines c WHERE c.stocktake_id = ? AND c.difference IS NULL)",
            now.naive_utc(),
            id.0,
            id.0
        )
        .execute(&mut *transaction)
        .await?;
        for variant in &changed {
            serve_waiting(&mut transaction, *variant, actor, now).await?;
        }
        let after = json!({ "booked": booked, "refused": refused });
        audited(&mut transaction, actor, "stocktake.apply", &id.to_string(), None, Some(&after), now).await?;
        note_stock(&mut transaction, &changed.iter().map(|variant| variant.0).collect::<Vec<_>>()).await?;
        transaction.commit().await?;
        Ok(refused)
    }

    /// Ends a count: parts that were not booked stay as they are.
    #[tracing::instrument(name = "db.fulfilment.close_stocktake", skip(self, actor, now))]
    pub async fn close_stocktake(
        &self,
        id: StocktakeId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            lock_open(&mut transaction, id).await?;
            sqlx::query!("UPDATE stocktakes SET closed_at = ? WHERE id = ?", now.naive_utc(), id.0)
                .execute(&mut *transaction)
                .await?;
            audited(&mut transaction, actor, "stocktake.close", &id.to_string(), None, None, now).await?;
            transaction.commit().await?;
            Ok(())
        })
        .await
    }
}

/// The location of an open count, locked until the transaction ends.
async fn lock_open(connection: &mut MySqlConnection, id: StocktakeId) -> Done<StockLocationId> {
    let row = sqlx::query!("SELECT location_id, closed_at FROM stocktakes WHERE id = ? FOR UPDATE", id.0)
        .fetch_optional(connection)
        .await?
        .ok_or(Refusal::NotThere)?;
    if row.closed_at.is_some() {
        return Err(Refusal::WrongState("closed").into());
    }
    Ok(StockLocationId(row.location_id))
}

async fn head(connection: &mut MySqlConnection, id: StocktakeId) -> Result<Option<Stocktake>> {
    let row = sqlx::query!(
        "SELECT s.code, s.name, t.note, t.started_by, t.started_at, t.closed_at,
                CAST((SELECT COUNT(*) FROM stocktake_lines c WHERE c.stocktake_id = t.id) AS UNSIGNED) AS `to_count!: u32`,
                CAST((SELECT COUNT(*) FROM stocktake_lines c WHERE c.stocktake_id = t.id AND c.counted IS NOT NULL) AS UNSIGNED)
                  AS `counted!: u32`
         FROM stocktakes t JOIN stock_locations s ON s.id = t.location_id WHERE t.id = ?",
        id.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Stocktake {
        id,
        location: Location { code: row.code, name: row.name },
        note: row.note,
        started_by: row.started_by,
        started_at: row.started_at.and_utc(),
        closed_at: utc(row.closed_at),
        to_count: row.to_count,
        counted: row.counted,
    }))
}
