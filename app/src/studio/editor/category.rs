//! The form of a category and the schema of its parts.

use domain::catalog::schema::ATTRIBUTES;
use leptos::prelude::*;

use super::fields::{Form, Input, Text, arrange, group};
use super::work::Offered;

pub(super) fn fields(form: &Form<'_>, offered: &Offered) -> AnyView {
    let mut parents = vec![(String::new(), "None: it stands at the top".to_owned())];
    parents.extend(offered.categories.iter().filter(|(code, _)| *code != offered.name).cloned());
    let about = view! {
        {form.text(Text::new("name", "Name", 80).hint("In the plural, as in Nose cones."))}
        {form.text(Text::new("slug", "Name in addresses", 80).typed_as(Input::Code).hint("/categories/… Its old address leads to the new one."))}
        {form.text(Text::new("summary", "Summary", 500).typed_as(Input::Lines(3)).hint("One or two sentences under its heading."))}
        <div class="form__row">
            {form.choice("parent", "Category above", "", parents, false)}
            {form.text(Text::new("position", "Position", 6).typed_as(Input::Figure))}
        </div>
    };
    view! {
        {group("about", "About the category", "", true, about.into_any())}
        {group("attributes", "Facts of its parts", "in the order of the specification", true, schema(form))}
    }
    .into_any()
}

fn schema(form: &Form<'_>) -> AnyView {
    let rows = form.typed.rows("attributes");
    let count = rows.len();
    let name = |code: &str| {
        ATTRIBUTES.iter().find(|attribute| attribute.code == code).map_or(code, |attribute| attribute.name).to_owned()
    };
    let mut listed = Vec::new();
    let lines: Vec<_> = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let (code_path, tick) = (format!("attributes/{row}/code"), format!("attributes/{row}/is_column"));
            let code = form.typed.get(&code_path).to_owned();
            let name = name(&code);
            listed.push(code);
            view! {
                <li class="studio-form__row" id=format!("field-{code_path}")>
                    {form.hidden(&code_path)}
                    <span class="studio-form__what">{name.clone()}</span>
                    {form.tick(&tick, "column")}
                    {arrange(&format!("attributes/{row}"), &name, at, count)}
                </li>
            }
        })
        .collect();
    let mut choices = vec![(String::new(), "Choose …".to_owned())];
    let others = ATTRIBUTES.iter().filter(|attribute| !listed.iter().any(|code| code == attribute.code));
    choices.extend(others.map(|attribute| (attribute.code.to_owned(), attribute.name.to_owned())));
    view! {
        <p class="field__hint">"A column stands in the table of the category; all stand in the specification of a part."</p>
        <ol class="studio-form__rows">{lines}</ol>
        <div class="studio-form__add">
            {form.choice("new/attribute", "Another fact", "", choices, false)}
            <button class="button button--small" type="submit" name="do" value="add:attributes">"Add the fact"</button>
        </div>
    }
    .into_any()
}
