//! What a report is asked for: periods as links, days and filters as a form, all of it in the address.

use domain::reports::{Choice, Choices, FieldProblem, Filter, Preset, ReportRequest};
use leptos::prelude::*;

/// What stands in the form, right or wrong.
pub(super) struct Asked {
    /// What was understood; the report with nothing chosen where it was not.
    pub(super) request: ReportRequest,
    /// The fields as they came, where something is wrong with them.
    pub(super) typed: Vec<(String, String)>,
    /// What is wrong.
    pub(super) problems: Vec<FieldProblem>,
}

impl Asked {
    fn value(&self, field: &str, understood: &str) -> String {
        let typed = self.typed.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone());
        typed.unwrap_or_else(|| understood.to_owned())
    }

    fn problem(&self, field: &str) -> Option<String> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.clone())
    }
}

/// Periods and filters of a report.
pub(super) fn filters(asked: &Asked, choices: &Choices) -> AnyView {
    let request = &asked.request;
    let report = request.report;
    let address = format!("/desk/reports/{}", report.code);
    let presets: Vec<_> = Preset::ALL
        .into_iter()
        .filter(|preset| *preset != Preset::Custom)
        .map(|preset| {
            let here = (asked.problems.is_empty() && request.period.preset == preset).then_some("page");
            let mut other = request.clone();
            other.period.preset = preset;
            view! { <a class="desk__tab" href=format!("{address}?{}", other.query()) aria-current=here>{preset.title()}</a> }
        })
        .collect();
    let period = request.period;
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let chosen: Vec<_> = Filter::ALL
        .into_iter()
        .filter(|filter| report.takes(*filter))
        .map(|filter| {
            let of = match filter {
                Filter::Category => &choices.categories,
                Filter::Maker => &choices.makers,
                Filter::Location => &choices.locations,
            };
            chooser(filter, &asked.value(filter.name(), request.filter(filter)), of, asked.problem(filter.name()))
        })
        .collect();
    let unknown = asked.problem("period").map(|text| view! { <p class="field__error">{text}</p> });
    view! {
        <nav class="desk__tabs" aria-label="Period">{presets}</nav>
        <form class="reports__filter" method="get" action=address aria-label="Days and filters">
            {unknown}
            <input type="hidden" name="period" value=period.preset.name()/>
            {day("from", "From", asked.value("from", &from), asked.problem("from"))}
            {day("to", "To", asked.value("to", &to), asked.problem("to"))}
            {chosen}
            <button class="button button--small" type="submit">"Show"</button>
        </form>
    }
    .into_any()
}

fn day(name: &'static str, label: &'static str, value: String, problem: Option<String>) -> AnyView {
    let error_id = format!("{name}-error");
    let (described, invalid) = (problem.is_some().then(|| error_id.clone()), problem.is_some().then_some("true"));
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <input class="field__input" id=name name=name type="date" min="2015-01-01" max="2040-12-31" value=value
                aria-describedby=described aria-invalid=invalid/>
            {problem.map(|text| view! { <p class="field__error" id=error_id>{text}</p> })}
        </div>
    }
    .into_any()
}

fn chooser(filter: Filter, chosen: &str, of: &[Choice], problem: Option<String>) -> AnyView {
    let name = filter.name();
    let error_id = format!("{name}-error");
    let (described, invalid) = (problem.is_some().then(|| error_id.clone()), problem.is_some().then_some("true"));
    // What is asked for and not known stays chosen, so that the form says what the page shows.
    let unknown = (!chosen.is_empty() && !of.iter().any(|choice| choice.value == chosen))
        .then(|| view! { <option value=chosen.to_owned() selected=true>{chosen.to_owned()}</option> });
    let options: Vec<_> = of
        .iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value.clone() selected=selected>{choice.title.clone()}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label class="field__label" for=name>{filter.title()}</label>
            <select class="field__input" id=name name=name aria-describedby=described aria-invalid=invalid>
                <option value="">{filter.all()}</option>
                {unknown}
                {options}
            </select>
            {problem.map(|text| view! { <p class="field__error" id=error_id>{text}</p> })}
        </div>
    }
    .into_any()
}
