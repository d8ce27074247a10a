//! Stock as the desk changes it: adjusting, moving, bins, and the ledger to read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::fulfilment::{Refusal, StockReason};
use domain::ids::{Sku, StockLocationId, VariantId};
use domain::inventory::{LOW_STOCK, StockMovementKind};
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::pieces::serve_waiting;
use super::rows::{location_by_code, parse_order_number, part_by_sku};
use super::seams::audited;
use super::views::{LevelView, Location, MovementView, StockView};
use crate::catalog::{id_list, note_stock, parse_sku};
use crate::database::{retrying, spread};
use crate::inventory::{Movement, add_pieces, lock_levels, record, take_pieces};
use crate::{Error, Result, Store};

/// Rows of a ledger on one page.
const LEDGER_PAGE: u32 = 100;

impl Store {
    /// Changes what is on hand, never below what is promised. What turns up serves waiting orders first.
    #[tracing::instrument(name = "db.fulfilment.adjust_stock", skip(self, note, actor, now))]
    #[expect(clippy::too_many_arguments, reason = "what the form says, who and when")]
    pub async fn adjust_stock(
        &self,
        sku: &Sku,
        location: &str,
        delta: i32,
        reason: StockReason,
        note: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        if delta == 0 || delta.unsigned_abs() > 1_000_000 {
            return Err(Refusal::Field("Give a change other than 0, of at most 1,000,000 pieces.").into());
        }
        let note = note.trim();
        let said = if note.is_empty() { reason.title().to_owned() } else { format!("{}: {note}", reason.title()) };
        let said: String = said.chars().take(120).collect();
        retrying(spread(now), || self.try_adjust(sku, location, delta, &said, actor, now)).await
    }

    async fn try_adjust(
        &self,
        sku: &Sku,
        location: &str,
        delta: i32,
        said: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let place = location_by_code(&mut transaction, location).await?;
        let variant = part_by_sku(&mut transaction, sku).await?;
        let before = on_hand(&mut transaction, variant, place).await?;
        change_on_hand(&mut transaction, (sku, variant), place, i64::from(delta), said, now).await?;
        if delta > 0 {
            serve_waiting(&mut transaction, variant, actor, now).await?;
        }
        let subject = format!("{sku} at {location}");
        let after = json!({ "on_hand": i64::from(before) + i64::from(delta), "reason": said });
        let before = json!({ "on_hand": before });
        audited(&mut transaction, actor, "stock.adjust", &subject, Some(&before), Some(&after), now).await?;
        note_stock(&mut transaction, &[variant.0]).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Moves available pieces to another location.
    #[tracing::instrument(name = "db.fulfilment.transfer_stock", skip(self, actor, now))]
    pub async fn transfer_stock(
        &self,
        sku: &Sku,
        from: &str,
        to: &str,
        quantity: u32,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        if quantity == 0 {
            return Err(Refusal::Nothing.into());
        }
        if from.trim() == to.trim() {
            return Err(Refusal::Field("Choose two different locations.").into());
        }
        retrying(spread(now), || self.try_transfer(sku, (from.trim(), to.trim()), quantity, actor, now)).await
    }

    async fn try_transfer(
        &self,
        sku: &Sku,
        (from, to): (&str, &str),
        quantity: u32,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let source = location_by_code(&mut transaction, from).await?;
        let target = location_by_code(&mut transaction, to).await?;
        let variant = part_by_sku(&mut transaction, sku).await?;
        take_or_refuse(&mut transaction, (sku, variant), source, quantity).await?;
        add_pieces(&mut transaction, variant, target, quantity).await?;
        let reason = format!("{from} to {to}");
        for (location, pieces) in [(source, -i64::from(quantity)), (target, i64::from(quantity))] {
            let movement = Movement {
                variant,
                location,
                kind: StockMovementKind::Transfer,
                on_hand_delta: pieces,
                allocated_delta: 0,
                order_line: None,
                reason: &reason,
            };
            record(&mut transaction, &movement, now).await?;
        }
        let after = json!({ "moved": quantity, "from": from, "to": to });
        audited(&mut transaction, actor, "stock.transfer", sku.as_str(), None, Some(&after), now).await?;
        note_stock(&mut transaction, &[variant.0]).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Says where a part lies at a location.
    #[tracing::instrument(name = "db.fulfilment.set_bin", skip(self, actor, now))]
    pub async fn set_bin(
        &self,
        sku: &Sku,
        location: &str,
        bin: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        check_bin(bin)?;
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let place = location_by_code(&mut transaction, location).await?;
            let variant = part_by_sku(&mut transaction, sku).await?;
            put_into_bin(&mut transaction, variant, place, bin).await?;
            let subject = format!("{sku} at {location}");
            audited(&mut transaction, actor, "stock.bin", &subject, None, Some(&json!({ "bin": bin })), now).await?;
            transaction.commit().await?;
            Ok(())
        })
        .await
    }

    /// A part's stock at every location.
    #[tracing::instrument(name = "db.fulfilment.stock_of", skip(self))]
    pub async fn stock_of(&self, sku: &Sku) -> Result<Option<StockView>> {
        let mut connection = self.database.acquire().await?;
        let id = sqlx::query_scalar!("SELECT id FROM variants WHERE sku = ?", sku.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        let Some(id) = id else { return Ok(None) };
        Ok(read_stock(&mut connection, &[id]).await?.pop())
    }

    /// Parts with stock somewhere but few available, the fewest first; at most 200.
    #[tracing::instrument(name = "db.fulfilment.few_left", skip(self))]
    pub async fn low_stock(&self) -> Result<Vec<StockView>> {
        let mut connection = self.old_reads().acquire().await?;
        let ids = sqlx::query_scalar!(
            "SELECT variant_id FROM stock_levels GROUP BY variant_id HAVING SUM(on_hand - allocated - held) < ?
             ORDER BY SUM(on_hand - allocated - held), variant_id LIMIT 200",
            LOW_STOCK
        )
        .fetch_all(&mut *connection)
        .await?;
        read_stock(&mut connection, &ids).await
    }

    /// The ledger of a part, the newest row first, 100 to a page, pages counted from 1.
    #[tracing::instrument(name = "db.fulfilment.movements", skip(self))]
    pub async fn movements(&self, sku: &Sku, page: u32) -> Result<Vec<MovementView>> {
        let rows = sqlx::query!(
            "SELECT m.kind, s.code, m.on_hand_delta, m.allocated_delta, o.order_number AS `order_number?`, m.reason, m.moved_at
             FROM variants v
             JOIN stock_movements m ON m.variant_id = v.id
             JOIN stock_locations s ON s.id = m.location_id
             LEFT JOIN orders o ON o.id = m.order_id
             WHERE v.sku = ? ORDER BY m.id DESC LIMIT ? OFFSET ?",
            sku.as_str(),
            LEDGER_PAGE,
            u64::from(page.saturating_sub(1)) * u64::from(LEDGER_PAGE)
        )
        .fetch_all(self.old_reads())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(MovementView {
                    kind: StockMovementKind::parse(&row.kind)
                        .ok_or_else(|| Error::inconsistent("stock movement", &row.kind))?,
                    location: row.code,
                    on_hand: i64::from(row.on_hand_delta),
                    allocated: i64::from(row.allocated_delta),
                    order: row.order_number.as_deref().map(parse_order_number).transpose()?,
                    reason: row.reason,
                    moved_at: row.moved_at.and_utc(),
                })
            })
            .collect()
    }
}

/// The name of a bin is short.
pub(super) fn check_bin(bin: &str) -> Result<(), Refusal> {
    if bin.trim().chars().count() <= 20 { Ok(()) } else { Err(Refusal::Field("A bin has at most 20 characters.")) }
}

/// Writes down where a part lies at a location, whether it lay there before or not.
pub(super) async fn put_into_bin(
    connection: &mut MySqlConnection,
    variant: VariantId,
    location: StockLocationId,
    bin: &str,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO stock_levels (variant_id, location_id, on_hand, allocated, held, bin) VALUES (?, ?, 0, 0, 0, ?)
         ON DUPLICATE KEY UPDATE bin = VALUES(bin)",
        variant.0,
        location.0,
        bin.trim()
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn on_hand(connection: &mut MySqlConnection, variant: VariantId, location: StockLocationId) -> Result<u32> {
    let levels = lock_levels(connection, variant).await?;
    Ok(levels.iter().find(|level| level.location == location).map_or(0, |level| level.on_hand))
}

/// Changes what is on hand, with its row of the ledger; never below what is promised.
pub(crate) async fn change_on_hand(
    connection: &mut MySqlConnection,
    part: (&Sku, VariantId),
    location: StockLocationId,
    delta: i64,
    reason: &str,
    now: DateTime<Utc>,
) -> Done<()> {
    let pieces = u32::try_from(delta.unsigned_abs()).unwrap_or(u32::MAX);
    if delta > 0 {
        add_pieces(connection, part.1, location, pieces).await?;
    } else {
        take_or_refuse(connection, part, location, pieces).await?;
    }
    let movement = Movement {
        variant: part.1,
        location,
        kind: StockMovementKind::Adjustment,
        on_hand_delta: delta,
        allocated_delta: 0,
        order_line: None,
        reason,
    };
    Ok(record(connection, &movement, now).await?)
}

async fn take_or_refuse(
    connection: &mut MySqlConnection,
    (sku, variant): (&Sku, VariantId),
    location: StockLocationId,
    pieces: u32,
) -> Done<()> {
    let levels = lock_levels(connection, variant).await?;
    if take_pieces(connection, variant, location, pieces).await? {
        return Ok(());
    }
    let level = levels.iter().find(|level| level.location == location);
    let promised = level.map_or(0, |level| level.allocated + level.held);
    let possible = level.map_or(0, domain::inventory::StockLevel::available);
    Err(Refusal::Promised { sku: sku.clone(), promised, possible }.into())
}

/// Parts with their stock, in the order of the ids.
async fn read_stock(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Vec<StockView>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.id, v.sku, v.mpn, v.name,
                CAST((SELECT COALESCE(SUM(CAST(l.quantity AS SIGNED) - CAST(l.received AS SIGNED) - CAST(l.cancelled AS SIGNED)), 0)
                      FROM purchase_order_lines l JOIN purchase_orders p ON p.id = l.purchase_order_id
                      WHERE l.variant_id = v.id AND p.closed_at IS NULL AND l.quantity > l.received + l.cancelled) AS UNSIGNED) AS `incoming!: u32`,
                CAST((SELECT COALESCE(SUM(w.backordered), 0) FROM order_lines w WHERE w.variant_id = v.id AND w.backordered > 0) AS UNSIGNED)
                  AS `backordered!: u32`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
         JOIN variants v ON v.id = wanted.id ORDER BY wanted.place",
        id_list(ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    let levels = sqlx::query!(
        "SELECT STRAIGHT_JOIN wanted.id AS `variant!: i64`, s.code, s.name, COALESCE(t.bin, '') AS `bin!: String`,
                CAST(COALESCE(t.on_hand, 0) AS UNSIGNED) AS `on_hand!: u32`,
                CAST(COALESCE(t.allocated, 0) AS UNSIGNED) AS `allocated!: u32`, CAST(COALESCE(t.held, 0) AS UNSIGNED) AS `held!: u32`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN stock_locations s
         LEFT JOIN stock_levels t ON t.variant_id = wanted.id AND t.location_id = s.id
         ORDER BY s.code",
        id_list(ids)
    )
    .fetch_all(connection)
    .await?;
    let mut by_variant: HashMap<i64, Vec<LevelView>> = HashMap::new();
    for row in levels {
        by_variant.entry(row.variant).or_default().push(LevelView {
            location: Location { code: row.code, name: row.name },
            bin: row.bin,
            on_hand: row.on_hand,
            allocated: row.allocated,
            held: row.held,
        });
    }
    rows.into_iter()
        .map(|row| {
            Ok(StockView {
                sku: parse_sku(&row.sku)?,
                mpn: row.mpn,
                name: row.name,
                levels: by_variant.remove(&row.id).unwrap_or_default(),
                incoming: row.incoming,
                backordered: row.backordered,
            })
        })
        .collect()
}
