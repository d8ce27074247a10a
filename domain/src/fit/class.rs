//! A fit, its class, and what to do about it in words.

use serde::{Deserialize, Serialize};

use super::Joint;

/// Diameters that differ by less than this meet flush, m: what paper tubes give when measured.
const FLUSH: f64 = 0.25e-3;

/// How two parts go together, tightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FitClass {
    /// A little too large: material has to come off.
    NeedsSanding,
    /// Goes in by hand force, or with a touch of sandpaper.
    Press,
    /// Slides, and sits straight.
    Slip,
    /// Goes in and rattles: a turn of tape.
    Loose,
    /// Only with a sleeve or several turns of tape.
    NeedsShim,
}

impl FitClass {
    /// All classes, tightest first.
    pub const ALL: [Self; 5] = [Self::NeedsSanding, Self::Press, Self::Slip, Self::Loose, Self::NeedsShim];

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NeedsSanding => "needs sanding",
            Self::Press => "press",
            Self::Slip => "slip",
            Self::Loose => "loose",
            Self::NeedsShim => "needs shim",
        }
    }

    /// Place in a list of what fits, best first: slip, press, loose, sanding, shim.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Slip => 0,
            Self::Press => 1,
            Self::Loose => 2,
            Self::NeedsSanding => 3,
            Self::NeedsShim => 4,
        }
    }
}

/// How two parts go together in one joint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Which joint.
    pub joint: Joint,
    /// Diameter of what goes in, m.
    pub shaft: f64,
    /// Diameter of what it goes into, m.
    pub hole: f64,
    /// Hole minus shaft, m; negative is interference.
    pub clearance: f64,
    /// The class.
    pub class: FitClass,
    /// Where the outsides meet, how far the one that goes in stands proud of the other in diameter,
    /// m; negative when it is the smaller.
    pub step: Option<f64>,
}

impl Fit {
    /// Where the clearance lies between press (0) and loose (1), for a scale.
    pub fn position(&self) -> f64 {
        self.joint.limits().position(self.clearance, self.hole)
    }

    /// How far the clearance is from what a builder would choose, m.
    pub fn off_ideal(&self) -> f64 {
        self.joint.limits().off_ideal(self.clearance, self.hole)
    }

    /// What to do, in a few words; nothing when it just goes together.
    pub fn advice(&self) -> Option<String> {
        let hundredths = |metres: f64| format!("{:.2}", metres.abs() * 1e3);
        Some(match (self.joint, self.class) {
            (Joint::JoinedTubes, _) => "with a coupler".to_owned(),
            (Joint::MotorInRetainer | Joint::TubeInRetainer, _) => "same motor size".to_owned(),
            (Joint::ParachuteInTube, FitClass::Press) => "pack it tight".to_owned(),
            (Joint::ParachuteInTube, FitClass::Loose) => "room for more".to_owned(),
            (Joint::MotorInTube, FitClass::NeedsSanding) => {
                format!("sand {} mm out of the bore, never off the motor", hundredths(self.clearance))
            }
            (Joint::MotorInTube, FitClass::Press) => "try your motor’s case in it".to_owned(),
            (_, FitClass::Slip) => return None,
            (_, FitClass::NeedsSanding) => format!("sand {} mm off the diameter", hundredths(self.clearance)),
            (_, FitClass::Press) => "may need a touch of sanding".to_owned(),
            (_, FitClass::Loose) => "a turn of tape".to_owned(),
            (_, FitClass::NeedsShim) => format!("shim {} mm a side", hundredths(self.clearance / 2.0)),
        })
    }

    /// How the outsides meet: “flush”, or by how many millimetres of diameter one stands out.
    pub fn step_in_words(&self) -> Option<String> {
        let step = self.step?;
        Some(if step.abs() < FLUSH {
            "flush".to_owned()
        } else if self.joint == Joint::JoinedTubes {
            format!("step {:.1} mm", step.abs() * 1e3)
        } else {
            format!(
                "{:.1} mm {}",
                step.abs() * 1e3,
                if step > 0.0 { "wider than the tube" } else { "narrower than the tube" }
            )
        })
    }
}
