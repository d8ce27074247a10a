//! What a cell of a table of products asks for, and whether it is so already.

use super::Catalog;
use crate::catalog::{AttributeEntry, AttributeSet, AttributeValue, HazardClass, Maker, ProductKind, Provenance};
use crate::studio::bulk::cell::{self, Cell};
use crate::studio::bulk::{Field, KnownAttribute, shown};
use crate::studio::{ProductContent, VariantContent};
use crate::units::{Quantity, QuantityKind, Unit};

/// Something a row asks for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::studio::bulk) enum Edit {
    Category(String),
    Maker(Maker),
    Kind(ProductKind),
    Name(String),
    Summary(String),
    Description(String),
    HazardClass(HazardClass),
    LeadTime(Option<u16>),
    Mpn(String),
    OptionValue(String),
    Attribute(String, Option<AttributeEntry>),
}

impl Edit {
    /// The name of what it is about.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Category(_) => "category".to_owned(),
            Self::Maker(_) => "maker".to_owned(),
            Self::Kind(_) => "kind".to_owned(),
            Self::Name(_) => "name".to_owned(),
            Self::Summary(_) => "summary".to_owned(),
            Self::Description(_) => "description".to_owned(),
            Self::HazardClass(_) => "hazard class".to_owned(),
            Self::LeadTime(_) => "lead time".to_owned(),
            Self::Mpn(_) => "mpn".to_owned(),
            Self::OptionValue(_) => "option".to_owned(),
            Self::Attribute(code, _) => code.clone(),
        }
    }

    /// Whether it is about the product rather than the part.
    pub(super) const fn is_of_product(&self) -> bool {
        !matches!(self, Self::Mpn(_) | Self::OptionValue(_) | Self::Attribute(..))
    }
}

/// What a cell asks for, or what is wrong with it.
pub(super) fn read(catalog: &Catalog, field: &Field, said: &Cell<'_>, semicolons: bool) -> Result<Edit, String> {
    let text = match said {
        Cell::Text(text) => Some(cell::tidy(text)),
        _ => None,
    };
    let within = |text: Option<String>, most: usize| match text {
        Some(text) if text.chars().count() > most => Err(format!("This is longer than {most} characters.")),
        text => Ok(text.unwrap_or_default()),
    };
    let some = |text: Option<String>, what: &str| text.ok_or_else(|| format!("The {what} cannot be cleared."));
    Ok(match field {
        Field::Category => Edit::Category(category(catalog, &some(text, "category")?)?),
        Field::Maker => Edit::Maker(maker(catalog, &some(text, "maker")?)?),
        Field::Name => Edit::Name(within(Some(some(text, "name")?), 200)?),
        Field::Summary => Edit::Summary(within(text, 500)?),
        Field::Description => Edit::Description(within(text, 16_000)?),
        Field::Mpn => Edit::Mpn(within(text, 80)?),
        Field::OptionValue => Edit::OptionValue(within(text, 80)?),
        Field::ProductKind => {
            let text = some(text, "kind")?;
            Edit::Kind(ProductKind::parse(&text.to_lowercase()).ok_or("Write “part” or “service”.")?)
        }
        Field::HazardClass => Edit::HazardClass(match text {
            None => HazardClass::None,
            Some(text) => HazardClass::parse(&text.to_lowercase().replace([' ', '-'], "_"))
                .ok_or("Write “none”, “flammable solid” or “explosive”.")?,
        }),
        Field::LeadTime => Edit::LeadTime(match text {
            None => None,
            Some(text) => Some(
                text.parse().ok().filter(|days: &u16| *days <= 1_000).ok_or("Write a whole number of working days.")?,
            ),
        }),
        Field::Attribute { code, unit } => {
            let known = catalog.attributes.iter().find(|known| known.code == *code);
            let known = known.ok_or("There is no such attribute any more.")?;
            Edit::Attribute(code.clone(), text.map(|text| fact(known, *unit, &text, semicolons)).transpose()?)
        }
        _ => return Err("This column has no place in a table of products.".to_owned()),
    })
}

fn category(catalog: &Catalog, text: &str) -> Result<String, String> {
    let known = catalog
        .categories
        .iter()
        .find(|known| known.code == text || known.slug == text || known.name.to_lowercase() == text.to_lowercase());
    known.map(|known| known.code.clone()).ok_or_else(|| format!("There is no category “{}”.", shown(text)))
}

fn maker(catalog: &Catalog, text: &str) -> Result<Maker, String> {
    let is_named =
        |known: &&Maker| known.code.eq_ignore_ascii_case(text) || known.name.to_lowercase() == text.to_lowercase();
    let own = Maker::own();
    let known = catalog.makers.iter().find(is_named).or_else(|| Some(&own).filter(is_named));
    known
        .cloned()
        .or_else(|| crate::catalog::import::maker_named(text))
        .ok_or_else(|| format!("There is no maker “{}”.", shown(text)))
}

/// A fact as a cell gives it.
fn fact(known: &KnownAttribute, unit: Option<Unit>, text: &str, semicolons: bool) -> Result<AttributeEntry, String> {
    let mut set = AttributeSet::new();
    if let Some(standard) = known.kind.display_unit() {
        let text = cell::with_point(text, semicolons);
        let quantity =
            Quantity::parse(&text, unit.unwrap_or(standard)).map_err(|error| sentence(&error.to_string()))?;
        if quantity.unit.kind() != known.kind {
            return Err(format!("“{}” is not a unit of {}.", quantity.unit.symbol(), known.kind.name()));
        }
        if !quantity.si().is_finite() || quantity.si().abs() > 1e9 {
            return Err("This figure is too large.".to_owned());
        }
        if quantity.value < 0.0 && known.kind != QuantityKind::Temperature {
            return Err(format!("{} cannot be negative.", known.name));
        }
        if known.kind == QuantityKind::Count && quantity.value.fract() != 0.0 {
            return Err("Write a whole number.".to_owned());
        }
        set.state(&known.code, quantity);
    } else {
        if text.chars().count() > 190 {
            return Err("This is longer than 190 characters.".to_owned());
        }
        set.state_text(&known.code, text);
    }
    set.get(&known.code).cloned().ok_or_else(|| "This cannot be read.".to_owned())
}

/// Whether a product says already what an edit asks for.
pub(super) fn holds(content: &ProductContent, edit: &Edit) -> bool {
    match edit {
        Edit::Category(code) => content.category == *code,
        Edit::Maker(maker) => content.maker.code == maker.code,
        Edit::Kind(kind) => content.kind == *kind,
        Edit::Name(text) => cell::tidy(&content.name) == *text,
        Edit::Summary(text) => cell::tidy(&content.summary) == *text,
        Edit::Description(text) => cell::tidy(&content.description) == *text,
        Edit::HazardClass(class) => content.hazard_class == *class,
        Edit::LeadTime(days) => content.lead_time_days == *days,
        Edit::Mpn(_) | Edit::OptionValue(_) | Edit::Attribute(..) => false,
    }
}

/// Whether a part says already what an edit asks for.
pub(super) fn variant_holds(variant: &VariantContent, edit: &Edit) -> bool {
    match edit {
        Edit::Mpn(text) => cell::tidy(&variant.mpn) == *text,
        Edit::OptionValue(text) => cell::tidy(&variant.option_value) == *text,
        Edit::Attribute(code, entry) => match (variant.attributes.get(code), entry) {
            (None, None) => true,
            (Some(known), Some(entry)) => is_same_value(&known.value, &entry.value),
            _ => false,
        },
        _ => false,
    }
}

/// Whether two values are the same for whoever measures: figures to ten digits.
fn is_same_value(one: &AttributeValue, other: &AttributeValue) -> bool {
    match (one, other) {
        (AttributeValue::Number(one), AttributeValue::Number(other)) => {
            (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
        }
        (AttributeValue::Text(one), AttributeValue::Text(other)) => cell::tidy(one) == cell::tidy(other),
        _ => false,
    }
}

/// The facts with one set or taken away, in order of code.
pub(super) fn with_fact(facts: &AttributeSet, code: &str, entry: Option<AttributeEntry>) -> AttributeSet {
    let mut entries: Vec<AttributeEntry> = facts.iter().filter(|known| known.code != code).cloned().collect();
    entries.extend(entry);
    entries.sort_by(|one, other| one.code.cmp(&other.code));
    entries.into_iter().collect()
}

/// A value as people read it.
pub(super) fn value_words(kind: QuantityKind, entry: &AttributeEntry) -> String {
    match (&entry.value, kind.display_unit()) {
        (AttributeValue::Text(text), _) => text.clone(),
        (AttributeValue::Number(si), Some(unit)) => {
            let figure = crate::studio::bulk::export::figure(Quantity::from_si(*si, unit).value);
            let words = if unit.symbol().is_empty() { figure } else { format!("{figure} {}", unit.symbol()) };
            if entry.provenance == Provenance::Computed { format!("{words} (computed)") } else { words }
        }
        (AttributeValue::Number(si), None) => si.to_string(),
    }
}

/// A hazard class as tables write it.
pub(in crate::studio::bulk) const fn hazard_words(class: HazardClass) -> &'static str {
    match class {
        HazardClass::None => "none",
        HazardClass::FlammableSolid => "flammable solid",
        HazardClass::Explosive => "explosive",
    }
}

/// The slug a cell gives.
pub(super) fn slug(said: &Cell<'_>) -> Result<String, String> {
    let Cell::Text(text) = said else { return Err("The product cannot be cleared.".to_owned()) };
    let text = text.trim();
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if text.len() <= 160 && text.split('-').all(word) {
        Ok(text.to_owned())
    } else {
        Err("Write small letters and digits, in words joined by single hyphens.".to_owned())
    }
}

/// A message as a sentence.
pub(in crate::studio::bulk) fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let text: String = first.chars().chain(chars).collect();
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}
