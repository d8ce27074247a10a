//! What may be counted of a search that found nothing: its words, and never what somebody typed of themselves.

/// Most characters that are kept.
const LONGEST: usize = 80;
/// So many digits with nothing but punctuation between them are read as a telephone number.
const TELEPHONE_DIGITS: usize = 7;

/// The words of a search as they are counted: in small letters, one space between them, cut. None when nothing is left,
/// or when there is an e-mail address or a telephone number among them.
pub fn countable_words(typed: &str) -> Option<String> {
    let words: String = typed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if words.contains('@') || has_telephone_number(&words) {
        return None;
    }
    let plain = words.chars().filter(|c| !c.is_control());
    let cut: String = plain.take(LONGEST).collect();
    let cut = cut.trim_end();
    (!cut.is_empty()).then(|| cut.to_owned())
}

fn has_telephone_number(words: &str) -> bool {
    let mut digits = 0;
    for c in words.chars() {
        if c.is_ascii_digit() {
            digits += 1;
            if digits == TELEPHONE_DIGITS {
                return true;
            }
        } else if !matches!(c, ' ' | '-' | '+' | '/' | '(' | ')' | '.') {
            digits = 0;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_one_writing() {
        assert_eq!(countable_words("  Nose\tCone  54 "), Some("nose cone 54".to_owned()));
        assert_eq!(countable_words("RP-AT-54-600"), Some("rp-at-54-600".to_owned()));
        assert_eq!(countable_words(" \n"), None);
        assert_eq!(countable_words(&"ß".repeat(200)).map(|words| words.chars().count()), Some(LONGEST));
    }

    #[test]
    fn nothing_is_counted_of_people() {
        for typed in
            ["mira@example.org", "order of mira @ home", "+31 10 555 0100", "call 0105550100 please", "(010) 555-01.00"]
        {
            assert_eq!(countable_words(typed), None, "{typed}");
        }
    }
}
