//! Motors: composite, single use, with a thrust curve made from the shape of the grain.
//!
//! A curve is a unit shape stretched in time and thrust until it has the total impulse and the
//! average thrust of the table. Propellant mass is total impulse over specific impulse times g₀;
//! the case adds a share of the propellant (nozzle, liner, delay) and a shell by its area.

use std::f64::consts::PI;

use super::DemoPart;
use super::family::tenth;
use super::listing::Product;
use crate::catalog::attribute::{g, mm};
use crate::catalog::{AttributeSet, HazardClass, ThrustCurve};

/// How thrust runs over the burn: the burning surface of the grain.
#[derive(Debug, Clone, Copy)]
pub(super) enum Grain {
    /// A slotted core that opens quickly: strong at first, then falling.
    Regressive,
    /// Several short grains burning from the core and the ends: nearly level.
    Neutral,
    /// One long cored grain: rising to the end.
    Progressive,
    /// A strong first second, then a long low plateau.
    BoostSustain,
}

use Grain::{BoostSustain, Neutral, Progressive, Regressive};

impl Grain {
    /// Time and thrust as shares of the burn and of the highest thrust.
    const fn shape(self) -> &'static [(f64, f64)] {
        match self {
            Regressive => &[
                (0.015, 0.82),
                (0.05, 1.0),
                (0.15, 0.97),
                (0.3, 0.9),
                (0.45, 0.79),
                (0.6, 0.66),
                (0.75, 0.51),
                (0.88, 0.37),
                (0.95, 0.18),
                (1.0, 0.0),
            ],
            Neutral => &[
                (0.015, 0.8),
                (0.04, 0.94),
                (0.08, 0.9),
                (0.25, 0.95),
                (0.45, 1.0),
                (0.65, 0.98),
                (0.82, 0.9),
                (0.91, 0.8),
                (0.95, 0.38),
                (1.0, 0.0),
            ],
            Progressive => &[
                (0.015, 0.58),
                (0.05, 0.66),
                (0.2, 0.72),
                (0.4, 0.81),
                (0.6, 0.9),
                (0.78, 0.98),
                (0.86, 1.0),
                (0.92, 0.83),
                (0.96, 0.35),
                (1.0, 0.0),
            ],
            BoostSustain => &[
                (0.012, 0.85),
                (0.03, 1.0),
                (0.1, 0.96),
                (0.17, 0.78),
                (0.22, 0.45),
                (0.3, 0.38),
                (0.5, 0.37),
                (0.75, 0.35),
                (0.93, 0.31),
                (0.97, 0.13),
                (1.0, 0.0),
            ],
        }
    }

    fn copy(self) -> &'static str {
        match self {
            Regressive => {
                "Thrust is highest just after ignition and falls from there: a firm push off the rail and a gentle end of the \
                 burn. It suits heavy rockets and windy days."
            }
            Neutral => {
                "Thrust stays within 15 % of its mean for nine tenths of the burn, which makes flights easy to predict. \
                 The usual choice when you have no reason for another."
            }
            Progressive => {
                "Thrust rises until shortly before burn-out, while the rocket gets lighter: most acceleration comes late and \
                 high. Check speed at the end of the rail with the initial thrust, not with the average."
            }
            BoostSustain => {
                "A strong start, then a long plateau at about a third of the peak. The rocket leaves the rail fast and then \
                 climbs slowly, which helps to keep it below the speed of sound and in sight."
            }
        }
    }
}

/// One motor of the line.
struct Motor {
    diameter: u32,
    letter: char,
    average_thrust: f64,
    total_impulse: f64,
    length: u32,
    grain: Grain,
    /// Specific impulse, s.
    specific_impulse: f64,
    propellant: &'static str,
}

#[rustfmt::skip]
const fn motor(
    diameter: u32, letter: char, average_thrust: f64, total_impulse: f64, length: u32, grain: Grain,
    (propellant, specific_impulse): (&'static str, f64),
) -> Motor {
    Motor { diameter, letter, average_thrust, total_impulse, length, grain, specific_impulse, propellant }
}

const WHITE: (&str, f64) = ("composite, white flame", 195.0);
const BLUE: (&str, f64) = ("composite, blue flame", 210.0);
const SMOKE: (&str, f64) = ("composite, black smoke", 182.0);
const FAST: (&str, f64) = ("composite, fast-burning", 218.0);

#[rustfmt::skip]
const MOTORS: &[Motor] = &[
    motor(13, 'A',    3.0,     2.3,   45, Regressive,   WHITE),
    motor(13, 'B',    4.0,     4.2,   60, Neutral,      WHITE),
    motor(18, 'A',    5.0,     2.4,   70, Regressive,   WHITE),
    motor(18, 'B',    5.0,     4.7,   70, Neutral,      WHITE),
    motor(18, 'C',    6.0,     9.2,   70, Neutral,      WHITE),
    motor(18, 'C',   12.0,     9.8,   70, Regressive,   BLUE),
    motor(18, 'D',   10.0,    18.0,   70, Neutral,      BLUE),
    motor(24, 'C',   11.0,     8.8,   70, Regressive,   WHITE),
    motor(24, 'D',   12.0,    17.5,   70, Neutral,      WHITE),
    motor(24, 'E',   15.0,    36.0,   95, Neutral,      WHITE),
    motor(24, 'E',   28.0,    38.0,   95, Regressive,   BLUE),
    motor(24, 'F',   32.0,    60.0,  120, Progressive,  BLUE),
    motor(29, 'E',   16.0,    34.0,   95, Neutral,      WHITE),
    motor(29, 'F',   25.0,    72.0,  110, BoostSustain, SMOKE),
    motor(29, 'F',   50.0,    76.0,  110, Regressive,   BLUE),
    motor(29, 'G',   40.0,   115.0,  125, Neutral,      WHITE),
    motor(29, 'G',   80.0,   136.0,  140, Regressive,   BLUE),
    motor(29, 'H',  110.0,   220.0,  205, Neutral,      BLUE),
    motor(38, 'G',   58.0,   152.0,  110, Neutral,      SMOKE),
    motor(38, 'H',   90.0,   240.0,  150, Regressive,   WHITE),
    motor(38, 'H',  135.0,   305.0,  180, Neutral,      BLUE),
    motor(38, 'I',  170.0,   410.0,  235, Progressive,  WHITE),
    motor(38, 'I',  285.0,   560.0,  290, Regressive,   FAST),
    motor(38, 'J',  240.0,   780.0,  405, Neutral,      BLUE),
    motor(54, 'I',  200.0,   590.0,  180, Neutral,      SMOKE),
    motor(54, 'J',  180.0,   870.0,  245, BoostSustain, WHITE),
    motor(54, 'J',  350.0,  1180.0,  310, Regressive,   BLUE),
    motor(54, 'K',  260.0,  1640.0,  410, Neutral,      WHITE),
    motor(54, 'K',  550.0,  2100.0,  490, Progressive,  BLUE),
    motor(54, 'K', 1050.0,  2350.0,  540, Regressive,   FAST),
    motor(75, 'K',  400.0,  2250.0,  340, Neutral,      SMOKE),
    motor(75, 'L',  640.0,  3100.0,  440, Neutral,      BLUE),
    motor(75, 'L',  950.0,  3850.0,  500, Regressive,   BLUE),
    motor(75, 'L',  850.0,  4900.0,  640, Progressive,  WHITE),
    motor(75, 'M', 1300.0,  6300.0,  770, Regressive,   FAST),
    motor(98, 'L',  720.0,  4700.0,  440, BoostSustain, WHITE),
    motor(98, 'M',  900.0,  6800.0,  560, Neutral,      SMOKE),
    motor(98, 'M', 1400.0,  8400.0,  640, Neutral,      BLUE),
    motor(98, 'M', 2100.0,  9800.0,  730, Regressive,   FAST),
    motor(98, 'N', 1800.0, 13_200.0, 980, Progressive,  BLUE),
    motor(98, 'N', 2600.0, 16_500.0, 1180, Regressive,  FAST),
];

/// Motors: one product per motor; small ones have a variant per delay.
pub(super) fn motors() -> Vec<DemoPart> {
    MOTORS.iter().flat_map(Motor::variants).collect()
}

impl Motor {
    /// “C6”.
    fn designation(&self) -> String {
        format!("{}{}", self.letter, self.average_thrust)
    }

    fn curve(&self) -> ThrustCurve {
        let unit = ThrustCurve::new(self.grain.shape().to_vec()).expect("grain shapes rise in time and end at zero");
        let burn = self.total_impulse / self.average_thrust;
        let time = burn / unit.burn_time();
        let thrust = self.total_impulse / (unit.total_impulse() * time);
        let points = unit.points().iter().map(|(t, f)| (rounded(t * time, 1e4), rounded(f * thrust, 1e3))).collect();
        ThrustCurve::new(points).expect("stretching keeps a curve a curve")
    }

    /// Grams.
    fn propellant_mass(&self) -> f64 {
        tenth(self.total_impulse / (self.specific_impulse * 9.806_65) * 1000.0)
    }

    /// Grams.
    fn loaded_mass(&self) -> f64 {
        let shell = PI * f64::from(self.diameter) * f64::from(self.length) * 2.2e-3;
        let case = self.propellant_mass() * 0.6 + shell * (1.0 + f64::from(self.diameter) / 60.0);
        tenth(self.propellant_mass() + case)
    }

    fn hazard(&self) -> HazardClass {
        if self.propellant_mass() > 30.0 { HazardClass::Explosive } else { HazardClass::FlammableSolid }
    }

    fn variants(&self) -> Vec<DemoPart> {
        let product = self.product();
        let designation = self.designation();
        let sku = format!("RP-M{}-{designation}", self.diameter);
        let euros = 2.1 * self.total_impulse.powf(0.62);
        let part = |sku: String, option: &str, delays: &str| {
            product.variant(sku, option, self.attributes(delays), euros).with_thrust_curve(self.curve())
        };
        match self.letter {
            'A'..='D' => [3, 5, 7].map(|s| part(format!("{sku}-{s}"), &format!("{s} s delay"), &s.to_string())).into(),
            'E'..='J' => vec![part(format!("{sku}-14A"), "", "6, 8, 10, 12, 14")],
            _ => vec![part(format!("{sku}-P"), "", "P")],
        }
    }

    fn attributes(&self, delays: &str) -> AttributeSet {
        let curve = self.curve();
        let mut attributes = AttributeSet::new();
        attributes.state_text("impulse_class", curve.class().to_string());
        attributes.state("diameter", mm(f64::from(self.diameter)));
        attributes.state("length", mm(f64::from(self.length)));
        attributes.compute("total_impulse", curve.total_impulse());
        attributes.compute("average_thrust", curve.average_thrust());
        attributes.compute("peak_thrust", curve.peak_thrust());
        attributes.compute("burn_time", curve.burn_time());
        attributes.state("propellant_mass", g(self.propellant_mass()));
        attributes.state("loaded_mass", g(self.loaded_mass()));
        attributes.state_text("delays", delays);
        attributes.state_text("propellant", self.propellant);
        attributes
    }

    fn product(&self) -> Product {
        let Self { diameter, letter, length, total_impulse, propellant, .. } = self;
        let designation = self.designation();
        let curve = self.curve();
        let lift_off = curve.average_thrust() / (5.0 * 9.806_65);
        let made_to_order = (*letter == 'N').then_some(20);
        Product::new(
            "motors",
            format!("Motor {designation}, {diameter} mm"),
            format!("{total_impulse} Ns in {:.1} s, peak {:.0} N, {propellant}.", curve.burn_time(), curve.peak_thrust()),
        )
        .slug(format!("motor-{}-{diameter}", designation.to_lowercase()))
        .hazard(self.hazard())
        .lead_time(made_to_order)
        .says(self.grain.copy())
        .says(format!(
            "{diameter} mm by {length} mm, {:.1} g loaded, of which {:.1} g propellant. It goes into motor tubes \
             RP-MT-{diameter}. At five times its weight in average thrust, the usual floor, a rocket may weigh up to {} on \
             the pad, motor included.",
            self.loaded_mass(),
            self.propellant_mass(),
            mass_text(lift_off)
        ))
        .says(match letter {
            'A'..='D' => "The delay runs from burn-out to ejection and is part of the variant you order: three seconds for \
                 heavy or draggy rockets, seven for light ones. Igniter RP-IG-S is included; friction-fit it with wadding \
                 or a plug.",
            'E'..='J' => "The delay is 14 s as delivered and is shortened in steps of two seconds with the drill bit in the \
                 pack, down to 6 s. The ejection charge can be left out for electronic deployment. Order igniter RP-IG-C.",
            _ => "Plugged: there is no delay and no ejection charge, so recovery needs a flight computer, better two. The \
                 case is closed forward, and spent after one burn. Order igniter RP-IG-L.",
        })
        .says(if self.hazard() == HazardClass::Explosive {
            "Ships as an explosive article under UN 1.4C, by road, to addresses that may receive it; the carrier asks for \
             a signature. Classes H and up are sold against a certification of the matching level."
        } else {
            "Ships as a flammable solid in limited quantity, by road. Keep dry and below 40 °C; do not fly one whose case \
             has been dropped hard or shows a cracked nozzle."
        })
    }
}

fn rounded(value: f64, per_unit: f64) -> f64 {
    (value * per_unit).round() / per_unit
}

fn mass_text(kilograms: f64) -> String {
    if kilograms < 1.0 { format!("{:.0} g", kilograms * 1000.0) } else { format!("{kilograms:.1} kg") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_motor_keeps_its_name() {
        for motor in MOTORS {
            let curve = motor.curve();
            assert_eq!(curve.class().to_string(), motor.letter.to_string(), "{}", motor.designation());
            assert!((curve.average_thrust() / motor.average_thrust - 1.0).abs() < 0.01, "{}", motor.designation());
            assert!((curve.total_impulse() / motor.total_impulse - 1.0).abs() < 0.01, "{}", motor.designation());
        }
    }

    #[test]
    fn propellant_has_room_in_its_case() {
        for motor in MOTORS {
            let case = PI / 4.0 * f64::from(motor.diameter).powi(2) * f64::from(motor.length) * 1e-3; // cm³
            let filled = motor.propellant_mass() / 1.7 / case;
            assert!(filled < 0.75, "{} {} mm is {:.0} % full", motor.designation(), motor.diameter, filled * 100.0);
        }
    }
}
