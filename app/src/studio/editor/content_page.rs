//! The form of a content page.

use leptos::prelude::*;

use super::fields::{Form, Input, Text, group};
use super::product::MARKDOWN;

pub(super) fn fields(form: &Form<'_>) -> AnyView {
    let content = view! {
        {form.text(Text::new("title", "Title", 120))}
        {form.text(Text::new("slug", "Name in addresses", 80).typed_as(Input::Code).hint("/pages/…"))}
        {form.text(Text::new("summary", "Summary", 500).typed_as(Input::Lines(2)).hint("One or two sentences, for lists and for search engines."))}
        {form.text(Text::new("body", "Text", 60_000).typed_as(Input::Lines(24)).hint(MARKDOWN))}
    };
    group("about", "The page", "", true, content.into_any())
}
