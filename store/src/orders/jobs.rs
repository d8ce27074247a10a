//! Jobs of orders.

use domain::jobs::Priority;
use domain::mail::{Letter, LetterLine, OrderLetter, Sum};
use domain::orders::{Order, OrderNumber};
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::jobs::{Context, Failure, Job};

/// What follows a placed order: the mail that says so.
#[derive(Serialize, Deserialize)]
pub(crate) struct OrderPlaced {
    pub(crate) order_number: String,
}

impl Job for OrderPlaced {
    const KIND: &'static str = "orders.placed";
    const PRIORITY: Priority = Priority::High;
    const SLOTS: u32 = 4;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let number = OrderNumber::parse(&self.order_number)
            .map_err(|error| Failure::Permanent(format!("{}: {error}", self.order_number)))?;
        let order =
            store.order(&number).await?.ok_or_else(|| Failure::Permanent(format!("there is no order {number}")))?;
        let cause = format!("order-received/{number}");
        store.send_later(&cause, &order.details.email, &order_received(&order), context.now()).await?;
        Ok(())
    }
}

fn order_received(order: &Order) -> Letter {
    let details = &order.details;
    let mut payment = details.payment_method.title().to_owned();
    if !details.po_number.is_empty() {
        payment = format!("{payment} {}", details.po_number);
    }
    if let Some(days) = order.terms_days {
        payment = format!("{payment}, net {days} days");
    }
    let town = format!("{} {}", details.postal_code, details.city);
    let address = [
        details.contact_name.as_str(),
        &details.company,
        &details.street,
        &details.street_2,
        town.trim(),
        &details.region,
        details.country.name,
    ];
    let address = address.into_iter().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Letter::OrderReceived {
        order: order_letter(order),
        delivery_method: details.delivery_method.title().to_owned(),
        payment,
        address,
    }
}

/// A whole order with its money, for a letter.
pub(crate) fn order_letter(order: &Order) -> OrderLetter {
    let sum = |name: &str, amount: domain::money::Money| Sum { name: name.to_owned(), amount: amount.to_string() };
    OrderLetter {
        number: order.number.to_string(),
        name: order.details.contact_name.clone(),
        day: order.placed_at.format("%-d %B %Y").to_string(),
        lines: order
            .lines
            .iter()
            .map(|line| LetterLine {
                sku: line.sku.to_string(),
                name: line.name.clone(),
                quantity: line.quantity,
                total: line.total.to_string(),
            })
            .collect(),
        sums: [
            Some(sum("Goods", order.goods)),
            Some(sum("Delivery", order.delivery)),
            (order.tax.minor != 0 || !order.tax_note.is_empty()).then(|| sum(&tax_name(order), order.tax)),
            Some(sum("Total", order.total)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        link_path: format!("/orders/{}", order.number),
    }
}

/// `Tax, 21 %`, or why there is none.
fn tax_name(order: &Order) -> String {
    let points = order.tax_basis_points;
    match (points % 100, order.tax_note.as_str()) {
        (_, note) if !note.is_empty() && points == 0 => format!("Tax ({note})"),
        (0, _) => format!("Tax, {} %", points / 100),
        _ => format!("Tax, {}.{:02} %", points / 100, points % 100),
    }
}
