//! What the columns of a table mean.

use super::{FileKind, KnownAttribute};
use crate::units::{QuantityKind, Unit};

/// What a column may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Our number of the part; every table needs it.
    Sku,
    /// The slug of the product the part belongs to.
    Product,
    /// The category.
    Category,
    /// Who makes it.
    Maker,
    /// The product's name.
    Name,
    /// What tells the part from its siblings.
    OptionValue,
    /// Part or service.
    ProductKind,
    /// One line under the heading.
    Summary,
    /// The text, in Markdown.
    Description,
    /// How it may travel.
    HazardClass,
    /// Working days until it is ready.
    LeadTime,
    /// The maker's part number.
    Mpn,
    /// A fact; figures without a unit are in this one.
    Attribute {
        /// Its code.
        code: String,
        /// The unit of the column.
        unit: Option<Unit>,
    },
    /// The quantity from which a price applies.
    FromQuantity,
    /// Price of one piece, without tax.
    UnitPrice,
    /// In which money.
    Currency,
    /// The code of a stock location.
    Location,
    /// Pieces counted there.
    OnHand,
}

/// The fields without a parameter, with the name in forms and what people read.
const PLAIN: [(Field, &str, &str); 17] = [
    (Field::Sku, "sku", "Part number (SKU)"),
    (Field::Product, "product", "Product (name in addresses)"),
    (Field::Category, "category", "Category"),
    (Field::Maker, "maker", "Maker"),
    (Field::Name, "name", "Name"),
    (Field::OptionValue, "option", "Option"),
    (Field::ProductKind, "kind", "Part or service"),
    (Field::Summary, "summary", "Summary"),
    (Field::Description, "description", "Description"),
    (Field::HazardClass, "hazard-class", "Hazard class"),
    (Field::LeadTime, "lead-time", "Lead time in working days"),
    (Field::Mpn, "mpn", "Maker’s part number"),
    (Field::FromQuantity, "from-quantity", "From quantity"),
    (Field::UnitPrice, "unit-price", "Unit price without tax"),
    (Field::Currency, "currency", "Currency"),
    (Field::Location, "location", "Stock location"),
    (Field::OnHand, "on-hand", "On hand"),
];

impl Field {
    /// The fields of a kind of file that are no attributes, in the order they are offered.
    pub fn of(kind: FileKind) -> &'static [(Field, &'static str, &'static str)] {
        match kind {
            FileKind::Products => &PLAIN[..12],
            FileKind::Prices => &PRICES,
            FileKind::Stock => &STOCK,
            FileKind::Components | FileKind::Motors => &[],
        }
    }

    /// The name in forms and in the database: `length` of an attribute is `attribute:length:mm`.
    pub fn code(&self) -> String {
        match self {
            Self::Attribute { code, unit: None } => format!("attribute:{code}"),
            Self::Attribute { code, unit: Some(unit) } => format!("attribute:{code}:{}", unit.symbol()),
            plain => PLAIN.iter().find(|(field, ..)| field == plain).map_or_else(String::new, |row| row.1.to_owned()),
        }
    }

    /// Reads the name.
    pub fn parse(code: &str) -> Option<Self> {
        if let Some(attribute) = code.strip_prefix("attribute:") {
            let (code, unit) = match attribute.split_once(':') {
                Some((code, unit)) => (code, Some(Unit::parse(unit)?)),
                None => (attribute, None),
            };
            let is_code = !code.is_empty() && code.len() <= 40;
            return is_code.then(|| Self::Attribute { code: code.to_owned(), unit });
        }
        PLAIN.iter().find(|row| row.1 == code).map(|row| row.0.clone())
    }

    /// What people read.
    pub fn title(&self, attributes: &[KnownAttribute]) -> String {
        match self {
            Self::Attribute { code, unit } => {
                let name =
                    attributes.iter().find(|known| known.code == *code).map_or(code.as_str(), |known| &known.name);
                match unit.map(Unit::symbol) {
                    None | Some("") => name.to_owned(),
                    Some(unit) => format!("{name} ({unit})"),
                }
            }
            plain => PLAIN.iter().find(|(field, ..)| field == plain).map_or_else(String::new, |row| row.2.to_owned()),
        }
    }

    /// Whether both mean the same, in whatever unit.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Attribute { code: one, .. }, Self::Attribute { code: other, .. }) => one == other,
            (one, other) => one == other,
        }
    }
}

const PRICES: [(Field, &str, &str); 4] = [
    (Field::Sku, "sku", "Part number (SKU)"),
    (Field::FromQuantity, "from-quantity", "From quantity"),
    (Field::UnitPrice, "unit-price", "Unit price without tax"),
    (Field::Currency, "currency", "Currency"),
];

const STOCK: [(Field, &str, &str); 3] = [
    (Field::Sku, "sku", "Part number (SKU)"),
    (Field::Location, "location", "Stock location"),
    (Field::OnHand, "on-hand", "On hand"),
];

/// The units that a column of a kind may be in.
pub fn units_of(kind: QuantityKind) -> &'static [Unit] {
    match kind {
        QuantityKind::Length => &[Unit::Millimetre, Unit::Centimetre, Unit::Metre, Unit::Inch, Unit::Foot],
        QuantityKind::Mass => &[Unit::Gram, Unit::Kilogram, Unit::Ounce, Unit::Pound],
        QuantityKind::Force => &[Unit::Newton, Unit::PoundForce],
        QuantityKind::Impulse => &[Unit::NewtonSecond, Unit::PoundForceSecond],
        QuantityKind::Time => &[Unit::Second, Unit::Millisecond, Unit::Minute],
        QuantityKind::Density => &[Unit::KilogramPerCubicMetre, Unit::GramPerCubicCentimetre],
        QuantityKind::Temperature => &[Unit::Celsius],
        QuantityKind::Voltage => &[Unit::Volt],
        QuantityKind::Count | QuantityKind::Text => &[],
    }
}

/// What each column means; `None` is ignored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping(pub Vec<Option<Field>>);

/// Why a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingProblem {
    /// A field that the kind of file cannot do without.
    #[error("No column is the {0}. Choose one.")]
    Missing(&'static str),
    /// Two columns for one field.
    #[error("Two columns are the {0}. Ignore one of them.")]
    Twice(String),
    /// Nothing but the part number.
    #[error("Every column but the part number is ignored: there is nothing to change.")]
    Nothing,
}

impl Mapping {
    /// The column of a field.
    pub fn column(&self, wanted: &Field) -> Option<usize> {
        self.0.iter().position(|field| field.as_ref() == Some(wanted))
    }

    /// As the database keeps it: a name per column, empty for none.
    pub fn codes(&self) -> Vec<String> {
        self.0.iter().map(|field| field.as_ref().map(Field::code).unwrap_or_default()).collect()
    }

    /// Reads what the database keeps. What is unknown by now is ignored.
    pub fn from_codes(codes: &[String]) -> Self {
        Self(codes.iter().map(|code| Field::parse(code)).collect())
    }

    /// Why it cannot be used for a kind of file; the columns where that shows, if it shows at any.
    pub fn problems(&self, kind: FileKind, attributes: &[KnownAttribute]) -> Vec<(Option<usize>, MappingProblem)> {
        let mut problems = Vec::new();
        let needed: &[(Field, &'static str)] = match kind {
            FileKind::Products => &[(Field::Sku, "part number")],
            FileKind::Prices => &[(Field::Sku, "part number"), (Field::UnitPrice, "unit price")],
            FileKind::Stock => &[
                (Field::Sku, "part number"),
                (Field::Location, "stock location"),
                (Field::OnHand, "number of pieces on hand"),
            ],
            FileKind::Components | FileKind::Motors => &[],
        };
        for (field, name) in needed {
            if self.column(field).is_none() {
                problems.push((None, MappingProblem::Missing(name)));
            }
        }
        for (at, field) in self.0.iter().enumerate() {
            let Some(field) = field else { continue };
            let first = self.0.iter().position(|other| other.as_ref().is_some_and(|other| other.is_same(field)));
            if first < Some(at) {
                problems.push((Some(at), MappingProblem::Twice(field.title(attributes))));
            }
        }
        if problems.is_empty() && self.0.iter().flatten().count() < 2 {
            problems.push((None, MappingProblem::Nothing));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_name_that_is_read_back() {
        for (field, code, _) in &PLAIN {
            assert_eq!((field.code().as_str(), Field::parse(code).as_ref()), (*code, Some(field)));
        }
        for row in PRICES.iter().chain(&STOCK) {
            assert!(PLAIN.contains(row));
        }
        for unit in [None, Some(Unit::Inch), Some(Unit::KilogramPerCubicMetre), Some(Unit::PoundForceSecond)] {
            let field = Field::Attribute { code: "length".to_owned(), unit };
            assert_eq!(Field::parse(&field.code()), Some(field));
        }
        assert_eq!(Field::parse("attribute:"), None);
        assert_eq!(Field::parse("nothing"), None);
    }

    #[test]
    fn a_mapping_needs_what_the_file_is_about() {
        let length = |unit| Some(Field::Attribute { code: "length".to_owned(), unit });
        let mapping = Mapping(vec![None, length(None), length(Some(Unit::Inch))]);
        let problems = mapping.problems(FileKind::Products, &[]);
        assert_eq!(problems[0], (None, MappingProblem::Missing("part number")));
        assert_eq!(problems[1], (Some(2), MappingProblem::Twice("length (in)".to_owned())));
        let mapping = Mapping(vec![Some(Field::Sku)]);
        assert_eq!(mapping.problems(FileKind::Products, &[]), [(None, MappingProblem::Nothing)]);
    }
}
