//! Words and part numbers as the index holds them: what a text is taken apart into, and what is made
//! of the words of a query. What must not live here: which documents hold them.

use std::collections::BTreeSet;

use domain::ids::part_number_key;
use domain::search::MAX_TEXT;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RawTokenizer, Stemmer, TextAnalyzer, TokenStream, WhitespaceTokenizer,
};

/// Most words of a query that are looked at.
pub(super) const MAX_WORDS: usize = 8;
/// Longest word kept, in bytes; no word of a language or part number is longer.
const MAX_WORD: usize = 64;
/// Stands before the stem of a word, so that stems meet stems and no prefix meets them.
pub(super) const STEM: char = '~';
/// Stands before the beginnings of a part number, up to [`LONGEST_START`] signs.
pub(super) const START: char = '^';
/// Stands before what is left of a part number from one of its segments on.
pub(super) const TAIL: char = '+';
/// Longest beginning of a part number that is a term of its own: one look-up instead of a walk over
/// every number that begins so.
pub(super) const LONGEST_START: usize = 6;
/// Most tails of a part number.
const MAX_TAILS: usize = 8;

/// A word of a query, or of a text: what stands between white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As typed.
    pub(super) typed: String,
    /// Folded, without punctuation: `BT-20` is `bt20`.
    pub(super) whole: String,
    /// What stands between punctuation: `bt`, `20`.
    pub(super) parts: Vec<String>,
}

/// Takes texts apart.
pub(super) struct Words {
    fold: TextAnalyzer,
    stem: TextAnalyzer,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            fold: TextAnalyzer::builder(RawTokenizer::default()).filter(LowerCaser).filter(AsciiFoldingFilter).build(),
            stem: TextAnalyzer::builder(WhitespaceTokenizer::default()).filter(Stemmer::new(Language::English)).build(),
        }
    }
}

impl Words {
    /// The words of a text; what holds neither letter nor digit is none.
    pub(super) fn split(&mut self, text: &str) -> Vec<Word> {
        text.split_whitespace()
            .filter_map(|typed| {
                let folded = first_token(&mut self.fold, typed);
                let parts: Vec<String> = folded
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|part| !part.is_empty() && part.len() <= MAX_WORD)
                    .map(str::to_owned)
                    .collect();
                let whole = parts.concat();
                let usable = !parts.is_empty() && whole.len() <= MAX_WORD;
                usable.then(|| Word { typed: typed.to_owned(), whole, parts })
            })
            .collect()
    }

    /// The words of a query, as many as are looked at.
    pub(super) fn of_query(&mut self, text: &str) -> Vec<Word> {
        let text: String = text.chars().take(MAX_TEXT).collect();
        let mut words = self.split(&text);
        words.truncate(MAX_WORDS);
        words
    }

    /// The stem of a folded word that has one: of letters only.
    pub(super) fn stem(&mut self, word: &str) -> Option<String> {
        word.chars().all(char::is_alphabetic).then(|| first_token(&mut self.stem, word))
    }

    /// Everything a text can be found by, with a space between.
    pub(super) fn terms(&mut self, texts: &[&str]) -> String {
        let mut terms = BTreeSet::new();
        for word in texts.iter().flat_map(|text| self.split(text)) {
            if let Some((figure, unit)) = figure_and_unit(&word.whole) {
                terms.insert(figure.to_owned());
                terms.insert(unit.to_owned());
            }
            terms.extend(word.parts);
            terms.insert(word.whole);
        }
        let stems: Vec<String> = terms.iter().filter_map(|term| self.stem(term)).collect();
        terms.extend(stems.into_iter().map(|stem| format!("{STEM}{stem}")));
        joined(&terms)
    }
}

fn first_token(analyzer: &mut TextAnalyzer, text: &str) -> String {
    let mut token = String::new();
    analyzer.token_stream(text).process(&mut |found| token.clone_from(&found.text));
    token
}

/// Taken apart where digits end and a few letters follow: `54mm` is `54` and `mm`.
fn figure_and_unit(word: &str) -> Option<(&str, &str)> {
    let letters = word.find(|c: char| !c.is_ascii_digit())?;
    let (figure, unit) = word.split_at(letters);
    (!figure.is_empty() && (1..=3).contains(&unit.len()) && unit.chars().all(char::is_alphabetic))
        .then_some((figure, unit))
}

/// Everything part numbers can be found by, with a space between: each in full, its beginnings, and
/// its tails from one segment to the next on, so that `54-600` finds `RP-AT-54-600`.
pub(super) fn number_terms(numbers: &[&str]) -> String {
    let mut terms = BTreeSet::new();
    for number in numbers {
        let key = part_number_key(number);
        if key.len() < 2 {
            continue;
        }
        terms.extend((2..=LONGEST_START.min(key.len())).map(|length| format!("{START}{}", &key[..length])));
        let segments = segments(number);
        for first in (1..segments.len()).take(MAX_TAILS) {
            let tail = segments[first..].concat();
            if tail.len() >= 2 {
                terms.insert(format!("{TAIL}{tail}"));
            }
        }
        terms.insert(key);
    }
    joined(&terms)
}

/// The segments of a part number: letters, or digits, in a row.
fn segments(number: &str) -> Vec<String> {
    let mut segments: Vec<String> = Vec::new();
    let mut last = None;
    for c in number.chars() {
        let class = c.is_ascii_alphanumeric().then(|| c.is_ascii_digit());
        if class.is_some() {
            match segments.last_mut() {
                Some(segment) if class == last => segment.push(c.to_ascii_uppercase()),
                _ => segments.push(c.to_ascii_uppercase().to_string()),
            }
        }
        last = class;
    }
    segments
}

fn joined(terms: &BTreeSet<String>) -> String {
    terms.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_stands_between_white_space() {
        let mut words = Words::default();
        let split = words.split(" BT-20 túbe — 🚀 c:\\Rockets 50% ");
        let whole: Vec<_> = split.iter().map(|word| word.whole.as_str()).collect();
        assert_eq!(whole, ["bt20", "tube", "crockets", "50"]);
        assert_eq!(split[0].parts, ["bt", "20"]);
        assert_eq!(split[0].typed, "BT-20");
        assert_eq!(words.of_query(&"a ".repeat(5_000)).len(), MAX_WORDS);
        assert_eq!(words.of_query(&"x".repeat(10_000)), [], "no word is as long as that");
    }

    #[test]
    fn a_text_is_found_by_its_words_their_parts_and_their_stems() {
        let mut words = Words::default();
        assert_eq!(words.terms(&["Centering rings, 54mm"]), "54 54mm centering mm rings ~center ~mm ~ring");
        assert_eq!(words.terms(&["BT-20"]), "20 bt bt20 ~bt");
        assert_eq!(words.terms(&["", "—"]), "");
    }

    #[test]
    fn a_number_is_found_from_its_beginning_and_from_its_segments() {
        let terms = number_terms(&["RP-AT-54-600"]);
        let terms: Vec<_> = terms.split(' ').collect();
        for term in ["RPAT54600", "^RP", "^RPA", "^RPAT54", "+AT54600", "+54600", "+600"] {
            assert!(terms.contains(&term), "{term} in {terms:?}");
        }
        assert!(!terms.contains(&"^RPAT546"), "longer beginnings are walked to");
        assert_eq!(number_terms(&["", "-", "7"]), "", "too short to tell anything apart");
        assert_eq!(segments("G58-14A"), ["G", "58", "14", "A"]);
    }
}
