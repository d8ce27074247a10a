//! Queries in addresses: short, readable, and one address per query.

use std::fmt::Write;

use super::figure::{bounds, expression, written};
use super::parse::Reader;
use super::{Field, FieldKind, MAX_TEXT, Parsed, Query, QueryFault, Vocabulary};
use crate::units::Unit;

/// Most parameters of an address that are looked at.
const MAX_PARAMETERS: usize = 200;

impl Query {
    /// Reads the parameters of an address, those of a form included:
    ///
    /// - `q`: text, read as by [`Query::parse`];
    /// - a field and its bounds or values, `id=54mm..55.2mm`, `material=phenolic,kraft`, also repeated;
    /// - the ends apart, `id-from=54` and `id-to=55.2`: bare numbers are in the unit the shop shows
    ///   first, with `unit=in` in the one it shows second;
    /// - `stock=in`.
    ///
    /// Other parameters are not looked at, empty ones ask for nothing.
    pub fn from_parameters(parameters: impl IntoIterator<Item = (String, String)>, vocabulary: &Vocabulary) -> Parsed {
        let parameters: Vec<(String, String)> = parameters
            .into_iter()
            .take(MAX_PARAMETERS)
            .map(|(key, value)| (key, value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let in_inches = parameters.iter().any(|(key, value)| key == "unit" && value == "in");
        let mut reader = Reader::new(vocabulary);
        let text: Vec<&str> =
            parameters.iter().filter(|(key, _)| key == "q").map(|(_, value)| value.as_str()).collect();
        reader.text(&text.join(" "));
        for (key, value) in &parameters {
            if key == "stock" {
                reader.stock(&format!("stock={value}"), value);
            } else if let Some((field, end)) = field_and_end(key, vocabulary) {
                parameter(&mut reader, field, end, value, in_inches);
            }
        }
        reader.finish()
    }

    /// The query as parameters: `q` first, then the fields in the order of their codes under their
    /// short names, values in order, figures as they were written. [`Query::from_parameters`] reads
    /// the same query from them.
    pub fn parameters(&self, vocabulary: &Vocabulary) -> Vec<(String, String)> {
        let mut parameters = Vec::new();
        if !self.words.is_empty() {
            parameters.push(("q".to_owned(), self.words.clone()));
        }
        for (key, value) in self.fields_written(vocabulary) {
            parameters.push((key, value));
        }
        if self.in_stock {
            parameters.push(("stock".to_owned(), "in".to_owned()));
        }
        parameters
    }

    /// The parameters as the part of an address behind the `?`, with as few characters encoded as an
    /// address allows: `id=54mm..55.2mm&material=kraft,phenolic`.
    pub fn query_string(&self, vocabulary: &Vocabulary) -> String {
        let mut address = String::new();
        for (key, value) in self.parameters(vocabulary) {
            if !address.is_empty() {
                address.push('&');
            }
            encode(&key, &mut address);
            address.push('=');
            encode(&value, &mut address);
        }
        address
    }

    /// The query as text for a search field: `nose id:54mm..55.2mm material:phenolic`.
    /// [`Query::parse`] reads the same query from it, as long as it has no more than [`MAX_TEXT`]
    /// characters.
    pub fn expression(&self, vocabulary: &Vocabulary) -> String {
        let mut pieces: Vec<String> =
            self.fields_written(vocabulary).map(|(key, value)| expression(&key, &value)).collect();
        if self.in_stock {
            pieces.push("stock:in".to_owned());
        }
        let expressions = pieces.join(" ");
        if self.words.is_empty() || expressions.is_empty() {
            return format!("{}{expressions}", self.words);
        }
        // The last words and the first field may read as a longer name: `shoulder` `length:30mm`.
        let first = self.fields().first().map(|code| vocabulary.key(code)).unwrap_or_default();
        let words: Vec<&str> = self.words.split(' ').collect();
        let runs_on = (0..words.len())
            .any(|start| vocabulary.by_name(&format!("{} {first}", words[start..].join(" "))).is_some());
        format!("{}{} {expressions}", self.words, if runs_on { "," } else { "" })
    }

    /// Fields under their short names with bounds or values, in the order of their codes.
    fn fields_written<'a>(&'a self, vocabulary: &'a Vocabulary) -> impl Iterator<Item = (String, String)> + 'a {
        self.fields().into_iter().flat_map(move |code| {
            let bounds = self.ranges.get(code).map(written).unwrap_or_default();
            let values = self.choices.get(code).map(|values| {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                values.join(",")
            });
            bounds.into_iter().chain(values).map(move |value| (vocabulary.key(code), value))
        })
    }
}

/// Which end of a range a parameter gives.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Both,
    From,
    To,
}

fn field_and_end<'a>(key: &str, vocabulary: &'a Vocabulary) -> Option<(&'a Field, End)> {
    let end = |suffix, end| key.strip_suffix(suffix).and_then(|key| Some((vocabulary.by_name(key)?, end)));
    vocabulary
        .by_name(key)
        .map(|field| (field, End::Both))
        .or_else(|| end("-from", End::From))
        .or_else(|| end("-to", End::To))
}

fn parameter(reader: &mut Reader<'_>, field: &Field, end: End, value: &str, in_inches: bool) {
    let cut: String = value.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect();
    let unit = match field.kind {
        FieldKind::Choice => {
            // A form sends each box ticked, an address all of them at once.
            reader.choose(field, value);
            return;
        }
        FieldKind::Price => Unit::One,
        FieldKind::Quantity(kind) => {
            let second = kind.imperial_unit().filter(|_| in_inches && end != End::Both);
            second.or(kind.display_unit()).unwrap_or(Unit::One)
        }
    };
    let text = match end {
        End::Both => cut.clone(),
        End::From => format!(">={cut}"),
        End::To => format!("<={cut}"),
    };
    match bounds(&text, field, unit) {
        Ok((range, rest)) if rest.trim().is_empty() => reader.narrow(field, range),
        Ok(_) => reader.problem(&cut, QueryFault::NotAFigure),
        Err(fault) => reader.problem(&cut, fault),
    }
}

/// Percent-encodes what an address cannot hold as it is, and what would read as `&`, `=`, `+` or `#`.
fn encode(text: &str, address: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => address.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'/' | b'!' | b'*' | b'(' | b')' | b'@' => {
                address.push(char::from(byte));
            }
            b' ' => address.push('+'),
            _ => {
                // Writing to a string cannot fail.
                _ = write!(address, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(parameters: &[(&str, &str)]) -> (String, Vec<String>) {
        let vocabulary = Vocabulary::built_in();
        let pairs = parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let Parsed { query, problems } = Query::from_parameters(pairs, &vocabulary);
        (query.query_string(&vocabulary), problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn addresses_and_forms_are_read_alike() {
        for (parameters, expected) in [
            (&[("id", "54mm..55.2mm"), ("material", "phenolic,kraft")][..], "id=54mm..55.2mm&material=kraft,phenolic"),
            (&[("material", "phenolic"), ("material", "kraft")], "material=kraft,phenolic"),
            (&[("inner_diameter", "54..55.2mm")], "id=54mm..55.2mm"),
            (&[("q", "nose od>1.5in"), ("page", "3"), ("utm", "x"), ("sort", "-mass")], "q=nose&od=%3E1.5in"),
            (&[("id-from", "54"), ("id-to", "55.2")], "id=54mm..55.2mm"),
            (&[("id-from", "2"), ("unit", "in")], "id=2in.."),
            (&[("id-from", "54mm"), ("id-to", "2.2"), ("unit", "in")], "id=54mm..2.2in"),
            (&[("impulse-to", "80"), ("unit", "in")], "impulse=..80Ns"),
            (&[("id", "54"), ("unit", "in")], "id=54mm"),
            (&[("id-from", ""), ("id-to", ""), ("material", ""), ("q", "")], ""),
            (&[("price-from", "5"), ("price-to", "20")], "price=5..20"),
            (&[("od", ">38mm"), ("od", "..54mm")], "od=%3E38mm&od=..54mm"),
            (&[("stock", "in"), ("q", "Ø 54 & co")], "q=%C3%98+54+co&stock=in"),
        ] {
            assert_eq!(read(parameters), (expected.to_owned(), vec![]), "{parameters:?}");
        }
    }

    #[test]
    fn a_wrong_parameter_is_said_and_left_out() {
        assert_eq!(
            read(&[("id", "5parsec"), ("od-from", "wide"), ("stock", "out"), ("id", "54mm nose")]),
            (
                String::new(),
                vec![
                    "“5parsec”: parsec is not a unit we know".to_owned(),
                    "“wide”: not a figure such as 54mm, nor bounds such as 54mm..55.2mm".to_owned(),
                    "“stock=out”: write stock:in for parts that can be sent today".to_owned(),
                    "“54mm nose”: not a figure such as 54mm, nor bounds such as 54mm..55.2mm".to_owned(),
                ]
            )
        );
        let (query, problems) = read(&[("id-from", "60"), ("id-to", "50")]);
        assert_eq!(query, "id=60mm..50mm");
        assert_eq!(problems, ["“id:60mm..50mm”: nothing can be within these bounds"]);
    }

    /// Pieces of queries, right and wrong, to be put together in any order.
    const PIECES: &[&str] = &[
        "nose",
        "BT-60",
        "in",
        "stock",
        "id",
        "shoulder",
        "length",
        "od",
        "material",
        "price",
        "sides",
        "temp",
        "foo",
        "inner diameter",
        ":",
        "=",
        ">",
        "<",
        ">=",
        "≤",
        "..",
        "…",
        "–",
        ",",
        ".",
        "\"",
        "“",
        "54",
        "54mm",
        "2.125 in",
        "1,234",
        "1,5",
        "1/8\"",
        "-10C",
        "kg",
        "N s",
        "pcs",
        "€",
        "phenolic",
        "glass-filled nylon",
        "İ",
        " ",
        " ",
        " ",
        "stock:in",
        "id:54mm..55.2mm",
        "material:kraft,phenolic",
        "&",
        "+",
        "%",
        "\u{0}",
        "/",
        "-",
    ];

    fn typed() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..16).prop_map(|pieces| pieces.concat())
    }

    fn comes_back(text: &str) -> Result<(), TestCaseError> {
        let vocabulary = Vocabulary::built_in();
        let query = Query::parse(text, &vocabulary).query;
        let again = Query::from_parameters(query.parameters(&vocabulary), &vocabulary).query;
        prop_assert_eq!(&again, &query);
        let expression = query.expression(&vocabulary);
        if expression.chars().count() <= MAX_TEXT {
            prop_assert_eq!(&Query::parse(&expression, &vocabulary).query, &query, "{}", expression);
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_written_reads_the_same(text in typed()) {
            comes_back(&text)?;
        }

        #[test]
        fn so_does_any_text(text in "\\PC{0,60}") {
            comes_back(&text)?;
        }

        #[test]
        fn no_parameter_is_too_much(pairs in prop::collection::vec((typed(), typed()), 0..8), value in "\\PC{0,300}") {
            let vocabulary = Vocabulary::built_in();
            let keys = ["q", "id", "id-from", "id-to", "material", "price", "stock", "unit"];
            let known = keys.map(|key| (key.to_owned(), value.clone()));
            let query = Query::from_parameters(pairs.into_iter().chain(known), &vocabulary).query;
            let again = Query::from_parameters(query.parameters(&vocabulary), &vocabulary).query;
            prop_assert_eq!(again, query);
        }
    }
}
