//! Fields of forms that say at the field what is wrong, and the notice above that sums it up.

use leptos::prelude::*;

use crate::AppError;

/// A field of text.
pub(crate) struct Field {
    /// Its name in the form, and its id.
    pub(crate) name: &'static str,
    /// What people read.
    pub(crate) label: &'static str,
    /// One sentence of help; empty without.
    pub(crate) hint: &'static str,
    /// `text`, `email`, `password`.
    pub(crate) kind: &'static str,
    /// What the browser may fill in.
    pub(crate) autocomplete: &'static str,
    /// What stands in it.
    pub(crate) value: String,
    /// What is wrong with it.
    pub(crate) problem: Option<AppError>,
}

impl Field {
    /// A plain field.
    pub(crate) fn text(name: &'static str, label: &'static str, autocomplete: &'static str) -> Self {
        Self { name, label, hint: "", kind: "text", autocomplete, value: String::new(), problem: None }
    }

    /// A field for an e-mail address.
    pub(crate) fn email(label: &'static str) -> Self {
        Self { kind: "email", ..Self::text("email", label, "email") }
    }

    /// A field for a password that is known.
    pub(crate) fn password(name: &'static str, label: &'static str) -> Self {
        Self { kind: "password", ..Self::text(name, label, "current-password") }
    }

    /// A field for a password that is chosen.
    pub(crate) fn new_password(name: &'static str, label: &'static str) -> Self {
        Self {
            kind: "password",
            hint: "At least 12 characters. A few words make a good password.",
            ..Self::text(name, label, "new-password")
        }
    }

    pub(crate) fn with_hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    pub(crate) fn with_value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// The field with what is wrong with it, out of all that is wrong.
    pub(crate) fn with_problem(self, problems: &[AppError]) -> Self {
        let problem = problems.iter().find(|problem| field_of(problem).contains(&self.name)).cloned();
        Self { problem, ..self }
    }
}

/// The names a field may have at which a problem is shown; none where it is about the whole form.
fn field_of(problem: &AppError) -> &'static [&'static str] {
    match problem {
        AppError::InvalidEmail | AppError::EmailTaken | AppError::NoSuchCustomer => &["email"],
        AppError::InvalidName | AppError::CompanyTaken => &["name"],
        AppError::InvalidVatId => &["vat_id"],
        AppError::InvalidTerms => &["terms_days"],
        AppError::PasswordShort | AppError::PasswordLong | AppError::PasswordCommon | AppError::PasswordPersonal => {
            &["new_password"]
        }
        AppError::WrongPassword => &["password"],
        AppError::WrongCode => &["code"],
        AppError::InvalidRoles => &["roles"],
        _ => &[],
    }
}

/// A field with its label, help and what is wrong with it.
pub(crate) fn field(field: Field) -> impl IntoView {
    let Field { name, label, hint, kind, autocomplete, value, problem } = field;
    let mut described_by = Vec::new();
    if !hint.is_empty() {
        described_by.push(format!("{name}-hint"));
    }
    if problem.is_some() {
        described_by.push(format!("{name}-error"));
    }
    let described_by = (!described_by.is_empty()).then(|| described_by.join(" "));
    let invalid = problem.is_some().then_some("true");
    let value = (kind != "password").then_some(value);
    let code = name == "code";
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="field__hint" id=format!("{name}-hint")>{hint}</p> })}
            {problem.map(|problem| view! { <p class="field__error" id=format!("{name}-error")>{problem.to_string()}</p> })}
            <input class=if code { "field__input field__input--code" } else { "field__input" } id=name name=name r#type=kind
                autocomplete=autocomplete maxlength="300" inputmode=code.then_some("numeric") value=value
                aria-describedby=described_by aria-invalid=invalid/>
        </div>
    }
}

/// What is wrong with a form, above it. What belongs to a field leads there.
pub(crate) fn problem_notice(problems: &[AppError]) -> Option<impl IntoView + use<>> {
    let title = match problems {
        [] => return None,
        [problem] if field_of(problem).is_empty() => problem.to_string(),
        [_] => "One thing needs a change".to_owned(),
        several => format!("{} things need a change", several.len()),
    };
    let items: Vec<_> = problems
        .iter()
        .filter_map(|problem| Some((*field_of(problem).first()?, problem.to_string())))
        .map(|(field, text)| view! { <li><a href=format!("#{field}")>{text}</a></li> })
        .collect();
    Some(view! {
        <div class="notice notice--error" role="alert">
            <p class="notice__title">{title}</p>
            {(!items.is_empty()).then(|| view! { <ul class="notice__list">{items}</ul> })}
        </div>
    })
}

/// What was done, above the page that says how things are now.
pub(crate) fn done_notice(text: &'static str) -> impl IntoView {
    view! { <div class="notice notice--success" role="status"><p>{text}</p></div> }
}
