//! Invoices, counted without gaps and frozen, and packing slips.

use chrono::{DateTime, Days, Utc};
use domain::catalog::HazardClass;
use domain::checkout::country_by_code;
use domain::fulfilment::{InvoiceNumber, ShipmentNumber, owed};
use domain::ids::OrderId;
use domain::orders::OrderNumber;
use sqlx::MySqlConnection;

use super::rows::{lock_order, read_lines};
use super::views::{Invoice, InvoiceLine, PackingSlip};
use crate::{Error, Result, Store};

impl Store {
    /// The invoice of an order, once issued. Whoever calls this has made sure that it may be shown.
    #[tracing::instrument(name = "db.fulfilment.invoice", skip(self))]
    pub async fn invoice(&self, number: &OrderNumber) -> Result<Option<Invoice>> {
        let content = sqlx::query_scalar!(
            "SELECT i.content FROM invoices i JOIN orders o ON o.id = i.order_id WHERE o.order_number = ?",
            number.as_str()
        )
        .fetch_optional(&self.database)
        .await?;
        content
            .map(|content| serde_json::from_str(&content).map_err(|error| Error::inconsistent("invoice", error)))
            .transpose()
    }

    /// What is printed and put into a parcel.
    #[tracing::instrument(name = "db.fulfilment.packing_slip", skip(self))]
    pub async fn packing_slip(&self, number: &ShipmentNumber) -> Result<Option<PackingSlip>> {
        let Some(shipment) = self.shipment(number).await? else { return Ok(None) };
        let Some(order) = self.order(&shipment.order).await? else { return Ok(None) };
        let mut connection = self.database.acquire().await?;
        let id = sqlx::query_scalar!("SELECT id FROM orders WHERE order_number = ?", shipment.order.as_str())
            .fetch_one(&mut *connection)
            .await?;
        let lines = read_lines(&mut connection, OrderId(id)).await?;
        let inside =
            |line_no| shipment.lines.iter().find(|line| line.line_no == line_no).map_or(0, |line| line.quantity);
        let hazard_class = lines.iter().filter(|line| inside(line.line_no) > 0).map(|line| line.hazard_class).max();
        let to_follow = lines
            .iter()
            .filter_map(|line| {
                let here = if shipment.shipped_at.is_some() { 0 } else { inside(line.line_no) };
                let standing = line.standing;
                let left = standing.quantity.saturating_sub(standing.cancelled + standing.shipped + here);
                (left > 0).then(|| (line.sku.clone(), line.name.clone(), left))
            })
            .collect();
        let details = &order.details;
        let rest = region_and_country(&details.region, details.country.code);
        Ok(Some(PackingSlip {
            address: address([
                &details.contact_name,
                &details.company,
                &details.street,
                &details.street_2,
                &details.postal_code,
                &details.city,
                &rest,
            ]),
            po_number: order.details.po_number,
            note: order.details.note,
            delivery_method: order.details.delivery_method,
            hazard_class: hazard_class.unwrap_or(HazardClass::None),
            placed_at: order.placed_at,
            to_follow,
            shipment,
        }))
    }
}

/// Name and address, line by line, without what is empty.
fn address(parts: [&str; 7]) -> Vec<String> {
    let [name, company, street, street_2, postal_code, city, rest] = parts;
    let town = format!("{postal_code} {city}");
    [name, company, street, street_2, town.trim(), rest]
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The region, where there is one, and the country by its name.
fn region_and_country(region: &str, country: &str) -> String {
    let country = country_by_code(country).map_or(country, |country| country.name);
    if region.is_empty() { country.to_owned() } else { format!("{region}, {country}") }
}

/// Issues the invoice of an order, if it has none. The order is locked by the caller; the counter is locked from here
/// to the end of the transaction, so that a number that is taken is used.
pub(super) async fn issue_invoice(connection: &mut MySqlConnection, id: OrderId, now: DateTime<Utc>) -> Result<()> {
    let issued: i64 = sqlx::query_scalar!("SELECT COUNT(*) FROM invoices WHERE order_id = ?", id.0)
        .fetch_one(&mut *connection)
        .await?;
    if issued > 0 {
        return Ok(());
    }
    let row = lock_order(connection, id).await?;
    let lines = read_lines(connection, id).await?;
    let order = sqlx::query!(
        "SELECT contact_name, company, street, street_2, postal_code, city, region, country, po_number, vat_id, goods_minor,
                tax_basis_points, tax_note, placed_at
         FROM orders WHERE id = ?",
        id.0
    )
    .fetch_one(&mut *connection)
    .await?;
    let rest = region_and_country(&order.region, &order.country);
    let next = sqlx::query_scalar!("SELECT next_number FROM number_sequences WHERE name = 'invoices' FOR UPDATE")
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query!("UPDATE number_sequences SET next_number = next_number + 1 WHERE name = 'invoices'")
        .execute(&mut *connection)
        .await?;
    let issued_on = now.date_naive();
    let invoice = Invoice {
        number: InvoiceNumber(next),
        order: row.number.clone(),
        placed_on: order.placed_at.date(),
        issued_on,
        due_on: row.terms_days.and_then(|days| issued_on.checked_add_days(Days::new(u64::from(days)))),
        address: address([
            &order.contact_name,
            &order.company,
            &order.street,
            &order.street_2,
            &order.postal_code,
            &order.city,
            &rest,
        ]),
        po_number: order.po_number,
        vat_id: order.vat_id,
        payment_method: row.payment_method,
        lines: lines
            .iter()
            .map(|line| InvoiceLine {
                sku: line.sku.clone(),
                name: line.name.clone(),
                quantity: line.standing.quantity,
                cancelled: line.standing.cancelled,
                unit_price: row.money(line.unit_price),
                total: row.money(line.total),
            })
            .collect(),
        goods: row.money(order.goods_minor),
        delivery: row.money(row.delivery),
        tax: row.money(row.tax),
        tax_basis_points: order.tax_basis_points,
        tax_note: order.tax_note,
        credited: row.money(row.credited),
        total: row.money(owed(row.total, row.credited, 0)),
    };
    let content = serde_json::to_string(&invoice).map_err(|error| Error::inconsistent("invoice", error))?;
    sqlx::query!(
        "INSERT INTO invoices (invoice_number, order_id, total_minor, content, issued_on, due_on) VALUES (?, ?, ?, ?, ?, ?)",
        next,
        id.0,
        invoice.total.minor,
        content,
        issued_on,
        invoice.due_on
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The number of an order's invoice, once issued.
pub(super) async fn invoice_number(connection: &mut MySqlConnection, id: OrderId) -> Result<Option<InvoiceNumber>> {
    let number = sqlx::query_scalar!("SELECT invoice_number FROM invoices WHERE order_id = ?", id.0)
        .fetch_optional(connection)
        .await?;
    Ok(number.map(InvoiceNumber))
}
