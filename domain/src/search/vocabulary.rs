//! The fields a query may speak of.

use crate::units::QuantityKind;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A figure with a unit; never [`QuantityKind::Text`].
    Quantity(QuantityKind),
    /// Money: euros in a query, minor units in the index.
    Price,
    /// One of several words.
    Choice,
}

/// A field that can be narrowed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Attribute code, or `category`, `maker`, `price`.
    pub code: String,
    /// What people read.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
}

/// The fields the shop knows at the moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary(Vec<Field>);

impl Vocabulary {
    /// The fields of these attributes (code, name, kind), with `category`, `maker` and `price`.
    pub fn new<'a>(attributes: impl IntoIterator<Item = (&'a str, &'a str, QuantityKind)>) -> Self {
        let own = [
            ("category", "Category", FieldKind::Choice),
            ("maker", "Maker", FieldKind::Choice),
            ("price", "Price", FieldKind::Price),
        ];
        let attributes = attributes.into_iter().map(|(code, name, kind)| {
            (code, name, if kind == QuantityKind::Text { FieldKind::Choice } else { FieldKind::Quantity(kind) })
        });
        Self(
            own.into_iter()
                .chain(attributes)
                .map(|(code, name, kind)| Field { code: code.to_owned(), name: name.to_owned(), kind })
                .collect(),
        )
    }

    /// The field of this code.
    pub fn by_code(&self, code: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.code == code)
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.0.iter()
    }
}

/// A text as a value in addresses and in the index: lower case, what is neither letter nor digit as
/// one hyphen. `Glass-filled nylon` is `glass-filled-nylon`.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}
