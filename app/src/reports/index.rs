//! `/desk/reports`: which reports there are and what each answers.

use domain::reports::{Chart, DayRange, REPORTS, Report};
use leptos::prelude::*;

use super::told::{Trouble, differences, failure, range_words};
use crate::desk::{desk_page, kit};
use crate::page::respond;

/// `/desk/reports`
#[component]
pub(crate) fn ReportsPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let status = visit.store.warehouse_status().await?;
        let days = match visit.store.reports() {
            Ok(client) => client.days().await,
            Err(error) => Err(error),
        };
        let (there, code) = match &days {
            Ok(days) => match days.last() {
                Some(last) => {
                    let count = kit::count_of(days.iter().map(DayRange::days).sum(), "day", "days");
                    (view! { <p class="reports__stamp">{format!("{count} in the lake, the newest {}.", kit::day(last.to))}</p> }.into_any(), 200)
                }
                None => (no_day_yet(), 200),
            },
            Err(error) => {
                tracing::warn!(%error, "the warehouse was asked for its days");
                let trouble = Trouble::of(error);
                (trouble.view(), trouble.status)
            }
        };
        let rows: Vec<_> = REPORTS.iter().map(row).collect();
        let content = view! {
            {kit::head(
                "Reports",
                "What the business steers by, from the history that each night is written to the lake.",
                view! { <a href="/desk/reports/lake">"The lake and its exports"</a> },
            )}
            {differences(&status)}
            {failure(&status)}
            {there}
            <ul class="reports__list">{rows}</ul>
        };
        Ok(desk_page(&visit, &staff, "Reports", content).with_status(code))
    })
}

/// What to do when nothing was exported yet.
pub(super) fn no_day_yet() -> AnyView {
    view! {
        <div class="notice" role="status">
            <p class="notice__title">"No day is in the lake yet"</p>
            <p>"The first export runs in the coming night, after one o’clock UTC. To have figures now, "<a href="/desk/reports/lake">"export past days"</a>"."</p>
        </div>
    }
    .into_any()
}

fn row(report: &'static Report) -> AnyView {
    view! {
        <li class="reports__item">
            <span class="reports__sign" inner_html=sign(report)></span>
            <div>
                <h2 class="reports__title"><a href=format!("/desk/reports/{}", report.code)>{report.title}</a></h2>
                <p class="reports__about">{report.about}</p>
            </div>
        </li>
    }
    .into_any()
}

/// What its picture looks like, in small: it says no figures.
fn sign(report: &Report) -> &'static str {
    match report.charts.first() {
        Some(Chart::Area { .. }) => {
            "<svg class=\"reports__mark\" viewBox=\"0 0 40 28\" width=\"40\" height=\"28\" aria-hidden=\"true\"><path class=\"chart__area\" d=\"M2 26L2 18L10 12L18 16L26 6L38 10L38 26Z\"/><path class=\"chart__curve\" d=\"M2 18L10 12L18 16L26 6L38 10\"/><path class=\"chart__axis\" d=\"M2 26L38 26\"/></svg>"
        }
        Some(Chart::Lines { .. }) => {
            "<svg class=\"reports__mark\" viewBox=\"0 0 40 28\" width=\"40\" height=\"28\" aria-hidden=\"true\"><path class=\"chart__curve\" d=\"M2 10L14 6L26 9L38 5\"/><path class=\"chart__axis\" d=\"M2 26L38 26\"/></svg>"
        }
        Some(Chart::Stacked { .. }) => {
            "<svg class=\"reports__mark\" viewBox=\"0 0 40 28\" width=\"40\" height=\"28\" aria-hidden=\"true\"><rect class=\"chart__bar\" x=\"3\" y=\"3\" width=\"20\" height=\"6\"/><rect class=\"chart__bar chart__bar--second\" x=\"23\" y=\"4\" width=\"12\" height=\"4\"/><rect class=\"chart__bar\" x=\"3\" y=\"11\" width=\"14\" height=\"6\"/><rect class=\"chart__bar chart__bar--second\" x=\"17\" y=\"12\" width=\"10\" height=\"4\"/><rect class=\"chart__bar\" x=\"3\" y=\"19\" width=\"9\" height=\"6\"/><rect class=\"chart__bar chart__bar--second\" x=\"12\" y=\"20\" width=\"5\" height=\"4\"/><path class=\"chart__axis\" d=\"M3 1L3 27\"/></svg>"
        }
        Some(Chart::Histogram { .. }) => {
            "<svg class=\"reports__mark\" viewBox=\"0 0 40 28\" width=\"40\" height=\"28\" aria-hidden=\"true\"><rect class=\"chart__bar\" x=\"4\" y=\"6\" width=\"7\" height=\"20\"/><rect class=\"chart__bar\" x=\"13\" y=\"11\" width=\"7\" height=\"15\"/><rect class=\"chart__bar\" x=\"22\" y=\"17\" width=\"7\" height=\"9\"/><rect class=\"chart__bar\" x=\"31\" y=\"21\" width=\"7\" height=\"5\"/><path class=\"chart__axis\" d=\"M2 26L40 26\"/></svg>"
        }
        Some(Chart::Bars { .. }) | None => {
            "<svg class=\"reports__mark\" viewBox=\"0 0 40 28\" width=\"40\" height=\"28\" aria-hidden=\"true\"><rect class=\"chart__bar\" x=\"3\" y=\"3\" width=\"34\" height=\"6\"/><rect class=\"chart__bar\" x=\"3\" y=\"11\" width=\"24\" height=\"6\"/><rect class=\"chart__bar\" x=\"3\" y=\"19\" width=\"13\" height=\"6\"/><path class=\"chart__axis\" d=\"M3 1L3 27\"/></svg>"
        }
    }
}

/// A range of days in a list.
pub(super) fn range_item(range: DayRange) -> AnyView {
    let count = kit::count_of(range.days(), "day", "days");
    view! { <li>{range_words(range)}<span class="reports__count">{count}</span></li> }.into_any()
}
