//! The facts about variants, as their spec tables show them.

use domain::catalog::{AttributeEntry, AttributeValue, Original, Provenance};
use domain::units::QuantityKind;
use serde::{Deserialize, Serialize};
use sqlx::{MySql, MySqlConnection, QueryBuilder};

use super::row::id_list;
use super::{Column, wire};
use crate::{Error, Result, Store};

/// A line of the spec table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpecRow {
    /// The attribute.
    pub column: Column,
    /// The value.
    #[serde(with = "wire::fact")]
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
        let value = FactColumns {
            variant: self.variant_id,
            number: self.number,
            text: self.text,
            provenance: self.provenance,
            original: self.original_value.zip(self.original_unit),
        };
        Ok(SpecRow {
            entry: value.into_entry(self.code.clone())?,
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

/// The columns of a row of `attribute_values` that make a fact.
pub(crate) struct FactColumns {
    pub(crate) variant: i64,
    pub(crate) number: Option<f64>,
    pub(crate) text: Option<String>,
    pub(crate) provenance: String,
    /// As the maker wrote it: figure and unit.
    pub(crate) original: Option<(String, String)>,
}

impl FactColumns {
    /// The fact about the attribute of this code.
    pub(crate) fn into_entry(self, code: String) -> Result<AttributeEntry> {
        let value = match (self.number, self.text) {
            (Some(number), _) => AttributeValue::Number(number),
            (None, Some(text)) => AttributeValue::Text(text),
            (None, None) => return Err(Error::inconsistent("attribute without value", (self.variant, code))),
        };
        let provenance =
            Provenance::parse(&self.provenance).ok_or_else(|| Error::inconsistent("provenance", self.provenance))?;
        let original = self.original.map(|(value, unit)| Original { value, unit });
        Ok(AttributeEntry { code, value, provenance, original })
    }
}

/// Writes facts that are not there yet: of which variant, of which attribute, by their rows.
pub(crate) async fn insert_facts(
    transaction: &mut MySqlConnection,
    facts: &[(i64, i64, &AttributeEntry)],
) -> Result<()> {
    for facts in facts.chunks(1_000) {
        let mut insert: QueryBuilder<MySql> = QueryBuilder::new(
            "INSERT INTO attribute_values (variant_id, attribute_id, number, text, provenance, original_value, original_unit) ",
        );
        insert.push_values(facts, |mut row, (variant, attribute, entry)| {
            let (number, text) = match &entry.value {
                AttributeValue::Number(number) => (Some(*number), None),
                AttributeValue::Text(text) => (None, Some(text.as_str())),
            };
            let original = entry.original.as_ref();
            row.push_bind(*variant)
                .push_bind(*attribute)
                .push_bind(number)
                .push_bind(text)
                .push_bind(entry.provenance.name())
                .push_bind(original.map(|original| original.value.as_str()))
                .push_bind(original.map(|original| original.unit.as_str()));
        });
        insert.build().execute(&mut *transaction).await?;
    }
    Ok(())
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
