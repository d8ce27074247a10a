//! The fields of the checkout's forms: labels, hints, and what is wrong at each.

use domain::checkout::{CheckoutForm, Field, FieldProblem};
use leptos::prelude::*;

/// How a text field looks and what the browser may help with.
pub(super) struct TextField {
    pub(super) field: Field,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) optional: bool,
}

pub(super) const fn text_field(field: Field, label: &'static str, autocomplete: &'static str) -> TextField {
    TextField { field, label, hint: "", kind: "text", autocomplete, optional: false }
}

pub(super) fn problem_at(problems: &[FieldProblem], field: Field) -> Option<String> {
    problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.clone())
}

/// The name a field has in the posted form: the server function's argument and its member.
pub(super) fn posted(field: Field) -> String {
    format!("form[{}]", field.name())
}

pub(super) fn input(text: &TextField, form: &CheckoutForm, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let id = text.field.name();
    let problem = problem_at(problems, text.field);
    let mut described_by = Vec::new();
    if !text.hint.is_empty() {
        described_by.push(format!("{id}-hint"));
    }
    if problem.is_some() {
        described_by.push(format!("{id}-error"));
    }
    let described_by = (!described_by.is_empty()).then(|| described_by.join(" "));
    let invalid = problem.is_some().then_some("true");
    let value = form.get(text.field).to_owned();
    let control = if text.kind == "textarea" {
        view! {
            <textarea class="field__input" id=id name=posted(text.field) rows="3" aria-describedby=described_by aria-invalid=invalid>{value}</textarea>
        }
        .into_any()
    } else {
        view! {
            <input class="field__input" id=id name=posted(text.field) r#type=text.kind autocomplete=text.autocomplete value=value
                aria-describedby=described_by aria-invalid=invalid/>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{text.label}{text.optional.then(|| view! { " "<span class="field__optional">"optional"</span> })}</label>
            {(!text.hint.is_empty()).then(|| view! { <p class="field__hint" id=format!("{id}-hint")>{text.hint}</p> })}
            {problem.map(|problem| view! { <p class="field__error" id=format!("{id}-error")>{problem}</p> })}
            {control}
        </div>
    }
}

pub(super) fn choices(
    field: Field,
    legend: String,
    problems: &[FieldProblem],
    options: Vec<AnyView>,
) -> impl IntoView + use<> {
    let problem = problem_at(problems, field);
    let error_id = format!("{}-error", field.name());
    let described_by = problem.is_some().then(|| error_id.clone());
    view! {
        <fieldset class="checkout__group" id=field.name() aria-describedby=described_by>
            <legend class="checkout__legend">{legend}</legend>
            {problem.map(|problem| view! { <p class="field__error" id=error_id>{problem}</p> })}
            {options}
        </fieldset>
    }
}

pub(super) fn choice(field: Field, value: &'static str, title: String, help: String, chosen: bool) -> AnyView {
    view! {
        <label class="field__choice">
            <input type="radio" name=posted(field) value=value checked=chosen/>
            <span>{title}<span class="field__choice-note">{help}</span></span>
        </label>
    }
    .into_any()
}

/// A list to choose from.
pub(super) fn select(
    field: Field,
    label: &'static str,
    options: Vec<(String, String)>,
    form: &CheckoutForm,
    problems: &[FieldProblem],
) -> impl IntoView + use<> {
    let id = field.name();
    let problem = problem_at(problems, field);
    let invalid = problem.is_some().then_some("true");
    let error_id = format!("{id}-error");
    let described_by = problem.is_some().then(|| error_id.clone());
    let chosen = form.get(field).to_owned();
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = value == chosen;
            view! { <option value=value selected=is_chosen>{text}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            {problem.map(|problem| view! { <p class="field__error" id=error_id>{problem}</p> })}
            <select class="field__input" id=id name=posted(field) autocomplete=(field == Field::Country).then_some("country")
                aria-invalid=invalid aria-describedby=described_by>
                <option value="">"Choose…"</option>
                {options}
            </select>
        </div>
    }
}
