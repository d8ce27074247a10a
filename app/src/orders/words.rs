//! Dates, states and progress in words and shapes.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::ProductKind;
use domain::fulfilment::{ReturnState, ShipmentState};
use domain::orders::OrderState;
use leptos::prelude::*;
use store::fulfilment::{LineView, OrderProgress};

/// A day: `9 December 2026`.
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// A moment: `9 Dec 2026, 14:05 UTC`.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y, %H:%M UTC").to_string()
}

/// A moment as an element.
pub(super) fn time(class: &'static str, at: DateTime<Utc>) -> impl IntoView {
    view! { <time class=class datetime=at.to_rfc3339()>{moment(at)}</time> }
}

/// “1 piece”, “12 pieces”.
pub(super) fn pieces(count: u32) -> String {
    if count == 1 { "1 piece".to_owned() } else { format!("{} pieces", domain::money::group_thousands(count.into())) }
}

/// How a state is drawn beside its word.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Something has to happen first: a ring.
    Waiting,
    /// Being worked on: a square.
    Moving,
    /// Under way to the customer: a triangle.
    Sent,
    /// Over and well: a disc.
    Done,
    /// Over: a bar.
    Stopped,
}

impl Shape {
    const fn class(self) -> &'static str {
        match self {
            Self::Waiting => "state state--waiting",
            Self::Moving => "state state--moving",
            Self::Sent => "state state--sent",
            Self::Done => "state state--done",
            Self::Stopped => "state state--stopped",
        }
    }
}

/// A state: its shape and its word.
pub(super) fn state(shape: Shape, word: &'static str) -> impl IntoView {
    view! { <span class=shape.class()>{word}</span> }
}

/// The shape of an order's state.
pub(super) const fn order_shape(state: OrderState) -> Shape {
    match state {
        OrderState::Placed => Shape::Waiting,
        OrderState::Approved | OrderState::Allocated | OrderState::Picked | OrderState::Packed => Shape::Moving,
        OrderState::PartlyShipped | OrderState::Shipped => Shape::Sent,
        OrderState::Delivered => Shape::Done,
        OrderState::Cancelled => Shape::Stopped,
    }
}

/// The shape of a parcel's state.
pub(super) const fn shipment_shape(state: ShipmentState) -> Shape {
    match state {
        ShipmentState::Picking | ShipmentState::Picked | ShipmentState::Packed => Shape::Moving,
        ShipmentState::Shipped => Shape::Sent,
        ShipmentState::Delivered => Shape::Done,
    }
}

/// The shape of a return's state.
pub(super) const fn return_shape(state: ReturnState) -> Shape {
    match state {
        ReturnState::Requested => Shape::Waiting,
        ReturnState::Authorised | ReturnState::Received => Shape::Moving,
        ReturnState::Refused => Shape::Stopped,
        ReturnState::Credited => Shape::Done,
    }
}

/// Pieces of a line that have arrived.
pub(super) fn delivered(progress: &OrderProgress, line_no: u32) -> u32 {
    pieces_in(progress, line_no, |state| state == ShipmentState::Delivered)
}

/// Pieces of a line in parcels of some states.
pub(super) fn pieces_in(progress: &OrderProgress, line_no: u32, which: impl Fn(ShipmentState) -> bool) -> u32 {
    let parcels = progress.shipments.iter().filter(|shipment| which(shipment.state));
    parcels.flat_map(|shipment| &shipment.lines).filter(|line| line.line_no == line_no).map(|line| line.quantity).sum()
}

/// How far the pieces of a line have come, phrase by phrase; a count stands where they are apart.
pub(super) fn line_progress(line: &LineView, delivered: u32) -> Vec<String> {
    let is_service = line.kind == ProductKind::Service;
    let waiting = match line.promised_for {
        Some(date) => format!("on backorder, expected {}", day(date)),
        None => "on backorder, date not known yet".to_owned(),
    };
    let under_way = line.shipped.saturating_sub(delivered);
    let parts = [
        (delivered, if is_service { "done" } else { "delivered" }.to_owned()),
        (under_way, if is_service { "done" } else { "shipped" }.to_owned()),
        (line.in_parcels, "being packed".to_owned()),
        (line.loose, if is_service { "to be done" } else { "reserved" }.to_owned()),
        (line.backordered, waiting),
        (line.cancelled, "cancelled".to_owned()),
    ];
    let mut phrases: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| if count == line.quantity { word } else { format!("{count} {word}") })
        .collect();
    if line.returned > 0 {
        phrases.push(format!("{} returned", line.returned));
    }
    phrases
}
