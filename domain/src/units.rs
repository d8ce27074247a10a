//! Quantities with units. Inside the shop every number is SI; a maker's own value and unit are kept
//! beside it, and pages show millimetres and inches.
//!
//! Exact factors are from NIST Special Publication 811 (2008), appendix B.8.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of quantity an attribute holds. Decides which units it accepts and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuantityKind {
    /// Metres.
    Length,
    /// Kilograms.
    Mass,
    /// Newtons.
    Force,
    /// Newton seconds.
    Impulse,
    /// Seconds.
    Time,
    /// Kilograms per cubic metre.
    Density,
    /// A plain number of things.
    Count,
    /// Degrees Celsius, the one quantity kept off SI because nobody stores glue in kelvin.
    Temperature,
    /// Volts.
    Voltage,
    /// Not a number.
    Text,
}

/// A unit as makers write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Metre.
    Metre,
    /// Centimetre.
    Centimetre,
    /// Millimetre.
    Millimetre,
    /// Micrometre.
    Micrometre,
    /// Inch, exactly 25.4 mm.
    Inch,
    /// Foot, exactly 0.3048 m.
    Foot,
    /// Yard, exactly 0.9144 m.
    Yard,
    /// Mil, a thousandth of an inch.
    Mil,
    /// Kilogram.
    Kilogram,
    /// Gram.
    Gram,
    /// Avoirdupois ounce, exactly 28.349523125 g.
    Ounce,
    /// Avoirdupois pound, exactly 453.59237 g.
    Pound,
    /// Newton.
    Newton,
    /// Pound-force, exactly 4.4482216152605 N.
    PoundForce,
    /// Newton second.
    NewtonSecond,
    /// Pound-force second.
    PoundForceSecond,
    /// Second.
    Second,
    /// Millisecond.
    Millisecond,
    /// Minute.
    Minute,
    /// Kilogram per cubic metre.
    KilogramPerCubicMetre,
    /// Gram per cubic centimetre.
    GramPerCubicCentimetre,
    /// A thing.
    One,
    /// Degree Celsius.
    Celsius,
    /// Volt.
    Volt,
}

impl Unit {
    const ALL: [(Self, &'static str, QuantityKind, f64); 24] = [
        (Self::Metre, "m", QuantityKind::Length, 1.0),
        (Self::Centimetre, "cm", QuantityKind::Length, 0.01),
        (Self::Millimetre, "mm", QuantityKind::Length, 0.001),
        (Self::Micrometre, "µm", QuantityKind::Length, 1e-6),
        (Self::Inch, "in", QuantityKind::Length, 0.0254),
        (Self::Foot, "ft", QuantityKind::Length, 0.3048),
        (Self::Yard, "yd", QuantityKind::Length, 0.9144),
        (Self::Mil, "mil", QuantityKind::Length, 2.54e-5),
        (Self::Kilogram, "kg", QuantityKind::Mass, 1.0),
        (Self::Gram, "g", QuantityKind::Mass, 0.001),
        (Self::Ounce, "oz", QuantityKind::Mass, 0.028_349_523_125),
        (Self::Pound, "lb", QuantityKind::Mass, 0.453_592_37),
        (Self::Newton, "N", QuantityKind::Force, 1.0),
        (Self::PoundForce, "lbf", QuantityKind::Force, 4.448_221_615_260_5),
        (Self::NewtonSecond, "Ns", QuantityKind::Impulse, 1.0),
        (Self::PoundForceSecond, "lbf·s", QuantityKind::Impulse, 4.448_221_615_260_5),
        (Self::Second, "s", QuantityKind::Time, 1.0),
        (Self::Millisecond, "ms", QuantityKind::Time, 0.001),
        (Self::Minute, "min", QuantityKind::Time, 60.0),
        (Self::KilogramPerCubicMetre, "kg/m³", QuantityKind::Density, 1.0),
        (Self::GramPerCubicCentimetre, "g/cm³", QuantityKind::Density, 1000.0),
        (Self::One, "", QuantityKind::Count, 1.0),
        (Self::Celsius, "°C", QuantityKind::Temperature, 1.0),
        (Self::Volt, "V", QuantityKind::Voltage, 1.0),
    ];

    fn row(self) -> (Self, &'static str, QuantityKind, f64) {
        // Every variant has its row: `every_unit_has_a_row` walks them.
        Self::ALL.into_iter().find(|row| row.0 == self).unwrap_or(Self::ALL[0])
    }

    /// The sign printed behind a figure.
    pub fn symbol(self) -> &'static str {
        self.row().1
    }

    /// What the unit measures.
    pub fn kind(self) -> QuantityKind {
        self.row().2
    }

    /// How many SI units one of this unit is.
    pub fn si_factor(self) -> f64 {
        self.row().3
    }

    /// Reads a unit sign as makers write it: `mm`, `in`, `"`, `inch`, `oz`, `lbs`, `N-s`, `kg/m3` ….
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(row) = Self::ALL.iter().find(|row| row.1 == text && !text.is_empty()) {
            return Some(row.0);
        }
        Some(match text.to_lowercase().as_str() {
            "m" | "metre" | "meter" | "metres" | "meters" => Self::Metre,
            "cm" => Self::Centimetre,
            "mm" | "millimetre" | "millimeter" | "millimetres" | "millimeters" => Self::Millimetre,
            "um" | "μm" | "micron" | "microns" => Self::Micrometre,
            "in" | "in." | "inch" | "inches" | "\"" | "″" | "”" => Self::Inch,
            "ft" | "ft." | "foot" | "feet" | "'" | "′" => Self::Foot,
            "yd" | "yard" | "yards" => Self::Yard,
            "mil" | "mils" | "thou" => Self::Mil,
            "kg" => Self::Kilogram,
            "g" | "gm" | "gram" | "grams" => Self::Gram,
            "oz" | "oz." | "ounce" | "ounces" => Self::Ounce,
            "lb" | "lb." | "lbs" | "pound" | "pounds" => Self::Pound,
            "n" | "newton" | "newtons" => Self::Newton,
            "lbf" => Self::PoundForce,
            "ns" | "n·s" | "n-s" | "n*s" | "n s" => Self::NewtonSecond,
            "lbf·s" | "lbf-s" | "lbfs" | "lb-s" => Self::PoundForceSecond,
            "s" | "sec" | "seconds" => Self::Second,
            "ms" => Self::Millisecond,
            "min" | "minutes" => Self::Minute,
            "kg/m3" | "kg/m^3" => Self::KilogramPerCubicMetre,
            "g/cm3" | "g/cc" | "g/cm^3" => Self::GramPerCubicCentimetre,
            "pcs" | "pc" | "×" => Self::One,
            "c" | "°c" => Self::Celsius,
            "v" => Self::Volt,
            _ => return None,
        })
    }
}

impl QuantityKind {
    /// The unit the shop prints first: mm, g, N, Ns, s ….
    pub const fn display_unit(self) -> Option<Unit> {
        match self {
            Self::Length => Some(Unit::Millimetre),
            Self::Mass => Some(Unit::Gram),
            Self::Force => Some(Unit::Newton),
            Self::Impulse => Some(Unit::NewtonSecond),
            Self::Time => Some(Unit::Second),
            Self::Density => Some(Unit::KilogramPerCubicMetre),
            Self::Count => Some(Unit::One),
            Self::Temperature => Some(Unit::Celsius),
            Self::Voltage => Some(Unit::Volt),
            Self::Text => None,
        }
    }

    /// The unit printed second, for readers used to inches and ounces.
    pub const fn imperial_unit(self) -> Option<Unit> {
        match self {
            Self::Length => Some(Unit::Inch),
            Self::Mass => Some(Unit::Ounce),
            Self::Force => Some(Unit::PoundForce),
            _ => None,
        }
    }

    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Mass => "mass",
            Self::Force => "force",
            Self::Impulse => "impulse",
            Self::Time => "time",
            Self::Density => "density",
            Self::Count => "count",
            Self::Temperature => "temperature",
            Self::Voltage => "voltage",
            Self::Text => "text",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        const KINDS: [QuantityKind; 10] = [
            QuantityKind::Length,
            QuantityKind::Mass,
            QuantityKind::Force,
            QuantityKind::Impulse,
            QuantityKind::Time,
            QuantityKind::Density,
            QuantityKind::Count,
            QuantityKind::Temperature,
            QuantityKind::Voltage,
            QuantityKind::Text,
        ];
        KINDS.into_iter().find(|kind| kind.name() == name)
    }

    /// How many decimals the shop prints for a value in `unit`: enough for a caliper, not more.
    pub fn decimals(self, unit: Unit) -> usize {
        match (self, unit) {
            (Self::Length, Unit::Inch) => 3,
            (Self::Count | Self::Density, _) => 0,
            (Self::Length, Unit::Millimetre)
            | (Self::Mass, Unit::Gram)
            | (Self::Temperature | Self::Voltage | Self::Force | Self::Impulse, _) => 1,
            _ => 2,
        }
    }
}

/// A number with its unit, as read from a maker or a query.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The figure, in `unit`.
    pub value: f64,
    /// The unit it was given in.
    pub unit: Unit,
}

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// No number in front.
    #[error("“{0}” is not a number with a unit, such as 54 mm or 2.125 in")]
    NotANumber(String),
    /// A unit nobody here knows.
    #[error("“{0}” is not a unit we know")]
    UnknownUnit(String),
}

impl Quantity {
    /// A quantity.
    pub const fn new(value: f64, unit: Unit) -> Self {
        Self { value, unit }
    }

    /// Reads `54mm`, `2.125 in`, `1.5"`; a bare number takes `default_unit`.
    pub fn parse(text: &str, default_unit: Unit) -> Result<Self, QuantityError> {
        let text = text.trim();
        let split = text
            .char_indices()
            .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-')))
            .map_or(text.len(), |(index, _)| index);
        let (number, unit) = text.split_at(split);
        let shown = || text.chars().take(24).collect::<String>();
        let value: f64 = number.parse().map_err(|_| QuantityError::NotANumber(shown()))?;
        let unit = unit.trim();
        let unit = if unit.is_empty() {
            default_unit
        } else {
            Unit::parse(unit).ok_or_else(|| QuantityError::UnknownUnit(unit.chars().take(24).collect()))?
        };
        Ok(Self { value, unit })
    }

    /// The figure in SI units.
    pub fn si(self) -> f64 {
        self.value * self.unit.si_factor()
    }

    /// The quantity an SI figure is in `unit`.
    pub fn from_si(si: f64, unit: Unit) -> Self {
        Self { value: si / unit.si_factor(), unit }
    }

    /// The figure alone, with the decimals the shop prints for this unit: figures in a column align.
    pub fn figure(self) -> String {
        self.figure_with(self.unit.kind().decimals(self.unit))
    }

    /// The figure where no column holds it to fewer decimals: below 10 mm or 10 g, where walls, foils
    /// and small rings are, a tenth is too coarse.
    pub fn lone_figure(self) -> String {
        let decimals = self.unit.kind().decimals(self.unit);
        let is_fine = matches!(self.unit, Unit::Millimetre | Unit::Gram) && self.value.abs() < 9.995;
        self.figure_with(if is_fine { decimals + 1 } else { decimals })
    }

    /// The figure alone, with so many decimals.
    pub fn figure_with(self, decimals: usize) -> String {
        let mut figure = format!("{:.decimals$}", self.value);
        if figure.starts_with('-') && figure.bytes().all(|b| matches!(b, b'-' | b'0' | b'.')) {
            figure.remove(0);
        }
        figure
    }
}

/// `54.0 mm`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit.symbol() {
            "" => f.write_str(&self.figure()),
            symbol => write!(f, "{} {symbol}", self.figure()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_unit_has_a_row() {
        for (unit, symbol, ..) in Unit::ALL {
            assert_eq!(unit.symbol(), symbol);
            if !symbol.is_empty() {
                assert_eq!(Unit::parse(symbol), Some(unit), "{symbol}");
            }
        }
    }

    #[test]
    fn quantities_are_read_as_makers_write_them() {
        let mm = |text| Quantity::parse(text, Unit::Millimetre).map(|q| (q.si() * 1e7).round() / 1e4);
        assert_eq!(mm("54"), Ok(54.0));
        assert_eq!(mm("2.125 in"), Ok(53.975));
        assert_eq!(mm("1.5\""), Ok(38.1));
        assert_eq!(mm("1 ft"), Ok(304.8));
        assert!(matches!(mm("wide"), Err(QuantityError::NotANumber(_))));
        assert!(matches!(mm("5 parsec"), Err(QuantityError::UnknownUnit(_))));
    }

    #[test]
    fn figures_have_the_decimals_of_their_unit() {
        assert_eq!(Quantity::from_si(0.054, Unit::Millimetre).to_string(), "54.0 mm");
        assert_eq!(Quantity::from_si(0.054, Unit::Inch).to_string(), "2.126 in");
        assert_eq!(Quantity::new(-0.001, Unit::Millimetre).figure(), "0.0");
        assert_eq!(Quantity::new(6.0, Unit::One).to_string(), "6");
    }

    #[test]
    fn a_small_figure_on_its_own_has_a_decimal_more() {
        let lone = |mm| Quantity::new(mm, Unit::Millimetre).lone_figure();
        assert_eq!(lone(0.35), "0.35");
        assert_eq!(lone(-2.4), "-2.40");
        assert_eq!(lone(9.994), "9.99");
        assert_eq!(lone(9.996), "10.0");
        assert_eq!(lone(54.0), "54.0");
        assert_eq!(Quantity::new(0.03, Unit::Gram).lone_figure(), "0.03");
        assert_eq!(Quantity::new(0.35, Unit::Newton).lone_figure(), "0.3");
        assert_eq!(Quantity::new(0.35, Unit::Millimetre).figure_with(2), "0.35");
    }

    proptest! {
        #[test]
        fn every_conversion_goes_there_and_back(value in -1e6f64..1e6, index in 0usize..Unit::ALL.len()) {
            let unit = Unit::ALL[index].0;
            let back = Quantity::from_si(Quantity::new(value, unit).si(), unit).value;
            prop_assert!((back - value).abs() <= value.abs() * 1e-12);
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,40}") {
            let _ = Quantity::parse(&text, Unit::Millimetre);
        }
    }
}
