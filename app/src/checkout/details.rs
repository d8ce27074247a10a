//! What was chosen, shown back: on the review, and on the page of the order it became.

use domain::checkout::{CheckoutDetails, Step};
use domain::ids::Sku;
use domain::money::Money;
use leptos::prelude::*;

/// A line of an order, placed or about to be.
pub(crate) struct LineView {
    /// Our number.
    pub(crate) sku: Sku,
    /// Full name.
    pub(crate) name: String,
    /// Pieces.
    pub(crate) quantity: u32,
    /// Price of one piece.
    pub(crate) unit_price: Option<Money>,
    /// Price of the line.
    pub(crate) total: Option<Money>,
    /// What stands in the way of ordering it.
    pub(crate) problem: Option<String>,
    /// What else there is to say about it: what of it comes later.
    pub(crate) note: Option<String>,
}

/// The lines as a table.
pub(crate) fn line_table(caption: &'static str, lines: Vec<LineView>) -> impl IntoView {
    let figure = |money: Option<Money>| money.map(Money::figure);
    view! {
        <table class="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead class="table__head">
                <tr>
                    <th scope="col">"Part"</th>
                    <th scope="col" class="table__number">"Quantity"</th>
                    <th scope="col" class="table__number">"€ each"</th>
                    <th scope="col" class="table__number">"€"</th>
                </tr>
            </thead>
            <tbody>
                {lines.into_iter().map(|line| view! {
                    <tr class="table__row">
                        <th scope="row" class="table__main">
                            <a class="part-number" href=format!("/parts/{}", line.sku)>{line.sku.to_string()}</a>
                            <span class="table__second">{line.name}</span>
                            {line.note.map(|note| view! { <span class="table__second">{note}</span> })}
                            {line.problem.map(|problem| view! { <span class="cart__problem">{problem}</span> })}
                        </th>
                        <td class="table__number" data-label="Quantity">{line.quantity}</td>
                        <td class="table__number" data-label="€ each">{figure(line.unit_price)}</td>
                        <td class="table__number table__end" data-unit=line.total.map(|_| "€")>{figure(line.total)}</td>
                    </tr>
                }).collect_view()}
            </tbody>
        </table>
    }
}

/// Contact, address, delivery and payment; with links back to their steps while they can be changed.
pub(crate) fn details_section(details: &CheckoutDetails, changeable: bool) -> impl IntoView + use<> {
    let town = format!("{} {}", details.postal_code, details.city);
    let po_number =
        if details.po_number.is_empty() { String::new() } else { format!("PO number {}", details.po_number) };
    let vat_id = details.vat_id.as_ref().map(|id| format!("VAT id {}", id.as_str())).unwrap_or_default();
    let certification = match details.certification.as_str() {
        "" => String::new(),
        papers => format!("Certified for motors: {papers}"),
    };
    let block = |step: Step, title: &'static str, texts: &[&str]| {
        let lines: Vec<_> = texts
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| view! { {(*text).to_owned()}<br/> })
            .collect();
        let change = changeable.then(|| {
            let label = format!("Change {}", title.to_lowercase());
            view! { " "<a class="order__change" href=format!("/checkout/{}", step.slug()) aria-label=label>"change"</a> }
        });
        view! { <div><h3>{title}{change}</h3><address class="order__address">{lines}</address></div> }
    };
    let address = [
        details.contact_name.as_str(),
        &details.company,
        &details.street,
        &details.street_2,
        &town,
        &details.region,
        details.country.name,
    ];
    view! {
        <section class="section" aria-labelledby="details">
            <div class="section__head"><h2 class="section__title" id="details">"Your details"</h2></div>
            <div class="order__addresses">
                {block(Step::Contact, "Contact", &[&details.contact_name, &details.email, &details.phone, &vat_id, &certification])}
                {block(Step::Address, "Deliver to", &address)}
                {block(Step::Delivery, "Delivery", &[details.delivery_method.title()])}
                {block(Step::Payment, "Payment", &[details.payment_method.title(), &po_number, &details.note])}
            </div>
        </section>
    }
}
