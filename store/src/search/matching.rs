//! From the words of a query to the documents that hold them all, and how good each match is.
//!
//! Every way a word can be met has a fixed score, so that the order can be told from the rules: the
//! whole query as a part number, then its beginning, then words by the field they stand in. No query
//! takes unbounded work: words, expansions of a beginning and candidates for a typo are all capped.

use std::collections::BTreeMap;
use std::ops::Bound;

use domain::ids::part_number_key;
use domain::search::{Range, Term as TradeTerm, expand};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Query, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Result, Score, Searcher, Term};

use super::Correction;
use super::index::Index;
use super::narrowing::bounds;
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
/// Dimensions that a word stands for.
const FIGURES: Score = 6.0;
/// What is left of a word's worth when another word of the trade stands in for it.
const BY_SYNONYM: Score = 0.8;
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
    let corrections = if by_words.is_some() { reader.corrections } else { Vec::new() };
    let query = any_of(by_number.into_iter().chain(by_words).collect());
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

/// Which words may be the beginnings of longer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Starts {
    /// None: the word is ours, not typed.
    Never,
    /// Those of two letters or more.
    Typed,
    /// Any, since it is still being typed.
    HalfTyped,
}

impl Starts {
    /// For the words before the last of a phrase.
    fn before_the_last(self) -> Self {
        if self == Self::Never { Self::Never } else { Self::Typed }
    }

    fn may_be_start(self, word: &str) -> bool {
        match self {
            Self::Never => false,
            Self::Typed => word.chars().nth(1).is_some(),
            Self::HalfTyped => true,
        }
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
    /// Documents that hold every word, or what it means in the trade.
    fn all_words(&mut self, words: &[Word]) -> Result<Option<Clause>> {
        let text: Vec<&str> = words.iter().map(|word| word.typed.as_str()).collect();
        let terms = expand(&text.join(" ")).terms;
        let mut clauses = Vec::with_capacity(terms.len());
        for (index, term) in terms.iter().enumerate() {
            match self.trade_term(term, index + 1 == terms.len())? {
                Some(clause) => clauses.push(clause),
                None => return Ok(None),
            }
        }
        Ok(all_of(clauses))
    }

    /// Documents that hold a word or a phrase as typed, another word for it, or the dimensions it stands for.
    fn trade_term(&mut self, term: &TradeTerm, is_last: bool) -> Result<Option<Clause>> {
        let mut ways: Vec<Clause> = Vec::new();
        for set in &term.figures {
            ways.extend(self.figures(set));
        }
        for alternative in &term.alternatives {
            let words = self.words.split(alternative);
            if let Some(clause) = self.phrase(&words, Starts::Never, false)? {
                ways.push(Box::new(BoostQuery::new(clause, BY_SYNONYM)));
            }
        }
        let starts = if is_last { Starts::HalfTyped } else { Starts::Typed };
        let typed = self.words.split(&term.typed);
        let may_correct = self.may_correct && ways.is_empty();
        ways.extend(self.phrase(&typed, starts, may_correct)?);
        Ok(any_of(ways))
    }

    /// Documents that hold all words of a phrase.
    fn phrase(&mut self, words: &[Word], starts: Starts, may_correct: bool) -> Result<Option<Clause>> {
        let mut clauses = Vec::with_capacity(words.len());
        for (index, word) in words.iter().enumerate() {
            let starts = if index + 1 == words.len() { starts } else { starts.before_the_last() };
            match self.word(word, starts, may_correct)? {
                Some(clause) => clauses.push(clause),
                None => return Ok(None),
            }
        }
        Ok(all_of(clauses))
    }

    /// Documents that hold a word one way or another.
    fn word(&mut self, word: &Word, starts: Starts, may_correct: bool) -> Result<Option<Clause>> {
        let mut ways: Vec<Clause> = self.text(&word.whole, starts)?.into_iter().collect();
        if let [parts @ .., last] = word.parts.as_slice()
            && !parts.is_empty()
        {
            let mut all = Vec::new();
            for part in parts {
                all.push(self.text(part, starts.before_the_last())?);
            }
            all.push(self.text(last, starts)?);
            ways.extend(all.into_iter().collect::<Option<Vec<_>>>().and_then(all_of));
        }
        if word.whole.contains(|c: char| c.is_ascii_digit()) {
            ways.extend(self.number(&part_number_key(&word.whole), NUMBER_WORD)?);
        }
        if ways.is_empty()
            && may_correct
            && let Some(read_as) = self.nearest(&word.whole)?
        {
            ways.extend(self.text(&read_as, Starts::Never)?);
            self.corrections.push(Correction { typed: word.typed.clone(), read_as });
        }
        Ok(any_of(ways))
    }

    /// Documents with this word in a text: as it is, by its stem, or as the beginning of another.
    fn text(&mut self, word: &str, starts: Starts) -> Result<Option<Clause>> {
        let stem = self.words.stem(word).map(|stem| format!("{STEM}{stem}"));
        let mut ways: Vec<Clause> = Vec::new();
        for (field, score) in text_fields(self.index).into_iter().zip(FIELD) {
            ways.extend(self.term(field, word, score)?);
            if let Some(stem) = &stem {
                ways.extend(self.term(field, stem, score * BY_STEM)?);
            }
            if starts.may_be_start(word) {
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

    /// Documents whose figures are all within these ranges, by attribute code.
    fn figures(&self, set: &BTreeMap<String, Range>) -> Option<Clause> {
        let within = |(code, range): (&String, &Range)| -> Option<Clause> {
            let (field, kind) = self.index.figures(code)?;
            let bounds = bounds(kind, range)?;
            let term = |figure| Bound::Included(Term::from_field_f64(field, figure));
            Some(Box::new(RangeQuery::new(term(bounds.least), term(bounds.greatest))))
        };
        Some(worth(all_of(set.iter().map(within).collect::<Option<_>>()?)?, FIGURES))
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
