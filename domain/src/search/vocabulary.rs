//! The fields a query may speak of.

use super::aliases::ALIASES;
use crate::catalog::schema::ATTRIBUTES;
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

/// The fields every shop has, beside the attributes.
pub(super) const OWN_FIELDS: [(&str, &str, FieldKind); 3] = [
    ("category", "Category", FieldKind::Choice),
    ("maker", "Maker", FieldKind::Choice),
    ("price", "Price", FieldKind::Price),
];

/// Names that mean something else in an address: no field can have them.
pub(super) const RESERVED: [&str; 5] = ["q", "stock", "sort", "page", "unit"];

/// The fields the shop knows at the moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary(Vec<Field>);

impl Vocabulary {
    /// The fields of these attributes (code, name, kind), with `category`, `maker` and `price`.
    pub fn new<'a>(attributes: impl IntoIterator<Item = (&'a str, &'a str, QuantityKind)>) -> Self {
        let attributes = attributes.into_iter().map(|(code, name, kind)| {
            (code, name, if kind == QuantityKind::Text { FieldKind::Choice } else { FieldKind::Quantity(kind) })
        });
        Self(
            OWN_FIELDS
                .into_iter()
                .chain(attributes)
                .filter(|(code, ..)| !RESERVED.contains(code))
                .map(|(code, name, kind)| Field { code: code.to_owned(), name: name.to_owned(), kind })
                .collect(),
        )
    }

    /// The fields of the built-in attributes, which every shop begins with.
    pub fn built_in() -> Self {
        Self::new(ATTRIBUTES.iter().map(|attribute| (attribute.code, attribute.name, attribute.kind)))
    }

    /// The field of this code.
    pub fn by_code(&self, code: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.code == code)
    }

    /// The field that goes by this name: its code, a short alias or what people read, in any case and
    /// with spaces, hyphens or underscores. `od`, `outer diameter` and `Outer-Diameter` are one.
    pub fn by_name(&self, name: &str) -> Option<&Field> {
        let name = normal(name);
        self.by_code(&name)
            .or_else(|| ALIASES.iter().find(|row| row.1.contains(&name.as_str())).and_then(|row| self.by_code(row.0)))
            .or_else(|| self.0.iter().find(|field| normal(&field.name) == name))
    }

    /// The short name of a field in addresses: `od`, `shoulder-length`.
    pub fn key(&self, code: &str) -> String {
        ALIASES
            .iter()
            .find(|row| row.0 == code)
            .and_then(|row| row.1.first())
            .copied()
            // An attribute added by an editor may have taken the alias for its code.
            .filter(|alias| self.by_name(alias).is_some_and(|field| field.code == code))
            .unwrap_or(code)
            .replace('_', "-")
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.0.iter()
    }
}

/// A name as codes are written: lower case, one underscore between words.
fn normal(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("_")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_goes_by_many_names() {
        let vocabulary = Vocabulary::built_in();
        let code = |name: &str| vocabulary.by_name(name).map(|field| field.code.clone());
        for name in ["od", "OD", "outer_diameter", "outer-diameter", "Outer diameter", "outside  diameter"] {
            assert_eq!(code(name).as_deref(), Some("outer_diameter"), "{name}");
        }
        assert_eq!(code("forward diameter").as_deref(), Some("fore_diameter"));
        assert_eq!(code("q"), None);
        assert_eq!(code(""), None);
    }

    #[test]
    fn every_field_is_found_by_the_key_it_is_written_with() {
        let vocabulary = Vocabulary::built_in();
        let mut keys = std::collections::HashSet::new();
        for field in vocabulary.iter() {
            let key = vocabulary.key(&field.code);
            assert_eq!(vocabulary.by_name(&key), Some(field), "{key}");
            assert!(keys.insert(key), "{} has a key of another", field.code);
        }
        assert_eq!(vocabulary.key("shoulder_length"), "shoulder-length");
    }

    #[test]
    fn a_code_of_its_own_goes_before_an_alias() {
        let vocabulary = Vocabulary::new([
            ("id", "Identity", QuantityKind::Text),
            ("inner_diameter", "Inner diameter", QuantityKind::Length),
            ("page", "Page", QuantityKind::Count),
        ]);
        assert_eq!(vocabulary.by_name("id").map(|field| field.name.as_str()), Some("Identity"));
        assert_eq!(vocabulary.key("inner_diameter"), "inner-diameter");
        assert!(vocabulary.by_code("page").is_none());
    }
}
