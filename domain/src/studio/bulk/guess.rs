//! What a table probably is and what its columns probably mean, by the words in its head.

use super::{Field, FileKind, KnownAttribute, Mapping};
use crate::units::{QuantityKind, Unit};

/// Words by which people call a field, letters and digits alone.
const WORDS: [(Field, &[&str]); 17] = [
    (
        Field::Sku,
        &["sku", "partnumber", "partno", "partnr", "ournumber", "itemnumber", "item", "articlenumber", "article"],
    ),
    (Field::Product, &["product", "productslug", "slug", "family"]),
    (Field::Category, &["category", "categorycode", "group"]),
    (Field::Maker, &["maker", "manufacturer", "brand", "vendor", "make"]),
    (Field::Name, &["name", "productname", "title", "partname"]),
    (Field::OptionValue, &["option", "optionvalue", "variant", "variantname"]),
    (Field::ProductKind, &["kind", "producttype", "type", "partorservice"]),
    (Field::Summary, &["summary", "shortdescription", "shorttext"]),
    (Field::Description, &["description", "text", "longdescription", "body"]),
    (Field::HazardClass, &["hazardclass", "hazard", "dangerousgoods"]),
    (Field::LeadTime, &["leadtimedays", "leadtime", "leadtimeinworkingdays", "deliverydays"]),
    (Field::Mpn, &["mpn", "makerspartnumber", "makerpartnumber", "manufacturerpartnumber", "supplierpartnumber"]),
    (
        Field::FromQuantity,
        &["fromquantity", "minquantity", "minqty", "quantity", "qty", "from", "breakquantity", "moq"],
    ),
    (
        Field::UnitPrice,
        &["unitprice", "price", "netprice", "priceeach", "unitpricewithouttax", "unitpriceeur", "priceeur"],
    ),
    (Field::Currency, &["currency", "cur", "ccy"]),
    (Field::Location, &["location", "stocklocation", "warehouse", "site", "place"]),
    (Field::OnHand, &["onhand", "stock", "counted", "count", "pieces", "inventory", "quantityonhand", "qtyonhand"]),
];

fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn plain(kind: FileKind, name: &str) -> Option<Field> {
    let key = key(name);
    let offered = Field::of(kind);
    WORDS
        .iter()
        .filter(|(field, _)| offered.iter().any(|row| row.0 == *field))
        .find(|(_, words)| words.contains(&key.as_str()))
        .map(|(field, _)| field.clone())
}

/// What a table with this head probably holds.
pub fn kind(head: &[String]) -> FileKind {
    let names = |kind, field: &Field| head.iter().any(|name| plain(kind, name).as_ref() == Some(field));
    if names(FileKind::Prices, &Field::UnitPrice) {
        FileKind::Prices
    } else if names(FileKind::Stock, &Field::OnHand) && names(FileKind::Stock, &Field::Location) {
        FileKind::Stock
    } else {
        FileKind::Products
    }
}

/// What the columns of a table of a kind probably mean; each field once, the first column that names it.
pub fn mapping(kind: FileKind, head: &[String], attributes: &[KnownAttribute]) -> Mapping {
    let mut fields: Vec<Option<Field>> = Vec::with_capacity(head.len());
    for name in head {
        let found = plain(kind, name).or_else(|| (kind == FileKind::Products).then(|| attribute(name, attributes))?);
        let taken = found.as_ref().is_some_and(|found| fields.iter().flatten().any(|known| same(known, found)));
        fields.push(if taken { None } else { found });
    }
    Mapping(fields)
}

fn same(one: &Field, other: &Field) -> bool {
    match (one, other) {
        (Field::Attribute { code: one, .. }, Field::Attribute { code: other, .. }) => one == other,
        (one, other) => one == other,
    }
}

/// The attribute a column head names, with the unit in it: `Length (mm)`, `length_in`, `Mass g`.
fn attribute(name: &str, attributes: &[KnownAttribute]) -> Option<Field> {
    if let Some(known) = named(name, attributes) {
        return Some(Field::Attribute { code: known.code.clone(), unit: None });
    }
    let name = name.trim();
    let (name, unit) = match name.strip_suffix([')', ']']) {
        Some(open) => open.rsplit_once(['(', '['])?,
        None => name.rsplit_once([' ', '_', '-', ',', '/'])?,
    };
    let unit = Unit::parse(unit)?;
    let known = named(name, attributes).or_else(|| named(name.trim_end().strip_suffix(" in")?, attributes))?;
    (known.kind == unit.kind()).then(|| Field::Attribute { code: known.code.clone(), unit: Some(unit) })
}

fn named<'a>(name: &str, attributes: &'a [KnownAttribute]) -> Option<&'a KnownAttribute> {
    let wanted = key(name);
    if wanted.is_empty() {
        return None;
    }
    attributes.iter().find(|known| key(&known.code) == wanted || key(&known.name) == wanted).or_else(|| {
        attributes.iter().find(|known| known.kind != QuantityKind::Text && key(&known.short_name) == wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes() -> Vec<KnownAttribute> {
        crate::catalog::schema::ATTRIBUTES
            .iter()
            .map(|attribute| KnownAttribute {
                code: attribute.code.to_owned(),
                name: attribute.name.to_owned(),
                short_name: attribute.short_name.to_owned(),
                kind: attribute.kind,
            })
            .collect()
    }

    fn guessed(kind: FileKind, names: &[&str]) -> Vec<String> {
        let head: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        mapping(kind, &head, &attributes()).codes()
    }

    #[test]
    fn heads_are_understood_as_people_write_them() {
        assert_eq!(
            guessed(
                FileKind::Products,
                &[
                    "SKU",
                    "Part name",
                    "Manufacturer",
                    "Length (mm)",
                    "length_in",
                    "Outer diameter [in]",
                    "Mass g",
                    "Mass for 5 m/s",
                    "Colour",
                    "Short description"
                ]
            ),
            [
                "sku",
                "name",
                "maker",
                "attribute:length:mm",
                "",
                "attribute:outer_diameter:in",
                "attribute:mass:g",
                "attribute:descent_mass",
                "",
                "summary"
            ]
        );
        assert_eq!(
            guessed(FileKind::Prices, &["Part no.", "Qty", "Price (EUR)", "CUR"]),
            ["sku", "from-quantity", "unit-price", "currency"]
        );
        assert_eq!(guessed(FileKind::Stock, &["item", "Warehouse", "on_hand"]), ["sku", "location", "on-hand"]);
        assert_eq!(guessed(FileKind::Products, &["Length (kg)", "Length (parsec)", ""]), ["", "", ""]);
    }

    #[test]
    fn a_table_tells_what_it_is() {
        let kind_of = |names: &[&str]| kind(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(kind_of(&["sku", "min_quantity", "unit_price", "currency"]), FileKind::Prices);
        assert_eq!(kind_of(&["sku", "location", "on_hand"]), FileKind::Stock);
        assert_eq!(kind_of(&["sku", "Length (mm)"]), FileKind::Products);
    }
}
