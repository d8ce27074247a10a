//! The rows of a new order.

use chrono::{DateTime, Utc};
use domain::cart::CartLine;
use domain::checkout::{CheckoutDetails, Quote};
use domain::ids::{CompanyId, CustomerId, OrderId};
use domain::inventory::StockMovementKind;
use domain::orders::{OrderNumber, OrderState};
use domain::pricing::VatId;
use sqlx::MySqlConnection;

use super::PlaceOrder;
use super::stock::Taken;
use crate::inventory::{Movement, record};
use crate::orders::add_allocation;
use crate::{Error, Result};

/// What is known of a new order beside its form and its sum.
pub(super) struct NewOrder {
    pub(super) number: OrderNumber,
    pub(super) customer: Option<CustomerId>,
    pub(super) company: Option<CompanyId>,
    /// Days to pay in, when it is on terms.
    pub(super) terms_days: Option<u16>,
    /// When nobody has to agree to it: now.
    pub(super) approved_at: Option<DateTime<Utc>>,
}

pub(super) async fn insert_order(
    transaction: &mut MySqlConnection,
    request: &PlaceOrder,
    cart_id: i64,
    new: &NewOrder,
    details: &CheckoutDetails,
    quote: &Quote,
) -> Result<OrderId> {
    let inserted = sqlx::query!(
        "INSERT INTO orders (order_number, idempotency_key, cart_id, customer_id, company_id, state, email, contact_name, phone, company,
                             vat_id, certification, street, street_2, postal_code, city, region, country, delivery_method, payment_method,
                             po_number, note, currency, goods_minor, delivery_minor, tax_minor, tax_basis_points, tax_note, total_minor,
                             terms_days, approved_at, placed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new.number.as_str(),
        request.idempotency_key.to_string(),
        cart_id,
        new.customer.map(|customer| customer.0),
        new.company.map(|company| company.0),
        OrderState::Placed.name(),
        details.email,
        details.contact_name,
        details.phone,
        details.company,
        details.vat_id.as_ref().map_or("", VatId::as_str),
        details.certification,
        details.street,
        details.street_2,
        details.postal_code,
        details.city,
        details.region,
        details.country.code,
        details.delivery_method.name(),
        details.payment_method.name(),
        details.po_number,
        details.note,
        quote.total.currency.code(),
        quote.goods.minor,
        quote.delivery.minor,
        quote.tax.amount.minor,
        quote.tax.basis_points,
        quote.tax.note,
        quote.total.minor,
        new.terms_days,
        new.approved_at.map(|at| at.naive_utc()),
        request.now.naive_utc()
    )
    .execute(transaction)
    .await?;
    Ok(OrderId(inserted.last_insert_id().cast_signed()))
}

/// A line, with its allocations and their rows of the ledger.
pub(super) async fn insert_line(
    transaction: &mut MySqlConnection,
    order: OrderId,
    line_no: u32,
    line: &CartLine,
    taken: &Taken,
    now: DateTime<Utc>,
) -> Result<()> {
    let (Some(unit_price), Some(total)) = (line.unit_price(), line.total()) else {
        return Err(Error::inconsistent("order line without price", &line.sku));
    };
    sqlx::query!(
        "INSERT INTO order_lines (order_id, line_no, variant_id, sku, name, quantity, backordered, unit_price_minor, total_minor)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        order.0,
        line_no,
        line.variant.0,
        line.sku.as_str(),
        line.name,
        line.quantity,
        taken.backordered,
        unit_price.minor,
        total.minor
    )
    .execute(&mut *transaction)
    .await?;
    for (location, quantity) in &taken.locations {
        let movement = Movement {
            variant: line.variant,
            location: *location,
            kind: StockMovementKind::Allocation,
            on_hand_delta: 0,
            allocated_delta: i64::from(*quantity),
            order_line: Some((order, line_no)),
            reason: "order placed",
        };
        record(transaction, &movement, now).await?;
        add_allocation(transaction, order, line_no, *location, *quantity).await?;
    }
    Ok(())
}
