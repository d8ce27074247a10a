//! What the shop offers while one types, as the search field shows it.

use domain::ids::part_number_key;
use domain::search::{Query, Vocabulary};
use store::catalog::PartRow;
use store::search::{Suggested, SuggestedValue};

use super::api::Marked;
use super::{Suggestion, SuggestionGroup};
use crate::help;

/// Most help pages offered.
const MOST_HELP: usize = 2;

/// At most five groups of suggestions, none of them empty, and the search itself.
pub(super) fn groups(found: Suggested, query: &Query, vocabulary: &Vocabulary) -> Vec<SuggestionGroup> {
    let typed = query.words.as_str();
    let help = help::topics_about(typed).take(MOST_HELP).map(|topic| Suggestion {
        href: topic.path(),
        code: Marked::new(),
        name: mark_words(topic.title, typed),
        note: String::new(),
    });
    let groups = [
        ("Parts", found.parts.iter().map(|row| part(row, typed)).collect()),
        ("Categories", values(found.categories, typed, "/categories/")),
        ("Makers", values(found.makers, typed, "/search?maker=")),
        ("Services", found.services.iter().map(|row| part(row, typed)).collect()),
        ("Help", help.collect::<Vec<_>>()),
    ];
    let text = query.expression(vocabulary);
    let search = (!text.is_empty()).then(|| Suggestion {
        href: format!("/search?{}", query.query_string(vocabulary)),
        code: Marked::new(),
        name: vec!["Search for ".to_owned(), text],
        note: String::new(),
    });
    groups
        .into_iter()
        .map(|(title, options)| SuggestionGroup { title: title.to_owned(), options })
        .chain([SuggestionGroup { title: String::new(), options: search.into_iter().collect() }])
        .filter(|group| !group.options.is_empty())
        .collect()
}

fn part(row: &PartRow, typed: &str) -> Suggestion {
    let note = match (row.price, row.available) {
        (None, _) => "price on request".to_owned(),
        (Some(_), Some(available)) => crate::inventory::stock_state(available).1,
        (Some(_), None) => "service".to_owned(),
    };
    let sku = row.sku.to_string();
    Suggestion {
        href: format!("/parts/{sku}"),
        code: mark_number(&sku, typed),
        name: mark_words(&row.name, typed),
        note,
    }
}

fn values(values: Vec<SuggestedValue>, typed: &str, path: &str) -> Vec<Suggestion> {
    let suggestion = |value: SuggestedValue| Suggestion {
        href: format!("{path}{}", value.slug),
        code: Marked::new(),
        name: mark_words(&value.name, typed),
        note: match value.count {
            1 => "1 part".to_owned(),
            count => format!("{} parts", domain::money::group_thousands(count)),
        },
    };
    values.into_iter().map(suggestion).collect()
}

/// Marks the beginning of a part number that was typed in whatever punctuation; else its words.
fn mark_number(number: &str, typed: &str) -> Marked {
    let key = part_number_key(typed);
    let signs = number.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric());
    if !key.is_empty() && part_number_key(number).starts_with(&key) {
        // As many letters and digits as were typed, and the hyphens between them.
        let end = signs.map(|(at, c)| at + c.len_utf8()).nth(key.len() - 1).unwrap_or(number.len());
        return vec![String::new(), number[..end].to_owned(), number[end..].to_owned()];
    }
    mark_words(number, typed)
}

/// Marks the beginnings of words that were typed, the longest where several fit.
fn mark_words(text: &str, typed: &str) -> Marked {
    let typed: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let mut pieces = vec![String::new()];
    let mut rest = text;
    let mut within_word = false;
    while let Some(c) = rest.chars().next() {
        let length = typed.iter().map(|word| common_length(rest, word)).max().filter(|_| !within_word).unwrap_or(0);
        let end = if length > 0 { length } else { c.len_utf8() };
        let (piece, after) = rest.split_at(end);
        match pieces.last_mut() {
            Some(plain) if length == 0 => plain.push_str(piece),
            _ => pieces.extend([piece.to_owned(), String::new()]),
        }
        within_word = piece.ends_with(char::is_alphanumeric);
        rest = after;
    }
    pieces
}

/// How many bytes of a text are the whole of a word in lower case; 0 if it does not begin with it.
fn common_length(text: &str, word: &str) -> usize {
    let mut length = 0;
    let mut signs = word.chars();
    let mut rest = text.chars();
    loop {
        let Some(sign) = signs.next() else { return length };
        match rest.next() {
            Some(c) if c.to_lowercase().eq([sign]) => length += c.len_utf8(),
            _ => return 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_marked_where_words_begin() {
        assert_eq!(mark_words("Nose cone, ogive 54", "NO 5"), ["", "No", "se cone, ogive ", "5", "4"]);
        assert_eq!(mark_words("Nose cone", "ose"), ["Nose cone"]);
        assert_eq!(mark_words("Airframe tube", "air airfr"), ["", "Airfr", "ame tube"]);
        assert_eq!(mark_words("ÄRGER ärger", "ärg"), ["", "ÄRG", "ER ", "ärg", "er"]);
        assert_eq!(mark_words("Tube", ""), ["Tube"]);
    }

    #[test]
    fn a_number_is_marked_in_any_punctuation() {
        assert_eq!(mark_number("RP-AT-54-600", "rpat54"), ["", "RP-AT-54", "-600"]);
        assert_eq!(mark_number("RP-AT-54-600", "rp at-54 6"), ["", "RP-AT-54-6", "00"]);
        assert_eq!(mark_number("RP-AT-54-600", "600"), ["RP-AT-54-", "600", ""]);
        assert_eq!(mark_number("RP-AT-54-600", "tube"), ["RP-AT-54-600"]);
    }
}
