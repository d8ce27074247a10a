//! What the words of a query mean in the trade: other words for the same thing, and the dimensions
//! behind a designation. `BT-60` is a tube of 1.637 in, `chute` is a parachute.

use std::collections::BTreeMap;

use super::{BODY_TUBES, BodyTube, MOTOR_SIZES, MotorSize, Range};
use crate::units::{Quantity, QuantityKind, Unit};

/// The words of a query with what they mean. A part matches if every term does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// One by one, in the order they were typed.
    pub terms: Vec<Term>,
}

/// A word or a phrase, and what else it may mean. A part matches by the words as typed, by any of the
/// alternatives, or by any of the figures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Term {
    /// As typed, in lower case; several words with one space between them where they belong together.
    pub typed: String,
    /// Other words for it; of several words in one alternative all have to match.
    pub alternatives: Vec<String>,
    /// Dimensions it stands for, by attribute code; of one set all have to hold.
    pub figures: Vec<BTreeMap<String, Range>>,
}

/// Words that mean the same, each standing for all the others.
const SAME: &[&[&str]] = &[
    &["nose cone", "nosecone", "nose"],
    &["parachute", "chute", "canopy"],
    &["body tube", "airframe tube", "airframe", "bt"],
    &["coupler", "joiner", "tube coupler"],
    &["centering ring", "centring ring", "cr"],
    &["motor", "engine"],
    &["motor tube", "engine tube", "motor mount tube", "mmt"],
    &["engine block", "thrust ring", "motor block"],
    &["engine hook", "motor hook", "motor clip"],
    &["retainer", "motor retainer", "engine retainer"],
    &["launch lug", "lug"],
    &["rail guide", "rail button"],
    &["launch rod", "rod"],
    &["shock cord", "elastic", "bungee", "harness", "tether"],
    &["shroud line", "suspension line"],
    &["wadding", "flame protector", "chute protector"],
    &["bulkhead", "bulk plate", "bulkplate"],
    &["transition", "reducer", "adapter", "adaptor"],
    &["tail cone", "tailcone", "boat tail", "boattail"],
    &["electronics bay", "ebay", "av bay", "avbay", "avionics bay"],
    &["eye bolt", "eyebolt"],
    &["quick link", "quicklink", "maillon"],
    &["igniter", "ignitor", "starter", "e-match", "ematch"],
    &["fibreglass", "fiberglass", "glass fibre", "glass fiber", "grp"],
    &["aluminium", "aluminum", "alloy"],
    &["plywood", "ply"],
    &["kraft", "cardboard", "paper"],
    &["aramid", "kevlar"],
    &["acetal", "delrin"],
    &["von kármán", "von karman", "vk", "haack", "ld-haack"],
    &["ogive", "tangent ogive"],
    &["conical", "cone-shaped"],
    &["elliptical", "ellipsoid"],
    &["glue", "adhesive", "epoxy"],
    &["tube", "tubing"],
    &["altimeter", "deployment computer"],
    &["grey", "gray"],
];

/// Most words of one term.
const LONGEST_TERM: usize = 3;

/// Reads the words of a query: the longest phrases the trade has a word for, designations of tubes,
/// and lengths with a unit. Words it knows nothing about are terms of their own.
pub fn expand(words: &str) -> Reading {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let mut terms = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST_TERM.min(words.len() - at);
        let (length, term) = (1..=longest)
            .rev()
            .find_map(|length| Some((length, known(&words[at..at + length])?)))
            .unwrap_or_else(|| (1, Term { typed: words[at].clone(), ..Term::default() }));
        terms.push(term);
        at += length;
    }
    Reading { terms }
}

/// What is known about a phrase.
fn known(words: &[String]) -> Option<Term> {
    let typed = words.join(" ");
    let alternatives = other_words(&typed);
    let figures = match body_tube(&typed) {
        Some(tube) => tube_figures(tube),
        None => length(&typed).map(length_figures).unwrap_or_default(),
    };
    (!alternatives.is_empty() || !figures.is_empty()).then_some(Term { typed, alternatives, figures })
}

/// The other words for a phrase, which may be in the plural.
fn other_words(phrase: &str) -> Vec<String> {
    let singular = phrase.strip_suffix('s').unwrap_or(phrase);
    let group = SAME.iter().find(|group| group.contains(&phrase) || group.contains(&singular));
    let others = group.into_iter().flat_map(|group| group.iter());
    others.filter(|word| **word != phrase && **word != singular).map(|word| (*word).to_owned()).collect()
}

/// The tube of a designation in any punctuation, with or without the letters for a colour or length:
/// `BT-60`, `bt60`, `bt 60`, `BT-60AE`.
fn body_tube(text: &str) -> Option<&'static BodyTube> {
    let number = text.strip_prefix("bt")?.trim_start_matches(['-', ' ', '_']);
    let digits = number.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let designated = |tube: &&BodyTube| tube.designation.strip_prefix("BT-") == Some(digits);
    (number.len() - digits.len() <= 2).then(|| BODY_TUBES.iter().find(designated)).flatten()
}

/// What makers differ by in the diameters of one designation, inches.
const TUBE_TOLERANCE: f64 = 0.006;
/// What a shoulder is made smaller than the bore by at most, inches.
const SHOULDER_PLAY: f64 = 0.025;

/// The tube itself, and what has its outside diameter and a shoulder for its bore.
fn tube_figures(tube: &BodyTube) -> Vec<BTreeMap<String, Range>> {
    let inch = |value| Quantity::new(value, Unit::Inch);
    let about = |value: f64| Range::between(inch(value - TUBE_TOLERANCE), inch(value + TUBE_TOLERANCE));
    let shoulder = Range::between(inch(tube.inner - SHOULDER_PLAY), inch(tube.inner + TUBE_TOLERANCE));
    vec![
        set([("outer_diameter", about(tube.outer)), ("inner_diameter", about(tube.inner))]),
        set([("base_diameter", about(tube.outer)), ("shoulder_diameter", shoulder)]),
    ]
}

/// A length with its unit: `54mm`, `54 mm`, `24"`.
fn length(text: &str) -> Option<Quantity> {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let has_unit = !text.ends_with(|c: char| c.is_ascii_digit() || c == '.');
    let quantity = Quantity::parse(text, Unit::Millimetre).ok().filter(|_| starts && has_unit)?;
    (quantity.unit.kind() == QuantityKind::Length).then_some(quantity)
}

/// The dimensions a bare length may be meant for.
const LENGTHS: [&str; 9] = [
    "length",
    "diameter",
    "outer_diameter",
    "inner_diameter",
    "base_diameter",
    "motor_diameter",
    "rod_diameter",
    "width",
    "thickness",
];

/// What a shoulder or a motor tube is made smaller than a bore by at most, millimetres.
const MOTOR_PLAY: f64 = 1.0;

/// Any dimension of this length; of a motor size also the tubes, rings and shoulders made for it, whose
/// diameters are a little more.
fn length_figures(length: Quantity) -> Vec<BTreeMap<String, Range>> {
    let mut figures: Vec<_> = LENGTHS.iter().map(|code| set([(*code, Range::exactly(length))])).collect();
    if let Some(size) = motor_size(length) {
        let mm = |value| Quantity::new(value, Unit::Millimetre);
        let bore = Range::between(mm(size.bore_from), mm(size.bore_to));
        let into_bore = Range::between(mm(size.bore_from - MOTOR_PLAY), mm(size.bore_to));
        figures.push(set([("inner_diameter", bore)]));
        figures.push(set([("shoulder_diameter", into_bore)]));
        figures.push(set([("motor_diameter", Range::exactly(mm(size.diameter)))]));
        figures.push(set([("diameter", Range::exactly(mm(size.diameter)))]));
    }
    figures
}

fn motor_size(length: Quantity) -> Option<&'static MotorSize> {
    let is_named = |size: &&MotorSize| (length.value - f64::from(size.name)).abs() < 1e-9;
    MOTOR_SIZES.iter().find(is_named).filter(|_| length.unit == Unit::Millimetre)
}

fn set<const N: usize>(ranges: [(&str, Range); N]) -> BTreeMap<String, Range> {
    ranges.into_iter().map(|(code, range)| (code.to_owned(), range)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::schema::attribute_by_code;

    fn only(words: &str) -> Term {
        let mut terms = expand(words).terms;
        assert_eq!(terms.len(), 1, "{words}: {terms:?}");
        terms.remove(0)
    }

    fn fits(words: &str, part: &[(&str, f64)]) -> bool {
        only(words).figures.iter().any(|set| {
            set.iter().all(|(code, range)| part.iter().any(|(known, mm)| known == code && range.contains(mm / 1000.0)))
        })
    }

    #[test]
    fn every_word_stands_in_one_group() {
        let mut seen = std::collections::HashSet::new();
        for word in SAME.iter().flat_map(|group| group.iter()) {
            assert!(seen.insert(word), "{word} twice");
            assert!(word.split(' ').count() <= LONGEST_TERM, "{word}");
            assert_eq!(*word, word.to_lowercase());
        }
    }

    #[test]
    fn words_of_the_trade_find_each_other() {
        let finds = |typed: &str, other: &str| only(typed).alternatives.iter().any(|word| word == other);
        assert!(finds("nose", "nose cone"));
        assert!(finds("Chutes", "parachute"));
        assert!(finds("thrust ring", "engine block"));
        assert!(finds("CR", "centering ring"));
        assert!(finds("aluminum", "aluminium"));
        assert!(finds("von Karman", "haack"));
        assert!(!finds("nose", "nose"));
        assert!(only("RP-AT-54-600").alternatives.is_empty());
    }

    #[test]
    fn the_longest_phrase_is_taken() {
        let typed = |words: &str| expand(words).terms.into_iter().map(|term| term.typed).collect::<Vec<_>>();
        assert_eq!(typed("Thrust Ring 24mm phenolic"), ["thrust ring", "24mm", "phenolic"]);
        assert_eq!(typed("motor mount tube bt 50 kraft"), ["motor mount tube", "bt 50", "kraft"]);
        assert_eq!(typed("engine 24 mm"), ["engine", "24 mm"]);
        assert_eq!(typed("   "), Vec::<String>::new());
    }

    #[test]
    fn a_designation_is_a_tube_of_any_maker() {
        // LOC 1.52 has the outside of a BT-60 and another bore.
        let loc = [("outer_diameter", 1.635 * 25.4), ("inner_diameter", 1.525 * 25.4)];
        for words in ["BT-60", "bt60", "bt 60", "BT-60AE"] {
            assert!(fits(words, &[("outer_diameter", 41.58), ("inner_diameter", 40.51)]), "{words}");
            assert!(fits(words, &[("base_diameter", 41.6), ("shoulder_diameter", 40.2)]), "{words}");
            assert!(!fits(words, &loc), "{words}");
        }
        // Semroc, Rocketarium and Estes on BT-5 and BT-80.
        assert!(fits("BT-5", &[("outer_diameter", 0.544 * 25.4), ("inner_diameter", 0.518 * 25.4)]));
        assert!(fits("BT-80", &[("outer_diameter", 66.04), ("inner_diameter", 2.558 * 25.4)]));
        assert!(fits("BT-70", &[("outer_diameter", 2.217 * 25.4), ("inner_diameter", 2.18 * 25.4)]));
        assert!(only("bt").figures.is_empty());
        assert!(expand("BT-6000").terms[0].figures.is_empty());
        assert!(expand("BT-60-TUBE").terms[0].figures.is_empty());
    }

    #[test]
    fn a_motor_size_is_the_motor_its_tube_and_its_shoulder() {
        for bore in [2.14 * 25.4, 2.152 * 25.4, 54.5] {
            assert!(fits("54mm", &[("inner_diameter", bore)]), "{bore}");
        }
        assert!(fits("54 mm", &[("motor_diameter", 54.0)]));
        assert!(fits("29mm", &[("inner_diameter", 1.14 * 25.4)]) && fits("29mm", &[("inner_diameter", 1.15 * 25.4)]));
        assert!(fits("38mm", &[("inner_diameter", 1.525 * 25.4)]));
        assert!(fits("75mm", &[("inner_diameter", 76.2)]) && fits("76mm", &[("diameter", 75.0)]));
        assert!(fits("98mm", &[("inner_diameter", 99.06)]));
        assert!(!fits("54mm", &[("inner_diameter", 57.4)]));
        assert!(fits("24\"", &[("diameter", 609.6)]) && fits("600mm", &[("length", 600.0)]));
        for term in ["54mm", "BT-60"].map(only) {
            for code in term.figures.iter().flat_map(BTreeMap::keys) {
                assert!(attribute_by_code(code).is_some(), "{code}");
            }
        }
    }
}
