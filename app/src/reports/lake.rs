//! `/desk/reports/lake`: which days are in the lake, what was exported last, whether it agrees with the shop; and
//! exporting days again.

use chrono::NaiveDate;
use domain::reports::{DayRange, LEAST_DAY};
use http::HeaderName;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::reports::{ReportsError, Run, WarehouseStatus};

use super::index::{no_day_yet, range_item};
use super::told::{Trouble, differences, failure, range_words};
use crate::desk::desk_page;
use crate::desk::entered::{Entered, NotDone, Problem, day};
use crate::desk::kit::{self, Input};
use crate::page::{Page, PageError, respond};
use crate::posted::PostedForm;
use crate::request::Visit;

/// The page of the lake.
const ADDRESS: &str = "/desk/reports/lake";
/// How soon a page with a run under way looks again, seconds.
const AGAIN: u32 = 10;

/// `/desk/reports/lake`, and with `/:action` what its form is sent to.
#[component]
pub(crate) fn LakePage() -> impl IntoView {
    let action = use_params_map().read_untracked().get("action");
    respond(|visit| load(visit, action))
}

async fn load(visit: Visit, action: Option<String>) -> Result<Page, PageError> {
    let staff = visit.staff().await?;
    let entered = match (action.as_deref(), visit.posted()) {
        (None, _) => Entered::default(),
        (Some("export"), Some(form)) => {
            let done = match span(&form, visit.now().date_naive()) {
                Ok((from, to)) => {
                    visit.store.ask_for_export(&staff.actor(), from, to, visit.now()).await?;
                    Ok(format!("{ADDRESS}?done=asked"))
                }
                Err(problem) => Err(NotDone::from(problem)),
            };
            Entered::after("export", form, done)?
        }
        (Some("export"), None) => return Err(PageError::Elsewhere(ADDRESS.to_owned())),
        (Some(_), _) => return Err(PageError::NotFound),
    };
    let status = visit.store.warehouse_status().await?;
    let days = match visit.store.reports() {
        Ok(client) => client.days().await,
        Err(error) => Err(error),
    };
    if status.running.is_some() && action.is_none() {
        // The browser looks again by itself; nothing has to be typed meanwhile.
        visit.set_number_header(HeaderName::from_static("refresh"), AGAIN);
    }
    let asked = visit.query("done").is_some_and(|done| done == "asked");
    let done = asked.then(|| "The days will be exported as soon as the warehouse is free.".to_owned());
    let code = entered.status();
    let content = view! {
        {kit::head(
            "The lake",
            "The shop’s history as files, written each night from one snapshot and compared with the shop to the cent and the piece. Times are UTC.",
            view! { <a href="/desk/reports">"All reports"</a> },
        )}
        {kit::done(done)}
        {differences(&status)}
        {failure(&status)}
        <div class="desk__halves">
            <div>
                {there(&days)}
                {runs(&status)}
                {comparison(status.last_comparison.as_ref())}
            </div>
            <aside aria-label="What to do">{again(&entered)}</aside>
        </div>
    };
    Ok(desk_page(&visit, &staff, "The lake", content).with_status(code))
}

/// The days of the form.
fn span(form: &PostedForm, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    let from = day(form, "from")?.ok_or_else(|| Problem::at("from", "Enter the first day."))?;
    let to = day(form, "to")?.ok_or_else(|| Problem::at("to", "Enter the last day."))?;
    if from < LEAST_DAY {
        return Err(Problem::at("from", format!("Enter {LEAST_DAY} or a later day.")));
    }
    if to >= today {
        return Err(Problem::at("to", "Only days that are over can be exported: enter yesterday or an earlier day."));
    }
    if from > to {
        return Err(Problem::at("to", format!("The last day has to be {from} or later.")));
    }
    Ok((from, to))
}

fn there(days: &Result<Vec<DayRange>, ReportsError>) -> AnyView {
    let (note, content) = match days {
        Err(error) => {
            let trouble = Trouble::of(error);
            (None, trouble.view())
        }
        Ok(days) if days.is_empty() => (None, no_day_yet()),
        Ok(days) => {
            let count = kit::count_of(days.iter().map(DayRange::days).sum(), "day", "days");
            let items: Vec<_> = days.iter().rev().copied().map(range_item).collect();
            (Some(count), view! { <ul class="reports__days">{items}</ul> }.into_any())
        }
    };
    kit::section("days", "Days there", note, content)
}

fn runs(status: &WarehouseStatus) -> AnyView {
    let running = status.running.as_ref().map(|run| {
        let (done, days) = (run.days_done, run.days);
        let words = match days {
            0 => "It has begun.".to_owned(),
            days => format!("{done} of {}, {} rows", kit::count_of(u64::from(days), "day", "days"), kit::thousands(run.rows)),
        };
        view! {
            <div class="reports__running" role="status">
                <label for="run">{format!("Under way since {}", kit::moment(run.started_at))}</label>
                <progress class="reports__progress" id="run" max=days.max(1).to_string() value=done.to_string()>{words.clone()}</progress>
                <span>{words}</span>
                <a href=ADDRESS>"Look again"</a>
            </div>
        }
    });
    let last = match &status.last_export {
        None => kit::nothing("Nothing was exported yet."),
        Some(run) => facts(run),
    };
    kit::section("exports", "Last export", None, view! { {running}{last} })
}

fn facts(run: &Run) -> AnyView {
    let span = run.first_day.zip(run.last_day).map(|(from, to)| range_words(DayRange { from, to }));
    let lag = match run.lag_milliseconds {
        Some(milliseconds) => format!("{} ms", kit::thousands(milliseconds)),
        None => "not known, or the primary was read".to_owned(),
    };
    view! {
        <dl class="ledger">
            {span.map(|span| kit::ledger_row("Days", span, false))}
            {kit::ledger_row("Rows", kit::thousands(run.rows), false)}
            {run.snapshot_at.map(|at| kit::ledger_row("Snapshot", kit::moment(at), false))}
            {kit::ledger_row("Lag of the replica", lag, false)}
            {run.finished_at.map(|at| kit::ledger_row("Ended", kit::moment(at), false))}
        </dl>
    }
    .into_any()
}

fn comparison(run: Option<&Run>) -> AnyView {
    let content = match run {
        None => kit::nothing("Nothing was compared yet. Each export compares what it wrote with the shop."),
        Some(run) if run.differences.is_empty() => {
            let days = run.first_day.zip(run.last_day).map(|(from, to)| range_words(DayRange { from, to }));
            let at = kit::moment(run.finished_at.unwrap_or(run.seen_at));
            let words = match days {
                Some(days) => format!("Everything agrees, {days}, compared {at}."),
                None => format!("Everything agrees, compared {at}."),
            };
            view! { <p><span class="state state--done">{words}</span></p> }.into_any()
        }
        Some(run) => {
            let rows: Vec<_> = run
                .differences
                .iter()
                .map(|difference| {
                    view! {
                        <tr class="table__row">
                            <th scope="row" class="table__main">{difference.day.map(kit::day)}</th>
                            <td data-label="What">{difference.what.clone()}</td>
                            <td class="table__number" data-label="In the shop">{difference.shop.clone()}</td>
                            <td class="table__number table__end" data-unit="in the lake">{difference.lake.clone()}</td>
                        </tr>
                    }
                    .into_any()
                })
                .collect();
            let columns = [("Day", false), ("What", false), ("In the shop", true), ("In the lake", true)];
            kit::table("Differences", &columns, rows, "")
        }
    };
    kit::section("comparison", "Compared with the shop", None, content)
}

fn again(entered: &Entered) -> AnyView {
    kit::section(
        "again",
        "Export days again",
        None,
        view! {
            <form class="desk-action desk-action--next" method="post" action=format!("{ADDRESS}/export")>
                {kit::general_problems(entered, "export")}
                <div class="desk-action__row">
                    {Input::day("export", "from", "From").view(entered)}
                    {Input::day("export", "to", "To").hint("Yesterday or earlier.").view(entered)}
                </div>
                <button class="button" type="submit">"Export again"</button>
            </form>
            <p class="desk__quiet">"Days that are there already are written anew. Doing it twice does no harm."</p>
        },
    )
}
