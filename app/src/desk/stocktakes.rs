//! `/desk/stocktakes`: counts of what is really there; and one count: the sheet, what was counted, the
//! differences, and booking them.

use domain::accounts::Permission;
use domain::ids::{Sku, StocktakeId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{Stocktake, StocktakeLine};

use super::entered::{Entered, NotDone, Problem, pieces, some_text, text};
use super::frame::{Desk, done, refused, respond};
use super::kit::{self, Input};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/desk/stocktakes`
#[component]
pub(crate) fn StocktakesPage() -> impl IntoView {
    respond(|desk| list(desk, None))
}

/// `/desk/stocktakes/:id`, and with `/:action` what its forms are sent to; `new/start` begins one.
#[component]
pub(crate) fn StocktakePage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let id = params.get("id").unwrap_or_default();
    let action = params.get("action");
    respond(|desk| async move {
        if id == "new" { list(desk, Some(action.unwrap_or_default())).await } else { load(desk, id, action).await }
    })
}

async fn list(desk: Desk, action: Option<String>) -> Result<Page, PageError> {
    let takes = desk.store().stocktakes().await?;
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), start(&desk, &takes, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere("/desk/stocktakes".to_owned())),
    };
    let locations = desk.store().locations().await?;
    let choices = locations.iter().map(|location| (location.code.clone(), location.name.clone())).collect();
    let first = locations.first().map(|location| location.code.as_str());
    let rows: Vec<_> = takes
        .iter()
        .map(|take| {
            let state = take.closed_at.map_or_else(|| "under way".to_owned(), |closed| format!("closed {}", kit::moment(closed)));
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">
                        <a href=format!("/desk/stocktakes/{}", take.id)>{format!("Count {} at {}", take.id, take.location.name)}</a>
                        <span class="table__second">{take.note.clone()}</span>
                    </th>
                    <td class="table__number table__end">{format!("{} of {}", take.counted, take.to_count)}</td>
                    <td>{kit::progress_bar(take.counted, take.to_count)}</td>
                    <td data-label="State">{state}</td>
                    <td data-label="Begun by">{take.started_by.clone()}</td>
                    <td class="table__number" data-label="Begun">{kit::moment(take.started_at)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns =
        [("Count", false), ("Counted", true), ("", false), ("State", false), ("Begun by", false), ("Begun", true)];
    let status = entered.status();
    let content = view! {
        {kit::head("Counts", "What is really there, compared with the books. Selling goes on meanwhile.", ())}
        {kit::done(done(&desk))}
        {kit::table("Counts", &columns, rows, "No count yet. A count holds the parts of a location, or of some of its bins.")}
        {desk.may(Permission::ChangeStock).then(|| kit::section("start", "Begin a count", None, view! {
            <form class="desk-action desk__narrow" method="post" action="/desk/stocktakes/new/start">
                {kit::general_problems(&entered, "start")}
                {kit::chooser(&entered, "start", "location", "Where", choices, first)}
                {Input::code("start", "bins", "Bins").hint("Divided by commas; empty for all of the location.").view(&entered)}
                {Input { most: 200, ..Input::text("start", "note", "Note") }.view(&entered)}
                <button class="button button--go" type="submit">"Begin the count"</button>
            </form>
        }))}
    };
    Ok(Page::private("Counts", content).with_status(status))
}

async fn start(desk: &Desk, takes: &[Stocktake], action: &str, form: &PostedForm) -> Result<String, NotDone> {
    if action != "start" {
        return Err(PageError::NotFound.into());
    }
    let location = some_text(form, "location", "Choose where.")?;
    let bins: Vec<String> =
        form.text("bins").split(',').map(|bin| bin.trim().to_owned()).filter(|bin| !bin.is_empty()).collect();
    if bins.iter().any(|bin| bin.chars().count() > 20) {
        return Err(Problem::at("bins", "A bin has at most 20 characters.").into());
    }
    let note = text(form, "note");
    // A form sent twice within a moment is the same count.
    let twice = takes.iter().find(|take| {
        take.closed_at.is_none()
            && take.location.code == location
            && take.note == note
            && desk.now() - take.started_at < chrono::TimeDelta::seconds(15)
    });
    if let Some(take) = twice {
        return Ok(format!("/desk/stocktakes/{}", take.id));
    }
    let id = desk.store().start_stocktake(&location, &bins, &note, &desk.actor(), desk.now()).await.map_err(refused)?;
    Ok(format!("/desk/stocktakes/{id}?done=counting"))
}

async fn load(desk: Desk, typed: String, action: Option<String>) -> Result<Page, PageError> {
    let id = typed.parse().map(StocktakeId).map_err(|_| PageError::NotFound)?;
    let find = async || desk.store().stocktake(id).await?.ok_or(PageError::NotFound);
    let before = find().await?;
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), act(&desk, &before, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere(format!("/desk/stocktakes/{id}"))),
    };
    let (take, lines) = if entered.status() == 200 { before } else { find().await? };
    let status = entered.status();
    let about = format!("Begun {} by {}", kit::moment(take.started_at), take.started_by);
    let open = take.closed_at.is_none() && desk.may(Permission::ChangeStock);
    let content = view! {
        {kit::head(format!("Count {} at {}", take.id, take.location.name), about, view! { <a href="/desk/stocktakes">"All counts"</a> })}
        {kit::done(done(&desk))}
        {(!take.note.is_empty()).then(|| view! { <p>{take.note.clone()}</p> })}
        {if open { sheet(&take, &lines, &entered) } else { differences(&lines) }}
    };
    Ok(Page::private(format!("Count {id}"), content).with_status(status))
}

async fn act(
    desk: &Desk,
    (take, lines): &(Stocktake, Vec<StocktakeLine>),
    action: &str,
    form: &PostedForm,
) -> Result<String, NotDone> {
    let (store, actor, now) = (desk.store(), desk.actor(), desk.now());
    match action {
        // The whole sheet: what was typed is entered, what was emptied is taken back. Then it may be booked.
        "count" => {
            let mut entries = Vec::new();
            let mut problems = Vec::new();
            for line in lines {
                let field = format!("count-{}", line.sku);
                let empty = form.text(&field).trim().is_empty();
                match pieces(form, &field) {
                    Ok(_) if empty && line.counted.is_some() => entries.push((line.sku.clone(), None)),
                    Ok(_) if empty => {}
                    Ok(counted) if line.counted == Some(counted) => {}
                    Ok(counted) => entries.push((line.sku.clone(), Some(counted))),
                    Err(problem) => problems.push(problem),
                }
            }
            let other = text(form, "other");
            if !other.is_empty() {
                match (Sku::parse(&other), pieces(form, "other-count")) {
                    (Ok(sku), Ok(counted)) => entries.push((sku, Some(counted))),
                    (Err(_), _) => problems.push(Problem::at("other", "This is not a part number.")),
                    (_, Err(problem)) => problems.push(problem),
                }
            }
            if !problems.is_empty() {
                return Err(NotDone::Refused(problems));
            }
            for (sku, counted) in entries {
                let entered = store.count_stock(take.id, &sku, counted, &actor, now).await;
                entered.map_err(|error| match refused(error) {
                    NotDone::Refused(problems) => NotDone::Refused(
                        problems
                            .into_iter()
                            .map(|problem| Problem { text: format!("{sku}: {}", problem.text), ..problem })
                            .collect(),
                    ),
                    page @ NotDone::Page(_) => page,
                })?;
            }
            if form.text("then") != "apply" {
                return Ok(format!("/desk/stocktakes/{}?done=counted", take.id));
            }
            let left = store.apply_stocktake(take.id, &actor, now).await.map_err(refused)?;
            let code = if left == 0 { "count_applied" } else { "count_left" };
            Ok(format!("/desk/stocktakes/{}?done={code}", take.id))
        }
        _ => Err(PageError::NotFound.into()),
    }
}

fn sheet(take: &Stocktake, lines: &[StocktakeLine], entered: &Entered) -> AnyView {
    let rows: Vec<_> = lines.iter().map(|line| counting(line, entered)).collect();
    let columns = [("Bin", false), ("Part", false), ("Counted", true), ("Books", true), ("Difference", true)];
    let all = take.counted == take.to_count && take.to_count > 0;
    let (save, apply) = if all { ("button", "button button--go") } else { ("button button--go", "button") };
    let note = format!("{} of {} counted", take.counted, take.to_count);
    view! {
        <form method="post" action=format!("/desk/stocktakes/{}/count", take.id)>
            {kit::section("sheet", "Count sheet", Some(note), view! {
                {kit::general_problems(entered, "count")}
                {kit::table("Count sheet", &columns, rows, "No part lies here yet. Enter what you find below.")}
            })}
            <div class="desk-action desk__narrow">
                <div class="desk-action__row">
                    {Input::code("count", "other", "Another part that lies here").view(entered)}
                    {Input::pieces("count", "other-count", "Counted").view(entered)}
                </div>
            </div>
            <div class="desk__batch">
                <button class=save type="submit" name="then" value="count">"Enter the counts"</button>
                <button class=apply type="submit" name="then" value="apply">"Enter and book the differences"</button>
                <p class="desk__quiet">"Parts without a count stay as they are."</p>
            </div>
        </form>
    }
    .into_any()
}

/// What the books and the count differ by.
fn difference(line: &StocktakeLine) -> AnyView {
    let pieces = line.difference.map(i64::from).or_else(|| Some(i64::from(line.counted?) - i64::from(line.recorded?)));
    match pieces {
        None => ().into_any(),
        Some(0) => view! { <span class="desk__quiet">"none"</span> }.into_any(),
        Some(more @ 1..) => view! { {format!("+{more}")} }.into_any(),
        Some(less) => view! { <span class="desk__late">{format!("−{}", less.unsigned_abs())}</span> }.into_any(),
    }
}

fn counting(line: &StocktakeLine, entered: &Entered) -> AnyView {
    let (field, label) = (format!("count-{}", line.sku), format!("Counted of {}", line.sku));
    let counted = line.counted.map(|counted| counted.to_string()).unwrap_or_default();
    let problem =
        (!line.problem.is_empty()).then(|| view! { <span class="desk__cell-error">{line.problem.clone()}</span> });
    let bin = if line.bin.is_empty() { "no bin".to_owned() } else { line.bin.clone() };
    view! {
        <tr class="table__row">
            <td data-label="Bin"><span class="part-number">{bin}</span></td>
            <th scope="row" class="table__main">
                <a class="part-number" href=format!("/desk/stock/{}", line.sku)>{line.sku.to_string()}</a>
                <span class="table__second">{line.name.clone()}</span>{problem}
            </th>
            <td class="table__number" data-label="Counted"><span class="desk__count">{Input::pieces("count", &field, &label).starts_with(counted).bare().view(entered)}</span></td>
            <td class="table__number" data-label="Books">{line.recorded.map(kit::thousands)}</td>
            <td class="table__number table__end">{difference(line)}</td>
        </tr>
    }
    .into_any()
}

fn differences(lines: &[StocktakeLine]) -> AnyView {
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            view! {
                <tr class="table__row">
                    <td data-label="Bin"><span class="part-number">{line.bin.clone()}</span></td>
                    <th scope="row" class="table__main">
                        <a class="part-number" href=format!("/desk/stock/{}", line.sku)>{line.sku.to_string()}</a>
                        <span class="table__second">{line.name.clone()}</span>
                    </th>
                    <td class="table__number" data-label="Counted">{line.counted.map(kit::thousands)}</td>
                    <td class="table__number" data-label="Books">{line.recorded.map(kit::thousands)}</td>
                    <td class="table__number table__end">{difference(line)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns = [("Bin", false), ("Part", false), ("Counted", true), ("Books", true), ("Booked", true)];
    kit::section(
        "sheet",
        "What was counted",
        None,
        kit::table("What was counted", &columns, rows, "Nothing was counted."),
    )
}
