//! Where to look for what fits a part: per joint and category, the windows its partners' figures
//! lie in. Windows hold every part that fits and hardly any other; [`super::verdict`] decides.

use super::Piece;
use super::joint::{Joint, RULES, Rule, Side};
use super::limits::Limits;

/// Steps to find a diameter by its own tolerance unit; each gains two digits.
const STEPS: usize = 8;

/// The bounds of a figure, SI, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Attribute code.
    pub attribute: &'static str,
    /// Smallest.
    pub from: Option<f64>,
    /// Largest.
    pub to: Option<f64>,
}

/// Where to look for the partners of a part in one joint.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Which joint.
    pub joint: Joint,
    /// Which side of it the part itself is.
    pub side: Side,
    /// Slug of the partners' category.
    pub category: &'static str,
    /// What their figures must lie within.
    pub windows: Vec<Window>,
}

/// Where to look for what fits a part, in the order in which a page names it.
pub fn partners(part: Piece<'_>) -> Vec<Search> {
    RULES
        .iter()
        .flat_map(|rule| [Side::Shaft, Side::Hole].into_iter().flat_map(move |side| searches(rule, side, part)))
        .collect()
}

fn searches(rule: &'static Rule, side: Side, part: Piece<'_>) -> Vec<Search> {
    let own = rule.end(side);
    // Even sides are one: looked at once.
    if !own.categories.contains(&part.category) || (rule.joint.is_even() && side == Side::Hole) {
        return Vec::new();
    }
    let Some(diameter) = part.dimension(own.diameter) else { return Vec::new() };
    let other = rule.end(side.other());
    let (from, to) = match side {
        _ if rule.joint.is_even() => (diameter - rule.limits.span(diameter).1, widest(&rule.limits, diameter)),
        Side::Shaft => (tightest(&rule.limits, diameter), widest(&rule.limits, diameter)),
        Side::Hole => {
            let (tight, wide) = rule.limits.span(diameter);
            (diameter - wide, diameter - tight)
        }
    };
    let mut windows = vec![Window { attribute: other.diameter, from: Some(from.max(0.0)), to: Some(to) }];
    if let Some(overhang) = rule.overhang {
        let Some(length) = part.dimension("length") else { return Vec::new() };
        windows.push(match side {
            Side::Shaft => Window { attribute: "length", from: Some((length - overhang).max(0.0)), to: None },
            Side::Hole => Window { attribute: "length", from: None, to: Some(length + overhang) },
        });
    }
    other
        .categories
        .iter()
        .map(|category| Search { joint: rule.joint, side, category, windows: windows.clone() })
        .collect()
}

/// The smallest hole that takes a shaft of this diameter.
fn tightest(limits: &Limits, shaft: f64) -> f64 {
    (0..STEPS).fold(shaft, |hole, _| shaft + limits.span(hole).0)
}

/// The largest hole that holds a shaft of this diameter. Limits in shares of the hole are solved
/// outright: they do not converge.
fn widest(limits: &Limits, shaft: f64) -> f64 {
    match limits.scale {
        super::limits::Scale::Diameter => shaft / (1.0 - limits.end),
        super::limits::Scale::ToleranceUnit => (0..STEPS).fold(shaft, |hole, _| shaft + limits.span(hole).1),
    }
}
