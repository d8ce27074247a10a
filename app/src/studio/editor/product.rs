//! The form of a product: what it is, its variants with their facts, its pictures.

use domain::catalog::schema::{ATTRIBUTES, attribute_by_code};
use domain::catalog::{Attribute, HazardClass, ProductKind, Provenance};
use domain::studio::form::{range_of, units_of};
use leptos::prelude::*;

use super::fields::{Form, Input, Text, arrange, group, press};
use super::work::Offered;

/// More variants than this are folded away, but for the first.
const FEW: usize = 2;

pub(super) fn fields(form: &Form<'_>, offered: &Offered) -> AnyView {
    let codes: Vec<&str> = form.typed.variants().collect();
    let count = codes.len();
    let variants: Vec<_> = codes.iter().enumerate().map(|(at, code)| variant(form, offered, code, at, count)).collect();
    let says = match count {
        0 => "none yet".to_owned(),
        count => count.to_string(),
    };
    view! {
        {group("about", "About the product", "", true, about(form, offered))}
        {group("variants", "Variants", says, true, view! {
            {form.hidden("variants")}
            {variants}
            <div class="studio-form__add">
                {form.text(Text::new("new/sku", "Our number of a new variant", 64).typed_as(Input::Code))}
                <button class="button button--small" type="submit" name="do" value="add:variants">"Add the variant"</button>
            </div>
        }.into_any())}
        {group("images", "Pictures", picture_count(form), true, pictures(form, offered))}
    }
    .into_any()
}

fn about(form: &Form<'_>, offered: &Offered) -> AnyView {
    let makers = offered.makers.iter().map(|maker| (maker.code.clone(), maker.name.clone())).collect();
    let kinds = [(ProductKind::Part, "Part"), (ProductKind::Service, "Service")];
    let hazards = [
        (HazardClass::None, "None"),
        (HazardClass::FlammableSolid, "Flammable solid, class 4.1"),
        (HazardClass::Explosive, "Explosive, class 1.4"),
    ];
    view! {
        {form.text(Text::new("name", "Name", 200).hint("Without what tells its variants apart."))}
        {form.text(Text::new("summary", "Summary", 500).typed_as(Input::Lines(2)).hint("One line, for the page and for search engines."))}
        {form.text(Text::new("description", "Description", 16_000).typed_as(Input::Lines(8)).hint(MARKDOWN))}
        {form.choice("category", "Category", "Decides which facts its variants have. Another one shows its fields after saving.", offered.categories.clone(), false)}
        <div class="form__row">
            {form.choice("maker", "Maker", "", makers, false)}
            {form.choice("kind", "Part or service", "", kinds.map(|(kind, text)| (kind.name().to_owned(), text.to_owned())).to_vec(), false)}
        </div>
        <div class="form__row">
            {form.choice("hazard_class", "Dangerous goods", "", hazards.map(|(class, text)| (class.name().to_owned(), text.to_owned())).to_vec(), false)}
            {form.text(Text::new("lead_time_days", "Lead time, working days", 4).typed_as(Input::Figure))}
        </div>
    }
    .into_any()
}

/// The help of a field of Markdown.
pub(super) const MARKDOWN: &str =
    "Markdown: an empty line begins a paragraph, **bold**, *stressed*, - list, [text](/parts/RP-AT-54-600).";

fn variant(form: &Form<'_>, offered: &Offered, code: &str, at: usize, count: usize) -> AnyView {
    let path = |field: &str| format!("variants/{code}/{field}");
    let (sku, option) = (form.typed.get(&path("sku")).to_owned(), form.typed.get(&path("option_value")).to_owned());
    let open =
        count <= FEW || at == 0 || form.has_problem_below(&path("")) || form.has_problem_below(&format!("new/{code}/"));
    let category = form.typed.get("category");
    let facts: Vec<_> = offered.schema.iter().map(|attribute| fact(form, code, category, attribute)).collect();
    let others: Vec<_> = form
        .typed
        .below(&path("attributes/"))
        .filter(|(attribute, _)| !offered.schema.iter().any(|known| known.code == *attribute))
        .filter_map(|(attribute, _)| Some(fact(form, code, category, attribute_by_code(attribute)?)))
        .collect();
    let others = (!others.is_empty()).then(|| {
        view! { <h2 class="studio-form__subtitle">"Other facts"</h2><p class="field__hint">"The category does not ask for them. Empty a field to take its fact away."</p>{others} }
    });
    let content = view! {
        <div class="form__row">
            {form.text(Text::new(&path("sku"), "Our number", 64).typed_as(Input::Code))}
            {form.text(Text::new(&path("mpn"), "Maker’s number", 80).typed_as(Input::Code))}
        </div>
        {form.text(Text::new(&path("option_value"), "Option", 80).hint("What tells it from the others, such as 600 mm."))}
        <h2 class="studio-form__subtitle">"Facts"</h2>
        {facts}
        {others}
        {another_fact(form, offered, code)}
        {arrange(&format!("variants/{code}"), &sku, at, count)}
    };
    group(&format!("variants/{code}"), sku, option, open, content.into_any())
}

/// A fact: its value with any unit, and how it is known.
fn fact(form: &Form<'_>, variant: &str, category: &str, attribute: &Attribute) -> AnyView {
    let path = format!("variants/{variant}/attributes/{}", attribute.code);
    let source = format!("variants/{variant}/provenance/{}", attribute.code);
    let mut hint = attribute.help.to_owned();
    if let Some(range) = range_of(category, attribute.code) {
        hint = format!("{hint} {range}.");
    }
    let label = match units_of(attribute.kind) {
        "" => attribute.name.to_owned(),
        units => format!("{}, in {units}", attribute.name),
    };
    let sources = [
        (Provenance::Stated, "stated by the maker"),
        (Provenance::Measured, "measured by us"),
        (Provenance::Computed, "computed"),
    ];
    let sources: Vec<_> = sources.iter().map(|(source, text)| (source.name().to_owned(), (*text).to_owned())).collect();
    // A fact that is not there yet would be the maker's word.
    let sources = if form.typed.has(&source) {
        form.choice(&source, "How it is known", "", sources, true)
    } else {
        let typed = [(source.clone(), Provenance::Stated.name().to_owned())].into_iter().collect();
        Form { typed: &typed, misread: form.misread }.choice(&source, "How it is known", "", sources, true)
    };
    view! {
        <div class="studio-form__fact">
            {form.text(Text::new(&path, &label, 190).hint(hint))}
            {sources}
        </div>
    }
    .into_any()
}

fn another_fact(form: &Form<'_>, offered: &Offered, code: &str) -> AnyView {
    let (attribute, value) = (format!("new/{code}/attribute"), format!("new/{code}/value"));
    let known = |attribute: &str| {
        offered.schema.iter().any(|known| known.code == attribute)
            || form.typed.has(&format!("variants/{code}/attributes/{attribute}"))
    };
    let mut choices = vec![(String::new(), "Choose …".to_owned())];
    let others = ATTRIBUTES.iter().filter(|attribute| !known(attribute.code));
    choices.extend(others.map(|attribute| (attribute.code.to_owned(), attribute.name.to_owned())));
    view! {
        <div class="studio-form__add">
            {form.choice(&attribute, "Another fact", "", choices, false)}
            {form.text(Text::new(&value, "Its value", 190))}
            {press(&format!("fact:{code}"), "Add the fact", &format!("to {code}"))}
        </div>
    }
    .into_any()
}

fn picture_count(form: &Form<'_>) -> String {
    match form.typed.rows("images").len() {
        0 => "none".to_owned(),
        count => count.to_string(),
    }
}

fn pictures(form: &Form<'_>, offered: &Offered) -> AnyView {
    let rows = form.typed.rows("images");
    let count = rows.len();
    let list: Vec<_> = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let (asset, alt) = (format!("images/{row}/asset"), format!("images/{row}/alt"));
            let name = format!("picture {}", at + 1);
            view! {
                <li class="studio-form__picture" data-picture=form.typed.get(&asset).to_owned()>
                    {thumbnail(offered, form.typed.get(&asset))}
                    <div class="studio-form__fields">
                        {form.hidden(&asset)}
                        {form.text(Text::new(&alt, "What is to be seen on it", 300).hint("For those who cannot see it. It is needed before the picture is published."))}
                        {arrange(&format!("images/{row}"), &name, at, count)}
                    </div>
                </li>
            }
        })
        .collect();
    let list = (count > 0).then(|| view! { <ol class="studio-form__pictures">{list}</ol> });
    let problem = form.problem("new/image");
    view! {
        {list}
        <div class="studio-form__drop" id="studio-drop">
            <div class="field">
                <label class="field__label" for="field-new/image">"Another picture"</label>
                <p class="field__hint" id="field-new/image-hint">"JPEG, PNG or WebP, at most 8 MB and 40 megapixels."</p>
                <p class="field__error" id="field-new/image-error" hidden=problem.is_none()>{problem.clone()}</p>
                <input class="studio-form__file" id="field-new/image" name="new/image" type="file" accept="image/jpeg,image/png,image/webp"
                    aria-describedby="field-new/image-hint field-new/image-error" aria-invalid=problem.is_some().then_some("true")/>
            </div>
            {form.text(Text::new("new/image_alt", "What is to be seen on it", 300))}
            <button class="button button--small" type="submit" name="do" value="add:images" formenctype="multipart/form-data">"Add the picture"</button>
            <p class="studio-form__progress" id="studio-upload" role="status"></p>
        </div>
    }
    .into_any()
}

/// The smallest rendition of a picture; its text stands beside it.
fn thumbnail(offered: &Offered, asset: &str) -> AnyView {
    match offered.pictures.get(asset).cloned() {
        Some(address) => {
            view! { <img class="studio-form__thumbnail" src=address alt="" width="96" height="96" loading="lazy"/> }
                .into_any()
        }
        None => view! { <span class="studio-form__thumbnail">"not stored"</span> }.into_any(),
    }
}
