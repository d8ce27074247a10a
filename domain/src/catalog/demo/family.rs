//! The dimensions every part of the line is made to, in millimetres. The one place where a bore,
//! an outside diameter or a clearance is written down.

use std::fmt::Display;

/// What a part is made of, with the density its mass is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Material {
    Kraft,
    Phenolic,
    Fibreglass,
    Carbon,
    Birch,
    G10,
    Nylon,
    Acetal,
    Aluminium,
}

impl Material {
    /// The word in the spec table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Kraft => "kraft",
            Self::Phenolic => "phenolic",
            Self::Fibreglass => "fibreglass",
            Self::Carbon => "carbon",
            Self::Birch => "birch plywood",
            Self::G10 => "fibreglass G10",
            Self::Nylon => "glass-filled nylon",
            Self::Acetal => "acetal",
            Self::Aluminium => "aluminium",
        }
    }

    /// The word in product slugs.
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Birch => "birch",
            Self::G10 => "g10",
            Self::Nylon => "nylon",
            _ => self.name(),
        }
    }

    /// What follows the size in a SKU. Each kind of part has one material that needs no letter.
    pub(super) const fn letter(self) -> &'static str {
        match self {
            Self::Kraft => "K",
            Self::Fibreglass | Self::G10 => "F",
            Self::Carbon => "C",
            Self::Aluminium => "A",
            Self::Phenolic | Self::Birch | Self::Nylon | Self::Acetal => "",
        }
    }

    /// Density, kg/m³.
    pub(super) const fn density(self) -> f64 {
        match self {
            Self::Kraft => 700.0,
            Self::Phenolic => 950.0,
            Self::Fibreglass => 1800.0,
            Self::Carbon => 1500.0,
            Self::Birch => 680.0,
            Self::G10 => 1850.0,
            Self::Nylon => 1350.0,
            Self::Acetal => 1410.0,
            Self::Aluminium => 2700.0,
        }
    }

    /// Price of a part against the same part in phenolic or plywood.
    pub(super) const fn price_factor(self) -> f64 {
        match self {
            Self::Kraft => 0.55,
            Self::Fibreglass | Self::G10 => 2.1,
            Self::Carbon => 4.4,
            _ => 1.0,
        }
    }
}

/// One airframe size.
#[derive(Debug)]
pub(super) struct Airframe {
    /// What the size is called.
    pub(super) size: u32,
    /// Bore of kraft and phenolic tubes.
    pub(super) bore: f64,
    /// Bore of fibreglass and carbon tubes, wound on a ground mandrel and so a little tighter.
    pub(super) laminate_bore: f64,
    /// Outside of all tubes of the size, so that nose cones sit flush on each.
    pub(super) outer: f64,
    /// The slip diameter: couplers, shoulders, rings and bulkheads of the size are made to it.
    pub(super) slip: f64,
    /// Bore of the couplers.
    pub(super) coupler_bore: f64,
    /// Length of a shoulder.
    pub(super) shoulder: u32,
    /// Lengths of couplers; half goes into each tube.
    pub(super) coupler_lengths: &'static [u32],
    /// Lengths of tubes.
    pub(super) tube_lengths: &'static [u32],
    /// What tubes are made of.
    pub(super) tube_materials: &'static [Material],
}

impl Airframe {
    /// Bore of a tube in `material`.
    pub(super) fn bore_in(&self, material: Material) -> f64 {
        if matches!(material, Material::Fibreglass | Material::Carbon) { self.laminate_bore } else { self.bore }
    }

    /// The size as a number to reckon with.
    pub(super) fn nominal(&self) -> f64 {
        f64::from(self.size)
    }
}

use Material::{Carbon, Fibreglass, Kraft, Phenolic};

const ALL_TUBES: &[Material] = &[Kraft, Phenolic, Fibreglass, Carbon];

/// Every airframe size, smallest first.
#[rustfmt::skip]
pub(super) const AIRFRAMES: &[Airframe] = &[
    Airframe { size: 18, bore: 18.2, laminate_bore: 18.2, outer: 19.0, slip: 18.0, coupler_bore: 16.8, shoulder: 20,
        coupler_lengths: &[40], tube_lengths: &[300, 450], tube_materials: &[Kraft] },
    Airframe { size: 24, bore: 24.2, laminate_bore: 24.2, outer: 25.2, slip: 24.0, coupler_bore: 22.6, shoulder: 25,
        coupler_lengths: &[50], tube_lengths: &[300, 450, 600], tube_materials: &[Kraft] },
    Airframe { size: 29, bore: 29.2, laminate_bore: 29.1, outer: 30.8, slip: 29.0, coupler_bore: 27.2, shoulder: 30,
        coupler_lengths: &[60, 120], tube_lengths: &[450, 600], tube_materials: &[Kraft, Phenolic, Fibreglass] },
    Airframe { size: 38, bore: 38.3, laminate_bore: 38.2, outer: 40.6, slip: 38.1, coupler_bore: 35.9, shoulder: 40,
        coupler_lengths: &[80, 160], tube_lengths: &[450, 600, 900], tube_materials: ALL_TUBES },
    Airframe { size: 54, bore: 54.4, laminate_bore: 54.2, outer: 57.4, slip: 54.1, coupler_bore: 51.1, shoulder: 55,
        coupler_lengths: &[110, 220], tube_lengths: &[450, 600, 900], tube_materials: ALL_TUBES },
    Airframe { size: 66, bore: 62.4, laminate_bore: 62.3, outer: 66.8, slip: 62.2, coupler_bore: 58.8, shoulder: 70,
        coupler_lengths: &[140, 280], tube_lengths: &[600, 900, 1200], tube_materials: &[Kraft, Phenolic, Fibreglass] },
    Airframe { size: 75, bore: 76.0, laminate_bore: 75.9, outer: 79.4, slip: 75.8, coupler_bore: 72.4, shoulder: 80,
        coupler_lengths: &[160, 320], tube_lengths: &[600, 900, 1200], tube_materials: ALL_TUBES },
    Airframe { size: 98, bore: 98.6, laminate_bore: 98.4, outer: 102.4, slip: 98.3, coupler_bore: 94.5, shoulder: 100,
        coupler_lengths: &[200, 400], tube_lengths: &[600, 900, 1200], tube_materials: ALL_TUBES },
    Airframe { size: 114, bore: 114.6, laminate_bore: 114.4, outer: 118.6, slip: 114.3, coupler_bore: 110.3, shoulder: 115,
        coupler_lengths: &[230, 350], tube_lengths: &[900, 1200], tube_materials: &[Phenolic, Fibreglass] },
    Airframe { size: 152, bore: 152.5, laminate_bore: 152.4, outer: 157.0, slip: 152.2, coupler_bore: 147.8, shoulder: 150,
        coupler_lengths: &[300, 450], tube_lengths: &[900, 1200], tube_materials: &[Fibreglass, Carbon] },
];

/// One motor size. From 18 up, motor tubes are cut from the airframe tubes of the size.
#[derive(Debug)]
pub(super) struct MotorMount {
    /// Diameter of the motors.
    pub(super) size: u32,
    /// Bore of kraft and phenolic motor tubes.
    pub(super) bore: f64,
    /// Bore of fibreglass motor tubes.
    pub(super) laminate_bore: f64,
    /// Outside of the motor tubes.
    pub(super) outer: f64,
    /// Lengths of motor tubes.
    pub(super) tube_lengths: &'static [u32],
    /// What motor tubes are made of.
    pub(super) tube_materials: &'static [Material],
}

/// Every motor size, smallest first.
#[rustfmt::skip]
pub(super) const MOTOR_MOUNTS: &[MotorMount] = &[
    MotorMount { size: 13, bore: 13.3, laminate_bore: 13.3, outer: 14.1, tube_lengths: &[75], tube_materials: &[Kraft] },
    MotorMount { size: 18, bore: 18.2, laminate_bore: 18.2, outer: 19.0, tube_lengths: &[75, 150], tube_materials: &[Kraft] },
    MotorMount { size: 24, bore: 24.2, laminate_bore: 24.2, outer: 25.2, tube_lengths: &[100, 200], tube_materials: &[Kraft] },
    MotorMount { size: 29, bore: 29.2, laminate_bore: 29.1, outer: 30.8, tube_lengths: &[150, 300], tube_materials: &[Kraft, Phenolic] },
    MotorMount { size: 38, bore: 38.3, laminate_bore: 38.2, outer: 40.6, tube_lengths: &[200, 300, 450], tube_materials: &[Phenolic, Fibreglass] },
    MotorMount { size: 54, bore: 54.4, laminate_bore: 54.2, outer: 57.4, tube_lengths: &[300, 450, 600], tube_materials: &[Phenolic, Fibreglass] },
    MotorMount { size: 75, bore: 76.0, laminate_bore: 75.9, outer: 79.4, tube_lengths: &[450, 600, 900], tube_materials: &[Phenolic, Fibreglass] },
    MotorMount { size: 98, bore: 98.6, laminate_bore: 98.4, outer: 102.4, tube_lengths: &[600, 900, 1200], tube_materials: &[Phenolic, Fibreglass] },
];

impl MotorMount {
    /// Bore of a motor tube in `material`.
    pub(super) fn bore_in(&self, material: Material) -> f64 {
        if material == Fibreglass { self.laminate_bore } else { self.bore }
    }

    /// Whether a ring that carries this motor tube in `airframe` is worth making: at least 1.8 mm
    /// of material all round, and a motor of at least a quarter of the airframe.
    pub(super) fn sits_in(&self, airframe: &Airframe) -> bool {
        (airframe.slip - ring_bore(self)) / 2.0 >= 1.8 && self.size * 4 >= airframe.size
    }
}

/// Bore of a centering ring or retainer that takes the outside of a motor tube.
pub(super) fn ring_bore(mount: &MotorMount) -> f64 {
    tenth(mount.outer + 0.2)
}

/// The motor sizes that sit in `airframe` on rings, smallest first.
pub(super) fn mounts_in(airframe: &Airframe) -> impl Iterator<Item = &'static MotorMount> {
    MOTOR_MOUNTS.iter().filter(move |mount| mount.sits_in(airframe))
}

/// Rounds to a tenth of a millimetre, the finest dimension the line is made to.
pub(super) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A list in a sentence: “24, 29 or 38”, “kraft and phenolic”.
pub(super) fn list<T: Display>(entries: &[T], conjunction: &str) -> String {
    match entries {
        [] => String::new(),
        [one] => one.to_string(),
        [rest @ .., last] => {
            let rest: Vec<_> = rest.iter().map(T::to_string).collect();
            format!("{} {conjunction} {last}", rest.join(", "))
        }
    }
}

/// A figure with its article: “a 54”, “an 18”.
pub(super) fn a(figure: impl Display) -> String {
    let text = figure.to_string();
    let whole = text.split('.').next().unwrap_or_default();
    let vowel = whole.starts_with('8') || matches!(whole, "11" | "18");
    format!("{} {text}", if vowel { "an" } else { "a" })
}

/// The text with a capital letter in front, to open a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
