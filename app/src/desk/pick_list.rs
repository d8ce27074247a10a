//! `/desk/picks/:numbers`: what is to be fetched for some parcels, location by location and bin by bin; on
//! paper a sheet per location.

use domain::fulfilment::{ShipmentNumber, ShipmentState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{PickList, PickLocation, PickPart, Shipment, ShortPick};

use super::entered::{Entered, NotDone, Problem, pieces};
use super::frame::{Desk, done, refused, respond};
use super::kit::{self, Input};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/desk/picks/:numbers`, and with `/:action` what its form is sent to.
#[component]
pub(crate) fn PickListPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let numbers = params.get("numbers").unwrap_or_default();
    let action = params.get("action");
    respond(|desk| load(desk, numbers, action))
}

/// Most parcels on one list.
const MOST: usize = 60;

async fn load(desk: Desk, typed: String, action: Option<String>) -> Result<Page, PageError> {
    let mut numbers: Vec<ShipmentNumber> = typed
        .split(',')
        .take(MOST)
        .map(ShipmentNumber::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| PageError::NotFound)?;
    numbers.dedup();
    let mut parcels = Vec::new();
    for number in &numbers {
        parcels.push(desk.store().shipment(number).await?.ok_or(PageError::NotFound)?);
    }
    let address = format!("/desk/picks/{typed}");
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => {
            desk.answer(action, form.clone(), act(&desk, &parcels, &address, action, &form)).await?
        }
        (Some(_), None) => return Err(PageError::Elsewhere(address)),
    };
    let open: Vec<ShipmentNumber> = parcels
        .iter()
        .filter(|parcel| parcel.state == ShipmentState::Picking)
        .map(|parcel| parcel.number.clone())
        .collect();
    let list = if open.is_empty() { PickList::default() } else { desk.store().pick_list(&open).await? };
    let status = entered.status();
    let title = match numbers.as_slice() {
        [one] => format!("Pick list {one}"),
        many => format!("Pick list, {} parcels", many.len()),
    };
    let content = view! {
        {kit::head(title.clone(), format!("As of {}, in the order of the bins.", kit::moment(desk.now())), view! {
            <p class="desk__keys">"Print: a sheet for each location."</p>
        })}
        {kit::done(done(&desk))}
        {short(&desk)}
        {if open.is_empty() { picked(&parcels) } else { sheets(&list, &parcels, &entered, &address) }}
    };
    Ok(Page::private(title, content).with_status(status))
}

/// Confirms every parcel of the list that is still being picked.
async fn act(
    desk: &Desk,
    parcels: &[Shipment],
    address: &str,
    action: &str,
    form: &PostedForm,
) -> Result<String, NotDone> {
    if action != "confirm" {
        return Err(PageError::NotFound.into());
    }
    let open = || parcels.iter().filter(|parcel| parcel.state == ShipmentState::Picking);
    let mut problems = Vec::new();
    let mut counts = Vec::new();
    for parcel in open() {
        let mut found = Vec::new();
        for line in &parcel.lines {
            let field = share_field(&parcel.number, line.line_no);
            match pieces(form, &field) {
                // A field that is left empty was found whole: only what is missing has to be typed.
                Ok(_) if form.text(&field).trim().is_empty() => {}
                Ok(count) if count > line.quantity => {
                    problems.push(Problem::at(field, format!("At most {}.", line.quantity)));
                }
                Ok(count) => found.push((line.line_no, count)),
                Err(problem) => problems.push(problem),
            }
        }
        counts.push((parcel.number.clone(), found));
    }
    if !problems.is_empty() {
        return Err(NotDone::Refused(problems));
    }
    let mut missing: Vec<ShortPick> = Vec::new();
    for (number, found) in counts {
        missing.extend(desk.store().confirm_picked(&number, &found, &desk.actor(), desk.now()).await.map_err(refused)?);
    }
    if missing.is_empty() {
        return Ok("/desk/packing?done=picked".to_owned());
    }
    let short: Vec<_> =
        missing.iter().map(|short| format!("{}:{}:{}", short.missing, short.sku, short.location)).collect();
    Ok(format!("{address}?short={}", short.join(",")))
}

fn share_field(parcel: &ShipmentNumber, line_no: u32) -> String {
    format!("found-{parcel}-{line_no}")
}

/// What was not where it should be, and what becomes of it. Read from the address, so only what is a number of
/// ours is said.
fn short(desk: &Desk) -> AnyView {
    let Some(text) = desk.visit.query("short") else { return ().into_any() };
    let items: Vec<_> = text
        .split(',')
        .filter_map(|one| {
            let mut parts = one.splitn(3, ':');
            let (count, sku, at) = (parts.next()?.parse::<u32>().ok()?, parts.next()?, parts.next()?);
            let sku = domain::ids::Sku::parse(sku).ok()?;
            let at: String = at.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
            let text = format!("{} of {sku} at {at} not found", kit::count_of(count.into(), "piece", "pieces"));
            Some(view! { <li>{text}": "<a href=format!("/desk/stock/{sku}")>"look at its stock"</a></li> })
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="notice notice--warning" role="status">
            <p class="notice__title">"Short picks"</p>
            <p>"What is missing has left the parcel and stays reserved for its order, which is back in the queue to pick. Count the bin and adjust its stock, or pick at another location."</p>
            <ul class="notice__list">{items}</ul>
        </div>
    }
    .into_any()
}

fn picked(parcels: &[Shipment]) -> AnyView {
    let links: Vec<_> = parcels
        .iter()
        .map(|parcel| {
            view! {
                <div class="ledger__row">
                    <dt class="ledger__name">{kit::number(format!("/desk/parcels/{}", parcel.number), parcel.number.to_string())}</dt>
                    <dd class="ledger__value">{parcel.state.title()}</dd>
                </div>
            }
        })
        .collect();
    view! {
        {kit::section("picked", "All picked", None, view! { <dl class="ledger desk__narrow">{links}</dl> })}
        <p class="form__actions"><a class="button button--go" href="/desk/packing">"Go on to packing"</a></p>
    }
    .into_any()
}

fn sheets(list: &PickList, parcels: &[Shipment], entered: &Entered, address: &str) -> AnyView {
    let sheets: Vec<_> = list.locations.iter().map(|location| sheet(location, parcels, entered)).collect();
    view! {
        <form class="desk-pick" method="post" action=format!("{address}/confirm")>
            {kit::general_problems(entered, "confirm")}
            {sheets}
            <div class="desk__batch desk-pick__confirm">
                <button class="button button--go" type="submit">"All found as counted"</button>
                <p class="desk__quiet">"Change a count only where pieces are missing: they leave the parcel and stay reserved for the order."</p>
            </div>
        </form>
    }
    .into_any()
}

fn sheet(at: &PickLocation, parcels: &[Shipment], entered: &Entered) -> AnyView {
    let here: Vec<_> = parcels
        .iter()
        .filter(|parcel| {
            parcel.state == ShipmentState::Picking
                && parcel.location.as_ref().is_some_and(|location| location.code == at.location.code)
        })
        .map(|parcel| {
            view! {
                <li class="desk-pick__parcel">
                    {kit::qr(parcel.number.as_str())}
                    <span>
                        {kit::number(format!("/desk/parcels/{}", parcel.number), parcel.number.to_string())}
                        <span class="table__second">{format!("order {}", parcel.order)}</span>
                    </span>
                </li>
            }
        })
        .collect();
    let pieces: u32 = at.bins.iter().map(|bin| bin.pieces).sum();
    let rows: Vec<_> = at
        .bins
        .iter()
        .flat_map(|bin| bin.parts.iter().enumerate().map(|(place, part)| part_row(&bin.bin, place == 0, part, entered)))
        .collect();
    let columns = [("Bin", false), ("Part", false), ("Pieces", true), ("For", false), ("Found", true)];
    let note = format!(
        "{}, {}",
        kit::count_of(here.len() as u64, "parcel", "parcels"),
        kit::count_of(pieces.into(), "piece", "pieces")
    );
    view! {
        <section class="section desk-pick__location" aria-label=at.location.name.clone()>
            <div class="section__head">
                <h2 class="section__title">{at.location.name.clone()}</h2>
                <p class="section__note">{note}</p>
            </div>
            {kit::table("To fetch", &columns, rows, "Nothing is left to fetch here.")}
            <ul class="desk-pick__parcels">{here}</ul>
        </section>
    }
    .into_any()
}

fn part_row(bin: &str, first: bool, part: &PickPart, entered: &Entered) -> AnyView {
    let bin = if bin.is_empty() { "no bin".to_owned() } else { bin.to_owned() };
    let class = if first { "desk-pick__bin" } else { "desk-pick__bin desk__quiet" };
    let shares: Vec<_> = part
        .shares
        .iter()
        .map(|share| {
            view! {
                <div>
                    <span class="desk-pick__box" aria-hidden="true"></span>" "
                    {share.pieces}" × "<span class="desk__number">{share.shipment.to_string()}</span>
                </div>
            }
        })
        .collect();
    let found: Vec<_> = part
        .shares
        .iter()
        .map(|share| {
            let (field, label) = (share_field(&share.shipment, share.line_no), format!("Found of {} for {}", part.sku, share.shipment));
            view! { <div class="desk__count">{Input::pieces("confirm", &field, &label).starts_with(share.pieces.to_string()).bare().view(entered)}</div> }
        })
        .collect();
    view! {
        <tr class="table__row">
            <td class=class data-label="Bin">{bin}</td>
            <th scope="row" class="table__main"><span class="part-number">{part.sku.to_string()}</span><span class="table__second">{part.name.clone()}</span></th>
            <td class="table__number table__end desk-pick__pieces" data-unit="pieces">{part.pieces}</td>
            <td data-label="For">{shares}</td>
            <td class="table__number desk-pick__found" data-label="Found">{found}</td>
        </tr>
    }
    .into_any()
}
