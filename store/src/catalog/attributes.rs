//! The facts about variants, as their spec tables show them.

use domain::catalog::{AttributeEntry, AttributeValue, Original, Provenance};
use domain::units::QuantityKind;

use super::Column;
use super::row::id_list;
use crate::{Error, Result, Store};

/// A line of the spec table.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecRow {
    /// The attribute.
    pub column: Column,
    /// The value.
    pub entry: AttributeEntry,
}

struct AttributeRow {
    variant_id: i64,
    code: String,
    name: String,
    short_name: String,
    quantity_kind: String,
    help: String,
    number: Option<f64>,
    text: Option<String>,
    provenance: String,
    original_value: Option<String>,
    original_unit: Option<String>,
}

impl AttributeRow {
    fn into_spec(self) -> Result<SpecRow> {
        let value = match (self.number, self.text) {
            (Some(number), _) => AttributeValue::Number(number),
            (None, Some(text)) => AttributeValue::Text(text),
            (None, None) => return Err(Error::inconsistent("attribute without value", (self.variant_id, self.code))),
        };
        let original = self.original_value.zip(self.original_unit).map(|(value, unit)| Original { value, unit });
        Ok(SpecRow {
            entry: AttributeEntry {
                code: self.code.clone(),
                value,
                provenance: Provenance::parse(&self.provenance)
                    .ok_or_else(|| Error::inconsistent("provenance", self.provenance))?,
                original,
            },
            column: Column {
                code: self.code,
                name: self.name,
                short_name: self.short_name,
                kind: QuantityKind::parse(&self.quantity_kind)
                    .ok_or_else(|| Error::inconsistent("quantity kind", self.quantity_kind))?,
                help: self.help,
            },
        })
    }
}

impl Store {
    /// The facts about variants, each with its variant, in the order of the category.
    pub(super) async fn specs(&self, variants: &[i64]) -> Result<Vec<(i64, SpecRow)>> {
        if variants.is_empty() {
            return Ok(Vec::new());
        }
        sqlx::query_as!(
            AttributeRow,
            "SELECT STRAIGHT_JOIN av.variant_id, a.code, a.name, a.short_name, a.quantity_kind, a.help, av.number, av.text, av.provenance,
                    av.original_value, av.original_unit
             FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
             JOIN attribute_values av ON av.variant_id = wanted.id
             JOIN attributes a ON a.id = av.attribute_id
             JOIN variants v ON v.id = av.variant_id
             LEFT JOIN category_attributes ca ON ca.category_id = v.category_id AND ca.attribute_id = av.attribute_id
             ORDER BY av.variant_id, ca.position IS NULL, ca.position, a.id",
            id_list(variants)
        )
        .fetch_all(&self.database)
        .await?
        .into_iter()
        .map(|row| Ok((row.variant_id, row.into_spec()?)))
        .collect()
    }
}
