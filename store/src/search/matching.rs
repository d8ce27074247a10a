//! From the words of a query to the documents that hold them all, and how good each match is.
//!
//! Every way a word can be met has a fixed score, so that the order can be told from the rules: the
//! whole query as a part number, then its beginning, then words by the field they stand in. No query
//! takes unbounded work: words, expansions of a beginning and candidates for a typo are all capped.

use std::ops::Bound;

use domain::ids::part_number_key;
use domain::units::{Quantity, QuantityKind, Unit};
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Result, Score, Searcher, Term};

use super::Correction;
use super::index::Index;
use super::words::{LONGEST_START, START, STEM, TAIL, Word, Words};

/// The whole query is a part number, its beginning, the tail of one, the beginning of a tail.
const WHOLE_NUMBER: [Score; 4] = [1_000.0, 500.0, 300.0, 200.0];
/// Likewise for one word of several.
const NUMBER_WORD: [Score; 4] = [40.0, 20.0, 12.0, 6.0];
/// What a word in each field is worth, in the order of [`text_fields`].
const FIELD: [Score; 5] = [8.0, 5.0, 4.0, 2.0, 1.0];
/// What is left of a field's worth when only the stem is met, or only the beginning.
const BY_STEM: Score = 0.9;
const BY_START: Score = 0.6;
/// A length met by its figure.
const LENGTH: Score = 6.0;
/// How far a length may be off a figure typed without a field: the ends of a nominal size.
const LENGTH_SLACK: f64 = 0.005;
/// Most words of a field that a beginning stands for; of numbers.
const MOST_WORDS: usize = 1_000;
const MOST_NUMBERS: usize = 2_000;
/// Most words of a field that are compared for a typo.
const MOST_CANDIDATES: usize = 1_000;
/// Shortest words in which one or two slips are looked for; in shorter ones everything is near everything.
const ONE_SLIP: usize = 4;
const TWO_SLIPS: usize = 8;

type Clause = Box<dyn Query>;

/// What the words of a query come to.
pub(super) struct Matching {
    /// Matches documents that hold them all; `None` when nothing can.
    pub(super) query: Option<Clause>,
    /// Words that nothing holds and what they were read as.
    pub(super) corrections: Vec<Correction>,
}

/// Reads the words of a query against what the index holds.
pub(super) fn matching(index: &Index, searcher: &Searcher, text: &str) -> Result<Matching> {
    let mut reader = Reader { index, searcher, words: Words::default(), corrections: Vec::new(), may_correct: true };
    let words = reader.words.of_query(text);
    let key: String = words.iter().map(|word| part_number_key(&word.typed)).collect();
    let by_number = reader.number(&key, WHOLE_NUMBER)?;
    reader.may_correct = by_number.is_none();
    let by_words = reader.all_words(&words)?;
    let clauses: Vec<Clause> = by_number.into_iter().chain(by_words).collect();
    let corrections = if clauses.is_empty() { Vec::new() } else { reader.corrections };
    let query = any_of(clauses);
    Ok(Matching { query, corrections })
}

/// Documents that hold a term, all worth the same.
pub(super) fn holding(field: Field, term: &str) -> Clause {
    let query = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::Basic);
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}

fn worth(query: impl Query, score: Score) -> Clause {
    Box::new(ConstScoreQuery::new(Box::new(query), score))
}

/// Documents any of the clauses matches, worth their best.
fn any_of(mut clauses: Vec<Clause>) -> Option<Clause> {
    match clauses.len() {
        0 => None,
        1 => clauses.pop(),
        _ => Some(Box::new(DisjunctionMaxQuery::new(clauses))),
    }
}

/// Documents all of the clauses match, worth their sum.
fn all_of(mut clauses: Vec<Clause>) -> Option<Clause> {
    match clauses.len() {
        0 => None,
        1 => clauses.pop(),
        _ => Some(Box::new(BooleanQuery::intersection(clauses))),
    }
}

struct Reader<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    words: Words,
    corrections: Vec<Correction>,
    /// Whether words nothing holds are read as their nearest neighbours.
    may_correct: bool,
}

impl Reader<'_> {
    /// Documents that hold every word.
    fn all_words(&mut self, words: &[Word]) -> Result<Option<Clause>> {
        let mut clauses = Vec::with_capacity(words.len());
        let mut rest = words;
        while let [word, after @ ..] = rest {
            // `54 mm` is one figure.
            let (word, after) = match after {
                [unit, beyond @ ..] if is_length(word, unit) => {
                    (Word { typed: format!("{}{}", word.typed, unit.typed), ..joined(word, unit) }, beyond)
                }
                _ => (word.clone(), after),
            };
            match self.word(&word, after.is_empty())? {
                Some(clause) => clauses.push(clause),
                None => return Ok(None),
            }
            rest = after;
        }
        Ok(all_of(clauses))
    }

    /// Documents that hold a word one way or another.
    fn word(&mut self, word: &Word, is_last: bool) -> Result<Option<Clause>> {
        let mut ways: Vec<Clause> = self.text(&word.whole, is_last)?.into_iter().collect();
        if let [parts @ .., last] = word.parts.as_slice()
            && !parts.is_empty()
        {
            let mut all = Vec::new();
            for part in parts {
                all.push(self.text(part, false)?);
            }
            all.push(self.text(last, is_last)?);
            ways.extend(all.into_iter().collect::<Option<Vec<_>>>().and_then(all_of));
        }
        if word.whole.contains(|c: char| c.is_ascii_digit()) {
            ways.extend(self.number(&part_number_key(&word.whole), NUMBER_WORD)?);
        }
        if let Some(metres) = length(&word.typed) {
            ways.push(self.length(metres));
        }
        if ways.is_empty()
            && self.may_correct
            && let Some(read_as) = self.nearest(&word.whole)?
        {
            ways.extend(self.text(&read_as, false)?);
            self.corrections.push(Correction { typed: word.typed.clone(), read_as });
        }
        Ok(any_of(ways))
    }

    /// Documents with this word in a text: as it is, by its stem, or as the beginning of another.
    fn text(&mut self, word: &str, is_last: bool) -> Result<Option<Clause>> {
        let stem = self.words.stem(word).map(|stem| format!("{STEM}{stem}"));
        // The last word may be half typed.
        let by_start = is_last || word.chars().count() >= 2;
        let mut ways: Vec<Clause> = Vec::new();
        for (field, score) in text_fields(self.index).into_iter().zip(FIELD) {
            ways.extend(self.term(field, word, score)?);
            if let Some(stem) = &stem {
                ways.extend(self.term(field, stem, score * BY_STEM)?);
            }
            if by_start {
                ways.extend(self.beginning(field, word, MOST_WORDS, score * BY_START)?);
            }
        }
        Ok(any_of(ways))
    }

    /// Documents with a part number that is the key, begins with it, or has a tail that does.
    fn number(&self, key: &str, [exact, start, tail, tail_start]: [Score; 4]) -> Result<Option<Clause>> {
        if key.len() < 2 {
            return Ok(None);
        }
        let field = self.index.fields.numbers;
        let mut ways: Vec<Clause> = self.term(field, key, exact)?.into_iter().collect();
        ways.extend(if key.len() <= LONGEST_START {
            self.term(field, &format!("{START}{key}"), start)?
        } else {
            self.beginning(field, key, MOST_NUMBERS, start)?
        });
        // Letters alone end many numbers: finishes, colours, pack sizes.
        if key.contains(|c: char| c.is_ascii_digit()) {
            let key = format!("{TAIL}{key}");
            ways.extend(self.term(field, &key, tail)?);
            if key.len() > 3 {
                ways.extend(self.beginning(field, &key, MOST_NUMBERS, tail_start)?);
            }
        }
        Ok(any_of(ways))
    }

    /// Documents with any length near this one.
    fn length(&self, metres: f64) -> Clause {
        let term = |metres| Term::from_field_f64(self.index.fields.lengths, metres);
        let (least, most) = (metres * (1.0 - LENGTH_SLACK), metres * (1.0 + LENGTH_SLACK));
        worth(RangeQuery::new(Bound::Included(term(least)), Bound::Included(term(most))), LENGTH)
    }

    /// Documents that hold a term, if there are any.
    fn term(&self, field: Field, term: &str, score: Score) -> Result<Option<Clause>> {
        let term = Term::from_field_text(field, term);
        if self.searcher.doc_freq(&term)? == 0 {
            return Ok(None);
        }
        Ok(Some(worth(TermQuery::new(term, IndexRecordOption::Basic), score)))
    }

    /// Documents that hold a term beginning so, of at most so many terms in each segment.
    fn beginning(&self, field: Field, start: &str, most: usize, score: Score) -> Result<Option<Clause>> {
        let mut terms = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().range().ge(start).into_stream()?;
            let mut taken = 0;
            while taken < most && stream.advance() && stream.key().starts_with(start.as_bytes()) {
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    terms.push(Term::from_field_text(field, term));
                }
                taken += 1;
            }
        }
        Ok((!terms.is_empty()).then(|| worth(TermSetQuery::new(terms), score)))
    }

    /// The word nearest to one that nothing holds: the fewest slips, then the one most documents hold.
    fn nearest(&self, word: &str) -> Result<Option<String>> {
        let letters = word.chars().count();
        // A figure that is off by one is another figure.
        if letters < ONE_SLIP || !word.chars().all(char::is_alphabetic) {
            return Ok(None);
        }
        let most_slips = if letters < TWO_SLIPS { 1 } else { 2 };
        for slips in 1..=most_slips {
            let mut best: Option<(u64, String)> = None;
            for field in text_fields(self.index) {
                let near = FuzzyTermQuery::new(Term::from_field_text(field, word), slips, true);
                for segment in self.searcher.segment_readers() {
                    let inverted = segment.inverted_index(field)?;
                    let mut stream = inverted.terms().search(near.automaton()?).into_stream()?;
                    let mut compared = 0;
                    while compared < MOST_CANDIDATES && stream.advance() {
                        compared += 1;
                        let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                        let documents = u64::from(stream.value().doc_freq);
                        let is_better = best.as_ref().is_none_or(|(most, _)| documents > *most);
                        if is_better && term.chars().all(char::is_alphabetic) {
                            best = Some((documents, term.to_owned()));
                        }
                    }
                }
            }
            if let Some((_, term)) = best {
                return Ok(Some(term));
            }
        }
        Ok(None)
    }
}

/// The fields that hold words, the weightiest first.
fn text_fields(index: &Index) -> [Field; 5] {
    let fields = &index.fields;
    [fields.name, fields.category, fields.maker, fields.facts, fields.summary]
}

/// Metres of a figure with a unit of length, as typed: `54mm`, `2.6in`.
fn length(typed: &str) -> Option<f64> {
    let quantity = Quantity::parse(typed, Unit::One).ok()?;
    let metres = quantity.si();
    (quantity.unit.kind() == QuantityKind::Length && metres.is_finite() && metres > 0.0).then_some(metres)
}

/// Whether two words in a row are a figure and its unit of length.
fn is_length(figure: &Word, unit: &Word) -> bool {
    figure.typed.parse::<f64>().is_ok() && length(&format!("{}{}", figure.typed, unit.typed)).is_some()
}

fn joined(figure: &Word, unit: &Word) -> Word {
    Word {
        typed: String::new(),
        whole: format!("{}{}", figure.whole, unit.whole),
        parts: figure.parts.iter().chain(&unit.parts).cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_with_a_unit_of_length_are_lengths() {
        let millimetres = |typed| length(typed).map(|metres| (metres * 1e6).round() / 1e3);
        assert_eq!(millimetres("54mm"), Some(54.0));
        assert_eq!(millimetres("2.125\""), Some(53.975));
        for typed in ["54", "54g", "mm", "-3mm", "0mm", "BT-20", "1e400mm", "nanmm"] {
            assert_eq!(length(typed), None, "{typed}");
        }
        let mut words = Words::default();
        let pair = words.split("54 mm");
        assert!(is_length(&pair[0], &pair[1]));
        let pair = words.split("tube mm");
        assert!(!is_length(&pair[0], &pair[1]));
    }
}
