//! `/orders/:number/return`: choose pieces to send back, and say why. The page answers its own form.

use std::collections::BTreeMap;

use domain::catalog::{HazardClass, ProductKind};
use domain::fulfilment::{RETURN_WINDOW_DAYS, Refusal, ReturnReason, ReturnState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{FulfilmentError, LineView, OrderProgress, Return};
use uuid::Uuid;

use super::access::{Access, Opened, actor, open};
use super::chosen::{Chosen, piece_field};
use super::order_page::number_text;
use crate::page::{Page, PageError, respond};
use crate::posted::PostedForm;
use crate::request::Visit;

/// Longest note, in characters.
const MAX_NOTE: usize = 500;

/// `/orders/:number/return`
#[component]
pub(crate) fn ReturnPage() -> impl IntoView {
    let number = use_params_map().read_untracked().get("number").unwrap_or_default();
    respond(|visit| load(visit, number))
}

/// What was typed, and what is wrong with it.
struct Typed {
    /// Makes the same form sent twice the same return.
    key: Uuid,
    chosen: Chosen,
    reason: String,
    note: String,
    at_lines: BTreeMap<u32, String>,
    at_list: Option<&'static str>,
    at_reason: Option<&'static str>,
    at_note: Option<&'static str>,
    has_changed: bool,
}

impl Typed {
    fn new(key: Uuid) -> Self {
        Self {
            key,
            chosen: Chosen::default(),
            reason: String::new(),
            note: String::new(),
            at_lines: BTreeMap::new(),
            at_list: None,
            at_reason: None,
            at_note: None,
            has_changed: false,
        }
    }

    fn is_wrong(&self) -> bool {
        !self.at_lines.is_empty() || self.at_list.is_some() || self.at_reason.is_some() || self.at_note.is_some()
    }

    fn status(&self) -> u16 {
        match (self.has_changed, self.is_wrong()) {
            (true, _) => 409,
            (false, true) => 422,
            (false, false) => 200,
        }
    }
}

async fn load(visit: Visit, typed: String) -> Result<Page, PageError> {
    let opened = match open(&visit, &typed, "/return").await? {
        Access::Open(opened) => opened,
        Access::Closed(page) => return Ok(*page),
    };
    match visit.posted() {
        None => Ok(page(&opened, &Typed::new(visit.new_key()))),
        Some(form) => answer(&visit, &opened, &form).await,
    }
}

async fn answer(visit: &Visit, opened: &Opened, form: &PostedForm) -> Result<Page, PageError> {
    let progress = &opened.progress;
    let most = |line_no| progress.lines.iter().find(|line| line.line_no == line_no).map_or(0, |line| line.returnable);
    let mut typed = Typed {
        chosen: Chosen::read(form, progress.lines.iter().map(|line| line.line_no)),
        reason: form.text("reason").chars().take(40).collect(),
        note: form.text("note").chars().take(2_000).collect(),
        ..Typed::new(Uuid::parse_str(&form.text("key")).unwrap_or_else(|_| visit.new_key()))
    };
    let reason = ReturnReason::parse(&typed.reason);
    if form.text("seen") != progress.returns.len().to_string() {
        // The same form again, or another return was asked for meanwhile.
        let asked = typed.chosen.pieces(|_| u32::MAX).unwrap_or_default();
        if let Some(before) = progress.returns.last().filter(|before| is_same(before, &asked)) {
            return Err(to_return(opened, before.number.as_str()));
        }
        typed.has_changed = true;
        return Ok(page(opened, &typed));
    }
    let asked = match typed.chosen.pieces(most) {
        Ok(asked) => asked,
        Err(problems) => {
            typed.at_lines = problems;
            Vec::new()
        }
    };
    if asked.is_empty() && typed.at_lines.is_empty() {
        typed.at_list = Some("Choose at least one piece.");
    }
    if reason.is_none() {
        typed.at_reason = Some("Say why it comes back.");
    }
    let note = typed.note.trim().to_owned();
    if note.chars().count() > MAX_NOTE {
        typed.at_note = Some("Shorten this to at most 500 characters.");
    } else if reason == Some(ReturnReason::Other) && note.is_empty() {
        typed.at_note = Some("Say in a sentence why it comes back.");
    }
    let (Some(reason), false) = (reason, typed.is_wrong()) else { return Ok(page(opened, &typed)) };
    let actor = actor(visit).await?;
    // The same form is the same return, even when both are under way at once.
    let random = typed.key.as_u64_pair().1;
    let requested =
        visit.store.request_return(&opened.number, &asked, reason, &note, random, &actor, visit.now()).await;
    match requested {
        Ok(number) => Err(to_return(opened, number.as_str())),
        Err(FulfilmentError::Refused(Refusal::Field(problem))) => {
            typed.at_note = Some(problem);
            Ok(page(opened, &typed))
        }
        Err(FulfilmentError::Refused(_)) => {
            // Somebody was quicker: perhaps the same form, sent a moment before.
            let Access::Open(opened) = open(visit, opened.number.as_str(), "/return").await? else {
                return Err(PageError::NotFound);
            };
            if let Some(before) = opened.progress.returns.last().filter(|before| is_same(before, &asked)) {
                return Err(to_return(&opened, before.number.as_str()));
            }
            typed.has_changed = true;
            Ok(page(&opened, &typed))
        }
        Err(FulfilmentError::Store(error)) => Err(error.into()),
    }
}

fn is_same(before: &Return, asked: &[(u32, u32)]) -> bool {
    before.state == ReturnState::Requested
        && before.lines.iter().map(|line| (line.line_no, line.quantity)).eq(asked.iter().copied())
}

fn to_return(opened: &Opened, number: &str) -> PageError {
    PageError::Elsewhere(format!("/orders/{}/returns/{number}", opened.number))
}

/// Why no piece of a line may be asked back.
fn why_not(line: &LineView, progress: &OrderProgress) -> String {
    let on_its_way: u32 = progress
        .returns
        .iter()
        .filter(|back| back.state.is_pending())
        .flat_map(|back| &back.lines)
        .filter(|back| back.line_no == line.line_no)
        .map(|back| back.quantity)
        .sum();
    if line.kind == ProductKind::Service {
        "Work done cannot be sent back.".to_owned()
    } else if line.shipped == 0 {
        "Not shipped.".to_owned()
    } else if line.hazard_class != HazardClass::None {
        "Hazardous goods: no carrier takes them from you as a parcel. Write to us, and we find a way.".to_owned()
    } else if line.returned + on_its_way >= line.shipped {
        "All of it came back, or is asked for.".to_owned()
    } else {
        format!("It arrived more than {RETURN_WINDOW_DAYS} days ago.")
    }
}

fn page(opened: &Opened, typed: &Typed) -> Page {
    let status = typed.status();
    Page::private(format!("Return parts of order {}", opened.number), content(opened, typed))
        .with_status(status)
        .narrow()
}

fn content(opened: &Opened, typed: &Typed) -> impl IntoView + use<> {
    let progress = &opened.progress;
    let path = format!("/orders/{}", opened.number);
    let notice = match (typed.has_changed, typed.is_wrong()) {
        (true, _) => Some((
            "The order has changed meanwhile",
            "Nothing was asked for. Look at what can still come back, and choose anew.",
        )),
        (false, true) => Some(("Something needs a change", "See the marked fields.")),
        (false, false) => None,
    };
    let notice = notice.map(|(title, text)| {
        view! { <div class="notice notice--error" role="alert"><p class="notice__title">{title}</p><p>{text}</p></div> }
    });
    let closed: Vec<_> = progress
        .lines
        .iter()
        .filter(|line| line.returnable == 0 && line.quantity > line.cancelled)
        .map(|line| {
            view! {
                <li><span class="part-number">{line.sku.to_string()}</span>" "{why_not(line, progress)}</li>
            }
        })
        .collect();
    let closed = (!closed.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="closed">
                <div class="section__head"><h2 class="section__title" id="closed">"What cannot be returned here"</h2></div>
                <ul class="order__links">{closed}</ul>
            </section>
        }
    });
    let form = if progress.may_return() {
        form(opened, typed).into_any()
    } else {
        view! { <p>"Nothing of this order can be returned here. "<a href=path.clone()>"Back to the order"</a></p> }
            .into_any()
    };
    view! {
        <header class="page__head"><div>
            <h1 class="page__title">"Return parts of order "{number_text(&opened.number)}</h1>
            <p class="page__about">{format!("Within {RETURN_WINDOW_DAYS} days after they arrived, unused and in their packing. We answer within one working day, with a slip and the address.")}</p>
        </div></header>
        {notice}
        {form}
        {closed}
    }
}

fn form(opened: &Opened, typed: &Typed) -> impl IntoView + use<> {
    let progress = &opened.progress;
    let path = format!("/orders/{}", opened.number);
    let rows: Vec<_> = progress
        .lines
        .iter()
        .filter(|line| line.returnable > 0)
        .map(|line| {
            let sku = line.sku.to_string();
            let problem = typed.at_lines.get(&line.line_no).cloned();
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">
                        <span class="part-number">{sku.clone()}</span>
                        <span class="table__second">{line.name.clone()}</span>
                    </th>
                    <td class="table__number" data-label="Shipped">{line.shipped}</td>
                    <td class="table__number" data-label="Can be returned">{line.returnable}</td>
                    <td class="table__number order__choice" data-label="Return">{piece_field(line.line_no, &sku, "return", typed.chosen.typed(line.line_no), problem)}</td>
                </tr>
            }
        })
        .collect();
    let reasons: Vec<_> = ReturnReason::ALL
        .iter()
        .map(|reason| {
            view! {
                <label class="field__choice">
                    <input type="radio" name="reason" value=reason.name() checked=reason.name() == typed.reason/>
                    <span>{reason.title()}</span>
                </label>
            }
        })
        .collect();
    let described_by = |problem: Option<&'static str>, id: &'static str| problem.map(|_| id);
    let note_described_by = if typed.at_note.is_some() { "note-hint note-error" } else { "note-hint" };
    let error = |problem: Option<&'static str>, id: &'static str| {
        problem.map(|problem| view! { <p class="field__error" id=id>{problem}</p> })
    };
    view! {
        <form class="form" method="post" action=format!("{path}/return") novalidate=true>
            <input type="hidden" name="seen" value=progress.returns.len().to_string()/>
            <input type="hidden" name="key" value=typed.key.to_string()/>
            <div>
                {error(typed.at_list, "list-error")}
                <table class="table order__choices" aria-describedby=described_by(typed.at_list, "list-error")>
                    <caption class="visually-hidden">"Pieces that can be returned"</caption>
                    <thead class="table__head"><tr>
                        <th scope="col">"Part"</th>
                        <th scope="col" class="table__number">"Shipped"</th>
                        <th scope="col" class="table__number">"Can be returned"</th>
                        <th scope="col" class="table__number">"Return"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <fieldset class="checkout__group" id="reason" aria-describedby=described_by(typed.at_reason, "reason-error")>
                <legend class="checkout__legend">"Why does it come back?"</legend>
                {error(typed.at_reason, "reason-error")}
                {reasons}
            </fieldset>
            <div class="field">
                <label class="field__label" for="note">"Note "<span class="field__optional">"optional"</span></label>
                <p class="field__hint" id="note-hint">"What is wrong, and what you would like instead. At most 500 characters."</p>
                {error(typed.at_note, "note-error")}
                <textarea class="field__input" id="note" name="note" rows="4" maxlength="1000" aria-describedby=note_described_by
                    aria-invalid=typed.at_note.map(|_| "true")>{typed.note.clone()}</textarea>
            </div>
            <div class="form__actions">
                <button class="button button--go" type="submit">"Ask for the return"</button>
                <a href=path.clone()>"Back to the order"</a>
            </div>
        </form>
    }
}
