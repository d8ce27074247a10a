//! Pieces that go separate ways: parcels, what still waits, what comes back.

use domain::catalog::ProductKind;
use domain::fulfilment::{ReturnState, ShipmentState};
use leptos::prelude::*;
use store::fulfilment::{OrderProgress, Return, Shipment};

use super::access::Opened;
use super::words::{day, moment, pieces, return_shape, shipment_shape, state};

/// The parcels, and what is in none of them yet. Nothing while all of it lies together.
pub(super) fn parcels_section(opened: &Opened) -> Option<impl IntoView + use<>> {
    let progress = &opened.progress;
    let waits = progress.lines.iter().any(|line| line.backordered > 0);
    if progress.shipments.is_empty() && !waits {
        return None;
    }
    let count = progress.shipments.iter().filter(|shipment| shipment.location.is_some()).count();
    let note = match count {
        0 => "nothing has left yet".to_owned(),
        1 => "1 parcel".to_owned(),
        count => format!("{count} parcels"),
    };
    let mut number = 0;
    let parcels: Vec<_> = progress
        .shipments
        .iter()
        .map(|shipment| {
            let title = if shipment.location.is_some() {
                number += 1;
                format!("Parcel {number}")
            } else {
                "Work done".to_owned()
            };
            parcel(opened, shipment, title)
        })
        .collect();
    Some(view! {
        <section class="section" aria-labelledby="parcels">
            <div class="section__head"><h2 class="section__title" id="parcels">"On its way"</h2><p class="section__note">{note}</p></div>
            <ul class="parcels">
                {parcels}
                {not_packed(progress)}
                {backordered(progress)}
            </ul>
        </section>
    })
}

fn parcel(opened: &Opened, shipment: &Shipment, title: String) -> impl IntoView + use<> {
    let is_parcel = shipment.location.is_some();
    let word = if is_parcel { shipment.state.title() } else { "Done" };
    let number = shipment.number.to_string();
    let from = shipment.location.as_ref().map(|location| format!("from {}", location.name));
    let carrier = (!shipment.carrier.is_empty()).then(|| shipment.carrier.clone());
    let tracking = (!shipment.tracking.is_empty()).then(|| {
        view! { <span>"Tracking number "<span class="part-number">{shipment.tracking.clone()}</span></span> }
    });
    let dates = [("Left", shipment.shipped_at), ("Arrived", shipment.delivered_at)]
        .into_iter()
        .filter_map(|(word, at)| Some(view! { <span>{format!("{word} {}", moment(at?))}</span> }))
        .collect_view();
    let expected = (is_parcel && shipment.state.is_in_house())
        .then(|| view! { <span>{format!("Begun {}", moment(shipment.created_at))}</span> });
    let lines: Vec<_> =
        shipment.lines.iter().map(|line| entry(line.quantity, line.sku.to_string(), line.name.clone(), None)).collect();
    let slip = format!("/orders/{}/packing-slip/{number}", opened.number);
    let has_slip = is_parcel && !matches!(shipment.state, ShipmentState::Picking | ShipmentState::Picked);
    view! {
        <li class="parcel">
            <div class="parcel__head">
                <h3 class="parcel__title">{title}" "<span class="part-number">{is_parcel.then(|| number.clone())}</span></h3>
                {state(shipment_shape(shipment.state), word)}
            </div>
            <p class="parcel__facts">
                {carrier.map(|carrier| view! { <span>{carrier}</span> })}{tracking}
                {from.map(|from| view! { <span>{from}</span> })}{expected}{dates}
            </p>
            <ul class="parcel__lines">{lines}</ul>
            {has_slip.then(|| view! { <p class="parcel__more"><a href=slip>"Packing slip"<span class="visually-hidden">{format!(" of {number}")}</span></a></p> })}
        </li>
    }
}

fn entry(count: u32, sku: String, name: String, remark: Option<String>) -> impl IntoView {
    let href = format!("/parts/{sku}");
    view! {
        <li class="parcel__line">
            <span class="parcel__count">{format!("{count} ×")}</span>
            <span><a class="part-number" href=href>{sku}</a><span class="table__second">{name}</span>
                {remark.map(|remark| view! { <span class="parcel__remark">{remark}</span> })}</span>
        </li>
    }
}

/// Pieces reserved that nobody has gone to fetch, once others have been.
fn not_packed(progress: &OrderProgress) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = progress
        .lines
        .iter()
        .filter(|line| line.loose > 0)
        .map(|line| {
            let remark = (line.kind == ProductKind::Service).then(|| "a service, to be done".to_owned());
            entry(line.loose, line.sku.to_string(), line.name.clone(), remark)
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <li class="parcel">
                <div class="parcel__head"><h3 class="parcel__title">"Reserved"</h3><span class="state state--waiting">"Not packed yet"</span></div>
                <p class="parcel__facts"><span>"Follows as soon as it is packed."</span></p>
                <ul class="parcel__lines">{lines}</ul>
            </li>
        }
    })
}

/// Pieces still to come in, with the day they are expected.
fn backordered(progress: &OrderProgress) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = progress
        .lines
        .iter()
        .filter(|line| line.backordered > 0)
        .map(|line| {
            let remark = match line.promised_for {
                Some(date) => format!("expected {}", day(date)),
                None => "date not known yet".to_owned(),
            };
            entry(line.backordered, line.sku.to_string(), line.name.clone(), Some(remark))
        })
        .collect();
    let text = match progress.promised_for() {
        Some(date) => format!("All of it is expected with us by {}. It follows by itself.", day(date)),
        None => "It follows by itself as soon as it is here. Orders are served in the order they came.".to_owned(),
    };
    (!lines.is_empty()).then(|| {
        view! {
            <li class="parcel">
                <div class="parcel__head"><h3 class="parcel__title">"On backorder"</h3><span class="state state--waiting">"To come in"</span></div>
                <p class="parcel__facts"><span>{text}</span></p>
                <ul class="parcel__lines">{lines}</ul>
            </li>
        }
    })
}

/// What comes back.
pub(super) fn returns_section(opened: &Opened) -> Option<impl IntoView + use<>> {
    let returns = &opened.progress.returns;
    let items: Vec<_> = returns.iter().map(|item| return_item(opened, item)).collect();
    (!returns.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="returns">
                <div class="section__head"><h2 class="section__title" id="returns">"Returns"</h2></div>
                <ul class="parcels">{items}</ul>
            </section>
        }
    })
}

fn return_item(opened: &Opened, item: &Return) -> impl IntoView + use<> {
    let number = item.number.to_string();
    let count: u32 = item.lines.iter().map(|line| line.quantity).sum();
    let href = format!("/orders/{}/returns/{number}", opened.number);
    let link = match item.state {
        ReturnState::Authorised => "Return slip",
        _ => "About this return",
    };
    let lines: Vec<_> =
        item.lines.iter().map(|line| entry(line.quantity, line.sku.to_string(), line.name.clone(), None)).collect();
    view! {
        <li class="parcel">
            <div class="parcel__head">
                <h3 class="parcel__title">"Return "<span class="part-number">{number.clone()}</span></h3>
                {state(return_shape(item.state), item.state.title())}
            </div>
            <p class="parcel__facts">
                <span>{pieces(count)}</span><span>{format!("Asked for {}", moment(item.requested_at))}</span>
                {item.credited.map(|credited| view! { <span>{format!("{credited} credited")}</span> })}
            </p>
            <ul class="parcel__lines">{lines}</ul>
            <p class="parcel__more"><a href=href>{link}<span class="visually-hidden">{format!(" {number}")}</span></a></p>
        </li>
    }
}
