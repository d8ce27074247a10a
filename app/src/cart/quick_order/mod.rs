//! The quick order: a list of part numbers is pasted or uploaded, looked through line by line, mended
//! in place and added as a whole. One address: asked for, it is a page like any other; what is posted
//! to it is answered with the list as understood, which holds everything that was typed.

mod entry;
mod form;
mod lines;

use domain::cart::quick_order::{ListError, MAX_LINES};
use domain::cart::review::Review;
use domain::ids::Sku;
use leptos::prelude::*;
use store::cart::AddLinesError;
use uuid::Uuid;

use crate::page::{Page, PageError, respond};
use crate::posted::PostedForm;
use crate::request::Visit;
use entry::entry;
use form::Asked;
use lines::{Said, looked_through};

/// `/quick-order`
#[component]
pub(crate) fn QuickOrderPage() -> impl IntoView {
    respond(|visit| async move {
        match visit.posted() {
            None => Ok(Page::public(
                "Quick order",
                "Paste or upload part numbers and quantities; see prices and stock line by line, and add them to your cart at once.",
                entry("", None),
            )
            .with_canonical("/quick-order")),
            Some(form) => answer(&visit, &form).await,
        }
    })
}

/// Answers a posted list.
async fn answer(visit: &Visit, form: &PostedForm) -> Result<Page, PageError> {
    let asked = match Asked::read(form) {
        Ok(asked) => asked,
        Err((error, typed)) => {
            let status = if error == ListError::TooLarge { 413 } else { 422 };
            return Ok(Page::private("Quick order", entry(&typed, Some(&error))).with_status(status));
        }
    };
    if let Some(promised) = asked.promised {
        return add(visit, asked, promised).await;
    }
    let said = asked.refused.map(|(error, typed)| Said::Refused(error, typed));
    let review = visit.store.review_list(asked.lines, visit.cart_token().as_ref()).await?;
    Ok(review_page(&review, visit.new_key(), said.as_ref()))
}

/// Adds the lines that can be added, if they are still those that the button spoke of.
async fn add(visit: &Visit, asked: Asked, promised: usize) -> Result<Page, PageError> {
    let token = visit.cart_token();
    let key = asked.key.unwrap_or_else(|| visit.new_key());
    if let Some(token) = &token
        && visit.store.has_added(token, key).await?
    {
        return Err(PageError::Elsewhere("/cart".to_owned()));
    }
    let review = visit.store.review_list(asked.lines, token.as_ref()).await?;
    let ready: Vec<(Sku, u32)> = review.ready().map(|line| (line.sku.clone(), line.quantity)).collect();
    if ready.len() != promised || review.overflow > 0 || ready.is_empty() {
        return Ok(review_page(&review, key, Some(&Said::Changed)));
    }
    let token = visit.cart_token_or_new();
    match visit.store.add_lines_to_cart(&token, key, &ready, visit.now()).await {
        Ok(()) => {}
        Err(AddLinesError::Refused(_)) => {
            let asked = review.lines.into_iter().map(|line| line.asked).collect();
            let review = visit.store.review_list(asked, Some(&token)).await?;
            return Ok(review_page(&review, key, Some(&Said::Changed)));
        }
        Err(AddLinesError::Store(error)) => return Err(error.into()),
    }
    let rest: Vec<_> = review.lines.into_iter().filter(|line| line.problem.is_some()).map(|line| line.asked).collect();
    if rest.is_empty() {
        return Err(PageError::Elsewhere("/cart".to_owned()));
    }
    let review = visit.store.review_list(rest, Some(&token)).await?;
    let pieces = visit.store.cart_pieces(&token).await?;
    Ok(review_page(&review, visit.new_key(), Some(&Said::Added(ready.len()))).with_cart_pieces(pieces))
}

fn review_page(review: &Review, key: Uuid, said: Option<&Said>) -> Page {
    let status = match said {
        Some(Said::Changed) => 409,
        Some(Said::Refused(ListError::TooLarge, _)) => 413,
        _ if review.overflow == 0 && review.lines.iter().all(|line| line.problem.is_none()) => 200,
        _ => 422,
    };
    Page::private("Quick order: your list", looked_through(review, key, said)).with_status(status)
}

/// “1 line”, “12 lines”.
fn count_of_lines(count: usize) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}

/// What the fields for a list say beneath their label.
fn list_hint() -> String {
    format!(
        "One per line, up to {MAX_LINES}: number and quantity in any order, divided by a blank, comma, semicolon or tab."
    )
}

/// A text with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}
