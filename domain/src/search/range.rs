//! Bounds of a figure.

use std::ops::Bound;

use crate::units::Quantity;

/// How far from a single figure a part may be and still have it: makers round to half a percent,
/// so `54mm` means 53.73 mm to 54.27 mm.
pub(super) const EXACT_TOLERANCE: f64 = 0.005;

/// Figures that differ by this share of themselves are the same: what unit conversion leaves over.
const SLACK: f64 = 1e-9;

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// As the customer wrote it; prices are plain numbers of euros.
    pub quantity: Quantity,
    /// Whether the figure itself is within.
    pub inclusive: bool,
}

impl Limit {
    /// A limit that is itself within.
    pub const fn at(quantity: Quantity) -> Self {
        Self { quantity, inclusive: true }
    }

    /// A limit that is itself not within.
    pub const fn beyond(quantity: Quantity) -> Self {
        Self { quantity, inclusive: false }
    }

    fn si(self) -> f64 {
        self.quantity.si()
    }
}

/// Bounds of a figure; at least one end is given. Both ends at the same quantity ask for that figure
/// as makers round it: [`Range::bounds`] then reaches 0.5 % to either side.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Range {
    /// Smallest.
    pub from: Option<Limit>,
    /// Largest.
    pub to: Option<Limit>,
}

impl Range {
    /// A single figure, give or take the 0.5 % makers round by.
    pub const fn exactly(quantity: Quantity) -> Self {
        Self::between(quantity, quantity)
    }

    /// Both ends within.
    pub const fn between(from: Quantity, to: Quantity) -> Self {
        Self { from: Some(Limit::at(from)), to: Some(Limit::at(to)) }
    }

    /// From a quantity, itself within.
    pub const fn at_least(from: Quantity) -> Self {
        Self { from: Some(Limit::at(from)), to: None }
    }

    /// Up to a quantity, itself within.
    pub const fn at_most(to: Quantity) -> Self {
        Self { from: None, to: Some(Limit::at(to)) }
    }

    /// The single figure that is asked for.
    pub fn exact(&self) -> Option<Quantity> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to && from.inclusive => Some(from.quantity),
            _ => None,
        }
    }

    /// The ends as SI figures (prices: euros), with what unit conversion may be off by and what a
    /// single figure allows for. Of a contradictory range the first lies above the second.
    pub fn bounds(&self) -> (Bound<f64>, Bound<f64>) {
        if let Some(quantity) = self.exact() {
            let si = quantity.si();
            let tolerance = si.abs() * (EXACT_TOLERANCE + SLACK);
            return (Bound::Included(si - tolerance), Bound::Included(si + tolerance));
        }
        let end = |limit: Limit, outwards: f64| {
            let slack = limit.si().abs() * SLACK * outwards;
            if limit.inclusive { Bound::Included(limit.si() + slack) } else { Bound::Excluded(limit.si() - slack) }
        };
        let from = self.from.map_or(Bound::Unbounded, |limit| end(limit, -1.0));
        let to = self.to.map_or(Bound::Unbounded, |limit| end(limit, 1.0));
        (from, to)
    }

    /// Whether an SI figure (of a price: euros) is within.
    pub fn contains(&self, si: f64) -> bool {
        let (from, to) = self.bounds();
        let above = match from {
            Bound::Included(from) => si >= from,
            Bound::Excluded(from) => si > from,
            Bound::Unbounded => true,
        };
        let below = match to {
            Bound::Included(to) => si <= to,
            Bound::Excluded(to) => si < to,
            Bound::Unbounded => true,
        };
        above && below
    }

    /// Whether no figure can be within.
    pub fn is_contradictory(&self) -> bool {
        match self.bounds() {
            (Bound::Included(from), Bound::Included(to)) => from > to,
            (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => from >= to,
            _ => false,
        }
    }

    /// What is within both: of each end the narrower.
    pub fn and(self, other: Self) -> Self {
        Self { from: narrower(self.from, other.from, 1.0), to: narrower(self.to, other.to, -1.0) }
    }
}

/// The limit further along `direction`; of equal ones the one that is not itself within.
fn narrower(one: Option<Limit>, other: Option<Limit>, direction: f64) -> Option<Limit> {
    let (Some(a), Some(b)) = (one, other) else { return one.or(other) };
    let (along, slack) = ((b.si() - a.si()) * direction, a.si().abs() * SLACK);
    let takes_other = along > slack || (along >= -slack && a.inclusive && !b.inclusive);
    Some(if takes_other { b } else { a })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Unit;

    const fn mm(value: f64) -> Quantity {
        Quantity::new(value, Unit::Millimetre)
    }

    #[test]
    fn a_limit_in_inches_holds_for_the_same_length_in_metres() {
        let inch = Quantity::new(1.5, Unit::Inch);
        for metres in [0.0381, 38.1 / 1000.0, 1.5 * 0.0254] {
            assert!(Range::at_least(inch).contains(metres));
            assert!(Range::at_most(inch).contains(metres));
            assert!(!Range { from: Some(Limit::beyond(inch)), to: None }.contains(metres));
            assert!(!Range { from: None, to: Some(Limit::beyond(inch)) }.contains(metres));
        }
    }

    #[test]
    fn a_single_figure_allows_for_rounding() {
        let exact = Range::exactly(mm(54.0));
        assert!(exact.contains(0.05374) && exact.contains(0.05426));
        assert!(!exact.contains(0.0537) && !exact.contains(0.0543));
        let below_zero = Range::exactly(Quantity::new(-10.0, Unit::Celsius));
        assert!(below_zero.contains(-10.0) && !below_zero.is_contradictory());
        assert!(Range::exactly(mm(0.0)).contains(0.0));
    }

    #[test]
    fn ends_that_passed_each_other_hold_nothing() {
        let crossed = Range::between(mm(60.0), mm(50.0));
        assert!(crossed.is_contradictory() && !crossed.contains(0.055));
        let nothing_left = Range { from: Some(Limit::beyond(mm(54.0))), to: Some(Limit::at(mm(54.0))) };
        assert!(nothing_left.is_contradictory());
        assert!(!Range::between(mm(25.4), Quantity::new(1.0, Unit::Inch)).is_contradictory());
        assert!(!Range::at_least(mm(54.0)).is_contradictory());
    }

    #[test]
    fn of_two_ranges_the_narrower_ends_remain() {
        let within = Range::at_least(mm(50.0)).and(Range::between(mm(40.0), mm(60.0)));
        assert_eq!(within, Range::between(mm(50.0), mm(60.0)));
        let beyond = Range { from: Some(Limit::beyond(mm(50.0))), to: None };
        assert_eq!(Range::at_least(mm(50.0)).and(beyond), beyond);
        assert_eq!(beyond.and(Range::at_least(mm(50.0))), beyond);
        assert!(Range::exactly(mm(54.0)).and(Range::exactly(mm(38.0))).is_contradictory());
    }
}
