//! The table of what fits: a group of rows per joint, with the clearance as figure, as mark between
//! press and loose, and in words.

use domain::fit::{Fit, FitClass, Side};
use domain::search::Vocabulary;
use domain::units::{Quantity, QuantityKind, Unit};
use leptos::prelude::*;
use store::fit::{FitGroup, FitRow};

use super::has_clearance;
use crate::catalog::{name_cell, price_cell, stock_cell, thumb_cell};
use crate::ui;

/// The table of these groups.
pub(super) fn fit_table(
    caption: &'static str,
    groups: Vec<FitGroup>,
    vocabulary: &Vocabulary,
) -> impl IntoView + use<> {
    let shaped = groups.iter().flat_map(|group| &group.rows).any(|fit| fit.row.shape().is_some());
    let bodies: Vec<_> = groups.into_iter().map(|group| body(group, shaped, vocabulary)).collect();
    view! {
        <table class="table table--fits">
            <caption class="visually-hidden">{caption}</caption>
            <thead class="table__head">
                <tr>
                    {shaped.then(|| view! { <th class="table__thumb"><span class="visually-hidden">"Shape"</span></th> })}
                    <th scope="col" class="table__part">"Part"</th>
                    <th scope="col" class="table__number">"Mates at"{ui::in_both(QuantityKind::Length, ui::unit_sign)}</th>
                    <th scope="col" class="fit__scale">"press · slip · loose"</th>
                    <th scope="col" class="table__number fit__clearance">"Clearance "<span class="unit">"mm"</span></th>
                    <th scope="col" class="fit__words">"Fit"</th>
                    <th scope="col" class="table__number">"Stock"</th>
                    <th scope="col" class="table__number">"€ each"</th>
                </tr>
            </thead>
            {bodies}
        </table>
    }
}

fn body(group: FitGroup, shaped: bool, vocabulary: &Vocabulary) -> impl IntoView + use<> {
    let FitGroup { joint, side, rows, total, within } = group;
    let more = match rows.len() {
        shown if shown == total => total.to_string(),
        shown => format!("{shown} of {total}"),
    };
    let links: Vec<_> = within
        .into_iter()
        .map(|(category, query)| {
            let href = format!("/categories/{category}?{}", query.query_string(vocabulary));
            view! { " · "<a href=href>{category.replace('-', " ")}</a> }
        })
        .collect();
    let columns = if shaped { 8 } else { 7 };
    view! {
        <tbody>
            <tr class="table__group">
                <th scope="rowgroup" colspan=columns>
                    {joint.heading(side)}" "<span class="table__group-note">{more}{links}</span>
                </th>
            </tr>
            {rows.into_iter().map(|fit| row(&fit, side, shaped)).collect_view()}
        </tbody>
    }
}

fn row(FitRow { row, fit }: &FitRow, side: Side, shaped: bool) -> impl IntoView + use<> {
    let mates_at = match side {
        Side::Shaft => fit.hole,
        Side::Hole => fit.shaft,
    };
    let figure = ui::in_both(QuantityKind::Length, |unit| Quantity::from_si(mates_at, unit).figure());
    let clearance = has_clearance(fit.joint).then(|| Quantity::from_si(fit.clearance, Unit::Millimetre).figure_with(2));
    let second = second_line(fit);
    view! {
        <tr class="table__row">
            {shaped.then(|| thumb_cell(row))}
            {name_cell(row, &row.name)}
            <td class="table__number" data-label="Mates at mm" data-label-in="Mates at in">{figure}</td>
            <td class="fit__scale" inner_html=scale(fit)></td>
            <td class="table__number" data-label="Clearance mm">{clearance}</td>
            <td class="fit__words" data-label="Fit">{fit.class.name()}{second.map(|second| view! { <span class="table__second">{second}</span> })}</td>
            {stock_cell(row)}
            {price_cell(row)}
        </tr>
    }
}

/// What to do, and how the outsides meet.
fn second_line(fit: &Fit) -> Option<String> {
    let words: Vec<String> = [fit.advice(), fit.step_in_words()].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// The mark between press and loose, for joints that have both.
fn scale(fit: &Fit) -> String {
    if !has_clearance(fit.joint) {
        return String::new();
    }
    let class = match fit.class {
        FitClass::NeedsSanding | FitClass::Press => " fit-scale__mark--press",
        FitClass::Slip => "",
        FitClass::Loose | FitClass::NeedsShim => " fit-scale__mark--loose",
    };
    let x = 2.5 + 91.0 * fit.position();
    format!(
        "<svg class=\"fit-scale\" viewBox=\"0 0 96 24\" width=\"96\" height=\"24\" aria-hidden=\"true\">\
         <path class=\"fit-scale__line\" d=\"M1 7v10M1 12h94M95 7v10\"/>\
         <path class=\"fit-scale__mark{class}\" d=\"M{x:.1} 7v10\"/></svg>"
    )
}
