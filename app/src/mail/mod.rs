//! Letters as people read them: what each says is in `words`, in one place for text and HTML; how it looks is in
//! `templates/mail`. What must not live here: sending.

mod filters;
mod words;

use askama::Template;
use domain::mail::{Letter, Rendered, Sum};

use words::{Action, Fact, Row, Words, words};

/// Writes a letter out. `public_url` is the shop's address, without a slash at its end.
pub fn render(letter: &Letter, public_url: &str) -> Result<Rendered, askama::Error> {
    let subject = letter.subject();
    let words = words(letter, public_url);
    let html = Html::of(&words, &subject, public_url).render()?;
    let text = without_gaps(&Text::of(&words, public_url).render()?);
    Ok(Rendered { subject, text, html })
}

/// Parts of a letter that are left out leave lines; one empty line is enough.
fn without_gaps(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut is_gap = true;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && is_gap) {
            whole.push_str(line);
            whole.push('\n');
        }
        is_gap = line.is_empty();
    }
    whole
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    subject: &'a str,
    /// What mail clients show beside the subject.
    preheader: &'a str,
    heading: &'a str,
    greeting: &'a str,
    before: &'a [String],
    count_title: &'a str,
    has_money: bool,
    rows: &'a [Row],
    sums: &'a [Sum],
    facts: &'a [Fact],
    action: Option<&'a Action>,
    after: &'a [String],
    public_url: &'a str,
}

impl<'a> Html<'a> {
    fn of(words: &'a Words, subject: &'a str, public_url: &'a str) -> Self {
        Self {
            subject,
            preheader: words.before.first().map_or("", String::as_str),
            heading: &words.heading,
            greeting: &words.greeting,
            before: &words.before,
            count_title: words.count_title,
            has_money: words.rows.iter().any(|row| !row.total.is_empty()),
            rows: &words.rows,
            sums: &words.sums,
            facts: &words.facts,
            action: words.action.as_ref(),
            after: &words.after,
            public_url,
        }
    }
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    heading: &'a str,
    underline: String,
    greeting: &'a str,
    before: &'a [String],
    rows: &'a [Row],
    sums: &'a [Sum],
    facts: &'a [Fact],
    action: Option<&'a Action>,
    after: &'a [String],
    public_url: &'a str,
}

impl<'a> Text<'a> {
    fn of(words: &'a Words, public_url: &'a str) -> Self {
        Self {
            heading: &words.heading,
            underline: "=".repeat(words.heading.chars().count().min(filters::WIDTH)),
            greeting: &words.greeting,
            before: &words.before,
            rows: &words.rows,
            sums: &words.sums,
            facts: &words.facts,
            action: words.action.as_ref(),
            after: &words.after,
            public_url,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::mail::{LetterLine, OrderLetter};

    use super::*;

    const SHOP: &str = "https://shop.example.org";

    fn written(letter: &Letter) -> Rendered {
        render(letter, SHOP).expect("written")
    }

    /// Every text in a letter that its reader has to see.
    fn figures(letter: &Letter) -> Vec<String> {
        fn walk(value: &serde_json::Value, key: &str, found: &mut Vec<String>) {
            match value {
                serde_json::Value::String(text) if key == "link_path" => found.push(format!("{SHOP}{text}")),
                // The kind is no figure.
                serde_json::Value::String(_) if key == "letter" => {}
                serde_json::Value::String(text) if !text.is_empty() => found.push(text.clone()),
                serde_json::Value::Number(number) => found.push(number.to_string()),
                serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, key, found)),
                serde_json::Value::Object(fields) => fields.iter().for_each(|(key, value)| walk(value, key, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        walk(&serde_json::to_value(letter).expect("a value"), "", &mut found);
        found
    }

    #[test]
    fn text_and_html_hold_every_figure_and_link() {
        for letter in Letter::samples() {
            let Rendered { subject, text, html } = written(&letter);
            assert!(!subject.is_empty() && subject.chars().count() <= 78, "{subject}");
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for figure in figures(&letter) {
                assert!(flat.contains(&figure), "{} lacks {figure:?}:\n{text}", letter.kind());
                assert!(html.contains(&figure), "{} lacks {figure:?}:\n{html}", letter.kind());
            }
        }
    }

    #[test]
    fn text_is_narrow_and_nothing_of_the_template_is_left() {
        for letter in Letter::samples() {
            let Rendered { text, html, .. } = written(&letter);
            for line in text.lines() {
                assert!(line.chars().count() <= 78, "{}: {line}", letter.kind());
                assert_eq!(line, line.trim_end(), "{}", letter.kind());
            }
            for marker in ["{{", "}}", "{%", "%}", "{#"] {
                assert!(!text.contains(marker) && !html.contains(marker), "{}: {marker}", letter.kind());
            }
            assert!(!text.contains("\n\n\n"), "{}: a gap in\n{text}", letter.kind());
            assert!(!text.contains('<') || text.contains("<script>"), "{}", letter.kind());
            assert!(html.contains("prefers-color-scheme: dark") && html.matches("class=\"go\"").count() <= 1);
        }
    }

    #[test]
    fn figures_stand_under_each_other() {
        let text = written(&Letter::samples()[0]).text;
        let ends: Vec<usize> =
            text.lines().filter(|line| line.ends_with('€')).map(|line| line.chars().count()).collect();
        assert_eq!(ends.len(), 6, "{text}");
        assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:?}\n{text}");
    }

    #[test]
    fn hostile_names_are_text() {
        let hostile = "<script>alert(1)</script> \"&\r\nBcc: everybody@example.org";
        let letter = Letter::BackorderReady {
            order: OrderLetter {
                number: "RP-1".to_owned(),
                name: hostile.to_owned(),
                lines: vec![LetterLine {
                    sku: "A".to_owned(),
                    name: hostile.to_owned(),
                    quantity: 1,
                    total: String::new(),
                }],
                ..OrderLetter::default()
            },
        };
        let Rendered { text, html, subject } = written(&letter);
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&#60;script") || html.contains("&lt;script"), "{html}");
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
        assert!(!subject.contains(['\r', '\n']));
    }

    #[test]
    fn a_name_is_no_advertisement() {
        let letter = Letter::ConfirmEmail {
            name: "Cheap pills at https://spam.example".to_owned(),
            link_path: "/account/confirm?token=x".to_owned(),
        };
        let Rendered { text, html, .. } = written(&letter);
        assert!(!text.contains("spam") && !html.contains("spam"));
    }
}
