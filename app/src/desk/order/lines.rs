//! What an order holds and how far its pieces and its money have come.

use domain::catalog::{HazardClass, ProductKind};
use leptos::prelude::*;
use store::fulfilment::{DeskOrder, LineView};

use crate::desk::kit;

/// The lines with where their pieces are.
pub(super) fn lines(shown: &DeskOrder) -> AnyView {
    // A column that would be empty is left out: the names get its room.
    let any = |of: fn(&LineView) -> u32| shown.progress.lines.iter().any(|line| of(line) > 0);
    let columns = [
        ("Part", true),
        ("Ordered", true),
        ("Cancelled", any(|line| line.cancelled)),
        ("Reserved", any(|line| line.loose)),
        ("Backorder", any(|line| line.backordered)),
        ("In parcels", any(|line| line.in_parcels)),
        ("Shipped", any(|line| line.shipped)),
        ("Returned", any(|line| line.returned)),
        ("€", true),
    ];
    let is_shown = |name: &str| columns.iter().any(|(known, shown)| *known == name && *shown);
    let rows: Vec<_> = shown.progress.lines.iter().map(|one| line(one, &is_shown)).collect();
    let columns: Vec<_> =
        columns.iter().filter(|(_, shown)| *shown).map(|(name, _)| (*name, *name != "Part")).collect();
    kit::section("lines", "Lines", None, kit::table("Lines", &columns, rows, "This order has no lines."))
}

fn line(line: &LineView, is_shown: &dyn Fn(&str) -> bool) -> AnyView {
    let count = |pieces: u32| (pieces > 0).then(|| kit::thousands(pieces));
    let places =
        line.allocations
            .iter()
            .map(|(location, bin, pieces)| {
                if bin.is_empty() { format!("{pieces} at {location}") } else { format!("{pieces} at {location} {bin}") }
            })
            .collect::<Vec<_>>()
            .join(", ");
    let about = match line.kind {
        ProductKind::Service if line.loose > 0 => "service, to be done".to_owned(),
        ProductKind::Service => "service".to_owned(),
        ProductKind::Part => places,
    };
    let hazard = (line.hazard_class != HazardClass::None)
        .then(|| view! { " "<span class="badge badge--quiet">"hazardous"</span> });
    let promised = (line.backordered > 0).then(|| {
        let text = line.promised_for.map_or_else(|| "no date yet".to_owned(), kit::day);
        view! { <span class="table__second">{text}</span> }
    });
    let shipped = (line.shipped > 0).then(|| kit::progress_bar(line.shipped, line.quantity - line.cancelled));
    let cells: Vec<_> = [
        ("Cancelled", count(line.cancelled).into_any()),
        ("Reserved", count(line.loose).into_any()),
        ("Backorder", view! { {count(line.backordered)}{promised} }.into_any()),
        ("In parcels", count(line.in_parcels).into_any()),
        ("Shipped", view! { {count(line.shipped)}{shipped} }.into_any()),
        ("Returned", count(line.returned).into_any()),
    ]
    .into_iter()
    .filter(|(name, _)| is_shown(name))
    .map(|(name, content)| view! { <td class="table__number" data-label=name>{content}</td> })
    .collect();
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">
                <a class="part-number" href=format!("/desk/stock/{}", line.sku)>{line.sku.to_string()}</a>{hazard}
                <span class="table__second">{line.name.clone()}</span>
                <span class="table__second">{format!("{} € each", line.unit_price.figure())}</span>
                {(!about.is_empty()).then(|| view! { <span class="table__second">{about}</span> })}
            </th>
            <td class="table__number" data-label="Ordered">{kit::thousands(line.quantity)}</td>
            {cells}
            <td class="table__number table__end" data-unit="€">{line.total.figure()}</td>
        </tr>
    }
    .into_any()
}

/// Money: what it comes to, what came in, what was given back, what is owed.
pub(super) fn money(shown: &DeskOrder) -> AnyView {
    let progress = &shown.progress;
    let payments: Vec<_> = shown
        .payments
        .iter()
        .map(|payment| {
            let name = format!("{}, {}", payment.reference, kit::moment(payment.received_at));
            view! { <div class="ledger__row"><dt class="ledger__name">{name}</dt><dd class="ledger__value">{payment.amount.to_string()}</dd></div> }
        })
        .collect();
    let credits: Vec<_> = progress
        .credits
        .iter()
        .map(|credit| {
            let reason = if credit.reason.is_empty() { String::new() } else { format!(": {}", credit.reason) };
            let name = format!("{}{reason}, {}", credit.kind.title(), kit::moment(credit.credited_at));
            view! { <div class="ledger__row"><dt class="ledger__name">{name}</dt><dd class="ledger__value">{format!("−{}", credit.amount)}</dd></div> }
        })
        .collect();
    let rate = format!("Tax, {}.{:02} %", shown.order.tax_basis_points / 100, shown.order.tax_basis_points % 100);
    let note = (!shown.order.tax_note.is_empty())
        .then(|| view! { <span class="table__second">{shown.order.tax_note.clone()}</span> });
    let taxed = shown.order.tax.minor > 0 || !shown.order.tax_note.is_empty();
    let tax = taxed.then(|| view! { <div class="ledger__row"><dt class="ledger__name">{rate}{note}</dt><dd class="ledger__value">{shown.order.tax.to_string()}</dd></div> });
    kit::section(
        "money",
        "Money",
        None,
        view! {
            <dl class="ledger">
                {kit::ledger_row("Goods", shown.order.goods.to_string(), false)}
                {kit::ledger_row("Delivery", shown.order.delivery.to_string(), false)}
                {tax}
            {kit::ledger_row("Total", progress.total.to_string(), false)}
                {credits}
                {payments}
                {kit::ledger_row("Paid", progress.paid.to_string(), false)}
                {kit::ledger_row("Credited", progress.credited.to_string(), false)}
                {kit::ledger_row("Due", progress.owed.to_string(), true)}
            </dl>
        },
    )
}

/// What comes back.
pub(super) fn returns(shown: &DeskOrder) -> AnyView {
    if shown.progress.returns.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = shown
        .progress
        .returns
        .iter()
        .map(|back| {
            let pieces: u32 = back.lines.iter().map(|line| line.quantity).sum();
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{kit::number(format!("/desk/returns/{}", back.number), back.number.to_string())}</th>
                    <td class="table__end">{back.state.title()}</td>
                    <td class="table__number" data-label="Pieces">{kit::thousands(pieces)}</td>
                    <td data-label="Why">{back.reason.title()}</td>
                    <td class="table__number" data-label="Asked">{kit::moment(back.requested_at)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns = [("Return", false), ("State", false), ("Pieces", true), ("Why", false), ("Asked", true)];
    kit::section("returns", "Returns", None, kit::table("Returns", &columns, rows, ""))
}

/// Who ordered, where it goes, how it travels and is paid.
pub(super) fn details(shown: &DeskOrder) -> AnyView {
    let details = &shown.order.details;
    let block = |title: &'static str, texts: Vec<String>| {
        let lines: Vec<_> =
            texts.into_iter().filter(|text| !text.trim().is_empty()).map(|text| view! { {text}<br/> }).collect();
        view! { <div><h3>{title}</h3><address class="order__address">{lines}</address></div> }
    };
    let town = format!("{} {}", details.postal_code, details.city);
    let po_number =
        if details.po_number.is_empty() { String::new() } else { format!("PO number {}", details.po_number) };
    let terms = shown.terms_days.map_or_else(String::new, |days| format!("{days} days net"));
    let vat_id =
        if shown.order.vat_id.is_empty() { String::new() } else { format!("VAT number {}", shown.order.vat_id) };
    let papers =
        if shown.certification.is_empty() { String::new() } else { format!("Certificate: {}", shown.certification) };
    kit::section(
        "details",
        "Who and where",
        None,
        view! {
            <div class="order__addresses">
                {block("Contact", vec![details.contact_name.clone(), details.email.clone(), details.phone.clone(), details.company.clone()])}
                {block("Deliver to", vec![details.contact_name.clone(), details.company.clone(), details.street.clone(), details.street_2.clone(), town, details.region.clone(), details.country.name.to_owned()])}
                {block("Delivery", vec![details.delivery_method.title().to_owned(), details.note.clone()])}
                {block("Payment", vec![details.payment_method.title().to_owned(), po_number, terms, vat_id, papers])}
            </div>
        },
    )
}
