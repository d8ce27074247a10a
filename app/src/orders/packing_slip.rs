//! `/orders/:number/packing-slip/:shipment`: what lies in a parcel. No prices: it is read by whoever opens the box.

use domain::fulfilment::ShipmentNumber;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::PackingSlip;

use super::access::{Access, Opened, open};
use super::document::{block, code, hazard, paper};
use super::words::{day, pieces};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/orders/:number/packing-slip/:shipment`
#[component]
pub(crate) fn PackingSlipPage() -> impl IntoView {
    let parameters = use_params_map();
    let number = parameters.read_untracked().get("number").unwrap_or_default();
    let shipment = parameters.read_untracked().get("shipment").unwrap_or_default();
    respond(|visit| load(visit, number, shipment))
}

async fn load(visit: Visit, typed: String, shipment: String) -> Result<Page, PageError> {
    let opened = match open(&visit, &typed, &format!("/packing-slip/{}", crate::request::encode(&shipment))).await? {
        Access::Open(opened) => opened,
        Access::Closed(page) => return Ok(*page),
    };
    // A parcel of another order is not there.
    let shipment = ShipmentNumber::parse(&shipment).map_err(|_| PageError::NotFound)?;
    if !opened.progress.shipments.iter().any(|known| known.number == shipment) {
        return Err(PageError::NotFound);
    }
    let slip = visit.store.packing_slip(&shipment).await?.ok_or(PageError::NotFound)?;
    Ok(Page::private(format!("Packing slip {shipment}"), content(&opened, &slip)).narrow())
}

fn content(opened: &Opened, slip: &PackingSlip) -> impl IntoView + use<> {
    let shipment = &slip.shipment;
    let count: u32 = shipment.lines.iter().map(|line| line.quantity).sum();
    let from = shipment.location.as_ref().map(|location| location.name.clone()).unwrap_or_default();
    let facts = vec![
        ("Order", opened.number.to_string()),
        ("Ordered on", day(slip.placed_at.date_naive())),
        ("Your PO number", slip.po_number.clone()),
        ("Left on", shipment.shipped_at.map(|at| day(at.date_naive())).unwrap_or_default()),
        ("From", from),
        ("Delivery", slip.delivery_method.title().to_owned()),
        ("Carrier", shipment.carrier.clone()),
        ("Tracking number", shipment.tracking.clone()),
    ];
    let rows: Vec<_> = shipment
        .lines
        .iter()
        .map(|line| {
            let mpn =
                (line.mpn != line.sku.as_str() && !line.mpn.is_empty()).then(|| format!("Maker’s number {}", line.mpn));
            view! {
                <tr class="table__row">
                    <td class="document__tick" aria-hidden="true"></td>
                    <th scope="row" class="table__main">
                        <span class="part-number">{line.sku.to_string()}</span>
                        <span class="table__second">{line.name.clone()}</span>
                        {mpn.map(|mpn| view! { <span class="table__second">{mpn}</span> })}
                    </th>
                    <td class="table__number table__end">{line.quantity}</td>
                </tr>
            }
        })
        .collect();
    let to_follow: Vec<_> = slip
        .to_follow
        .iter()
        .map(|(sku, name, pieces)| {
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main"><span class="part-number">{sku.to_string()}</span><span class="table__second">{name.clone()}</span></th>
                    <td class="table__number table__end">{*pieces}</td>
                </tr>
            }
        })
        .collect();
    let to_follow = (!to_follow.is_empty()).then(|| {
        view! {
            <table class="table document__table document__follow">
                <caption class="document__label">"Follows in other parcels"</caption>
                <thead class="table__head"><tr><th scope="col">"Part"</th><th scope="col" class="table__number">"Pieces"</th></tr></thead>
                <tbody>{to_follow}</tbody>
            </table>
        }
    });
    let note = (!slip.note.is_empty()).then(|| {
        view! { <div class="document__keep"><h2 class="document__label">"Your note"</h2><p class="order__address">{slip.note.clone()}</p></div> }
    });
    let body = view! {
        <div class="document__blocks">{block("Deliver to", &slip.address, None)}</div>
        {hazard(slip.hazard_class)}
        <table class="table document__table">
            <caption class="visually-hidden">"What lies in this parcel"</caption>
            <thead class="table__head"><tr>
                <th scope="col" class="document__tick"><span class="visually-hidden">"Ticked off"</span></th>
                <th scope="col">"Part"</th>
                <th scope="col" class="table__number">"Pieces"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="document__count">{format!("{} in this parcel", pieces(count))}</p>
        {to_follow}
        {note}
        <div class="document__foot">
            <p>"Please compare the parcel with this slip. If anything is missing, wrong or damaged, tell us within a week; the page of your order has a link to return it."</p>
        </div>
    }
    .into_any();
    paper(&opened.number, "Packing slip".to_owned(), None, Some(code(shipment.number.as_str())), facts, body)
}
