//! Finding anything at the desk.

use domain::fulfilment::{PurchaseOrderNumber, ReturnNumber};
use domain::ids::part_number_key;

use super::returns_read::parse_return_state;
use super::rows::{parse_order_number, parse_shipment_number, parse_shipment_state, parse_state};
use super::views::Hit;
use crate::catalog::parse_sku;
use crate::{Error, Result, Store};

impl Store {
    /// Finds what a text may mean at the desk: numbers of all kinds in any punctuation, e-mail, name, company, the
    /// customer's own number, tracking. At most twenty of each.
    #[tracing::instrument(name = "db.fulfilment.search_desk", skip_all)]
    pub async fn search_desk(&self, text: &str) -> Result<Vec<Hit>> {
        let text: String = text.trim().chars().take(120).collect();
        if text.chars().count() < 2 {
            return Ok(Vec::new());
        }
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let (anywhere, begins) = (format!("%{escaped}%"), format!("{escaped}%"));
        // The eight characters of our own numbers, however they were typed.
        let number = domain::orders::OrderNumber::parse(&text).map(|number| number.as_str()[3..].to_owned());
        let symbols = [
            number.ok(),
            domain::fulfilment::ShipmentNumber::parse(&text).ok().map(|number| number.as_str()[3..].to_owned()),
            ReturnNumber::parse(&text).ok().map(|number| number.as_str()[4..].to_owned()),
            PurchaseOrderNumber::parse(&text).ok().map(|number| number.as_str()[3..].to_owned()),
        ];
        let symbols = symbols.into_iter().flatten().next().unwrap_or_default();
        let of_ours = |prefix: &str| if symbols.is_empty() { String::new() } else { format!("{prefix}-{symbols}") };
        let mut hits = Vec::new();
        for row in sqlx::query!(
            "SELECT order_number, contact_name, company, state FROM orders
             WHERE order_number = ? OR email LIKE ? OR contact_name LIKE ? OR company LIKE ? OR po_number LIKE ?
             ORDER BY order_number = ? DESC, id DESC LIMIT 20",
            of_ours("RP"),
            begins,
            anywhere,
            anywhere,
            begins,
            of_ours("RP")
        )
        .fetch_all(self.old_reads())
        .await?
        {
            let who = if row.company.is_empty() {
                row.contact_name
            } else {
                format!("{}, {}", row.contact_name, row.company)
            };
            hits.push(Hit::Order(parse_order_number(&row.order_number)?, who, parse_state(&row.state)?));
        }
        for row in sqlx::query!(
            "SELECT s.shipment_number, o.order_number, s.state FROM shipments s JOIN orders o ON o.id = s.order_id
             WHERE s.shipment_number = ? OR (s.tracking <> '' AND s.tracking LIKE ?) ORDER BY s.id DESC LIMIT 20",
            of_ours("SH"),
            begins
        )
        .fetch_all(self.old_reads())
        .await?
        {
            let (shipment, order) =
                (parse_shipment_number(&row.shipment_number)?, parse_order_number(&row.order_number)?);
            hits.push(Hit::Shipment(shipment, order, parse_shipment_state(&row.state)?));
        }
        for row in sqlx::query!(
            "SELECT r.rma_number, o.order_number, r.state FROM return_authorizations r JOIN orders o ON o.id = r.order_id WHERE r.rma_number = ?",
            of_ours("RMA")
        )
        .fetch_all(self.old_reads())
        .await?
        {
            let rma = ReturnNumber::parse(&row.rma_number).map_err(|error| Error::inconsistent("return number", error))?;
            hits.push(Hit::Return(rma, parse_order_number(&row.order_number)?, parse_return_state(&row.state)?));
        }
        for row in sqlx::query!(
            "SELECT po_number, supplier FROM purchase_orders WHERE po_number = ? OR supplier LIKE ? ORDER BY id DESC LIMIT 20",
            of_ours("PO"),
            begins
        )
        .fetch_all(self.old_reads())
        .await?
        {
            let number = PurchaseOrderNumber::parse(&row.po_number)
                .map_err(|error| Error::inconsistent("purchase order number", error))?;
            hits.push(Hit::PurchaseOrder(number, row.supplier));
        }
        let key = part_number_key(&text);
        if key.len() >= 2 {
            let begins = format!("{key}%");
            for row in sqlx::query!(
                "SELECT sku, name FROM variants WHERE sku_key LIKE ? OR mpn_key LIKE ? ORDER BY sku_key = ? DESC, LENGTH(sku), sku LIMIT 20",
                begins,
                begins,
                key
            )
            .fetch_all(self.old_reads())
            .await?
            {
                hits.push(Hit::Part(parse_sku(&row.sku)?, row.name));
            }
        }
        Ok(hits)
    }
}
