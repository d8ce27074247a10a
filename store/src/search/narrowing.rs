//! What a query asks of the columns: bounds of figures and accepted words.

use std::collections::BTreeSet;

use domain::search::{Field, FieldKind, Limit, Query, Range};

use super::index::{column, fact_column};
use super::source::Layout;

/// How far a figure may be beyond an inclusive limit, relative to it: 2.125 in and 53.975 mm are the
/// same limit, though not the same floating-point number.
const SLACK: f64 = 1e-9;

/// A condition on one column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    /// Code of the field, empty when it is none of the vocabulary's.
    pub(super) field: String,
    /// Name of the column.
    pub(super) column: String,
    /// What it has to hold.
    pub(super) test: Test,
}

/// What a value has to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// A figure within, both ends included.
    Within(Bounds),
    /// One of these words, as slugs.
    OneOf(BTreeSet<String>),
    /// No value will do: figures were asked of a field of words, or the other way round.
    Never,
}

/// Closed bounds of a figure, the slack of inclusive limits taken in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) least: f64,
    pub(super) greatest: f64,
}

impl Bounds {
    pub(super) fn holds(self, figure: f64) -> bool {
        self.least <= figure && figure <= self.greatest
    }
}

/// The conditions of a query.
pub(super) fn conditions(layout: &Layout, fields: &domain::search::Vocabulary, query: &Query) -> Vec<Condition> {
    let ranges = query.ranges.iter().map(|(code, range)| {
        let (column, test) = match fields.by_code(code) {
            Some(field) => {
                let bounds = bounds(field.kind, range);
                (column_of(layout, field), bounds.map_or(Test::Never, Test::Within))
            }
            None => (None, Test::Never),
        };
        condition(code, column, test)
    });
    let choices = query.choices.iter().map(|(code, slugs)| {
        let field = fields.by_code(code);
        let column = field.and_then(|field| column_of(layout, field));
        let is_choice = field.is_some_and(|field| field.kind == FieldKind::Choice);
        condition(code, column, if is_choice { Test::OneOf(slugs.clone()) } else { Test::Never })
    });
    let stock = query.in_stock.then(|| Condition {
        field: String::new(),
        column: column::STOCK.to_owned(),
        test: Test::Within(Bounds { least: 1.0, greatest: f64::INFINITY }),
    });
    ranges.chain(choices).chain(stock).collect()
}

fn condition(code: &str, column: Option<String>, test: Test) -> Condition {
    let test = if column.is_some() { test } else { Test::Never };
    Condition { field: code.to_owned(), column: column.unwrap_or_else(|| column::ID.to_owned()), test }
}

/// The column of a field; none for an attribute that is not in the layout.
pub(super) fn column_of(layout: &Layout, field: &Field) -> Option<String> {
    match field.code.as_str() {
        "category" => Some(column::CATEGORY.to_owned()),
        "maker" => Some(column::MAKER.to_owned()),
        "price" => Some(column::PRICE.to_owned()),
        _ => layout.attribute(field).map(|attribute| fact_column(attribute.id)),
    }
}

/// A range in the units of the column; none when its figures are of another kind.
pub(super) fn bounds(kind: FieldKind, range: &Range) -> Option<Bounds> {
    let figure = |limit: &Limit| match kind {
        FieldKind::Price => Some(limit.quantity.value * 100.0),
        FieldKind::Quantity(kind) if limit.quantity.unit.kind() == kind => Some(limit.quantity.si()),
        FieldKind::Quantity(_) | FieldKind::Choice => None,
    };
    let slack = |figure: f64, limit: &Limit| {
        let slack = figure.abs() * SLACK;
        if limit.inclusive { slack } else { -slack - f64::MIN_POSITIVE }
    };
    let least = match &range.from {
        Some(limit) => figure(limit).map(|figure| figure - slack(figure, limit))?,
        None => f64::NEG_INFINITY,
    };
    let greatest = match &range.to {
        Some(limit) => figure(limit).map(|figure| figure + slack(figure, limit))?,
        None => f64::INFINITY,
    };
    Some(Bounds { least, greatest })
}

#[cfg(test)]
mod tests {
    use domain::units::{Quantity, QuantityKind, Unit};

    use super::*;

    fn limit(value: f64, unit: Unit, inclusive: bool) -> Option<Limit> {
        Some(Limit { quantity: Quantity::new(value, unit), inclusive })
    }

    #[test]
    fn an_inclusive_limit_holds_its_own_figure_in_any_unit() {
        let length = FieldKind::Quantity(QuantityKind::Length);
        let within = |from, to, metres| bounds(length, &Range { from, to }).expect("lengths").holds(metres);
        let inch = 2.125 * 0.0254;
        assert!(within(limit(53.975, Unit::Millimetre, true), limit(53.975, Unit::Millimetre, true), inch));
        assert!(within(limit(2.125, Unit::Inch, true), None, 0.053_975));
        assert!(!within(limit(2.125, Unit::Inch, false), None, 0.053_975));
        assert!(!within(None, limit(53.975, Unit::Millimetre, false), inch));
        assert!(!within(limit(0.0, Unit::Millimetre, false), None, 0.0), "more than nothing is not nothing");
        assert!(within(limit(0.0, Unit::Millimetre, true), None, 0.0));
        assert!(!within(limit(f64::NAN, Unit::Millimetre, true), None, 0.0));
    }

    #[test]
    fn figures_of_another_kind_bound_nothing() {
        let grams = Range { from: limit(54.0, Unit::Gram, true), to: None };
        assert_eq!(bounds(FieldKind::Quantity(QuantityKind::Length), &grams), None);
        assert_eq!(bounds(FieldKind::Choice, &grams), None);
        let euros = Range { from: None, to: limit(12.5, Unit::One, true) };
        assert!(bounds(FieldKind::Price, &euros).expect("money").holds(1_250.0));
    }
}
