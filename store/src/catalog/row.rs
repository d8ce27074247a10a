//! Reading columns back into the words of `domain`, and ids into a parameter.

use domain::catalog::{HazardClass, ProductKind};
use domain::ids::Sku;

use crate::{Error, Result};

/// Row ids as a JSON list, for `JSON_TABLE`: MySQL has no array parameters.
pub(crate) fn id_list(ids: &[i64]) -> String {
    let ids: Vec<_> = ids.iter().map(i64::to_string).collect();
    format!("[{}]", ids.join(","))
}

pub(crate) fn parse_sku(text: &str) -> Result<Sku> {
    Sku::parse(text).map_err(|error| Error::inconsistent("SKU", error))
}

pub(crate) fn parse_kind(text: &str) -> Result<ProductKind> {
    ProductKind::parse(text).ok_or_else(|| Error::inconsistent("product kind", text))
}

pub(crate) fn parse_hazard_class(text: &str) -> Result<HazardClass> {
    HazardClass::parse(text).ok_or_else(|| Error::inconsistent("hazard class", text))
}
