//! What was ordered, how far each line is, and what it all comes to.

use domain::checkout::PaymentMethod;
use domain::money::Money;
use domain::orders::{Order, OrderState};
use leptos::prelude::*;
use store::fulfilment::{LineView, OrderProgress};

use super::access::Opened;
use super::words::{day, delivered, line_progress};

/// The lines as a table, with the ledger after them.
pub(super) fn lines_section(opened: &Opened) -> impl IntoView + use<> {
    let rows: Vec<_> =
        opened.progress.lines.iter().map(|line| row(line, delivered(&opened.progress, line.line_no))).collect();
    view! {
        <section class="section" aria-labelledby="lines">
            <div class="section__head"><h2 class="section__title" id="lines">"What you ordered"</h2></div>
            <table class="table">
                <caption class="visually-hidden">"What you ordered"</caption>
                <thead class="table__head">
                    <tr>
                        <th scope="col">"Part"</th>
                        <th scope="col" class="table__number">"Quantity"</th>
                        <th scope="col">"Progress"</th>
                        <th scope="col" class="table__number">"€ each"</th>
                        <th scope="col" class="table__number">"€"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {ledger(&opened.order, &opened.progress)}
        </section>
    }
}

fn row(line: &LineView, delivered: u32) -> impl IntoView + use<> {
    let phrases: Vec<_> = line_progress(line, delivered)
        .into_iter()
        .map(|phrase| view! { <span class="order__progress">{phrase}</span> })
        .collect();
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">
                <a class="part-number" href=format!("/parts/{}", line.sku)>{line.sku.to_string()}</a>
                <span class="table__second">{line.name.clone()}</span>
            </th>
            <td class="table__number" data-label="Quantity">{line.quantity}</td>
            <td class="order__state-cell" data-label="Progress">{phrases}</td>
            <td class="table__number" data-label="€ each">{line.unit_price.figure()}</td>
            <td class="table__number table__end" data-unit="€">{line.total.figure()}</td>
        </tr>
    }
}

/// `19 %`, `25.5 %`: a rate in hundredths of a percent.
pub(super) fn percent(basis_points: u32) -> String {
    match (basis_points / 100, basis_points % 100) {
        (whole, 0) => format!("{whole} %"),
        (whole, rest) => format!("{whole}.{} %", format!("{rest:02}").trim_end_matches('0')),
    }
}

/// “Tax”, or “VAT 19 %”.
pub(super) fn tax_name(basis_points: u32) -> String {
    if basis_points == 0 { "Tax".to_owned() } else { format!("VAT {}", percent(basis_points)) }
}

/// A row of a ledger.
pub(super) fn sum(name: impl Into<String>, value: String, class: &'static str) -> impl IntoView {
    let name = name.into();
    view! { <div class=class><dt class="ledger__name">{name}</dt><dd class="ledger__value">{value}</dd></div> }
}

/// An amount that is taken off.
pub(super) fn less(money: Money) -> String {
    Money::new(-money.minor, money.currency).to_string()
}

fn ledger(order: &Order, progress: &OrderProgress) -> impl IntoView + use<> {
    const ROW: &str = "ledger__row";
    const SUM: &str = "ledger__row ledger__row--sum";
    let is_nothing = |money: Money| money.minor == 0;
    let settled = is_nothing(progress.paid) && is_nothing(progress.credited);
    let rest = (!settled).then(|| {
        view! {
            {(!is_nothing(progress.credited)).then(|| sum("Credited", less(progress.credited), ROW))}
            {(!is_nothing(progress.paid)).then(|| sum("Paid", less(progress.paid), ROW))}
            {(!is_nothing(order.to_refund())).then(|| sum("To be paid back", order.to_refund().to_string(), ROW))}
            {sum("Still to pay", progress.owed.to_string(), SUM)}
        }
    });
    let tax_note = (!order.tax_note.is_empty()).then(|| order.tax_note.clone());
    view! {
        <dl class="ledger">
            {sum("Goods", order.goods.to_string(), ROW)}
            {sum("Delivery", order.delivery.to_string(), ROW)}
            {sum(tax_name(order.tax_basis_points), order.tax.to_string(), ROW)}
            {sum("Total, incl. tax", order.total.to_string(), SUM)}
            {rest}
        </dl>
        <p class="order__payment">{tax_note.map(|note| view! { <span>{note}</span> })}<span>{payment(order, progress)}</span></p>
    }
}

/// What is to be paid and when, in a sentence.
pub(super) fn payment(order: &Order, progress: &OrderProgress) -> String {
    if progress.state == OrderState::Cancelled && progress.owed.minor == 0 {
        return match order.to_refund() {
            back if back.minor > 0 => format!("{back} goes back to the account it came from."),
            _ => "Nothing is to be paid.".to_owned(),
        };
    }
    if progress.owed.minor == 0 {
        return match order.to_refund() {
            back if back.minor > 0 => format!("Paid. {back} goes back to the account it came from."),
            _ => "Paid.".to_owned(),
        };
    }
    match (order.details.payment_method, order.terms_days) {
        (PaymentMethod::BankTransfer, _) if order.approved_at.is_none() => {
            format!(
                "{} is to be transferred in advance; the goods leave when it is in. The bank details are on the pro-forma invoice.",
                progress.owed
            )
        }
        (_, days) => {
            let after = days.map_or("when you receive".to_owned(), |days| format!("{days} days after"));
            match progress.invoice {
                Some(invoice) => format!("{} is due {after} invoice {invoice}.", progress.owed),
                None => {
                    format!("{} is due {after} the invoice, which is made when the first parcel leaves.", progress.owed)
                }
            }
        }
    }
}

/// The day an invoice is due, in words.
pub(super) fn due(due_on: Option<chrono::NaiveDate>) -> String {
    due_on.map_or_else(|| "At once".to_owned(), day)
}
