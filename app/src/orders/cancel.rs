//! `/orders/:number/cancel`: choose what is not wanted any more, see what becomes of the money, and confirm. The page
//! answers its own form, so that what was typed stays and is kept nowhere.

use std::collections::BTreeMap;

use domain::checkout::PaymentMethod;
use domain::fulfilment::{Shares, owed, value_of_pieces};
use domain::money::Money;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{Cancel, FulfilmentError, OrderProgress};

use super::access::{Access, Opened, actor, open};
use super::chosen::{Chosen, field, piece_field};
use super::lines::{less, sum};
use super::order_page::number_text;
use super::words::pieces;
use crate::page::{Page, PageError, respond};
use crate::posted::PostedForm;
use crate::request::Visit;

/// Longest reason, in characters.
const MAX_REASON: usize = 200;

/// `/orders/:number/cancel`
#[component]
pub(crate) fn CancelPage() -> impl IntoView {
    let number = use_params_map().read_untracked().get("number").unwrap_or_default();
    respond(|visit| load(visit, number))
}

/// What is to be said above the list.
#[derive(Clone, Copy)]
enum Said {
    Nothing,
    /// Pieces went elsewhere since the page was shown.
    Changed,
    /// No piece was chosen.
    Empty,
}

async fn load(visit: Visit, typed: String) -> Result<Page, PageError> {
    let opened = match open(&visit, &typed, "/cancel").await? {
        Access::Open(opened) => opened,
        Access::Closed(page) => return Ok(*page),
    };
    match visit.posted() {
        None => Ok(choose(&opened, &Chosen::default(), &BTreeMap::new(), "", Said::Nothing, 200)),
        Some(form) => answer(&visit, &opened, &form).await,
    }
}

/// What had been cancelled when a page was shown, line by line: so that the same form sent twice cancels once.
fn seen(progress: &OrderProgress) -> String {
    progress.lines.iter().map(|line| line.cancelled.to_string()).collect::<Vec<_>>().join("-")
}

/// Whether what a form asks for has been done since it was shown.
fn is_done(progress: &OrderProgress, before: &str, chosen: &[(u32, u32)]) -> bool {
    let before: Vec<u32> = before.split('-').filter_map(|count| count.parse().ok()).collect();
    let asked = |line_no| chosen.iter().find(|(line, _)| *line == line_no).map_or(0, |(_, pieces)| *pieces);
    before.len() == progress.lines.len()
        && progress.lines.iter().zip(before).all(|(line, before)| line.cancelled == before + asked(line.line_no))
}

async fn answer(visit: &Visit, opened: &Opened, form: &PostedForm) -> Result<Page, PageError> {
    let progress = &opened.progress;
    let lines = || progress.lines.iter().map(|line| line.line_no);
    let most = |line_no| progress.lines.iter().find(|line| line.line_no == line_no).map_or(0, |line| line.cancellable);
    let reason: String = form.text("reason").chars().take(2_000).collect();
    let go = form.text("go");
    let chosen = match go.as_str() {
        "all" => Chosen::of(progress.lines.iter().map(|line| (line.line_no, line.cancellable))),
        _ => Chosen::read(form, lines()),
    };
    let is_fresh = form.text("seen") == seen(progress);
    if go == "cancel" && !is_fresh {
        let asked = chosen.pieces(|_| u32::MAX).unwrap_or_default();
        if !asked.is_empty() && is_done(progress, &form.text("seen"), &asked) {
            return Err(done(opened));
        }
        return Ok(choose(opened, &chosen, &BTreeMap::new(), &reason, Said::Changed, 409));
    }
    let asked = match chosen.pieces(most) {
        Ok(asked) => asked,
        Err(problems) => return Ok(choose(opened, &chosen, &problems, &reason, Said::Nothing, 422)),
    };
    if go == "back" {
        return Ok(choose(opened, &chosen, &BTreeMap::new(), &reason, Said::Nothing, 200));
    }
    if asked.is_empty() {
        return Ok(choose(opened, &chosen, &BTreeMap::new(), &reason, Said::Empty, 422));
    }
    let too_long = reason.trim().chars().count() > MAX_REASON;
    if go != "cancel" || too_long {
        return Ok(confirm(opened, &asked, &reason, too_long && go == "cancel"));
    }
    let actor = actor(visit).await?;
    let cancelled = progress.lines.iter().map(|line| line.cancelled).sum();
    let what = Cancel::Since { cancelled, pieces: asked.clone() };
    match visit.store.cancel_order(&opened.number, &what, reason.trim(), &actor, visit.now()).await {
        Ok(_) => Err(done(opened)),
        Err(FulfilmentError::Refused(_)) => {
            // Somebody was quicker: perhaps the same form, sent a moment before.
            let Access::Open(opened) = open(visit, opened.number.as_str(), "/cancel").await? else {
                return Err(PageError::NotFound);
            };
            if is_done(&opened.progress, &form.text("seen"), &asked) {
                return Err(done(&opened));
            }
            Ok(choose(&opened, &chosen, &BTreeMap::new(), &reason, Said::Changed, 409))
        }
        Err(FulfilmentError::Store(error)) => Err(error.into()),
    }
}

fn done(opened: &Opened) -> PageError {
    PageError::Elsewhere(format!("/orders/{}?done=cancelled", opened.number))
}

fn page(opened: &Opened, content: impl IntoAny, status: u16) -> Page {
    Page::private(format!("Cancel order {}", opened.number), content).with_status(status)
}

/// The list to choose from.
fn choose(
    opened: &Opened,
    chosen: &Chosen,
    problems: &BTreeMap<u32, String>,
    reason: &str,
    said: Said,
    status: u16,
) -> Page {
    let progress = &opened.progress;
    let path = format!("/orders/{}", opened.number);
    let head = view! {
        <header class="page__head"><div>
            <h1 class="page__title">"Cancel order "{number_text(&opened.number)}</h1>
            <p class="page__about">"Pieces can be cancelled until somebody goes to fetch them. The next step shows what becomes of the money; nothing is cancelled before you confirm it."</p>
        </div></header>
    };
    if !progress.may_cancel() {
        let content = view! {
            {head}
            <div class="notice notice--warning" role="status">
                <p class="notice__title">"Nothing can be cancelled any more"</p>
                <p>"All of it is being packed, has left, or is cancelled already. What you do not need you may return. "<a href=path>"Back to the order"</a></p>
            </div>
        };
        return page(opened, content, if status == 200 { 200 } else { 409 });
    }
    let (title, text) = match said {
        Said::Changed => (
            Some("The order has changed meanwhile"),
            "Nothing was cancelled. Look at what can still be cancelled, and choose anew.",
        ),
        Said::Empty => (Some("Choose at least one piece"), "Enter how many pieces of which line you do not want."),
        Said::Nothing if !problems.is_empty() => (Some("A number needs a change"), "See the marked lines."),
        Said::Nothing => (None, ""),
    };
    let notice = title.map(|title| {
        view! { <div class="notice notice--error" role="alert"><p class="notice__title">{title}</p><p>{text}</p></div> }
    });
    let open = |cancellable: u32| cancellable > 0;
    let rows: Vec<_> = progress
        .lines
        .iter()
        .filter(|line| open(line.cancellable))
        .map(|line| {
            let sku = line.sku.to_string();
            let typed = chosen.typed(line.line_no);
            let problem = problems.get(&line.line_no).cloned();
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">
                        <span class="part-number">{sku.clone()}</span>
                        <span class="table__second">{line.name.clone()}</span>
                    </th>
                    <td class="table__number" data-label="Ordered">{line.quantity}</td>
                    <td class="table__number" data-label="Can be cancelled">{line.cancellable}</td>
                    <td class="table__number order__choice" data-label="Cancel">{piece_field(line.line_no, &sku, "cancel", typed, problem)}</td>
                </tr>
            }
        })
        .collect();
    let closed = progress.lines.iter().filter(|line| !open(line.cancellable) && line.quantity > line.cancelled).count();
    let closed = match closed {
        0 => None,
        1 => Some("1 line is not listed: it is being packed or has left.".to_owned()),
        count => Some(format!("{count} lines are not listed: they are being packed or have left.")),
    };
    let is_whole = progress.lines.iter().all(|line| line.cancellable == line.quantity - line.cancelled);
    let content = view! {
        {head}
        {notice}
        <form class="form" method="post" action=format!("{path}/cancel") novalidate=true>
            <input type="hidden" name="seen" value=seen(progress)/>
            <input type="hidden" name="reason" value=reason.to_owned()/>
            <div>
                // The first button is the one that Enter presses in any field.
                <button class="visually-hidden" type="submit" name="go" value="look" tabindex="-1" aria-hidden="true">"Go on"</button>
                <table class="table order__choices">
                    <caption class="visually-hidden">"Pieces that can be cancelled"</caption>
                    <thead class="table__head"><tr>
                        <th scope="col">"Part"</th>
                        <th scope="col" class="table__number">"Ordered"</th>
                        <th scope="col" class="table__number">"Can be cancelled"</th>
                        <th scope="col" class="table__number">"Cancel"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                {closed.map(|closed| view! { <p class="order__why">{closed}</p> })}
            </div>
            <div class="form__actions">
                <button class="button button--go" type="submit" name="go" value="look">"See what it comes to"</button>
                <button class="button" type="submit" name="go" value="all">{if is_whole { "Cancel the whole order…" } else { "Cancel all that can be…" }}</button>
                <a href=path.clone()>"Keep the order as it is"</a>
            </div>
        </form>
    };
    page(opened, content, status).narrow()
}

/// What cancelled pieces are worth, tax and all; with the delivery once nothing else is wanted.
fn worth(opened: &Opened, asked: &[(u32, u32)]) -> Money {
    let Opened { order, progress, .. } = opened;
    let nets: Vec<i64> = progress.lines.iter().map(|line| line.total.minor).collect();
    let shares = Shares::of(&nets, order.delivery.minor, order.tax.minor);
    let pieces_of = |line_no| asked.iter().find(|(line, _)| *line == line_no).map_or(0, |(_, pieces)| *pieces);
    let lines = progress.lines.iter().zip(&shares.lines).map(|(line, share)| {
        value_of_pieces(*share, line.quantity, line.cancelled + line.returned, pieces_of(line.line_no))
    });
    let nothing_left = progress.lines.iter().all(|line| line.quantity == line.cancelled + pieces_of(line.line_no));
    let delivery = if nothing_left { shares.delivery } else { 0 };
    Money::new(lines.sum::<i64>() + delivery, order.total.currency)
}

/// What becomes of the money, in a sentence.
fn consequence(opened: &Opened, before: Money, after: Money, back: Money) -> String {
    let order = &opened.order;
    let back_text =
        if back.minor > 0 { format!(" {back} goes back to the account it came from.") } else { String::new() };
    let text = match (opened.progress.invoice, order.details.payment_method) {
        (Some(invoice), _) => {
            format!("The credit is set against invoice {invoice}: {after} is left to pay instead of {before}.")
        }
        (None, PaymentMethod::BankTransfer) if order.paid.minor == 0 => match after.minor {
            0 => "Nothing is to be transferred any more.".to_owned(),
            _ => format!("{after} is to be transferred instead of {before}."),
        },
        (None, PaymentMethod::BankTransfer) => format!("{after} is left to pay instead of {before}."),
        (None, PaymentMethod::PurchaseOrder) => match after.minor {
            0 => "There will be no invoice.".to_owned(),
            _ => format!("The invoice will be {after} instead of {before}."),
        },
    };
    format!("{text}{back_text}")
}

/// What was chosen, what it comes to, and the button.
fn confirm(opened: &Opened, asked: &[(u32, u32)], reason: &str, too_long: bool) -> Page {
    let Opened { order, progress, .. } = opened;
    let path = format!("/orders/{}", opened.number);
    let value = worth(opened, asked);
    let credited = progress.credited.minor + value.minor;
    let money = |minor| Money::new(minor, order.total.currency);
    let before = money(order.total.minor - progress.credited.minor);
    let after = money(before.minor - value.minor);
    let left = money(owed(order.total.minor, credited, progress.paid.minor));
    let back = money((progress.paid.minor + credited - order.total.minor).max(0));
    let consequence = consequence(opened, progress.owed, left, back);
    let count: u32 = asked.iter().map(|(_, pieces)| *pieces).sum();
    let rows: Vec<_> = asked
        .iter()
        .filter_map(|(line_no, pieces)| Some((progress.lines.iter().find(|line| line.line_no == *line_no)?, *pieces)))
        .map(|(line, pieces)| {
            let remains = line.quantity - line.cancelled - pieces;
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">
                        <span class="part-number">{line.sku.to_string()}</span>
                        <span class="table__second">{line.name.clone()}</span>
                    </th>
                    <td class="table__number" data-label="Cancel">{pieces}</td>
                    <td class="table__number" data-label="Stays">{remains}</td>
                </tr>
            }
        })
        .collect();
    let hidden: Vec<_> = asked
        .iter()
        .map(|(line_no, pieces)| view! { <input type="hidden" name=field(*line_no) value=pieces.to_string()/> })
        .collect();
    let described_by = if too_long { "reason-hint reason-error" } else { "reason-hint" };
    let content = view! {
        <header class="page__head"><div>
            <h1 class="page__title">{format!("Cancel {} of order ", pieces(count))}{number_text(&opened.number)}</h1>
            <p class="page__about">"Nothing is cancelled yet. This cannot be taken back, but the parts can be ordered again while they are in stock."</p>
        </div></header>
        <table class="table">
            <caption class="visually-hidden">"What will be cancelled"</caption>
            <thead class="table__head"><tr>
                <th scope="col">"Part"</th>
                <th scope="col" class="table__number">"Cancel"</th>
                <th scope="col" class="table__number">"Stays"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <section class="section" aria-labelledby="money">
            <div class="section__head"><h2 class="section__title" id="money">"What becomes of the money"</h2><p class="section__note">"incl. tax"</p></div>
            <dl class="ledger">
                {sum("The order now", before.to_string(), "ledger__row")}
                {sum("These pieces", less(value), "ledger__row")}
                {sum("The order then", after.to_string(), "ledger__row ledger__row--sum")}
            </dl>
            <p class="order__consequence">{consequence}</p>
        </section>
        <form class="form order__confirm" method="post" action=format!("{path}/cancel") novalidate=true>
            <input type="hidden" name="seen" value=seen(progress)/>
            {hidden}
            <div class="field">
                <label class="field__label" for="reason">"Why? "<span class="field__optional">"optional"</span></label>
                <p class="field__hint" id="reason-hint">"It helps us to do better. At most 200 characters."</p>
                {too_long.then(|| view! { <p class="field__error" id="reason-error">"Shorten this to at most 200 characters."</p> })}
                <textarea class="field__input" id="reason" name="reason" rows="2" maxlength="400" aria-describedby=described_by
                    aria-invalid=too_long.then_some("true")>{reason.to_owned()}</textarea>
            </div>
            <div class="form__actions">
                <button class="button button--go" type="submit" name="go" value="cancel">{format!("Cancel {}", pieces(count))}</button>
                <button class="button" type="submit" name="go" value="back">"Change"</button>
                <a href=path.clone()>"Keep the order as it is"</a>
            </div>
        </form>
    };
    page(opened, content, if too_long { 422 } else { 200 }).narrow()
}
