//! What waits at the desk: counted, and row by row.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::HazardClass;
use domain::checkout::{DeliveryMethod, PaymentMethod};
use domain::fulfilment::{ApprovalReason, Queue, ShipmentState, owed};
use domain::ids::{OrderId, VariantId};
use domain::inventory::LOW_STOCK;
use sqlx::MySqlConnection;

use super::promised::promises_for;
use super::rows::{parse_order_number, parse_shipment_number, parse_state};
use super::views::{DeskOverview, QUEUE_PAGE, QueueFilter, QueuePage, QueueRow};
use crate::catalog::id_list;
use crate::{Error, Result, Store};

/// An order or a parcel in a queue, before what is told of its order.
struct Found {
    order_id: i64,
    shipment: Option<String>,
    pieces: u32,
    codes: String,
    total: i64,
}

impl Store {
    /// What waits at the desk, counted.
    #[tracing::instrument(name = "db.fulfilment.desk_overview", skip(self, now))]
    pub async fn desk_overview(&self, now: DateTime<Utc>) -> Result<DeskOverview> {
        let mut connection = self.old_reads().acquire().await?;
        let mut queues = Vec::with_capacity(Queue::ALL.len());
        for queue in Queue::ALL {
            let (first, _) = find(&mut connection, *queue, &QueueFilter::default(), 1, 0).await?;
            queues.push((*queue, first));
        }
        let today = now.date_naive();
        let counts = sqlx::query!(
            "SELECT (SELECT COUNT(*) FROM purchase_orders WHERE closed_at IS NULL) AS `open!: i64`,
                    (SELECT COUNT(*) FROM purchase_orders WHERE closed_at IS NULL AND expected_on = ?) AS `due!: i64`,
                    (SELECT COUNT(*) FROM purchase_orders WHERE closed_at IS NULL AND expected_on < ?) AS `overdue!: i64`,
                    (SELECT COUNT(*) FROM return_authorizations WHERE state = 'requested') AS `to_decide!: i64`,
                    (SELECT COUNT(*) FROM return_authorizations WHERE state = 'authorised') AS `to_receive!: i64`,
                    (SELECT COUNT(*) FROM return_authorizations WHERE state = 'received') AS `to_credit!: i64`,
                    (SELECT COUNT(*) FROM stocktakes WHERE closed_at IS NULL) AS `stocktakes!: i64`,
                    CAST((SELECT COALESCE(SUM(backordered), 0) FROM order_lines WHERE backordered > 0) AS SIGNED) AS `waiting!: i64`,
                    (SELECT COUNT(*) FROM (SELECT variant_id FROM stock_levels GROUP BY variant_id
                                           HAVING SUM(on_hand - allocated - held) < ?) few) AS `low!: i64`",
            today,
            today,
            LOW_STOCK
        )
        .fetch_one(&mut *connection)
        .await?;
        Ok(DeskOverview {
            queues,
            to_approve: to_approve(&mut connection).await?,
            backordered_pieces: counts.waiting.unsigned_abs(),
            purchase_orders_open: counts.open.unsigned_abs(),
            purchase_orders_due: counts.due.unsigned_abs(),
            purchase_orders_overdue: counts.overdue.unsigned_abs(),
            returns_to_decide: counts.to_decide.unsigned_abs(),
            returns_to_receive: counts.to_receive.unsigned_abs(),
            returns_to_credit: counts.to_credit.unsigned_abs(),
            stocktakes_open: counts.stocktakes.unsigned_abs(),
            low_stock: counts.low.unsigned_abs(),
        })
    }

    /// A page of a queue, pages counted from 1.
    #[tracing::instrument(name = "db.fulfilment.orders_in", skip(self, filter))]
    pub async fn orders_in(&self, queue: Queue, filter: &QueueFilter, page: u32) -> Result<QueuePage> {
        let mut connection = self.old_reads().acquire().await?;
        let offset = u64::from(page.saturating_sub(1)) * u64::from(QUEUE_PAGE);
        let (total, found) = find(&mut connection, queue, filter, QUEUE_PAGE, offset).await?;
        let ids: Vec<i64> = found.iter().map(|found| found.order_id).collect();
        let orders = heads(&mut connection, &ids).await?;
        let promised = if queue == Queue::Backorders { promised(&mut connection, &ids).await? } else { HashMap::new() };
        let rows = found.into_iter().filter_map(|found| {
            let head = orders.get(&found.order_id)?.clone();
            Some((found, head))
        });
        let rows = rows
            .map(|(found, head)| {
                Ok(QueueRow {
                    shipment: found.shipment.as_deref().map(parse_shipment_number).transpose()?,
                    pieces: found.pieces,
                    locations: found.codes.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
                    waits_for: if queue == Queue::ToApprove { head.waits_for } else { Vec::new() },
                    promised_for: promised.get(&found.order_id).copied().flatten(),
                    ..head
                })
            })
            .collect::<Result<_>>()?;
        Ok(QueuePage { total, rows })
    }
}

/// Orders to approve by what they wait for.
async fn to_approve(connection: &mut MySqlConnection) -> Result<Vec<(ApprovalReason, u64)>> {
    let rows = sqlx::query!(
        "SELECT payment_method, total_minor, credited_minor, paid_minor, terms_days, certification FROM orders WHERE state = 'placed'"
    )
    .fetch_all(connection)
    .await?;
    let mut counts: BTreeMap<ApprovalReason, u64> = BTreeMap::new();
    for row in rows {
        let payment = parse_payment(&row.payment_method)?;
        let owed = owed(row.total_minor, row.credited_minor, row.paid_minor);
        for reason in ApprovalReason::of(payment, owed, row.terms_days.is_some(), &row.certification) {
            *counts.entry(reason).or_default() += 1;
        }
    }
    Ok(counts.into_iter().collect())
}

/// The rows of a queue, the oldest order first, and how many there are in all.
async fn find(
    connection: &mut MySqlConnection,
    queue: Queue,
    filter: &QueueFilter,
    limit: u32,
    offset: u64,
) -> Result<(u64, Vec<Found>)> {
    let location = filter.location.as_deref().unwrap_or_default();
    let text: String = filter.text.trim().chars().take(80).collect();
    let like = format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let found = match queue {
        Queue::ToApprove => {
            sqlx::query_as!(
                Found,
                "SELECT o.id AS `order_id!`, NULL AS `shipment?: String`,
                        CAST((SELECT SUM(l.quantity - l.cancelled) FROM order_lines l WHERE l.order_id = o.id) AS UNSIGNED) AS `pieces!: u32`,
                        COALESCE((SELECT GROUP_CONCAT(DISTINCT s.code ORDER BY s.code) FROM allocations a JOIN stock_locations s ON s.id = a.location_id
                                  WHERE a.order_id = o.id), '') AS `codes!: String`,
                        COUNT(*) OVER () AS `total!: i64`
                 FROM orders o
                 WHERE o.state = 'placed'
                   AND (? = '' OR EXISTS (SELECT 1 FROM allocations a JOIN stock_locations s ON s.id = a.location_id WHERE a.order_id = o.id AND s.code = ?))
                   AND CONCAT_WS(' ', o.order_number, o.contact_name, o.company, o.email, o.po_number) LIKE ?
                 ORDER BY o.id LIMIT ? OFFSET ?",
                location, location, like, limit, offset
            )
            .fetch_all(connection)
            .await?
        }
        Queue::ToPick => {
            sqlx::query_as!(
                Found,
                "SELECT o.id AS `order_id!`, NULL AS `shipment?: String`, CAST(SUM(x.pieces) AS UNSIGNED) AS `pieces!: u32`,
                        COALESCE(GROUP_CONCAT(DISTINCT x.code ORDER BY x.code), '') AS `codes!: String`, COUNT(*) OVER () AS `total!: i64`
                 FROM (SELECT a.order_id, s.code,
                              CAST(a.quantity AS SIGNED) - (SELECT COALESCE(SUM(c.quantity), 0) FROM shipment_lines c JOIN shipments p ON p.id = c.shipment_id
                                WHERE c.order_id = a.order_id AND c.line_no = a.line_no AND p.location_id = a.location_id
                                  AND p.state IN ('picking', 'picked', 'packed')) AS pieces
                       FROM allocations a JOIN stock_locations s ON s.id = a.location_id) x
                 JOIN orders o ON o.id = x.order_id
                 WHERE x.pieces > 0 AND o.approved_at IS NOT NULL AND (? = '' OR x.code = ?)
                   AND CONCAT_WS(' ', o.order_number, o.contact_name, o.company, o.email, o.po_number) LIKE ?
                 GROUP BY o.id ORDER BY o.id LIMIT ? OFFSET ?",
                location, location, like, limit, offset
            )
            .fetch_all(connection)
            .await?
        }
        Queue::Services => {
            sqlx::query_as!(
                Found,
                "SELECT o.id AS `order_id!`, NULL AS `shipment?: String`,
                        CAST(SUM(CAST(l.quantity AS SIGNED) - CAST(l.cancelled AS SIGNED) - CAST(l.shipped AS SIGNED)) AS UNSIGNED) AS `pieces!: u32`,
                        '' AS `codes!: String`, COUNT(*) OVER () AS `total!: i64`
                 FROM orders o
                 JOIN order_lines l ON l.order_id = o.id
                 JOIN variants v ON v.id = l.variant_id
                 JOIN products p ON p.id = v.product_id
                 WHERE o.state IN ('approved', 'allocated', 'picked', 'packed', 'partly_shipped') AND o.approved_at IS NOT NULL
                   AND p.kind = 'service' AND l.quantity > l.cancelled + l.shipped
                   AND CONCAT_WS(' ', o.order_number, o.contact_name, o.company, o.email, o.po_number) LIKE ?
                 GROUP BY o.id ORDER BY o.id LIMIT ? OFFSET ?",
                like, limit, offset
            )
            .fetch_all(connection)
            .await?
        }
        Queue::Backorders => {
            sqlx::query_as!(
                Found,
                "SELECT o.id AS `order_id!`, NULL AS `shipment?: String`, CAST(SUM(l.backordered) AS UNSIGNED) AS `pieces!: u32`,
                        '' AS `codes!: String`, COUNT(*) OVER () AS `total!: i64`
                 FROM orders o JOIN order_lines l ON l.order_id = o.id
                 WHERE l.backordered > 0 AND CONCAT_WS(' ', o.order_number, o.contact_name, o.company, o.email, o.po_number) LIKE ?
                 GROUP BY o.id ORDER BY o.id LIMIT ? OFFSET ?",
                like, limit, offset
            )
            .fetch_all(connection)
            .await?
        }
        Queue::Picking | Queue::ToPack | Queue::ToShip | Queue::Shipped => {
            sqlx::query_as!(
                Found,
                "SELECT o.id AS `order_id!`, p.shipment_number AS `shipment?: String`,
                        CAST((SELECT SUM(c.quantity) FROM shipment_lines c WHERE c.shipment_id = p.id) AS UNSIGNED) AS `pieces!: u32`,
                        COALESCE(s.code, '') AS `codes!: String`, COUNT(*) OVER () AS `total!: i64`
                 FROM shipments p
                 JOIN orders o ON o.id = p.order_id
                 LEFT JOIN stock_locations s ON s.id = p.location_id
                 WHERE p.state = ? AND (? = '' OR s.code = ?)
                   AND CONCAT_WS(' ', o.order_number, p.shipment_number, p.tracking, o.contact_name, o.company, o.email, o.po_number) LIKE ?
                 ORDER BY o.id, p.id LIMIT ? OFFSET ?",
                parcel_state(queue).name(), location, location, like, limit, offset
            )
            .fetch_all(connection)
            .await?
        }
    };
    let total = found.first().map_or(0, |found| found.total.unsigned_abs());
    Ok((total, found))
}

/// The state of the parcels in a queue of parcels.
const fn parcel_state(queue: Queue) -> ShipmentState {
    match queue {
        Queue::ToPack => ShipmentState::Picked,
        Queue::ToShip => ShipmentState::Packed,
        Queue::Shipped => ShipmentState::Shipped,
        _ => ShipmentState::Picking,
    }
}

/// What rows tell of their orders.
async fn heads(connection: &mut MySqlConnection, ids: &[i64]) -> Result<HashMap<i64, QueueRow>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        "SELECT o.id, o.order_number, o.state, o.contact_name, o.company, o.placed_at, o.delivery_method, o.payment_method, o.total_minor,
                o.credited_minor, o.paid_minor, o.terms_days, o.certification,
                (SELECT MAX(CASE p.hazard_class WHEN 'explosive' THEN 2 WHEN 'flammable_solid' THEN 1 ELSE 0 END)
                 FROM order_lines l JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id WHERE l.order_id = o.id) AS `hazard!: i64`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted JOIN orders o ON o.id = wanted.id",
        id_list(ids)
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let owed = owed(row.total_minor, row.credited_minor, row.paid_minor);
            let payment = parse_payment(&row.payment_method)?;
            let head = QueueRow {
                number: parse_order_number(&row.order_number)?,
                shipment: None,
                state: parse_state(&row.state)?,
                customer: row.contact_name,
                company: row.company,
                placed_at: row.placed_at.and_utc(),
                pieces: 0,
                locations: Vec::new(),
                delivery_method: DeliveryMethod::parse(&row.delivery_method)
                    .ok_or_else(|| Error::inconsistent("delivery method", &row.delivery_method))?,
                hazard_class: match row.hazard {
                    2 => HazardClass::Explosive,
                    1 => HazardClass::FlammableSolid,
                    _ => HazardClass::None,
                },
                waits_for: ApprovalReason::of(payment, owed, row.terms_days.is_some(), &row.certification),
                promised_for: None,
            };
            Ok((row.id, head))
        })
        .collect()
}

/// When the last waiting piece of each order is expected; nothing where some date is not known.
async fn promised(connection: &mut MySqlConnection, ids: &[i64]) -> Result<HashMap<i64, Option<NaiveDate>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let variants = sqlx::query_scalar!(
        "SELECT DISTINCT l.variant_id FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN order_lines l ON l.order_id = wanted.id AND l.backordered > 0",
        id_list(ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    let variants: Vec<_> = variants.into_iter().map(VariantId).collect();
    let asked: HashSet<OrderId> = ids.iter().copied().map(OrderId).collect();
    let mut dates: HashMap<i64, Option<NaiveDate>> = HashMap::new();
    for promise in
        promises_for(connection, &variants).await?.into_values().filter(|promise| asked.contains(&promise.order))
    {
        let date = dates.entry(promise.order.0).or_insert(promise.date);
        *date = date.zip(promise.date).map(|(one, other)| one.max(other));
    }
    Ok(dates)
}

fn parse_payment(name: &str) -> Result<PaymentMethod> {
    PaymentMethod::parse(name).ok_or_else(|| Error::inconsistent("payment method", name))
}
