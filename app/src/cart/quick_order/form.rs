//! What a posted quick order asks for: lines already shown, with what was mended, and lines new to
//! the list.

use domain::cart::quick_order::{AskedLine, ListError, MAX_LINES, decode, read};
use uuid::Uuid;

use crate::posted::PostedForm;

/// The list and what is to become of it.
#[derive(Debug)]
pub(super) struct Asked {
    /// Its lines.
    pub(super) lines: Vec<AskedLine>,
    /// How many lines the pressed button promised to add; none when the list is only to be looked through.
    pub(super) promised: Option<usize>,
    /// The key of the list: the same list sent twice is added once.
    pub(super) key: Option<Uuid>,
    /// Why what was new could not be read, when the list has other lines, and what was typed.
    pub(super) refused: Option<(ListError, String)>,
}

impl Asked {
    /// Reads a form; where there is no list in it, answers why, and what was typed.
    pub(super) fn read(form: &PostedForm) -> Result<Self, (ListError, String)> {
        let mut lines = mended(form);
        let shown = lines.len();
        let refused = match new_lines(form) {
            Ok(more) if lines.len() + more.len() > MAX_LINES => Some(ListError::TooManyLines(lines.len() + more.len())),
            Ok(more) => {
                lines.extend(more);
                // Lines new to a list that is shown go on counting where it ends.
                if shown > 0 {
                    for (at, line) in (shown + 1..).zip(&mut lines[shown..]) {
                        line.source = at.to_string();
                    }
                }
                None
            }
            Err(ListError::Empty) if !lines.is_empty() => None,
            Err(error) => Some(error),
        };
        match refused {
            Some(error) if lines.is_empty() => Err((error, form.text("list"))),
            refused => Ok(Self {
                // What came with the press is looked through first.
                promised: form.text("add").parse().ok().filter(|_| refused.is_none() && lines.len() == shown),
                lines,
                key: Uuid::parse_str(&form.text("key")).ok(),
                refused: refused.map(|error| (error, form.text("list"))),
            }),
        }
    }
}

/// The lines already shown, with what the pressed button changes. A line emptied is a line removed.
fn mended(form: &PostedForm) -> Vec<AskedLine> {
    let (mut numbers, mut quantities) = (form.texts("number"), form.texts("quantity"));
    numbers.truncate(MAX_LINES);
    quantities.resize(numbers.len(), String::new());
    if let Some((at, number)) = pressed(form, "choose") {
        numbers.get_mut(at).into_iter().for_each(|field| field.clone_from(&number));
    }
    if let Some((at, quantity)) = pressed(form, "take") {
        quantities.get_mut(at).into_iter().for_each(|field| field.clone_from(&quantity));
    }
    let removed = form.text("remove").parse().ok();
    let sources = form.texts("line").into_iter().map(Some).chain(std::iter::repeat(None));
    numbers
        .into_iter()
        .zip(quantities)
        .zip(sources)
        .enumerate()
        .filter(|(at, ((number, quantity), _))| {
            Some(*at) != removed && !(number.trim().is_empty() && quantity.trim().is_empty())
        })
        .map(|(at, ((number, quantity), source))| AskedLine {
            source: source.unwrap_or_else(|| (at + 1).to_string()),
            number,
            quantity,
            whole: None,
        })
        .collect()
}

/// A button of one line: its place and what it sets, as in `choose=3:RP-AT-54-600`.
fn pressed(form: &PostedForm, name: &str) -> Option<(usize, String)> {
    let text = form.text(name);
    let (at, value) = text.split_once(':')?;
    Some((at.parse().ok()?, value.to_owned()))
}

/// The lines of the text field and of the file.
fn new_lines(form: &PostedForm) -> Result<Vec<AskedLine>, ListError> {
    let (typed, file) = (decode(form.bytes("list")), decode(form.bytes("file")));
    if !form.is_whole() {
        return Err(ListError::TooLarge);
    }
    let (typed, file) = (typed?, file?);
    match (read(&typed), read(&file)) {
        (Ok(mut lines), Ok(more)) => {
            lines.extend(more.into_iter().map(|line| AskedLine { source: format!("file {}", line.source), ..line }));
            if lines.len() > MAX_LINES { Err(ListError::TooManyLines(lines.len())) } else { Ok(lines) }
        }
        (Ok(lines), Err(ListError::Empty)) | (Err(ListError::Empty), Ok(lines)) => Ok(lines),
        (Err(ListError::Empty) | Ok(_), Err(error)) | (Err(error), _) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> PostedForm {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
        PostedForm::new(fields.collect(), true)
    }

    fn lines(fields: &[(&str, &str)]) -> Vec<(String, String, String)> {
        let asked = Asked::read(&posted(fields)).expect("a list");
        asked.lines.into_iter().map(|line| (line.source, line.number, line.quantity)).collect()
    }

    fn line(source: &str, number: &str, quantity: &str) -> (String, String, String) {
        (source.to_owned(), number.to_owned(), quantity.to_owned())
    }

    const SHOWN: [(&str, &str); 6] =
        [("line", "1, 3"), ("number", "A-1"), ("quantity", "4"), ("line", "2"), ("number", "B-"), ("quantity", "x")];

    #[test]
    fn lines_shown_come_back_with_what_was_pressed() {
        let with = |name: &'static str, value: &'static str| [&SHOWN[..], &[(name, value)]].concat();
        assert_eq!(lines(&SHOWN), [line("1, 3", "A-1", "4"), line("2", "B-", "x")]);
        assert_eq!(lines(&with("remove", "0")), [line("2", "B-", "x")]);
        assert_eq!(lines(&with("choose", "1:B-2"))[1], line("2", "B-2", "x"));
        assert_eq!(lines(&with("take", "1:7"))[1], line("2", "B-", "7"));
        assert_eq!(lines(&with("list", "C-3 2"))[2], line("3", "C-3", "2"));
        for nonsense in ["", "9:A", "x", ":", "1"] {
            assert_eq!(lines(&with("choose", nonsense)).len(), 2, "{nonsense}");
        }
    }

    #[test]
    fn a_text_and_a_file_are_one_list() {
        let both = lines(&[("list", "A-1 2"), ("file", "number,quantity\nB-2,3")]);
        assert_eq!(both, [line("1", "A-1", "2"), line("file 2", "B-2", "3")]);
    }

    #[test]
    fn what_cannot_be_read_keeps_what_was_typed_and_adds_nothing() {
        let refused = |fields: &[(&str, &str)]| Asked::read(&posted(fields)).err().map(|(error, _)| error);
        assert_eq!(refused(&[("list", " ")]), Some(ListError::Empty));
        assert_eq!(refused(&[("file", "PK\u{3}\u{4}")]), Some(ListError::NotText));
        let typed = Asked::read(&posted(&[("list", "A-1"), ("file", "PK\u{3}\u{4}")])).err().map(|(_, typed)| typed);
        assert_eq!(typed.as_deref(), Some("A-1"));
        let many = "A-1\n".repeat(MAX_LINES);
        let asked = Asked::read(&posted(&[&SHOWN[..], &[("list", &many), ("add", "1")]].concat())).expect("the rest");
        assert_eq!((asked.lines.len(), asked.promised), (2, None));
        assert_eq!(asked.refused, Some((ListError::TooManyLines(MAX_LINES + 2), many.clone())));
        let cut = PostedForm::new(vec![("list".to_owned(), b"A-1".to_vec())], false);
        assert_eq!(Asked::read(&cut).err(), Some((ListError::TooLarge, "A-1".to_owned())));
    }
}
