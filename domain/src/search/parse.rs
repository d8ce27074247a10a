//! Reading what was typed into a search field: words, and expressions such as `id:54mm..55.2mm`.

use std::collections::btree_map::Entry;

use super::figure::{COMPARISONS, bounds, starts_figure};
use super::{Field, FieldKind, Query, QueryFault, QueryProblem, Range, Vocabulary, figure, slug};
use crate::units::Unit;

/// Most characters of a text that are read.
pub const MAX_TEXT: usize = 200;
/// Most values of one field.
const MAX_CHOICES: usize = 50;
/// Most characters of a value.
const MAX_CHOICE: usize = 80;

/// A query, and what could not be made of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// What was understood.
    pub query: Query,
    /// What was not, in the order it was found.
    pub problems: Vec<QueryProblem>,
}

impl Query {
    /// Reads free text: words, and expressions of a field (by code, alias or name), a colon or a
    /// comparison, and bounds or words: `nose id:54..55.2mm od>1.5in material:phenolic,kraft in stock`.
    ///
    /// A single figure (`length:30cm`) stands for what makers round to it, ± 0.5 %. A bare number has
    /// the unit of the other end of its range, else the one the shop shows first; prices are euros.
    /// Bounds of one field that are given twice have to hold both, values of one field add up.
    ///
    /// There is no text it fails on: what it cannot read is left out or searched for as words, and
    /// stands among the problems. At most [`MAX_TEXT`] characters are read.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Parsed {
        let mut reader = Reader::new(vocabulary);
        reader.text(text);
        reader.finish()
    }
}

/// A query while it is being read.
pub(super) struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    parsed: Parsed,
}

impl<'a> Reader<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary) -> Self {
        Self { vocabulary, parsed: Parsed::default() }
    }

    /// The query, with a problem for every field nothing can satisfy.
    pub(super) fn finish(mut self) -> Parsed {
        let impossible = self.parsed.query.ranges.iter().filter(|(_, range)| range.is_contradictory());
        let problems: Vec<QueryProblem> = impossible
            .map(|(code, range)| {
                let key = self.vocabulary.key(code);
                let pieces: Vec<String> =
                    figure::written(range).iter().map(|piece| figure::expression(&key, piece)).collect();
                QueryProblem::new(&pieces.join(" "), QueryFault::Contradictory)
            })
            .collect();
        self.parsed.problems.extend(problems);
        self.parsed
    }

    /// Reads a text; its words take the place of those read before.
    pub(super) fn text(&mut self, text: &str) {
        let mut text = self.cleaned(text);
        // Words that were apart may be an expression together (`in id:5mm stock`): go over what is
        // left until nothing more comes of it. Each round leaves less.
        loop {
            let words = self.round(&text);
            if words == text {
                break;
            }
            text = words;
        }
        self.parsed.query.words = text;
    }

    /// Notes a problem once.
    pub(super) fn problem(&mut self, piece: &str, fault: QueryFault) {
        let problem = QueryProblem::new(piece, fault);
        if !self.parsed.problems.contains(&problem) {
            self.parsed.problems.push(problem);
        }
    }

    /// Narrows a field.
    pub(super) fn narrow(&mut self, field: &Field, range: Range) {
        match self.parsed.query.ranges.entry(field.code.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(range);
            }
            Entry::Occupied(mut entry) => {
                let both = entry.get().and(range);
                entry.insert(both);
            }
        }
    }

    /// Accepts the values of a list; returns whether there was one.
    pub(super) fn choose(&mut self, field: &Field, list: &str) -> bool {
        let mut any = false;
        for value in list.split(',') {
            let value = slug(&slug(value).chars().take(MAX_CHOICE).collect::<String>());
            if value.is_empty() {
                continue;
            }
            any = true;
            let values = self.parsed.query.choices.entry(field.code.clone()).or_default();
            if values.len() < MAX_CHOICES {
                values.insert(value);
            }
        }
        any
    }

    /// Narrows to what is in stock, if that is what the value says.
    pub(super) fn stock(&mut self, piece: &str, value: &str) {
        match value.to_lowercase().as_str() {
            "in" | "yes" | "1" | "true" | "on" => self.parsed.query.in_stock = true,
            _ => self.problem(piece, QueryFault::NotStock),
        }
    }

    /// The text without control characters and marks nobody sees, cut between words where it is too long.
    fn cleaned(&mut self, text: &str) -> String {
        let mut kept = text
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .filter(|c| !c.is_control() && !is_invisible(*c));
        let mut cleaned: String = kept.by_ref().take(MAX_TEXT).collect();
        if kept.any(|c| c != ' ') {
            if let Some(end) = cleaned.rfind(' ') {
                cleaned.truncate(end);
            }
            self.problem(&cleaned, QueryFault::TooLong(MAX_TEXT));
        }
        cleaned
    }

    /// Takes the expressions out of a text and returns the words left, one space between them.
    fn round(&mut self, text: &str) -> String {
        let mut words = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            if let Some(after) = self.expression(rest) {
                rest = after.trim_start();
                continue;
            }
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            let word = word.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches([',', ';', '.']);
            if !word.is_empty() {
                words.push(word);
            }
            rest = after.trim_start();
        }
        words.join(" ")
    }

    /// Reads an expression at the start of the text, and returns what follows it; nothing if there is
    /// none, and the next word is a word.
    fn expression<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        if let Some(after) = strip_in_stock(text) {
            self.parsed.query.in_stock = true;
            return Some(after);
        }
        let at = text.find(|c| c == ':' || COMPARISONS.contains(&c))?;
        let (name, signs) = (text[..at].trim_end(), &text[at..]);
        let value = signs.trim_start_matches([':', '=']);
        if name.eq_ignore_ascii_case("stock") {
            let value = value.trim_start();
            let (word, after) = value.split_at(word_length(value));
            self.stock(&text[..text.len() - after.len()], word);
            return Some(after);
        }
        let Some(field) = self.vocabulary.by_name(name) else {
            self.note_unknown(name, value);
            return None;
        };
        Some(match field.kind {
            FieldKind::Choice => self.choice_expression(text, field, value),
            FieldKind::Price => self.range_expression(text, field, value, Unit::One),
            FieldKind::Quantity(kind) => {
                self.range_expression(text, field, value, kind.display_unit().unwrap_or(Unit::One))
            }
        })
    }

    /// A word before a colon that names nothing: worth a remark, unless it is a ratio or an address.
    fn note_unknown(&mut self, name: &str, value: &str) {
        let is_name = name.chars().count() > 1 && name.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '_'));
        let is_given = value.starts_with(|c: char| !c.is_whitespace() && c != '/');
        if is_name && is_given {
            let piece = format!("{name}:{}", &value[..word_length(value)]);
            self.problem(&piece, QueryFault::UnknownField(name.to_owned()));
        }
    }

    fn choice_expression<'t>(&mut self, text: &'t str, field: &Field, value: &'t str) -> &'t str {
        let is_order = value.starts_with(COMPARISONS);
        let mut rest = value.trim_start_matches(COMPARISONS);
        let next = rest.trim_start();
        // `material: id:5mm` is half-typed, `material: kraft` is not.
        if next.len() < rest.len() && !next[..word_length(next)].contains([':', '<', '>']) {
            rest = next;
        }
        let mut any = false;
        let mut list = true;
        while list {
            let (word, after) = choice(rest);
            any |= is_order || self.choose(field, word);
            list = after.starts_with(',');
            rest = after.trim_start_matches(',');
            // `phenolic, kraft`: a comma at a word's end has another word coming.
            rest = if list { rest.trim_start() } else { rest };
        }
        let piece = &text[..text.len() - rest.len()];
        if is_order {
            self.problem(piece, QueryFault::NoOrder(field.name.clone()));
        } else if !any {
            self.problem(piece, QueryFault::NoChoice);
        }
        rest
    }

    fn range_expression<'t>(&mut self, text: &'t str, field: &Field, value: &'t str, unit: Unit) -> &'t str {
        let figures = value.trim_start();
        match bounds(figures, field, unit) {
            Ok((range, rest)) => {
                let after = rest.trim_start_matches([',', ';']);
                let tail = word_length(after);
                if tail == 0 {
                    self.narrow(field, range);
                    return after;
                }
                let after = &after[tail..];
                self.problem(&text[..text.len() - after.len()], QueryFault::NotAFigure);
                after
            }
            Err(fault) => {
                // `id: nose` is half-typed, `id:nose` is wrong.
                let compared = figures.trim_start_matches(COMPARISONS);
                let is_half_typed = compared.is_empty()
                    || (!starts_figure(compared.trim_start()) && (value.starts_with(' ') || compared.starts_with(' ')));
                let (after, fault) = if is_half_typed {
                    (compared, QueryFault::NoFigure)
                } else {
                    let compared = compared.trim_start();
                    (&compared[word_length(compared)..], fault)
                };
                self.problem(&text[..text.len() - after.len()], fault);
                after
            }
        }
    }
}

/// How many bytes at the start are not blank.
fn word_length(text: &str) -> usize {
    text.find(' ').unwrap_or(text.len())
}

/// A value at the start of a text, in quotation marks or up to a comma or blank, and what follows.
fn choice(text: &str) -> (&str, &str) {
    const QUOTES: [char; 4] = ['"', '“', '”', '„'];
    if let Some(quoted) = text.strip_prefix(QUOTES) {
        let end = quoted.find(QUOTES).unwrap_or(quoted.len());
        return (&quoted[..end], quoted[end..].trim_start_matches(QUOTES));
    }
    text.split_at(text.find([' ', ',']).unwrap_or(text.len()))
}

/// What follows `in stock` at the start of a text.
fn strip_in_stock(text: &str) -> Option<&str> {
    let first = word_length(text);
    if text[..first].eq_ignore_ascii_case("in-stock") {
        return Some(&text[first..]);
    }
    let after = text[first..].trim_start();
    let second = word_length(after);
    let both = text[..first].eq_ignore_ascii_case("in") && after[..second].eq_ignore_ascii_case("stock");
    both.then(|| &after[second..])
}

/// Marks that take no room: joiners, directions, byte order.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Vec<String>) {
        let vocabulary = Vocabulary::built_in();
        let Parsed { query, problems } = Query::parse(text, &vocabulary);
        (query.expression(&vocabulary), problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn words_and_expressions_are_told_apart() {
        for (text, expected) in [
            ("RP-AT-54-600", "RP-AT-54-600"),
            ("  nose   cone ", "nose cone"),
            ("ogive 4:1", "ogive 4:1"),
            ("id:54mm..55.2mm", "id:54mm..55.2mm"),
            ("id:54..55.2mm nose", "nose id:54mm..55.2mm"),
            ("od>1.5in", "od>1.5in"),
            ("od >= 38 mm tube", "tube od:38mm.."),
            ("impulse<80Ns", "impulse<80Ns"),
            ("length=30cm", "length:30cm"),
            ("wall:..1mm mass:100g..", "mass:100g.. wall:..1mm"),
            ("price<20 price:5..", "price:5.. price<20"),
            ("price:5..20", "price:5..20"),
            ("outer diameter: 38mm", "od:38mm"),
            ("shoulder-length > 3 cm", "shoulder-length>3cm"),
            ("material:phenolic,kraft", "material:kraft,phenolic"),
            ("material:phenolic, kraft tube", "tube material:kraft,phenolic"),
            ("material:\"glass-filled nylon\" nose", "nose material:glass-filled-nylon"),
            ("maker:Estes category:nose-cones", "category:nose-cones maker:estes"),
            ("tube in stock", "tube stock:in"),
            ("tube In-Stock", "tube stock:in"),
            ("id:54 in stock", "id:54mm stock:in"),
            ("in id:5mm stock", "id:5mm stock:in"),
            ("id>50mm id:..60mm id>=40mm", "id>50mm id:..60mm"),
            ("shoulder, length:30mm", "shoulder, length:30mm"),
            ("shoulder length:30mm", "shoulder-length:30mm"),
        ] {
            assert_eq!(parsed(text), (expected.to_owned(), vec![]), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_and_never_in_the_way() {
        let figure = "a figure is missing, such as 54mm or 54mm..55.2mm";
        for (text, expected, problem) in [
            ("id:", "", format!("“id:”: {figure}")),
            ("nose id: ", "nose", format!("“id:”: {figure}")),
            ("id: nose", "nose", format!("“id:”: {figure}")),
            ("od > tube", "tube", format!("“od >”: {figure}")),
            ("tube id:54..5parsec", "tube", "“id:54..5parsec”: parsec is not a unit we know".to_owned()),
            ("id:5kg tube", "tube", "“id:5kg”: Inner diameter is not measured in kg".to_owned()),
            (
                "id:wide tube",
                "tube",
                "“id:wide”: not a figure such as 54mm, nor bounds such as 54mm..55.2mm".to_owned(),
            ),
            (
                "id:54mm,38mm",
                "",
                "“id:54mm,38mm”: not a figure such as 54mm, nor bounds such as 54mm..55.2mm".to_owned(),
            ),
            (
                "foo:3mm",
                "foo:3mm",
                "“foo:3mm”: we know no dimension called foo, so it is searched for as words".to_owned(),
            ),
            ("material:", "", "“material:”: a word is missing, such as phenolic".to_owned()),
            ("material>kraft", "", "“material>kraft”: Material is a word: write a colon and the word".to_owned()),
            ("stock:out", "", "“stock:out”: write stock:in for parts that can be sent today".to_owned()),
            ("id>60mm id<50mm", "id>60mm id<50mm", "“id>60mm id<50mm”: nothing can be within these bounds".to_owned()),
            ("id:60mm..50mm", "id:60mm..50mm", "“id:60mm..50mm”: nothing can be within these bounds".to_owned()),
        ] {
            assert_eq!(parsed(text), (expected.to_owned(), vec![problem]), "{text}");
        }
    }

    #[test]
    fn an_enormous_text_is_cut_between_words() {
        let (expression, problems) = parsed(&"nose id:54mm ".repeat(800));
        assert!(expression.len() <= MAX_TEXT && expression.ends_with("id:54mm"));
        assert_eq!(problems.len(), 1);
        assert!(problems[0].ends_with("only the first 200 characters were read"), "{}", problems[0]);
        assert_eq!(parsed(&"x".repeat(10_000)).0.len(), MAX_TEXT);
        assert_eq!(parsed(&format!("nose{}", " ".repeat(10_000))), ("nose".to_owned(), vec![]));
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(parsed("no\u{0}se\u{202E}\tcone\u{1b}"), ("nose cone".to_owned(), vec![]));
    }
}
