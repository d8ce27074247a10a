//! Parachutes and streamers.
//!
//! A canopy's load comes from the drag equation: at terminal speed v the weight equals the drag,
//! m·g = ½·ρ·v²·Cd·S. With ρ = 1.225 kg/m³ at sea level. A flat sheet has Cd 0.75 on its laid-out
//! area and a dome Cd 1.5 on the area of its opening, both at the low end of what is published, so
//! that the rocket lands no faster than promised.

use std::f64::consts::PI;

use super::DemoPart;
use super::family::{AIRFRAMES, a, capital, tenth};
use super::listing::Product;
use crate::catalog::AttributeSet;
use crate::catalog::attribute::mm;
use crate::catalog::mass::packed_diameter;
use crate::units::{Quantity, Unit};

const AIR_DENSITY: f64 = 1.225;
const GRAVITY: f64 = 9.806_65;

/// A line of canopies that differ in diameter only.
struct Canopy {
    name: &'static str,
    code: &'static str,
    material: &'static str,
    /// 0 for a round canopy.
    sides: u32,
    lines: u32,
    diameters: &'static [u32],
    drag_coefficient: f64,
    /// Cloth over the area that drag counts on.
    cloth_ratio: f64,
    /// g/m² of cloth.
    cloth: f64,
    /// g/m of shroud line.
    line: f64,
    colours: &'static [(&'static str, &'static str)],
    euros: fn(f64) -> f64,
    use_copy: &'static str,
    care: &'static str,
}

const BRIGHT: &[(&str, &str)] = &[("OW", "orange and white"), ("BY", "black and yellow")];

const CANOPIES: &[Canopy] = &[
    Canopy {
        name: "film",
        code: "F",
        material: "polyethylene film",
        sides: 6,
        lines: 6,
        diameters: &[300, 450, 600],
        drag_coefficient: 0.75,
        cloth_ratio: 1.0,
        cloth: 38.0,
        line: 0.5,
        colours: &[("", "")],
        euros: |d| 1.2 + d * 0.004,
        use_copy: "A hexagon of printed film with cotton lines on reinforced corners, for small model rockets. Light, cheap and \
                   seen from afar.",
        care: "Film melts at about 110 °C: put at least four squares of flameproof wadding below it. Dust it with talcum and \
               fold it on the day of the flight, for film that has lain folded in the cold opens late.",
    },
    Canopy {
        name: "flat",
        code: "R",
        material: "ripstop nylon",
        sides: 8,
        lines: 8,
        diameters: &[450, 600, 750, 900, 1200],
        drag_coefficient: 0.75,
        cloth_ratio: 1.0,
        cloth: 42.0,
        line: 1.6,
        colours: BRIGHT,
        euros: |d| 4.0 + d * d * 2.6e-5,
        use_copy: "A flat octagon, hemmed, with lines that run from corner to corner. Opens quickly and reliably; swings a \
                   little on the way down, more so without a spill hole.",
        care: "Fold it in gores, lay the lines inside, and roll; wrap it in a flameproof cloth or put it behind a piston. \
               Dry it before storing, and check the stitching at the corners after every hard opening.",
    },
    Canopy {
        name: "dome",
        code: "D",
        material: "ripstop nylon",
        sides: 0,
        lines: 12,
        diameters: &[600, 900, 1200, 1500, 1800, 2400, 3000],
        drag_coefficient: 1.5,
        cloth_ratio: 1.5,
        cloth: 48.0,
        line: 3.2,
        colours: BRIGHT,
        euros: |d| 12.0 + d * d * 3.6e-5,
        use_copy: "Twelve gores sewn to a dome with a spill hole, for main deployment. Carries twice the load of a flat canopy \
                   of the same diameter and comes down without swinging.",
        care: "Pack it in a deployment bag or a flameproof cloth, lines stowed in loops, and attach it through a swivel. \
               Deploy below 30 m/s, after a drogue; a dome opened at full speed tears lines or airframe.",
    },
    Canopy {
        name: "drogue",
        code: "G",
        material: "ripstop nylon",
        sides: 0,
        lines: 8,
        diameters: &[300, 450, 600],
        drag_coefficient: 1.5,
        cloth_ratio: 1.5,
        cloth: 62.0,
        line: 4.5,
        colours: &[("", "")],
        euros: |d| 9.0 + d * 0.035,
        use_copy: "A small dome of heavier cloth with taped seams and lines sewn over the crown, to be opened at apogee. It \
                   keeps the rocket upright and slow enough for the main to open.",
        care: "Choose it for 15 to 25 m/s: at 20 m/s it carries sixteen times the mass stated for 5 m/s. Wrap it in a \
               flameproof cloth and attach it through a swivel.",
    },
];

impl Canopy {
    /// The area drag counts on, m²; a polygon is measured from corner to corner.
    fn area(&self, diameter: f64) -> f64 {
        let radius = diameter / 2000.0;
        if self.sides == 0 {
            PI * radius * radius
        } else {
            let sides = f64::from(self.sides);
            sides / 2.0 * radius * radius * (2.0 * PI / sides).sin()
        }
    }

    /// Mass that comes down at `speed` m/s, kg.
    fn descent_mass(&self, diameter: f64, speed: f64) -> f64 {
        0.5 * AIR_DENSITY * speed * speed * self.drag_coefficient * self.area(diameter) / GRAVITY
    }

    fn line_length(diameter: f64) -> f64 {
        (diameter * 1.15 / 10.0).round() * 10.0
    }

    /// kg.
    fn mass(&self, diameter: f64) -> f64 {
        let lines = f64::from(self.lines) * Self::line_length(diameter) / 1000.0 * self.line;
        (self.area(diameter) * self.cloth_ratio * self.cloth + lines) / 1000.0
    }

    /// mm.
    fn packed_diameter(&self, diameter: f64) -> f64 {
        packed_diameter(self.mass(diameter)) * 1000.0
    }

    fn product(&self, size: u32) -> Product {
        let diameter = f64::from(size);
        let packed = self.packed_diameter(diameter);
        let tube = AIRFRAMES.iter().find(|airframe| airframe.bore >= packed * 1.08);
        let load = |speed| grams(self.descent_mass(diameter, speed));
        let made_to_order = (size >= 3000).then_some(10);
        Product::new(
            "parachutes",
            format!("Parachute {size}, {}", self.name),
            format!("{size} mm across, {}: lands {} at 5 m/s.", self.material, load(5.0)),
        )
        .lead_time(made_to_order)
        .says(self.use_copy)
        .says(format!(
            "Lands {} at 5 m/s, {} at 4 m/s and {} at 6 m/s, at sea level and 15 °C, with a drag coefficient of {} on {:.2} m² \
             {}. Count the rocket as it comes down: without propellant, with the spent case. At 1500 m above sea level take \
             off 14 %.",
            load(5.0),
            load(4.0),
            load(6.0),
            self.drag_coefficient,
            self.area(diameter),
            if self.sides == 0 { "of opening" } else { "of cloth" },
        ))
        .says(format!(
            "{} lines of {} mm. Packed by hand it makes a roll of {} mm across and four times as long{}.",
            self.lines,
            Self::line_length(diameter),
            tenth(packed),
            tube.map_or_else(String::new, |airframe| format!(", which goes into {} mm airframe with room to slide", a(airframe.size))),
        ))
        .says(self.care)
    }
}

/// Parachutes: one product per kind and diameter, one variant per colour.
pub(super) fn parachutes() -> Vec<DemoPart> {
    let sizes = CANOPIES.iter().flat_map(|canopy| canopy.diameters.iter().map(move |size| (canopy, *size)));
    sizes
        .flat_map(|(canopy, size)| {
            let product = canopy.product(size);
            let diameter = f64::from(size);
            canopy.colours.iter().map(move |(code, colour)| {
                let mut attributes = AttributeSet::new();
                attributes.state("diameter", mm(diameter));
                attributes.state("sides", Quantity::new(f64::from(canopy.sides), Unit::One));
                attributes.state("line_count", Quantity::new(f64::from(canopy.lines), Unit::One));
                attributes.state("line_length", mm(Canopy::line_length(diameter)));
                attributes.compute("mass", canopy.mass(diameter));
                attributes.state_text("material", canopy.material);
                attributes.compute("descent_mass", canopy.descent_mass(diameter, 5.0));
                attributes.compute("packed_diameter", canopy.packed_diameter(diameter) / 1000.0);
                let dash = if code.is_empty() { "" } else { "-" };
                let sku = format!("RP-PA-{size}{}{dash}{code}", canopy.code);
                product.variant(sku, *colour, attributes, (canopy.euros)(diameter))
            })
        })
        .collect()
}

fn grams(kilograms: f64) -> String {
    if kilograms < 1.0 { format!("{:.0} g", kilograms * 1000.0) } else { format!("{kilograms:.2} kg") }
}

struct Strip {
    name: &'static str,
    code: &'static str,
    material: &'static str,
    thickness: f64,
    density: f64,
    sizes: &'static [(u32, u32)],
    euros_per_square_metre: f64,
    copy: &'static str,
}

const STRIPS: &[Strip] = &[
    Strip {
        name: "film",
        code: "F",
        material: "polyethylene film",
        thickness: 0.04,
        density: 930.0,
        sizes: &[(25, 250), (50, 500), (75, 750)],
        euros_per_square_metre: 14.0,
        copy: "Soft orange film that flutters from the first moment and weighs next to nothing. It melts in hot gas, so use \
               wadding; replace it when the end frays.",
    },
    Strip {
        name: "metallised",
        code: "M",
        material: "metallised polyester",
        thickness: 0.025,
        density: 1390.0,
        sizes: &[(30, 300), (50, 500), (100, 1000)],
        euros_per_square_metre: 30.0,
        copy: "Flashes in the sun and shows a small rocket at a kilometre. Pleat it sharply every 20 to 30 mm: the pleats \
               make most of its drag. It conducts, so keep it off battery terminals.",
    },
    Strip {
        name: "ripstop",
        code: "R",
        material: "ripstop nylon",
        thickness: 0.08,
        density: 560.0,
        sizes: &[(75, 750), (100, 1000), (150, 1500)],
        euros_per_square_metre: 48.0,
        copy: "Hemmed cloth with a sewn loop and a stiffened leading edge, for rockets that fly every weekend, and as a marker \
               behind a drogue. Iron pleats in with a cool iron.",
    },
];

/// Streamers: one product per cloth, one variant per size.
pub(super) fn streamers() -> Vec<DemoPart> {
    STRIPS
        .iter()
        .flat_map(|strip| {
            let product = Product::new(
                "streamers",
                format!("Streamer, {}", strip.name),
                format!("{} strip, {} mm thick, with a reinforced tie point.", capital(strip.material), strip.thickness),
            )
            .says(strip.copy)
            .says(
                "As a rule of thumb, ten square centimetres of streamer for each gram of rocket bring it down at about 10 m/s, \
                 fast enough to stay on a small field and slow enough for grass. Length should be about ten times the width.",
            )
            .says("Roll it round the shock cord rather than on itself, and tie it at a third of the cord's length below the nose.");
            strip.sizes.iter().map(move |(width, length)| {
                let area = f64::from(*width) * f64::from(*length);
                let mut attributes = AttributeSet::new();
                attributes.state("width", mm(f64::from(*width)));
                attributes.state("length", mm(f64::from(*length)));
                attributes.compute("mass", super::solids::plate(area, strip.thickness, strip.density));
                attributes.state_text("material", strip.material);
                attributes.state("thickness", mm(strip.thickness));
                let euros = 0.6 + area * 1e-6 * strip.euros_per_square_metre;
                product.variant(
                    format!("RP-ST-{width}-{length}{}", strip.code),
                    format!("{width} × {length} mm"),
                    attributes,
                    euros,
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canopy_carries_what_the_drag_equation_says() {
        // ½ · 1.225 · 25 · 1.5 · (π/4 · 0.9²) / 9.80665 = 1.490 kg
        let dome = CANOPIES.iter().find(|canopy| canopy.name == "dome").expect("domes are sold");
        assert!((dome.descent_mass(900.0, 5.0) - 1.490).abs() < 0.002, "{}", dome.descent_mass(900.0, 5.0));
        assert!((dome.descent_mass(900.0, 10.0) / dome.descent_mass(900.0, 5.0) - 4.0).abs() < 1e-9);
    }
}
