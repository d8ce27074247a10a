//! `/orders/:number/returns/:rma`: where a return stands, and the slip that goes into its parcel once it may come.

use domain::fulfilment::{ReturnNumber, ReturnState};
use domain::orders::SELLER;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{Return, ReturnLine};

use super::access::{Access, Opened, open};
use super::document::{block, code, paper};
use super::words::{day, return_shape, state};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/orders/:number/returns/:rma`
#[component]
pub(crate) fn ReturnSlipPage() -> impl IntoView {
    let parameters = use_params_map();
    let number = parameters.read_untracked().get("number").unwrap_or_default();
    let rma = parameters.read_untracked().get("rma").unwrap_or_default();
    respond(|visit| load(visit, number, rma))
}

async fn load(visit: Visit, typed: String, rma: String) -> Result<Page, PageError> {
    let opened = match open(&visit, &typed, &format!("/returns/{}", crate::request::encode(&rma))).await? {
        Access::Open(opened) => opened,
        Access::Closed(page) => return Ok(*page),
    };
    let rma = ReturnNumber::parse(&rma).map_err(|_| PageError::NotFound)?;
    let found = opened.progress.returns.iter().find(|known| known.number == rma).ok_or(PageError::NotFound)?;
    Ok(Page::private(format!("Return {rma}"), content(&opened, found)).narrow())
}

/// What comes next, in a sentence or two.
fn next(back: &Return, email: &str) -> String {
    match back.state {
        ReturnState::Requested => format!(
            "We answer within one working day, to {email}. Please send nothing before: once we agree, the slip with the address stands on this page."
        ),
        ReturnState::Authorised => "Print this slip, put it into the parcel, and write the number of the return on the outside. Send it within 14 days.".to_owned(),
        ReturnState::Refused => "We cannot take it back.".to_owned(),
        ReturnState::Received => "It is here. What it is worth is credited within two working days.".to_owned(),
        ReturnState::Credited => match back.credited {
            Some(amount) => format!("{amount} is credited to the order."),
            None => "It is credited to the order.".to_owned(),
        },
    }
}

fn content(opened: &Opened, back: &Return) -> impl IntoView + use<> {
    let details = &opened.order.details;
    let is_slip = back.state == ReturnState::Authorised;
    let facts = vec![
        ("Order", opened.number.to_string()),
        ("Asked for on", day(back.requested_at.date_naive())),
        ("Reason", back.reason.title().to_owned()),
    ];
    let rows: Vec<_> = back.lines.iter().map(row).collect();
    let sender = [
        details.contact_name.clone(),
        details.company.clone(),
        details.street.clone(),
        details.street_2.clone(),
        format!("{} {}", details.postal_code, details.city),
        details.country.name.to_owned(),
    ];
    let addresses = is_slip.then(|| {
        view! { <div class="document__blocks">{block("Send to", SELLER.returns, None)}{block("From", &sender, None)}</div> }
    });
    let said = |title: &'static str, text: &str| {
        let text = text.to_owned();
        (!text.is_empty()).then(|| view! { <div class="document__keep"><h2 class="document__label">{title}</h2><p class="order__address">{text}</p></div> })
    };
    let body = view! {
        <p class="document__state">{state(return_shape(back.state), back.state.title())}" "<span>{next(back, &details.email)}</span></p>
        {addresses}
        <table class="table document__table">
            <caption class="visually-hidden">"What comes back"</caption>
            <thead class="table__head"><tr><th scope="col">"Part"</th><th scope="col" class="table__number">"Pieces"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {said("Your note", &back.note)}
        {said("Our answer", &back.answer)}
    }
    .into_any();
    let name = if is_slip { "Return slip" } else { "Return" };
    let code = code(back.number.as_str());
    paper(&opened.number, name.to_owned(), Some(back.number.to_string()), is_slip.then_some(code), facts, body)
}

fn row(line: &ReturnLine) -> impl IntoView + use<> {
    let came = match (line.restocked, line.scrapped) {
        (0, 0) => None,
        (restocked, 0) => Some(format!("{restocked} came back in order")),
        (0, scrapped) => Some(format!("{scrapped} came back damaged")),
        (restocked, scrapped) => Some(format!("{restocked} came back in order, {scrapped} damaged")),
    };
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">
                <span class="part-number">{line.sku.to_string()}</span>
                <span class="table__second">{line.name.clone()}</span>
                {came.map(|came| view! { <span class="table__second">{came}</span> })}
            </th>
            <td class="table__number table__end">{line.quantity}</td>
        </tr>
    }
}
