//! What fits a part: candidates from the search index, judged by `domain::fit`, best first. What must
//! not live here: the rule itself, and how an index is searched.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use domain::catalog::AttributeSet;
use domain::fit::{Fit, Joint, Piece, Search, Side, Window, partners, verdict};
use domain::search::{Query, Range};
use domain::units::{Quantity, Unit};

use crate::catalog::{Part, PartRow};
use crate::search::{Candidate, Wanted};
use crate::{Result, Store};

/// A part that fits, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct FitRow {
    /// The part, with price and stock as they are now.
    pub row: PartRow,
    /// How it fits.
    pub fit: Fit,
}

/// Everything that fits a part in one joint.
#[derive(Debug, Clone, PartialEq)]
pub struct FitGroup {
    /// Which joint.
    pub joint: Joint,
    /// Which side of it the part itself is.
    pub side: Side,
    /// The first of what fits, best first.
    pub rows: Vec<FitRow>,
    /// How many fit.
    pub total: usize,
    /// The categories they are in, by slug, each narrowed to where fitting parts lie.
    pub within: Vec<(&'static str, Query)>,
}

struct Judged {
    candidate: Candidate,
    fit: Fit,
}

impl Store {
    /// What fits a part, by joint: about `rows` rows shared among the joints, but at least `least` of
    /// each. Within a joint by class, then what is in stock, what has a price, what is nearest the
    /// ideal clearance, and by product.
    #[tracing::instrument(name = "search.what_fits", skip(self, part), fields(sku = %part.sku))]
    pub async fn what_fits(&self, part: &Part, rows: usize, least: usize) -> Result<Vec<FitGroup>> {
        let attributes: AttributeSet = part.specs.iter().map(|spec| spec.entry.clone()).collect();
        let piece = Piece::new(&part.category_code, &attributes);
        let searches = partners(piece);
        if searches.is_empty() {
            return Ok(Vec::new());
        }
        let mut groups: Vec<(FitGroup, Vec<Judged>)> = Vec::new();
        for (search, candidates) in searches.iter().zip(self.candidates(wanted(&searches)).await?) {
            let mut judged: Vec<Judged> = candidates
                .into_iter()
                .filter(|candidate| candidate.variant != part.variant.0)
                .filter_map(|candidate| judge(search, piece, candidate))
                .collect();
            if judged.is_empty() {
                continue;
            }
            let within = (search.category, query(&search.windows));
            let known = groups.iter_mut().find(|(group, _)| group.joint == search.joint && group.side == search.side);
            if let Some((group, all)) = known {
                all.append(&mut judged);
                group.within.push(within);
            } else {
                let (joint, side) = (search.joint, search.side);
                groups.push((FitGroup { joint, side, rows: Vec::new(), total: 0, within: vec![within] }, judged));
            }
        }
        self.with_rows(groups, rows, least).await
    }

    /// The parts that fit a part as it is and would not fit it as it is to be.
    pub(crate) async fn no_longer_fits(&self, now: Piece<'_>, then: Piece<'_>) -> Result<BTreeSet<i64>> {
        let searches = partners(now);
        let mut lost = BTreeSet::new();
        for (search, candidates) in searches.iter().zip(self.candidates(wanted(&searches)).await?) {
            let gone = candidates.into_iter().filter(|candidate| {
                judge(search, now, candidate.clone()).is_some() && judge(search, then, candidate.clone()).is_none()
            });
            lost.extend(gone.map(|candidate| candidate.variant));
        }
        Ok(lost)
    }

    /// Fills in the rows of all groups, read at once.
    async fn with_rows(
        &self,
        mut groups: Vec<(FitGroup, Vec<Judged>)>,
        rows: usize,
        least: usize,
    ) -> Result<Vec<FitGroup>> {
        let each = (rows / groups.len().max(1)).max(least);
        for (group, judged) in &mut groups {
            group.total = judged.len();
            judged.sort_by(better);
            judged.truncate(each);
        }
        let mut ids: Vec<i64> =
            groups.iter().flat_map(|(_, judged)| judged.iter().map(|one| one.candidate.variant)).collect();
        ids.sort_unstable();
        ids.dedup();
        let read: HashMap<i64, PartRow> =
            self.part_rows(&ids).await?.into_iter().map(|row| (row.variant.0, row)).collect();
        // A part may have gone since the index was written.
        let fill = |(group, judged): (FitGroup, Vec<Judged>)| FitGroup {
            rows: judged
                .iter()
                .filter_map(|one| Some(FitRow { row: read.get(&one.candidate.variant)?.clone(), fit: one.fit }))
                .collect(),
            ..group
        };
        Ok(groups.into_iter().map(fill).filter(|group| !group.rows.is_empty()).collect())
    }
}

/// What the index is asked for each search.
fn wanted(searches: &[Search]) -> Vec<Wanted> {
    searches
        .iter()
        .map(|search| Wanted {
            query: query(&search.windows),
            category: search.category,
            figures: search.joint.figures(search.side.other()),
        })
        .collect()
}

fn judge(search: &Search, part: Piece<'_>, candidate: Candidate) -> Option<Judged> {
    let codes = search.joint.figures(search.side.other());
    let mut attributes = AttributeSet::new();
    for (code, figure) in codes.into_iter().zip(&candidate.figures) {
        if let Some(figure) = figure {
            attributes.compute(code, *figure);
        }
    }
    let other = Piece::new(search.category, &attributes);
    let (shaft, hole) = if search.side == Side::Shaft { (part, other) } else { (other, part) };
    let fit = verdict(search.joint, shaft, hole)?.fit()?;
    Some(Judged { candidate, fit })
}

fn better(one: &Judged, other: &Judged) -> Ordering {
    let key = |judged: &Judged| (judged.fit.class.rank(), !judged.candidate.in_stock, !judged.candidate.has_price);
    key(one)
        .cmp(&key(other))
        .then(one.fit.off_ideal().total_cmp(&other.fit.off_ideal()))
        .then(one.candidate.place.cmp(&other.candidate.place))
}

/// The windows as a query that reads well in an address: millimetres, widened to hundredths.
fn query(windows: &[Window]) -> Query {
    let hundredths = |metres: f64, round: fn(f64) -> f64| Quantity::new(round(metres * 1e5) / 100.0, Unit::Millimetre);
    windows.iter().fold(Query::default(), |query, window| {
        let from = window.from.map(|from| hundredths(from, f64::floor));
        let to = window.to.map(|to| hundredths(to, f64::ceil));
        let range = match (from, to) {
            (Some(from), Some(to)) => Range::between(from, to),
            (Some(from), None) => Range::at_least(from),
            (None, Some(to)) => Range::at_most(to),
            (None, None) => return query,
        };
        query.with_range(window.attribute, range)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::search::Vocabulary;
    use domain::units::QuantityKind;

    #[test]
    fn windows_are_written_in_hundredths_of_a_millimetre_and_lose_nothing() {
        let windows = [
            Window { attribute: "inner_diameter", from: Some(0.053_924_1), to: Some(0.055_901_2) },
            Window { attribute: "length", from: None, to: Some(0.1) },
        ];
        let vocabulary = Vocabulary::new([
            ("inner_diameter", "Inner diameter", QuantityKind::Length),
            ("length", "Length", QuantityKind::Length),
        ]);
        let query = query(&windows);
        assert_eq!(query.query_string(&vocabulary), "id=53.92mm..55.91mm&length=..100mm");
        assert!(query.ranges["inner_diameter"].contains(0.053_924_1) && query.ranges["length"].contains(0.1));
    }
}
