//! What the forms of an order do.

use domain::fulfilment::{ReturnReason, ShipmentNumber};
use domain::money::Money;
use store::fulfilment::{Cancel, DeskOrder};

use crate::desk::entered::{NotDone, Problem, minor_units, pieces, some_pieces, some_text, text};
use crate::desk::frame::{Desk, refused};
use crate::page::PageError;
use crate::posted::PostedForm;

/// Does what a form asks for; answers where to go then.
pub(super) async fn act(desk: &Desk, shown: &DeskOrder, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let number = &shown.order.number;
    let (store, actor, now) = (desk.store(), desk.actor(), desk.now());
    let here = |code: &str| Ok(format!("/desk/orders/{number}?done={code}"));
    let money = |minor| Money::new(minor, shown.progress.total.currency);
    match action {
        "approve" => {
            store.approve_order(number, &actor, now).await.map_err(refused)?;
            here("approved")
        }
        "payment" => {
            let amount = money(minor_units(form, "amount")?);
            let reference = some_text(form, "reference", "Enter what the bank statement says.")?;
            store.record_payment(number, amount, &reference, &actor, now).await.map_err(refused)?;
            here("paid")
        }
        "note" => {
            let note = some_text(form, "text", "Enter the note.")?;
            store.note_order(number, &note, &actor, now).await.map_err(refused)?;
            here("noted")
        }
        "cancel" => {
            unchanged(form, seen(shown))?;
            let reason = some_text(form, "reason", "Say why; the customer reads it.")?;
            let what = if form.text("rest") == "yes" {
                Cancel::Rest
            } else {
                Cancel::Pieces(lines(form, shown.progress.lines.iter().map(|line| (line.line_no, line.cancellable)))?)
            };
            store.cancel_order(number, &what, &reason, &actor, now).await.map_err(refused)?;
            here("cancelled")
        }
        "pick" => {
            let location = some_text(form, "location", "Choose where to pick.")?;
            let orders = [number.clone()];
            let parcels = store.start_picking(&orders, &location, desk.random(), &actor, now).await.map_err(refused)?;
            let parcels: Vec<_> = parcels.iter().map(ShipmentNumber::as_str).collect();
            Ok(format!("/desk/picks/{}?done=picking", parcels.join(",")))
        }
        "service" => {
            unchanged(form, seen(shown))?;
            let line_no = form.text("line").parse().unwrap_or_default();
            let done = some_pieces(form, "done")?;
            store.do_service(number, line_no, done, desk.random(), &actor, now).await.map_err(refused)?;
            here("service")
        }
        "goodwill" => {
            unchanged(form, shown.progress.credited.minor)?;
            let amount = money(minor_units(form, "amount")?);
            let reason = some_text(form, "reason", "Say why; the customer reads it.")?;
            store.credit_goodwill(number, amount, &reason, &actor, now).await.map_err(refused)?;
            here("credited")
        }
        "return" => {
            // The same form sent twice is the same return.
            let random = form.text("key").parse().unwrap_or_else(|_| desk.random());
            let back = lines(form, shown.progress.lines.iter().map(|line| (line.line_no, line.returnable)))?;
            let reason = ReturnReason::parse(&form.text("reason")).ok_or(Problem::at("reason", "Choose why."))?;
            let note = text(form, "note");
            let made =
                store.request_return(number, &back, reason, &note, random, &actor, now).await.map_err(refused)?;
            Ok(format!("/desk/returns/{made}?done=requested"))
        }
        _ => Err(PageError::NotFound.into()),
    }
}

/// What of an order a form that counts pieces must have been shown with, so that sending it twice does it once.
pub(super) fn seen(shown: &DeskOrder) -> i64 {
    shown.progress.lines.iter().map(|line| i64::from(line.cancelled) + 100_000 * i64::from(line.shipped)).sum()
}

fn unchanged(form: &PostedForm, now: i64) -> Result<(), Problem> {
    if form.text("seen") == now.to_string() {
        return Ok(());
    }
    Err(Problem {
        status: 409,
        ..Problem::general(
            "The order has changed since this form was shown. Look at it again, then send the form anew.",
        )
    })
}

/// Pieces per line out of the fields `line-1`, `line-2`, …; `possible` are the lines and their bounds.
fn lines(form: &PostedForm, possible: impl Iterator<Item = (u32, u32)>) -> Result<Vec<(u32, u32)>, Problem> {
    let mut chosen = Vec::new();
    for (line_no, most) in possible {
        let field = format!("line-{line_no}");
        match pieces(form, &field)? {
            0 => {}
            count if count > most => return Err(Problem::at(field, format!("At most {most}."))),
            count => chosen.push((line_no, count)),
        }
    }
    if chosen.is_empty() { Err(Problem::general("Enter pieces for at least one line.")) } else { Ok(chosen) }
}
