//! Small drawn bars. The figures stand beside them in words, so the drawings are hidden from readers.

use chrono::TimeDelta;
use domain::inventory::StockLevel;
use leptos::prelude::*;

const WIDTH: i64 = 160;

/// How old something is against the age from which it is late: a quarter of the bar is what is usual, the
/// mark is what is late.
pub(crate) fn age_bar(age: TimeDelta, late: TimeDelta) -> impl IntoView + use<> {
    // The mark stands at two thirds of the bar.
    let mark = WIDTH * 2 / 3;
    let filled = (mark * age.num_minutes() / late.num_minutes().max(1)).clamp(2, WIDTH);
    let class = if age >= late { "desk-bars__age desk-bars__age--late" } else { "desk-bars__age" };
    view! {
        <svg class="desk-bars" viewBox="0 0 160 12" width="160" height="12" aria-hidden="true">
            <rect class="desk-bars__ground" x="0" y="3" width="160" height="6"/>
            <rect class=class x="0" y="3" width=filled.to_string() height="6"/>
            <path class="desk-bars__tick" d=format!("M{mark}.5 0v12")/>
        </svg>
    }
}

/// How far something has come.
pub(crate) fn progress_bar(done: u32, of: u32) -> impl IntoView + use<> {
    let filled = 96 * i64::from(done) / i64::from(of.max(1));
    view! {
        <svg class="desk-bars" viewBox="0 0 96 12" width="96" height="12" aria-hidden="true">
            <rect class="desk-bars__ground" x="0" y="3" width="96" height="6"/>
            <rect class="desk-bars__done" x="0" y="3" width=filled.min(96).to_string() height="6"/>
        </svg>
    }
}

/// What is on hand: promised to orders, held by checkouts, available. `most` fills the bar.
pub(crate) fn stock_bar(level: &StockLevel, most: u32) -> impl IntoView + use<> {
    let width = |pieces: u32| i64::from(pieces) * WIDTH / i64::from(most.max(1));
    let (allocated, held) = (width(level.allocated), width(level.held));
    let available = (width(level.on_hand) - allocated - held).max(0);
    view! {
        <svg class="desk-bars" viewBox="0 0 160 12" width="160" height="12" aria-hidden="true">
            <rect class="desk-bars__ground" x="0" y="5" width="160" height="2"/>
            <rect class="desk-bars__allocated" x="0" y="1" width=allocated.to_string() height="10"/>
            {(held > 0).then(|| view! { <rect class="desk-bars__held" x=format!("{allocated}.5") y="1.5" width=(held - 1).max(1).to_string() height="9"/> })}
            <rect class="desk-bars__available" x=(allocated + held).to_string() y="3" width=available.to_string() height="6"/>
        </svg>
    }
}

/// What the parts of a [`stock_bar`] are.
pub(crate) fn stock_legend() -> impl IntoView {
    let key = |class: &'static str, y: &'static str, height: &'static str, word: &'static str| {
        view! {
            <span class="desk-bars__key">
                <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true"><rect class=class x="0.5" y=y width="15" height=height/></svg>
                {word}
            </span>
        }
    };
    view! {
        <p class="desk-bars__legend">
            {key("desk-bars__allocated", "1", "10", "promised to orders")}
            {key("desk-bars__held", "1.5", "9", "held by checkouts")}
            {key("desk-bars__available", "3", "6", "available")}
        </p>
    }
}
