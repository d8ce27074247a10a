//! From a maker and a part number to what the shop calls a part: SKU, slug, name, summary.

use super::text::{shown, tidy};
use super::{Rejection, Warning};
use crate::catalog::{AttributeSet, HazardClass, Maker, PartDraft, ProductKind, schema};
use crate::ids::Sku;
use crate::units::{Quantity, Unit};

/// Our number for a maker's part: the maker's code and the part number with every other character
/// than those of a SKU made a dash. The same input always makes the same SKU.
pub(super) fn sku(maker: &Maker, mpn: &str, warnings: &mut Vec<Warning>) -> Result<Sku, Rejection> {
    let refuse = || Rejection::BadPartNumber { mpn: shown(mpn) };
    let body = clean(mpn);
    if !body.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return Err(refuse());
    }
    let full = format!("{}-{body}", maker.code);
    let cut: String = full.chars().take(Sku::MAX_LEN).collect();
    if cut.len() < full.len() {
        warnings.push(Warning::SkuShortened);
    }
    Sku::parse(cut.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())).map_err(|_| refuse())
}

/// A SKU with something added at its end, cut where it would grow too long.
pub(super) fn extended(sku: &Sku, suffix: &str) -> Option<Sku> {
    let room = Sku::MAX_LEN.checked_sub(suffix.len() + 1)?;
    let stem: String = sku.as_str().chars().take(room).collect();
    Sku::parse(&format!("{}-{suffix}", stem.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()))).ok()
}

fn clean(mpn: &str) -> String {
    let mut out = String::new();
    let mut chars = mpn.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') => out.push(c),
            // A plus tells BT-20+ from BT-20, so a trailing one has to survive the trimming.
            '+' if chars.peek().is_none() => out.push_str("-PLUS"),
            '+' => out.push('+'),
            // A thousands comma, as in O25,000, separates nothing.
            ',' if out.ends_with(|c: char| c.is_ascii_digit()) && chars.peek().is_some_and(char::is_ascii_digit) => {}
            // Inch signs and the like at the end of a figure carry no meaning a SKU could keep.
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}

/// The product's name in URLs: the SKU in lower case, letters, digits and dashes only.
pub(super) fn slug(sku: &Sku) -> String {
    let spelled = sku.as_str().to_ascii_lowercase().replace('+', "-plus-").replace(['.', '_'], "-");
    spelled.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// A readable name out of a supplier's description: without the trailing part number, beginning
/// with what the thing is.
pub(super) fn product_name(category: &str, mpn: &str, description: &str) -> String {
    let description = tidy(description);
    let end = ["PN ", "pn "].iter().filter_map(|mark| description.find(&format!(" {mark}"))).min();
    let stated = end.map_or(description.as_str(), |end| &description[..end]);
    let stated = stated.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-'));
    let noun = noun(category);
    let named = if stated.is_empty() {
        format!("{noun} {mpn}")
    } else if says_what_it_is(category, &stated.to_lowercase()) {
        stated.to_owned()
    } else {
        format!("{noun} {stated}")
    };
    let mut chars = named.chars();
    let capital = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let name: String = capital.chars().chain(chars).take(120).collect();
    name.trim_end().to_owned()
}

/// The one thing a part of the category is called.
fn noun(category: &str) -> &'static str {
    match category {
        "nose-cones" => "Nose cone",
        "airframe-tubes" => "Airframe tube",
        "motor-tubes" => "Motor tube",
        "couplers" => "Coupler",
        "transitions" => "Transition",
        "bulkheads" => "Bulkhead",
        "centering-rings" => "Centering ring",
        "engine-blocks" => "Engine block",
        "launch-lugs" => "Launch lug",
        "rail-guides" => "Rail guide",
        "parachutes" => "Parachute",
        "streamers" => "Streamer",
        "motors" => "Motor",
        _ => "Part",
    }
}

fn says_what_it_is(category: &str, description: &str) -> bool {
    let words: &[&str] = match category {
        "nose-cones" => &["nose", "cone", "nozzle", "plug", "capsule"],
        "airframe-tubes" | "motor-tubes" => &["tube", "airframe", "phenolic tubing", "piston"],
        "couplers" => &["coupler", "bay", "tube"],
        "transitions" => &["transition", "cone", "adapter", "boat", "reducer"],
        "bulkheads" => &["bulk", "block", "plate", "protector", "baffle"],
        "centering-rings" => &["ring", "baffle"],
        "engine-blocks" => &["block", "ring"],
        "launch-lugs" => &["lug"],
        "rail-guides" => &["rail"],
        "parachutes" => &["chute"],
        "streamers" => &["streamer"],
        _ => &[],
    };
    words.iter().any(|word| description.contains(word))
}

/// What is known about a part besides its facts.
pub(super) struct Naming {
    pub(super) maker: Maker,
    pub(super) mpn: String,
    pub(super) category: &'static str,
    pub(super) product_name: String,
}

/// A draft without a curve, its summary drawn from the facts.
pub(super) fn part(naming: Naming, sku: Sku, attributes: AttributeSet, described: &str) -> PartDraft {
    let Naming { maker, mpn, category, product_name } = naming;
    let summary = summary(category, &attributes);
    let quoted = tidy(described);
    let description = if quoted.is_empty() {
        format!("{} part number {mpn}.", maker.name)
    } else {
        format!("{} part number {mpn}. The maker's list calls it “{quoted}”.", maker.name)
    };
    PartDraft {
        product_slug: slug(&sku),
        sku,
        maker,
        mpn,
        category: category.to_owned(),
        product_name,
        option_value: String::new(),
        kind: ProductKind::Part,
        summary,
        description,
        hazard_class: HazardClass::None,
        lead_time_days: None,
        attributes,
        thrust_curve: None,
    }
}

/// The first facts of the category's table in one line.
fn summary(category: &str, attributes: &AttributeSet) -> String {
    let Some(seed) = schema::category_by_slug(category) else { return String::new() };
    let facts = seed.attributes.iter().take(seed.columns).filter_map(|code| {
        let attribute = schema::attribute_by_code(code)?;
        let value = match (attributes.text(code), attributes.number(code), attribute.kind.display_unit()) {
            (Some(text), ..) => text.to_owned(),
            (None, Some(si), Some(unit)) => {
                let quantity = Quantity::from_si(si, unit_for(si, unit));
                // “0.0 g” would be wrong for what is merely light.
                if si > 0.0 && quantity.figure().bytes().all(|b| matches!(b, b'0' | b'.')) {
                    return None;
                }
                quantity.to_string()
            }
            _ => return None,
        };
        Some(format!("{} {value}", attribute.name.to_lowercase()))
    });
    let mut line = facts.collect::<Vec<_>>().join(", ");
    if let Some(first) = line.get(..1).map(str::to_uppercase) {
        line.replace_range(..1, &first);
    }
    line
}

/// Kilograms once grams would run to five figures.
fn unit_for(si: f64, unit: Unit) -> Unit {
    if unit == Unit::Gram && si >= 10.0 { Unit::Kilogram } else { unit }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(mpn: &str) -> String {
        let maker = Maker { code: "EST".to_owned(), name: "Estes".to_owned() };
        sku(&maker, mpn, &mut Vec::new()).expect("a part number").to_string()
    }

    #[test]
    fn part_numbers_become_skus() {
        for (mpn, expected) in [
            ("BT-20J", "EST-BT-20J"),
            ("BT-20J, 30326", "EST-BT-20J-30326"),
            ("1/2A3T", "EST-1-2A3T"),
            ("O25,000-VM-P", "EST-O25000-VM-P"),
            ("T-20+-34", "EST-T-20+-34"),
            ("BT-2+", "EST-BT-2-PLUS"),
            ("BNC-5RA*, 70217", "EST-BNC-5RA-70217"),
            ("1.6\" (38mm) bulkplate", "EST-1.6-38mm-bulkplate"),
            ("  J144_pp ", "EST-J144_pp"),
        ] {
            assert_eq!(made(mpn), expected, "{mpn}");
        }
        assert_eq!(made(&"x".repeat(200)).len(), Sku::MAX_LEN);
        let maker = Maker { code: "EST".to_owned(), name: "Estes".to_owned() };
        assert!(sku(&maker, "+-*/", &mut Vec::new()).is_err());
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug(&Sku::parse("SEM-T-20+-34.5_x").expect("valid")), "sem-t-20-plus-34-5-x");
    }

    #[test]
    fn names_say_what_it_is_and_not_the_number_twice() {
        let nose = product_name("nose-cones", "BC-926", "Nose cone, balsa, ST-9, 2.6\", PN BC-926");
        assert_eq!(nose, "Nose cone, balsa, ST-9, 2.6\"");
        assert_eq!(
            product_name("centering-rings", "CR23-F", " .348x.250x.05thk fiber"),
            "Centering ring .348x.250x.05thk fiber"
        );
        assert_eq!(product_name("streamers", "S1", ""), "Streamer S1");
    }

    #[test]
    fn an_extended_sku_still_fits() {
        let long = Sku::parse(&"A".repeat(64)).expect("valid");
        assert_eq!(extended(&long, "76.2MM").expect("fits").as_str().len(), 64);
    }
}
