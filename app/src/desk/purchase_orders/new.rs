//! `/desk/purchase-orders/new`: supplier, location, date, and the lines pasted as a list.

use domain::money::{Currency, Money};
use leptos::prelude::*;
use store::fulfilment::NewPurchaseOrder;

use super::list_of_lines::read;
use crate::desk::entered::{Entered, NotDone, Problem, day, some_text, text};
use crate::desk::frame::{Desk, refused};
use crate::desk::kit::{self, Input};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

pub(super) async fn load(desk: Desk, action: Option<String>) -> Result<Page, PageError> {
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), create(&desk, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere("/desk/purchase-orders/new".to_owned())),
    };
    let locations = desk.store().locations().await?;
    let choices = locations.iter().map(|location| (location.code.clone(), location.name.clone())).collect();
    let start = locations.first().map(|location| location.code.as_str());
    let key = entered.value("create", "key", desk.random().to_string());
    let lines =
        entered.value("create", "lines", desk.visit.query("sku").map(|sku| format!("{sku} ")).unwrap_or_default());
    let problem = entered.problem("create", "lines").map(|problem| problem.text.clone());
    let invalid = problem.is_some().then_some("true");
    let wrong: Vec<_> = problem
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| view! { <span>{line.to_owned()}<br/></span> })
        .collect();
    let status = entered.status();
    let content = view! {
        {kit::head("New purchase order", "Its pieces are promised to waiting backorders, first come first served, from the moment it is made.", ())}
        <form class="form desk__narrow" method="post" action="/desk/purchase-orders/new/create">
            <input type="hidden" name="key" value=key/>
            {kit::general_problems(&entered, "create")}
            {Input { most: 120, ..Input::text("create", "supplier", "Supplier") }.view(&entered)}
            <div class="form__row">
                {kit::chooser(&entered, "create", "location", "Goes to", choices, start)}
                {Input::day("create", "expected", "Expected on").view(&entered)}
            </div>
            <div class="field">
                <label class="field__label" for="create-lines">"Lines"</label>
                <p class="field__hint" id="create-lines-hint">"One per line: part number, pieces, cost of a piece in €, as in RP-AT-54-600 40 9.20"</p>
                {problem.is_some().then(|| view! { <p class="field__error" id="create-lines-error" role="alert">{wrong}</p> })}
                <textarea class="field__input field__input--code" id="create-lines" name="lines" rows="10" spellcheck="false" aria-invalid=invalid
                    aria-describedby="create-lines-hint create-lines-error">{lines}</textarea>
            </div>
            {Input { most: 500, ..Input::text("create", "note", "Note") }.view(&entered)}
            <div class="form__actions">
                <button class="button button--go" type="submit">"Make the purchase order"</button>
                <a href="/desk/purchase-orders">"Back to the list"</a>
            </div>
        </form>
    };
    Ok(Page::private("New purchase order", content).with_status(status))
}

async fn create(desk: &Desk, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    if action != "create" {
        return Err(PageError::NotFound.into());
    }
    // The same form sent twice is the same purchase order.
    let random = form.text("key").parse().unwrap_or_else(|_| desk.random());
    let mut problems = Vec::new();
    let mut note = |problem: Problem| problems.push(problem);
    let supplier = some_text(form, "supplier", "Enter who delivers.").map_err(&mut note).unwrap_or_default();
    let location = some_text(form, "location", "Choose where it goes.").map_err(&mut note).unwrap_or_default();
    let expected_on = day(form, "expected").map_err(&mut note).unwrap_or_default();
    let lines =
        read(&form.text("lines")).map_err(|wrong| note(Problem::at("lines", wrong.join("\n")))).unwrap_or_default();
    if !problems.is_empty() {
        return Err(NotDone::Refused(problems));
    }
    let lines = lines.into_iter().map(|(sku, pieces, cost)| (sku, pieces, Money::new(cost, Currency::Eur))).collect();
    let new = NewPurchaseOrder { supplier, location, expected_on, note: text(form, "note"), lines };
    let number = desk.store().create_purchase_order(&new, random, &desk.actor(), desk.now()).await.map_err(refused)?;
    Ok(format!("/desk/purchase-orders/{number}?done=created"))
}
