//! The same part twice, and different parts under one number, over all files of a run.

use std::collections::{BTreeMap, HashMap};

use super::{ReadRow, Rejection, SourceLine, Warning, draft};
use crate::catalog::{AttributeEntry, AttributeValue, PartDraft, Provenance};
use crate::ids::part_number_key;

/// Goes over the rows of every file of a run, in the order of their sources and whatever the order
/// they come in, so that each SKU and each product slug is left at most once:
///
/// - the same facts again, or a part turned round, are rejected as duplicates;
/// - of several curves for one motor, the one without warnings, then with most points, is kept;
/// - different parts under one number all get their category or length added to the SKU where that
///   tells them apart; otherwise the first is kept and the others rejected.
pub fn dedupe(mut rows: Vec<ReadRow>) -> Vec<ReadRow> {
    rows.sort_by(|a, b| a.source.cmp(&b.source));
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Ok(part) = &row.outcome {
            groups.entry(part_number_key(&part.product_slug)).or_default().push(index);
        }
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let kept = reject_duplicates(&mut rows, group);
        tell_apart(&mut rows, kept);
    }
    reject_clashes(&mut rows);
    rows
}

/// Rejects what is there twice; returns the rest in the order of sources.
fn reject_duplicates(rows: &mut [ReadRow], mut group: Vec<usize>) -> Vec<usize> {
    group.sort_by_key(|&index| {
        let curve = part(rows, index).and_then(|part| part.thrust_curve.as_ref());
        let points = curve.map(|curve| (!rows[index].warnings.is_empty(), usize::MAX - curve.points().len()));
        (points, index)
    });
    let mut kept: Vec<usize> = Vec::new();
    for index in group {
        let Some(candidate) = part(rows, index) else { continue };
        let same = kept.iter().find_map(|&first| {
            let known = part(rows, first)?;
            let source = rows[first].source.clone();
            if same_facts(known, candidate, str::to_owned) || same_motor(known, candidate) {
                Some(Rejection::DuplicateOf { first: source })
            } else if same_facts(known, candidate, turned_round) {
                Some(Rejection::TurnedRound { first: source })
            } else {
                None
            }
        });
        match same {
            Some(rejection) => rows[index].outcome = Err(rejection),
            None => kept.push(index),
        }
    }
    kept.sort_unstable();
    kept
}

/// Extends the SKUs of different parts under one number, or rejects all but the first.
fn tell_apart(rows: &mut [ReadRow], kept: Vec<usize>) {
    let mut by_slug: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for index in kept {
        if let Some(part) = part(rows, index) {
            by_slug.entry(part.product_slug.clone()).or_default().push(index);
        }
    }
    for same in by_slug.into_values().filter(|same| same.len() > 1) {
        let first = rows[same[0]].source.clone();
        let suffixes = [category_suffix, length_suffix].into_iter().find_map(|suffix| distinct(rows, &same, suffix));
        let Some(suffixes) = suffixes else {
            for &index in &same[1..] {
                let field = differing_field(rows, same[0], index);
                let by = rows[index].source.clone();
                rows[same[0]].warnings.push(Warning::Contested { by, field: field.clone() });
                rows[index].outcome = Err(Rejection::ConflictsWith { first: first.clone(), field });
            }
            continue;
        };
        for (position, (&index, suffix)) in same.iter().zip(suffixes).enumerate() {
            let other = rows[same[usize::from(position == 0)]].source.clone();
            let row = &mut rows[index];
            if let Ok(part) = &mut row.outcome
                && let Some(sku) = draft::extended(&part.sku, &suffix)
            {
                part.product_slug = draft::slug(&sku);
                part.sku = sku;
                row.warnings.push(Warning::SkuDistinguished { from: other });
            }
        }
    }
}

/// A last look over the whole run: extending SKUs must not have made new clashes.
fn reject_clashes(rows: &mut [ReadRow]) {
    let mut taken: HashMap<String, SourceLine> = HashMap::new();
    for row in rows {
        let Ok(part) = &row.outcome else { continue };
        let names = [part.sku.as_str().to_ascii_uppercase(), part.product_slug.clone()];
        if let Some(first) = names.iter().find_map(|name| taken.get(name)).cloned() {
            row.outcome = Err(Rejection::ConflictsWith { first, field: "part number".to_owned() });
        } else {
            taken.extend(names.map(|name| (name, row.source.clone())));
        }
    }
}

fn part(rows: &[ReadRow], index: usize) -> Option<&PartDraft> {
    rows.get(index)?.outcome.as_ref().ok()
}

/// Whether two drafts say the same about one part, reading the codes of the second through `code`.
/// A computed mass follows from the rest and proves nothing.
fn same_facts(a: &PartDraft, b: &PartDraft, code: fn(&str) -> String) -> bool {
    let follows = |entry: &AttributeEntry| entry.code == "mass" && entry.provenance == Provenance::Computed;
    let mass_counts = !a.attributes.iter().chain(b.attributes.iter()).any(follows);
    let counted = |entry: &&AttributeEntry| entry.code != "mass" || mass_counts;
    let count = |part: &PartDraft| part.attributes.iter().filter(counted).count();
    a.category == b.category
        && a.thrust_curve == b.thrust_curve
        && count(a) == count(b)
        && b.attributes.iter().filter(counted).all(|entry| {
            a.attributes.get(&code(&entry.code)).is_some_and(|known| same_value(&known.value, &entry.value))
        })
}

fn same_value(a: &AttributeValue, b: &AttributeValue) -> bool {
    match (a, b) {
        (AttributeValue::Number(a), AttributeValue::Number(b)) => close(*a, *b, 1e-4),
        (a, b) => a == b,
    }
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs())
}

/// The code a size has once a transition is turned round.
fn turned_round(code: &str) -> String {
    match (code.strip_prefix("fore_"), code.strip_prefix("aft_")) {
        (Some(rest), _) => format!("aft_{rest}"),
        (_, Some(rest)) => format!("fore_{rest}"),
        _ => code.to_owned(),
    }
}

/// Two curves are of one motor when the cases agree as well as the name: data sheets of one motor
/// differ by a few millimetres, motors of one name in another case by much more.
fn same_motor(a: &PartDraft, b: &PartDraft) -> bool {
    let alike = |code: &str, tolerance: f64| match (a.attributes.number(code), b.attributes.number(code)) {
        (Some(a), Some(b)) => close(a, b, tolerance),
        _ => false,
    };
    a.thrust_curve.is_some() && b.thrust_curve.is_some() && alike("diameter", 0.05) && alike("length", 0.1)
}

fn category_suffix(part: &PartDraft) -> Option<String> {
    let word = match part.category.as_str() {
        "nose-cones" => "NOSE",
        "airframe-tubes" => "TUBE",
        "motor-tubes" => "MMT",
        "couplers" => "CPL",
        "transitions" => "TRANS",
        "bulkheads" => "BULK",
        "centering-rings" => "RING",
        "engine-blocks" => "BLOCK",
        "launch-lugs" => "LUG",
        "rail-guides" => "RAIL",
        "parachutes" => "CHUTE",
        "streamers" => "STRM",
        "motors" => "MOTOR",
        _ => return None,
    };
    Some(word.to_owned())
}

fn length_suffix(part: &PartDraft) -> Option<String> {
    let length = part.attributes.number("length").or_else(|| part.attributes.number("thickness"))?;
    Some(format!("{:.1}MM", length * 1000.0).replace(".0MM", "MM"))
}

/// The suffixes of all rows, if every row has its own.
fn distinct(rows: &[ReadRow], same: &[usize], suffix: fn(&PartDraft) -> Option<String>) -> Option<Vec<String>> {
    let suffixes: Vec<String> = same.iter().map(|&index| suffix(part(rows, index)?)).collect::<Option<_>>()?;
    let mut sorted = suffixes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    (sorted.len() == suffixes.len()).then_some(suffixes)
}

/// The attribute two drafts of one number differ in, the way round in which they differ least.
fn differing_field(rows: &[ReadRow], a: usize, b: usize) -> String {
    let (Some(a), Some(b)) = (part(rows, a), part(rows, b)) else { return String::new() };
    let differing = |code: fn(&str) -> String| {
        let differs = |entry: &&AttributeEntry| {
            !a.attributes.get(&code(&entry.code)).is_some_and(|known| same_value(&known.value, &entry.value))
        };
        // The computed mass follows from the others and is named last.
        let mut codes: Vec<&str> = b.attributes.iter().filter(differs).map(|entry| entry.code.as_str()).collect();
        codes.sort_by_key(|code| *code == "mass");
        codes
    };
    let (straight, turned) = (differing(str::to_owned), differing(turned_round));
    let fewer = if turned.len() < straight.len() { turned } else { straight };
    fewer.first().map_or_else(|| "number of facts".to_owned(), |code| (*code).to_owned())
}
