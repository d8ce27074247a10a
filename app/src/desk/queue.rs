//! `/desk/orders`: the orders or parcels of a queue, and what is done with many at once.

use domain::accounts::Permission;
use domain::catalog::HazardClass;
use domain::fulfilment::{Queue, ShipmentNumber};
use domain::orders::OrderNumber;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{FulfilmentError, Location, QUEUE_PAGE, QueueFilter, QueuePage, QueueRow};

use super::entered::{Entered, NotDone, Problem, some_text};
use super::frame::{Desk, done, refused, respond};
use super::kit;
use super::overview::late_after;
use crate::page::{Page, PageError};
use crate::posted::PostedForm;
use crate::request::encode;

/// `/desk/orders`
#[component]
pub(crate) fn OrdersPage() -> impl IntoView {
    respond(|desk| load(desk, None))
}

/// `/desk/batch/:action`: a form of the queue's page.
#[component]
pub(crate) fn BatchPage() -> impl IntoView {
    let action = use_params_map().read_untracked().get("action").unwrap_or_default();
    respond(|desk| load(desk, Some(action)))
}

async fn load(desk: Desk, action: Option<String>) -> Result<Page, PageError> {
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), act(&desk, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere("/desk/orders".to_owned())),
    };
    let asked = |name: &str| match &action {
        Some(action) => entered.value(action, name, ""),
        None => desk.visit.query(name).unwrap_or_default(),
    };
    let queue = Queue::parse(&asked("queue")).unwrap_or(Queue::ToApprove);
    let text = asked("q").trim().to_owned();
    let location = Some(asked("at")).filter(|code| !code.is_empty());
    let number = asked("page").parse().unwrap_or(1).max(1);
    let filter = QueueFilter { location, text };
    let page = desk.store().orders_in(queue, &filter, number).await?;
    let locations = desk.store().locations().await?;
    let status = entered.status();
    let content = view! {
        {kit::head(queue.title(), about(queue), ())}
        {kit::done(done(&desk))}
        {kit::general_problems(&entered, action.as_deref().unwrap_or_default())}
        {tabs(queue, &desk)}
        {filter_form(queue, &filter, &locations)}
        {rows(&desk, queue, &filter, &page, number, &entered, action.as_deref(), &locations)}
    };
    Ok(Page::private(queue.title(), content).with_status(status))
}

fn about(queue: Queue) -> &'static str {
    match queue {
        Queue::ToApprove => {
            "Placed, with their pieces reserved. Somebody has to agree: money, terms or papers are missing."
        }
        Queue::ToPick => "Agreed to, with reserved pieces that nobody has gone to fetch.",
        Queue::Services => "Agreed to, with services that nobody has noted as done.",
        Queue::Picking => "Parcels whose pieces are being fetched.",
        Queue::ToPack => "Parcels whose pieces are fetched.",
        Queue::ToShip => "Closed parcels that have not left.",
        Queue::Shipped => "Parcels on their way.",
        Queue::Backorders => "Orders with pieces that are still to come in, first come, first served.",
    }
}

async fn act(desk: &Desk, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let numbers: Vec<OrderNumber> =
        form.texts("order").iter().filter_map(|text| OrderNumber::parse(text).ok()).collect();
    if numbers.is_empty() {
        return Err(Problem::general("Tick at least one order.").into());
    }
    let back =
        |code: &str| format!("/desk/orders?queue={}&q={}&done={code}", form.text("queue"), encode(&form.text("q")));
    let (actor, now) = (desk.actor(), desk.now());
    match action {
        "approve" => {
            let mut problems = Vec::new();
            for number in &numbers {
                match desk.store().approve_order(number, &actor, now).await {
                    Ok(_) => {}
                    Err(FulfilmentError::Refused(refusal)) => {
                        problems.push(Problem::general(format!("{number}: {refusal}")));
                    }
                    Err(FulfilmentError::Store(error)) => return Err(error.into()),
                }
            }
            if problems.is_empty() { Ok(back("approved")) } else { Err(NotDone::Refused(problems)) }
        }
        "pick" => {
            let location = some_text(form, "location", "Choose where to pick.")?;
            let parcels =
                desk.store().start_picking(&numbers, &location, desk.random(), &actor, now).await.map_err(refused)?;
            let parcels: Vec<_> = parcels.iter().map(ShipmentNumber::as_str).collect();
            Ok(format!("/desk/picks/{}?done=picking", parcels.join(",")))
        }
        _ => Err(PageError::NotFound.into()),
    }
}

fn tabs(current: Queue, desk: &Desk) -> AnyView {
    let tabs: Vec<_> = desk
        .overview
        .queues
        .iter()
        .map(|(queue, count)| {
            let here = (*queue == current).then_some("page");
            view! {
                <a class="desk__tab" href=format!("/desk/orders?queue={}", queue.name()) aria-current=here>
                    {queue.title()}<span class="desk-nav__count">{kit::thousands(*count)}</span>
                </a>
            }
        })
        .collect();
    view! { <nav class="desk__tabs" aria-label="Queues">{tabs}</nav> }.into_any()
}

fn filter_form(queue: Queue, filter: &QueueFilter, locations: &[Location]) -> AnyView {
    let options: Vec<_> = locations
        .iter()
        .map(|location| {
            let selected = filter.location.as_deref() == Some(location.code.as_str());
            view! { <option value=location.code.clone() selected=selected>{location.name.clone()}</option> }
        })
        .collect();
    let text = filter.text.clone();
    view! {
        <form class="desk__filter" method="get" action="/desk/orders" role="search" aria-label="Filter">
            <input type="hidden" name="queue" value=queue.name()/>
            <label class="visually-hidden" for="queue-text">"Number, name or company"</label>
            <input class="field__input" id="queue-text" name="q" type="search" maxlength="120" placeholder="Number, name or company" value=text/>
            <label class="visually-hidden" for="queue-at">"Location"</label>
            <select class="field__input" id="queue-at" name="at"><option value="">"Everywhere"</option>{options}</select>
            <button class="button button--small" type="submit">"Narrow down"</button>
        </form>
    }
    .into_any()
}

#[expect(clippy::too_many_arguments, reason = "a page of a queue is all of these")]
fn rows(
    desk: &Desk,
    queue: Queue,
    filter: &QueueFilter,
    page: &QueuePage,
    number: u32,
    entered: &Entered,
    action: Option<&str>,
    locations: &[Location],
) -> AnyView {
    if page.rows.is_empty() {
        let text = if filter.text.is_empty() && filter.location.is_none() {
            "Nothing waits here. What does appears with who ordered, how much there is to do and since when."
        } else {
            "Nothing in this queue matches. The field takes part of a number, a name or a company."
        };
        return view! {
            <div class="empty">
                <h2 class="empty__title">{queue.title()}": nothing"</h2>
                <p class="empty__text">{text}</p>
                <ul class="empty__ways"><li><a href="/desk">"All queues"</a></li></ul>
            </div>
        }
        .into_any();
    }
    let batch = match queue {
        _ if !desk.may(Permission::ChangeOrders) => None,
        Queue::ToApprove => Some("approve"),
        Queue::ToPick => Some("pick"),
        _ => None,
    };
    let form = action.or(batch).unwrap_or_default();
    let body: Vec<_> =
        page.rows.iter().map(|row| queue_row(desk, queue, row, batch.is_some().then_some((entered, form)))).collect();
    let mut columns = vec![("Order", false), ("Customer", false), ("Pieces", true), ("At", false), ("Delivery", false)];
    if batch.is_some() {
        columns.insert(0, ("", false));
    }
    columns.push(match queue {
        Queue::ToApprove => ("Waits for", false),
        Queue::Backorders => ("Expected", false),
        _ => ("State", false),
    });
    columns.push(("Placed", true));
    let total = page.total;
    let table = view! {
        <table class="table">
            <caption class="visually-hidden">{queue.title()}</caption>
            {kit::table_head(&columns)}
            <tbody>{body}</tbody>
        </table>
    };
    let query = filter.text.clone();
    let at = filter.location.clone().unwrap_or_default();
    let pages = crate::ui::pagination(number, QUEUE_PAGE, total, &|page| {
        format!("/desk/orders?queue={}&q={}&at={}&page={page}", queue.name(), encode(&query), encode(&at))
    });
    let Some(batch) = batch else { return view! { {table}{pages} }.into_any() };
    let buttons = if batch == "approve" {
        view! { <button class="button button--go" type="submit">"Approve the ticked orders"</button> }.into_any()
    } else {
        let choices = locations.iter().map(|location| (location.code.clone(), location.name.clone())).collect();
        let start = filter.location.as_deref().or(if locations.len() == 1 {
            locations.first().map(|l| l.code.as_str())
        } else {
            None
        });
        view! {
            {kit::chooser(entered, "pick", "location", "Pick at", choices, start)}
            <button class="button button--go" type="submit">"Start picking"</button>
        }
        .into_any()
    };
    view! {
        <form method="post" action=format!("/desk/batch/{batch}")>
            <input type="hidden" name="queue" value=queue.name()/>
            <input type="hidden" name="q" value=query.clone()/>
            <input type="hidden" name="at" value=at.clone()/>
            <input type="hidden" name="page" value=number.to_string()/>
            {table}
            <div class="desk__batch">{buttons}</div>
        </form>
        {pages}
    }
    .into_any()
}

fn queue_row(desk: &Desk, queue: Queue, row: &QueueRow, ticked: Option<(&Entered, &str)>) -> AnyView {
    let age = desk.now() - row.placed_at;
    let is_late = age >= late_after(queue);
    let tick = ticked.map(|(entered, form)| {
        view! { <td class="desk__tick-cell">{kit::tick(entered, form, "order", row.number.to_string(), false, None)}</td> }
    });
    let parcel = row.shipment.as_ref().map(|parcel| {
        view! { <a class="desk__number table__second" href=format!("/desk/parcels/{parcel}")>{parcel.to_string()}</a> }
    });
    let last = match queue {
        Queue::ToApprove => row.waits_for.iter().map(|reason| reason.title()).collect::<Vec<_>>().join(", "),
        Queue::Backorders => row.promised_for.map_or_else(|| "no date yet".to_owned(), kit::day),
        _ => row.state.title().to_owned(),
    };
    let hazard =
        (row.hazard_class != HazardClass::None).then(|| view! { <span class="table__second">"hazardous goods"</span> });
    let company = (!row.company.is_empty()).then(|| view! { <span class="table__second">{row.company.clone()}</span> });
    view! {
        <tr class="table__row">
            {tick}
            <th scope="row" class="table__main">{kit::number(format!("/desk/orders/{}", row.number), row.number.to_string())}{parcel}</th>
            <td data-label="Customer">{row.customer.clone()}{company}</td>
            <td class="table__number table__end" data-unit="pieces">{kit::thousands(row.pieces)}</td>
            <td data-label="At">{row.locations.join(", ")}</td>
            <td data-label="Delivery">{row.delivery_method.title()}{hazard}</td>
            <td data-label="State">{last}</td>
            <td class="table__number" data-label="Placed">
                {kit::moment(row.placed_at)}<span class=if is_late { "table__second desk__late" } else { "table__second" }>{kit::age(age)}{is_late.then_some(", late")}</span>
            </td>
        </tr>
    }
    .into_any()
}
