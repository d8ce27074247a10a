//! How much clearance makes which class, by the kind of joint and its size.

use super::FitClass;

/// The standard tolerance unit *i* of ISO 286-1 in metres for a diameter in metres:
/// i = 0.45·∛D + 0.001·D, with i in micrometres and D in millimetres. What a maker can hold grows
/// with the diameter just so; grade IT11 is 100 i, each fifth grade ten times as much.
pub fn tolerance_unit(diameter: f64) -> f64 {
    let millimetres = diameter * 1e3;
    (0.45 * millimetres.cbrt() + 0.001 * millimetres) * 1e-6
}

/// What limits are counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scale {
    /// In tolerance units of the hole.
    ToleranceUnit,
    /// As shares of the hole's diameter.
    Diameter,
}

/// Where each class of a kind of joint begins, from the tightest to the widest, and where the last
/// one ends. A class that begins where the next one does is not used for that kind of joint.
///
/// Diametral clearance is hole minus shaft; negative is interference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub(super) scale: Scale,
    /// Tighter than this does not fit; from here on it can be sanded.
    pub(super) sanding: f64,
    /// From here on it goes in by hand force.
    pub(super) press: f64,
    /// From here on it slides.
    pub(super) slip: f64,
    /// From here on it rattles.
    pub(super) loose: f64,
    /// From here on it needs a sleeve.
    pub(super) shim: f64,
    /// Wider than this does not fit.
    pub(super) end: f64,
    /// What a builder would choose.
    pub(super) ideal: f64,
}

impl Limits {
    /// Shoulders, couplers, rings, bulkheads, engine blocks: joints that are glued or pulled apart.
    ///
    /// - Press, within ±25 i (grade IT8): makers who print bore and shoulder as the same figure
    ///   (Estes, Public Missiles, Giant Leap) mean this; whether it goes in shows on trying.
    /// - Slip, up to 200 i: two grades IT11, the largest clearance of H11/h11, the coarsest sliding
    ///   pair among the preferred fits of ISO 286. Published pairs lie here: 0.05 mm (Semroc makes
    ///   rings 0.002 in under the bore), 0.08 mm (Blue Tube couplers), 0.1 mm (MPC), 0.25 mm (LOC).
    /// - Loose, up to 300 i: about the largest clearance of H11/c11, “loose running”. A turn of
    ///   masking tape takes it up. LOC's 3.9 in nose has 0.51 mm, 233 i.
    /// - Shim, up to 1000 i (IT16): our judgement; beyond it the sleeve is a part of its own.
    /// - Sanding, down to −100 i (IT11): our judgement, from balsa shoulders that are sold 0.13 to
    ///   0.15 mm over the bore to be sanded (BMS, Estes).
    pub const BONDED: Self = Self {
        scale: Scale::ToleranceUnit,
        sanding: -100.0,
        press: -25.0,
        slip: 25.0,
        loose: 200.0,
        shim: 300.0,
        end: 1000.0,
        ideal: 64.0,
    };

    /// Motors in the bore of a tube: they must come out again, and a motor's size is a name.
    ///
    /// Tubes sold for a size have 28 i (18 mm in BT-20) to 608 i (75 mm in a 3.00 in tube) above
    /// the name, and 29 mm tubes of Estes and LOC 31 i below it, as 29 mm cases measure under 29.
    /// So slip ends at 640 i (IT15) and press begins at −50 i. Loose to 1000 i (a wrap of tape), shim
    /// to 1600 i (IT16 and IT17): our judgement. What is sanded is the bore, never the motor.
    pub const MOTOR: Self = Self {
        scale: Scale::ToleranceUnit,
        sanding: -100.0,
        press: -50.0,
        slip: 25.0,
        loose: 640.0,
        shim: 1000.0,
        end: 1600.0,
        ideal: 100.0,
    };

    /// Lugs on launch rods. Published lugs have 170 i (brass tube, 1/2 in) to 1210 i (paper, 1/4 in)
    /// over their rod, and the next thinner rod would have 2700 i; nothing is sanded or shimmed.
    pub const ROD: Self = Self {
        scale: Scale::ToleranceUnit,
        sanding: 0.0,
        press: 0.0,
        slip: 100.0,
        loose: 1300.0,
        shim: 2000.0,
        end: 2000.0,
        ideal: 900.0,
    };

    /// Sizes that are names on both sides: retainers by motor size, guides by rail. Within 400 i
    /// (0.4 mm at 13 mm, 0.9 mm at 98 mm) it is the same name; motor sizes are 3 mm apart or more.
    pub const NAMED: Self = Self {
        scale: Scale::ToleranceUnit,
        sanding: -400.0,
        press: -400.0,
        slip: -400.0,
        loose: 400.0,
        shim: 400.0,
        end: 400.0,
        ideal: 0.0,
    };

    /// Tubes to be joined end to end by one coupler: bores that differ by no more than a grade IT11.
    pub const JOINED: Self = Self {
        scale: Scale::ToleranceUnit,
        sanding: 0.0,
        press: 0.0,
        slip: 0.0,
        loose: 100.0,
        shim: 100.0,
        end: 100.0,
        ideal: 0.0,
    };

    /// Parachutes by their packed diameter, as shares of the bore; our judgement. It must slide out
    /// by the ejection charge alone: the bore at least 1.08 of the roll. Less than three tenths of
    /// the bore is not offered: it would lie beside its own lines.
    pub const PACKED: Self = Self {
        scale: Scale::Diameter,
        sanding: 0.0,
        press: 0.0,
        slip: 0.074,
        loose: 0.4,
        shim: 0.7,
        end: 0.7,
        ideal: 0.2,
    };

    /// What one unit of the limits is, in metres, for a hole of this diameter.
    fn unit(&self, hole: f64) -> f64 {
        match self.scale {
            Scale::ToleranceUnit => tolerance_unit(hole),
            Scale::Diameter => hole,
        }
    }

    /// The tightest and the widest clearance that still fit a hole of this diameter, m.
    pub(super) fn span(&self, hole: f64) -> (f64, f64) {
        let unit = self.unit(hole);
        (self.sanding * unit, self.end * unit)
    }

    /// The class of a clearance in a hole of this diameter, both m; none does not fit.
    pub fn class(&self, clearance: f64, hole: f64) -> Option<FitClass> {
        let units = clearance / self.unit(hole);
        Some(match units {
            _ if units < self.sanding || units > self.end => return None,
            _ if units < self.press => FitClass::NeedsSanding,
            _ if units < self.slip => FitClass::Press,
            // The end belongs to the widest class in use.
            _ if units < self.loose || self.loose >= self.end => FitClass::Slip,
            _ if units < self.shim || self.shim >= self.end => FitClass::Loose,
            _ => FitClass::NeedsShim,
        })
    }

    /// Where a clearance lies between press (0) and loose (1): slip from a fifth to four fifths.
    pub(super) fn position(&self, clearance: f64, hole: f64) -> f64 {
        let units = clearance / self.unit(hole);
        let share = |from: f64, to: f64| if to > from { ((units - from) / (to - from)).clamp(0.0, 1.0) } else { 0.5 };
        if units < self.slip {
            0.2 * share(self.press, self.slip)
        } else if units < self.loose {
            0.2 + 0.6 * share(self.slip, self.loose)
        } else {
            0.8 + 0.2 * share(self.loose, self.shim)
        }
    }

    /// How far a clearance is from what a builder would choose, m.
    pub(super) fn off_ideal(&self, clearance: f64, hole: f64) -> f64 {
        (clearance - self.ideal * self.unit(hole)).abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_those_of_the_standard() {
        // ISO 286-1, table 1: IT11 is 110 µm over 10 to 18 mm, 190 µm over 50 to 80 mm, 250 µm over
        // 120 to 180 mm, each computed at the geometric mean of its step
        // and rounded.
        for (from, to, grade) in [(10.0, 18.0, 110.0), (50.0, 80.0, 190.0), (120.0_f64, 180.0_f64, 250.0)] {
            let computed = 100.0 * tolerance_unit((from * to).sqrt() * 1e-3) * 1e6;
            assert!((computed - grade).abs() < 5.0, "{computed} for {grade}");
        }
    }

    #[test]
    fn limits_are_in_order() {
        for limits in [Limits::BONDED, Limits::MOTOR, Limits::ROD, Limits::NAMED, Limits::JOINED, Limits::PACKED] {
            let Limits { sanding, press, slip, loose, shim, end, ideal, .. } = limits;
            assert!(sanding <= press && press <= slip && slip < loose && loose <= shim && shim <= end, "{limits:?}");
            assert!(slip <= ideal && ideal < loose, "{limits:?}");
        }
    }
}
