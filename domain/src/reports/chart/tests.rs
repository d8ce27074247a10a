use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::catalog::drawing::svg::text_width;
use crate::reports::{DayRange, LEAST_DAY, REPORTS, report};

fn table(report: &Report, rows: Vec<Vec<Value>>, days: u64) -> ReportTable {
    ReportTable {
        code: report.code.to_owned(),
        columns: report.columns.iter().map(|column| column.name.to_owned()).collect(),
        rows,
        cut: false,
        from: LEAST_DAY,
        to: LEAST_DAY + Days::new(days - 1),
        newest_day: Some(LEAST_DAY + Days::new(days - 1)),
        read_at: None,
        lag_seconds: None,
        missing: Vec::new(),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The value of an attribute of an element.
fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

fn number(element: &str, name: &str) -> f64 {
    attribute(element, name).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} of {element}"))
}

/// Everything in the picture lies in its box, and no two lines of text run into each other.
fn is_sound(svg: &str) {
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    for forbidden in ["style=", "fill=", "stroke=", "<script", " id="] {
        assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
    }
    assert!(svg.contains("<title>") && svg.contains("<desc>"));
    let mut reader = quick_xml::Reader::from_str(svg);
    while !matches!(reader.read_event().expect("well-formed"), quick_xml::events::Event::Eof) {}
    let (width, height) = (number(svg, "width"), number(svg, "height"));
    let mut texts: Vec<(f64, f64, f64, String)> = Vec::new();
    for element in svg.split('<').skip(1) {
        let inside = |x: f64, y: f64| {
            assert!((-0.5..=width + 0.5).contains(&x) && (-0.5..=height + 0.5).contains(&y), "{x} {y} of {element}");
        };
        if element.starts_with("text") {
            let words = element.split('>').nth(1).unwrap_or_default();
            let words = words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            let (x, y, length) = (number(element, "x"), number(element, "y"), text_width(&words));
            let start = match attribute(element, "text-anchor") {
                Some("end") => x - length,
                Some("middle") => x - length / 2.0,
                _ => x,
            };
            inside(start, y - 11.0);
            inside(start + length, y);
            // The label of the peak has a patch of its own around it and may lie on the grid, not on other words.
            texts.push((start, start + length, y, words));
        } else if element.starts_with("rect") {
            let (x, y) = (number(element, "x"), number(element, "y"));
            inside(x, y);
            inside(x + number(element, "width"), y + number(element, "height"));
        } else if element.starts_with("circle") {
            inside(number(element, "cx"), number(element, "cy"));
        } else if let Some(data) = attribute(element, "d").filter(|_| element.starts_with("path")) {
            for point in data.split(['M', 'L', 'Z']).filter(|point| !point.is_empty()) {
                let (x, y) = point.split_once(' ').expect("a point");
                inside(x.parse().expect("a number"), y.parse().expect("a number"));
            }
        }
    }
    for (index, one) in texts.iter().enumerate() {
        for other in &texts[index + 1..] {
            let meet = one.0 < other.1 && other.0 < one.1 && (one.2 - other.2).abs() < 10.0;
            assert!(!meet || one.3.is_empty() || other.3.is_empty(), "{one:?} and {other:?}");
        }
    }
}

fn drawn(code: &str, rows: Vec<Vec<Value>>, days: u64) -> Vec<Option<Picture>> {
    let report = report(code).expect("known");
    let table = table(report, rows, days);
    report.charts.iter().map(|chart| draw(chart, report, &table)).collect()
}

fn sales(day: u64, revenue: i64) -> Vec<Value> {
    let whole = Value::Whole;
    let day = (LEAST_DAY + Days::new(day)).to_string();
    vec![text(&day), text("EUR"), whole(1), whole(1), whole(revenue), whole(revenue)]
}

#[test]
fn nothing_makes_no_picture() {
    for report in &REPORTS {
        assert!(drawn(report.code, Vec::new(), 30).iter().all(Option::is_none), "{}", report.code);
    }
    assert_eq!(drawn("sales-by-day", vec![sales(0, 0)], 1), [None]);
}

#[test]
fn a_missing_day_is_a_gap_and_a_quiet_one_is_zero() {
    let report = report("sales-by-day").expect("known");
    let rows = vec![sales(0, 1_000), sales(1, 2_000), sales(3, 500), sales(4, 700)];
    let mut table = table(report, rows, 5);
    let curves = |table: &ReportTable| {
        let picture = draw(&report.charts[0], report, table).expect("drawn");
        is_sound(&picture.wide);
        picture.wide.matches("chart__curve--1").count()
    };
    assert_eq!(curves(&table), 1);
    let day = LEAST_DAY + Days::new(2);
    table.missing = vec![DayRange { from: day, to: day }];
    assert_eq!(curves(&table), 2);
}

#[test]
fn figures_are_written_and_axes_have_round_steps() {
    let rows = (0..40).map(|at| sales(at, 123_456 + i64::try_from(at).expect("small") * 1_000)).collect();
    let picture = drawn("sales-by-day", rows, 40).remove(0).expect("drawn");
    assert!(picture.wide.contains(">1,624.56 € on 9 Feb<"), "{}", picture.wide);
    for step in [">0<", ">500<", ">1,000<", ">1,500<", ">2,000<"] {
        assert!(picture.wide.contains(step), "{step} in {}", picture.wide);
    }
    is_sound(&picture.wide);
    is_sound(&picture.phone);
}

#[test]
fn other_currencies_are_left_to_the_table() {
    let mut dollars = sales(1, 99);
    dollars[1] = text("USD");
    let picture = drawn("sales-by-day", vec![sales(0, 1), sales(1, 5), dollars], 2).remove(0).expect("drawn");
    assert_eq!(picture.caption, "Revenue by day. Rows in EUR only.");
}

/// A row of a report with some words and figures.
fn row(report: &Report, index: u64, words: &str, figures: &[i64]) -> Vec<Value> {
    let figure = |at: usize| figures[at % figures.len()];
    let value = |(at, column): (usize, &super::super::Column)| match column.kind {
        ColumnKind::Text | ColumnKind::Sku => text(words),
        ColumnKind::Day => text(&(LEAST_DAY + Days::new(index)).to_string()),
        ColumnKind::Week => text(&(LEAST_DAY + Days::new(7 * index + 4)).to_string()),
        ColumnKind::Currency => text("EUR"),
        ColumnKind::Count | ColumnKind::Money => Value::Whole(figure(at)),
        ColumnKind::Percent => Value::Figure(f64::from(i32::try_from(figure(at) % 101).expect("small")).abs()),
        #[expect(clippy::cast_precision_loss, reason = "any figure will do")]
        ColumnKind::Hours | ColumnKind::Ratio => Value::Figure(figure(at) as f64 / 7.0),
    };
    report.columns.iter().enumerate().map(value).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_the_figures_a_picture_is_sound(
        words in prop::collection::vec("[a-zA-Z<>&\"é漢 -]{0,60}", 1..24),
        figures in prop::collection::vec(prop_oneof![-500i64..5_000, -1_000_000_000..1_000_000_000_000i64], 1..12),
        days in 1u64..1_500,
    ) {
        for report in &REPORTS {
            let rows: Vec<_> = words.iter().zip(0..).filter(|(_, index)| *index < days).map(|(words, index)| {
                let mut figures = figures.clone();
                let by = usize::try_from(index).expect("small") % figures.len();
                figures.rotate_left(by);
                row(report, index, words, &figures)
            }).collect();
            for picture in drawn(report.code, rows, days).into_iter().flatten() {
                is_sound(&picture.wide);
                is_sound(&picture.phone);
            }
        }
    }
}
