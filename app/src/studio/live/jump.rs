//! From a part of the page to its field. What stands where is a table of selectors; rows of the specification
//! are found by their names.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Edited, all, by_id};

/// What a click leads to.
enum Target {
    /// The field of a path.
    Field(&'static str),
    /// The fact of the variant on the page whose name stands in the row.
    Fact,
    /// A field of the variant on the page.
    Variant(&'static str),
    /// The prices of the variant on the page; from the product, the way to them.
    Prices,
    /// The block of the home page whose heading has its number.
    Block,
    /// The first block of a kind.
    BlockOf(&'static str),
}

/// By the kind of document: selectors of the page, the more exact ones first, and where they lead.
fn table(kind: &str) -> &'static [(&'static str, Target)] {
    match kind {
        "products" => &[
            (".pictures", Target::Field("images")),
            (".spec-table tr", Target::Fact),
            (".price-ladder, .buy-box__price", Target::Prices),
            (".buy-box .chips, .buy-box__variants-title", Target::Field("variants")),
            (".page__title", Target::Field("name")),
            (".page__facts .badge", Target::Field("hazard_class")),
            (".page__facts", Target::Variant("mpn")),
            (".breadcrumb", Target::Field("category")),
            (".prose > p:first-child", Target::Field("summary")),
            (".prose", Target::Field("description")),
            (".drawing", Target::Variant("sku")),
        ],
        "prices" => &[(".buy-box, .price-ladder", Target::Prices)],
        "categories" => &[
            (".page__title", Target::Field("name")),
            (".page__about", Target::Field("summary")),
            (".breadcrumb", Target::Field("parent")),
            (".table__head", Target::Field("attributes")),
        ],
        "pages" => &[
            (".page__title, h1", Target::Field("title")),
            (".page__about", Target::Field("summary")),
            (".prose", Target::Field("body")),
        ],
        "home" => &[
            (".section", Target::Block),
            (".home__groups", Target::BlockOf("categories")),
            (".home__lead, .home__try", Target::BlockOf("lead")),
        ],
        _ => &[],
    }
}

/// Goes to the field of what was clicked, if there is one.
pub(super) fn from(clicked: &web_sys::Element, edited: &Edited) {
    for (selector, target) in table(&edited.kind) {
        let Ok(Some(found)) = clicked.closest(selector) else { continue };
        let path = match target {
            Target::Field(path) => Some((*path).to_owned()),
            Target::Fact => fact(&found),
            Target::Variant(field) => variant(&found).map(|code| format!("variants/{code}/{field}")),
            Target::Prices => match edited.kind.as_str() {
                "prices" => ladder(&found),
                _ => Some("prices".to_owned()),
            },
            Target::Block => block(&found),
            Target::BlockOf(kind) => block_of(kind),
        };
        if path.is_some_and(|path| to(&path)) {
            return;
        }
    }
}

/// Goes to a field; unfolds what hides it.
pub(super) fn to(path: &str) -> bool {
    let Some(field) = by_id::<web_sys::HtmlElement>(&format!("field-{path}")) else { return false };
    let mut above = Some(field.clone().unchecked_into::<web_sys::Element>());
    while let Some(element) = above {
        if element.tag_name() == "DETAILS" {
            let _ = element.set_attribute("open", "");
        }
        above = element.parent_element();
    }
    let focused = if field.tag_name() == "DETAILS" {
        field.query_selector("summary").ok().flatten().and_then(|summary| summary.dyn_into().ok())
    } else {
        Some(field.clone())
    };
    if let Some(focused) = focused {
        let _ = focused.focus();
    }
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Center);
    field.scroll_into_view_with_scroll_into_view_options(&options);
    true
}

/// The last part of the address of the page that an element stands in: a part number.
fn number_on_page(element: &web_sys::Element) -> Option<String> {
    let path = element.owner_document()?.location()?.pathname().ok()?;
    path.rsplit('/').next().map(str::to_owned)
}

/// The code of the variant on the page.
fn variant(element: &web_sys::Element) -> Option<String> {
    let number = number_on_page(element)?;
    all(&document(), "#studio-form input[name$='/sku']").into_iter().find_map(|input| {
        let input: web_sys::HtmlInputElement = input.dyn_into().ok()?;
        let name = input.name();
        let code = name.strip_prefix("variants/")?.strip_suffix("/sku")?;
        (input.value() == number).then(|| code.to_owned())
    })
}

/// The ladder of the part on the page.
fn ladder(element: &web_sys::Element) -> Option<String> {
    let number = number_on_page(element)?;
    let title = |group: &web_sys::Element| group.query_selector(".studio-form__title").ok()??.text_content();
    all(&document(), "#studio-form details[id^='field-ladders/']")
        .into_iter()
        .find(|group| title(group).is_some_and(|title| title.split(',').next() == Some(number.as_str())))
        .map(|group| group.id().trim_start_matches("field-").to_owned())
}

/// The field of a row of the specification: by the variant and the name of the row.
fn fact(row: &web_sys::Element) -> Option<String> {
    let code = variant(row)?;
    // The name is the first text of its cell; how the fact is known may follow.
    let name = row.query_selector("th").ok()??.first_child()?.text_content()?;
    let prefix = format!("field-variants/{code}/attributes/");
    all(&document(), "#studio-form label").into_iter().find_map(|label| {
        let field = label.get_attribute("for")?;
        let text = label.text_content()?;
        let is_it = field.starts_with(&prefix) && text.split(',').next().map(str::trim) == Some(name.trim());
        is_it.then(|| field.trim_start_matches("field-").to_owned())
    })
}

/// The block of the home page: its heading has its number, counted from 1.
fn block(section: &web_sys::Element) -> Option<String> {
    let heading = section.query_selector("[id^='block-']").ok()??;
    let number: usize = heading.id().strip_prefix("block-")?.parse().ok()?;
    Some(format!("blocks/{}", number.checked_sub(1)?))
}

/// The first block of a kind.
fn block_of(kind: &str) -> Option<String> {
    let selector = format!("#studio-form input[name^='blocks/'][name$='/block'][value='{kind}']");
    let found = document().query_selector(&selector).ok()??;
    Some(found.get_attribute("name")?.trim_end_matches("/block").to_owned())
}
