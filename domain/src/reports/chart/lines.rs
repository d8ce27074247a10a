//! Figures over days and weeks. A day that is not in the lake is a gap, never a zero.

use std::fmt::Write;

use chrono::{Days, NaiveDate};

use super::axis::{Axis, day_ticks};
use super::{Picture, Shown, Size, Unit, day_words};
use crate::catalog::drawing::svg::{Anchor, Path, Point, Svg, text_width};

/// A line: what it is called and its figure for each day, none where nothing is known.
struct Line {
    name: &'static str,
    points: Vec<(NaiveDate, Option<f64>)>,
}

/// A line over every day of the period with the area under it.
pub(super) fn area(shown: &Shown<'_>, over: &str, of: &str) -> Option<Picture> {
    let table = shown.table;
    let newest = table.newest_day?.min(table.to);
    let mut known = shown.dated(over, of);
    known.sort_by_key(|(day, _)| *day);
    let mut days = Vec::new();
    let mut day = table.from;
    while day <= table.to {
        let is_there = day <= newest && !table.missing.iter().any(|range| range.from <= day && day <= range.to);
        // A day that is there without a row is one on which nothing happened.
        let figure = match known.binary_search_by_key(&day, |(known, _)| *known) {
            Ok(at) => known[at].1,
            Err(_) => None,
        };
        days.push((day, is_there.then(|| figure.unwrap_or(0.0))));
        day = day.checked_add_days(Days::new(1))?;
    }
    days.iter().any(|(_, figure)| figure.is_some_and(|figure| figure != 0.0)).then_some(())?;
    let what = shown.title_of(of);
    let gaps =
        if days.iter().any(|(_, figure)| figure.is_none()) { " A gap is a day that is not in the lake." } else { "" };
    let caption = format!("{what} by day.{gaps}");
    picture(shown, what, caption, shown.unit(of), &[Line { name: what, points: days }], true)
}

/// One or two lines over weeks.
pub(super) fn lines(shown: &Shown<'_>, over: &str, of: &[(&'static str, &'static str)]) -> Option<Picture> {
    let lines: Vec<_> = of
        .iter()
        .map(|(column, name)| {
            let mut points = shown.dated(over, column);
            points.sort_by_key(|(day, _)| *day);
            Line { name, points }
        })
        .collect();
    lines.iter().flat_map(|line| &line.points).any(|(_, figure)| figure.is_some()).then_some(())?;
    let unit = shown.unit(of.first()?.0);
    let names: Vec<_> = of.iter().map(|(_, name)| *name).collect();
    let mut what = names.join(" and ");
    if let Some(first) = what.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let caption = match unit.sign() {
        "h" => format!("{what}, hours by week of the order."),
        _ => format!("{what} by week of the order."),
    };
    picture(shown, &what, caption, unit, &lines, false)
}

fn picture(shown: &Shown<'_>, what: &str, caption: String, unit: Unit, lines: &[Line], area: bool) -> Option<Picture> {
    let (title, description) = (shown.title(what), described(unit, lines));
    let draw = |size| Some(Plot::new(size, unit, lines)?.draw((&title, &description), lines, area));
    Some(Picture { caption, wide: draw(Size::Wide)?, phone: draw(Size::Phone)? })
}

/// The highest and the lowest of each line, for those who cannot see it.
fn described(unit: Unit, lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let known = || line.points.iter().filter_map(|(day, figure)| Some((*day, (*figure)?)));
        let highest = known().max_by(|a, b| a.1.total_cmp(&b.1));
        let lowest = known().min_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some(highest), Some(lowest)) = (highest, lowest) {
            let words = |(day, figure): (NaiveDate, f64)| format!("{} on {}", unit.words(figure), day_words(day));
            // Writing to a String cannot fail.
            let _ = write!(text, "{}: highest {}, lowest {}. ", line.name, words(highest), words(lowest));
        }
    }
    text.push_str("The table has every figure.");
    text
}

struct Plot {
    size: Size,
    unit: Unit,
    axis: Axis,
    days: (NaiveDate, NaiveDate),
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Plot {
    fn new(size: Size, unit: Unit, lines: &[Line]) -> Option<Self> {
        let all = || lines.iter().flat_map(|line| &line.points);
        let days = (all().map(|(day, _)| *day).min()?, all().map(|(day, _)| *day).max()?);
        let steps = if size == Size::Wide { 5.0 } else { 4.0 };
        let axis = Axis::new(all().filter_map(|(_, figure)| *figure), unit, steps);
        let bottom = if size == Size::Wide { 268.0 } else { 218.0 };
        Some(Self {
            size,
            unit,
            axis,
            days,
            left: axis.words_width() + 20.0,
            right: size.width() - 16.0,
            top: 52.0,
            bottom,
        })
    }

    fn x(&self, day: NaiveDate) -> f64 {
        let offset = |day: NaiveDate| f64::from(i32::try_from((day - self.days.0).num_days()).unwrap_or(0));
        let span = offset(self.days.1);
        if span == 0.0 {
            f64::midpoint(self.left, self.right)
        } else {
            self.left + offset(day) / span * (self.right - self.left)
        }
    }

    fn y(&self, figure: f64) -> f64 {
        self.bottom - self.axis.place(figure) * (self.bottom - self.top)
    }

    fn draw(&self, (title, description): (&str, &str), lines: &[Line], area: bool) -> String {
        let mut svg = Svg::described(self.size.class(), (self.size.width(), self.bottom + 36.0), title, description);
        self.axes(&mut svg);
        for (index, line) in lines.iter().enumerate() {
            self.line(&mut svg, line, index, area);
        }
        if lines.len() > 1 {
            self.legend(&mut svg, lines);
        } else if let Some(line) = lines.first() {
            self.peak(&mut svg, line);
        }
        svg.finish()
    }

    fn axes(&self, svg: &mut Svg) {
        let mut grid = Path::default();
        let mut words = Vec::new();
        for (place, text) in self.axis.ticks() {
            let y = self.bottom - place * (self.bottom - self.top);
            grid = grid.line([(self.left, y), (self.right, y)]);
            words.push((y, text));
        }
        let days = day_ticks(self.days, (2.0, self.size.width() - 2.0), |day| self.x(day));
        for (x, _) in &days {
            grid = grid.line([(*x, self.bottom), (*x, self.bottom + 5.0)]);
        }
        svg.path("chart__grid", &grid);
        let zero = self.y(0.0);
        svg.path("chart__axis", &Path::default().line([(self.left, zero), (self.right, zero)]));
        for (y, text) in words {
            svg.text("chart__tick", (self.left - 8.0, y + 4.5), Anchor::End, &text);
        }
        for (x, text) in days {
            svg.text("chart__tick", (x, self.bottom + 22.0), Anchor::Middle, &text);
        }
        svg.text("chart__tick", (2.0, 18.0), Anchor::Start, self.unit.sign());
    }

    fn line(&self, svg: &mut Svg, line: &Line, index: usize, area: bool) {
        let class = format!("chart__curve chart__curve--{}", index + 1);
        for run in line.points.split(|(_, figure)| figure.is_none()) {
            let points: Vec<Point> =
                run.iter().filter_map(|(day, figure)| Some((self.x(*day), self.y((*figure)?)))).collect();
            match points.as_slice() {
                [] => {}
                [single] => svg.circle("chart__dot", *single, 3.0),
                points => {
                    if area && let (Some(first), Some(last)) = (points.first(), points.last()) {
                        let zero = self.y(0.0);
                        let foot = [(last.0, zero), (first.0, zero)];
                        svg.path("chart__area", &Path::default().line(points.iter().copied().chain(foot)).close());
                    }
                    svg.path(&class, &Path::default().line(points.iter().copied()));
                }
            }
        }
    }

    /// The highest point, with its figure.
    fn peak(&self, svg: &mut Svg, line: &Line) {
        let known = line.points.iter().filter_map(|(day, figure)| Some((*day, (*figure)?)));
        let Some((day, figure)) = known.max_by(|a, b| a.1.total_cmp(&b.1)) else { return };
        let (x, y) = (self.x(day), self.y(figure));
        svg.circle("chart__peak", (x, y), 4.0);
        let text = format!("{} on {}", self.unit.words(figure), day.format("%-d %b"));
        let width = text_width(&text);
        let end = self.size.width() - 4.0;
        let middle = x.clamp((self.left + width / 2.0).min(end - width / 2.0), end - width / 2.0);
        svg.text("chart__label", (middle, y - 12.0), Anchor::Middle, &text);
    }

    fn legend(&self, svg: &mut Svg, lines: &[Line]) {
        let mut x = self.left;
        for (index, line) in lines.iter().enumerate() {
            let class = format!("chart__curve chart__curve--{}", index + 1);
            svg.path(&class, &Path::default().line([(x, 14.0), (x + 32.0, 14.0)]));
            svg.text("chart__tick", (x + 40.0, 18.0), Anchor::Start, line.name);
            x += 40.0 + text_width(line.name) + 24.0;
        }
    }
}
