//! Pictures of reports as SVG text: classes only, colours and lines are the style sheet's, as in
//! `catalog::drawing`. Each is drawn twice, for wide boxes and for phones. Things are told apart by shape and by
//! written figures as well as by colour. What must not live here: HTML around a picture.

mod axis;
mod bars;
mod lines;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::report::{Chart, ColumnKind, Report};
use super::table::{ReportTable, Value, decimals};
use crate::money::{Currency, Money};

/// A picture for wide boxes and for phones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it shows, for a caption.
    pub caption: String,
    /// The `<svg>` for a box of 700 px or more.
    pub wide: String,
    /// The `<svg>` for a phone.
    pub phone: String,
}

/// The box a picture is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Wide,
    Phone,
}

impl Size {
    const fn width(self) -> f64 {
        match self {
            Self::Wide => 760.0,
            Self::Phone => 360.0,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Wide => "drawing__svg drawing__svg--wide",
            Self::Phone => "drawing__svg drawing__svg--phone",
        }
    }
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Unit {
    kind: ColumnKind,
    currency: Option<Currency>,
}

impl Unit {
    /// What one of the axis is in the table: cents make a major unit.
    const fn per_unit(self) -> f64 {
        if matches!(self.kind, ColumnKind::Money) { 100.0 } else { 1.0 }
    }

    fn sign(self) -> &'static str {
        match self.kind {
            ColumnKind::Money => self.currency.map_or("", Currency::symbol),
            ColumnKind::Percent => "%",
            ColumnKind::Hours => "h",
            _ => "",
        }
    }

    /// A figure of the table in words: `1,234.50 €`, `12.3 %`.
    fn words(self, figure: f64) -> String {
        let sign = self.sign();
        let text = match self.kind {
            #[expect(clippy::cast_possible_truncation, reason = "what is beyond is no amount")]
            ColumnKind::Money => Money::new(figure.round() as i64, Currency::Eur).figure(),
            ColumnKind::Count => decimals(figure, 0),
            ColumnKind::Ratio => decimals(figure, 2),
            _ => decimals(figure, 1),
        };
        if sign.is_empty() { text } else { format!("{text} {sign}") }
    }
}

/// The rows that a picture can show: those of one currency, and those without one.
struct Shown<'a> {
    report: &'static Report,
    table: &'a ReportTable,
    rows: Vec<&'a [Value]>,
    currency: Option<Currency>,
}

impl<'a> Shown<'a> {
    fn of(report: &'static Report, table: &'a ReportTable) -> Self {
        let currency = table.currencies(report).first().copied();
        let rows = table
            .rows
            .iter()
            .map(Vec::as_slice)
            .filter(|row| table.currency(report, row).is_none_or(|of| Some(of) == currency))
            .collect();
        Self { report, table, rows, currency }
    }

    fn unit(&self, column: &str) -> Unit {
        let kind = self.report.column(column).map_or(ColumnKind::Count, |at| self.report.columns[at].kind);
        Unit { kind, currency: self.currency }
    }

    fn title_of(&self, column: &str) -> &'static str {
        self.report.column(column).map_or("", |at| self.report.columns[at].title)
    }

    /// The figures of a column beside the words of another.
    fn named(&self, by: &str, of: &str) -> Vec<(String, f64)> {
        let (Some(by), Some(of)) = (self.report.column(by), self.report.column(of)) else { return Vec::new() };
        let kind = self.report.columns[by].kind;
        let pair = |row: &&[Value]| Some((row.get(by)?.shown(kind), row.get(of)?.figure()?));
        self.rows.iter().filter_map(pair).collect()
    }

    /// The figures of a column by day.
    fn dated(&self, over: &str, of: &str) -> Vec<(NaiveDate, Option<f64>)> {
        let (Some(over), Some(of)) = (self.report.column(over), self.report.column(of)) else { return Vec::new() };
        let pair = |row: &&[Value]| Some((row.get(over)?.day()?, row.get(of)?.figure()));
        self.rows.iter().filter_map(pair).collect()
    }

    /// The name of the picture.
    fn title(&self, what: &str) -> String {
        let (from, to) = (day_words(self.table.from), day_words(self.table.to));
        format!("{}: {what}, {from} to {to}", self.report.title)
    }
}

fn day_words(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// Draws a picture of a report; none when there is nothing to draw.
pub fn draw(chart: &Chart, report: &'static Report, table: &ReportTable) -> Option<Picture> {
    let shown = Shown::of(report, table);
    let picture = match chart {
        Chart::Area { over, of } => lines::area(&shown, over, of),
        Chart::Lines { over, of } => lines::lines(&shown, over, of),
        Chart::Bars { by, of } => bars::bars(&shown, by, of),
        Chart::Stacked { by, of } => bars::stacked(&shown, by, *of),
        Chart::Histogram { by, of } => bars::histogram(&shown, by, of),
    }?;
    // Amounts in two currencies cannot stand on one axis.
    let others = table.currencies(report).len() > 1;
    let caption = match shown.currency.filter(|_| others) {
        Some(currency) => format!("{} Rows in {} only.", picture.caption, currency.code()),
        None => picture.caption,
    };
    Some(Picture { caption, ..picture })
}
