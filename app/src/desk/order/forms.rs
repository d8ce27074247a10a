//! The forms of an order: the next thing to do is open, the others are folded away.

use domain::catalog::ProductKind;
use domain::fulfilment::{ApprovalReason, ReturnReason, ShipmentState};
use domain::orders::OrderState;
use leptos::prelude::*;
use store::fulfilment::{DeskOrder, LineView, Location};
use uuid::Uuid;

use super::actions::seen;
use crate::desk::entered::Entered;
use crate::desk::kit::{self, Input};

/// All that can be done about an order now.
pub(super) fn forms(shown: &DeskOrder, entered: &Entered, locations: &[Location], key: Uuid) -> AnyView {
    let progress = &shown.progress;
    let open = progress.state.is_open() || progress.state == OrderState::PartlyShipped;
    let owes = progress.owed.minor > 0;
    let to_pick = shown.approved_at.is_some()
        && progress.lines.iter().any(|line| line.kind == ProductKind::Part && line.loose > 0);
    let money_first = shown.waits_for.contains(&ApprovalReason::Payment);
    let in_house = progress.shipments.iter().find(|parcel| parcel.state.is_in_house());
    let next = if !shown.waits_for.is_empty() || progress.state == OrderState::Placed {
        approve(shown, entered, money_first)
    } else if to_pick {
        pick(shown, entered, locations)
    } else if let Some(parcel) = in_house {
        let (href, text) = match parcel.state {
            ShipmentState::Picking => (format!("/desk/picks/{}", parcel.number), "Open the pick list"),
            ShipmentState::Packed => ("/desk/packing#to-ship".to_owned(), "Ship its parcel"),
            _ => (format!("/desk/parcels/{}", parcel.number), "Pack its parcel"),
        };
        view! { <p class="desk-action desk-action--next"><a class="button button--go" href=href>{text}</a></p> }
            .into_any()
    } else {
        ().into_any()
    };
    let pay_is_next = progress.state == OrderState::Placed && money_first;
    let fold =
        |form: &'static str, title: &'static str, content: AnyView| kit::folded(entered.is(form), title, content);
    let cancellable = progress.lines.iter().any(|line| line.cancellable > 0);
    let returnable = progress.lines.iter().any(|line| line.returnable > 0);
    let body = view! {
        {(pay_is_next).then(|| payment(shown, entered, true))}
        {next}
        {services(shown, entered)}
        {(owes && !pay_is_next && progress.state != OrderState::Cancelled).then(|| fold("payment", "Record a payment", payment(shown, entered, false)))}
        {fold("note", "Add a note", note(shown, entered))}
        {(open && cancellable).then(|| fold("cancel", "Cancel pieces", cancel(shown, entered)))}
        {returnable.then(|| fold("return", "Take pieces back", take_back(shown, entered, key)))}
        {(progress.state != OrderState::Placed && progress.credited.minor < progress.total.minor)
            .then(|| fold("goodwill", "Credit without goods", goodwill(shown, entered)))}
    };
    kit::section("do", "What to do", None, body)
}

fn address(shown: &DeskOrder, action: &str) -> String {
    format!("/desk/orders/{}/{action}", shown.order.number)
}

fn approve(shown: &DeskOrder, entered: &Entered, money_first: bool) -> AnyView {
    let reasons: Vec<_> = shown.waits_for.iter().map(|reason| view! { <li>{reason.title()}</li> }).collect();
    let papers = (!shown.certification.is_empty())
        .then(|| view! { <p>"Certificate: "<span class="part-number">{shown.certification.clone()}</span></p> });
    let class = if money_first { "button" } else { "button button--go" };
    view! {
        <form class="desk-action desk-action--next" method="post" action=address(shown, "approve")>
            {kit::general_problems(entered, "approve")}
            {(!reasons.is_empty()).then(|| view! { <ul>{reasons}</ul> })}
            {papers}
            <button class=class type="submit">{if money_first { "Approve without the payment" } else { "Approve" }}</button>
        </form>
    }
    .into_any()
}

fn pick(shown: &DeskOrder, entered: &Entered, locations: &[Location]) -> AnyView {
    // Where most of its reserved pieces lie.
    let pieces_at = |code: &str| -> u32 {
        let lines = shown.progress.lines.iter().flat_map(|line| &line.allocations);
        lines.filter(|(at, _, _)| at == code).map(|(_, _, pieces)| pieces).sum()
    };
    let here: Vec<&Location> = locations.iter().filter(|location| pieces_at(&location.code) > 0).collect();
    let start = here.iter().max_by_key(|location| pieces_at(&location.code)).map(|location| location.code.clone());
    let choices = here
        .iter()
        .map(|location| {
            (
                location.code.clone(),
                format!("{}, {}", location.name, kit::count_of(pieces_at(&location.code).into(), "piece", "pieces")),
            )
        })
        .collect();
    view! {
        <form class="desk-action desk-action--next" method="post" action=address(shown, "pick")>
            {kit::general_problems(entered, "pick")}
            {kit::chooser(entered, "pick", "location", "Pick at", choices, start.as_deref())}
            <button class="button button--go" type="submit">"Start picking"</button>
        </form>
    }
    .into_any()
}

fn services(shown: &DeskOrder, entered: &Entered) -> AnyView {
    if shown.approved_at.is_none() {
        return ().into_any();
    }
    let forms: Vec<_> = shown
        .progress
        .lines
        .iter()
        .filter(|line| line.kind == ProductKind::Service && line.loose > 0)
        .map(|line| {
            let label = format!("Done of {}", line.loose);
            view! {
                <form class="desk-action" method="post" action=address(shown, "service")>
                    <input type="hidden" name="seen" value=seen(shown).to_string()/>
                    <input type="hidden" name="line" value=line.line_no.to_string()/>
                    {kit::general_problems(entered, "service")}
                    <p><span class="part-number">{line.sku.to_string()}</span>" "{line.name.clone()}</p>
                    <div class="desk-action__row">
                        {Input::pieces("service", "done", &label).starts_with(line.loose.to_string()).view(entered)}
                        <button class="button" type="submit">"Service done"</button>
                    </div>
                </form>
            }
        })
        .collect();
    forms.into_any()
}

fn payment(shown: &DeskOrder, entered: &Entered, next: bool) -> AnyView {
    let class = if next { "button button--go" } else { "button" };
    view! {
        <form class="desk-action" method="post" action=address(shown, "payment")>
            {kit::general_problems(entered, "payment")}
            {Input { class: "field__input--number", ..Input::text("payment", "amount", "Amount in €") }
                .starts_with(shown.progress.owed.figure()).view(entered)}
            {Input::text("payment", "reference", "Reference").hint("As the bank statement has it. The same reference counts once.").view(entered)}
            <button class=class type="submit">"Record the payment"</button>
        </form>
    }
    .into_any()
}

fn note(shown: &DeskOrder, entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action" method="post" action=address(shown, "note")>
            {kit::general_problems(entered, "note")}
            {Input { most: 500, ..Input::text("note", "text", "Note") }.hint("For staff; customers do not see it.").view(entered)}
            <button class="button" type="submit">"Add the note"</button>
        </form>
    }
    .into_any()
}

/// A field for each line that has any pieces to choose.
fn line_fields(shown: &DeskOrder, entered: &Entered, form: &'static str, most: fn(&LineView) -> u32) -> AnyView {
    let fields: Vec<_> = shown
        .progress
        .lines
        .iter()
        .filter(|line| most(line) > 0)
        .map(|line| {
            let (name, label) = (format!("line-{}", line.line_no), format!("Pieces of {}", line.sku));
            view! {
                <div class="desk-action__line">
                    <span><span class="part-number">{line.sku.to_string()}</span><span class="table__second">{format!("at most {}", most(line))}</span></span>
                    <span class="desk__count">{Input::pieces(form, &name, &label).bare().view(entered)}</span>
                </div>
            }
        })
        .collect();
    fields.into_any()
}

fn cancel(shown: &DeskOrder, entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action" method="post" action=address(shown, "cancel")>
            <input type="hidden" name="seen" value=seen(shown).to_string()/>
            {kit::general_problems(entered, "cancel")}
            <div>{line_fields(shown, entered, "cancel", |line| line.cancellable)}</div>
            <label class="field__choice">
                <input type="checkbox" name="rest" value="yes" checked=entered.is_ticked("cancel", "rest", "yes")/>
                <span>"All that can still be cancelled"<span class="field__choice-note">"Pieces in closed parcels stay; open the parcel first."</span></span>
            </label>
            {Input::text("cancel", "reason", "Reason").hint("The customer reads it.").view(entered)}
            <button class="button" type="submit">"Cancel these pieces"</button>
        </form>
    }
    .into_any()
}

fn take_back(shown: &DeskOrder, entered: &Entered, key: Uuid) -> AnyView {
    let key = entered.value("return", "key", key.as_u64_pair().1.to_string());
    let reasons =
        ReturnReason::ALL.iter().map(|reason| (reason.name().to_owned(), reason.title().to_owned())).collect();
    view! {
        <form class="desk-action" method="post" action=address(shown, "return")>
            <input type="hidden" name="key" value=key/>
            {kit::general_problems(entered, "return")}
            <div>{line_fields(shown, entered, "return", |line| line.returnable)}</div>
            {kit::chooser(entered, "return", "reason", "Why", reasons, None)}
            {Input::text("return", "note", "Note").view(entered)}
            <button class="button" type="submit">"Begin a return"</button>
        </form>
    }
    .into_any()
}

fn goodwill(shown: &DeskOrder, entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action" method="post" action=address(shown, "goodwill")>
            <input type="hidden" name="seen" value=shown.progress.credited.minor.to_string()/>
            {kit::general_problems(entered, "goodwill")}
            {Input { class: "field__input--number", ..Input::text("goodwill", "amount", "Amount in €") }.view(entered)}
            {Input::text("goodwill", "reason", "Reason").hint("The customer reads it.").view(entered)}
            <button class="button" type="submit">"Credit"</button>
        </form>
    }
    .into_any()
}
