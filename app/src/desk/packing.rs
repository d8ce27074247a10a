//! `/desk/packing`: a scan field that opens parcels, the parcels to pack, and the closed ones that are sent
//! together.

use domain::fulfilment::{Queue, ShipmentNumber};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{FulfilmentError, QueueFilter, QueueRow};

use super::entered::{Entered, NotDone, Problem, text};
use super::frame::{Desk, done, respond};
use super::kit::{self, Input};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/desk/packing`, and with `/:action` what its forms are sent to.
#[component]
pub(crate) fn PackingPage() -> impl IntoView {
    let action = use_params_map().read_untracked().get("action");
    respond(|desk| load(desk, action))
}

/// What is offered for the carrier; anything else may be typed.
const CARRIERS: [&str; 6] = ["DHL", "DPD", "GLS", "PostNL", "UPS", "Collected"];

async fn load(desk: Desk, action: Option<String>) -> Result<Page, PageError> {
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), act(&desk, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere("/desk/packing".to_owned())),
    };
    let to_pack = desk.store().orders_in(Queue::ToPack, &QueueFilter::default(), 1).await?;
    let to_ship = desk.store().orders_in(Queue::ToShip, &QueueFilter::default(), 1).await?;
    let status = entered.status();
    let ship_is_next = !to_ship.rows.is_empty();
    let content = view! {
        {kit::head("Packing and shipping", "Scan the code on a pick list or a box to open its parcel, then scan what goes in.", ())}
        {kit::done(done(&desk))}
        {scan_form(&entered, !ship_is_next)}
        {waiting(&desk, &to_pack.rows, to_pack.total)}
        {shipping(&to_ship.rows, to_ship.total, &entered)}
        <datalist id="carriers">{CARRIERS.map(|carrier| view! { <option value=carrier></option> })}</datalist>
    };
    Ok(Page::private("Packing", content).with_status(status))
}

async fn act(desk: &Desk, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    match action {
        "scan" => {
            let typed = text(form, "code");
            if typed.is_empty() {
                return Err(Problem::at("code", "Scan or type the number of a parcel.").into());
            }
            let Ok(number) = ShipmentNumber::parse(&typed) else {
                return Err(Problem::at("code", format!("“{typed}” is not the number of a parcel. It looks like SH-7K3M9QXD. Open the parcel first, then scan what goes in.")).into());
            };
            match desk.store().shipment(&number).await? {
                Some(_) => Ok(format!("/desk/parcels/{number}")),
                None => Err(Problem::at("code", format!("There is no parcel {number}.")).into()),
            }
        }
        "ship" => ship(desk, form).await,
        _ => Err(PageError::NotFound.into()),
    }
}

/// Sends all ticked parcels. Nothing is sent before every row has been looked at.
async fn ship(desk: &Desk, form: &PostedForm) -> Result<String, NotDone> {
    let mut problems = Vec::new();
    let mut parcels = Vec::new();
    for typed in form.texts("parcel") {
        let Ok(number) = ShipmentNumber::parse(&typed) else { continue };
        let (carrier_field, tracking_field) = (format!("carrier-{number}"), format!("tracking-{number}"));
        let (carrier, tracking) = (text(form, &carrier_field), text(form, &tracking_field));
        if carrier.is_empty() {
            problems.push(Problem::at(carrier_field, "Who carries it?"));
        }
        if tracking.chars().count() > 80 {
            problems.push(Problem::at(tracking_field, "At most 80 characters."));
        }
        parcels.push((number, carrier, tracking));
    }
    if parcels.is_empty() {
        return Err(Problem::general("Tick at least one parcel.").into());
    }
    if !problems.is_empty() {
        return Err(NotDone::Refused(problems));
    }
    for (number, carrier, tracking) in &parcels {
        match desk.store().ship(number, carrier, tracking, &desk.actor(), desk.now()).await {
            Ok(_) => {}
            Err(FulfilmentError::Refused(refusal)) => {
                let problem = Problem::from(refusal);
                let text = format!("{number}: {}", problem.text);
                problems.push(Problem { text, ..problem });
            }
            Err(FulfilmentError::Store(error)) => return Err(error.into()),
        }
    }
    if problems.is_empty() { Ok("/desk/packing?done=shipped".to_owned()) } else { Err(NotDone::Refused(problems)) }
}

fn scan_form(entered: &Entered, next: bool) -> AnyView {
    let problem = entered.problem("scan", "code").map(|problem| problem.text.clone());
    let typed = entered.value("scan", "code", "");
    let invalid = problem.is_some().then_some("true");
    let class = if next { "button button--go" } else { "button" };
    view! {
        <form class="desk-scan" method="post" action="/desk/packing/scan">
            <label class="field__label" for="scan-code">"Parcel"</label>
            {problem.map(|problem| view! { <p class="field__error" id="scan-code-error" role="alert">{problem}</p> })}
            <div class="desk-scan__row">
                <input class="field__input desk-scan__field" id="scan-code" name="code" type="text" maxlength="80" autocomplete="off" autofocus=true
                    placeholder="SH-" value=typed aria-invalid=invalid aria-describedby=invalid.map(|_| "scan-code-error")/>
                <button class=class type="submit">"Open"</button>
            </div>
        </form>
    }
    .into_any()
}

fn waiting(desk: &Desk, rows: &[QueueRow], total: u64) -> AnyView {
    let body: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let parcel = row.shipment.as_ref()?;
            Some(
                view! {
                    <tr class="table__row">
                        <th scope="row" class="table__main">{kit::number(format!("/desk/parcels/{parcel}"), parcel.to_string())}</th>
                        <td class="table__number table__end" data-unit="pieces">{kit::thousands(row.pieces)}</td>
                        <td data-label="Order">{kit::number(format!("/desk/orders/{}", row.number), row.number.to_string())}</td>
                        <td data-label="Customer">{row.customer.clone()}</td>
                        <td data-label="At">{row.locations.join(", ")}</td>
                        <td class="table__number" data-label="Waits">{kit::age(desk.now() - row.placed_at)}</td>
                    </tr>
                }
                .into_any(),
            )
        })
        .collect();
    let columns =
        [("Parcel", false), ("Pieces", true), ("Order", false), ("Customer", false), ("At", false), ("Waits", true)];
    let note = Some(kit::count_of(total, "parcel", "parcels"));
    kit::section(
        "to-pack",
        "To pack",
        note,
        kit::table(
            "Parcels to pack",
            &columns,
            body,
            "No parcel waits to be packed. Parcels appear here once their pick list is confirmed.",
        ),
    )
}

fn shipping(rows: &[QueueRow], total: u64, entered: &Entered) -> AnyView {
    let body: Vec<_> = rows.iter().filter_map(|row| shipping_row(row, entered)).collect();
    let columns =
        [("", false), ("Parcel", false), ("To", false), ("Delivery", false), ("Carrier", false), ("Tracking", false)];
    let note = Some(kit::count_of(total, "parcel", "parcels"));
    let empty = body.is_empty();
    let table = kit::table(
        "Parcels to ship",
        &columns,
        body,
        "No closed parcel waits. What is packed appears here, to be sent together.",
    );
    let content = if empty {
        table
    } else {
        view! {
            <form method="post" action="/desk/packing/ship">
                {kit::general_problems(entered, "ship")}
                {table}
                <div class="desk__batch"><button class="button button--go" type="submit">"Ship the ticked parcels"</button></div>
            </form>
        }
        .into_any()
    };
    kit::section("to-ship", "To ship", note, content)
}

fn shipping_row(row: &QueueRow, entered: &Entered) -> Option<AnyView> {
    let parcel = row.shipment.as_ref()?;
    let field = |name: &str| format!("{name}-{parcel}");
    let (carrier, tracking) = (field("carrier"), field("tracking"));
    let (carrier_label, tracking_label) = (format!("Carrier of {parcel}"), format!("Tracking of {parcel}"));
    let whom = if row.company.is_empty() { row.customer.clone() } else { format!("{}, {}", row.customer, row.company) };
    Some(
        view! {
            <tr class="table__row">
                <td class="desk__tick-cell">{kit::tick(entered, "ship", "parcel", parcel.to_string(), true, None)}</td>
                <th scope="row" class="table__main">
                    {kit::number(format!("/desk/parcels/{parcel}"), parcel.to_string())}
                    <span class="table__second">{kit::number(format!("/desk/orders/{}", row.number), row.number.to_string())}</span>
                </th>
                <td data-label="To">{whom}</td>
                <td data-label="Delivery">{row.delivery_method.title()}</td>
                <td data-label="Carrier">{Input { list: "carriers", most: 40, ..Input::text("ship", &carrier, &carrier_label) }.bare().view(entered)}</td>
                <td data-label="Tracking">{Input::code("ship", &tracking, &tracking_label).bare().view(entered)}</td>
            </tr>
        }
        .into_any(),
    )
}
