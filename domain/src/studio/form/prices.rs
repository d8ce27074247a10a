//! The form of prices: a ladder per variant, a row per step.

use std::collections::BTreeSet;

use super::{Reading, Typed};
use crate::money::{Currency, Money};
use crate::pricing::{PriceLadder, PriceLadderError, QuantityBreak};
use crate::studio::PricesContent;

/// More pieces than this in one field is a slip.
const MOST_PIECES: u32 = 1_000_000;

pub(super) fn write(prices: &PricesContent, typed: &mut Typed) {
    for (code, ladder) in &prices.ladders {
        for (row, step) in ladder.breaks().iter().enumerate() {
            typed.set(format!("ladders/{code}/{row}/quantity"), step.min_quantity.to_string());
            typed.set(format!("ladders/{code}/{row}/price"), step.unit_price.figure());
        }
    }
}

pub(super) fn read(reading: &mut Reading<'_>, before: &PricesContent) -> PricesContent {
    let typed = reading.typed;
    let codes: BTreeSet<&str> = typed.below("ladders/").filter_map(|(rest, _)| rest.split('/').next()).collect();
    let mut ladders = before.ladders.clone();
    for code in codes {
        let known = before.ladders.get(code);
        match ladder(reading, code, known) {
            Some(ladder) if !ladder.breaks().is_empty() || known.is_some_and(|known| *known == ladder) => {
                ladders.insert(code.to_owned(), ladder);
            }
            _ => _ = ladders.remove(code),
        }
    }
    PricesContent { ladders }
}

/// The ladder of a variant; none where it cannot be read.
fn ladder(reading: &mut Reading<'_>, code: &str, before: Option<&PriceLadder>) -> Option<PriceLadder> {
    let typed = reading.typed;
    let currency = before.and_then(PriceLadder::first).map_or(Currency::Eur, |step| step.unit_price.currency);
    let list = format!("ladders/{code}");
    let mut steps = Vec::new();
    let mut rows = Vec::new();
    let mut is_whole = true;
    for row in typed.rows(&list) {
        let (quantity_path, price_path) = (format!("{list}/{row}/quantity"), format!("{list}/{row}/price"));
        let (quantity, price) = (typed.get(&quantity_path).trim(), typed.get(&price_path).trim());
        if quantity.is_empty() && price.is_empty() {
            continue;
        }
        let quantity = quantity.replace(',', "").parse().ok().filter(|pieces| (1..=MOST_PIECES).contains(pieces));
        if quantity.is_none() {
            reading.refuse(quantity_path, "Enter from how many pieces on, such as 10.");
        }
        let price = Money::parse(price.trim_matches(['€', ' ', '\u{a0}']), currency).ok();
        if price.is_none() {
            reading.refuse(price_path, "Enter the price of one piece, such as 12.50.");
        }
        match (quantity, price) {
            (Some(min_quantity), Some(unit_price)) => {
                steps.push(QuantityBreak { min_quantity, unit_price });
                rows.push((row, min_quantity));
            }
            _ => is_whole = false,
        }
    }
    if !is_whole {
        return None;
    }
    match PriceLadder::new(steps) {
        Ok(ladder) => Some(ladder),
        Err(error) => {
            let (field, quantity) = match error {
                PriceLadderError::BadQuantity(quantity) => ("quantity", Some(quantity)),
                PriceLadderError::NegativePrice(quantity) | PriceLadderError::PriceRises(quantity) => {
                    ("price", Some(quantity))
                }
                PriceLadderError::MixedCurrencies => ("price", None),
            };
            let at = rows.iter().rev().find(|(_, pieces)| quantity.is_none_or(|quantity| quantity == *pieces));
            let row = at.map_or(0, |(row, _)| *row);
            reading.refuse(format!("{list}/{row}/{field}"), sentence(&error.to_string()));
            None
        }
    }
}

/// The words of an error as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
