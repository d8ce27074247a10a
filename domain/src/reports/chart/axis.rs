//! Axes: round steps for figures, days that calendars begin something with.

use chrono::{Datelike, Days, NaiveDate};

use super::Unit;
use crate::catalog::drawing::scale::{round_step, ticks};
use crate::catalog::drawing::svg::text_width;
use crate::reports::table::decimals;

/// An axis of figures, in units of the axis: it begins at nothing, or below where a figure does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    /// The lowest and the highest figure, both on a step.
    pub(super) ends: (f64, f64),
    step: f64,
    per_unit: f64,
}

impl Axis {
    /// An axis for figures of the table, with about so many steps.
    pub(super) fn new(figures: impl Iterator<Item = f64>, unit: Unit, steps: f64) -> Self {
        let per_unit = unit.per_unit();
        let (mut least, mut most) = (0.0f64, 0.0f64);
        for figure in figures.filter(|figure| figure.is_finite()) {
            least = least.min(figure / per_unit);
            most = most.max(figure / per_unit);
        }
        let span = most - least;
        let whole = matches!(unit.kind, crate::reports::ColumnKind::Count);
        let least_step = if whole { 1.0 } else { 0.01 };
        let step = if span > 0.0 { round_step(span / steps).max(least_step) } else { 1.0 };
        let low = (least / step).floor() * step;
        let high = (most / step).ceil() * step;
        Self { ends: (low, if high > low { high } else { low + step }), step, per_unit }
    }

    /// Where a figure of the table lies between the ends, from 0 to 1.
    pub(super) fn place(&self, figure: f64) -> f64 {
        ((figure / self.per_unit - self.ends.0) / (self.ends.1 - self.ends.0)).clamp(0.0, 1.0)
    }

    /// Each step with its place and its words.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let span = self.ends.1 - self.ends.0;
        ticks(0.0, self.step, span + self.step / 2.0)
            .map(|offset| {
                let value = ((self.ends.0 + offset) / self.step).round() * self.step;
                ((offset / span).min(1.0), self.words(value))
            })
            .collect()
    }

    fn words(&self, value: f64) -> String {
        let size = self.ends.0.abs().max(self.ends.1.abs());
        let (divisor, suffix) = match size {
            size if size >= 1e6 => (1e6, "M"),
            size if size >= 1e4 => (1e3, "k"),
            _ => (1.0, ""),
        };
        if value == 0.0 {
            return "0".to_owned();
        }
        // As many decimals as tell one step from the next.
        let step = self.step / divisor;
        let places = (0..6).find(|places| {
            let unit = 10f64.powi(*places);
            ((step * unit).round() - step * unit).abs() < 1e-6 * (step * unit).max(1.0)
        });
        let places = places.and_then(|places| usize::try_from(places).ok()).unwrap_or(2);
        format!("{}{suffix}", decimals(value / divisor, places))
    }

    /// Width of the widest words, px.
    pub(super) fn words_width(&self) -> f64 {
        self.ticks().iter().map(|(_, words)| text_width(words)).fold(0.0, f64::max)
    }
}

/// How far the ticks of an axis of days are apart.
#[derive(Debug, Clone, Copy)]
enum Every {
    Days(u64),
    /// Weeks, on Mondays.
    Weeks(u64),
    /// Months, from January on.
    Months(u32),
    Years(i32),
}

const STEPS: [Every; 13] = [
    Every::Days(1),
    Every::Days(2),
    Every::Weeks(1),
    Every::Weeks(2),
    Every::Months(1),
    Every::Months(2),
    Every::Months(3),
    Every::Months(6),
    Every::Years(1),
    Every::Years(2),
    Every::Years(5),
    Every::Years(10),
    Every::Years(50),
];

impl Every {
    /// The days from `from` to `to` that have a tick.
    fn days(self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let first = match self {
            Self::Days(_) => Some(from),
            Self::Weeks(_) => {
                from.checked_add_days(Days::new(u64::from((7 - from.weekday().num_days_from_monday()) % 7)))
            }
            Self::Months(_) | Self::Years(_) if from.day() == 1 && self.begins(from) => Some(from),
            Self::Months(_) | Self::Years(_) => self.next_month(from),
        };
        std::iter::successors(first, |day| match self {
            Self::Days(days) => day.checked_add_days(Days::new(days)),
            Self::Weeks(weeks) => day.checked_add_days(Days::new(7 * weeks)),
            Self::Months(_) | Self::Years(_) => self.next_month(*day),
        })
        .take_while(|day| *day <= to)
        .collect()
    }

    /// Whether a month has a tick.
    fn begins(self, day: NaiveDate) -> bool {
        match self {
            Self::Months(months) => day.month0().is_multiple_of(months),
            Self::Years(years) => day.month0() == 0 && day.year() % years == 0,
            Self::Days(_) | Self::Weeks(_) => true,
        }
    }

    /// The first day of the next month that has a tick.
    fn next_month(self, day: NaiveDate) -> Option<NaiveDate> {
        let months = std::iter::successors(day.with_day(1), |first| {
            let (year, month) =
                if first.month() == 12 { (first.year() + 1, 1) } else { (first.year(), first.month() + 1) };
            NaiveDate::from_ymd_opt(year, month, 1)
        });
        months.skip(1).take(12 * 50).find(|first| self.begins(*first))
    }

    fn words(self, day: NaiveDate) -> String {
        let format = match self {
            Self::Days(_) | Self::Weeks(_) => "%-d %b",
            Self::Months(_) => "%b %Y",
            Self::Years(_) => "%Y",
        };
        day.format(format).to_string()
    }
}

/// The ticks of an axis of days with their words, as many as have room: `at` says where a day is on the paper.
pub(super) fn day_ticks(
    (from, to): (NaiveDate, NaiveDate),
    (left, right): (f64, f64),
    at: impl Fn(NaiveDate) -> f64,
) -> Vec<(f64, String)> {
    const BETWEEN: f64 = 14.0;
    for every in STEPS {
        let ticks: Vec<_> = every.days(from, to).into_iter().map(|day| (at(day), every.words(day))).collect();
        let half = |words: &str| text_width(words) / 2.0;
        let apart = ticks.windows(2).all(|pair| pair[1].0 - pair[0].0 >= half(&pair[0].1) + half(&pair[1].1) + BETWEEN);
        if apart && !ticks.is_empty() {
            return ticks
                .into_iter()
                .filter(|(x, words)| x - half(words) >= left && x + half(words) <= right)
                .collect();
        }
    }
    Vec::new()
}
