//! Forms that keep what was typed and say at the field what is wrong.

use leptos::prelude::*;

use crate::desk::entered::Entered;

/// A field of a form.
pub(crate) struct Input<'a> {
    /// The form's name: what is to be done.
    pub(crate) form: &'a str,
    /// The field's name.
    pub(crate) name: &'a str,
    /// What it asks for.
    pub(crate) label: &'a str,
    /// What helps to answer; empty for none.
    pub(crate) hint: &'a str,
    /// What it starts with.
    pub(crate) value: String,
    /// More classes of the input.
    pub(crate) class: &'a str,
    /// The kind of input: `text`, `date`, `number`.
    pub(crate) kind: &'a str,
    /// Longest text.
    pub(crate) most: u32,
    /// The list of what is offered; empty for none.
    pub(crate) list: &'a str,
    /// Whether the label is for readers only, as in a table.
    pub(crate) bare: bool,
}

impl<'a> Input<'a> {
    /// A field for a text.
    pub(crate) fn text(form: &'a str, name: &'a str, label: &'a str) -> Self {
        Self {
            form,
            name,
            label,
            hint: "",
            value: String::new(),
            class: "",
            kind: "text",
            most: 200,
            list: "",
            bare: false,
        }
    }

    /// A field for a number of pieces.
    pub(crate) fn pieces(form: &'a str, name: &'a str, label: &'a str) -> Self {
        Self { class: "field__input--number", most: 9, ..Self::text(form, name, label) }
    }

    /// A field for a part number or the like.
    pub(crate) fn code(form: &'a str, name: &'a str, label: &'a str) -> Self {
        Self { class: "field__input--code", most: 80, ..Self::text(form, name, label) }
    }

    /// A field for a day.
    pub(crate) fn day(form: &'a str, name: &'a str, label: &'a str) -> Self {
        Self { kind: "date", most: 10, ..Self::text(form, name, label) }
    }

    pub(crate) fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    pub(crate) fn starts_with(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// With its label for readers only; a table's head says it to the others.
    pub(crate) fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    /// The field, with what was typed and what is wrong.
    pub(crate) fn view(self, entered: &Entered) -> AnyView {
        let id = format!("{}-{}", self.form, self.name);
        let value = entered.value(self.form, self.name, self.value);
        let problem = entered.problem(self.form, self.name).map(|problem| problem.text.clone());
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let mut described: Vec<String> = Vec::new();
        if !self.hint.is_empty() {
            described.push(hint_id.clone());
        }
        if problem.is_some() {
            described.push(error_id.clone());
        }
        let described = (!described.is_empty()).then(|| described.join(" "));
        let invalid = problem.is_some().then_some("true");
        let (label, hint, name) = (self.label.to_owned(), self.hint.to_owned(), self.name.to_owned());
        let numeric = self.class.contains("--number").then_some("numeric");
        let class = format!("field__input {}", self.class).trim_end().to_owned();
        let label_class = if self.bare { "visually-hidden" } else { "field__label" };
        let error_class = if self.bare { "desk__cell-error" } else { "field__error" };
        let (kind, most) = (self.kind.to_owned(), self.most.to_string());
        let list = (!self.list.is_empty()).then(|| self.list.to_owned());
        let input = view! {
            <input class=class id=id.clone() name=name type=kind maxlength=most inputmode=numeric autocomplete="off" list=list value=value
                aria-invalid=invalid aria-describedby=described/>
        };
        let label = view! { <label class=label_class for=id>{label}</label> };
        let hint = (!hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{hint}</p> });
        let error = problem.map(|problem| view! { <span class=error_class id=error_id>{problem}</span> });
        if self.bare {
            view! { {label}{input}{error} }.into_any()
        } else {
            view! { <div class="field">{label}{hint}{error}{input}</div> }.into_any()
        }
    }
}

/// Something to choose: its value and what people read.
pub(crate) type Choice = (String, String);

/// A field to choose from. Without a start value the first line asks to choose.
pub(crate) fn chooser(
    entered: &Entered,
    form: &str,
    name: &str,
    label: &str,
    choices: Vec<Choice>,
    start: Option<&str>,
) -> AnyView {
    let id = format!("{form}-{name}");
    let error_id = format!("{id}-error");
    let chosen = entered.value(form, name, start.unwrap_or_default());
    let problem = entered.problem(form, name).map(|problem| problem.text.clone());
    let (described, invalid) = (problem.is_some().then(|| error_id.clone()), problem.is_some().then_some("true"));
    let ask = start.is_none().then(|| view! { <option value="">"Choose …"</option> });
    let options: Vec<_> = choices
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect();
    let (label, name) = (label.to_owned(), name.to_owned());
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            {problem.map(|problem| view! { <span class="field__error" id=error_id>{problem}</span> })}
            <select class="field__input" id=id name=name aria-invalid=invalid aria-describedby=described>{ask}{options}</select>
        </div>
    }
    .into_any()
}

/// A box in front of a row.
pub(crate) fn tick(
    entered: &Entered,
    form: &str,
    name: &str,
    value: String,
    checked: bool,
    of_form: Option<String>,
) -> AnyView {
    let checked = if entered.is(form) { entered.is_ticked(form, name, &value) } else { checked };
    let (name, label) = (name.to_owned(), format!("Choose {value}"));
    view! {
        <label class="desk__tick">
            <input type="checkbox" name=name value=value checked=checked form=of_form/>
            <span class="visually-hidden">{label}</span>
        </label>
    }
    .into_any()
}

/// What is wrong with a form as a whole.
pub(crate) fn general_problems(entered: &Entered, form: &str) -> AnyView {
    let problems: Vec<String> = entered.general(form).into_iter().map(|problem| problem.text.clone()).collect();
    (!problems.is_empty())
        .then(|| {
            let problems: Vec<_> =
                problems.into_iter().map(|text| view! { <p class="notice__title">{text}</p> }).collect();
            view! { <div class="notice notice--error" role="alert">{problems}</div> }
        })
        .into_any()
}
