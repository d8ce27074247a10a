//! The form of the home page: its blocks from top to bottom.

use domain::studio::Block;
use leptos::prelude::*;

use super::fields::{Form, Input, Text, arrange, group};
use super::product::MARKDOWN;

pub(super) fn fields(form: &Form<'_>) -> AnyView {
    let rows = form.typed.rows("blocks");
    let count = rows.len();
    let blocks: Vec<_> = rows.into_iter().enumerate().map(|(at, row)| block(form, row, at, count)).collect();
    let kinds = [(String::new(), "Choose …".to_owned())]
        .into_iter()
        .chain(Block::KINDS.map(|(name, title)| (name.to_owned(), title.to_owned())))
        .collect();
    view! {
        <div class="studio-form__fields" id="field-blocks">{blocks}</div>
        <div class="studio-form__add">
            {form.choice("new/block", "Another block", "It goes to the end; move it from there.", kinds, false)}
            <button class="button button--small" type="submit" name="do" value="add:blocks">"Add the block"</button>
        </div>
    }
    .into_any()
}

fn block(form: &Form<'_>, row: usize, at: usize, count: usize) -> AnyView {
    let path = |field: &str| format!("blocks/{row}/{field}");
    let kind = form.typed.get(&path("block")).to_owned();
    let title = Block::KINDS.iter().find(|(name, _)| *name == kind).map_or("Block", |(_, title)| *title);
    let heading = form.typed.get(&path("title")).to_owned();
    let heading_field = || form.text(Text::new(&path("title"), "Heading", 120));
    let own = match kind.as_str() {
        "lead" => view! {
            {heading_field()}
            {form.text(Text::new(&path("claim"), "Claim", 500).typed_as(Input::Lines(3)).hint("{parts} stands for how many parts there are."))}
            {form.text(Text::new(&path("tries"), "Searches to try", 1_000).typed_as(Input::Lines(4)).hint("One a line."))}
            {form.text(Text::new(&path("part"), "Part that is drawn", 64).typed_as(Input::Code).hint("Our number; empty for none."))}
        }
        .into_any(),
        "facts" => view! { {heading_field()}{items(form, &path("items"))} }.into_any(),
        "parts" => view! {
            {heading_field()}
            {form.text(Text::new(&path("skus"), "Parts", 2_000).typed_as(Input::Lines(5)).hint("Our numbers, one a line."))}
        }
        .into_any(),
        "text" => view! {
            {heading_field()}
            {form.text(Text::new(&path("body"), "Text", 10_000).typed_as(Input::Lines(8)).hint(MARKDOWN))}
        }
        .into_any(),
        _ => view! { <p class="field__hint">"The navigation tree, as the categories have it."</p> }.into_any(),
    };
    let what = format!("block {}, {}", at + 1, title.to_lowercase());
    let content = view! { {form.hidden(&path("block"))}{own}{arrange(&format!("blocks/{row}"), &what, at, count)} };
    group(&format!("blocks/{row}"), title, heading, true, content.into_any())
}

fn items(form: &Form<'_>, list: &str) -> AnyView {
    let mut rows = form.typed.rows(list);
    // One row more than there are, to be filled.
    rows.push(rows.last().map_or(0, |last| last + 1));
    let items: Vec<_> = rows
        .iter()
        .map(|row| {
            let (title, text) = (format!("{list}/{row}/title"), format!("{list}/{row}/text"));
            view! {
                <div class="studio-form__item">
                    {form.text(Text::new(&title, "Heading of a text", 120))}
                    {form.text(Text::new(&text, "Text", 1_000).typed_as(Input::Lines(3)))}
                </div>
            }
        })
        .collect();
    view! { {items}<p class="field__hint">"Empty both fields to take a text away. Saving adds another empty one."</p> }
        .into_any()
}
