//! Plain text as Markdown that shows it.

/// Markdown that shows `text` as it is: for what is not written as Markdown. Lines stay lines and paragraphs
/// paragraphs; blanks around a line and control characters are not shown. Marks that mean nothing where they
/// stand are left alone, so that the text stays legible to who edits it.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut is_open = false;
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let line = line.trim();
        if line.is_empty() {
            is_open = false;
            continue;
        }
        if is_open {
            escaped.push_str("\\\n");
        } else if !escaped.is_empty() {
            escaped.push_str("\n\n");
        }
        is_open = true;
        push_line(&mut escaped, line);
    }
    escaped
}

fn push_line(escaped: &mut String, line: &str) {
    // The place of a full stop or bracket that would make the line an entry of a list.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut previous = None;
    for (place, c) in line.char_indices() {
        let next = line[place + c.len_utf8()..].chars().next();
        let means_something = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' => true,
            // Between letters it never emphasises, and part numbers are full of it.
            '_' => !is_letter(previous) || !is_letter(next),
            '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
            '#' | '>' | '-' | '+' | '=' | ':' | '~' => place == 0,
            '.' | ')' => digits > 0 && place == digits && next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if means_something {
            escaped.push('\\');
        }
        escaped.push(c);
        previous = Some(c);
    }
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}
