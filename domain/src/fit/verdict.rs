//! Whether two given parts fit, and if not, why.

use super::class::Fit;
use super::joint::{Joint, RULES, Rule, Side};
use super::{Piece, to_micrometre};

/// What comes out when a joint is tried with two parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// They fit.
    Fits(Fit),
    /// The hole is too small.
    TooTight {
        /// Which joint.
        joint: Joint,
        /// Interference, m.
        interference: f64,
    },
    /// The hole is too large, even for a shim.
    TooWide {
        /// Which joint.
        joint: Joint,
        /// Clearance, m.
        clearance: f64,
    },
    /// The diameters would do, the length does not.
    TooLong {
        /// Which joint.
        joint: Joint,
        /// How much longer than the most that is allowed, m.
        by: f64,
    },
}

impl Verdict {
    /// Which joint was tried.
    pub const fn joint(&self) -> Joint {
        match self {
            Self::Fits(fit) => fit.joint,
            Self::TooTight { joint, .. } | Self::TooWide { joint, .. } | Self::TooLong { joint, .. } => *joint,
        }
    }

    /// The fit, if they do.
    pub const fn fit(&self) -> Option<Fit> {
        match self {
            Self::Fits(fit) => Some(*fit),
            _ => None,
        }
    }

    /// How far from fitting: nothing for a fit, else the clearance or interference, m.
    fn miss(&self) -> f64 {
        match self {
            Self::Fits(_) => 0.0,
            Self::TooLong { .. } => f64::MIN_POSITIVE,
            Self::TooTight { interference, .. } => *interference,
            Self::TooWide { clearance, .. } => *clearance,
        }
    }
}

/// Tries one joint with `shaft` going into `hole`. None when the joint is not one for such parts, or
/// a dimension is not known. Which of two even sides is which makes no difference.
pub fn verdict(joint: Joint, shaft: Piece<'_>, hole: Piece<'_>) -> Option<Verdict> {
    try_rule(joint.rule(), shaft, hole)
}

fn try_rule(rule: &Rule, shaft: Piece<'_>, hole: Piece<'_>) -> Option<Verdict> {
    if !rule.shaft.categories.contains(&shaft.category) || !rule.hole.categories.contains(&hole.category) {
        return None;
    }
    let joint = rule.joint;
    let (mut inner, mut outer) = (shaft.dimension(rule.shaft.diameter)?, hole.dimension(rule.hole.diameter)?);
    if joint.is_even() && inner > outer {
        (inner, outer) = (outer, inner);
    }
    let clearance = to_micrometre(outer - inner);
    let Some(class) = rule.limits.class(clearance, outer) else {
        let is_tight = clearance < rule.limits.span(outer).0;
        return Some(if is_tight {
            Verdict::TooTight { joint, interference: -clearance }
        } else {
            Verdict::TooWide { joint, clearance }
        });
    };
    if let Some(overhang) = rule.overhang {
        let by = to_micrometre(shaft.dimension("length")? - hole.dimension("length")? - overhang);
        if by > 0.0 {
            return Some(Verdict::TooLong { joint, by });
        }
    }
    let outside = |piece: Piece<'_>, side| piece.dimension(rule.end(side).outside?);
    let step = outside(shaft, Side::Shaft).zip(outside(hole, Side::Hole)).map(|(shaft, hole)| {
        let step = to_micrometre(shaft - hole);
        if joint.is_even() { step.abs() } else { step }
    });
    Some(Verdict::Fits(Fit { joint, shaft: inner, hole: outer, clearance, class, step }))
}

/// Every joint that can be tried with two parts, whichever goes into the other: the best fit first,
/// then the nearest miss.
pub fn check(a: Piece<'_>, b: Piece<'_>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = RULES
        .iter()
        .flat_map(|rule| {
            let back = if rule.joint.is_even() { None } else { try_rule(rule, b, a) };
            try_rule(rule, a, b).into_iter().chain(back)
        })
        .collect();
    let rank = |verdict: &Verdict| verdict.fit().map_or((u8::MAX, 0.0), |fit| (fit.class.rank(), fit.off_ideal()));
    verdicts.sort_by(|one, other| {
        let ((class, off), (other_class, other_off)) = (rank(one), rank(other));
        class
            .cmp(&other_class)
            .then(off.total_cmp(&other_off))
            .then(one.miss().total_cmp(&other.miss()))
            .then(one.joint().cmp(&other.joint()))
    });
    verdicts
}

/// The best way in which two parts go together, whichever goes into the other.
pub fn fits(a: Piece<'_>, b: Piece<'_>) -> Option<Fit> {
    check(a, b).first()?.fit()
}
