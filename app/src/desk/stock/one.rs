//! `/desk/stock/:sku`: levels, ledger, forms.

use domain::accounts::Permission;
use domain::fulfilment::StockReason;
use domain::ids::{Sku, StockLocationId};
use domain::inventory::{StockLevel, StockMovementKind};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{MovementView, StockView};

use super::forms::{forms, seen};
use crate::desk::entered::{Entered, NotDone, Problem, some_pieces, some_text, text};
use crate::desk::frame::{Desk, done, refused, respond};
use crate::desk::kit;
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/desk/stock/:sku`, and with `/:action` what its forms are sent to.
#[component]
pub(crate) fn StockPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let sku = params.get("sku").unwrap_or_default();
    let action = params.get("action");
    respond(|desk| load(desk, sku, action))
}

/// Rows of the ledger on one page.
const LEDGER_PAGE: usize = 100;

async fn load(desk: Desk, typed: String, action: Option<String>) -> Result<Page, PageError> {
    let sku = Sku::parse(&typed).map_err(|_| PageError::NotFound)?;
    let find = async || desk.store().stock_of(&sku).await?.ok_or(PageError::NotFound);
    let before = find().await?;
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), act(&desk, &before, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere(format!("/desk/stock/{sku}"))),
    };
    let part = if entered.status() == 200 { before } else { find().await? };
    let page = desk.visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let movements = desk.store().movements(&sku, page).await?;
    let status = entered.status();
    let mpn = (!part.mpn.is_empty())
        .then(|| view! { " · maker’s number "<span class="part-number">{part.mpn.clone()}</span> });
    let content = view! {
        {kit::head(
            view! { <span class="desk__number">{part.sku.to_string()}</span> },
            view! { {part.name.clone()}{mpn} },
            view! { <a href=format!("/parts/{}", part.sku)>"Page in the shop"</a> },
        )}
        {kit::done(done(&desk))}
        <div class="desk__halves">
            <div>
                {levels(&part)}
                {ledger(&part.sku, &movements, page)}
            </div>
            <aside aria-label="What to do">
                {desk.may(Permission::ChangeStock).then(|| kit::section("do", "Change it", None, forms(&part, &entered)))}
            </aside>
        </div>
    };
    Ok(Page::private(format!("Stock of {sku}"), content).with_status(status))
}

async fn act(desk: &Desk, part: &StockView, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let sku = &part.sku;
    let (store, actor, now) = (desk.store(), desk.actor(), desk.now());
    if matches!(action, "adjust" | "transfer") && form.text("seen") != seen(part) {
        let text =
            "The stock has changed since this form was shown. Look at the levels again, then send the form anew.";
        return Err(Problem { status: 409, ..Problem::general(text) }.into());
    }
    match action {
        "adjust" => {
            let location = some_text(form, "location", "Choose where.")?;
            let delta = signed(&form.text("delta"))
                .ok_or_else(|| Problem::at("delta", "Enter pieces more or less, such as −3 or 12."))?;
            let reason =
                StockReason::parse(&form.text("reason")).ok_or_else(|| Problem::at("reason", "Choose why."))?;
            store
                .adjust_stock(sku, &location, delta, reason, &text(form, "note"), &actor, now)
                .await
                .map_err(refused)?;
            Ok(format!("/desk/stock/{sku}?done=adjusted"))
        }
        "transfer" => {
            let from = some_text(form, "from", "Choose from where.")?;
            let to = some_text(form, "to", "Choose where to.")?;
            if from == to {
                return Err(Problem::at("to", "Choose another location than the first.").into());
            }
            let quantity = some_pieces(form, "quantity")?;
            store.transfer_stock(sku, &from, &to, quantity, &actor, now).await.map_err(refused)?;
            Ok(format!("/desk/stock/{sku}?done=transferred"))
        }
        "bin" => {
            let location = some_text(form, "location", "Choose where.")?;
            let bin = text(form, "bin");
            if bin.chars().count() > 20 {
                return Err(Problem::at("bin", "At most 20 characters, as on the shelf.").into());
            }
            store.set_bin(sku, &location, &bin, &actor, now).await.map_err(refused)?;
            Ok(format!("/desk/stock/{sku}?done=bin_set"))
        }
        _ => Err(PageError::NotFound.into()),
    }
}

/// A difference as people type it: `-3`, `−3`, `+3`, `3`; never nothing.
fn signed(text: &str) -> Option<i32> {
    let text = text.trim().replace('−', "-");
    text.trim_start_matches('+').parse().ok().filter(|delta: &i32| *delta != 0 && delta.unsigned_abs() <= 1_000_000)
}

fn levels(part: &StockView) -> AnyView {
    let most = part.levels.iter().map(|level| level.on_hand).max().unwrap_or(1).max(1);
    let rows: Vec<_> = part
        .levels
        .iter()
        .map(|level| {
            let drawn = StockLevel { location: StockLocationId(0), on_hand: level.on_hand, allocated: level.allocated, held: level.held };
            let bin = if level.bin.is_empty() { "no bin".to_owned() } else { level.bin.clone() };
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{level.location.name.clone()}<span class="table__second part-number">{bin}</span></th>
                    <td class="table__number table__end" data-unit="available">{kit::thousands(level.available())}</td>
                    <td class="table__number" data-label="On hand">{kit::thousands(level.on_hand)}</td>
                    <td class="table__number" data-label="Promised">{kit::thousands(level.allocated)}</td>
                    <td class="table__number" data-label="Held">{kit::thousands(level.held)}</td>
                    <td>{kit::stock_bar(&drawn, most)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns = [
        ("Location", false),
        ("Available", true),
        ("On hand", true),
        ("Promised", true),
        ("Held", true),
        ("on hand = promised + held + available", false),
    ];
    kit::section(
        "levels",
        "Where it is",
        None,
        view! {
            {kit::table("Levels", &columns, rows, "No location holds stock of this part.")}
            {kit::stock_legend()}
            <dl class="ledger desk__narrow">
                {kit::ledger_row("On the way to us", kit::thousands(part.incoming), false)}
                {kit::ledger_row("Waited for by customers", kit::thousands(part.backordered), false)}
            </dl>
        },
    )
}

fn kind(kind: StockMovementKind) -> &'static str {
    match kind {
        StockMovementKind::Receipt => "Receipt",
        StockMovementKind::Adjustment => "Adjustment",
        StockMovementKind::Allocation => "Promised",
        StockMovementKind::Release => "Released",
        StockMovementKind::Sale => "Sale",
        StockMovementKind::Return => "Return",
        StockMovementKind::Transfer => "Transfer",
    }
}

fn difference(pieces: i64) -> Option<String> {
    match pieces {
        0 => None,
        1.. => Some(format!("+{pieces}")),
        _ => Some(format!("−{}", pieces.unsigned_abs())),
    }
}

fn ledger(sku: &Sku, movements: &[MovementView], page: u32) -> AnyView {
    let rows: Vec<_> = movements
        .iter()
        .map(|movement| {
            let order = movement.order.as_ref().map(|number| kit::number(format!("/desk/orders/{number}"), number.to_string()));
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{kind(movement.kind)}<span class="table__second">{movement.reason.clone()}</span></th>
                    <td class="table__number table__end" data-unit=(movement.on_hand != 0).then_some("on hand")>{difference(movement.on_hand)}</td>
                    <td class="table__number" data-label="Promised">{difference(movement.allocated)}</td>
                    <td data-label="At">{movement.location.clone()}</td>
                    <td data-label="Order">{order}</td>
                    <td class="table__number" data-label="When">{kit::moment(movement.moved_at)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns =
        [("What", false), ("On hand", true), ("Promised", true), ("At", false), ("Order", false), ("When", true)];
    let older = (movements.len() == LEDGER_PAGE)
        .then(|| view! { <a rel="next" href=format!("/desk/stock/{sku}?page={}", page + 1)>"Older →"</a> });
    let newer =
        (page > 1).then(|| view! { <a rel="prev" href=format!("/desk/stock/{sku}?page={}", page - 1)>"← Newer"</a> });
    kit::section(
        "ledger",
        "Ledger",
        Some("newest first".to_owned()),
        view! {
            {kit::table("Ledger", &columns, rows, "Nothing has moved yet.")}
            <p class="form__actions">{newer}{older}</p>
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_their_sign() {
        assert_eq!(["-3", "−3", "+12", " 4 "].map(signed), [Some(-3), Some(-3), Some(12), Some(4)]);
        assert_eq!(["", "0", "x", "1.5", "9999999"].map(signed), [None; 5]);
        assert_eq!(
            (difference(-2), difference(0), difference(7)),
            (Some("−2".to_owned()), None, Some("+7".to_owned()))
        );
    }
}
