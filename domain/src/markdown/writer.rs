//! From the parser’s events to HTML. Whatever is not named here is not written.

use pulldown_cmark::{Alignment, Event, HeadingLevel, Tag, TagEnd};

use super::target::{is_outside, may_lead_to};
use super::{address, events};

/// Most elements within each other; what is deeper is written without its element. Browsers have such a limit too.
const MAX_DEPTH: usize = 24;

pub(super) fn write(text: &str, top: u8) -> String {
    let largest = events(text).filter_map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(level as u8),
        _ => None,
    });
    let largest = largest.min().unwrap_or(1);
    let mut writer = Writer { html: String::with_capacity(text.len() * 3 / 2), top, largest, ..Writer::default() };
    for event in events(text) {
        writer.event(event);
    }
    writer.html
}

#[derive(Default)]
struct Writer {
    html: String,
    /// The level of the largest headings on the page, and in the text.
    top: u8,
    largest: u8,
    /// What closes each element that is open; empty for one that was not written.
    open: Vec<&'static str>,
    /// How the columns of the table under way are aligned, and which cell comes next.
    columns: Vec<Alignment>,
    cell: usize,
    in_table_head: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(text) => {
                self.html.push_str("<code>");
                self.text(&text);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>"),
            Event::Rule => self.html.push_str("<hr>"),
            // HTML is shown as it is typed; the other kinds belong to dialects that are not switched on.
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if self.open.len() >= MAX_DEPTH {
            self.open.push("");
            return;
        }
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.element("<p>", "</p>"),
            Tag::Heading { level, .. } => self.heading(level),
            Tag::BlockQuote(_) => self.element("<blockquote>", "</blockquote>"),
            Tag::CodeBlock(_) => self.element("<pre><code>", "</code></pre>"),
            // What stands in a list or a table that was not written is not written either.
            Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell
                if self.open.last().is_none_or(|outer| outer.is_empty()) =>
            {
                self.open.push("");
            }
            Tag::List(None) => self.structure("<ul>", "</ul>"),
            Tag::List(Some(1)) => self.structure("<ol>", "</ol>"),
            Tag::List(Some(first)) => self.structure(&format!("<ol start=\"{first}\">"), "</ol>"),
            Tag::Item => self.element("<li>", "</li>"),
            Tag::Table(columns) => {
                self.columns = columns;
                self.structure("<table>", "</table>");
            }
            Tag::TableHead => {
                (self.cell, self.in_table_head) = (0, true);
                self.element("<thead><tr>", "</tr></thead><tbody>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.element("<tr>", "</tr>");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.element("<em>", "</em>"),
            Tag::Strong => self.element("<strong>", "</strong>"),
            Tag::Link { link_type, dest_url, .. } => self.link(&address(link_type, &dest_url)),
            // A picture leaves its words; the other kinds belong to dialects that are not switched on.
            _ => self.open.push(""),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let closing = self.open.pop().unwrap_or_default();
        match tag {
            TagEnd::TableHead => self.in_table_head = false,
            // A short row is filled up with empty cells, however many columns the head has.
            TagEnd::TableRow => self.drop_empty_cells(),
            TagEnd::Table if !closing.is_empty() => self.html.push_str("</tbody>"),
            _ => {}
        }
        self.html.push_str(closing);
    }

    fn element(&mut self, opening: &str, closing: &'static str) {
        self.html.push_str(opening);
        self.open.push(closing);
    }

    /// A list or a table: it has room for its entries or for its rows and cells, or is none.
    fn structure(&mut self, opening: &str, closing: &'static str) {
        if self.open.len() + 3 <= MAX_DEPTH {
            self.element(opening, closing);
        } else {
            self.open.push("");
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        match self.top + (level as u8 - self.largest) {
            2 => self.element("<h2>", "</h2>"),
            3 => self.element("<h3>", "</h3>"),
            4 => self.element("<h4>", "</h4>"),
            5 => self.element("<h5>", "</h5>"),
            _ => self.element("<h6>", "</h6>"),
        }
    }

    fn cell(&mut self) {
        let (element, closing) = if self.in_table_head { ("<th scope=\"col\"", "</th>") } else { ("<td", "</td>") };
        let class = match self.columns.get(self.cell) {
            Some(Alignment::Right) => " class=\"prose__end\"",
            Some(Alignment::Center) => " class=\"prose__middle\"",
            Some(Alignment::Left | Alignment::None) | None => "",
        };
        self.cell += 1;
        self.html.push_str(element);
        self.html.push_str(class);
        self.element(">", closing);
    }

    fn drop_empty_cells(&mut self) {
        const EMPTY: [&str; 3] = ["<td></td>", "<td class=\"prose__end\"></td>", "<td class=\"prose__middle\"></td>"];
        while let Some(cell) = EMPTY.iter().find(|cell| self.html.ends_with(**cell)) {
            self.html.truncate(self.html.len() - cell.len());
        }
    }

    fn link(&mut self, target: &str) {
        if !may_lead_to(target) {
            self.open.push("");
            return;
        }
        self.html.push_str("<a href=\"");
        self.text(target);
        self.element(if is_outside(target) { "\" rel=\"noopener nofollow\">" } else { "\">" }, "</a>");
    }

    /// Text, or what an attribute says.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                c if c.is_control() && !matches!(c, '\n' | '\t') => {}
                c => self.html.push(c),
            }
        }
    }
}
