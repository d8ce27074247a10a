//! Two revisions beside each other: field by field, and as pages.

use domain::studio::{Content, DocumentKey, Kind, diff};
use leptos::prelude::*;
use store::studio::{Document, RevisionInfo};

use crate::desk::kit;
use crate::page::PageError;
use crate::studio::answering::Studio;
use crate::studio::changes::changes;

/// What differs between two revisions of a document.
pub(super) async fn compared(studio: &Studio, document: &Document, from: u32, to: u32) -> Result<AnyView, PageError> {
    let key = &document.key;
    let (before, after) = (studio.store().revision(key, from).await?, studio.store().revision(key, to).await?);
    let ((old, before), (new, after)) = (before.ok_or(PageError::NotFound)?, after.ok_or(PageError::NotFound)?);
    let pages = (page_of(studio, key, &before).await?, page_of(studio, key, &after).await?);
    let pages = match pages {
        (Some(old_page), Some(new_page)) => view! {
            <div class="compared">
                {frame(key, &old, &old_page)}
                {frame(key, &new, &new_page)}
            </div>
        }
        .into_any(),
        _ => kit::nothing("There is no page to look at: a variant is missing."),
    };
    Ok(view! {
        {kit::section("compared", format!("From revision {from} to {to}"), None, changes(&diff(&before, &after)))}
        {kit::section("pages", "As pages", Some("as each would be published".to_owned()), pages)}
    }
    .into_any())
}

/// The public page that shows a revision best; prices are shown by their product.
async fn page_of(studio: &Studio, key: &DocumentKey, content: &Content) -> Result<Option<String>, PageError> {
    if key.kind != Kind::Prices {
        return Ok(content.page());
    }
    let product = studio.store().document(&DocumentKey::new(Kind::Product, &*key.name)).await?;
    Ok(product.and_then(|product| product.content.page()))
}

fn frame(key: &DocumentKey, revision: &RevisionInfo, page: &str) -> AnyView {
    let number = revision.number;
    let src = preview_path(key, number, page);
    view! {
        <figure class="compared__side">
            <figcaption class="compared__title">
                {format!("Revision {number}, {} by {}", kit::moment(revision.at), revision.author)}" · "
                <a href=src.clone()>"on its own"</a>
            </figcaption>
            <iframe class="compared__page" title=format!("Revision {number} as a page") src=src.clone()></iframe>
        </figure>
    }
    .into_any()
}

/// Where an editor sees a page with a revision in it.
pub(super) fn preview_path(key: &DocumentKey, number: u32, page: &str) -> String {
    format!("/studio/preview/{}/{}/{number}{page}", key.kind.path(), key.name)
}
