//! Goods ordered from suppliers: waiting orders get what comes in first.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::accounts::Actor;
use domain::fulfilment::{PurchaseOrderNumber, Refusal};
use domain::ids::{PurchaseOrderId, Sku, StockLocationId, VariantId};
use domain::inventory::StockMovementKind;
use domain::money::{Currency, Money};
use domain::orders::OrderNumber;
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::pieces::serve_waiting;
use super::rows::{bits, location_by_code, lock_all_levels, parse_currency, part_by_sku, utc};
use super::seams::audited;
use super::stock::{check_bin, put_into_bin};
use super::views::{Location, NewPurchaseOrder, PurchaseOrder, PurchaseOrderLine, PurchaseOrders, Receipt};
use crate::catalog::{id_list, note_stock, parse_sku};
use crate::database::{retrying, spread};
use crate::error::violates_unique;
use crate::inventory::{Movement, add_pieces, record};
use crate::{Error, Result, Store};

/// Most pieces of a line.
const MAX_PIECES: u32 = 1_000_000;

impl Store {
    /// Makes a purchase order. The same `random` is the same purchase order.
    #[tracing::instrument(name = "db.fulfilment.create_purchase_order", skip_all)]
    pub async fn create_purchase_order(
        &self,
        new: &NewPurchaseOrder,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<PurchaseOrderNumber, FulfilmentError> {
        check_new(new)?;
        let number = PurchaseOrderNumber::from_random(bits(random, 0));
        match retrying(spread(now), || self.try_create_purchase_order(new, &number, actor, now)).await {
            Err(FulfilmentError::Store(Error::Database(error)))
                if violates_unique(&error, "uq_purchase_orders_po_number") =>
            {
                Ok(number)
            }
            made => made.map(|()| number),
        }
    }

    async fn try_create_purchase_order(
        &self,
        new: &NewPurchaseOrder,
        number: &PurchaseOrderNumber,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let location = location_by_code(&mut transaction, &new.location).await?;
        let currency = new.lines.first().map_or(Currency::Eur, |line| line.2.currency);
        let id = sqlx::query!(
            "INSERT INTO purchase_orders (po_number, supplier, location_id, currency, expected_on, note, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            number.as_str(),
            new.supplier.trim(),
            location.0,
            currency.code(),
            new.expected_on,
            new.note.trim(),
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?
        .last_insert_id();
        let mut variants = Vec::new();
        for (line_no, (sku, quantity, unit_cost)) in (1u32..).zip(&new.lines) {
            let variant = part_by_sku(&mut transaction, sku).await?;
            sqlx::query!(
                "INSERT INTO purchase_order_lines (purchase_order_id, line_no, variant_id, quantity, received, cancelled, unit_cost_minor)
                 VALUES (?, ?, ?, ?, 0, 0, ?)",
                id,
                line_no,
                variant.0,
                quantity,
                unit_cost.minor
            )
            .execute(&mut *transaction)
            .await?;
            variants.push(variant.0);
        }
        let after = json!({ "supplier": new.supplier, "lines": new.lines.len(), "expected": new.expected_on });
        audited(&mut transaction, actor, "purchase-order.create", number.as_str(), None, Some(&after), now).await?;
        note_stock(&mut transaction, &variants).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Purchase orders with their lines; at most 200.
    #[tracing::instrument(name = "db.fulfilment.purchase_orders", skip(self))]
    pub async fn purchase_orders(&self, which: PurchaseOrders) -> Result<Vec<PurchaseOrder>> {
        let mut connection = self.old_reads().acquire().await?;
        let ids = match which {
            PurchaseOrders::Open => {
                sqlx::query_scalar!(
                    "SELECT id FROM purchase_orders WHERE closed_at IS NULL ORDER BY expected_on IS NULL, expected_on, id LIMIT 200"
                )
                .fetch_all(&mut *connection)
                .await?
            }
            PurchaseOrders::Closed => {
                sqlx::query_scalar!(
                    "SELECT id FROM purchase_orders WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id DESC LIMIT 200"
                )
                .fetch_all(&mut *connection)
                .await?
            }
        };
        read_purchase_orders(&mut connection, &ids).await
    }

    /// A purchase order.
    #[tracing::instrument(name = "db.fulfilment.purchase_order", skip(self))]
    pub async fn purchase_order(&self, number: &PurchaseOrderNumber) -> Result<Option<PurchaseOrder>> {
        let mut connection = self.database.acquire().await?;
        let id = sqlx::query_scalar!("SELECT id FROM purchase_orders WHERE po_number = ?", number.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        let Some(id) = id else { return Ok(None) };
        Ok(read_purchase_orders(&mut connection, &[id]).await?.pop())
    }

    /// Sets when a purchase order is expected.
    #[tracing::instrument(name = "db.fulfilment.expect_purchase_order", skip(self, actor, now))]
    pub async fn expect_purchase_order(
        &self,
        number: &PurchaseOrderNumber,
        expected_on: Option<NaiveDate>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let held = lock_open(&mut transaction, number).await?;
            sqlx::query!("UPDATE purchase_orders SET expected_on = ? WHERE id = ?", expected_on, held.id.0)
                .execute(&mut *transaction)
                .await?;
            let (before, after) = (json!({ "expected": held.expected_on }), json!({ "expected": expected_on }));
            let action = "purchase-order.expect";
            audited(&mut transaction, actor, action, number.as_str(), Some(&before), Some(&after), now).await?;
            transaction.commit().await?;
            Ok(())
        })
        .await
    }

    /// Books what came of a purchase order; waiting backorders get it first. Answers the orders that got pieces.
    #[tracing::instrument(name = "db.fulfilment.receive_purchase_order", skip(self, receipt, actor, now))]
    pub async fn receive_purchase_order(
        &self,
        number: &PurchaseOrderNumber,
        receipt: &Receipt,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Vec<OrderNumber>, FulfilmentError> {
        for (_, count, bin) in &receipt.lines {
            check_bin(bin)?;
            if *count > MAX_PIECES {
                return Err(Refusal::Field("Give at most 1,000,000 pieces.").into());
            }
        }
        retrying(spread(now), || self.try_receive(number, receipt, actor, now)).await
    }

    async fn try_receive(
        &self,
        number: &PurchaseOrderNumber,
        receipt: &Receipt,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<Vec<OrderNumber>> {
        let mut transaction = self.database.begin().await?;
        // The lines of a purchase order never change their parts, so that stock is locked first.
        let parts = sqlx::query!(
            "SELECT v.id, v.sku FROM purchase_order_lines l JOIN variants v ON v.id = l.variant_id JOIN purchase_orders p ON p.id = l.purchase_order_id
             WHERE p.po_number = ?",
            number.as_str()
        )
        .fetch_all(&mut *transaction)
        .await?;
        let parts =
            parts.into_iter().map(|row| Ok((parse_sku(&row.sku)?, VariantId(row.id)))).collect::<Result<_>>()?;
        lock_all_levels(&mut transaction, parts).await?;
        let held = lock_open(&mut transaction, number).await?;
        let mut came: Vec<(&HeldLine, u32)> = Vec::new();
        for (line_no, count, bin) in receipt.lines.iter().filter(|(_, count, _)| *count > 0) {
            let line = held.lines.iter().find(|line| line.line_no == *line_no).ok_or(Refusal::NoSuchLine(*line_no))?;
            if came.iter().any(|(known, _)| known.line_no == *line_no) {
                return Err(Refusal::Field("Name each line once.").into());
            }
            let outstanding = line.quantity.saturating_sub(line.received).saturating_sub(line.cancelled);
            if *count > outstanding && !receipt.more_is_right {
                return Err(Refusal::OverReceipt { sku: line.sku.clone(), count: *count, outstanding }.into());
            }
            add_pieces(&mut transaction, line.variant, held.location, *count).await?;
            if !bin.trim().is_empty() {
                put_into_bin(&mut transaction, line.variant, held.location, bin).await?;
            }
            let movement = Movement {
                variant: line.variant,
                location: held.location,
                kind: StockMovementKind::Receipt,
                on_hand_delta: i64::from(*count),
                allocated_delta: 0,
                order_line: None,
                reason: number.as_str(),
            };
            record(&mut transaction, &movement, now).await?;
            sqlx::query!(
                "UPDATE purchase_order_lines SET received = received + ? WHERE purchase_order_id = ? AND line_no = ?",
                count,
                held.id.0,
                line.line_no
            )
            .execute(&mut *transaction)
            .await?;
            came.push((line, *count));
        }
        if came.is_empty() {
            return Err(Refusal::Nothing.into());
        }
        sqlx::query!(
            "UPDATE purchase_orders SET closed_at = ? WHERE id = ? AND NOT EXISTS
               (SELECT 1 FROM purchase_order_lines l WHERE l.purchase_order_id = ? AND l.quantity > l.received + l.cancelled)",
            now.naive_utc(),
            held.id.0,
            held.id.0
        )
        .execute(&mut *transaction)
        .await?;
        let mut served = BTreeSet::new();
        let mut by_sku: Vec<_> = came.iter().map(|(line, _)| (&line.sku, line.variant)).collect();
        by_sku.sort();
        for (_, variant) in &by_sku {
            served.extend(serve_waiting(&mut transaction, *variant, actor, now).await?);
        }
        let what: Vec<_> = came.iter().map(|(line, count)| format!("{count} × {}", line.sku)).collect();
        let after = json!({ "received": what, "served": served.iter().map(OrderNumber::as_str).collect::<Vec<_>>() });
        audited(&mut transaction, actor, "purchase-order.receive", number.as_str(), None, Some(&after), now).await?;
        note_stock(&mut transaction, &by_sku.iter().map(|(_, variant)| variant.0).collect::<Vec<_>>()).await?;
        transaction.commit().await?;
        Ok(served.into_iter().collect())
    }

    /// Closes a purchase order: what has not come will not come.
    #[tracing::instrument(name = "db.fulfilment.cancel_purchase_order_rest", skip(self, actor, now))]
    pub async fn cancel_purchase_order_rest(
        &self,
        number: &PurchaseOrderNumber,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let held = lock_open(&mut transaction, number).await?;
            sqlx::query!(
                "UPDATE purchase_order_lines SET cancelled = quantity - received WHERE purchase_order_id = ? AND quantity > received",
                held.id.0
            )
            .execute(&mut *transaction)
            .await?;
            sqlx::query!("UPDATE purchase_orders SET closed_at = ? WHERE id = ?", now.naive_utc(), held.id.0)
                .execute(&mut *transaction)
                .await?;
            let variants: Vec<i64> = held.lines.iter().map(|line| line.variant.0).collect();
            audited(&mut transaction, actor, "purchase-order.close", number.as_str(), None, None, now).await?;
            note_stock(&mut transaction, &variants).await?;
            transaction.commit().await?;
            Ok(())
        })
        .await
    }
}

fn check_new(new: &NewPurchaseOrder) -> Result<(), Refusal> {
    let supplier = new.supplier.trim().chars().count();
    if supplier == 0 || supplier > 120 {
        return Err(Refusal::Field("Name the supplier, in at most 120 characters."));
    }
    if new.note.trim().chars().count() > 500 {
        return Err(Refusal::Field("A note has at most 500 characters."));
    }
    if new.lines.is_empty() || new.lines.len() > 500 {
        return Err(Refusal::Field("Give between 1 and 500 lines."));
    }
    let mut known = BTreeSet::new();
    for (sku, quantity, unit_cost) in &new.lines {
        if !(1..=MAX_PIECES).contains(quantity) {
            return Err(Refusal::Field("Order between 1 and 1,000,000 pieces of a part."));
        }
        if unit_cost.minor < 0 || unit_cost.currency != new.lines[0].2.currency {
            return Err(Refusal::Field("Give costs of zero or more, all in one currency."));
        }
        if !known.insert(sku) {
            return Err(Refusal::Field("Name each part once."));
        }
    }
    Ok(())
}

/// An open purchase order under lock.
struct Held {
    id: PurchaseOrderId,
    location: StockLocationId,
    expected_on: Option<NaiveDate>,
    lines: Vec<HeldLine>,
}

struct HeldLine {
    line_no: u32,
    variant: VariantId,
    sku: Sku,
    quantity: u32,
    received: u32,
    cancelled: u32,
}

async fn lock_open(connection: &mut MySqlConnection, number: &PurchaseOrderNumber) -> Done<Held> {
    let row = sqlx::query!(
        "SELECT id, location_id, expected_on, closed_at FROM purchase_orders WHERE po_number = ? FOR UPDATE",
        number.as_str()
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Refusal::NotThere)?;
    if row.closed_at.is_some() {
        return Err(Refusal::WrongState("closed").into());
    }
    let lines = sqlx::query!(
        "SELECT l.line_no, l.variant_id, v.sku, l.quantity, l.received, l.cancelled
         FROM purchase_order_lines l JOIN variants v ON v.id = l.variant_id WHERE l.purchase_order_id = ? ORDER BY l.line_no",
        row.id
    )
    .fetch_all(connection)
    .await?;
    Ok(Held {
        id: PurchaseOrderId(row.id),
        location: StockLocationId(row.location_id),
        expected_on: row.expected_on,
        lines: lines
            .into_iter()
            .map(|line| {
                Ok(HeldLine {
                    line_no: line.line_no,
                    variant: VariantId(line.variant_id),
                    sku: parse_sku(&line.sku)?,
                    quantity: line.quantity,
                    received: line.received,
                    cancelled: line.cancelled,
                })
            })
            .collect::<Result<_>>()?,
    })
}

async fn read_purchase_orders(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Vec<PurchaseOrder>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN p.id, p.po_number, p.supplier, s.code, s.name, p.currency, p.expected_on, p.note, p.created_at, p.closed_at
         FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
         JOIN purchase_orders p ON p.id = wanted.id
         JOIN stock_locations s ON s.id = p.location_id
         ORDER BY wanted.place",
        id_list(ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    let lines = sqlx::query!(
        "SELECT l.purchase_order_id, p.currency, l.line_no, v.sku, v.name, l.quantity, l.received, l.cancelled, l.unit_cost_minor,
                COALESCE(t.bin, '') AS `bin!: String`,
                CAST((SELECT COALESCE(SUM(w.backordered), 0) FROM order_lines w WHERE w.variant_id = l.variant_id AND w.backordered > 0) AS UNSIGNED)
                  AS `waited_for!: u32`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN purchase_orders p ON p.id = wanted.id
         JOIN purchase_order_lines l ON l.purchase_order_id = p.id
         JOIN variants v ON v.id = l.variant_id
         LEFT JOIN stock_levels t ON t.variant_id = l.variant_id AND t.location_id = p.location_id
         ORDER BY l.purchase_order_id, l.line_no",
        id_list(ids)
    )
    .fetch_all(connection)
    .await?;
    let mut by_order: HashMap<i64, Vec<PurchaseOrderLine>> = HashMap::new();
    for line in lines {
        by_order.entry(line.purchase_order_id).or_default().push(PurchaseOrderLine {
            line_no: line.line_no,
            sku: parse_sku(&line.sku)?,
            name: line.name,
            quantity: line.quantity,
            received: line.received,
            cancelled: line.cancelled,
            unit_cost: Money::new(line.unit_cost_minor, parse_currency(&line.currency)?),
            bin: line.bin,
            waited_for: line.waited_for,
        });
    }
    rows.into_iter()
        .map(|row| {
            Ok(PurchaseOrder {
                number: PurchaseOrderNumber::parse(&row.po_number)
                    .map_err(|error| Error::inconsistent("purchase order number", error))?,
                supplier: row.supplier,
                location: Location { code: row.code, name: row.name },
                expected_on: row.expected_on,
                note: row.note,
                created_at: row.created_at.and_utc(),
                closed_at: utc(row.closed_at),
                lines: by_order.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}
