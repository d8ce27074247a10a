//! Facts as they are typed: “54 mm”, “2.126 in”, “2 1/8 in”, a word. What the maker wrote is kept beside the
//! figure, and a fact whose text was not changed stays as it is.

use std::ops::RangeInclusive;

use crate::catalog::schema::attribute_by_code;
use crate::catalog::{AttributeEntry, AttributeValue, Original, Provenance, import};
use crate::units::{Quantity, QuantityKind, Unit};

/// Longest word kept.
const MAX_WORD: usize = 190;
/// Longest figure kept as the maker wrote it.
const MAX_FIGURE: usize = 24;

/// A fact as it stands in its field.
pub fn fact_text(entry: &AttributeEntry) -> String {
    match (&entry.value, &entry.original) {
        (AttributeValue::Text(text), _) => text.clone(),
        (AttributeValue::Number(_), Some(original)) => {
            format!("{} {}", original.value, original.unit).trim().to_owned()
        }
        (AttributeValue::Number(si), None) => match kind_of(&entry.code).display_unit() {
            Some(unit) => with_unit(Quantity::from_si(*si, unit)),
            None => si.to_string(),
        },
    }
}

/// The units that a kind of quantity is usually typed in.
pub const fn units_of(kind: QuantityKind) -> &'static str {
    match kind {
        QuantityKind::Length => "mm, cm, m, in, ft",
        QuantityKind::Mass => "g, kg, oz, lb",
        QuantityKind::Force => "N, lbf",
        QuantityKind::Impulse => "Ns, lbf·s",
        QuantityKind::Time => "s, ms, min",
        QuantityKind::Density => "kg/m³, g/cm³",
        QuantityKind::Temperature => "°C",
        QuantityKind::Voltage => "V",
        QuantityKind::Count | QuantityKind::Text => "",
    }
}

/// What is possible for an attribute, as its field says it: “3.5 mm to 1000 mm”.
pub fn range_of(category: &str, code: &str) -> Option<String> {
    let range = import::believed(category, code)?;
    Some(said(&range, kind_of(code).display_unit()?))
}

fn said(range: &RangeInclusive<f64>, unit: Unit) -> String {
    let say = |si: &f64| with_unit(Quantity::from_si(*si, unit));
    format!("{} to {}", say(range.start()), say(range.end()))
}

fn kind_of(code: &str) -> QuantityKind {
    attribute_by_code(code).map_or(QuantityKind::Text, |attribute| attribute.kind)
}

/// Reads the field of an attribute. Empty is no fact. The error is what is wrong, as a sentence.
pub(super) fn read(
    category: &str,
    code: &str,
    text: &str,
    provenance: Provenance,
    before: Option<&AttributeEntry>,
) -> Result<Option<AttributeEntry>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(before) = before.filter(|before| fact_text(before).trim() == text) {
        return Ok(Some(AttributeEntry { provenance, ..before.clone() }));
    }
    let entry = |value, original| Some(AttributeEntry { code: code.to_owned(), value, provenance, original });
    let kind = kind_of(code);
    let Some(default) = kind.display_unit() else {
        return if text.chars().count() > MAX_WORD {
            Err(format!("Use at most {MAX_WORD} characters."))
        } else {
            Ok(entry(AttributeValue::Text(text.to_owned()), None))
        };
    };
    let (figure, quantity) = quantity(text, kind, default)?;
    let si = quantity.si();
    if let Some(range) = import::believed(category, code)
        && !(range.start() * (1.0 - 1e-9)..=range.end() * (1.0 + 1e-9)).contains(&si)
    {
        return Err(format!("{} is not possible here: {}.", with_unit(quantity), said(&range, quantity.unit)));
    }
    let is_si = (quantity.unit.si_factor() - 1.0).abs() <= f64::EPSILON;
    let original = (!is_si).then(|| Original { value: figure, unit: quantity.unit.symbol().to_owned() });
    Ok(entry(AttributeValue::Number(si), original))
}

/// A figure as it was typed, and what it is.
fn quantity(text: &str, kind: QuantityKind, default: Unit) -> Result<(String, Quantity), String> {
    let is_of_figure =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ',' | '/' | '+' | '-' | '−');
    let end = text.find(|c| !is_of_figure(c)).unwrap_or(text.len());
    let (figure, unit) = (text[..end].trim(), text[end..].trim());
    let example = example(kind);
    if figure.contains(',') {
        return Err(format!("Write a point for decimals, as in {example}."));
    }
    let value = number(figure)
        .filter(|_| figure.chars().count() <= MAX_FIGURE)
        .ok_or_else(|| format!("Enter a figure with its unit, such as {example}."))?;
    let unit = if unit.is_empty() {
        default
    } else {
        Unit::parse(unit).ok_or_else(|| {
            format!("“{}” is no unit we know. Use {}.", unit.chars().take(24).collect::<String>(), usable(kind))
        })?
    };
    if unit.kind() != kind {
        return Err(format!("{} does not fit here. Use {}.", unit.symbol(), usable(kind)));
    }
    Ok((figure.to_owned(), Quantity::new(value, unit)))
}

const fn example(kind: QuantityKind) -> &'static str {
    match kind {
        QuantityKind::Length => "54 mm or 2.125 in",
        QuantityKind::Mass => "12.5 g",
        QuantityKind::Force => "40 N",
        QuantityKind::Impulse => "80 Ns",
        QuantityKind::Time => "1.5 s",
        QuantityKind::Density => "680 kg/m³",
        QuantityKind::Temperature => "120 °C",
        QuantityKind::Voltage => "9 V",
        QuantityKind::Count | QuantityKind::Text => "6",
    }
}

fn usable(kind: QuantityKind) -> &'static str {
    match units_of(kind) {
        "" => "a plain number",
        units => units,
    }
}

/// Reads `2.125`, `1/8`, `2 1/8`, `2-1/8`.
fn number(text: &str) -> Option<f64> {
    let plain = text.trim_start_matches('+').replace('−', "-");
    let (sign, plain) = plain.strip_prefix('-').map_or((1.0, plain.as_str()), |rest| (-1.0, rest));
    let plain = plain.trim();
    let Some((above, below)) = plain.split_once('/') else {
        let is_plain = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        return plain.parse::<f64>().ok().filter(|value| is_plain && value.is_finite()).map(|value| sign * value);
    };
    let (whole, above) = above.trim().rsplit_once([' ', '-']).unwrap_or(("0", above.trim()));
    let whole: u32 = whole.trim().parse().ok()?;
    let (above, below): (u32, u32) = (above.parse().ok()?, below.trim().parse().ok()?);
    (below > 0).then(|| sign * (f64::from(whole) + f64::from(above) / f64::from(below)))
}

/// A quantity with six significant digits, without zeros at its end.
fn with_unit(quantity: Quantity) -> String {
    let mut decimals: usize = 5;
    let mut limit = 10.0;
    while decimals > 0 && quantity.value.abs() >= limit {
        decimals -= 1;
        limit *= 10.0;
    }
    let mut small = 1.0;
    while decimals < 12 && quantity.value != 0.0 && quantity.value.abs() < small {
        decimals += 1;
        small /= 10.0;
    }
    let figure = format!("{:.decimals$}", quantity.value);
    let figure = if figure.contains('.') { figure.trim_end_matches('0').trim_end_matches('.') } else { &figure };
    format!("{figure} {}", quantity.unit.symbol()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str) -> Result<(f64, Option<Original>), String> {
        let entry = read("airframe-tubes", "outer_diameter", text, Provenance::Stated, None)?.expect("a fact");
        let AttributeValue::Number(si) = entry.value else { panic!("a figure") };
        Ok(((si * 1e7).round() / 1e4, entry.original))
    }

    #[test]
    fn figures_are_read_with_any_unit_of_their_kind() {
        for (typed, mm, value, unit) in [
            ("54 mm", 54.0, "54", "mm"),
            ("54mm", 54.0, "54", "mm"),
            ("54", 54.0, "54", "mm"),
            ("5.40 cm", 54.0, "5.40", "cm"),
            ("2.126 in", 54.0004, "2.126", "in"),
            ("2 1/8 in", 53.975, "2 1/8", "in"),
            ("2-1/8\"", 53.975, "2-1/8", "in"),
            ("1/2 in", 12.7, "1/2", "in"),
        ] {
            let original = Original { value: value.to_owned(), unit: unit.to_owned() };
            assert_eq!(length(typed), Ok((mm, Some(original))), "{typed}");
        }
        assert_eq!(length("0.054 m").expect("metres").1, None);
    }

    #[test]
    fn what_is_no_such_figure_is_refused_with_what_would_be() {
        for (typed, said) in [
            ("wide", "Enter a figure"),
            ("1/0 in", "Enter a figure"),
            ("54 parsec", "“parsec” is no unit we know. Use mm"),
            ("54 g", "g does not fit here. Use mm"),
            ("54,5 mm", "Write a point"),
            ("1 mm", "1 mm is not possible here: 3.5 mm to 1000 mm."),
            ("-54 mm", "-54 mm is not possible"),
            ("1e3", "“e3”"),
            ("inf", "Enter a figure"),
        ] {
            let error = length(typed).expect_err(typed);
            assert!(error.starts_with(said), "{typed}: {error}");
        }
    }

    #[test]
    fn what_was_not_changed_stays_to_the_last_digit() {
        let before = AttributeEntry {
            code: "mass".to_owned(),
            value: AttributeValue::Number(0.012_345_678_9),
            provenance: Provenance::Computed,
            original: None,
        };
        assert_eq!(fact_text(&before), "12.3457 g");
        let read = |text, provenance| read("fins", "mass", text, provenance, Some(&before)).expect("readable");
        assert_eq!(read(" 12.3457 g", Provenance::Computed).as_ref(), Some(&before));
        let measured = read("12.3457 g", Provenance::Measured).expect("a fact");
        assert_eq!((measured.value, measured.provenance), (before.value.clone(), Provenance::Measured));
        assert_eq!(read("", Provenance::Computed), None);
    }

    #[test]
    fn figures_are_short() {
        let mm = |value| with_unit(Quantity::new(value, Unit::Millimetre));
        assert_eq!(
            [mm(54.0), mm(0.35), mm(1_234.567_89), mm(0.0), mm(12.000_000_000_1)],
            ["54 mm", "0.35 mm", "1234.57 mm", "0 mm", "12 mm"]
        );
    }
}
