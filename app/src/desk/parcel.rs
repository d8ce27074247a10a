//! `/desk/parcels/:number`: one parcel, scanned full, closed, opened again, sent, arrived.

use domain::accounts::Permission;
use domain::fulfilment::{ShipmentNumber, ShipmentState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{Shipment, ShipmentLine};

use super::entered::{Entered, NotDone, Problem, some_text, text};
use super::frame::{Desk, done, refused, respond};
use super::kit::{self, Input};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/desk/parcels/:number`, and with `/:action` what its forms are sent to.
#[component]
pub(crate) fn ParcelPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let number = params.get("number").unwrap_or_default();
    let action = params.get("action");
    respond(|desk| load(desk, number, action))
}

async fn load(desk: Desk, typed: String, action: Option<String>) -> Result<Page, PageError> {
    let number = ShipmentNumber::parse(&typed).map_err(|_| PageError::NotFound)?;
    let address = format!("/desk/parcels/{number}");
    if number.as_str() != typed {
        return Err(PageError::Elsewhere(address));
    }
    let find = async || desk.store().shipment(&number).await?.ok_or(PageError::NotFound);
    let before = find().await?;
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), act(&desk, &before, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere(address)),
    };
    let parcel = if entered.status() == 200 { before } else { find().await? };
    let status = entered.status();
    let place = parcel.location.as_ref().map_or("services", |location| location.name.as_str());
    let order = parcel.order.to_string();
    let fulfils = desk.may(Permission::FulfilOrders);
    let content = view! {
        {kit::head(
            view! { "Parcel "<span class="desk__number">{parcel.number.to_string()}</span> },
            view! { {parcel.state.title()}" · "{place.to_owned()}" · order "{kit::number(format!("/desk/orders/{order}"), order.clone())} },
            view! { <a href=format!("/orders/{}/packing-slip/{}", parcel.order, parcel.number)>"Packing slip"</a> },
        )}
        {kit::done(done(&desk))}
        {match parcel.state {
            _ if !fulfils => ().into_any(),
            ShipmentState::Picking => picking(&parcel),
            ShipmentState::Picked => scanning(&desk, &parcel, &entered),
            ShipmentState::Packed => packed(&parcel, &entered),
            ShipmentState::Shipped => shipped(&parcel, &entered),
            ShipmentState::Delivered => ().into_any(),
        }}
        {contents(&parcel)}
        {way(&parcel)}
        {(fulfils && parcel.state == ShipmentState::Picked).then(|| force(&parcel, &entered))}
    };
    Ok(Page::private(format!("Parcel {number}"), content).with_status(status))
}

async fn act(desk: &Desk, parcel: &Shipment, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let number = &parcel.number;
    let (store, actor, now) = (desk.store(), desk.actor(), desk.now());
    match action {
        "scan" => scan(desk, parcel, form).await,
        "pack" => {
            let because = match form.text("force").as_str() {
                "yes" => Some(some_text(form, "because", "Say why pieces are not scanned.")?),
                _ => None,
            };
            store.pack(std::slice::from_ref(number), because.as_deref(), &actor, now).await.map_err(refused)?;
            Ok("/desk/packing?done=packed".to_owned())
        }
        "unpack" => {
            store.unpack(number, &actor, now).await.map_err(refused)?;
            Ok(format!("/desk/parcels/{number}?done=unpacked"))
        }
        "ship" => {
            let carrier = some_text(form, "carrier", "Who carries it?")?;
            store.ship(number, &carrier, &text(form, "tracking"), &actor, now).await.map_err(refused)?;
            Ok(format!("/desk/parcels/{number}?done=shipped"))
        }
        "deliver" => {
            store.deliver(number, &actor, now).await.map_err(refused)?;
            Ok(format!("/desk/parcels/{number}?done=delivered"))
        }
        _ => Err(PageError::NotFound.into()),
    }
}

/// A scan: another parcel's number leads there, this one's own closes it when nothing is missing, all else is a
/// part to count.
async fn scan(desk: &Desk, parcel: &Shipment, form: &PostedForm) -> Result<String, NotDone> {
    let code = text(form, "code");
    if code.is_empty() {
        return Err(Problem::at("code", "Scan or type a part number.").into());
    }
    if code.to_ascii_uppercase().starts_with("SH")
        && let Ok(other) = ShipmentNumber::parse(&code)
        && desk.store().shipment(&other).await?.is_some()
    {
        if other == parcel.number && parcel.state == ShipmentState::Picked && parcel.unscanned() == 0 {
            desk.store().pack(&[other], None, &desk.actor(), desk.now()).await.map_err(refused)?;
            return Ok("/desk/packing?done=packed".to_owned());
        }
        return Ok(format!("/desk/parcels/{other}"));
    }
    let scan = desk.store().scan(&parcel.number, &code).await.map_err(|error| at_field(refused(error), "code"))?;
    Ok(format!("/desk/parcels/{}?scanned={}", parcel.number, scan.sku))
}

/// What was refused, said at a field.
fn at_field(not_done: NotDone, field: &str) -> NotDone {
    match not_done {
        NotDone::Refused(problems) => NotDone::Refused(
            problems.into_iter().map(|problem| Problem { field: Some(field.to_owned()), ..problem }).collect(),
        ),
        page @ NotDone::Page(_) => page,
    }
}

fn address(parcel: &Shipment, action: &str) -> String {
    format!("/desk/parcels/{}/{action}", parcel.number)
}

fn picking(parcel: &Shipment) -> AnyView {
    view! {
        <p class="form__actions"><a class="button button--go" href=format!("/desk/picks/{}", parcel.number)>"Open the pick list"</a></p>
    }
    .into_any()
}

fn scanning(desk: &Desk, parcel: &Shipment, entered: &Entered) -> AnyView {
    let left = parcel.unscanned();
    let problem = entered.problem("scan", "code").map(|problem| problem.text.clone());
    let scanned = desk.visit.query("scanned").and_then(|sku| domain::ids::Sku::parse(&sku).ok());
    let said = match (&problem, scanned.and_then(|sku| count(parcel, &sku))) {
        (Some(problem), _) => view! {
            <div class="desk-scan__said desk-scan__said--wrong" id="scan-code-error" role="alert">
                <p class="desk-scan__count">"Stop: not counted"</p>
                <p>{problem.clone()}</p>
            </div>
        }
        .into_any(),
        (None, Some((line, scanned, quantity))) => view! {
            <div class="desk-scan__said" role="status">
                <p class="desk-scan__count">{format!("{scanned} of {quantity}")}</p>
                <p><span class="part-number">{line.sku.to_string()}</span>" "{line.name.clone()}</p>
            </div>
        }
        .into_any(),
        (None, None) => ().into_any(),
    };
    let invalid = problem.is_some().then_some("true");
    let count_class = if left == 0 { "button" } else { "button button--go" };
    let pack = (left == 0).then(|| {
        view! {
            <form method="post" action=address(parcel, "pack")>
                {kit::general_problems(entered, "pack")}
                <p class="form__actions">
                    <button class="button button--go" type="submit">"Close the parcel"</button>
                    <span class="desk__quiet">"or scan the parcel’s own code once more"</span>
                </p>
            </form>
        }
    });
    let missing = if left == 0 {
        "All pieces are in.".to_owned()
    } else {
        format!("{} still to scan.", kit::count_of(left.into(), "piece", "pieces"))
    };
    view! {
        <form class="desk-scan" method="post" action=address(parcel, "scan")>
            <label class="field__label" for="scan-code">"Part"</label>
            <div class="desk-scan__row">
                <input class="field__input desk-scan__field" id="scan-code" name="code" type="text" maxlength="80" autocomplete="off" autofocus=true
                    placeholder="Part number or maker’s number" aria-invalid=invalid aria-describedby=invalid.map(|_| "scan-code-error")/>
                <button class=count_class type="submit">"Count"</button>
            </div>
        </form>
        {said}
        <p role="status">{missing}</p>
        {pack}
    }
    .into_any()
}

/// The line of a part with how many of it are seen, over all its lines.
fn count<'a>(parcel: &'a Shipment, sku: &domain::ids::Sku) -> Option<(&'a ShipmentLine, u32, u32)> {
    let lines = || parcel.lines.iter().filter(|line| line.sku == *sku);
    let first = lines().next()?;
    Some((first, lines().map(|line| line.scanned).sum(), lines().map(|line| line.quantity).sum()))
}

fn contents(parcel: &Shipment) -> AnyView {
    let counting = parcel.state == ShipmentState::Picked;
    let rows: Vec<_> = parcel
        .lines
        .iter()
        .map(|line| {
            let left = line.quantity - line.scanned;
            let counted = counting.then(|| {
                let (class, text) = match left {
                    0 => ("desk-scan__left desk-scan__left--done", "all in".to_owned()),
                    left => ("desk-scan__left", format!("{left} missing")),
                };
                view! { <td class="table__number" data-label="Scanned">{format!("{} of {}", line.scanned, line.quantity)}</td><td class=class data-label="Left">{text}</td> }
            });
            let mpn = (!line.mpn.is_empty()).then(|| view! { <span class="table__second">"maker’s "<span class="part-number">{line.mpn.clone()}</span></span> });
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">
                        <a class="part-number" href=format!("/desk/stock/{}", line.sku)>{line.sku.to_string()}</a>
                        <span class="table__second">{line.name.clone()}</span>{mpn}
                    </th>
                    <td data-label="Bin"><span class="part-number">{line.bin.clone()}</span></td>
                    <td class="table__number table__end" data-unit="pieces">{kit::thousands(line.quantity)}</td>
                    {counted}
                </tr>
            }
            .into_any()
        })
        .collect();
    let mut columns = vec![("Part", false), ("Bin", false), ("Pieces", true)];
    if counting {
        columns.extend([("Scanned", true), ("Left", true)]);
    }
    let pieces: u32 = parcel.lines.iter().map(|line| line.quantity).sum();
    kit::section(
        "contents",
        "In the parcel",
        Some(kit::count_of(pieces.into(), "piece", "pieces")),
        kit::table("In the parcel", &columns, rows, "Nothing is in this parcel."),
    )
}

fn way(parcel: &Shipment) -> AnyView {
    let row = |name: &'static str, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| kit::ledger_row(name, value, false))
    };
    kit::section(
        "way",
        "Its way",
        None,
        view! {
            <dl class="ledger desk__narrow">
                {row("Picking began", Some(kit::moment(parcel.created_at)))}
                {row("Carrier", Some(parcel.carrier.clone()))}
                {row("Tracking", Some(parcel.tracking.clone()))}
                {row("Left", parcel.shipped_at.map(kit::moment))}
                {row("Arrived", parcel.delivered_at.map(kit::moment))}
            </dl>
        },
    )
}

fn force(parcel: &Shipment, entered: &Entered) -> AnyView {
    if parcel.unscanned() == 0 {
        return ().into_any();
    }
    let open = entered.is("pack");
    view! {
        <div class="desk-scan__force desk__narrow">
            {kit::folded(open, "Close without scanning all", view! {
                <form class="desk-action" method="post" action=address(parcel, "pack")>
                    <input type="hidden" name="force" value="yes"/>
                    {kit::general_problems(entered, "pack")}
                    {Input::text("pack", "because", "Why").hint("Kept in the order’s history.").view(entered)}
                    <button class="button" type="submit">"Close the parcel anyway"</button>
                </form>
            })}
        </div>
    }
    .into_any()
}

fn packed(parcel: &Shipment, entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action desk-action--next desk__narrow" method="post" action=address(parcel, "ship")>
            {kit::general_problems(entered, "ship")}
            <div class="desk-action__row">
                {Input { most: 40, ..Input::text("ship", "carrier", "Carrier") }.view(entered)}
                {Input::code("ship", "tracking", "Tracking").view(entered)}
                <button class="button button--go" type="submit">"Ship"</button>
            </div>
        </form>
        <form class="desk-action" method="post" action=address(parcel, "unpack")>
            {kit::general_problems(entered, "unpack")}
            <p class="desk-action__row"><button class="button" type="submit">"Open it again"</button><span class="desk__quiet">"Its pieces are then scanned anew."</span></p>
        </form>
    }
    .into_any()
}

fn shipped(parcel: &Shipment, entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action" method="post" action=address(parcel, "deliver")>
            {kit::general_problems(entered, "deliver")}
            <button class="button button--go" type="submit">"It has arrived"</button>
        </form>
    }
    .into_any()
}
