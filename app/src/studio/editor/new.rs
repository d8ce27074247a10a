//! `/studio/new/:kind`: a document that is not there yet. It needs little more than a name; the rest is the
//! editor's.

use domain::catalog::{AttributeSet, HazardClass, Maker, ProductKind};
use domain::ids::Sku;
use domain::studio::form::{Misread, Typed, name_of};
use domain::studio::{CategoryContent, Content, DocumentKey, Kind, PageContent, ProductContent, VariantContent};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::studio::{SaveDraft, SaveError};

use super::fields::{Form, Input, Text};
use super::work::{categories, typed_of};
use crate::desk::{DeskFrame, kit};
use crate::page::{self, Page, PageError};
use crate::request::Visit;

/// `/studio/new/:kind`, and with `/:action` what its form is sent to.
#[component]
pub(crate) fn NewDocumentPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let kind = params.get("kind").and_then(|kind| Kind::of_path(&kind));
    let action = params.get("action");
    page::respond(move |visit| load(visit, kind, action))
}

async fn load(visit: Visit, kind: Option<Kind>, action: Option<String>) -> Result<Page, PageError> {
    let staff = visit.staff().await?;
    let kind =
        kind.filter(|kind| matches!(kind, Kind::Product | Kind::Category | Kind::Page)).ok_or(PageError::NotFound)?;
    let (typed, misread) = match (action.as_deref(), visit.posted()) {
        (None, _) => (Typed::default(), Vec::new()),
        (Some("create"), Some(posted)) => {
            let typed = typed_of(&posted);
            let misread = match begun(kind, &typed) {
                Ok((key, content)) => {
                    let save = SaveDraft { key: key.clone(), content, seen: 0, onto: None, note: String::new() };
                    match visit.store.save_draft(save, &staff.actor(), visit.now()).await {
                        Ok(_) => return Err(PageError::Elsewhere(format!("{}?done=created", key.path()))),
                        Err(SaveError::Exists | SaveError::Newer(_)) => {
                            vec![Misread::at("code", format!("“{}” is there already. Choose another.", key.name))]
                        }
                        Err(SaveError::CodeTaken(code)) => {
                            vec![Misread::at("sku", format!("{code} belongs to another product."))]
                        }
                        Err(SaveError::Unknown) => return Err(PageError::NotFound),
                        Err(SaveError::Store(error)) => return Err(error.into()),
                    }
                }
                Err(misread) => misread,
            };
            (typed, misread)
        }
        (Some("create"), None) => return Err(PageError::Elsewhere(format!("/studio/new/{}", kind.path()))),
        _ => return Err(PageError::NotFound),
    };
    let choices = if kind == Kind::Page { Vec::new() } else { categories(&visit.store).await? };
    let status = if misread.is_empty() { 200 } else { 422 };
    let form = Form { typed: &typed, misread: &misread };
    let title = match kind {
        Kind::Product => "A new product",
        Kind::Category => "A new category",
        _ => "A new page",
    };
    let content = view! {
        {kit::head(title, "It begins as a draft: visitors see it once it is published.", ())}
        <form class="form" method="post" action=format!("/studio/new/{}/create", kind.path()) novalidate=true>
            {fields(kind, &form, choices)}
            <div class="form__actions">
                <button class="button button--go" type="submit">"Begin the draft"</button>
                <a href="/studio">"Back to the catalog"</a>
            </div>
        </form>
    };
    let frame = DeskFrame::new(&visit, &staff, None);
    let page = Page::private(title, content).with_status(status).narrow();
    Ok(Page { desk: Some(Box::new(frame)), ..page })
}

fn fields(kind: Kind, form: &Form<'_>, categories: Vec<(String, String)>) -> AnyView {
    let code_hint = "Small letters, digits and hyphens. It names the draft for good; empty, it is made of the name.";
    let code = || form.text(Text::new("code", "Short name", 80).typed_as(Input::Code).hint(code_hint));
    match kind {
        Kind::Product => view! {
            {form.text(Text::new("title", "Name", 200).hint("Without what tells its variants apart."))}
            {form.choice("category", "Category", "", categories, false)}
            {form.text(Text::new("sku", "Our number of its first variant", 64).typed_as(Input::Code).hint("More variants are added in the editor."))}
            {code()}
        }
        .into_any(),
        Kind::Category => {
            let mut parents = vec![(String::new(), "None: it stands at the top".to_owned())];
            parents.extend(categories);
            view! {
                {form.text(Text::new("title", "Name", 80).hint("In the plural, as in Nose cones."))}
                {form.choice("parent", "Category above", "", parents, false)}
                {code()}
            }
            .into_any()
        }
        _ => view! { {form.text(Text::new("title", "Title", 120))}{code()} }.into_any(),
    }
}

/// The document that the form asks for.
fn begun(kind: Kind, typed: &Typed) -> Result<(DocumentKey, Content), Vec<Misread>> {
    let mut misread = Vec::new();
    let title = typed.get("title").trim().to_owned();
    if title.is_empty() {
        misread.push(Misread::at("title", "Enter what it is called."));
    }
    let name = match typed.get("code").trim() {
        "" => name_of(&title),
        code => code.to_owned(),
    };
    let key = DocumentKey::parse(kind.path(), &name);
    if key.is_none() && !title.is_empty() {
        misread.push(Misread::at("code", "Use small letters and digits, in words joined by hyphens."));
    }
    let sku = (kind == Kind::Product).then(|| Sku::parse(typed.get("sku")));
    if let Some(Err(error)) = &sku {
        let empty = typed.get("sku").trim().is_empty();
        misread.push(Misread::at("sku", if empty { "Enter our number.".to_owned() } else { format!("{error}.") }));
    }
    let category = typed.get("category").to_owned();
    if kind == Kind::Product && category.is_empty() {
        misread.push(Misread::at("category", "Choose a category."));
    }
    match (key, sku) {
        (Some(key), sku) if misread.is_empty() => {
            let content = match kind {
                Kind::Product => Content::Product(ProductContent {
                    category,
                    maker: Maker::own(),
                    kind: ProductKind::Part,
                    name: title,
                    summary: String::new(),
                    description: String::new(),
                    hazard_class: HazardClass::None,
                    lead_time_days: None,
                    variants: sku.into_iter().flatten().map(first_variant).collect(),
                    images: Vec::new(),
                }),
                Kind::Category => Content::Category(CategoryContent {
                    slug: name,
                    name: title,
                    summary: String::new(),
                    parent: Some(typed.get("parent").to_owned()).filter(|parent| !parent.is_empty()),
                    position: 100,
                    attributes: Vec::new(),
                }),
                _ => Content::Page(PageContent { slug: name, title, summary: String::new(), body: String::new() }),
            };
            Ok((key, content))
        }
        _ => Err(misread),
    }
}

fn first_variant(sku: Sku) -> VariantContent {
    VariantContent {
        code: sku.to_string(),
        mpn: sku.to_string(),
        sku,
        option_value: String::new(),
        attributes: AttributeSet::new(),
        thrust_curve: None,
    }
}
