//! A query as it is understood, and the queries one step away from it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Range, Vocabulary, figure, slug};

/// What is asked for. Fields are named by their code: an attribute's, or `category`, `maker`, `price`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Words and part numbers, one space between them.
    pub words: String,
    /// Bounds by field.
    pub ranges: BTreeMap<String, Range>,
    /// Accepted values by field, as [`super::slug`]s; any of them will do.
    pub choices: BTreeMap<String, BTreeSet<String>>,
    /// Only what can be sent today.
    pub in_stock: bool,
}

/// One thing a query asks for: a chip that can be taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// Code of the field; `q` for the words, `stock` for what is in stock.
    pub field: String,
    /// As it is typed: `id:54mm..55.2mm`.
    pub text: String,
    /// As it is read aloud: `Inner diameter 54mm..55.2mm`.
    pub label: String,
    /// The query without it.
    pub without: Query,
}

impl Query {
    /// Whether everything matches.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether some bounds can be met by nothing at all.
    pub fn is_contradictory(&self) -> bool {
        self.ranges.values().any(Range::is_contradictory)
    }

    /// The same, narrowed to these bounds of a field in place of any there were.
    pub fn with_range(&self, field: &str, range: Range) -> Self {
        let mut query = self.clone();
        query.ranges.insert(field.to_owned(), range);
        query
    }

    /// The same with one more value accepted.
    pub fn with_choice(&self, field: &str, value: &str) -> Self {
        let mut query = self.clone();
        query.choices.entry(field.to_owned()).or_default().insert(slug(value));
        query
    }

    /// The same with one value fewer; without the last one every value is accepted.
    pub fn without_choice(&self, field: &str, value: &str) -> Self {
        let mut query = self.clone();
        if let Some(values) = query.choices.get_mut(field) {
            values.remove(&slug(value));
            if values.is_empty() {
                query.choices.remove(field);
            }
        }
        query
    }

    /// The same whatever the field; `q` stands for the words, `stock` for what is in stock.
    pub fn without_field(&self, field: &str) -> Self {
        let mut query = self.clone();
        match field {
            "q" => query.words.clear(),
            "stock" => query.in_stock = false,
            field => {
                query.ranges.remove(field);
                query.choices.remove(field);
            }
        }
        query
    }

    /// Whether a value of a field is among those accepted.
    pub fn accepts(&self, field: &str, value: &str) -> bool {
        self.choices.get(field).is_some_and(|values| values.contains(&slug(value)))
    }

    /// Everything asked for, one by one: the words, then the fields in the order of their codes, each
    /// accepted value by itself.
    pub fn constraints(&self, vocabulary: &Vocabulary) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        if !self.words.is_empty() {
            constraints.push(self.constraint("q", self.words.clone(), self.words.clone()));
        }
        for field in self.fields() {
            let name = vocabulary.by_code(field).map_or(field, |known| known.name.as_str());
            let key = vocabulary.key(field);
            if let Some(range) = self.ranges.get(field) {
                let pieces = figure::written(range);
                let text: Vec<String> = pieces.iter().map(|piece| figure::expression(&key, piece)).collect();
                constraints.push(self.constraint(field, text.join(" "), format!("{name} {}", pieces.join(" "))));
            }
            for value in self.choices.get(field).into_iter().flatten() {
                constraints.push(Constraint {
                    without: self.without_choice(field, value),
                    ..self.constraint(field, format!("{key}:{value}"), format!("{name} {value}"))
                });
            }
        }
        if self.in_stock {
            constraints.push(self.constraint("stock", "stock:in".to_owned(), "In stock".to_owned()));
        }
        constraints
    }

    fn constraint(&self, field: &str, text: String, label: String) -> Constraint {
        Constraint { field: field.to_owned(), text, label, without: self.without_field(field) }
    }

    /// The codes of the fields that are narrowed, each once, in order.
    pub(super) fn fields(&self) -> BTreeSet<&str> {
        self.ranges.keys().chain(self.choices.keys()).map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constraint_can_be_taken_away() {
        let vocabulary = Vocabulary::built_in();
        let text = "nose id:54mm..55.2mm od>1.5in od<=2in material:phenolic,kraft stock:in";
        let query = Query::parse(text, &vocabulary).query;
        let constraints = query.constraints(&vocabulary);
        let texts: Vec<&str> = constraints.iter().map(|constraint| constraint.text.as_str()).collect();
        assert_eq!(
            texts,
            ["nose", "id:54mm..55.2mm", "material:kraft", "material:phenolic", "od>1.5in od:..2in", "stock:in"]
        );
        assert_eq!(constraints[1].label, "Inner diameter 54mm..55.2mm");
        for constraint in &constraints {
            let left: Vec<String> =
                constraint.without.constraints(&vocabulary).into_iter().map(|left| left.text).collect();
            let kept: Vec<&str> = texts.iter().copied().filter(|text| *text != constraint.text).collect();
            assert_eq!(left, kept);
        }
    }

    #[test]
    fn values_are_added_and_taken_away() {
        let one = Query::default().with_choice("material", "Glass-filled nylon");
        assert!(one.accepts("material", "glass-filled-nylon"));
        let two = one.with_choice("material", "kraft");
        assert_eq!(two.without_choice("material", "kraft"), one);
        assert!(one.without_choice("material", "glass-filled nylon").is_empty());
        assert!(two.without_field("material").is_empty());
    }
}
