//! Fields of the editing form. What stands in them is what was typed; a field is named by its path, and its id is
//! that behind `field-`, so that what the checks say and what is clicked in the preview lead there.

use domain::studio::form::{Misread, Typed};
use leptos::prelude::*;

/// What was typed into a form, and what of it cannot be read.
pub(super) struct Form<'a> {
    pub(super) typed: &'a Typed,
    pub(super) misread: &'a [Misread],
}

/// How a text is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// A line.
    Line,
    /// A line of a number or code of ours.
    Code,
    /// A figure.
    Figure,
    /// Several lines, so many of them to be seen.
    Lines(u32),
}

/// A field of text.
pub(super) struct Text<'a> {
    path: &'a str,
    label: &'a str,
    hint: String,
    input: Input,
    most: u32,
    /// Whether the label is for readers only, as in a table.
    bare: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(path: &'a str, label: &'a str, most: u32) -> Self {
        Self { path, label, hint: String::new(), input: Input::Line, most, bare: false }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    pub(super) fn typed_as(self, input: Input) -> Self {
        Self { input, ..self }
    }

    pub(super) fn bare(self) -> Self {
        Self { bare: true, ..self }
    }
}

impl Form<'_> {
    /// What is wrong at a field.
    pub(super) fn problem(&self, path: &str) -> Option<String> {
        self.misread.iter().find(|misread| misread.path == path).map(|misread| misread.text.clone())
    }

    /// Whether something is wrong at a field below a path.
    pub(super) fn has_problem_below(&self, prefix: &str) -> bool {
        self.misread.iter().any(|misread| misread.path.starts_with(prefix))
    }

    /// A field of text with its label, help and what is wrong with it.
    pub(super) fn text(&self, text: Text<'_>) -> AnyView {
        let Text { path, label, hint, input, most, bare } = text;
        let around = Around::new(path, !hint.is_empty(), self.problem(path));
        let value = self.typed.get(path).to_owned();
        let (id, name, most) = (around.id.clone(), path.to_owned(), most.to_string());
        let (described, invalid) = (around.described.clone(), around.invalid());
        let class = match input {
            Input::Line | Input::Lines(_) => "field__input",
            Input::Code => "field__input field__input--code",
            Input::Figure => "field__input field__input--number",
        };
        let control = match input {
            Input::Lines(rows) => view! {
                <textarea class=class id=id name=name rows=rows.to_string() maxlength=most aria-invalid=invalid aria-describedby=described>{value}</textarea>
            }
            .into_any(),
            _ => view! {
                <input class=class id=id name=name type="text" maxlength=most autocomplete="off" value=value aria-invalid=invalid aria-describedby=described/>
            }
            .into_any(),
        };
        around.view(label, hint, bare, control)
    }

    /// A field to choose from: values and what people read. What stands in it and is not offered is offered too.
    pub(super) fn choice(
        &self,
        path: &str,
        label: &str,
        hint: &str,
        choices: Vec<(String, String)>,
        bare: bool,
    ) -> AnyView {
        let around = Around::new(path, !hint.is_empty(), self.problem(path));
        let chosen = self.typed.get(path).to_owned();
        let missing = (!choices.iter().any(|(value, _)| *value == chosen)).then(|| {
            let (value, text) =
                (chosen.clone(), if chosen.is_empty() { "Choose …".to_owned() } else { chosen.clone() });
            view! { <option value=value selected=true>{text}</option> }
        });
        let options: Vec<_> = choices
            .into_iter()
            .map(|(value, text)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{text}</option> }
            })
            .collect();
        let (id, name) = (around.id.clone(), path.to_owned());
        let (described, invalid) = (around.described.clone(), around.invalid());
        let control = view! {
            <select class="field__input" id=id name=name aria-invalid=invalid aria-describedby=described>{missing}{options}</select>
        };
        around.view(label, hint.to_owned(), bare, control.into_any())
    }

    /// A box to tick.
    pub(super) fn tick(&self, path: &str, label: &str) -> AnyView {
        let (name, label, checked) = (path.to_owned(), label.to_owned(), self.typed.has(path));
        view! { <label class="studio-form__tick"><input type="checkbox" name=name value="yes" checked=checked/>{label}</label> }
            .into_any()
    }

    /// A field that is not shown.
    pub(super) fn hidden(&self, path: &str) -> AnyView {
        let (name, value) = (path.to_owned(), self.typed.get(path).to_owned());
        view! { <input type="hidden" name=name value=value/> }.into_any()
    }
}

/// The buttons that move and remove a row. `what` names it for those who cannot see where they stand.
pub(super) fn arrange(path: &str, what: &str, at: usize, count: usize) -> AnyView {
    let button = |verb: &str, word: &'static str| press(&format!("{verb}:{path}"), word, what);
    view! {
        <span class="studio-form__arrange">
            {(at > 0).then(|| button("up", "Up"))}
            {(at + 1 < count).then(|| button("down", "Down"))}
            {button("remove", "Remove")}
        </span>
    }
    .into_any()
}

/// A button that changes the form and saves it.
pub(super) fn press(name: &str, word: &'static str, what: &str) -> AnyView {
    let (value, what) = (name.to_owned(), what.to_owned());
    view! {
        <button class="button button--text" type="submit" name="do" value=value>
            {word}<span class="visually-hidden">" "{what}</span>
        </button>
    }
    .into_any()
}

/// What stands around a control.
struct Around {
    id: String,
    problem: Option<String>,
    described: Option<String>,
}

impl Around {
    fn new(path: &str, has_hint: bool, problem: Option<String>) -> Self {
        let id = format!("field-{path}");
        let hint = has_hint.then(|| format!("{id}-hint"));
        let error = problem.is_some().then(|| format!("{id}-error"));
        let described: Vec<String> = hint.into_iter().chain(error).collect();
        Self { id, problem, described: (!described.is_empty()).then(|| described.join(" ")) }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.problem.is_some().then_some("true")
    }

    fn view(self, label: &str, hint: String, bare: bool, control: AnyView) -> AnyView {
        let Self { id, problem, .. } = self;
        let (label, label_class) = (label.to_owned(), if bare { "visually-hidden" } else { "field__label" });
        let hint = (!hint.is_empty()).then(|| view! { <p class="field__hint" id=format!("{id}-hint")>{hint}</p> });
        // Where a field stands alone its error has a place at all times: scripts write it there too.
        let is_right = problem.is_none();
        let error = view! { <p class="field__error" id=format!("{id}-error") hidden=is_right>{problem}</p> };
        view! {
            <div class="field">
                <label class=label_class for=id.clone()>{label}</label>
                {hint}{error}{control}
            </div>
        }
        .into_any()
    }
}

/// A part of the form that can be folded away.
pub(super) fn group(
    id: &str,
    title: impl Into<String>,
    note: impl Into<String>,
    open: bool,
    content: AnyView,
) -> AnyView {
    let (id, title, note) = (format!("field-{id}"), title.into(), note.into());
    let note = (!note.is_empty()).then(|| view! { <span class="studio-form__note">{note}</span> });
    view! {
        <details class="disclosure studio-form__group" id=id open=open>
            <summary class="disclosure__summary"><span class="studio-form__title">{title}</span>{note}</summary>
            <div class="disclosure__body studio-form__fields">{content}</div>
        </details>
    }
    .into_any()
}
