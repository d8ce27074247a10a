//! What a query asks of the columns: bounds of figures and accepted words.

use std::collections::BTreeSet;
use std::ops::Bound;

use domain::search::{Field, FieldKind, Limit, Query, Range, Vocabulary};

use super::index::{column, fact_column};
use super::source::Layout;

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

/// Bounds of a figure in the units of its column, both ends included.
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
pub(super) fn conditions(layout: &Layout, fields: &Vocabulary, query: &Query) -> Vec<Condition> {
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

/// A range in the units of the column, with the slack that [`Range::bounds`] gives it; none when its
/// figures are of another kind.
pub(super) fn bounds(kind: FieldKind, range: &Range) -> Option<Bounds> {
    let scale = match kind {
        FieldKind::Price => 100.0,
        FieldKind::Quantity(kind) => {
            let is_of_kind = |limit: &Limit| limit.quantity.unit.kind() == kind;
            if !range.from.iter().chain(&range.to).all(is_of_kind) {
                return None;
            }
            1.0
        }
        FieldKind::Choice => return None,
    };
    let (from, to) = range.bounds();
    let least = match from {
        Bound::Included(figure) => figure * scale,
        Bound::Excluded(figure) => (figure * scale).next_up(),
        Bound::Unbounded => f64::NEG_INFINITY,
    };
    let greatest = match to {
        Bound::Included(figure) => figure * scale,
        Bound::Excluded(figure) => (figure * scale).next_down(),
        Bound::Unbounded => f64::INFINITY,
    };
    Some(Bounds { least, greatest })
}

#[cfg(test)]
mod tests {
    use domain::units::{Quantity, QuantityKind, Unit};

    use super::*;

    const LENGTH: FieldKind = FieldKind::Quantity(QuantityKind::Length);

    #[test]
    fn a_limit_holds_its_own_figure_in_any_unit_or_does_not() {
        let within = |range: Range, metres| bounds(LENGTH, &range).expect("lengths").holds(metres);
        let (inches, millimetres) = (Quantity::new(2.125, Unit::Inch), Quantity::new(53.975, Unit::Millimetre));
        assert!(within(Range::at_least(inches), 0.053_975) && within(Range::at_most(inches), 0.053_975));
        assert!(within(Range::at_least(millimetres), inches.si()) && within(Range::at_most(millimetres), inches.si()));
        let more = Range { from: Some(Limit::beyond(inches)), to: None };
        assert!(!within(more, 0.053_975) && within(more, 0.053_976));
        let nothing = Quantity::new(0.0, Unit::Millimetre);
        assert!(!within(Range { from: Some(Limit::beyond(nothing)), to: None }, 0.0));
        assert!(within(Range::at_least(nothing), 0.0));
    }

    #[test]
    fn figures_of_another_kind_bound_nothing() {
        let grams = Range::at_least(Quantity::new(54.0, Unit::Gram));
        assert_eq!(bounds(LENGTH, &grams), None);
        assert_eq!(bounds(FieldKind::Choice, &grams), None);
        let euros = Range::at_most(Quantity::new(12.5, Unit::One));
        assert!(bounds(FieldKind::Price, &euros).expect("money").holds(1_250.0));
    }
}
