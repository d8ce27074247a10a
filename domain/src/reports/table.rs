//! The table that answers a report: as JSON between the warehouse and the desk, as CSV, and as words on a page.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::days::DayRange;
use super::report::{Column, ColumnKind, Report, Total};
use crate::money::{Currency, Money, group_thousands};
use crate::studio::bulk::export;

/// Rows of a table at most; what is beyond is left out and said so.
pub const MOST_ROWS: usize = 10_000;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing is known.
    Nothing,
    /// A count or minor units.
    Whole(i64),
    /// A percentage, hours, a ratio.
    Figure(f64),
    /// Words, a part number, a day.
    Text(String),
}

impl Value {
    /// A figure for a picture; none where there is none or it is not finite.
    pub fn figure(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "pictures are not exact to 2⁻⁵³")]
            Self::Whole(whole) => Some(*whole as f64),
            Self::Figure(figure) if figure.is_finite() => Some(*figure),
            Self::Nothing | Self::Figure(_) | Self::Text(_) => None,
        }
    }

    /// Its words; empty when it is none.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// The day it names.
    pub fn day(&self) -> Option<NaiveDate> {
        self.text().parse().ok()
    }
}

/// A report's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportTable {
    /// The code of the report.
    pub code: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// The rows, each with a value per column.
    pub rows: Vec<Vec<Value>>,
    /// Whether there were more than [`MOST_ROWS`].
    pub cut: bool,
    /// First day asked for.
    pub from: NaiveDate,
    /// Last day asked for.
    pub to: NaiveDate,
    /// The newest day that is there, in the lake as a whole.
    pub newest_day: Option<NaiveDate>,
    /// The moment the newest of the figures are of.
    pub read_at: Option<DateTime<Utc>>,
    /// How far the server they were read from was behind then, seconds; none where it was not known.
    pub lag_seconds: Option<u64>,
    /// Days of the period, up to today, that are not in the lake.
    pub missing: Vec<DayRange>,
}

/// An answer with other columns than the report has: warehouse and shop are not of one build.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the warehouse answers {0} with other columns than this shop knows")]
pub struct MismatchedColumns(pub String);

impl ReportTable {
    /// Checks that the answer has the report's columns, each row all of them.
    pub fn checked(self, report: &Report) -> Result<Self, MismatchedColumns> {
        let same = self.code == report.code
            && self.columns.iter().map(String::as_str).eq(report.columns.iter().map(|column| column.name))
            && self.rows.iter().all(|row| row.len() == self.columns.len());
        if same { Ok(self) } else { Err(MismatchedColumns(self.code)) }
    }

    /// The currency of a row.
    pub fn currency(&self, report: &Report, row: &[Value]) -> Option<Currency> {
        let at = report.columns.iter().position(|column| column.kind == ColumnKind::Currency)?;
        row.get(at).and_then(|value| Currency::parse(value.text()).ok())
    }

    /// The currencies of its rows, the one of most rows first.
    pub fn currencies(&self, report: &Report) -> Vec<Currency> {
        let mut counted: Vec<(Currency, usize)> = Vec::new();
        for currency in self.rows.iter().filter_map(|row| self.currency(report, row)) {
            match counted.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, count)) => *count += 1,
                None => counted.push((currency, 1)),
            }
        }
        counted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.code().cmp(b.0.code())));
        counted.into_iter().map(|(currency, _)| currency).collect()
    }

    /// What stands under the columns of a currency's rows (of all rows where the report has no money); none where a
    /// row is left out, or there are fewer than two.
    pub fn totals(&self, report: &Report, currency: Option<Currency>) -> Option<Vec<Value>> {
        let rows: Vec<_> = self.rows.iter().filter(|row| self.currency(report, row) == currency).collect();
        if self.cut || rows.len() < 2 || report.columns.iter().all(|column| column.total == Total::None) {
            return None;
        }
        let sum = |name: &str| {
            let at = report.column(name)?;
            let whole = |value: &Value| match value {
                Value::Whole(whole) => Some(*whole),
                Value::Nothing => Some(0),
                _ => None,
            };
            rows.iter().try_fold(0i64, |sum, row| sum.checked_add(whole(row.get(at)?)?)).map(Value::Whole).or_else(
                || {
                    let sum: f64 = rows.iter().filter_map(|row| row.get(at)?.figure()).sum();
                    sum.is_finite().then_some(Value::Figure(sum))
                },
            )
        };
        let total = |column: &Column| match column.total {
            Total::None => None,
            Total::Sum => sum(column.name),
            Total::Share(part, whole) => {
                let (part, whole) = (sum(part)?.figure()?, sum(whole)?.figure()?);
                (whole != 0.0).then(|| Value::Figure(100.0 * part / whole))
            }
        };
        Some(report.columns.iter().map(|column| total(column).unwrap_or(Value::Nothing)).collect())
    }

    /// The table as RFC 4180 has it, with the mark by which spreadsheets know UTF-8. Money is in major units with a
    /// point; no cell is one that a spreadsheet runs.
    pub fn csv(&self, report: &Report) -> String {
        let mut text = String::from(export::MARK);
        text.push_str(&export::line(report.columns.iter().map(|column| Cow::Borrowed(column.name))));
        for row in &self.rows {
            let cells = report.columns.iter().zip(row).map(|(column, value)| raw(column.kind, value));
            let mut line = String::new();
            for (at, cell) in cells.enumerate() {
                if at > 0 {
                    line.push(',');
                }
                // A figure below nothing begins with a sign and is no formula.
                match cell {
                    Cell::Figure(figure) => line.push_str(&figure),
                    Cell::Text(text) => line.push_str(export::line([Cow::Borrowed(text)]).trim_end_matches("\r\n")),
                }
            }
            line.push_str("\r\n");
            text.push_str(&line);
        }
        text
    }
}

/// A cell of a file.
enum Cell<'a> {
    Figure(String),
    Text(&'a str),
}

fn raw(kind: ColumnKind, value: &Value) -> Cell<'_> {
    match (kind, value) {
        (_, Value::Nothing) => Cell::Text(""),
        (_, Value::Text(text)) => Cell::Text(text),
        (ColumnKind::Money, Value::Whole(minor)) => {
            let sign = if *minor < 0 { "-" } else { "" };
            let magnitude = minor.unsigned_abs();
            Cell::Figure(format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100))
        }
        (_, Value::Whole(whole)) => Cell::Figure(whole.to_string()),
        (_, Value::Figure(figure)) => Cell::Figure(export::figure(*figure)),
    }
}

fn shown(kind: ColumnKind, value: &Value) -> String {
    match (kind, value) {
        (_, Value::Nothing) => String::new(),
        (ColumnKind::Day, Value::Text(text)) => {
            value.day().map_or_else(|| text.clone(), |day| day.format("%-d %b %Y").to_string())
        }
        (ColumnKind::Week, Value::Text(text)) => {
            value.day().map_or_else(|| text.clone(), |day| day.format("W%V %G").to_string())
        }
        (_, Value::Text(text)) => text.clone(),
        (ColumnKind::Money, Value::Whole(minor)) => Money::new(*minor, Currency::Eur).figure(),
        (_, Value::Whole(whole)) => {
            let sign = if *whole < 0 { "−" } else { "" };
            format!("{sign}{}", group_thousands(whole.unsigned_abs()))
        }
        (ColumnKind::Ratio, Value::Figure(figure)) => decimals(*figure, 2),
        (ColumnKind::Count, Value::Figure(figure)) => decimals(*figure, 0),
        (_, Value::Figure(figure)) => decimals(*figure, 1),
    }
}

/// A figure with so many decimals, in groups of three; what is not finite is nothing.
pub(super) fn decimals(figure: f64, decimals: usize) -> String {
    if !figure.is_finite() {
        return String::new();
    }
    let text = format!("{:.decimals$}", figure.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = whole.parse().map_or_else(|_| whole.to_owned(), group_thousands);
    let is_zero = text.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let mut shown = String::new();
    if figure < 0.0 && !is_zero {
        shown.push('−');
    }
    shown.push_str(&grouped);
    if !fraction.is_empty() {
        // Writing to a String cannot fail.
        let _ = write!(shown, ".{fraction}");
    }
    shown
}

impl Value {
    /// The value as a page shows it, without a currency's sign.
    pub fn shown(&self, kind: ColumnKind) -> String {
        shown(kind, self)
    }
}

/// Something to choose: what is asked for and what people read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is asked for.
    pub value: String,
    /// What people read.
    pub title: String,
}

/// What reports can be narrowed by, as far as the lake knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Categories by code.
    pub categories: Vec<Choice>,
    /// Makers by name.
    pub makers: Vec<Choice>,
    /// Stock locations by code.
    pub locations: Vec<Choice>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reports::report;

    fn table(code: &str, rows: Vec<Vec<Value>>) -> (ReportTable, &'static Report) {
        let report = report(code).expect("known");
        let day = super::super::LEAST_DAY;
        let table = ReportTable {
            code: code.to_owned(),
            columns: report.columns.iter().map(|column| column.name.to_owned()).collect(),
            rows,
            cut: false,
            from: day,
            to: day,
            newest_day: Some(day),
            read_at: None,
            lag_seconds: None,
            missing: Vec::new(),
        };
        (table.checked(report).expect("its columns"), report)
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn margin(name: &str, currency: &str, revenue: i64, margin: i64) -> Vec<Value> {
        let whole = Value::Whole;
        let percent = Value::Figure(0.0);
        vec![
            text(name),
            text(currency),
            whole(2),
            whole(0),
            whole(revenue),
            whole(revenue - margin),
            percent,
            whole(margin),
        ]
    }

    #[test]
    fn totals_are_of_one_currency_and_shares_of_sums() {
        let rows = vec![margin("A", "EUR", 1_000, 100), margin("B", "EUR", 3_000, 900), margin("C", "USD", 500, 50)];
        let (table, report) = table("margin-by-category", rows);
        let totals = table.totals(report, Some(Currency::Eur)).expect("two rows");
        assert_eq!(totals[4], Value::Whole(4_000));
        assert_eq!(totals[6], Value::Figure(25.0));
        assert_eq!(totals[0], Value::Nothing);
        assert_eq!(table.totals(report, Some(Currency::Usd)), None, "one row is its own total");
        assert_eq!(table.currencies(report), [Currency::Eur, Currency::Usd]);
        assert_eq!(ReportTable { cut: true, ..table }.totals(report, Some(Currency::Eur)), None);
    }

    #[test]
    fn files_hold_plain_figures_and_no_formula() {
        let rows = vec![margin("=HYPERLINK(\"x\")", "EUR", 123_456, -5)];
        let (table, report) = table("margin-by-category", rows);
        let csv = table.csv(report);
        let mut lines = csv.trim_start_matches(export::MARK).split("\r\n");
        let head = "category,currency,lines,lines_without_cost,revenue,cost,margin_percent,margin";
        assert_eq!(lines.next(), Some(head));
        assert_eq!(lines.next(), Some("\"'=HYPERLINK(\"\"x\"\")\",EUR,2,0,1234.56,1234.61,0,-0.05"));
        assert_eq!(lines.next(), Some(""));
    }

    #[test]
    fn values_are_shown_by_kind() {
        let shown = |kind, value| shown(kind, &value);
        assert_eq!(shown(ColumnKind::Money, Value::Whole(-123_456)), "−1,234.56");
        assert_eq!(shown(ColumnKind::Week, text("2026-11-23")), "W48 2026");
        assert_eq!(shown(ColumnKind::Day, text("2026-11-03")), "3 Nov 2026");
        assert_eq!(shown(ColumnKind::Percent, Value::Figure(12.345)), "12.3");
        assert_eq!(shown(ColumnKind::Ratio, Value::Figure(-0.001)), "0.00");
        assert_eq!(shown(ColumnKind::Hours, Value::Figure(f64::NAN)), "");
        assert_eq!(shown(ColumnKind::Count, Value::Nothing), "");
    }

    #[test]
    fn other_columns_are_refused() {
        let (table, report) = table("searches-without-result", vec![]);
        let other = ReportTable { columns: vec!["words".to_owned()], ..table.clone() };
        assert!(other.checked(report).is_err());
        let short = ReportTable { rows: vec![vec![Value::Nothing]], ..table };
        assert!(short.checked(report).is_err());
    }

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Nothing),
            any::<i64>().prop_map(Value::Whole),
            // Figures of few digits: JSON is read to the last but one of seventeen.
            (-1_000_000_000i32..1_000_000_000).prop_map(|figure| Value::Figure(f64::from(figure) / 64.0)),
            ".{0,12}".prop_map(Value::Text),
        ]
    }

    proptest! {
        #[test]
        fn json_is_read_back(value in any_value()) {
            let json = serde_json::to_string(&value).expect("written");
            prop_assert_eq!(serde_json::from_str::<Value>(&json).expect("read"), value);
        }

        #[test]
        fn csv_has_a_line_of_all_cells_per_row(words in prop::collection::vec(".{0,20}", 0..8)) {
            let rows: Vec<_> =
                words.iter().map(|words| vec![text(words), Value::Whole(1), Value::Nothing, Value::Whole(-2)]).collect();
            let (table, report) = table("searches-without-result", rows);
            let csv = table.csv(report);
            let mut reader = csv::ReaderBuilder::new().from_reader(csv.trim_start_matches(export::MARK).as_bytes());
            let read: Vec<_> = reader.records().map(|record| record.expect("a row")).collect();
            prop_assert_eq!(read.len(), words.len());
            for (record, words) in read.iter().zip(&words) {
                prop_assert_eq!(record.len(), 4);
                prop_assert_eq!(crate::studio::bulk::cell::unguarded(&record[0]), words.as_str());
                prop_assert_eq!(&record[3], "-2");
            }
        }

        #[test]
        fn sums_are_exact(values in prop::collection::vec(-1_000_000_000_000i64..1_000_000_000_000, 2..30)) {
            let rows = values.iter().map(|value| vec![text("x"), Value::Nothing, Value::Nothing, Value::Whole(*value)]).collect();
            let (table, report) = table("searches-without-result", rows);
            let totals = table.totals(report, None).expect("two or more");
            prop_assert_eq!(&totals[3], &Value::Whole(values.iter().sum()));
        }
    }
}
