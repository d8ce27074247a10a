//! `/orders/:number/invoice`: the invoice as it was issued, or what it will be.

use chrono::NaiveDate;
use domain::checkout::PaymentMethod;
use domain::fulfilment::InvoiceNumber;
use domain::money::Money;
use domain::orders::{MADE_UP, Order, SELLER};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{Credit, Invoice, InvoiceLine, OrderProgress};

use super::access::{Access, Opened, open};
use super::document::{block, paper};
use super::lines::{due, less, sum, tax_name};
use super::words::day;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/orders/:number/invoice`
#[component]
pub(crate) fn InvoicePage() -> impl IntoView {
    let number = use_params_map().read_untracked().get("number").unwrap_or_default();
    respond(|visit| load(visit, number))
}

async fn load(visit: Visit, typed: String) -> Result<Page, PageError> {
    let opened = match open(&visit, &typed, "/invoice").await? {
        Access::Open(opened) => opened,
        Access::Closed(page) => return Ok(*page),
    };
    let issued = visit.store.invoice(&opened.number).await?;
    let title = match &issued {
        Some(invoice) => format!("Invoice {}", invoice.number),
        None => format!("Pro-forma invoice, order {}", opened.number),
    };
    Ok(Page::private(title, content(&opened, issued)).narrow())
}

/// What the paper says, issued or not.
struct Paper {
    issued: Option<(InvoiceNumber, NaiveDate)>,
    due: String,
    invoice: Invoice,
}

impl Paper {
    fn of(opened: &Opened, issued: Option<Invoice>) -> Self {
        match issued {
            Some(invoice) => {
                Self { issued: Some((invoice.number, invoice.issued_on)), due: due(invoice.due_on), invoice }
            }
            None => Self { issued: None, due: terms(&opened.order), invoice: pro_forma(opened) },
        }
    }
}

/// When it will be due, before it is issued.
fn terms(order: &Order) -> String {
    match (order.details.payment_method, order.terms_days) {
        (PaymentMethod::BankTransfer, _) => "In advance".to_owned(),
        (_, Some(days)) => format!("{days} days after the invoice"),
        (PaymentMethod::PurchaseOrder, None) => "With the invoice".to_owned(),
    }
}

/// The invoice that an order would have today.
fn pro_forma(opened: &Opened) -> Invoice {
    let Opened { number, order, progress } = opened;
    let details = &order.details;
    let address = [
        details.contact_name.clone(),
        details.company.clone(),
        details.street.clone(),
        details.street_2.clone(),
        format!("{} {}", details.postal_code, details.city),
        details.region.clone(),
        details.country.name.to_owned(),
    ];
    let lines = progress.lines.iter().map(|line| InvoiceLine {
        sku: line.sku.clone(),
        name: line.name.clone(),
        quantity: line.quantity,
        cancelled: line.cancelled,
        unit_price: line.unit_price,
        total: line.total,
    });
    Invoice {
        number: InvoiceNumber(0),
        order: number.clone(),
        placed_on: order.placed_at.date_naive(),
        issued_on: order.placed_at.date_naive(),
        due_on: None,
        po_number: details.po_number.clone(),
        address: address.into_iter().filter(|line| !line.trim().is_empty()).collect(),
        vat_id: order.vat_id.clone(),
        payment_method: details.payment_method,
        lines: lines.collect(),
        goods: order.goods,
        delivery: order.delivery,
        tax: order.tax,
        tax_basis_points: order.tax_basis_points,
        tax_note: order.tax_note.clone(),
        credited: progress.credited,
        total: Money::new(order.total.minor - progress.credited.minor, order.total.currency),
    }
}

/// Credits given since the invoice was issued: the last ones that come to what was credited beyond it.
fn credits_since<'a>(progress: &'a OrderProgress, invoice: &Invoice) -> Vec<&'a Credit> {
    let mut rest = progress.credited.minor - invoice.credited.minor;
    let mut since: Vec<_> = progress
        .credits
        .iter()
        .rev()
        .take_while(|credit| {
            rest -= credit.amount.minor;
            rest >= 0
        })
        .collect();
    since.reverse();
    since
}

fn content(opened: &Opened, issued: Option<Invoice>) -> impl IntoView + use<> {
    let progress = &opened.progress;
    let paper_of = Paper::of(opened, issued);
    let Paper { issued, due, invoice } = &paper_of;
    let (name, number, date) = match issued {
        Some((number, date)) => ("Invoice", Some(number.to_string()), day(*date)),
        None => ("Pro-forma invoice", None, "not issued yet".to_owned()),
    };
    let facts = vec![
        ("Date", date),
        ("Order", invoice.order.to_string()),
        ("Ordered on", day(invoice.placed_on)),
        ("Your PO number", invoice.po_number.clone()),
        ("Payment", payment_title(invoice.payment_method).to_owned()),
        ("Due", due.clone()),
    ];
    let seller = [&[SELLER.name], SELLER.address].concat();
    let vat_id = (!invoice.vat_id.is_empty()).then(|| format!("VAT id {}", invoice.vat_id));
    let rows: Vec<_> = invoice.lines.iter().zip(1u32..).map(|(line, at)| row(line, at)).collect();
    let pro_forma = issued.is_none().then(|| {
        view! { <p class="document__remark">"This is not an invoice. It says what will be invoiced when the first parcel leaves, or the payment is in. It is no basis for deducting tax."</p> }
    });
    let body = view! {
        <div class="document__blocks">
            {block("Invoice to", &invoice.address, vat_id)}
            {block("From", &seller, Some(format!("VAT id {}", SELLER.vat_id)))}
        </div>
        {pro_forma}
        <table class="table document__table">
            <caption class="visually-hidden">"Lines"</caption>
            <thead class="table__head"><tr>
                <th scope="col" class="document__at">"No."</th>
                <th scope="col">"Part"</th>
                <th scope="col" class="table__number">"Quantity"</th>
                <th scope="col" class="table__number">"€ each"</th>
                <th scope="col" class="table__number">"€"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {totals(invoice, progress)}
        {bank(opened, invoice, progress, issued.is_some())}
    }
    .into_any();
    paper(&opened.number, name.to_owned(), number, None, facts, body)
}

const fn payment_title(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::PurchaseOrder => "Purchase order on terms",
        PaymentMethod::BankTransfer => "Bank transfer in advance",
    }
}

fn row(line: &InvoiceLine, at: u32) -> impl IntoView + use<> {
    let cancelled = (line.cancelled > 0).then(|| format!("{} of them cancelled", line.cancelled));
    view! {
        <tr class="table__row">
            <td class="document__at" data-label="No.">{at}</td>
            <th scope="row" class="table__main">
                <span class="part-number">{line.sku.to_string()}</span>
                <span class="table__second">{line.name.clone()}</span>
                {cancelled.map(|cancelled| view! { <span class="table__second">{cancelled}</span> })}
            </th>
            <td class="table__number" data-label="Quantity">{line.quantity}</td>
            <td class="table__number" data-label="€ each">{line.unit_price.figure()}</td>
            <td class="table__number table__end" data-unit="€">{line.total.figure()}</td>
        </tr>
    }
}

fn totals(invoice: &Invoice, progress: &OrderProgress) -> impl IntoView + use<> {
    const ROW: &str = "ledger__row";
    const SUM: &str = "ledger__row ledger__row--sum";
    let since: Vec<_> = credits_since(progress, invoice)
        .into_iter()
        .map(|credit| {
            let name =
                format!("Credit of {}: {}", day(credit.credited_at.date_naive()), credit.kind.title().to_lowercase());
            sum(name, less(credit.amount), ROW)
        })
        .collect();
    let before = (invoice.credited.minor > 0).then(|| sum("Cancelled before, incl. tax", less(invoice.credited), ROW));
    let paid = (progress.paid.minor > 0).then(|| sum("Paid", less(progress.paid), ROW));
    let settled = since.is_empty() && paid.is_none();
    let left = (!settled).then(|| sum("Still to pay", progress.owed.to_string(), SUM));
    let note = (!invoice.tax_note.is_empty()).then(|| invoice.tax_note.clone());
    view! {
        <div class="document__totals">
            <dl class="ledger">
                {sum("Goods, excl. tax", invoice.goods.to_string(), ROW)}
                {sum("Delivery, excl. tax", invoice.delivery.to_string(), ROW)}
                {sum(tax_name(invoice.tax_basis_points), invoice.tax.to_string(), ROW)}
                {before}
                {sum("Total, incl. tax", invoice.total.to_string(), SUM)}
                {since}{paid}{left}
            </dl>
            {note.map(|note| view! { <p class="document__remark">{note}</p> })}
        </div>
    }
}

/// Where the money goes, while any is owed.
fn bank(opened: &Opened, invoice: &Invoice, progress: &OrderProgress, is_issued: bool) -> impl IntoView + use<> {
    let reference = if is_issued { invoice.number.to_string() } else { opened.number.to_string() };
    let owes = (progress.owed.minor > 0).then(|| {
        let facts = [
            ("Account holder", SELLER.name.to_owned()),
            ("Bank", SELLER.bank.to_owned()),
            ("IBAN", SELLER.iban.to_owned()),
            ("BIC", SELLER.bic.to_owned()),
            ("Reference", reference),
        ];
        let facts: Vec<_> = facts
            .into_iter()
            .map(|(name, value)| view! { <div class="document__fact"><dt>{name}</dt><dd>{value}</dd></div> })
            .collect();
        view! {
            <h2 class="document__ask">{format!("Please transfer {}", progress.owed)}</h2>
            <dl class="document__facts document__facts--wide">{facts}</dl>
        }
    });
    view! {
        <div class="document__foot">
            {owes}
            <p class="document__remark">{MADE_UP}{format!(" Register of companies {}.", SELLER.register)}</p>
        </div>
    }
}
