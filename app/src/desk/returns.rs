//! `/desk/returns`: what customers send back, by where it stands; and one return, decided, received, credited.

use domain::accounts::Permission;
use domain::fulfilment::{ReturnNumber, ReturnState};
use domain::money::Money;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{Location, Return, ReturnedPieces};

use super::entered::{Entered, NotDone, Problem, minor_units, pieces, some_text, text};
use super::frame::{Desk, done, refused, respond};
use super::kit::{self, Input};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/desk/returns`
#[component]
pub(crate) fn ReturnsPage() -> impl IntoView {
    respond(list)
}

/// `/desk/returns/:number`, and with `/:action` what its forms are sent to.
#[component]
pub(crate) fn ReturnPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let number = params.get("number").unwrap_or_default();
    let action = params.get("action");
    respond(|desk| load(desk, number, action))
}

async fn list(desk: Desk) -> Result<Page, PageError> {
    let overview = &desk.overview;
    let counts = [
        (ReturnState::Requested, Some(overview.returns_to_decide)),
        (ReturnState::Authorised, Some(overview.returns_to_receive)),
        (ReturnState::Received, Some(overview.returns_to_credit)),
        (ReturnState::Credited, None),
        (ReturnState::Refused, None),
    ];
    let busiest = counts
        .iter()
        .find(|(_, count)| count.is_some_and(|count| count > 0))
        .map_or(ReturnState::Requested, |(state, _)| *state);
    let current = desk.visit.query("state").and_then(|name| ReturnState::parse(&name)).unwrap_or(busiest);
    let returns = desk.store().returns_in(current).await?;
    let tabs: Vec<_> = counts
        .iter()
        .map(|(state, count)| {
            let here = (*state == current).then_some("page");
            let count = count.map(|count| view! { <span class="desk-nav__count">{kit::thousands(count)}</span> });
            view! { <a class="desk__tab" href=format!("/desk/returns?state={}", state.name()) aria-current=here>{state.title()}{count}</a> }
        })
        .collect();
    let rows: Vec<_> = returns
        .iter()
        .map(|back| {
            let pieces: u32 = back.lines.iter().map(|line| line.quantity).sum();
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{kit::number(format!("/desk/returns/{}", back.number), back.number.to_string())}</th>
                    <td class="table__number table__end" data-unit="pieces">{kit::thousands(pieces)}</td>
                    <td data-label="Order">{kit::number(format!("/desk/orders/{}", back.order), back.order.to_string())}</td>
                    <td data-label="Customer">{back.customer.clone()}</td>
                    <td data-label="Why">{back.reason.title()}</td>
                    <td class="table__number" data-label="Asked">{kit::moment(back.requested_at)}<span class="table__second">{kit::age(desk.now() - back.requested_at)}</span></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns =
        [("Return", false), ("Pieces", true), ("Order", false), ("Customer", false), ("Why", false), ("Asked", true)];
    let empty = match current {
        ReturnState::Requested => {
            "No customer has asked to send anything back. Requests appear here with what and why."
        }
        ReturnState::Authorised => "Nothing is on its way back to us.",
        ReturnState::Received => "Nothing received waits to be credited.",
        ReturnState::Refused => "No return was refused.",
        ReturnState::Credited => "No return was credited yet.",
    };
    let content = view! {
        {kit::head("Returns", "Authorised, then received and looked at piece by piece, then credited.", ())}
        {kit::done(done(&desk))}
        <nav class="desk__tabs" aria-label="States">{tabs}</nav>
        {kit::table("Returns", &columns, rows, empty)}
    };
    Ok(Page::private("Returns", content))
}

async fn load(desk: Desk, typed: String, action: Option<String>) -> Result<Page, PageError> {
    let number = ReturnNumber::parse(&typed).map_err(|_| PageError::NotFound)?;
    let address = format!("/desk/returns/{number}");
    if number.as_str() != typed {
        return Err(PageError::Elsewhere(address));
    }
    let find = async || desk.store().return_of(&number).await?.ok_or(PageError::NotFound);
    let before = find().await?;
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), act(&desk, &before, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere(address)),
    };
    let back = if entered.status() == 200 { before } else { find().await? };
    let locations = desk.store().locations().await?;
    let status = entered.status();
    let form = match back.state {
        _ if !desk.may(Permission::FulfilOrders) => ().into_any(),
        ReturnState::Requested => decide(&back, &entered),
        ReturnState::Authorised => receive(&back, &entered, &locations),
        ReturnState::Received => credit(&back, &entered),
        ReturnState::Refused | ReturnState::Credited => ().into_any(),
    };
    let title = match back.state {
        ReturnState::Requested => "Decide",
        ReturnState::Authorised => "Receive",
        ReturnState::Received => "Credit",
        ReturnState::Refused | ReturnState::Credited => "Done",
    };
    let row = |name: &'static str, value: String| (!value.is_empty()).then(|| kit::ledger_row(name, value, false));
    let order = back.order.to_string();
    let content = view! {
        {kit::head(
            view! { "Return "<span class="desk__number">{back.number.to_string()}</span> },
            view! { {back.state.title()}" · order "{kit::number(format!("/desk/orders/{order}"), order.clone())}" · "{back.customer.clone()} },
            (),
        )}
        {kit::done(done(&desk))}
        <div class="desk__halves">
            <div>
                {lines(&back)}
                {kit::section("why", "What the customer says", None, view! {
                    <dl class="ledger">
                        {row("Why", back.reason.title().to_owned())}
                        {row("Asked", kit::moment(back.requested_at))}
                    </dl>
                    {(!back.note.is_empty()).then(|| view! { <p class="desk__empty">{back.note.clone()}</p> })}
                })}
                {(!back.answer.is_empty()).then(|| kit::section("answer", "What we said", None, view! { <p>{back.answer.clone()}</p> }))}
            </div>
            <aside aria-label="What to do">
                {kit::section("do", title, None, view! {
                    {form}
                    <dl class="ledger">
                        {matches!(back.state, ReturnState::Received | ReturnState::Credited).then(|| kit::ledger_row("Worth with tax", back.worth.to_string(), false))}
                        {back.credited.map(|credited| kit::ledger_row("Credited", credited.to_string(), true))}
                    </dl>
                })}
            </aside>
        </div>
    };
    Ok(Page::private(format!("Return {number}"), content).with_status(status))
}

async fn act(desk: &Desk, back: &Return, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let number = &back.number;
    let (store, actor, now) = (desk.store(), desk.actor(), desk.now());
    let here = |code: &str| Ok(format!("/desk/returns/{number}?done={code}"));
    match action {
        "decide" => {
            let authorise = form.text("decision") == "authorise";
            let answer = text(form, "answer");
            if !authorise && answer.is_empty() {
                return Err(Problem::at("answer", "Say why not; the customer reads it.").into());
            }
            store.decide_return(number, authorise, &answer, &actor, now).await.map_err(refused)?;
            here(if authorise { "authorised" } else { "refused" })
        }
        "receive" => {
            let location = some_text(form, "location", "Choose where it came in.")?;
            let mut came = Vec::new();
            let mut problems = Vec::new();
            for line in &back.lines {
                let (restock, scrap) = (format!("restock-{}", line.line_no), format!("scrap-{}", line.line_no));
                match (pieces(form, &restock), pieces(form, &scrap)) {
                    (Ok(good), Ok(bad)) if good.saturating_add(bad) > line.quantity => {
                        problems.push(Problem::at(restock, format!("Together at most {}.", line.quantity)));
                    }
                    (Ok(restock), Ok(scrap)) => came.push(ReturnedPieces { line_no: line.line_no, restock, scrap }),
                    (good, bad) => problems.extend(good.err().into_iter().chain(bad.err())),
                }
            }
            if !problems.is_empty() {
                return Err(NotDone::Refused(problems));
            }
            store.receive_return(number, &came, &location, &actor, now).await.map_err(refused)?;
            here("received")
        }
        "credit" => {
            let typed = minor_units(form, "amount")?;
            let amount = (typed != back.worth.minor).then(|| Money::new(typed, back.worth.currency));
            let reason = text(form, "reason");
            if amount.is_some() && reason.is_empty() {
                return Err(Problem::at("reason", "Say why it is not what the goods are worth.").into());
            }
            store.credit_return(number, amount, &reason, &actor, now).await.map_err(refused)?;
            here("credited")
        }
        _ => Err(PageError::NotFound.into()),
    }
}

fn address(back: &Return, action: &str) -> String {
    format!("/desk/returns/{}/{action}", back.number)
}

fn lines(back: &Return) -> AnyView {
    let came = matches!(back.state, ReturnState::Received | ReturnState::Credited);
    let rows: Vec<_> = back
        .lines
        .iter()
        .map(|line| {
            let received = came.then(|| {
                view! {
                    <td class="table__number" data-label="Restocked">{kit::thousands(line.restocked)}</td>
                    <td class="table__number" data-label="Scrapped">{kit::thousands(line.scrapped)}</td>
                }
            });
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">
                        <a class="part-number" href=format!("/desk/stock/{}", line.sku)>{line.sku.to_string()}</a>
                        <span class="table__second">{line.name.clone()}</span>
                    </th>
                    <td class="table__number table__end" data-unit="asked for">{kit::thousands(line.quantity)}</td>
                    {received}
                </tr>
            }
            .into_any()
        })
        .collect();
    let mut columns = vec![("Part", false), ("Asked for", true)];
    if came {
        columns.extend([("Restocked", true), ("Scrapped", true)]);
    }
    kit::section("lines", "What comes back", None, kit::table("What comes back", &columns, rows, "Nothing."))
}

fn decide(back: &Return, entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action desk-action--next" method="post" action=address(back, "decide")>
            {kit::general_problems(entered, "decide")}
            {Input { most: 500, ..Input::text("decide", "answer", "Answer") }.hint("The customer reads it. Needed when you refuse.").view(entered)}
            <div class="form__actions">
                <button class="button button--go" type="submit" name="decision" value="authorise">"Authorise"</button>
                <button class="button" type="submit" name="decision" value="refuse">"Refuse"</button>
            </div>
        </form>
    }
    .into_any()
}

fn receive(back: &Return, entered: &Entered, locations: &[Location]) -> AnyView {
    let fields: Vec<_> = back
        .lines
        .iter()
        .map(|line| {
            let (restock, scrap) = (format!("restock-{}", line.line_no), format!("scrap-{}", line.line_no));
            view! {
                <fieldset class="desk-action">
                    <legend><span class="part-number">{line.sku.to_string()}</span><span class="table__second">{format!("{} asked for", line.quantity)}</span></legend>
                    <div class="desk-action__row">
                        {Input::pieces("receive", &restock, "Can be sold").starts_with(line.quantity.to_string()).view(entered)}
                        {Input::pieces("receive", &scrap, "To scrap").starts_with("0").view(entered)}
                    </div>
                </fieldset>
            }
        })
        .collect();
    let choices = locations.iter().map(|location| (location.code.clone(), location.name.clone())).collect();
    let start = locations.first().map(|location| location.code.as_str());
    view! {
        <form class="desk-action desk-action--next" method="post" action=address(back, "receive")>
            {kit::general_problems(entered, "receive")}
            {fields}
            {kit::chooser(entered, "receive", "location", "Into stock at", choices, start)}
            <button class="button button--go" type="submit">"Book what came"</button>
        </form>
        <form class="desk-action" method="post" action=address(back, "decide")>
            {kit::folded(entered.is("decide"), "Refuse it after all", view! {
                {kit::general_problems(entered, "decide")}
                {Input { most: 500, ..Input::text("decide", "answer", "Answer") }.hint("The customer reads it.").view(entered)}
                <p class="form__actions"><button class="button" type="submit" name="decision" value="refuse">"Refuse"</button></p>
            })}
        </form>
    }
    .into_any()
}

fn credit(back: &Return, entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action desk-action--next" method="post" action=address(back, "credit")>
            {kit::general_problems(entered, "credit")}
            {Input { class: "field__input--number", ..Input::text("credit", "amount", "Amount in €") }
                .hint("Computed from what came, with its share of the tax.").starts_with(back.worth.figure()).view(entered)}
            {Input::text("credit", "reason", "Reason").hint("Needed when it is another amount; the customer reads it.").view(entered)}
            <button class="button button--go" type="submit">"Credit"</button>
        </form>
    }
    .into_any()
}
