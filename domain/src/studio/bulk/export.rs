//! The tables that an import reads, written: read again they change nothing. The text begins with the mark by
//! which spreadsheets know UTF-8; no cell is one that a spreadsheet runs.

use std::borrow::Cow;

use super::cell::guarded;
use super::products::hazard_words;
use super::{Field, KnownAttribute, KnownCategory};
use crate::catalog::AttributeValue;
use crate::ids::Sku;
use crate::studio::{PricesContent, ProductContent};
use crate::units::{Quantity, QuantityKind, Unit};

/// What stands before everything else.
pub const MARK: &str = "\u{feff}";

/// A line of a table.
pub fn line<'a>(cells: impl IntoIterator<Item = Cow<'a, str>>) -> String {
    let mut line = String::new();
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        let cell = guarded(&cell);
        let quoted = cell.contains([',', ';', '"', '\n', '\r', '\t']) || cell.starts_with(' ') || cell.ends_with(' ');
        if quoted {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(&cell);
        }
    }
    line.push_str("\r\n");
    line
}

/// A figure to ten digits: far finer than anybody measures, and without the dust of binary fractions.
pub fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let digits = value.abs().log10().floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let decimals = (9.0 - digits).clamp(0.0, 18.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The columns of a table of products that are no attributes.
const PRODUCT: [(&str, Field); 12] = [
    ("SKU", Field::Sku),
    ("Product", Field::Product),
    ("Category", Field::Category),
    ("Maker", Field::Maker),
    ("Name", Field::Name),
    ("Option", Field::OptionValue),
    ("Maker’s part number", Field::Mpn),
    ("Kind", Field::ProductKind),
    ("Hazard class", Field::HazardClass),
    ("Lead time (days)", Field::LeadTime),
    ("Summary", Field::Summary),
    ("Description", Field::Description),
];

fn column_unit(attribute: &KnownAttribute) -> Option<Unit> {
    attribute.kind.display_unit().filter(|unit| !unit.symbol().is_empty())
}

/// The head of a table of products with columns for these attributes.
pub fn products_head(attributes: &[KnownAttribute]) -> String {
    let plain = PRODUCT.iter().map(|(name, _)| Cow::Borrowed(*name));
    let facts = attributes.iter().map(|attribute| match column_unit(attribute) {
        Some(unit) => Cow::Owned(format!("{} ({})", attribute.name, unit.symbol())),
        None => Cow::Borrowed(attribute.name.as_str()),
    });
    line(plain.chain(facts))
}

/// The rows of a product, one per variant.
pub fn product_lines(
    slug: &str,
    content: &ProductContent,
    categories: &[KnownCategory],
    attributes: &[KnownAttribute],
) -> String {
    let category = categories.iter().find(|known| known.code == content.category);
    let category = category.map_or(content.category.as_str(), |known| known.code.as_str());
    let mut lines = String::new();
    for variant in &content.variants {
        let plain = PRODUCT.iter().map(|(_, field)| match field {
            Field::Sku => Cow::Borrowed(variant.sku.as_str()),
            Field::Product => Cow::Borrowed(slug),
            Field::Category => Cow::Borrowed(category),
            Field::Maker => Cow::Borrowed(content.maker.name.as_str()),
            Field::Name => Cow::Borrowed(content.name.as_str()),
            Field::OptionValue => Cow::Borrowed(variant.option_value.as_str()),
            Field::Mpn => Cow::Borrowed(variant.mpn.as_str()),
            Field::ProductKind => Cow::Borrowed(content.kind.name()),
            Field::HazardClass => Cow::Borrowed(hazard_words(content.hazard_class)),
            Field::LeadTime => content.lead_time_days.map_or(Cow::Borrowed(""), |days| Cow::Owned(days.to_string())),
            Field::Summary => Cow::Borrowed(content.summary.as_str()),
            Field::Description => Cow::Borrowed(content.description.as_str()),
            _ => Cow::Borrowed(""),
        });
        let facts =
            attributes.iter().map(|attribute| match variant.attributes.get(&attribute.code).map(|fact| &fact.value) {
                None => Cow::Borrowed(""),
                Some(AttributeValue::Text(text)) => Cow::Borrowed(text.as_str()),
                Some(AttributeValue::Number(si)) => Cow::Owned(match attribute.kind {
                    QuantityKind::Text => si.to_string(),
                    kind => figure(Quantity::from_si(*si, kind.display_unit().unwrap_or(Unit::One)).value),
                }),
            });
        lines.push_str(&line(plain.chain(facts)));
    }
    lines
}

/// The head of a table of prices.
pub fn prices_head() -> String {
    line(["SKU", "From quantity", "Unit price", "Currency"].map(Cow::Borrowed))
}

/// The rows of a product's prices, one per quantity break; `sku` says which number a variant has by its code.
pub fn price_lines(content: &PricesContent, sku: impl Fn(&str) -> Option<Sku>) -> String {
    let mut lines = String::new();
    for (code, ladder) in &content.ladders {
        let Some(sku) = sku(code) else { continue };
        for step in ladder.breaks() {
            let price = step.unit_price;
            let amount = format!("{}.{:02}", price.minor / 100, price.minor % 100);
            lines.push_str(&line([
                Cow::Borrowed(sku.as_str()),
                Cow::Owned(step.min_quantity.to_string()),
                Cow::Owned(amount),
                Cow::Borrowed(price.currency.code()),
            ]));
        }
    }
    lines
}

/// The head of a table of stock.
pub fn stock_head() -> String {
    line(["SKU", "Location", "On hand"].map(Cow::Borrowed))
}

/// A row of a table of stock.
pub fn stock_line(sku: &str, location: &str, on_hand: u32) -> String {
    line([Cow::Borrowed(sku), Cow::Borrowed(location), Cow::Owned(on_hand.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_no_dust() {
        assert_eq!(figure(53.974_999_999_999_994), "53.975");
        assert_eq!(figure(0.1 + 0.2), "0.3");
        assert_eq!(figure(-40.0), "-40");
        assert_eq!(figure(123_456_789_012.0), "123456789012");
        assert_eq!(figure(0.000_012_5), "0.0000125");
    }

    #[test]
    fn cells_are_quoted_and_never_run() {
        let text = line(["=1+1", "a,b", "say \"hi\"", "", "two\nlines"].map(Cow::Borrowed));
        assert_eq!(text, "'=1+1,\"a,b\",\"say \"\"hi\"\"\",,\"two\nlines\"\r\n");
    }
}
