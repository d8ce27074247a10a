//! “What fits this part” on its page: the best few of each joint, and the rods it runs on.

use domain::catalog::AttributeSet;
use domain::fit::{Piece, RodFit, rods};
use domain::search::Vocabulary;
use leptos::prelude::*;
use store::catalog::Part;
use store::fit::FitGroup;

use super::millimetres;
use super::table::fit_table;
use crate::request::Visit;

/// Rows on the part's page, shared among its joints.
const ROWS: usize = 24;
/// At least so many of each joint.
const LEAST: usize = 3;

/// What fits a part, loaded.
pub(crate) struct Fitting {
    groups: Vec<FitGroup>,
    rods: Vec<RodFit>,
}

impl Fitting {
    /// Looks for what fits. A page does without while the index is being built, when a process is not
    /// yet given visitors.
    pub(crate) async fn load(visit: &Visit, part: &Part) -> Result<Self, store::Error> {
        let groups = match visit.store.what_fits(part, ROWS, LEAST).await {
            Ok(groups) => groups,
            Err(store::Error::SearchNotReady) => Vec::new(),
            Err(error) => return Err(error),
        };
        let attributes: AttributeSet = part.specs.iter().map(|spec| spec.entry.clone()).collect();
        Ok(Self { groups, rods: rods(Piece::new(&part.category_code, &attributes)) })
    }

    fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.rods.is_empty()
    }
}

/// The section; none when there is nothing to say.
pub(crate) fn fit_section(part: &Part, fitting: Fitting, vocabulary: &Vocabulary) -> Option<impl IntoView + use<>> {
    if fitting.is_empty() {
        return None;
    }
    let shown: usize = fitting.groups.iter().map(|group| group.rows.len()).sum();
    let total: usize = fitting.groups.iter().map(|group| group.total).sum();
    let note = (total > 0).then(|| {
        let href = format!("/parts/{}/fits", part.sku);
        if shown == total {
            view! { {total}" by their dimensions · "<a href=href>"as a page"</a> }.into_any()
        } else {
            view! { {shown}" of "<a href=href>{format!("{total} by their dimensions")}</a> }.into_any()
        }
    });
    let table = (total > 0).then(|| fit_table("What fits this part", fitting.groups, vocabulary));
    Some(view! {
        <section class="section" aria-labelledby="fits">
            <div class="section__head">
                <h2 class="section__title" id="fits">"What fits this part"</h2>
                <p class="section__note">{note}</p>
            </div>
            {table}
            {rod_table(&fitting.rods)}
            {check_form(part)}
        </section>
    })
}

fn rod_table(rods: &[RodFit]) -> Option<impl IntoView + use<>> {
    if rods.is_empty() {
        return None;
    }
    let lines: Vec<_> = rods
        .iter()
        .map(|fit| {
            let clearance = fit.clearance.map(|clearance| format!(", {} clearance", millimetres(clearance)));
            view! {
                <tr class="spec-table__row">
                    <th class="spec-table__name" scope="row">{fit.rod.name}</th>
                    <td class="spec-table__text" colspan="2">{fit.class.name()}{clearance}</td>
                </tr>
            }
        })
        .collect();
    Some(view! {
        <table class="spec-table">
            <caption class="fit__caption">"Runs on"</caption>
            <tbody>{lines}</tbody>
        </table>
    })
}

fn check_form(part: &Part) -> impl IntoView + use<> {
    view! {
        <form class="fit__check" method="get" action="/fit">
            <input type="hidden" name="a" value=part.sku.to_string()/>
            <label class="field__label" for="fit-other">"Does another part fit?"</label>
            <input class="field__input field__input--code fit__number" id="fit-other" name="b" required maxlength="64" autocomplete="off" placeholder="Part number"/>
            <button class="button" type="submit">"Try"</button>
        </form>
    }
}
