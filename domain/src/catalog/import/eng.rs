//! RASP motor files (`.eng`): for each motor a head line and a thrust curve.
//!
//! A head is `name diameter/mm length/mm delays propellant/kg loaded/kg maker`; then follow lines of
//! seconds and newtons up to the first moment of zero thrust. `;` opens a comment. Total impulse,
//! thrusts, burn time and class are computed here from the curve and labelled so.

use super::draft::{self, Naming};
use super::limits::{self, with_unit};
use super::text::{decode, figure, folder, shown};
use super::{FileError, MAX_ROWS, MAX_TEXT, ReadRow, Rejection, SourceLine, Warning, makers};
use crate::catalog::{
    AttributeEntry, AttributeSet, AttributeValue, HazardClass, ImpulseClass, PartDraft, Provenance, ThrustCurve,
};
use crate::units::{Quantity, Unit};

const CATEGORY: &str = "motors";
/// Most points of one curve.
const MAX_POINTS: usize = 10_000;
/// How long a step in thrust is made to take, seconds.
const STEP: f64 = 0.000_1;
/// Standard gravity, m/s².
const GRAVITY: f64 = 9.806_65;
/// Propellant above which a motor travels as an explosive article, kilograms.
const EXPLOSIVE_ABOVE: f64 = 0.030;
/// Densest propellant, kg/m³, were it to fill the whole case.
const MAX_PROPELLANT_DENSITY: f64 = 2_500.0;

/// Reads every motor of a file. `file_name` may carry folders; the last one hints at the maker.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Vec<ReadRow>, FileError> {
    let (text, latin1) = decode(bytes)?;
    let motors = split(&text)?;
    if motors.is_empty() {
        return Err(FileError::NoMotor);
    }
    Ok(motors
        .iter()
        .map(|motor| {
            let mut warnings = if latin1 { vec![Warning::NotUtf8] } else { Vec::new() };
            let label = shown(motor.head.split_whitespace().next().unwrap_or_default());
            let source = SourceLine { file: file_name.to_owned(), line: motor.line, label };
            ReadRow { source, outcome: draft(motor, folder(file_name), &mut warnings), warnings }
        })
        .collect())
}

/// A motor as written: its head line and the lines of its curve.
struct Written<'a> {
    line: u32,
    head: &'a str,
    curve: Vec<(u32, &'a str)>,
    too_long: bool,
}

fn split(text: &str) -> Result<Vec<Written<'_>>, FileError> {
    let mut motors: Vec<Written<'_>> = Vec::new();
    for (number, raw) in (1u32..).zip(text.lines()) {
        let line = raw.split(';').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let count = motors.len();
        match motors.last_mut().filter(|motor| !opens_motor(motor, line)) {
            Some(motor) if motor.curve.len() >= MAX_POINTS => motor.too_long = true,
            Some(motor) => motor.curve.push((number, line)),
            None if count >= MAX_ROWS => return Err(FileError::TooManyRows),
            None => motors.push(Written { line: number, head: line, curve: Vec::new(), too_long: false }),
        }
    }
    Ok(motors)
}

/// Whether `line` is the head of a motor after `before`: many words, or no point although the curve
/// before it is complete.
fn opens_motor(before: &Written<'_>, line: &str) -> bool {
    let complete = || before.curve.last().and_then(|(_, last)| point(last)).is_some_and(|last| last.1 == 0.0);
    line.split_whitespace().nth(3).is_some() || (point(line).is_none() && complete())
}

fn point(line: &str) -> Option<(f64, f64)> {
    let mut numbers = line.split_whitespace().map(|word| word.parse::<f64>().ok().filter(|n| n.is_finite()));
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(Some(time)), Some(Some(thrust)), None) => Some((time, thrust)),
        _ => None,
    }
}

fn draft(motor: &Written<'_>, folder: Option<&str>, warnings: &mut Vec<Warning>) -> Result<PartDraft, Rejection> {
    let bad_head = || Rejection::BadMotorHead { found: shown(motor.head) };
    let mut words = motor.head.split_whitespace();
    let mut word = || words.next().ok_or_else(bad_head);
    let (name, diameter, length, delays, propellant, loaded) = (word()?, word()?, word()?, word()?, word()?, word()?);
    let maker = words.collect::<Vec<_>>().join(" ").replace('_', " ");
    if maker.is_empty() {
        return Err(bad_head());
    }
    if motor.too_long || motor.head.len() > MAX_TEXT {
        return Err(Rejection::TooLong { field: "motor".to_owned(), max: MAX_POINTS });
    }
    let maker = super::understood_maker(maker.trim(), folder, warnings)?;
    if !name.contains(|c: char| c.is_ascii_digit()) || !name.contains(|c: char| c.is_ascii_alphabetic()) {
        return Err(Rejection::BadPartNumber { mpn: shown(name) });
    }

    let mut facts = AttributeSet::new();
    let diameter = stated("diameter", diameter, Unit::Millimetre)?;
    let length = stated("length", length, Unit::Millimetre)?;
    let propellant = stated("propellant_mass", propellant, Unit::Kilogram)?;
    let loaded = stated("loaded_mass", loaded, Unit::Kilogram)?;
    check_masses(diameter, length, propellant, loaded)?;
    let curve = curve(&motor.curve, warnings)?;
    compare_with_name(name, &curve, warnings);
    let counted = propellant_is_counted(&curve, propellant, makers::makes_hybrids(&maker), warnings)?;

    facts.insert(AttributeEntry {
        code: "impulse_class".to_owned(),
        value: AttributeValue::Text(curve.class().to_string()),
        provenance: Provenance::Computed,
        original: None,
    });
    facts.state("diameter", diameter);
    facts.state("length", length);
    facts.compute("total_impulse", curve.total_impulse());
    facts.compute("average_thrust", curve.average_thrust());
    facts.compute("peak_thrust", curve.peak_thrust());
    facts.compute("burn_time", curve.burn_time());
    if counted {
        facts.state("propellant_mass", propellant);
    }
    facts.state("loaded_mass", loaded);
    match read_delays(delays) {
        Ok(None) => {}
        Ok(Some(text)) => facts.state_text("delays", text),
        Err(()) => warnings.push(Warning::DelaysUnreadable { written: shown(delays) }),
    }

    let sku = draft::sku(&maker, name, warnings)?;
    let product_name = format!("{} {name}, {} mm motor", maker.name, figure(diameter.value.round()));
    let naming = Naming { maker, mpn: name.to_owned(), category: CATEGORY, product_name };
    let mut part = draft::part(naming, sku, facts, "");
    part.description = format!(
        "{} Figures are computed from a thrust curve of {} points: total impulse is the area under the curve, \
         burn time runs from the first to the last moment at 5 % of peak thrust, average thrust is total impulse \
         over burn time.",
        part.description,
        curve.points().len(),
    );
    part.hazard_class =
        if propellant.si() > EXPLOSIVE_ABOVE { HazardClass::Explosive } else { HazardClass::FlammableSolid };
    part.thrust_curve = Some(curve);
    Ok(part)
}

/// A figure of the head line, within its limits.
fn stated(code: &str, text: &str, unit: Unit) -> Result<Quantity, Rejection> {
    let field = code.replace('_', " ");
    let value: f64 = text.parse().map_err(|_| Rejection::NotANumber { field: field.clone(), value: shown(text) })?;
    let quantity = Quantity::new(value, unit);
    limits::check(CATEGORY, code, &field, quantity)?;
    Ok(quantity)
}

fn check_masses(diameter: Quantity, length: Quantity, propellant: Quantity, loaded: Quantity) -> Result<(), Rejection> {
    if propellant.si() >= loaded.si() {
        return Err(Rejection::NotSmaller {
            field: "propellant mass".to_owned(),
            value: with_unit(propellant),
            other: "loaded mass".to_owned(),
            limit: with_unit(loaded),
        });
    }
    let case = std::f64::consts::PI / 4.0 * diameter.si() * diameter.si() * length.si();
    for (mass, densest) in [(propellant, MAX_PROPELLANT_DENSITY), (loaded, *limits::DENSITY.end())] {
        let density = mass.si() / case;
        if !(*limits::DENSITY.start()..=densest).contains(&density) {
            return Err(Rejection::ImplausibleDensity { mass: with_unit(mass), density: figure(density.round()) });
        }
    }
    Ok(())
}

/// The checked curve. Several points at one time are a step in thrust: the first and the last are
/// kept, the last a moment later.
fn curve(lines: &[(u32, &str)], warnings: &mut Vec<Warning>) -> Result<ThrustCurve, Rejection> {
    let mut written = Vec::with_capacity(lines.len());
    for (line, text) in lines {
        let found = || Rejection::BadPoint { line: *line, found: shown(text) };
        written.push(point(text).ok_or_else(found)?);
    }
    let differs = |a: f64, b: f64| a.total_cmp(&b).is_ne();
    let mut points: Vec<(f64, f64)> = Vec::with_capacity(written.len() + 1);
    for (index, (time, thrust)) in written.iter().copied().enumerate() {
        let next = written.get(index + 1).copied();
        if index == 0 || differs(written[index - 1].0, time) {
            points.push((time, thrust));
        } else if next.is_none_or(|next| differs(next.0, time)) {
            let room = next.map_or(STEP, |next| ((next.0 - time) / 2.0).min(STEP));
            points.push((time + room, thrust));
            warnings.push(Warning::StepInCurve { at: figure(time) });
        }
    }
    let from_origin = usize::from(points.first().is_some_and(|first| first.0 > 0.0));
    if points.len() + from_origin < 3 {
        return Err(Rejection::TooFewPoints { found: points.len() });
    }
    Ok(ThrustCurve::new(points)?)
}

/// Class letter and average thrust out of a name such as `J401FJ`, `2245-K1075-SK-P` or `1/2A3T`.
fn named_class_and_thrust(name: &str) -> Option<(ImpulseClass, String, f64)> {
    let bytes = name.as_bytes();
    let at = (0..bytes.len()).find(|&i| {
        let after_digit_or_start = i == 0 || bytes[i - 1] == b'-' || bytes[i - 1].is_ascii_digit();
        after_digit_or_start && (b'A'..=b'T').contains(&bytes[i]) && bytes.get(i + 1).is_some_and(u8::is_ascii_digit)
    })?;
    let fraction = match name.get(..at) {
        Some("1/2") => 2.0,
        Some("1/4") => 4.0,
        Some("1/8") => 8.0,
        _ => 1.0,
    };
    let upper = 2.5 * 2f64.powi(i32::from(bytes[at] - b'A')) / fraction;
    let digits: String = name[at + 1..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .filter(|c| *c != ',')
        .collect();
    let letter = char::from(bytes[at]);
    let shown = if fraction > 1.0 { format!("1/{fraction}{letter}") } else { letter.to_string() };
    Some((ImpulseClass::of(upper), shown, digits.parse().ok()?))
}

fn compare_with_name(name: &str, curve: &ThrustCurve, warnings: &mut Vec<Warning>) {
    let Some((class, letter, thrust)) = named_class_and_thrust(name) else { return };
    let classes_apart = (curve.class().upper() / class.upper()).log2().abs();
    if classes_apart > 1.5 {
        warnings.push(Warning::ClassDiffers { stated: letter, computed: curve.class().to_string() });
    }
    let average = curve.average_thrust();
    if thrust > 0.0 && !(thrust / 2.0..=thrust * 2.0).contains(&average) {
        warnings.push(Warning::AverageThrustDiffers { stated: figure(thrust), computed: figure(average.round()) });
    }
}

/// Whether the propellant mass can stand beside the curve. A solid motor whose specific impulse no
/// propellant reaches is refused; a hybrid's figure then leaves the oxidiser out and is dropped.
fn propellant_is_counted(
    curve: &ThrustCurve,
    propellant: Quantity,
    hybrid: bool,
    warnings: &mut Vec<Warning>,
) -> Result<bool, Rejection> {
    let seconds = curve.total_impulse() / (propellant.si() * GRAVITY);
    let shown = figure(seconds.round());
    match seconds {
        50.0..=280.0 => Ok(true),
        20.0..=330.0 => {
            warnings.push(Warning::UnusualSpecificImpulse { seconds: shown });
            Ok(true)
        }
        330.0..=4_000.0 if hybrid => {
            warnings.push(Warning::OxidiserNotCounted { propellant: with_unit(propellant) });
            Ok(false)
        }
        _ => Err(Rejection::ImplausibleImpulse {
            impulse: figure(curve.total_impulse().round()),
            propellant: with_unit(propellant),
            seconds: shown,
        }),
    }
}

/// Delays in seconds as `4, 7, 10 s`; 100 and more, like `P`, mean plugged. A lone 0 says nothing,
/// since it stands for a booster as well as for “unknown”.
fn read_delays(text: &str) -> Result<Option<String>, ()> {
    let mut seconds: Vec<u16> = Vec::new();
    let mut plugged = false;
    for word in text.split(['-', ',', '/']).filter(|word| !word.is_empty()) {
        match (word.to_ascii_lowercase().as_str(), word.parse::<u16>()) {
            ("p" | "plugged", _) | (_, Ok(100 | 1000)) => plugged = true,
            (_, Ok(delay @ 0..=60)) => seconds.push(delay),
            _ => return Err(()),
        }
    }
    seconds.sort_unstable();
    seconds.dedup();
    let listed = seconds.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    Ok(match (seconds.as_slice(), plugged) {
        ([] | [0], false) => None,
        ([], true) => Some("plugged".to_owned()),
        (_, true) => Some(format!("{listed} s, plugged")),
        (_, false) => Some(format!("{listed} s")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_put_in_order() {
        for (text, expected) in [
            ("4-7-10", Some("4, 7, 10 s")),
            ("4-7-10,", Some("4, 7, 10 s")),
            ("15-12-10-8-6", Some("6, 8, 10, 12, 15 s")),
            ("1-3--4", Some("1, 3, 4 s")),
            ("0-3-5", Some("0, 3, 5 s")),
            ("6-10-14-P", Some("6, 10, 14 s, plugged")),
            ("20-100", Some("20 s, plugged")),
            ("1000", Some("plugged")),
            ("Plugged", Some("plugged")),
            ("P-", Some("plugged")),
            ("0", None),
            ("-", None),
        ] {
            assert_eq!(read_delays(text), Ok(expected.map(str::to_owned)), "{text}");
        }
        assert_eq!(read_delays("5-soon"), Err(()));
        assert_eq!(read_delays("77"), Err(()));
    }

    #[test]
    fn names_tell_class_and_thrust() {
        let read =
            |name| named_class_and_thrust(name).map(|(class, letter, thrust)| (class.to_string(), letter, thrust));
        let is = |class: &str, letter: &str, thrust| Some((class.to_owned(), letter.to_owned(), thrust));
        assert_eq!(read("J401FJ"), is("J", "J", 401.0));
        assert_eq!(read("2245-K1075-SK-P"), is("K", "K", 1075.0));
        assert_eq!(read("133G69"), is("G", "G", 69.0));
        assert_eq!(read("1/2A3T"), is("1/2A", "1/2A", 3.0));
        assert_eq!(read("O25,000-VM-P"), is("O", "O", 25_000.0));
        assert_eq!(read("C3.4"), is("C", "C", 3.4));
        assert_eq!(read("HSM"), None);
    }

    #[test]
    fn a_step_keeps_its_impulse() {
        let mut warnings = Vec::new();
        let lines = [(1, "0.01 45"), (2, "0.01 500"), (3, "0.01 980"), (4, "1.0 980"), (5, "1.0 0")];
        let curve = curve(&lines, &mut warnings).expect("a curve");
        assert_eq!(curve.points().len(), 5);
        assert!((curve.total_impulse() - 980.0 * 0.99).abs() < 1.0, "{}", curve.total_impulse());
        assert_eq!(warnings.len(), 2);
    }
}
