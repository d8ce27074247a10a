//! Orders, lines and parcels as use-cases lock and read them.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::catalog::{HazardClass, ProductKind};
use domain::checkout::PaymentMethod;
use domain::fulfilment::{Refusal, Shares, ShipmentNumber, ShipmentState, Standing};
use domain::ids::{OrderId, ShipmentId, Sku, StockLocationId, VariantId};
use domain::money::{Currency, Money};
use domain::orders::{OrderNumber, OrderState};
use sqlx::MySqlConnection;

use super::error::Done;
use crate::catalog::{parse_hazard_class, parse_kind, parse_sku};
use crate::inventory::lock_levels;
use crate::{Error, Result};

/// What use-cases need to know of an order. Amounts in minor units.
pub(super) struct OrderRow {
    pub(super) id: OrderId,
    pub(super) number: OrderNumber,
    pub(super) state: OrderState,
    pub(super) is_approved: bool,
    pub(super) contact_name: String,
    pub(super) email: String,
    pub(super) company_id: Option<i64>,
    pub(super) terms_days: Option<u16>,
    pub(super) payment_method: PaymentMethod,
    pub(super) certification: String,
    pub(super) currency: Currency,
    pub(super) delivery: i64,
    pub(super) tax: i64,
    pub(super) total: i64,
    pub(super) paid: i64,
    pub(super) credited: i64,
    pub(super) placed_at: DateTime<Utc>,
}

impl OrderRow {
    pub(super) const fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// What each line and the delivery are worth, tax and all.
    pub(super) fn shares(&self, lines: &[LineRow]) -> Shares {
        let nets: Vec<i64> = lines.iter().map(|line| line.total).collect();
        Shares::of(&nets, self.delivery, self.tax)
    }
}

/// The id of an order, which does not change.
pub(super) async fn order_id(connection: &mut MySqlConnection, number: &OrderNumber) -> Done<OrderId> {
    let id = sqlx::query_scalar!("SELECT id FROM orders WHERE order_number = ?", number.as_str())
        .fetch_optional(connection)
        .await?;
    id.map(OrderId).ok_or_else(|| Refusal::NotThere.into())
}

/// The columns of [`OrderRow`], as they are stored.
struct StoredOrder {
    id: i64,
    order_number: String,
    state: String,
    approved_at: Option<NaiveDateTime>,
    contact_name: String,
    email: String,
    company_id: Option<i64>,
    terms_days: Option<u16>,
    payment_method: String,
    certification: String,
    currency: String,
    delivery_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    paid_minor: i64,
    credited_minor: i64,
    placed_at: NaiveDateTime,
}

impl StoredOrder {
    fn read(self) -> Result<OrderRow> {
        Ok(OrderRow {
            id: OrderId(self.id),
            number: parse_order_number(&self.order_number)?,
            state: parse_state(&self.state)?,
            is_approved: self.approved_at.is_some(),
            contact_name: self.contact_name,
            email: self.email,
            company_id: self.company_id,
            terms_days: self.terms_days,
            payment_method: PaymentMethod::parse(&self.payment_method)
                .ok_or_else(|| Error::inconsistent("payment method", &self.payment_method))?,
            certification: self.certification,
            currency: parse_currency(&self.currency)?,
            delivery: self.delivery_minor,
            tax: self.tax_minor,
            total: self.total_minor,
            paid: self.paid_minor,
            credited: self.credited_minor,
            placed_at: self.placed_at.and_utc(),
        })
    }
}

/// An order, locked until the transaction ends.
pub(super) async fn lock_order(connection: &mut MySqlConnection, id: OrderId) -> Result<OrderRow> {
    sqlx::query_as!(
        StoredOrder,
        "SELECT id, order_number, state, approved_at, contact_name, email, company_id, terms_days, payment_method, certification, currency,
                delivery_minor, tax_minor, total_minor, paid_minor, credited_minor, placed_at
         FROM orders WHERE id = ? FOR UPDATE",
        id.0
    )
    .fetch_one(connection)
    .await?
    .read()
}

/// An order, to be shown.
pub(super) async fn read_order(connection: &mut MySqlConnection, number: &OrderNumber) -> Result<Option<OrderRow>> {
    sqlx::query_as!(
        StoredOrder,
        "SELECT id, order_number, state, approved_at, contact_name, email, company_id, terms_days, payment_method, certification, currency,
                delivery_minor, tax_minor, total_minor, paid_minor, credited_minor, placed_at
         FROM orders WHERE order_number = ?",
        number.as_str()
    )
    .fetch_optional(connection)
    .await?
    .map(StoredOrder::read)
    .transpose()
}

/// A line of an order and where its pieces are.
pub(super) struct LineRow {
    pub(super) line_no: u32,
    pub(super) variant: VariantId,
    pub(super) sku: Sku,
    pub(super) name: String,
    pub(super) kind: ProductKind,
    pub(super) hazard_class: HazardClass,
    pub(super) unit_price: i64,
    pub(super) total: i64,
    pub(super) standing: Standing,
    pub(super) returned: u32,
    /// Pieces of returns that were credited.
    pub(super) credited_back: u32,
    /// Pieces of returns that are on their way, asked for or allowed.
    pub(super) coming_back: u32,
}

impl LineRow {
    /// Pieces that were credited already, cancelled or returned.
    pub(super) const fn credited(&self) -> u32 {
        self.standing.cancelled + self.credited_back
    }
}

/// The lines of an order, in order. The order is locked, or what is read is only shown.
pub(super) async fn read_lines(connection: &mut MySqlConnection, order: OrderId) -> Result<Vec<LineRow>> {
    let rows = sqlx::query!(
        "SELECT l.line_no, l.variant_id, l.sku, l.name, p.kind, p.hazard_class, l.unit_price_minor, l.total_minor, l.quantity, l.cancelled,
                l.backordered, l.shipped, l.returned,
                CAST((SELECT COALESCE(SUM(c.quantity), 0) FROM shipment_lines c JOIN shipments s ON s.id = c.shipment_id
                      WHERE c.order_id = l.order_id AND c.line_no = l.line_no AND s.state IN ('picking', 'picked')) AS UNSIGNED) AS `open!: u32`,
                CAST((SELECT COALESCE(SUM(c.quantity), 0) FROM shipment_lines c JOIN shipments s ON s.id = c.shipment_id
                      WHERE c.order_id = l.order_id AND c.line_no = l.line_no AND s.state = 'packed') AS UNSIGNED) AS `closed!: u32`,
                CAST((SELECT COALESCE(SUM(b.restocked + b.scrapped), 0) FROM return_lines b JOIN return_authorizations r ON r.id = b.return_id
                      WHERE b.order_id = l.order_id AND b.line_no = l.line_no AND r.state = 'credited') AS UNSIGNED) AS `credited_back!: u32`,
                CAST((SELECT COALESCE(SUM(b.quantity), 0) FROM return_lines b JOIN return_authorizations r ON r.id = b.return_id
                      WHERE b.order_id = l.order_id AND b.line_no = l.line_no AND r.state IN ('requested', 'authorised')) AS UNSIGNED)
                  AS `coming_back!: u32`
         FROM order_lines l JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id
         WHERE l.order_id = ? ORDER BY l.line_no",
        order.0
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(LineRow {
                line_no: row.line_no,
                variant: VariantId(row.variant_id),
                sku: parse_sku(&row.sku)?,
                name: row.name,
                kind: parse_kind(&row.kind)?,
                hazard_class: parse_hazard_class(&row.hazard_class)?,
                unit_price: row.unit_price_minor,
                total: row.total_minor,
                standing: Standing {
                    quantity: row.quantity,
                    cancelled: row.cancelled,
                    backordered: row.backordered,
                    in_open_parcels: row.open,
                    in_closed_parcels: row.closed,
                    shipped: row.shipped,
                },
                returned: row.returned,
                credited_back: row.credited_back,
                coming_back: row.coming_back,
            })
        })
        .collect()
}

/// Locks the stock levels of an order's parts, in SKU order. The lines of an order never change their parts.
pub(super) async fn lock_levels_of(connection: &mut MySqlConnection, order: OrderId) -> Result<()> {
    let rows = sqlx::query!(
        "SELECT DISTINCT v.id, v.sku FROM order_lines l JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id
         WHERE l.order_id = ? AND p.kind = 'part'",
        order.0
    )
    .fetch_all(&mut *connection)
    .await?;
    let variants = rows.into_iter().map(|row| Ok((parse_sku(&row.sku)?, VariantId(row.id)))).collect::<Result<_>>()?;
    lock_all_levels(connection, variants).await
}

/// Locks the stock levels of parts, in SKU order.
pub(super) async fn lock_all_levels(
    connection: &mut MySqlConnection,
    mut variants: Vec<(Sku, VariantId)>,
) -> Result<()> {
    variants.sort();
    for (_, variant) in variants {
        lock_levels(connection, variant).await?;
    }
    Ok(())
}

/// A parcel as use-cases need it.
pub(super) struct ShipmentRow {
    pub(super) id: ShipmentId,
    pub(super) location: Option<StockLocationId>,
    pub(super) location_code: String,
    pub(super) state: ShipmentState,
    pub(super) lines: Vec<ShipmentLineRow>,
}

/// Pieces of an order line in a parcel.
pub(super) struct ShipmentLineRow {
    pub(super) line_no: u32,
    pub(super) variant: VariantId,
    pub(super) sku: Sku,
    pub(super) name: String,
    pub(super) sku_key: String,
    pub(super) mpn_key: String,
    pub(super) quantity: u32,
    pub(super) scanned: u32,
}

/// The order of a parcel, which does not change.
pub(super) async fn order_of_shipment(connection: &mut MySqlConnection, number: &ShipmentNumber) -> Done<OrderId> {
    let id = sqlx::query_scalar!("SELECT order_id FROM shipments WHERE shipment_number = ?", number.as_str())
        .fetch_optional(connection)
        .await?;
    id.map(OrderId).ok_or_else(|| Refusal::NotThere.into())
}

/// A parcel, locked until the transaction ends. Its order is locked before.
pub(super) async fn lock_shipment(connection: &mut MySqlConnection, number: &ShipmentNumber) -> Done<ShipmentRow> {
    let Some(row) = sqlx::query!(
        "SELECT id, location_id, state FROM shipments WHERE shipment_number = ? FOR UPDATE",
        number.as_str()
    )
    .fetch_optional(&mut *connection)
    .await?
    else {
        return Err(Refusal::NotThere.into());
    };
    let location_code = match row.location_id {
        Some(location) => {
            sqlx::query_scalar!("SELECT code FROM stock_locations WHERE id = ?", location)
                .fetch_one(&mut *connection)
                .await?
        }
        None => String::new(),
    };
    let lines = sqlx::query!(
        "SELECT c.line_no, l.variant_id, l.sku, l.name, v.sku_key, v.mpn_key, c.quantity, c.scanned
         FROM shipment_lines c
         JOIN order_lines l ON l.order_id = c.order_id AND l.line_no = c.line_no
         JOIN variants v ON v.id = l.variant_id
         WHERE c.shipment_id = ? ORDER BY c.line_no",
        row.id
    )
    .fetch_all(connection)
    .await?;
    Ok(ShipmentRow {
        id: ShipmentId(row.id),
        location: row.location_id.map(StockLocationId),
        location_code,
        state: parse_shipment_state(&row.state)?,
        lines: lines
            .into_iter()
            .map(|line| {
                Ok(ShipmentLineRow {
                    line_no: line.line_no,
                    variant: VariantId(line.variant_id),
                    sku: parse_sku(&line.sku)?,
                    name: line.name,
                    sku_key: line.sku_key,
                    mpn_key: line.mpn_key,
                    quantity: line.quantity,
                    scanned: line.scanned,
                })
            })
            .collect::<Result<_>>()?,
    })
}

/// Refuses a step that is not the next one.
pub(super) fn expect_state(shipment: &ShipmentRow, next: ShipmentState) -> Done<()> {
    if shipment.state.may_become(next) { Ok(()) } else { Err(Refusal::WrongState(shipment.state.title()).into()) }
}

/// A stock location by its code.
pub(super) async fn location_by_code(connection: &mut MySqlConnection, code: &str) -> Done<StockLocationId> {
    let id = sqlx::query_scalar!("SELECT id FROM stock_locations WHERE code = ?", code.trim())
        .fetch_optional(connection)
        .await?;
    id.map(StockLocationId).ok_or_else(|| Refusal::NoSuchLocation(code.trim().chars().take(20).collect()).into())
}

/// A part that has stock, by its SKU.
pub(super) async fn part_by_sku(connection: &mut MySqlConnection, sku: &Sku) -> Done<VariantId> {
    let row = sqlx::query!(
        "SELECT v.id, p.kind FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku = ?",
        sku.as_str()
    )
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| Refusal::NoSuchPart(sku.to_string()))?;
    match parse_kind(&row.kind)? {
        ProductKind::Part => Ok(VariantId(row.id)),
        ProductKind::Service => Err(Refusal::HasNoStock(sku.clone()).into()),
    }
}

/// The random bits of the n-th number that one request makes.
pub(super) const fn bits(random: u64, nth: u64) -> u64 {
    let mixed = random.wrapping_add(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 27)
}

pub(super) fn utc(time: Option<NaiveDateTime>) -> Option<DateTime<Utc>> {
    time.map(|time| time.and_utc())
}

pub(super) fn parse_order_number(text: &str) -> Result<OrderNumber> {
    OrderNumber::parse(text).map_err(|error| Error::inconsistent("order number", error))
}

pub(super) fn parse_shipment_number(text: &str) -> Result<ShipmentNumber> {
    ShipmentNumber::parse(text).map_err(|error| Error::inconsistent("shipment number", error))
}

pub(super) fn parse_state(name: &str) -> Result<OrderState> {
    OrderState::parse(name).ok_or_else(|| Error::inconsistent("order state", name))
}

pub(super) fn parse_shipment_state(name: &str) -> Result<ShipmentState> {
    ShipmentState::parse(name).ok_or_else(|| Error::inconsistent("shipment state", name))
}

pub(super) fn parse_currency(code: &str) -> Result<Currency> {
    Currency::parse(code).map_err(|error| Error::inconsistent("currency", error))
}
