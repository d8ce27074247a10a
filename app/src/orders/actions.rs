//! What can be done with an order, and its papers.

use domain::orders::OrderState;
use leptos::prelude::*;
use uuid::Uuid;

use super::access::Opened;

/// Buttons and links. `key` makes ordering again twice the same as once.
pub(super) fn actions(opened: &Opened, key: Uuid) -> impl IntoView + use<> {
    let Opened { number, progress, .. } = opened;
    let path = format!("/orders/{number}");
    let may_cancel = progress.may_cancel();
    let may_return = progress.may_return();
    let invoice =
        progress.invoice.map_or_else(|| "Pro-forma invoice".to_owned(), |invoice| format!("Invoice {invoice}"));
    let has_left = progress.lines.iter().any(|line| line.shipped > 0);
    let has_invoice = progress.invoice.is_some() || progress.state != OrderState::Cancelled;
    let has_papers = has_invoice || !progress.shipments.is_empty();
    let why_not_cancel = (!may_cancel && progress.state.is_open())
        .then(|| view! { <p class="order__why">"All of it is being packed, so it cannot be cancelled here any more. What you do not need you may return."</p> });
    let why_not_return = (!may_return && has_left).then(|| {
        view! { <p class="order__why">"Nothing of it can be returned: the time is over, or it is on its way back, or it is hazardous. "<a href="/help/ordering#returning">"How returns work"</a></p> }
    });
    view! {
        <section class="section" aria-labelledby="actions">
            <div class="section__head"><h2 class="section__title" id="actions">"What to do"</h2></div>
            <div class="order__actions">
                <form method="post" action="/api/orders/reorder">
                    <input type="hidden" name="number" value=number.to_string()/>
                    <input type="hidden" name="key" value=key.to_string()/>
                    <button class="button" type="submit">"Order again"</button>
                </form>
                {may_return.then(|| view! { <a class="button" href=format!("{path}/return")>"Return parts"</a> })}
                {may_cancel.then(|| view! { <a class="button" href=format!("{path}/cancel")>"Cancel"</a> })}
                {why_not_cancel}
                {why_not_return}
            </div>
        </section>
        {has_papers.then(|| view! {
            <section class="section order__papers" aria-labelledby="papers">
                <div class="section__head"><h2 class="section__title" id="papers">"Papers"</h2></div>
                <ul class="order__links">
                    {has_invoice.then(|| view! { <li><a href=format!("{path}/invoice")>{invoice}</a></li> })}
                    {slips(opened)}
                </ul>
            </section>
        })}
    }
}

fn slips(opened: &Opened) -> Vec<impl IntoView + use<>> {
    let packed = opened.progress.shipments.iter().filter(|shipment| {
        use domain::fulfilment::ShipmentState::{Delivered, Packed, Shipped};
        shipment.location.is_some() && matches!(shipment.state, Packed | Shipped | Delivered)
    });
    packed
        .map(|shipment| {
            let href = format!("/orders/{}/packing-slip/{}", opened.number, shipment.number);
            view! { <li><a href=href>"Packing slip "<span class="part-number">{shipment.number.to_string()}</span></a></li> }
        })
        .collect()
}
