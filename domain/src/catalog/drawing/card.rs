//! The card that stands for a page where it is shared: a picture of 1200 × 630 px that brings its own
//! style, to be turned into pixels with the shop's faces, IBM Plex Sans and Mono.

use std::fmt::Write;

use super::Canvas;
use super::file::INK;
use super::svg::{escape, number};

/// Width and height of a card, px: what Open Graph pictures are shown at.
pub const CARD_SIZE: (u32, u32) = (1200, 630);

/// The mark and words of a card in the shop's colours; the picture's own are [`INK`].
const STYLE: &str = "<style>\
    .paper{fill:#fcfbf8}.frame{fill:#fff;stroke:#dedbd2}.mark{fill:none;stroke:#15181c;stroke-width:1.75}\
    .flame{stroke:#cf4309}.rule{stroke:#dedbd2}.strong{stroke:#15181c;stroke-width:2}\
    .name{font:600 34px IBM Plex Sans;fill:#15181c}.large{font-size:60px}\
    .brand{font:600 24px IBM Plex Sans;fill:#15181c}\
    .words{font:400 22px IBM Plex Sans;fill:#5f625f}.lead{font-size:28px}\
    .figure{font:400 22px IBM Plex Mono;fill:#15181c}.number{font:400 24px IBM Plex Mono;fill:#2457a7}\
    </style>";

/// What a card says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// Name of what it is about.
    pub name: String,
    /// Part number; may be empty.
    pub number: String,
    /// A quiet line below, such as who makes it.
    pub line: String,
    /// Names and figures, the most important first.
    pub facts: Vec<(String, String)>,
    /// A drawing or chart for [`Canvas::Phone`], whose labels stay legible where the card is shown small.
    pub picture: Option<String>,
}

/// How a card without or with a picture is divided, px.
struct Layout {
    /// Left edge of the words.
    left: f64,
    /// First baseline of the name, and from one to the next.
    name: (f64, f64),
    /// Size of the name.
    size: f64,
    /// Most lines of it.
    lines: usize,
    /// Most facts.
    facts: usize,
}

/// Right edge of words and rules, px.
const RIGHT: f64 = 1160.0;
/// Lowest line of facts, px.
const BOTTOM: f64 = 590.0;
/// Advance of a character of a figure, px: 22 px of a monospaced face.
const FIGURE: f64 = 13.2;
/// From one fact to the next, px.
const ROW: f64 = 42.0;

const WITH_PICTURE: Layout = Layout { left: 836.0, name: (128.0, 42.0), size: 34.0, lines: 4, facts: 7 };
const WORDS_ALONE: Layout = Layout { left: 72.0, name: (196.0, 70.0), size: 60.0, lines: 3, facts: 5 };

/// Draws a card.
pub fn card(card: &Card) -> String {
    let (width, height) = CARD_SIZE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         {INK}{STYLE}<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>"
    );
    let layout = if let Some(picture) = &card.picture {
        let (picture_width, picture_height) = Canvas::Phone.size();
        let scale = 756.0 / picture_width;
        let frame = (picture_width * scale, picture_height * scale);
        push(
            &mut svg,
            format_args!(
                "<rect class=\"frame\" x=\"40\" y=\"31.5\" width=\"{}\" height=\"{}\"/>\
                 <g transform=\"translate(40 31.5) scale({scale})\">{picture}</g>",
                number(frame.0),
                number(frame.1)
            ),
        );
        WITH_PICTURE
    } else {
        WORDS_ALONE
    };
    words(&mut svg, card, &layout);
    svg.push_str("</svg>");
    svg
}

fn words(svg: &mut String, card: &Card, layout: &Layout) {
    let left = layout.left;
    push(
        svg,
        format_args!(
            "<g transform=\"translate({left} 36)\"><path class=\"mark\" d=\"M7 1.5C10.2 5.2 12.3 10 12.3 15.2V26H1.7V15.2C1.7 10 3.8 5.2 7 1.5Z\"/>\
             <path class=\"mark flame\" d=\"M4.5 28v3M9.5 28v3\"/></g>\
             <text class=\"brand\" x=\"{}\" y=\"62\">Rocket Parts Co.</text>\
             <path class=\"strong\" d=\"M{left} 81H{RIGHT}\"/>",
            left + 28.0
        ),
    );
    let mut y = layout.name.0;
    let class = if layout.size > 40.0 { "name large" } else { "name" };
    for line in lines(&card.name, (RIGHT - left) / layout.size, layout.lines) {
        text(svg, class, left, y, "start", &line);
        y += layout.name.1;
    }
    y += 2.0 - (layout.name.1 - 42.0) / 2.0;
    if !card.number.is_empty() {
        text(svg, "number", left, y, "start", &shortened(&card.number, 14.4, RIGHT - left));
        y += 36.0;
    }
    let class = if layout.size > 40.0 { "words lead" } else { "words" };
    for line in lines(&card.line, (RIGHT - left) / if layout.size > 40.0 { 28.0 } else { 22.0 }, 3) {
        text(svg, class, left, y, "start", &line);
        y += 34.0;
    }
    // As many facts as there is room for, at the foot.
    let room = (1..=layout.facts).rev().find(|rows| y + ROW * count(*rows) <= BOTTOM + 8.0).unwrap_or(0);
    // A figure is whole or not there.
    let figure_room = (RIGHT - left) * 0.55;
    let whole = |fact: &&(String, String)| count(fact.1.chars().count()) * FIGURE <= figure_room;
    let shown: Vec<_> = card.facts.iter().filter(whole).take(room).collect();
    let mut y = BOTTOM - ROW * (count(shown.len()) - 1.0);
    for (name, figure) in shown {
        push(svg, format_args!("<path class=\"rule\" d=\"M{left} {}H{RIGHT}\"/>", number(y - 28.0)));
        text(svg, "words", left, y, "start", &shortened(name, 12.0, RIGHT - left - figure_room));
        text(svg, "figure", RIGHT, y, "end", figure);
        y += ROW;
    }
}

/// A number of things, as a factor.
fn count(things: usize) -> f64 {
    f64::from(u32::try_from(things).unwrap_or(0))
}

fn text(svg: &mut String, class: &str, x: f64, y: f64, anchor: &str, text: &str) {
    push(
        svg,
        format_args!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            number(x),
            number(y),
            escape(text)
        ),
    );
}

fn push(svg: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = svg.write_fmt(text);
}

/// Cuts what is longer than `width` px, with `advance` px a character.
fn shortened(text: &str, advance: f64, width: f64) -> String {
    let length = text.chars().count();
    let fits = (1..=length).rev().find(|some| count(*some) * advance <= width).unwrap_or(0);
    if fits == length {
        text.to_owned()
    } else {
        let cut: String = text.chars().take(fits.saturating_sub(1)).collect();
        format!("{}…", cut.trim_end())
    }
}

/// Breaks words into lines at most `width` em wide; what does not fit the last one ends in an ellipsis.
fn lines(text: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if advance(line) + 0.25 + advance(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let is_cut = lines.len() > most;
    lines.truncate(most);
    let last = lines.len().saturating_sub(1);
    for (index, line) in lines.iter_mut().enumerate() {
        let room = if is_cut && index == last { width - 0.9 } else { width };
        let mut is_long = is_cut && index == last;
        while advance(line) > room && line.pop().is_some() {
            is_long = true;
        }
        if is_long {
            line.truncate(line.trim_end().len());
            line.push('…');
        }
    }
    lines
}

/// Width of a text in em: IBM Plex Sans 600, rounded up, so that a line is rather too short than too long.
fn advance(text: &str) -> f64 {
    text.chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')' => 0.35,
            'f' | 'r' | 't' | '-' | '/' | '"' => 0.42,
            'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' => 0.95,
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => 0.61,
            _ => 0.7,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_within_their_lines() {
        let name = "Wraparound centering ring for motor mounts of minimum diameter airframes";
        let broken = lines(name, 9.5, 4);
        assert!((2..=4).contains(&broken.len()), "{broken:?}");
        assert!(broken.iter().all(|line| advance(line) <= 9.5 + 0.7), "{broken:?}");
        assert!(broken.last().is_some_and(|line| line.ends_with('…')), "{broken:?}");
        assert_eq!(lines("Short name", 9.5, 4), ["Short name"]);
        assert_eq!(lines("", 9.5, 4), Vec::<String>::new());
        let endless = lines(&"W".repeat(300), 9.5, 4);
        assert!(endless.len() == 1 && endless[0].ends_with('…') && endless[0].chars().count() < 12, "{endless:?}");
    }

    #[test]
    fn a_card_is_one_picture_whatever_it_is_made_of() {
        let fact = ("Outer <⌀>".to_owned(), "56.3 mm".to_owned());
        for facts in [0, 1, 7, 40] {
            for picture in [None, Some("<svg class=\"drawing__svg\"></svg>".to_owned())] {
                let svg = card(&Card {
                    name: "Tube & <b>".repeat(30),
                    number: "X".repeat(64),
                    line: "Maker".to_owned(),
                    facts: vec![fact.clone(); facts],
                    picture,
                });
                assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
                assert!(!svg.contains("<b>") && !svg.contains("<⌀>"), "{svg}");
                assert!(svg.matches("class=\"figure\"").count() <= facts.min(7));
            }
        }
    }
}
