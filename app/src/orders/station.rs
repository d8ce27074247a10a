//! The way of an order, drawn: seven stations on a line.

use domain::catalog::ProductKind;
use domain::fulfilment::ShipmentState;
use domain::orders::{LineProgress, OrderEventKind, OrderState, Reach, Station, track};
use leptos::prelude::*;

use super::access::Opened;
use super::words::{moment, pieces_in, time};

/// The line of stations.
pub(super) fn stations(opened: &Opened) -> impl IntoView + use<> {
    let Opened { order, progress, .. } = opened;
    let lines: Vec<LineProgress> = progress
        .lines
        .iter()
        .map(|line| {
            // Work done goes through no bin and no parcel.
            let at_least = |states: &[ShipmentState]| {
                pieces_in(progress, line.line_no, |state| states.contains(&state)).max(line.shipped)
            };
            let arrived = pieces_in(progress, line.line_no, |state| state == ShipmentState::Delivered);
            LineProgress {
                quantity: line.quantity,
                cancelled: line.cancelled,
                backordered: line.backordered,
                picked: at_least(&[
                    ShipmentState::Picked,
                    ShipmentState::Packed,
                    ShipmentState::Shipped,
                    ShipmentState::Delivered,
                ]),
                packed: at_least(&[ShipmentState::Packed, ShipmentState::Shipped, ShipmentState::Delivered]),
                shipped: line.shipped,
                delivered: if line.kind == ProductKind::Service { line.shipped } else { arrived },
            }
        })
        .collect();
    let steps: Vec<_> = progress.events.iter().map(|event| (event.kind, event.happened_at)).collect();
    let way = track(progress.state, order.placed_at, order.approved_at, &lines, &steps);
    let is_cancelled = progress.state == OrderState::Cancelled;
    let items: Vec<_> =
        way.into_iter().filter(|station| !is_cancelled || station.reach != Reach::Not).map(item).collect();
    let stopped = is_cancelled.then(|| {
        let last = progress.events.iter().rev().find(|event| event.kind == OrderEventKind::Cancelled);
        view! {
            <li class="track__station track__station--stopped" aria-current="step">
                <span class="track__name">"Cancelled"</span>
                {last.map(|event| time("track__time", event.happened_at))}
            </li>
        }
    });
    view! { <ol class="track" aria-label="Where the order stands">{items}{stopped}</ol> }
}

fn item(station: Station) -> AnyView {
    let is_current = station.is_current;
    let class = match (station.reach, is_current) {
        (_, true) => "track__station track__station--current",
        (Reach::Whole, false) => "track__station track__station--done",
        (Reach::Part { .. }, false) => "track__station track__station--part",
        (Reach::Not, false) => "track__station",
    };
    let note = match station.reach {
        Reach::Part { pieces, of } if is_current => Some(format!("now: {pieces} of {of} pieces")),
        Reach::Part { pieces, of } => Some(format!("{pieces} of {of} pieces")),
        Reach::Whole | Reach::Not if is_current => Some("now".to_owned()),
        Reach::Not => Some("to come".to_owned()),
        Reach::Whole => None,
    };
    view! {
        <li class=class aria-current=is_current.then_some("step")>
            <span class="track__name">{station.stage.title()}</span>
            {note.map(|note| view! { <span class="track__note">{note}</span> })}
            {station.at.map(|at| view! { <time class="track__time" datetime=at.to_rfc3339()>{moment(at)}</time> })}
        </li>
    }
    .into_any()
}
