//! The facts of parts that decide how they travel and who may have them.

use std::collections::HashMap;

use domain::catalog::{CertificationLevel, Freight, ProductKind};
use sqlx::MySqlConnection;

use crate::Result;
use crate::catalog::id_list;

/// Facts of a variant by the code of their attribute: numbers in SI, and the impulse class.
#[derive(Default)]
pub(super) struct Facts {
    numbers: HashMap<String, f64>,
    impulse_class: Option<String>,
}

/// The facts of variants.
pub(super) async fn facts(connection: &mut MySqlConnection, variants: &[i64]) -> Result<HashMap<i64, Facts>> {
    let mut codes = Freight::ATTRIBUTES.to_vec();
    codes.push(IMPULSE_CLASS);
    let codes = serde_json::json!(codes).to_string();
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN f.variant_id, a.code, f.number, f.text
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN attribute_values f ON f.variant_id = wanted.id
         JOIN attributes a ON a.id = f.attribute_id
         WHERE JSON_CONTAINS(?, JSON_QUOTE(a.code))",
        id_list(variants),
        codes
    )
    .fetch_all(connection)
    .await?;
    let mut facts: HashMap<i64, Facts> = HashMap::new();
    for row in rows {
        let of = facts.entry(row.variant_id).or_default();
        match row.number {
            Some(number) => _ = of.numbers.insert(row.code, number),
            None if row.code == IMPULSE_CLASS => of.impulse_class = row.text,
            None => {}
        }
    }
    Ok(facts)
}

const IMPULSE_CLASS: &str = "impulse_class";

/// What a piece weighs and how much room it takes.
pub(super) fn freight(kind: ProductKind, category: &str, facts: Option<&Facts>) -> Freight {
    match kind {
        ProductKind::Service => Freight::NOTHING,
        ProductKind::Part => Freight::of(category, &|code| facts?.numbers.get(code).copied()),
    }
}

/// The certification it asks for.
pub(super) fn certification(facts: Option<&Facts>) -> Option<CertificationLevel> {
    CertificationLevel::for_class(facts?.impulse_class.as_deref()?)
}
