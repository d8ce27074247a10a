//! From figures to entries: drafts, price ladders and stock. Prices and stock follow from the base
//! price and the SKU alone.

use std::collections::HashMap;

use super::DemoPart;
use crate::catalog::{AttributeSet, HazardClass, Maker, PartDraft, ProductKind, ThrustCurve};
use crate::ids::Sku;

/// What the variants of one product share.
#[derive(Debug, Clone)]
pub(super) struct Product {
    category: &'static str,
    slug: String,
    name: String,
    summary: String,
    description: String,
    kind: ProductKind,
    hazard_class: HazardClass,
    lead_time_days: Option<u16>,
}

impl Product {
    /// A stocked part. Its slug is its name in lower case with dashes.
    pub(super) fn new(category: &'static str, name: impl Into<String>, summary: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            category,
            slug: slug(&name),
            name,
            summary: summary.into(),
            description: String::new(),
            kind: ProductKind::Part,
            hazard_class: HazardClass::None,
            lead_time_days: None,
        }
    }

    /// A slug of its own.
    pub(super) fn slug(mut self, slug: impl Into<String>) -> Self {
        self.slug = slug.into();
        self
    }

    /// Adds a paragraph of copy.
    pub(super) fn says(mut self, paragraph: impl AsRef<str>) -> Self {
        if !self.description.is_empty() {
            self.description.push_str("\n\n");
        }
        self.description.push_str(paragraph.as_ref());
        self
    }

    /// Dangerous goods.
    pub(super) fn hazard(mut self, hazard_class: HazardClass) -> Self {
        self.hazard_class = hazard_class;
        self
    }

    /// Made to order in so many working days, when there is a figure: not stocked.
    pub(super) fn lead_time(mut self, days: Option<u16>) -> Self {
        self.lead_time_days = days;
        self
    }

    /// Work instead of a part.
    pub(super) fn service(mut self, days: u16) -> Self {
        self.kind = ProductKind::Service;
        self.lead_time_days = Some(days);
        self
    }

    /// A variant, at a base price in euros.
    pub(super) fn variant(
        &self,
        sku: impl AsRef<str>,
        option: impl Into<String>,
        attributes: AttributeSet,
        euros: f64,
    ) -> DemoPart {
        let sku = Sku::parse(sku.as_ref()).expect("the line's part numbers are letters, digits and dashes");
        let cents = round_price(euros);
        let stock = match (self.kind, self.lead_time_days) {
            (ProductKind::Service, _) => Vec::new(),
            (ProductKind::Part, Some(_)) => vec![("DEN", 0), ("RTM", 0)],
            (ProductKind::Part, None) => stock(&sku, cents),
        };
        DemoPart {
            prices: ladder(cents, self.kind),
            stock,
            draft: PartDraft {
                mpn: sku.as_str().to_owned(),
                sku,
                maker: Maker::own(),
                category: self.category.to_owned(),
                product_slug: self.slug.clone(),
                product_name: self.name.clone(),
                option_value: option.into(),
                kind: self.kind,
                summary: self.summary.clone(),
                description: self.description.clone(),
                hazard_class: self.hazard_class,
                lead_time_days: self.lead_time_days,
                attributes,
                thrust_curve: None,
            },
        }
    }
}

impl DemoPart {
    /// The same part with its thrust over time.
    pub(super) fn with_thrust_curve(mut self, curve: ThrustCurve) -> Self {
        self.draft.thrust_curve = Some(curve);
        self
    }
}

/// Clears the option of variants without siblings: there is nothing to tell them from.
pub(super) fn without_lone_options(mut parts: Vec<DemoPart>) -> Vec<DemoPart> {
    let mut variants: HashMap<String, u32> = HashMap::new();
    for part in &parts {
        *variants.entry(part.draft.product_slug.clone()).or_default() += 1;
    }
    for part in &mut parts {
        if variants.get(&part.draft.product_slug) == Some(&1) {
            part.draft.option_value.clear();
        }
    }
    parts
}

/// “Airframe tube 54, phenolic” as `airframe-tube-54-phenolic`.
fn slug(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .replace('á', "a")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

/// Euros as cents, rounded to the step of the price list: 5 cents below 10 €, 10 cents below
/// 100 €, one euro above.
fn round_price(euros: f64) -> i64 {
    let step = match euros {
        ..10.0 => 5.0,
        ..100.0 => 10.0,
        _ => 100.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "prices of the line are far below 2^53 cents")]
    let cents = ((euros * 100.0 / step).round() * step) as i64;
    cents.max(5)
}

/// Quantity breaks: many and deep for small parts, few and shallow for dear ones and for work.
fn ladder(cents: i64, kind: ProductKind) -> Vec<(u32, i64)> {
    let breaks: &[(u32, i64)] = match (kind, cents) {
        (ProductKind::Service, _) => &[(1, 0), (5, 5)],
        (_, ..500) => &[(1, 0), (10, 8), (50, 15), (100, 20)],
        (_, ..6_000) => &[(1, 0), (5, 10), (20, 20)],
        (_, ..30_000) => &[(1, 0), (3, 5), (10, 10)],
        _ => &[(1, 0), (4, 5)],
    };
    breaks
        .iter()
        .map(|(quantity, percent)| {
            let step = if cents < 1_000 { 1 } else { 10 };
            let reduced = cents * (100 - percent) / 100;
            (*quantity, (reduced / step * step).max(1))
        })
        .collect()
}

/// Pieces on hand: most parts plenty, some few, about one in twenty-five none. Cheap parts lie in
/// larger heaps, and Denver, where most are made, has the larger share of most.
fn stock(sku: &Sku, cents: i64) -> Vec<(&'static str, u32)> {
    let roll = spread(sku.as_str());
    let total = match roll % 100 {
        0..4 => 0,
        4..16 => 1 + roll / 100 % 14,
        _ => {
            let heap = match cents {
                ..500 => 600,
                500..2_000 => 240,
                2_000..6_000 => 110,
                6_000..20_000 => 45,
                _ => 18,
            };
            15 + roll / 100 % heap
        }
    };
    let in_denver = total * (35 + roll / 100_000 % 50) / 100;
    vec![("DEN", in_denver), ("RTM", total - in_denver)]
}

/// A number that looks like chance but is the same for a SKU on every machine (FNV-1a, then mixed
/// so that neighbouring part numbers differ in their low digits).
fn spread(text: &str) -> u32 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x45d9_f3b5);
    (hash ^ (hash >> 15)) >> 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Airframe tube 54, phenolic"), "airframe-tube-54-phenolic");
        assert_eq!(slug("Nose cone 66, Von Kármán 5:1"), "nose-cone-66-von-karman-5-1");
    }

    #[test]
    fn prices_are_rounded_and_ladders_fall() {
        assert_eq!(
            [round_price(0.01), round_price(4.876), round_price(24.84), round_price(212.4)],
            [5, 490, 2480, 21_200]
        );
        assert_eq!(ladder(2480, ProductKind::Part), [(1, 2480), (5, 2230), (20, 1980)]);
    }
}
