//! Asking for a report: which, over which days, narrowed by what; read from a query string and written as one.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate};

use super::report::{Filter, Report};

/// The first day a report can begin with.
pub const LEAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2015, 1, 1).expect("a day");
/// The last day a report can end with.
pub const MOST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2040, 12, 31).expect("a day");

/// Longest value of a filter, in characters.
const MOST_CHARACTERS: usize = 120;

/// A period by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// The thirty days before today.
    Last30Days,
    /// The ninety days before today.
    Last90Days,
    /// From the first of January to yesterday.
    ThisYear,
    /// The whole year before this one.
    LastYear,
    /// Two days and what is between them.
    Custom,
}

impl Preset {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Last30Days, Self::Last90Days, Self::ThisYear, Self::LastYear, Self::Custom];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Last30Days => "last-30-days",
            Self::Last90Days => "last-90-days",
            Self::ThisYear => "this-year",
            Self::LastYear => "last-year",
            Self::Custom => "custom",
        }
    }

    /// What staff read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Last30Days => "Last 30 days",
            Self::Last90Days => "Last 90 days",
            Self::ThisYear => "This year",
            Self::LastYear => "Last year",
            Self::Custom => "From – to",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// Its first and last day, seen from `today`; none where the days are given.
    fn days(self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let yesterday = today.pred_opt()?;
        let first_of = |year| NaiveDate::from_ymd_opt(year, 1, 1);
        match self {
            Self::Last30Days => Some((today.checked_sub_days(Days::new(30))?, yesterday)),
            Self::Last90Days => Some((today.checked_sub_days(Days::new(90))?, yesterday)),
            // On the first of January nothing of the year is over yet: the day itself.
            Self::ThisYear => first_of(today.year()).map(|first| (first, yesterday.max(first))),
            Self::LastYear => Some((first_of(today.year() - 1)?, first_of(today.year())?.pred_opt()?)),
            Self::Custom => None,
        }
    }
}

/// The days of a report, both ends among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The name it was asked for by.
    pub preset: Preset,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// How many days it has.
    pub fn days(&self) -> u32 {
        u32::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }
}

/// A report that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// Which.
    pub report: &'static Report,
    /// Over which days.
    pub period: Period,
    /// The code of a category; empty for all.
    pub category: String,
    /// The name of a maker; empty for all.
    pub maker: String,
    /// The code of a stock location; empty for all.
    pub location: String,
}

/// What is wrong with a field of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct FieldProblem {
    /// The field's name.
    pub field: &'static str,
    /// What is expected, as a sentence.
    pub text: String,
}

fn problem(field: &'static str, text: impl Into<String>) -> FieldProblem {
    FieldProblem { field, text: text.into() }
}

impl ReportRequest {
    /// The report with nothing chosen: the thirty days before `today`.
    pub fn plain(report: &'static Report, today: NaiveDate) -> Self {
        let preset = Preset::Last30Days;
        let (from, to) = preset.days(today).unwrap_or((today, today));
        let none = String::new;
        Self { report, period: Period { preset, from, to }, category: none(), maker: none(), location: none() }
    }

    /// Reads the fields of a query string. Days are a period of their own, unless they are those of the period that is
    /// named beside them. A filter that the report does not take is refused, an unknown field is none of ours.
    pub fn parse<'a>(
        report: &'static Report,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
        today: NaiveDate,
    ) -> Result<Self, Vec<FieldProblem>> {
        let mut given = Given::default();
        for (name, value) in fields {
            let value = value.trim();
            let field = match name {
                "period" => &mut given.period,
                "from" => &mut given.from,
                "to" => &mut given.to,
                "category" => &mut given.category,
                "maker" => &mut given.maker,
                "location" => &mut given.location,
                _ => continue,
            };
            // The first of a name counts.
            if field.is_none() && !value.is_empty() {
                *field = Some(value);
            }
        }
        let mut problems = Vec::new();
        let period = given.period(today, &mut problems);
        let mut filter = |filter: Filter, value: Option<&str>| match value {
            None => String::new(),
            Some(_) if !report.takes(filter) => {
                let what = filter.title().to_lowercase();
                problems.push(problem(filter.name(), format!("{} is not narrowed by {what}.", report.title)));
                String::new()
            }
            Some(text) if text.chars().count() > MOST_CHARACTERS || text.chars().any(char::is_control) => {
                let text = format!("Enter at most {MOST_CHARACTERS} characters, or nothing for all.");
                problems.push(problem(filter.name(), text));
                String::new()
            }
            Some(text) => text.to_owned(),
        };
        let category = filter(Filter::Category, given.category);
        let maker = filter(Filter::Maker, given.maker);
        let location = filter(Filter::Location, given.location);
        match period {
            Some(period) if problems.is_empty() => Ok(Self { report, period, category, maker, location }),
            _ => Err(problems),
        }
    }

    /// What it is narrowed by.
    pub fn filters(&self) -> impl Iterator<Item = (Filter, &str)> {
        Filter::ALL.into_iter().map(|filter| (filter, self.filter(filter))).filter(|(_, value)| !value.is_empty())
    }

    /// The value of a filter; empty for all.
    pub fn filter(&self, filter: Filter) -> &str {
        match filter {
            Filter::Category => &self.category,
            Filter::Maker => &self.maker,
            Filter::Location => &self.location,
        }
    }

    /// The query string by which a page names it: a period by its name stays that period tomorrow.
    pub fn query(&self) -> String {
        let mut query = format!("period={}", self.period.preset.name());
        if self.period.preset == Preset::Custom {
            self.write_days(&mut query);
        }
        self.write_filters(&mut query);
        query
    }

    /// The query string with its days, which means the same on every day.
    pub fn fixed_query(&self) -> String {
        let mut query = String::from("period=custom");
        self.write_days(&mut query);
        self.write_filters(&mut query);
        query
    }

    /// The name of a file with its table, without its ending.
    pub fn file_name(&self) -> String {
        format!("{}-{}-{}", self.report.code, self.period.from, self.period.to)
    }

    fn write_days(&self, query: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(query, "&from={}&to={}", self.period.from, self.period.to);
    }

    fn write_filters(&self, query: &mut String) {
        for (filter, value) in self.filters() {
            let _ = write!(query, "&{}={}", filter.name(), encoded(value));
        }
    }
}

/// The fields as they came.
#[derive(Default)]
struct Given<'a> {
    period: Option<&'a str>,
    from: Option<&'a str>,
    to: Option<&'a str>,
    category: Option<&'a str>,
    maker: Option<&'a str>,
    location: Option<&'a str>,
}

impl Given<'_> {
    fn period(&self, today: NaiveDate, problems: &mut Vec<FieldProblem>) -> Option<Period> {
        let has_days = self.from.is_some() || self.to.is_some();
        let preset = match self.period {
            None if has_days => Preset::Custom,
            None => Preset::Last30Days,
            Some(name) => {
                let Some(preset) = Preset::parse(name) else {
                    problems.push(problem("period", "Choose one of the periods."));
                    return None;
                };
                preset
            }
        };
        let named = preset.days(today);
        if let Some((from, to)) = named.filter(|_| !has_days) {
            return Some(Period { preset, from, to });
        }
        let mut day = |field: &'static str, text: Option<&str>| match text.map(parse_day) {
            None => {
                problems.push(problem(field, "Enter a day such as 2026-11-27."));
                None
            }
            Some(None) => {
                problems.push(problem(field, "This is not a day. Enter one such as 2026-11-27."));
                None
            }
            Some(Some(day)) if day < LEAST_DAY || day > MOST_DAY => {
                problems.push(problem(field, format!("Enter a day from {LEAST_DAY} to {MOST_DAY}.")));
                None
            }
            Some(Some(day)) => Some(day),
        };
        let (from, to) = (day("from", self.from), day("to", self.to));
        let (from, to) = (from?, to?);
        if from > to {
            problems.push(problem("to", format!("The last day has to be {from} or later.")));
            return None;
        }
        // The days of a period by its name, or others that were entered beside it.
        let preset = if named == Some((from, to)) { preset } else { Preset::Custom };
        Some(Period { preset, from, to })
    }
}

/// A day as dates are written, and in no other way.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (day.to_string() == text).then_some(day)
}

/// A value as it stands in a query string.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            byte => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reports::{REPORTS, report};

    fn day(text: &str) -> NaiveDate {
        parse_day(text).expect("a day")
    }

    const TODAY: &str = "2026-11-27";

    fn read(code: &str, fields: &[(&str, &str)]) -> Result<ReportRequest, Vec<FieldProblem>> {
        ReportRequest::parse(report(code).expect("known"), fields.iter().copied(), day(TODAY))
    }

    fn days(fields: &[(&str, &str)]) -> (String, String) {
        let period = read("sales-by-day", fields).expect("right").period;
        (period.from.to_string(), period.to.to_string())
    }

    #[test]
    fn periods_end_with_the_last_whole_day() {
        let ends = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(days(&[]), ends("2026-10-28", "2026-11-26"));
        assert_eq!(days(&[("period", "last-90-days")]), ends("2026-08-29", "2026-11-26"));
        assert_eq!(days(&[("period", "this-year")]), ends("2026-01-01", "2026-11-26"));
        assert_eq!(days(&[("period", "last-year")]), ends("2025-01-01", "2025-12-31"));
        assert_eq!(days(&[("from", "2026-02-01"), ("to", "2026-02-28")]), ends("2026-02-01", "2026-02-28"));
        // A form sends its fields of days along with the name of a period.
        let both = |from, to| read("sales-by-day", &[("period", "last-year"), ("from", from), ("to", to)]);
        let preset = |from, to| both(from, to).expect("right").period.preset;
        assert_eq!(preset("2025-01-01", "2025-12-31"), Preset::LastYear);
        assert_eq!(preset("2025-02-01", "2025-12-31"), Preset::Custom);
        assert!(both("x", "2025-12-31").is_err());
        let new_year = ReportRequest::parse(&REPORTS[0], [("period", "this-year")], day("2026-01-01")).expect("right");
        assert_eq!((new_year.period.from, new_year.period.days()), (day("2026-01-01"), 1));
    }

    #[test]
    fn each_wrong_field_is_named() {
        let problems = |code, fields: &[(&str, &str)]| {
            read(code, fields).expect_err("wrong").into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(problems("sales-by-day", &[("period", "ever")]), ["period"]);
        assert_eq!(problems("sales-by-day", &[("period", "custom")]), ["from", "to"]);
        assert_eq!(problems("sales-by-day", &[("from", "2026-02-30"), ("to", "27.11.2026")]), ["from", "to"]);
        assert_eq!(problems("sales-by-day", &[("from", "2014-12-31"), ("to", "2041-01-01")]), ["from", "to"]);
        assert_eq!(problems("sales-by-day", &[("from", "2026-02-02"), ("to", "2026-02-01")]), ["to"]);
        assert_eq!(problems("sales-by-day", &[("location", "DEN")]), ["location"]);
        assert_eq!(
            problems("dead-stock", &[("maker", &"x".repeat(121)), ("category", "a\u{0}b")]),
            ["category", "maker"]
        );
        assert_eq!(problems("sales-by-day", &[("from", "2026-2-01"), ("to", "+2026-02-01")]), ["from", "to"]);
    }

    #[test]
    fn what_is_none_of_ours_is_left_alone_and_nothing_is_all() {
        let request = read("dead-stock", &[("utm", "x"), ("maker", " "), ("maker", "Estes"), ("maker", "Loc")]);
        assert_eq!(request.expect("right").maker, "Estes");
    }

    fn decoded(query: &str) -> Vec<(String, String)> {
        let text = |raw: &str| {
            let mut bytes = Vec::new();
            let mut rest = raw.bytes();
            while let Some(byte) = rest.next() {
                match byte {
                    b'+' => bytes.push(b' '),
                    b'%' => {
                        let digits: Vec<u8> = rest.by_ref().take(2).collect();
                        let digits = std::str::from_utf8(&digits).expect("digits");
                        bytes.push(u8::from_str_radix(digits, 16).expect("digits"));
                    }
                    byte => bytes.push(byte),
                }
            }
            String::from_utf8(bytes).expect("UTF-8")
        };
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), text(value)))
            .collect()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            at in 0..REPORTS.len(),
            preset in 0usize..5,
            from in 0u64..9_000,
            length in 0u64..400,
            values in prop::array::uniform3("[ a-zA-Z0-9&=%+;'\"é漢-]{0,20}"),
        ) {
            let report = &REPORTS[at];
            let first = LEAST_DAY + Days::new(from);
            let last = (first + Days::new(length)).min(MOST_DAY);
            let [category, maker, location] = values.map(|value| value.trim().to_owned());
            let of = |filter, value: String| if report.takes(filter) { value } else { String::new() };
            let preset = Preset::ALL[preset];
            let (from, to) = preset.days(day(TODAY)).unwrap_or((first, last));
            let request = ReportRequest {
                report,
                period: Period { preset, from, to },
                category: of(Filter::Category, category),
                maker: of(Filter::Maker, maker),
                location: of(Filter::Location, location),
            };
            let read = |query: &str, today| {
                let pairs = decoded(query);
                ReportRequest::parse(report, pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())), today)
            };
            prop_assert_eq!(read(&request.query(), day(TODAY)), Ok(request.clone()));
            // With its days it is the same on any day.
            let fixed = read(&request.fixed_query(), day("2031-03-03")).expect("right");
            prop_assert_eq!((fixed.period.from, fixed.period.to), (from, to));
            prop_assert_eq!(fixed.maker, request.maker);
        }
    }
}
