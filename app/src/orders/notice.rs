//! What an order's page says about what was just done, by a code in its address.

use domain::cart::quick_order::AskedLine;
use domain::cart::review::ReviewProblem;
use leptos::prelude::*;
use store::cart::CartToken;

use super::access::Opened;
use crate::page::PageError;
use crate::request::Visit;

/// The notice, if the address asks for one, and the status that goes with it.
pub(super) async fn notice(visit: &Visit, opened: &Opened) -> Result<(Option<AnyView>, u16), PageError> {
    if let Some(problem) = visit.problems().first() {
        let status = problem.status();
        let notice = view! {
            <div class="notice notice--error" role="alert"><p class="notice__title">{problem.to_string()}</p></div>
        };
        return Ok((Some(notice.into_any()), status));
    }
    let notice = match visit.query("done").as_deref() {
        Some("cancelled") => Some(said(
            "Cancelled",
            "What is not wanted any more is no longer part of the order. A confirmation is on its way to you by e-mail.",
        )),
        Some("reordered") => Some(reordered(visit, opened).await?),
        _ => None,
    };
    Ok((notice, 200))
}

fn said(title: &'static str, text: &'static str) -> AnyView {
    view! {
        <div class="notice notice--success" role="status"><p class="notice__title">{title}</p><p>{text}</p></div>
    }
    .into_any()
}

/// What of the order is in the cart now, what is not, and why.
async fn reordered(visit: &Visit, opened: &Opened) -> Result<AnyView, PageError> {
    let token = visit.cart_token();
    let missing = missing(visit, opened, token.as_ref()).await?;
    let cart = view! { <a href="/cart">"See the cart"</a> };
    if missing.is_empty() {
        let notice = view! {
            <div class="notice notice--success" role="status">
                <p class="notice__title">"All of it is in your cart"</p>
                <p>"At the prices of today. "{cart}</p>
            </div>
        };
        return Ok(notice.into_any());
    }
    let nothing = missing.len() == opened.order.lines.len() && missing.iter().all(|(_, whole, _)| *whole);
    let title = if nothing { "Nothing of it can be bought now" } else { "Some of it is in your cart" };
    let items: Vec<_> = missing
        .into_iter()
        .map(|(sku, _, why)| view! { <li><a class="part-number" href=format!("/parts/{sku}")>{sku.clone()}</a>" "{why}</li> })
        .collect();
    let notice = view! {
        <div class="notice notice--warning" role="status">
            <p class="notice__title">{title}</p>
            <ul class="notice__list">{items}</ul>
            {(!nothing).then(|| view! { <p>{cart}</p> })}
        </div>
    };
    Ok(notice.into_any())
}

/// What is not in the cart: number, whether none of it is, and why.
async fn missing(
    visit: &Visit,
    opened: &Opened,
    token: Option<&CartToken>,
) -> Result<Vec<(String, bool, String)>, PageError> {
    let cart = match token {
        Some(token) => visit.store.cart(token).await?,
        None => domain::cart::Cart::default(),
    };
    let mut missing = Vec::new();
    for line in &opened.order.lines {
        let wanted: u32 = opened.order.lines.iter().filter(|other| other.sku == line.sku).map(|l| l.quantity).sum();
        let there = cart.lines.iter().find(|other| other.sku == line.sku).map_or(0, |other| other.quantity);
        let is_known = missing.iter().any(|(sku, _)| *sku == line.sku);
        if there < wanted && !is_known {
            missing.push((line.sku.clone(), (wanted, there)));
        }
    }
    let asked = missing.iter().zip(1..).map(|((sku, (wanted, there)), at): (_, u32)| AskedLine {
        source: at.to_string(),
        number: sku.to_string(),
        quantity: (wanted - there).to_string(),
        whole: None,
    });
    let review = visit.store.review_list(asked.collect(), token).await?;
    let whys = review.lines.iter().map(|line| match &line.problem {
        None => "was not added.".to_owned(),
        Some(problem) => sentence(problem),
    });
    Ok(missing
        .iter()
        .zip(whys)
        .map(|((sku, (wanted, there)), why)| {
            let why = if *there > 0 { format!("{there} of {wanted}: {why}") } else { why };
            (sku.to_string(), *there == 0, why)
        })
        .collect())
}

fn sentence(problem: &ReviewProblem) -> String {
    problem.to_string()
}
