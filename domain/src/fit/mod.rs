//! What fits what, by dimensions alone: which joints two parts can make, with how much clearance,
//! and in which windows of figures the partners of a part are to be looked for.
//!
//! A joint puts a *shaft* (a shoulder, a motor, the outside of a tube) into a *hole* (a bore), the
//! words of ISO 286. The thresholds and their sources are in [`Limits`] and in `docs/FIT.md`. What
//! must not live here: stock, prices, how candidates are found.

mod class;
mod joint;
mod limits;
mod partners;
mod rods;
mod verdict;

pub use class::{Fit, FitClass};
pub use joint::{Joint, Side};
pub use limits::{Limits, tolerance_unit};
pub use partners::{Search, Window, partners};
pub use rods::{Rod, RodFit, rods};
pub use verdict::{Verdict, check, fits, verdict};

use crate::catalog::AttributeSet;

/// A part as far as fitting goes.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Slug of its category.
    pub category: &'a str,
    /// Its facts.
    pub attributes: &'a AttributeSet,
}

impl<'a> Piece<'a> {
    /// A part of this category with these facts.
    pub const fn new(category: &'a str, attributes: &'a AttributeSet) -> Self {
        Self { category, attributes }
    }

    /// A dimension in metres, to the micrometre: the same however the source wrote it. None when it
    /// is not known or nothing.
    fn dimension(&self, code: &str) -> Option<f64> {
        self.attributes.number(code).map(to_micrometre).filter(|value| *value > 0.0)
    }
}

/// Rounds metres to whole micrometres, so that 1.637 in and 41.5798 mm compare as equals.
fn to_micrometre(metres: f64) -> f64 {
    (metres * 1e6).round() / 1e6
}
