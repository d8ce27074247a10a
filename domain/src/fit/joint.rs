//! The joints two parts can make, and which dimension of which category takes part in each.

use serde::{Deserialize, Serialize};

use super::Limits;

/// A way in which one part goes into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joint {
    /// The shoulder of a nose cone in an airframe tube.
    NoseInTube,
    /// The forward shoulder of a transition in the tube ahead of it.
    ForeShoulderInTube,
    /// The rear shoulder of a transition in the tube behind it.
    AftShoulderInTube,
    /// A coupler in a tube.
    CouplerInTube,
    /// The outside of a centering ring in an airframe tube.
    RingInTube,
    /// The outside of a centering ring in a coupler.
    RingInCoupler,
    /// A tube through the hole of a centering ring.
    TubeInRing,
    /// A motor in the bore of a tube, by diameter and length.
    MotorInTube,
    /// A motor in a retainer of its size.
    MotorInRetainer,
    /// A retainer on the motor tube of its size.
    TubeInRetainer,
    /// An engine block in a tube, ahead of the motor.
    BlockInTube,
    /// A bulkhead in an airframe tube.
    BulkheadInTube,
    /// A bulkhead in a coupler.
    BulkheadInCoupler,
    /// A packed parachute in an airframe tube.
    ParachuteInTube,
    /// Two airframe tubes end to end on one coupler.
    JoinedTubes,
    /// One tube inside another.
    NestedTubes,
    /// A coupler inside another one, as a stiffener.
    CouplerInCoupler,
}

/// Which part of a joint one looks from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The part that goes in.
    Shaft,
    /// The part it goes into.
    Hole,
}

impl Side {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Shaft => Self::Hole,
            Self::Hole => Self::Shaft,
        }
    }
}

/// One side of a joint: the categories it may be of and the attribute that takes part.
#[derive(Debug)]
pub(super) struct End {
    pub(super) categories: &'static [&'static str],
    pub(super) diameter: &'static str,
    /// Where its outside meets the other's, if it does.
    pub(super) outside: Option<&'static str>,
}

/// What makes a joint.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) joint: Joint,
    pub(super) shaft: End,
    pub(super) hole: End,
    pub(super) limits: Limits,
    /// How much longer than the hole the shaft may be, m; none when lengths do not matter.
    pub(super) overhang: Option<f64>,
}

impl Rule {
    /// The end on one side.
    pub(super) const fn end(&self, side: Side) -> &End {
        match side {
            Side::Shaft => &self.shaft,
            Side::Hole => &self.hole,
        }
    }
}

/// How far a motor may stand out of its tube behind: half an inch. Mounts of Estes kits are 69.9 mm
/// long for motors of 70 mm that stand out by 6 mm; the closures of reloads stand out by up to 12 mm.
const MOTOR_OVERHANG: f64 = 12.7e-3;

const AIRFRAME: &[&str] = &["airframe-tubes"];
const COUPLER: &[&str] = &["couplers"];
const MOUNT: &[&str] = &["motor-tubes", "airframe-tubes"];
const MOTOR: &[&str] = &["motors"];
const RETAINER: &[&str] = &["retainers"];
const TRANSITION: &[&str] = &["transitions"];
const RING: &[&str] = &["centering-rings"];
const BULKHEAD: &[&str] = &["bulkheads"];

const fn end(categories: &'static [&'static str], diameter: &'static str) -> End {
    End { categories, diameter, outside: None }
}

const fn flush(categories: &'static [&'static str], diameter: &'static str, outside: &'static str) -> End {
    End { categories, diameter, outside: Some(outside) }
}

const fn rule(joint: Joint, shaft: End, hole: End, limits: Limits) -> Rule {
    Rule { joint, shaft, hole, limits, overhang: None }
}

/// Every joint, in the order in which a page names them.
pub(super) const RULES: [Rule; 17] = [
    rule(
        Joint::NoseInTube,
        flush(&["nose-cones"], "shoulder_diameter", "base_diameter"),
        flush(AIRFRAME, "inner_diameter", "outer_diameter"),
        Limits::BONDED,
    ),
    rule(
        Joint::ForeShoulderInTube,
        flush(TRANSITION, "fore_shoulder_diameter", "fore_diameter"),
        flush(AIRFRAME, "inner_diameter", "outer_diameter"),
        Limits::BONDED,
    ),
    rule(
        Joint::AftShoulderInTube,
        flush(TRANSITION, "aft_shoulder_diameter", "aft_diameter"),
        flush(AIRFRAME, "inner_diameter", "outer_diameter"),
        Limits::BONDED,
    ),
    rule(
        Joint::CouplerInTube,
        end(COUPLER, "outer_diameter"),
        end(&["airframe-tubes", "motor-tubes"], "inner_diameter"),
        Limits::BONDED,
    ),
    rule(Joint::RingInTube, end(RING, "outer_diameter"), end(AIRFRAME, "inner_diameter"), Limits::BONDED),
    rule(Joint::RingInCoupler, end(RING, "outer_diameter"), end(COUPLER, "inner_diameter"), Limits::BONDED),
    rule(Joint::TubeInRing, end(MOUNT, "outer_diameter"), end(RING, "inner_diameter"), Limits::BONDED),
    Rule {
        joint: Joint::MotorInTube,
        shaft: end(MOTOR, "diameter"),
        hole: end(MOUNT, "inner_diameter"),
        limits: Limits::MOTOR,
        overhang: Some(MOTOR_OVERHANG),
    },
    rule(Joint::MotorInRetainer, end(MOTOR, "diameter"), end(RETAINER, "motor_diameter"), Limits::NAMED),
    rule(
        Joint::TubeInRetainer,
        end(&["motor-tubes"], "motor_diameter"),
        end(RETAINER, "motor_diameter"),
        Limits::NAMED,
    ),
    rule(Joint::BlockInTube, end(&["engine-blocks"], "outer_diameter"), end(MOUNT, "inner_diameter"), Limits::BONDED),
    rule(Joint::BulkheadInTube, end(BULKHEAD, "outer_diameter"), end(AIRFRAME, "inner_diameter"), Limits::BONDED),
    rule(Joint::BulkheadInCoupler, end(BULKHEAD, "outer_diameter"), end(COUPLER, "inner_diameter"), Limits::BONDED),
    rule(
        Joint::ParachuteInTube,
        end(&["parachutes"], "packed_diameter"),
        end(AIRFRAME, "inner_diameter"),
        Limits::PACKED,
    ),
    rule(
        Joint::JoinedTubes,
        flush(AIRFRAME, "inner_diameter", "outer_diameter"),
        flush(AIRFRAME, "inner_diameter", "outer_diameter"),
        Limits::JOINED,
    ),
    rule(
        Joint::NestedTubes,
        end(MOUNT, "outer_diameter"),
        end(&["airframe-tubes", "motor-tubes", "couplers"], "inner_diameter"),
        Limits::BONDED,
    ),
    rule(Joint::CouplerInCoupler, end(COUPLER, "outer_diameter"), end(COUPLER, "inner_diameter"), Limits::BONDED),
];

impl Joint {
    /// The rule of the joint.
    pub(super) fn rule(self) -> &'static Rule {
        // Every joint has its rule: `every_joint_has_its_rule` looks.
        RULES.iter().find(|rule| rule.joint == self).unwrap_or(&RULES[0])
    }

    /// The limits between its classes.
    pub fn limits(self) -> Limits {
        self.rule().limits
    }

    /// The attributes of the part on `side` that its fit depends on.
    pub fn figures(self, side: Side) -> Vec<&'static str> {
        let rule = self.rule();
        let end = rule.end(side);
        [Some(end.diameter), end.outside, rule.overhang.map(|_| "length")].into_iter().flatten().collect()
    }

    /// Whether both sides are alike, so that neither goes into the other.
    pub const fn is_even(self) -> bool {
        matches!(self, Self::JoinedTubes)
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoseInTube => "shoulder in airframe tube",
            Self::ForeShoulderInTube => "forward shoulder in airframe tube",
            Self::AftShoulderInTube => "rear shoulder in airframe tube",
            Self::CouplerInTube => "coupler in tube",
            Self::RingInTube => "centering ring in airframe tube",
            Self::RingInCoupler => "centering ring in coupler",
            Self::TubeInRing => "tube in centering ring",
            Self::MotorInTube => "motor in tube",
            Self::MotorInRetainer => "motor in retainer",
            Self::TubeInRetainer => "retainer on motor tube",
            Self::BlockInTube => "engine block in tube",
            Self::BulkheadInTube => "bulkhead in airframe tube",
            Self::BulkheadInCoupler => "bulkhead in coupler",
            Self::ParachuteInTube => "packed parachute in airframe tube",
            Self::JoinedTubes => "tubes end to end",
            Self::NestedTubes => "tube inside tube",
            Self::CouplerInCoupler => "coupler inside coupler",
        }
    }

    /// The heading over the partners of the part on `side`.
    pub const fn heading(self, side: Side) -> &'static str {
        match (self, side) {
            (Self::NoseInTube, Side::Shaft) => "Airframe tubes for the shoulder",
            (Self::NoseInTube, Side::Hole) => "Nose cones",
            (Self::ForeShoulderInTube, Side::Shaft) => "Airframe tubes ahead",
            (Self::ForeShoulderInTube, Side::Hole) => "Transitions behind it",
            (Self::AftShoulderInTube, Side::Shaft) => "Airframe tubes behind",
            (Self::AftShoulderInTube, Side::Hole) => "Transitions ahead of it",
            (Self::CouplerInTube, Side::Shaft) => "Tubes it joins",
            (Self::CouplerInTube, Side::Hole) => "Couplers",
            (Self::RingInTube, Side::Shaft) => "Airframe tubes around it",
            (Self::RingInCoupler, Side::Shaft) => "Couplers around it",
            (Self::RingInTube | Self::RingInCoupler, Side::Hole) => "Centering rings inside",
            (Self::TubeInRing, Side::Shaft) => "Centering rings around it",
            (Self::TubeInRing, Side::Hole) => "Tubes through the hole",
            (Self::MotorInTube, Side::Shaft) => "Tubes that take it",
            (Self::MotorInTube, Side::Hole) => "Motors",
            (Self::MotorInRetainer | Self::TubeInRetainer, Side::Shaft) => "Retainers",
            (Self::MotorInRetainer, Side::Hole) => "Motors it holds",
            (Self::TubeInRetainer, Side::Hole) => "Motor tubes it goes on",
            (Self::BlockInTube, Side::Shaft) => "Tubes around it",
            (Self::BlockInTube, Side::Hole) => "Engine blocks",
            (Self::BulkheadInTube, Side::Shaft) => "Airframe tubes it closes",
            (Self::BulkheadInCoupler, Side::Shaft) => "Couplers it closes",
            (Self::BulkheadInTube | Self::BulkheadInCoupler, Side::Hole) => "Bulkheads",
            (Self::ParachuteInTube, Side::Shaft) => "Airframe tubes it packs into",
            (Self::ParachuteInTube, Side::Hole) => "Parachutes that pack into it",
            (Self::JoinedTubes, _) => "Airframe tubes of the same bore",
            (Self::NestedTubes, Side::Shaft) => "Tubes and couplers it slides into",
            (Self::NestedTubes, Side::Hole) => "Tubes that slide into it",
            (Self::CouplerInCoupler, Side::Shaft) => "Couplers it stiffens",
            (Self::CouplerInCoupler, Side::Hole) => "Stiffeners",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::schema::category_by_slug;

    #[test]
    fn every_joint_has_its_rule() {
        for (index, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.joint as usize, index);
            assert_eq!(rule.joint.rule().joint, rule.joint);
        }
        assert_eq!(Joint::CouplerInCoupler as usize, RULES.len() - 1, "the last joint");
    }

    #[test]
    fn rules_speak_of_attributes_that_their_categories_have() {
        for rule in &RULES {
            for side in [Side::Shaft, Side::Hole] {
                for slug in rule.end(side).categories {
                    let category = category_by_slug(slug).expect(slug);
                    for code in rule.joint.figures(side) {
                        assert!(category.attributes.contains(&code), "{slug} has no {code}");
                    }
                }
            }
        }
    }
}
