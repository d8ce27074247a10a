//! A document taken apart into its fields, and put together again: what comparing and merging work on. A path
//! names a field: `name`, `variants/RP-AT-54-600/sku`, `variants/RP-AT-54-600/attributes/length`,
//! `ladders/RP-AT-54-600`. Lists that have an order of their own, such as `variants`, are a field too: that of
//! the codes in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Content, Fact, Kind};
use crate::catalog::schema::attribute_by_code;
use crate::pricing::PriceLadder;
use crate::units::Quantity;

/// A field of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What people call it.
    pub label: String,
    /// What stands in it, for people.
    pub text: String,
    /// What stands in it.
    pub value: Value,
}

/// Fields that do not make a document.
#[derive(Debug, thiserror::Error)]
#[error("these fields make no document: {0}")]
pub struct FieldsError(#[from] serde_json::Error);

/// Values by path.
pub(super) type Values = BTreeMap<String, Value>;

impl Content {
    /// All fields, by their path.
    pub fn fields(&self) -> BTreeMap<String, Field> {
        self.values()
            .into_iter()
            .map(|(path, value)| {
                let field = Field { label: label(self, &path), text: text(&path, &value), value };
                (path, field)
            })
            .collect()
    }

    pub(super) fn values(&self) -> Values {
        // What is serialised here is serialised into every revision too.
        let mut object = match serde_json::from_str(&self.to_json()) {
            Ok(Value::Object(object)) => object,
            _ => Map::new(),
        };
        let mut values = Values::new();
        match self {
            Self::Product(_) => take_variants(&mut object, &mut values),
            Self::Prices(_) => {
                if let Some(Value::Object(ladders)) = object.remove("ladders") {
                    values.extend(ladders.into_iter().map(|(code, ladder)| (format!("ladders/{code}"), ladder)));
                }
            }
            Self::Category(_) | Self::Page(_) | Self::Home(_) => {}
        }
        values.extend(object);
        values
    }

    /// The document that these values make.
    pub(super) fn from_values(kind: Kind, values: Values) -> Result<Self, FieldsError> {
        let mut object = Map::new();
        let mut variants: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
        let mut ladders = Map::new();
        for (path, value) in values {
            let mut steps = path.splitn(4, '/');
            match (steps.next(), steps.next(), steps.next(), steps.next()) {
                (Some("variants"), Some(code), Some("attributes"), Some(attribute)) => {
                    let variant = variants.entry(code.to_owned()).or_default();
                    let facts = variant.entry("attributes").or_insert_with(|| Value::Object(Map::new()));
                    if let Value::Object(facts) = facts {
                        facts.insert(attribute.to_owned(), value);
                    }
                }
                (Some("variants"), Some(code), Some(field), None) => {
                    variants.entry(code.to_owned()).or_default().insert(field.to_owned(), value);
                }
                (Some("ladders"), Some(code), None, None) => _ = ladders.insert(code.to_owned(), value),
                _ => _ = object.insert(path, value),
            }
        }
        match kind {
            Kind::Product => {
                let order = match object.remove("variants") {
                    Some(Value::Array(order)) => order,
                    _ => Vec::new(),
                };
                let list = order.iter().filter_map(Value::as_str).filter_map(|code| {
                    let mut variant = variants.remove(code)?;
                    variant.insert("code".to_owned(), code.into());
                    variant.entry("attributes").or_insert_with(|| Value::Object(Map::new()));
                    Some(Value::Object(variant))
                });
                let list = list.collect();
                object.insert("variants".to_owned(), Value::Array(list));
            }
            Kind::Prices => _ = object.insert("ladders".to_owned(), Value::Object(ladders)),
            Kind::Category | Kind::Page | Kind::Home => {}
        }
        Ok(Self::from_json(kind, &Value::Object(object).to_string())?)
    }
}

fn take_variants(object: &mut Map<String, Value>, values: &mut Values) {
    let Some(Value::Array(variants)) = object.remove("variants") else { return };
    let mut order = Vec::new();
    for variant in variants {
        let Value::Object(mut variant) = variant else { continue };
        let Some(Value::String(code)) = variant.remove("code") else { continue };
        if let Some(Value::Object(facts)) = variant.remove("attributes") {
            let path = |attribute| format!("variants/{code}/attributes/{attribute}");
            values.extend(facts.into_iter().map(|(attribute, fact)| (path(attribute), fact)));
        }
        values.extend(variant.into_iter().map(|(field, value)| (format!("variants/{code}/{field}"), value)));
        order.push(Value::String(code));
    }
    values.insert("variants".to_owned(), Value::Array(order));
}

/// What people call a field.
fn label(content: &Content, path: &str) -> String {
    let steps: Vec<&str> = path.split('/').collect();
    let variant = |code: &str| match content {
        Content::Product(product) => product.variant(code).map_or(code, |variant| variant.sku.as_str()).to_owned(),
        _ => code.to_owned(),
    };
    match steps.as_slice() {
        ["variants", code, "attributes", attribute] => {
            let name = attribute_by_code(attribute).map_or(*attribute, |known| known.name);
            format!("{}: {}", variant(code), name.to_lowercase())
        }
        ["variants", code, field] => format!("{}: {}", variant(code), word(field).to_lowercase()),
        ["ladders", code] => format!("Prices of {code}"),
        _ => word(path).to_owned(),
    }
}

fn word(field: &str) -> &str {
    match field {
        "attributes" => "Attributes",
        "blocks" => "Blocks",
        "body" => "Text",
        "category" => "Category",
        "description" => "Description",
        "hazard_class" => "Dangerous goods",
        "images" => "Pictures",
        "kind" => "Part or service",
        "lead_time_days" => "Lead time",
        "maker" => "Maker",
        "mpn" => "Maker’s number",
        "name" => "Name",
        "option_value" => "Option",
        "parent" => "Category above",
        "position" => "Position",
        "sku" => "Our number",
        "slug" => "Name in addresses",
        "summary" => "Summary",
        "thrust_curve" => "Thrust curve",
        "title" => "Title",
        "variants" => "Variants",
        other => other,
    }
}

/// What stands in a field, for people.
fn text(path: &str, value: &Value) -> String {
    if path.contains("/attributes/")
        && let Ok(fact) = serde_json::from_value::<Fact>(value.clone())
    {
        return fact_text(path.rsplit('/').next().unwrap_or_default(), fact);
    }
    if path.starts_with("ladders/")
        && let Ok(ladder) = serde_json::from_value::<PriceLadder>(value.clone())
    {
        let steps = ladder.breaks().iter().map(|step| format!("from {}: {}", step.min_quantity, step.unit_price));
        return steps.collect::<Vec<_>>().join("\n");
    }
    plain(path, value)
}

fn fact_text(code: &str, fact: Fact) -> String {
    let source = fact.provenance.name();
    let said = fact.original.as_ref().map(|original| format!(" (given as {} {})", original.value, original.unit));
    let figure = fact.number.as_deref().and_then(|number| number.parse::<f64>().ok());
    let value = match (figure, attribute_by_code(code).and_then(|attribute| attribute.kind.display_unit())) {
        (Some(si), Some(unit)) => Quantity::from_si(si, unit).to_string(),
        (Some(si), None) => si.to_string(),
        (None, _) => fact.text.unwrap_or_default(),
    };
    format!("{value}, {source}{}", said.unwrap_or_default())
}

fn plain(path: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) if path.ends_with("thrust_curve") => format!("{} points", items.len()),
        Value::Array(items) => items.iter().map(|item| plain("", item)).collect::<Vec<_>>().join("\n"),
        Value::Object(object) => {
            let shown = object.iter().map(|(key, value)| match value {
                Value::Bool(yes) => {
                    if *yes {
                        key.replace('_', " ")
                    } else {
                        String::new()
                    }
                }
                value => plain("", value),
            });
            shown.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
        }
    }
}
