//! Writing SVG text: well-formed, escaped, finite numbers only. Knows nothing about parts.

use std::fmt::Write;

use super::{Canvas, PX_PER_MM};

/// A point in px, y downwards.
pub(crate) type Point = (f64, f64);

/// Advance of one character of a label: the labels are set in a monospaced face at 13 px.
pub(crate) const CHARACTER: f64 = 7.8;

/// Width of a label, px.
pub(crate) fn text_width(text: &str) -> f64 {
    text.chars().map(|_| CHARACTER).sum()
}

/// `text`, cut to what fits into `width` px, with an ellipsis where something is missing.
pub(crate) fn fitted(text: &str, width: f64) -> String {
    if text_width(text) <= width {
        return text.to_owned();
    }
    let room = width - CHARACTER;
    let mut used = 0.0;
    let kept = text.chars().take_while(|_| {
        used += CHARACTER;
        used <= room
    });
    let mut cut: String = kept.collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// A coordinate with two decimals at most; what is not finite becomes 0.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text safe in content and in double-quoted attributes; control characters are left out, as XML
/// has no way to write them.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Where a label stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// The data of a `<path>`, absolute commands only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Path(String);

impl Path {
    /// Straight lines through `points`.
    pub(crate) fn line(mut self, points: impl IntoIterator<Item = Point>) -> Self {
        for (index, (x, y)) in points.into_iter().enumerate() {
            let command = if index == 0 { 'M' } else { 'L' };
            self.0.push(command);
            self.0.push_str(&number(x));
            self.0.push(' ');
            self.0.push_str(&number(y));
        }
        self
    }

    /// Back to the start of the line.
    pub(crate) fn close(mut self) -> Self {
        self.0.push('Z');
        self
    }

    /// A slim arrowhead with its tip at `tip`, pointing along the unit vector `towards`.
    pub(crate) fn arrow(self, tip: Point, towards: Point) -> Self {
        const LENGTH: f64 = 8.0;
        const HALF_WIDTH: f64 = 2.5;
        let back = (tip.0 - towards.0 * LENGTH, tip.1 - towards.1 * LENGTH);
        let side = (-towards.1 * HALF_WIDTH, towards.0 * HALF_WIDTH);
        self.line([tip, (back.0 + side.0, back.1 + side.1), (back.0 - side.0, back.1 - side.1)]).close()
    }
}

/// An `<svg>` element being written.
#[derive(Debug)]
pub(crate) struct Svg(String);

impl Svg {
    /// Opens a picture that says `label` to those who cannot see it.
    pub(crate) fn new(canvas: Canvas, label: &str) -> Self {
        let (width, height) = canvas.size();
        let box_size = (number(width), number(height));
        let size = match canvas {
            Canvas::Print => (format!("{}mm", number(width / PX_PER_MM)), format!("{}mm", number(height / PX_PER_MM))),
            Canvas::Wide | Canvas::Phone => box_size.clone(),
        };
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{}\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\" aria-label=\"{}\">",
            canvas.class(),
            box_size.0,
            box_size.1,
            size.0,
            size.1,
            escape(label),
        ))
    }

    /// Opens a small picture beside text that already says what it is.
    pub(crate) fn decorative(class: &str, width: f64, height: f64) -> Self {
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" aria-hidden=\"true\">"
        ))
    }

    /// Opens a picture that has a name and a description for those who cannot see it, as elements of its own.
    pub(crate) fn described(class: &str, (width, height): Point, title: &str, description: &str) -> Self {
        let (width, height, title, description) = (number(width), number(height), escape(title), escape(description));
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\"><title>{title}</title><desc>{description}</desc>"
        ))
    }

    /// A rectangle with its upper left corner at a point; none without a width or a height.
    pub(crate) fn rect(&mut self, class: &str, (x, y): Point, (width, height): Point) {
        if width > 0.0 && height > 0.0 {
            let (x, y, width, height) = (number(x), number(y), number(width), number(height));
            self.push(format_args!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
            ));
        }
    }

    /// A path, unless it is empty.
    pub(crate) fn path(&mut self, class: &str, path: &Path) {
        if !path.0.is_empty() {
            self.push(format_args!("<path class=\"{class}\" d=\"{}\"/>", path.0));
        }
    }

    /// A circle.
    pub(crate) fn circle(&mut self, class: &str, (x, y): Point, radius: f64) {
        let (x, y, radius) = (number(x), number(y), number(radius));
        self.push(format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>"));
    }

    /// One line of text with its baseline at `at`, on a patch of paper that interrupts the lines
    /// below it. `other` follows in the quieter style of the second system of units.
    pub(crate) fn label(&mut self, class: &str, at: Point, anchor: Anchor, text: &str, other: Option<&str>) {
        let width = text_width(text) + other.map_or(0.0, |other| text_width(other) + CHARACTER);
        let start = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::End => at.0 - width,
        };
        self.push(format_args!(
            "<rect class=\"drawing__halo\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"15\"/>",
            number(start - 2.0),
            number(at.1 - 11.5),
            number(width + 4.0),
        ));
        let other = other
            .map(|other| format!(" <tspan class=\"drawing__other\">{}</tspan>", escape(other)))
            .unwrap_or_default();
        self.text_with(class, at, anchor, text, &other);
    }

    /// One line of text with its baseline at `at`.
    pub(crate) fn text(&mut self, class: &str, at: Point, anchor: Anchor, text: &str) {
        self.text_with(class, at, anchor, text, "");
    }

    fn text_with(&mut self, class: &str, at: Point, anchor: Anchor, text: &str, more: &str) {
        let (x, y, anchor, text) = (number(at.0), number(at.1), anchor.name(), escape(text));
        self.push(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}{more}</text>"
        ));
    }

    /// Closes the picture.
    pub(crate) fn finish(mut self) -> String {
        self.0.push_str("</svg>");
        self.0
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.0.write_fmt(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_finite() {
        assert_eq!(number(12.0), "12");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(1.239), "1.24");
        assert_eq!(number(f64::NAN), "0");
        assert_eq!(number(f64::NEG_INFINITY), "0");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("<a & \"b\">\u{0}\n"), "&lt;a &amp; &quot;b&quot;&gt;");
    }
}
