//! The form of a product and its variants.

use std::collections::BTreeSet;

use super::{Reading, Typed, fact};
use crate::catalog::{AttributeSet, HazardClass, Maker, ProductKind, Provenance};
use crate::ids::Sku;
use crate::studio::{ImageRef, ProductContent, VariantContent};

pub(super) fn write(product: &ProductContent, typed: &mut Typed) {
    for (name, text) in [
        ("name", product.name.as_str()),
        ("summary", &product.summary),
        ("description", &product.description),
        ("category", &product.category),
        ("maker", &product.maker.code),
        ("kind", product.kind.name()),
        ("hazard_class", product.hazard_class.name()),
    ] {
        typed.set(name, text);
    }
    typed.set("lead_time_days", product.lead_time_days.map_or_else(String::new, |days| days.to_string()));
    let codes: Vec<&str> = product.variants.iter().map(|variant| variant.code.as_str()).collect();
    typed.set("variants", codes.join(" "));
    for variant in &product.variants {
        let path = |field: &str| format!("variants/{}/{field}", variant.code);
        typed.set(path("sku"), variant.sku.as_str());
        typed.set(path("mpn"), &variant.mpn);
        typed.set(path("option_value"), &variant.option_value);
        for entry in variant.attributes.iter() {
            typed.set(path(&format!("attributes/{}", entry.code)), fact::fact_text(entry));
            typed.set(path(&format!("provenance/{}", entry.code)), entry.provenance.name());
        }
    }
    for (row, image) in product.images.iter().enumerate() {
        typed.set(format!("images/{row}/asset"), &image.asset);
        typed.set(format!("images/{row}/alt"), &image.alt);
    }
}

pub(super) fn read(reading: &mut Reading<'_>, before: &ProductContent, makers: &[Maker]) -> ProductContent {
    let typed = reading.typed;
    let category = reading.text("category", &before.category);
    let codes: Vec<&str> = if typed.has("variants") {
        typed.variants().collect()
    } else {
        before.variants.iter().map(|variant| variant.code.as_str()).collect()
    };
    let variants =
        codes.into_iter().filter_map(|code| variant(reading, &category, code, before.variant(code))).collect();
    ProductContent {
        maker: maker(reading, before, makers),
        kind: chosen(reading, "kind", ProductKind::parse, before.kind),
        name: reading.text("name", &before.name),
        summary: reading.text("summary", &before.summary),
        description: reading.text("description", &before.description),
        hazard_class: chosen(reading, "hazard_class", HazardClass::parse, before.hazard_class),
        lead_time_days: lead_time(reading, before.lead_time_days),
        variants,
        images: images(reading),
        category,
    }
}

fn chosen<T>(reading: &mut Reading<'_>, name: &str, parse: impl Fn(&str) -> Option<T>, before: T) -> T {
    if !reading.typed.has(name) {
        return before;
    }
    parse(reading.typed.get(name)).unwrap_or_else(|| {
        reading.refuse(name, "Choose one of the list.");
        before
    })
}

fn maker(reading: &mut Reading<'_>, before: &ProductContent, makers: &[Maker]) -> Maker {
    let code = reading.typed.get("maker");
    if !reading.typed.has("maker") || code == before.maker.code {
        return before.maker.clone();
    }
    makers.iter().find(|maker| maker.code == code).cloned().unwrap_or_else(|| {
        reading.refuse("maker", "Choose one of the list.");
        before.maker.clone()
    })
}

fn lead_time(reading: &mut Reading<'_>, before: Option<u16>) -> Option<u16> {
    match reading.typed.get("lead_time_days").trim() {
        _ if !reading.typed.has("lead_time_days") => before,
        "" => None,
        text => {
            let days = text.parse().ok().filter(|days| *days <= 730);
            if days.is_none() {
                reading.refuse("lead_time_days", "Enter whole working days, such as 10; empty for none.");
            }
            days
        }
    }
}

/// A variant of the form; none where it cannot be read.
fn variant(
    reading: &mut Reading<'_>,
    category: &str,
    code: &str,
    before: Option<&VariantContent>,
) -> Option<VariantContent> {
    let path = |field: &str| format!("variants/{code}/{field}");
    let sku = if reading.typed.has(&path("sku")) {
        Sku::parse(reading.typed.get(&path("sku")))
    } else {
        Sku::parse(before.map_or(code, |before| before.sku.as_str()))
    };
    let attributes = attributes(reading, category, code, before);
    let sku = match sku {
        Ok(sku) => sku,
        Err(error) => {
            let text = if reading.typed.get(&path("sku")).trim().is_empty() {
                "Enter our number.".to_owned()
            } else {
                format!("{error}.")
            };
            reading.refuse(path("sku"), text);
            return None;
        }
    };
    Some(VariantContent {
        code: code.to_owned(),
        sku,
        mpn: reading.text(&path("mpn"), before.map_or("", |before| &before.mpn)),
        option_value: reading.text(&path("option_value"), before.map_or("", |before| &before.option_value)),
        attributes,
        thrust_curve: before.and_then(|before| before.thrust_curve.clone()),
    })
}

fn attributes(reading: &mut Reading<'_>, category: &str, code: &str, before: Option<&VariantContent>) -> AttributeSet {
    let typed = reading.typed;
    let prefix = format!("variants/{code}/attributes/");
    let known = |attribute: &str| before.and_then(|before| before.attributes.get(attribute));
    let mut codes: BTreeSet<&str> = typed.below(&prefix).map(|(attribute, _)| attribute).collect();
    codes.extend(before.iter().flat_map(|before| before.attributes.iter().map(|entry| entry.code.as_str())));
    let mut facts = AttributeSet::new();
    for attribute in codes {
        let path = format!("{prefix}{attribute}");
        let before = known(attribute);
        if !typed.has(&path) {
            facts.extend(before.cloned());
            continue;
        }
        let provenance = Provenance::parse(typed.get(&format!("variants/{code}/provenance/{attribute}")))
            .or(before.map(|before| before.provenance))
            .unwrap_or(Provenance::Stated);
        match fact::read(category, attribute, typed.get(&path), provenance, before) {
            Ok(fact) => facts.extend(fact),
            Err(text) => reading.refuse(path, text),
        }
    }
    facts
}

fn images(reading: &Reading<'_>) -> Vec<ImageRef> {
    let image = |row: usize| ImageRef {
        asset: reading.typed.get(&format!("images/{row}/asset")).trim().to_owned(),
        alt: reading.text(&format!("images/{row}/alt"), ""),
    };
    let rows = reading.typed.rows("images");
    rows.into_iter().map(image).filter(|image| !image.asset.is_empty()).collect()
}
