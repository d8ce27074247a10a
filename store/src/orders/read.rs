//! Orders as their customers see them.

use domain::checkout::{CheckoutDetails, DeliveryMethod, PaymentMethod, country_by_code};
use domain::money::{Currency, Money};
use domain::orders::{Order, OrderLine, OrderNumber, OrderState};
use domain::pricing::VatId;

use crate::accounts::CustomerAccount;
use crate::cart::CartToken;
use crate::catalog::parse_sku;
use crate::{Error, Result, Store};

impl Store {
    /// An order by its number. Whoever calls this has made sure that it may be shown.
    #[tracing::instrument(name = "db.orders.order", skip(self))]
    pub async fn order(&self, number: &OrderNumber) -> Result<Option<Order>> {
        let Some(row) = sqlx::query!(
            "SELECT id, state, email, contact_name, phone, company, street, street_2, postal_code, city, region, country, delivery_method,
                    payment_method, po_number, note, currency, goods_minor, delivery_minor, tax_minor, tax_basis_points, tax_note, total_minor,
                    paid_minor, credited_minor, terms_days, vat_id, certification, placed_at, approved_at
             FROM orders WHERE order_number = ?",
            number.as_str()
        )
        .fetch_optional(&self.database)
        .await?
        else {
            return Ok(None);
        };
        let currency = Currency::parse(&row.currency).map_err(|error| Error::inconsistent("currency", error))?;
        let money = |minor| Money::new(minor, currency);
        let lines = sqlx::query!("SELECT line_no, sku, name, quantity, unit_price_minor, total_minor FROM order_lines WHERE order_id = ? ORDER BY line_no", row.id)
            .fetch_all(&self.database)
            .await?
            .into_iter()
            .map(|line| {
                Ok(OrderLine {
                    line_no: line.line_no,
                    sku: parse_sku(&line.sku)?,
                    name: line.name,
                    quantity: line.quantity,
                    unit_price: money(line.unit_price_minor),
                    total: money(line.total_minor),
                })
            })
            .collect::<Result<_>>()?;
        let details = CheckoutDetails {
            email: row.email,
            contact_name: row.contact_name,
            phone: row.phone,
            company: row.company,
            vat_id: VatId::parse(&row.vat_id).ok(),
            certification: row.certification.clone(),
            street: row.street,
            street_2: row.street_2,
            postal_code: row.postal_code,
            city: row.city,
            region: row.region,
            country: country_by_code(&row.country).ok_or_else(|| Error::inconsistent("country", row.country))?,
            delivery_method: DeliveryMethod::parse(&row.delivery_method)
                .ok_or_else(|| Error::inconsistent("delivery method", row.delivery_method))?,
            payment_method: PaymentMethod::parse(&row.payment_method)
                .ok_or_else(|| Error::inconsistent("payment method", row.payment_method))?,
            po_number: row.po_number,
            note: row.note,
        };
        Ok(Some(Order {
            number: number.clone(),
            state: OrderState::parse(&row.state).ok_or_else(|| Error::inconsistent("order state", row.state))?,
            placed_at: row.placed_at.and_utc(),
            details,
            goods: money(row.goods_minor),
            delivery: money(row.delivery_minor),
            tax: money(row.tax_minor),
            tax_basis_points: row.tax_basis_points,
            tax_note: row.tax_note,
            total: money(row.total_minor),
            paid: money(row.paid_minor),
            credited: money(row.credited_minor),
            terms_days: row.terms_days,
            vat_id: row.vat_id,
            certification: row.certification,
            approved_at: row.approved_at.map(|at| at.and_utc()),
            lines,
        }))
    }

    /// Whether an order is a customer's, or their company's.
    #[tracing::instrument(name = "db.orders.belongs_to", skip_all)]
    pub async fn order_belongs_to(&self, number: &OrderNumber, customer: &CustomerAccount) -> Result<bool> {
        let found: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM orders WHERE order_number = ? AND (customer_id = ? OR company_id = ?)",
            number.as_str(),
            customer.id.0,
            customer.company.map(|id| id.0)
        )
        .fetch_one(&self.database)
        .await?;
        Ok(found > 0)
    }

    /// Whether the holder of a cart's token placed an order.
    #[tracing::instrument(name = "db.orders.was_placed_by", skip(self, token))]
    pub async fn was_placed_by(&self, number: &OrderNumber, token: &CartToken) -> Result<bool> {
        let mut connection = self.database.acquire().await?;
        let Some(cart) = crate::cart::cart_id(&mut connection, token).await? else { return Ok(false) };
        let found: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM orders WHERE order_number = ? AND cart_id = ?",
            number.as_str(),
            cart
        )
        .fetch_one(&mut *connection)
        .await?;
        Ok(found > 0)
    }

    /// Whether an order was placed with an e-mail address, in any case: the second thing to know
    /// for looking an order up.
    #[tracing::instrument(name = "db.orders.has_email", skip(self, email))]
    pub async fn order_has_email(&self, number: &OrderNumber, email: &str) -> Result<bool> {
        let found: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM orders WHERE order_number = ? AND LOWER(email) = LOWER(?)",
            number.as_str(),
            email.trim()
        )
        .fetch_one(&self.database)
        .await?;
        Ok(found > 0)
    }
}
