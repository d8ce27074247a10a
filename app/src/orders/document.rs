//! What all papers have in common: the letterhead, a code to scan, the marks of hazardous goods, and how they are
//! printed. On a screen they stand in a page; on paper they are all there is.

use domain::catalog::HazardClass;
use domain::orders::{OrderNumber, SELLER};
use leptos::prelude::*;

use crate::ui::QrModules;

/// A paper: its name and number, the facts beside them, and what follows.
pub(super) fn paper(
    order: &OrderNumber,
    name: String,
    number: Option<String>,
    code: Option<AnyView>,
    facts: Vec<(&'static str, String)>,
    body: AnyView,
) -> impl IntoView + use<> {
    let back = format!("/orders/{order}");
    let facts: Vec<_> = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <div class="document__fact"><dt>{name}</dt><dd>{value}</dd></div> })
        .collect();
    view! {
        <div class="document__tools">
            <a href=back>{format!("← Order {order}")}</a>
            <p>"To print or save as PDF, use your browser: "<kbd>"Ctrl"</kbd>" "<kbd>"P"</kbd>", on a Mac "<kbd>"⌘"</kbd>" "<kbd>"P"</kbd></p>
        </div>
        <article class="document">
            <div class="document__letterhead">
                <p class="document__seller">
                    <svg class="document__mark" viewBox="0 0 14 31" width="14" height="31" aria-hidden="true">
                        <path d="M7 1.5C10.2 5.2 12.3 10 12.3 15.2V26H1.7V15.2C1.7 10 3.8 5.2 7 1.5Z"/>
                        <path d="M4.5 28v3M9.5 28v3"/>
                    </svg>
                    {SELLER.name}
                </p>
                <address class="document__sender">{lines_of(SELLER.address)}{SELLER.email}</address>
            </div>
            <header class="document__head">
                <div>
                    <h1 class="document__title">{name}" "{number.map(|number| view! { <span class="order__number">{number}</span> })}</h1>
                    <dl class="document__facts">{facts}</dl>
                </div>
                {code}
            </header>
            {body}
        </article>
    }
}

/// Texts, one to a line.
pub(super) fn lines_of<T: AsRef<str>>(lines: &[T]) -> Vec<impl IntoView + use<T>> {
    lines
        .iter()
        .map(|line| line.as_ref().trim().to_owned())
        .filter(|line| !line.is_empty())
        .map(|line| view! { {line}<br/> })
        .collect()
}

/// An address under a word.
pub(super) fn block<T: AsRef<str>>(title: &'static str, lines: &[T], more: Option<String>) -> impl IntoView + use<T> {
    let lines = lines_of(lines);
    view! { <div><h2 class="document__label">{title}</h2><address class="order__address">{lines}{more}</address></div> }
}

/// A text as a QR code, with the text under it.
pub(super) fn code(text: &str) -> AnyView {
    let Some(QrModules { side, dark }) = QrModules::of(text) else {
        return view! { <p class="code"><span class="part-number">{text.to_owned()}</span></p> }.into_any();
    };
    view! {
        <figure class="code">
            <svg class="code__modules" viewBox=format!("0 0 {side} {side}") width="128" height="128" role="img" aria-label=format!("QR code of {text}")>
                <rect class="code__light" width=side height=side/>
                <path class="code__dark" d=dark/>
            </svg>
            <figcaption class="code__text">{text.to_owned()}</figcaption>
        </figure>
    }
    .into_any()
}

/// The mark that hazardous goods carry, and what it means; nothing for ordinary goods.
pub(super) fn hazard(class: HazardClass) -> Option<impl IntoView> {
    let (label, title, text) = match class {
        HazardClass::None => return None,
        HazardClass::FlammableSolid => (
            limited_quantity().into_any(),
            "Flammable solids, class 4.1, in limited quantity",
            "Rocket motors or igniters. By road only. Keep away from heat, sparks and flames; do not open the inner packing on the way.",
        ),
        HazardClass::Explosive => (
            explosive().into_any(),
            "Explosive articles, division 1.4",
            "Rocket motors. By road only, with the dangerous goods note in the carrier’s cab. Keep away from heat, sparks and flames; do not open on the way.",
        ),
    };
    Some(view! {
        <div class="hazard">
            {label}
            <div><h2 class="document__label">{title}</h2><p>{text}</p></div>
        </div>
    })
}

fn limited_quantity() -> impl IntoView {
    view! {
        <svg class="hazard__mark" viewBox="0 0 100 100" width="88" height="88" role="img" aria-label="Mark: limited quantity">
            <path class="hazard__edge" d="M50 3 97 50 50 97 3 50Z"/>
            <path class="hazard__fill" d="M50 3 71 24H29ZM50 97 29 76H71Z"/>
            <text class="hazard__text" x="50" y="57" text-anchor="middle">"4.1 LQ"</text>
        </svg>
    }
}

fn explosive() -> impl IntoView {
    view! {
        <svg class="hazard__mark" viewBox="0 0 100 100" width="88" height="88" role="img" aria-label="Mark: division 1.4">
            <path class="hazard__edge" d="M50 3 97 50 50 97 3 50Z"/>
            <text class="hazard__text hazard__text--large" x="50" y="54" text-anchor="middle">"1.4"</text>
            <text class="hazard__text" x="50" y="83" text-anchor="middle">"1"</text>
        </svg>
    }
}
