//! Reading the mails that this shop writes into files: their first lines and their text. Not a reader of any mail.

/// What is shown of a mail.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Eml {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) date: String,
    pub(super) text: String,
}

/// Reads a mail.
pub(super) fn read(file: &[u8]) -> Eml {
    let file = String::from_utf8_lossy(file).replace("\r\n", "\n");
    let (head, body) = file.split_once("\n\n").unwrap_or((&file, ""));
    let head = unfolded(head);
    let text = match header(&head, "Content-Type").and_then(|kind| boundary(&kind).map(str::to_owned)) {
        Some(boundary) => first_part(body, &boundary),
        None => decoded(&head, body),
    };
    let words = |name| header(&head, name).map(|value| encoded_words(&value)).unwrap_or_default();
    Eml { from: words("From"), to: words("To"), subject: words("Subject"), date: words("Date"), text }
}

/// Header lines, each on one line.
fn unfolded(head: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in head.lines() {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn header(head: &[String], name: &str) -> Option<String> {
    head.iter().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn boundary(kind: &str) -> Option<&str> {
    let rest = kind.split_once("boundary=")?.1;
    Some(rest.trim_start_matches('"').split(['"', ';']).next().unwrap_or_default())
}

/// The first part of several, which is the plain text.
fn first_part(body: &str, boundary: &str) -> String {
    let part = body.split(&format!("--{boundary}")).nth(1).unwrap_or_default();
    let (head, body) = part.trim_start_matches('\n').split_once("\n\n").unwrap_or(("", part));
    decoded(&unfolded(head), body)
}

fn decoded(head: &[String], body: &str) -> String {
    let bytes = match header(head, "Content-Transfer-Encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable(body, false),
        "base64" => base64(body),
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n").trim_end().to_owned()
}

fn quoted_printable(text: &str, is_header: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'=', [b'\n', more @ ..]) => rest = more,
            (b'=', [high, low, more @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                bytes.push(digit(high).unwrap_or(0) * 16 + digit(low).unwrap_or(0));
                rest = more;
            }
            (b'_', _) if is_header => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    bytes
}

fn base64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits: Vec<u32> = text.bytes().filter_map(value).collect();
    let mut bytes = Vec::with_capacity(digits.len());
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - group.len()));
        let [_, a, b, c] = bits.to_be_bytes();
        bytes.extend([a, b, c].into_iter().take(group.len().saturating_sub(1)));
    }
    bytes
}

/// `=?utf-8?b?…?=` and `=?utf-8?q?…?=`, as they stand in headers.
fn encoded_words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(start) = rest.find("=?") {
        out.push_str(&rest[..start]);
        let word = &rest[start + 2..];
        let mut parts = word.splitn(3, '?');
        let (Some(_), Some(kind), Some(tail)) = (parts.next(), parts.next(), parts.next()) else { break };
        let Some(end) = tail.find("?=") else { break };
        let bytes =
            if kind.eq_ignore_ascii_case("b") { base64(&tail[..end]) } else { quoted_printable(&tail[..end], true) };
        out.push_str(&String::from_utf8_lossy(&bytes));
        rest = &tail[end + 2..];
        // The space between two encoded words is none of the text.
        if rest.trim_start().starts_with("=?") {
            rest = rest.trim_start();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_of_two_parts_is_read() {
        let file = "From: Shop <shop@example.org>\r\nTo: mira@example.org\r\nSubject: =?utf-8?b?R3LDvMOfZQ==?= =?utf-8?q?_an_Mira?=\r\n\
                    Date: Fri, 27 Nov 2026 11:00:00 +0000\r\nContent-Type: multipart/alternative;\r\n boundary=\"x1\"\r\n\r\n\
                    --x1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                    Total 24.80 =E2=82=AC, a long =\r\nline, 1+1=3D2\r\n--x1\r\nContent-Type: text/html\r\n\r\n<p>\r\n--x1--\r\n";
        let mail = read(file.as_bytes());
        assert_eq!(mail.subject, "Grüße an Mira");
        assert_eq!((mail.to.as_str(), mail.from.as_str()), ("mira@example.org", "Shop <shop@example.org>"));
        assert_eq!(mail.text, "Total 24.80 €, a long line, 1+1=2");
    }

    #[test]
    fn base64_and_nonsense_are_read_without_harm() {
        let mail = read(b"Content-Transfer-Encoding: base64\n\nR3LDvMOfZQ==\n");
        assert_eq!(mail.text, "Grüße");
        for nonsense in [&b""[..], b"=?", b"Subject: =?utf-8?x", b"\xff\xfe\n\n=", b"Content-Type: a; boundary=\n\n--"]
        {
            _ = read(nonsense);
        }
    }
}
