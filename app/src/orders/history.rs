//! Everything that happened to an order, step by step.

use domain::orders::{OrderEventKind, OrderState};
use leptos::prelude::*;

use super::access::Opened;
use super::words::time;

/// The history, folded.
pub(super) fn history(opened: &Opened) -> impl IntoView + use<> {
    let items: Vec<_> = opened
        .progress
        .events
        .iter()
        .map(|event| {
            let stopped = event.kind == OrderEventKind::ReturnRefused || event.state == OrderState::Cancelled;
            let class =
                if stopped { "timeline__item timeline__item--stopped" } else { "timeline__item timeline__item--done" };
            let detail = (!event.detail.is_empty()).then(|| event.detail.clone());
            view! {
                <li class=class>
                    {event.kind.title()}
                    {detail.map(|detail| view! { <span class="timeline__note">{detail}</span> })}
                    {time("timeline__time", event.happened_at)}
                </li>
            }
        })
        .collect();
    let count = items.len();
    let summary = if count == 1 { "1 step so far".to_owned() } else { format!("{count} steps so far") };
    view! {
        <section class="section" aria-labelledby="history">
            <div class="section__head"><h2 class="section__title" id="history">"History"</h2></div>
            <details class="disclosure">
                <summary class="disclosure__summary">{summary}</summary>
                <div class="disclosure__body"><ol class="timeline">{items}</ol></div>
            </details>
        </section>
    }
}
