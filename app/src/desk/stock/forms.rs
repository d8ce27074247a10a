//! The forms of a part's stock.

use domain::fulfilment::StockReason;
use leptos::prelude::*;
use store::fulfilment::StockView;

use crate::desk::entered::Entered;
use crate::desk::kit::{self, Choice, Input};

/// What a form that changes stock must have been shown with, so that sending it twice does it once.
pub(super) fn seen(part: &StockView) -> String {
    part.levels.iter().map(|level| format!("{}{}", level.location.code, level.on_hand)).collect::<Vec<_>>().join("-")
}

pub(super) fn forms(part: &StockView, entered: &Entered) -> AnyView {
    let address = |action: &str| format!("/desk/stock/{}/{action}", part.sku);
    let locations: Vec<Choice> = part
        .levels
        .iter()
        .map(|level| (level.location.code.clone(), format!("{}, {} available", level.location.name, level.available())))
        .collect();
    let fullest = part.levels.iter().max_by_key(|level| level.on_hand).map(|level| level.location.code.clone());
    let other = part.levels.iter().map(|level| level.location.code.clone()).find(|code| Some(code) != fullest.as_ref());
    let reasons: Vec<Choice> =
        StockReason::ALL.iter().map(|reason| (reason.name().to_owned(), reason.title().to_owned())).collect();
    let bin = part.levels.iter().max_by_key(|level| level.on_hand).map(|level| level.bin.clone()).unwrap_or_default();
    let seen = seen(part);
    let nothing_open = !["transfer", "bin"].iter().any(|form| entered.is(form));
    let several = part.levels.len() > 1;
    view! {
        {kit::folded(nothing_open, "Adjust", view! {
            <form class="desk-action" method="post" action=address("adjust")>
                <input type="hidden" name="seen" value=seen.clone()/>
                {kit::general_problems(entered, "adjust")}
                {kit::chooser(entered, "adjust", "location", "Where", locations.clone(), fullest.as_deref())}
                <div class="desk-action__row">
                    {Input { class: "field__input--number", most: 9, ..Input::text("adjust", "delta", "More or less") }.view(entered)}
                    {kit::chooser(entered, "adjust", "reason", "Why", reasons, None)}
                </div>
                {Input::text("adjust", "note", "Note").view(entered)}
                <button class="button button--go" type="submit">"Adjust"</button>
            </form>
        })}
        {several.then(|| kit::folded(entered.is("transfer"), "Transfer", view! {
            <form class="desk-action" method="post" action=address("transfer")>
                <input type="hidden" name="seen" value=seen/>
                {kit::general_problems(entered, "transfer")}
                {kit::chooser(entered, "transfer", "from", "From", locations.clone(), fullest.as_deref())}
                {kit::chooser(entered, "transfer", "to", "To", locations.clone(), other.as_deref())}
                {Input::pieces("transfer", "quantity", "Pieces").hint("Only what is available can move.").view(entered)}
                <button class="button" type="submit">"Transfer"</button>
            </form>
        }))}
        {kit::folded(entered.is("bin"), "Set the bin", view! {
            <form class="desk-action" method="post" action=address("bin")>
                {kit::general_problems(entered, "bin")}
                {kit::chooser(entered, "bin", "location", "Where", locations.clone(), fullest.as_deref())}
                {Input { most: 20, ..Input::code("bin", "bin", "Bin") }.hint("As written on the shelf; empty for none.").starts_with(bin).view(entered)}
                <button class="button" type="submit">"Set the bin"</button>
            </form>
        })}
    }
    .into_any()
}
