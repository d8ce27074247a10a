//! `/desk/reports/:code`: one report, its pictures and its table.

use domain::reports::{Choices, Report, ReportRequest, ReportTable, draw, report};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::reports::ReportsError;

use super::filters::{Asked, filters};
use super::index::no_day_yet;
use super::told::{Trouble, differences, missing, stamp};
use crate::desk::{desk_page, kit};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/desk/reports/:code`
#[component]
pub(crate) fn ReportPage() -> impl IntoView {
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    respond(|visit| load(visit, code))
}

async fn load(visit: Visit, code: String) -> Result<Page, PageError> {
    let staff = visit.staff().await?;
    let report = report(&code).ok_or(PageError::NotFound)?;
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(visit.query_string().as_bytes()).into_owned().collect();
    let today = visit.now().date_naive();
    let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let asked = match ReportRequest::parse(report, pairs, today) {
        Ok(request) => {
            // A form sends empty fields along: one report has one address.
            let query = request.query();
            if !visit.query_string().is_empty() && visit.query_string() != query {
                return Err(PageError::Elsewhere(format!("/desk/reports/{code}?{query}")));
            }
            Asked { request, typed: Vec::new(), problems: Vec::new() }
        }
        Err(problems) => Asked { request: ReportRequest::plain(report, today), typed: fields, problems },
    };
    let status = visit.store.warehouse_status().await?;
    let (choices, answer) =
        if asked.problems.is_empty() { ask(&visit, &asked.request).await } else { (Choices::default(), None) };
    let (figures, code) = match &answer {
        None => (wrong(&asked), 400),
        Some(Err(error)) => {
            tracing::warn!(request_id = visit.request_id(), report = report.code, %error, "a report has no answer");
            let trouble = Trouble::of(error);
            (trouble.view(), trouble.status)
        }
        Some(Ok(table)) if table.newest_day.is_none() => (no_day_yet(), 200),
        Some(Ok(table)) => (figures(report, &asked.request, table), 200),
    };
    let content = view! {
        {kit::head(
            report.title,
            report.about,
            view! { <a href="/desk/reports">"All reports"</a> },
        )}
        {differences(&status)}
        {filters(&asked, &choices)}
        {figures}
    };
    Ok(desk_page(&visit, &staff, report.title, content).with_status(code))
}

async fn ask(visit: &Visit, request: &ReportRequest) -> (Choices, Option<Result<ReportTable, ReportsError>>) {
    let client = match visit.store.reports() {
        Ok(client) => client,
        Err(error) => return (Choices::default(), Some(Err(error))),
    };
    let table = client.table(request).await;
    // Without what can be chosen the figures are still worth showing.
    let choices = match &table {
        Ok(_) => client.choices().await.unwrap_or_default(),
        Err(_) => Choices::default(),
    };
    (choices, Some(table))
}

fn wrong(asked: &Asked) -> AnyView {
    let items: Vec<_> = asked
        .problems
        .iter()
        .map(|problem| view! { <li><a href=format!("#{}", problem.field)>{problem.text.clone()}</a></li> })
        .collect();
    view! {
        <div class="notice notice--error" role="alert">
            <p class="notice__title">"This cannot be asked for"</p>
            <ul class="notice__list">{items}</ul>
        </div>
    }
    .into_any()
}

fn figures(report: &'static Report, request: &ReportRequest, table: &ReportTable) -> AnyView {
    let pictures: Vec<_> = report
        .charts
        .iter()
        .filter_map(|chart| draw(chart, report, table))
        .map(|picture| {
            view! {
                <figure class="drawing reports__figure">
                    <div class="drawing__sheet" inner_html=format!("{}{}", picture.wide, picture.phone)></div>
                    <figcaption class="drawing__caption">{picture.caption}</figcaption>
                </figure>
            }
        })
        .collect();
    let nothing = (pictures.is_empty() || table.rows.is_empty())
        .then(|| view! { <p class="desk__empty" role="status">{report.empty}</p> });
    let file = |format: &str| format!("/desk/reports/{}/{format}?{}", report.code, request.fixed_query());
    let ways = view! {
        <p class="reports__files">
            <a href=file("csv") download="">"CSV"</a>
            <a href=file("parquet") download="">"Parquet"</a>
        </p>
    };
    let shown = (!table.rows.is_empty()).then(|| {
        let rows = kit::count_of(table.rows.len() as u64, "row", "rows");
        kit::section("figures", "Figures", Some(rows), view! { {super::table::table(report, table)}{ways} })
    });
    view! {
        <p class="reports__stamp">{stamp(table)}</p>
        {missing(table)}
        {nothing}
        <div class="reports__figures">{pictures}</div>
        {shown}
        <p class="reports__note">{report.note}</p>
    }
    .into_any()
}
