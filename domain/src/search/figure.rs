//! Figures and bounds as people write them, and the one way they are written back.

use super::problem::shown;
use super::{Field, FieldKind, Limit, QueryFault, Range};
use crate::units::{Quantity, QuantityKind, Unit};

/// Longest number read: no caliper has as many digits.
const LONGEST_NUMBER: usize = 24;

/// What stands between the ends of a range.
const DOTS: [&str; 4] = ["..", "…", "–", "—"];

/// What is left of a text after a piece of it was read.
type Rest<'a> = &'a str;

/// Reads bounds at the start of a text: `54mm`, `54..55.2mm`, `..1mm`, `100g..`, `<80Ns`, `>= 38 mm`.
/// A bare number has the unit of the other end, else `default`.
pub(super) fn bounds<'a>(text: &'a str, field: &Field, default: Unit) -> Result<(Range, Rest<'a>), QueryFault> {
    let signs = text.len() - text.trim_start_matches(COMPARISONS).len();
    let (comparison, value) = text.split_at(signs);
    let value = value.trim_start();
    if comparison.is_empty() {
        return between(value, field, default);
    }
    let (figure, rest) = Figure::read(value, field)?;
    let inclusive = comparison.ends_with(['=', '≤', '≥']);
    let limit = Some(Limit { quantity: figure.quantity(default), inclusive });
    match (comparison.contains(['<', '≤']), comparison.contains(['>', '≥'])) {
        (true, false) => Ok((Range { from: None, to: limit }, rest)),
        (false, true) => Ok((Range { from: limit, to: None }, rest)),
        _ => Err(QueryFault::NotAFigure),
    }
}

/// The signs comparisons are made of.
pub(super) const COMPARISONS: [char; 5] = ['<', '>', '=', '≤', '≥'];

fn between<'a>(text: &'a str, field: &Field, default: Unit) -> Result<(Range, Rest<'a>), QueryFault> {
    if let Some(after) = strip_dots(text) {
        let (to, rest) = Figure::read(after.trim_start(), field)?;
        return Ok((Range::at_most(to.quantity(default)), rest));
    }
    let (from, rest) = Figure::read(text, field)?;
    let Some(after) = strip_dots(rest.trim_start()) else {
        return Ok((Range::exactly(from.quantity(default)), rest));
    };
    // Dots standing alone have a figure behind them, dots at the figure's end may be the last word on it.
    let far = after.trim_start();
    let stands_alone = rest.starts_with(char::is_whitespace) && far.len() < after.len();
    if starts_figure(after) || (stands_alone && starts_figure(far)) {
        let (to, rest) = Figure::read(far, field)?;
        let range =
            Range::between(from.quantity(to.unit.unwrap_or(default)), to.quantity(from.unit.unwrap_or(default)));
        return Ok((range, rest));
    }
    Ok((Range::at_least(from.quantity(default)), after))
}

fn strip_dots(text: &str) -> Option<&str> {
    DOTS.iter().find_map(|dots| text.strip_prefix(dots))
}

/// Whether a figure begins here.
pub(super) fn starts_figure(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-', '−', '€']);
    let fraction = digits.strip_prefix('.').unwrap_or(digits);
    fraction.starts_with(|c: char| c.is_ascii_digit())
}

/// A number whose unit may still have to come from elsewhere.
struct Figure {
    value: f64,
    unit: Option<Unit>,
}

impl Figure {
    fn quantity(&self, default: Unit) -> Quantity {
        Quantity::new(self.value, self.unit.unwrap_or(default))
    }

    /// Reads a number and its unit, which stands right behind it or one space away.
    fn read<'a>(text: &'a str, field: &Field) -> Result<(Self, Rest<'a>), QueryFault> {
        if text.trim_start_matches(COMPARISONS).is_empty() {
            return Err(QueryFault::NoFigure);
        }
        if !starts_figure(text) {
            return Err(QueryFault::NotAFigure);
        }
        let text = match field.kind {
            FieldKind::Price => text.trim_start_matches('€'),
            _ => text,
        };
        let (digits, rest) = text.split_at(number_length(text));
        let value = number(digits)?;
        let attached = &rest[..unit_length(rest)];
        if !attached.is_empty() {
            let unit = unit(attached, field)?;
            return Ok((Self { value, unit: Some(unit) }, &rest[attached.len()..]));
        }
        let (unit, rest) = detached_unit(rest, field).map_or((None, rest), |(unit, rest)| (Some(unit), rest));
        Ok((Self { value, unit }, rest))
    }
}

/// How many bytes at the start belong to a number; the dots of a range do not.
fn number_length(text: &str) -> usize {
    let signs = text.len() - text.trim_start_matches(['+', '-', '−']).len();
    let mut end = signs;
    while let Some(c) = text[end..].chars().next() {
        let is_dots = strip_dots(&text[end..]).is_some();
        if is_dots || !(c.is_ascii_digit() || matches!(c, '.' | ',' | '/')) {
            break;
        }
        end += c.len_utf8();
    }
    // The full stop of a sentence, the comma of a list.
    text[..end].trim_end_matches(['.', ',', '/']).len()
}

/// How many bytes at the start may be a unit.
fn unit_length(text: &str) -> usize {
    text.char_indices()
        .find(|(at, c)| c.is_whitespace() || matches!(c, ',' | ';') || strip_dots(&text[*at..]).is_some())
        .map_or(text.len(), |(at, _)| at)
}

/// Reads a number as people write it. A comma is a decimal sign or groups thousands, where only one
/// of the two can be meant.
fn number(text: &str) -> Result<f64, QueryFault> {
    let plain = text.trim_start_matches('+').replace('−', "-");
    if plain.len() > LONGEST_NUMBER {
        return Err(QueryFault::NotAFigure);
    }
    if let Some((above, below)) = plain.split_once('/') {
        let whole = |digits: &str| digits.parse::<u16>().map_err(|_| QueryFault::NotAFigure);
        let (above, below) = (whole(above)?, whole(below)?);
        return if below == 0 { Err(QueryFault::NotAFigure) } else { Ok(f64::from(above) / f64::from(below)) };
    }
    let parse = |digits: &str| digits.parse::<f64>().map_err(|_| QueryFault::NotAFigure);
    match (plain.rfind(','), plain.rfind('.')) {
        (None, None) => parse(&plain),
        (Some(comma), Some(point)) if comma < point => parse(&ungrouped(&plain[..point], ',', &plain[point..])?),
        (Some(comma), Some(_)) => parse(&ungrouped(&plain[..comma], '.', &format!(".{}", &plain[comma + 1..]))?),
        (None, Some(_)) if plain.matches('.').count() == 1 => parse(&plain),
        (None, Some(_)) => parse(&ungrouped(&plain, '.', "")?),
        (Some(_), None) if plain.matches(',').count() > 1 => parse(&ungrouped(&plain, ',', "")?),
        (Some(comma), None) => {
            let (whole, digits) = (plain[..comma].trim_start_matches('-'), &plain[comma + 1..]);
            if digits.len() == 3 && !whole.starts_with('0') && whole.len() <= 3 {
                return Err(QueryFault::AmbiguousComma);
            }
            parse(&plain.replace(',', "."))
        }
    }
}

/// Digits in groups of three as one number, with what follows them.
fn ungrouped(digits: &str, separator: char, fraction: &str) -> Result<String, QueryFault> {
    let mut groups = digits.trim_start_matches('-').split(separator);
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    if first && groups.all(|group| group.len() == 3) {
        Ok(format!("{}{fraction}", digits.replace(separator, "")))
    } else {
        Err(QueryFault::NotAFigure)
    }
}

/// The unit a sign stands for in this field.
fn unit(sign: &str, field: &Field) -> Result<Unit, QueryFault> {
    let sign = if Unit::parse(sign).is_some() { sign } else { sign.trim_end_matches(['.', '!', '?', ')']) };
    let FieldKind::Quantity(kind) = field.kind else {
        return match sign.to_lowercase().as_str() {
            "€" | "eur" | "euro" | "euros" => Ok(Unit::One),
            "$" | "usd" | "£" | "gbp" => Err(QueryFault::NotEuros),
            _ => Err(QueryFault::UnknownUnit(shown(sign, 20))),
        };
    };
    match Unit::parse(sign) {
        // Cords and hardware are rated in pounds, and pounds of force are meant.
        Some(Unit::Pound) if kind == QuantityKind::Force => Ok(Unit::PoundForce),
        Some(unit) if unit.kind() == kind => Ok(unit),
        Some(_) => Err(QueryFault::WrongUnit { field: field.name.clone(), unit: shown(sign, 20) }),
        None => Err(QueryFault::UnknownUnit(shown(sign, 20))),
    }
}

/// A unit one space away from its number: the next word, or the next two (`N s`). The `in` of
/// `in stock` is none.
fn detached_unit<'a>(text: &'a str, field: &Field) -> Option<(Unit, Rest<'a>)> {
    let words = text.trim_start();
    if words.len() == text.len() {
        return None;
    }
    let first = unit_length(words);
    let after = words[first..].trim_start();
    let second = unit_length(after);
    if words[..first].eq_ignore_ascii_case("in") && after[..second].eq_ignore_ascii_case("stock") {
        return None;
    }
    let both = format!("{} {}", &words[..first], &after[..second]);
    match unit(&both, field) {
        Ok(both) if second > 0 => Some((both, &after[second..])),
        _ => unit(&words[..first], field).ok().map(|one| (one, &words[first..])),
    }
}

/// A range as it is written in an address and behind the colon of an expression; two pieces where one
/// end is not itself within.
pub(super) fn written(range: &Range) -> Vec<String> {
    if let Some(quantity) = range.exact() {
        return vec![figure(quantity)];
    }
    if let (Some(Limit { quantity: from, inclusive: true }), Some(Limit { quantity: to, inclusive: true })) =
        (range.from, range.to)
    {
        return vec![format!("{}..{}", figure(from), figure(to))];
    }
    let end = |limit: Limit, within: fn(String) -> String, beyond: fn(String) -> String| {
        let figure = figure(limit.quantity);
        if limit.inclusive { within(figure) } else { beyond(figure) }
    };
    let from = range.from.map(|from| end(from, |figure| format!("{figure}.."), |figure| format!(">{figure}")));
    let to = range.to.map(|to| end(to, |figure| format!("..{figure}"), |figure| format!("<{figure}")));
    from.into_iter().chain(to).collect()
}

/// A piece of [`written`] under the name of its field.
pub(super) fn expression(key: &str, piece: &str) -> String {
    if piece.starts_with(['<', '>']) { format!("{key}{piece}") } else { format!("{key}:{piece}") }
}

/// A quantity as short as it can be written without changing it, in letters every keyboard has.
fn figure(quantity: Quantity) -> String {
    let sign = match quantity.unit {
        Unit::Micrometre => "um",
        Unit::PoundForceSecond => "lbf-s",
        Unit::KilogramPerCubicMetre => "kg/m3",
        Unit::GramPerCubicCentimetre => "g/cm3",
        Unit::Celsius => "C",
        unit => unit.symbol(),
    };
    format!("{}{sign}", quantity.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length() -> Field {
        Field { code: "length".to_owned(), name: "Length".to_owned(), kind: FieldKind::Quantity(QuantityKind::Length) }
    }

    fn read(text: &str) -> Result<String, QueryFault> {
        let (range, rest) = bounds(text, &length(), Unit::Millimetre)?;
        Ok(format!("{}|{rest}", written(&range).join(" ")))
    }

    #[test]
    fn bounds_are_read_in_many_spellings() {
        for (text, expected) in [
            ("54mm..55.2mm", "54mm..55.2mm|"),
            ("54..55.2mm", "54mm..55.2mm|"),
            ("2in..3", "2in..3in|"),
            ("54 mm .. 55.2 mm tube", "54mm..55.2mm| tube"),
            ("54–55.2 mm", "54mm..55.2mm|"),
            ("54", "54mm|"),
            ("30 cm", "30cm|"),
            ("30cm", "30cm|"),
            ("1.5\"", "1.5in|"),
            ("1.5”..2”", "1.5in..2in|"),
            ("1/8\"", "0.125in|"),
            (">1.5in", ">1.5in|"),
            (">= 38 mm nose", "38mm..| nose"),
            ("≤80", "..80mm|"),
            ("..1mm", "..1mm|"),
            ("100.. nose", "100mm..| nose"),
            ("100.. 54", "100mm..| 54"),
            (".5in", "0.5in|"),
            ("54,5mm", "54.5mm|"),
            ("0,125in", "0.125in|"),
            ("1,234.5mm", "1234.5mm|"),
            ("1.234,5mm", "1234.5mm|"),
            ("1,234,567mm", "1234567mm|"),
            ("54 in stock", "54mm| in stock"),
            ("54mm, nose", "54mm|, nose"),
            ("54mm.", "54mm|"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_figure_says_why() {
        let unknown = |sign: &str| QueryFault::UnknownUnit(sign.to_owned());
        for (text, fault) in [
            ("", QueryFault::NoFigure),
            (">", QueryFault::NoFigure),
            ("wide", QueryFault::NotAFigure),
            ("<>5mm", QueryFault::NotAFigure),
            ("1.2.3", QueryFault::NotAFigure),
            ("1/0in", QueryFault::NotAFigure),
            ("1234567890123456789012345", QueryFault::NotAFigure),
            ("5parsec", unknown("parsec")),
            ("54..5parsec", unknown("parsec")),
            ("1,234mm", QueryFault::AmbiguousComma),
            ("5kg", QueryFault::WrongUnit { field: "Length".to_owned(), unit: "kg".to_owned() }),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn prices_forces_and_impulses_take_their_own_signs() {
        let price = Field { code: "price".to_owned(), name: "Price".to_owned(), kind: FieldKind::Price };
        for text in ["<20", "<20 €", "<€20", "<20eur"] {
            assert_eq!(bounds(text, &price, Unit::One).map(|(range, _)| written(&range)), Ok(vec!["<20".to_owned()]));
        }
        assert_eq!(bounds("<20$", &price, Unit::One), Err(QueryFault::NotEuros));
        let of = |kind| Field { kind: FieldKind::Quantity(kind), ..length() };
        let (load, _) = bounds("200lb..", &of(QuantityKind::Force), Unit::Newton).unwrap();
        assert_eq!(load.from.map(|limit| limit.quantity.unit), Some(Unit::PoundForce));
        let (impulse, rest) = bounds("<80 N s", &of(QuantityKind::Impulse), Unit::NewtonSecond).unwrap();
        assert_eq!((written(&impulse), rest), (vec!["<80Ns".to_owned()], ""));
    }
}
