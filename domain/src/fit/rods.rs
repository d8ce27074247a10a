//! Launch rods and rails: what lugs and guides run on. They are no parts of the catalog, so the
//! sizes there are stand here.

use super::Piece;
use super::class::FitClass;
use super::limits::Limits;

/// A launch rod or rail of a common size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rod {
    /// What it is called.
    pub name: &'static str,
    /// Diameter of a rod, side of a rail, m.
    pub size: f64,
    is_rail: bool,
}

const fn rod(name: &'static str, millimetres: f64) -> Rod {
    Rod { name, size: millimetres / 1e3, is_rail: false }
}

const fn rail(name: &'static str, millimetres: f64) -> Rod {
    Rod { name, size: millimetres / 1e3, is_rail: true }
}

/// Rods in the inch sizes of launch pads and in the metric ones closest to them, and slotted rails.
const RODS: [Rod; 14] = [
    rod("2 mm rod", 2.0),
    rod("3 mm rod", 3.0),
    rod("1/8 in rod", 3.175),
    rod("4 mm rod", 4.0),
    rod("3/16 in rod", 4.7625),
    rod("6 mm rod", 6.0),
    rod("1/4 in rod", 6.35),
    rod("3/8 in rod", 9.525),
    rod("1/2 in rod", 12.7),
    rod("3/4 in rod", 19.05),
    rod("15/16 in rod", 23.8125),
    rail("20 mm rail (2020)", 20.0),
    rail("1 in rail (1010)", 25.4),
    rail("1.5 in rail (1515)", 38.1),
];

/// A rod or rail that a part runs on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RodFit {
    /// The rod or rail.
    pub rod: Rod,
    /// Diametral clearance on a rod, m; rails go by name.
    pub clearance: Option<f64>,
    /// How it runs.
    pub class: FitClass,
}

/// The rods a lug runs on, by its bore, or the rails a guide is made for, by the rail's size.
pub fn rods(part: Piece<'_>) -> Vec<RodFit> {
    let runs = |rod: &Rod| match part.category {
        "launch-lugs" if !rod.is_rail => {
            let bore = part.dimension("inner_diameter")?;
            let clearance = super::to_micrometre(bore - rod.size);
            let class = Limits::ROD.class(clearance, bore)?;
            Some(RodFit { rod: *rod, clearance: Some(clearance), class })
        }
        "rail-guides" if rod.is_rail => {
            let class = Limits::NAMED.class(rod.size - part.dimension("rod_diameter")?, rod.size)?;
            Some(RodFit { rod: *rod, clearance: None, class })
        }
        _ => None,
    };
    let mut found: Vec<RodFit> = RODS.iter().filter_map(runs).collect();
    found.sort_by(|one, other| one.class.rank().cmp(&other.class.rank()).then(other.rod.size.total_cmp(&one.rod.size)));
    found
}
