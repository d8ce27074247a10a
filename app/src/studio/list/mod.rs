//! `/studio`: all documents, narrowed down; what is done with many at once; views that people keep.

mod batch;
mod filter;
mod views;

use domain::studio::{DocumentKey, Kind};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::studio::{CategoryChoice, DOCUMENTS_PER_PAGE, DocumentList, DocumentRow};

use self::batch::batch_bar;
pub(super) use self::batch::release_of;
use self::filter::{Asked, filter_form, status_tabs};
use self::views::saved_views;
use super::answering::{Studio, respond};
use super::words;
use crate::desk::entered::{Entered, NotDone};
use crate::desk::kit;
use crate::page::{Page, PageError};
use crate::posted::PostedForm;
use crate::ui::pagination;

/// `/studio`, and `/studio/list/:action`, where its forms are sent to.
#[component]
pub(crate) fn ListPage() -> impl IntoView {
    let action = use_params_map().read_untracked().get("action");
    respond(|studio| load(studio, action))
}

async fn load(studio: Studio, action: Option<String>) -> Result<Page, PageError> {
    let action = action.as_deref();
    let entered =
        studio.answer(action, || "/studio".to_owned(), |form| act(&studio, action.unwrap_or_default(), form)).await?;
    let asked = match action {
        Some(action) => Asked::read(&entered.value(action, "query", "")),
        None => Asked::read(studio.visit.query_string()),
    };
    let list = studio.store().documents(&asked.filter).await?;
    // The bar’s field asks for words alone: the only document that has them is gone to.
    if asked.is_search
        && let Some(only) = only(&list.rows)
    {
        return Err(PageError::Elsewhere(only.path()));
    }
    let categories = studio.store().category_choices().await?;
    let views = studio.store().saved_views(studio.staff.id).await?;
    let status = entered.status();
    let content = view! {
        {kit::head("Catalog", "Everything that can be edited. Nothing that is written here is seen before it is published.", new_ways())}
        {kit::done(studio.done())}
        {kit::general_problems(&entered, action.unwrap_or_default())}
        {saved_views(&views, &asked, &entered)}
        {status_tabs(&asked, &list)}
        {filter_form(&asked, &categories)}
        {documents(&studio, &asked, &list, &categories, &entered, action).await?}
    };
    Ok(Page::private("Catalog", content).with_query(asked.filter.words).with_status(status))
}

/// Where the words of the bar's field lead straight to: the only document that has them. A product stands for its
/// prices.
fn only(rows: &[DocumentRow]) -> Option<&DocumentKey> {
    match rows {
        [only] => Some(&only.key),
        [one, other] if one.key.name == other.key.name => {
            [one, other].map(|row| &row.key).into_iter().find(|key| key.kind == Kind::Product)
        }
        _ => None,
    }
}

async fn act(studio: &Studio, action: &str, form: PostedForm) -> Result<String, NotDone> {
    match action {
        "add" | "publish" => batch::act(studio, action, &form).await,
        "save-view" | "delete-view" => views::act(studio, action, &form).await,
        _ => Err(PageError::NotFound.into()),
    }
}

/// Ways to begin a document.
fn new_ways() -> AnyView {
    let way = |kind: Kind, text: &'static str| {
        view! { <a class="button button--small" href=format!("/studio/new/{}", kind.path())>{text}</a>" " }
    };
    view! {
        {way(Kind::Product, "New product")}
        {way(Kind::Page, "New page")}
        {way(Kind::Category, "New category")}
    }
    .into_any()
}

async fn documents(
    studio: &Studio,
    asked: &Asked,
    list: &DocumentList,
    categories: &[CategoryChoice],
    entered: &Entered,
    action: Option<&str>,
) -> Result<AnyView, PageError> {
    if list.rows.is_empty() {
        return Ok(nothing(asked));
    }
    let form = action.unwrap_or("add");
    let rows: Vec<_> = list.rows.iter().map(|row| document(row, categories, entered, form)).collect();
    let columns =
        [("", false), ("Document", false), ("Category", false), ("State", false), ("Lacks", false), ("Changed", true)];
    let page = asked.filter.page;
    let batch = batch_bar(studio, entered, form).await?;
    Ok(view! {
        <form method="post" action="/studio/list/add">
            <input type="hidden" name="query" value=asked.query(page)/>
            <table class="table">
                <caption class="visually-hidden">"Documents"</caption>
                {kit::table_head(&columns)}
                <tbody>{rows}</tbody>
            </table>
            {batch}
        </form>
        {pagination(page, DOCUMENTS_PER_PAGE, list.total, &|page| asked.address(page))}
    }
    .into_any())
}

fn document(row: &DocumentRow, categories: &[CategoryChoice], entered: &Entered, form: &str) -> AnyView {
    let category = categories.iter().find(|choice| choice.code == row.category).map(|choice| choice.name.clone());
    let scheduled = row
        .scheduled
        .map(|at| view! { <span class="table__second">{format!("published on {} UTC", kit::moment(at))}</span> });
    view! {
        <tr class="table__row">
            <td class="desk__tick-cell">{kit::tick(entered, form, "document", ticked(&row.key), false, None)}</td>
            <th scope="row" class="table__main">
                <a href=row.key.path()>{row.title.clone()}</a>
                <span class="table__second">{row.key.kind.title()}</span>
            </th>
            <td data-label="Category">{category}</td>
            <td data-label="State">{words::status(row.status)}{scheduled}</td>
            <td data-label="Lacks">{words::problems(&row.problems)}</td>
            <td class="table__number" data-label="Changed">
                {kit::moment(row.updated_at)}<span class="table__second">{row.updated_by.clone()}</span>
            </td>
        </tr>
    }
    .into_any()
}

/// A document as the value of its box: `products/tube-54`.
fn ticked(key: &DocumentKey) -> String {
    format!("{}/{}", key.kind.path(), key.name)
}

/// Reads the value of a box.
fn key_of(ticked: &str) -> Option<DocumentKey> {
    let (kind, name) = ticked.split_once('/')?;
    DocumentKey::parse(kind, name)
}

fn nothing(asked: &Asked) -> AnyView {
    let (title, text) = if asked.is_narrow() {
        (
            "Nothing fits",
            "The words are looked for in part numbers, with or without hyphens, and in titles. Take something out of what is asked for, or begin a new document.",
        )
    } else {
        (
            "The catalog is empty",
            "Products, categories and pages appear here as soon as there are some: make one, or import a list of parts.",
        )
    };
    view! {
        <div class="empty">
            <h2 class="empty__title">{title}</h2>
            <p class="empty__text">{text}</p>
            <ul class="empty__ways">
                <li><a href="/studio">"All documents"</a></li>
                <li><a href="/studio/new/products">"New product"</a></li>
                <li><a href="/studio/import">"Import"</a></li>
            </ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_names_its_document() {
        let key = DocumentKey::new(Kind::Category, "nose_cones");
        // Codes of categories are their names, and an underscore is none of a name's letters.
        assert_eq!(
            key_of(&ticked(&DocumentKey::new(Kind::Product, "tube-54"))),
            DocumentKey::parse("products", "tube-54")
        );
        assert_eq!(key_of("products/"), None);
        assert_eq!(key_of("products"), None);
        assert_eq!(key_of("releases/7"), None);
        assert_eq!(key_of(&ticked(&key)).is_some(), DocumentKey::parse("categories", "nose_cones").is_some());
    }
}
