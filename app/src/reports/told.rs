//! What is said about the warehouse beside its figures: that it does not answer, that days are missing, that it does
//! not agree with the shop.

use domain::reports::{DayRange, ReportTable};
use leptos::prelude::*;
use store::reports::{ReportsError, WarehouseStatus};

use crate::desk::kit;

/// Ranges of days that are named; of more the count has to do.
const NAMED: usize = 6;

/// Why there are no figures, and what to do.
pub(super) struct Trouble {
    title: &'static str,
    text: &'static str,
    /// The status of a page that has nothing else.
    pub(super) status: u16,
}

impl Trouble {
    /// What a failed question means to staff. What exactly went wrong is in the log.
    pub(super) fn of(error: &ReportsError) -> Self {
        match error {
            // Nothing has failed: the shop runs without.
            ReportsError::NotConnected => Self {
                title: "No warehouse is connected",
                text: "Start one with “rocket-parts warehouse” and set REPORTS_URL of the shop to its address. Until then the shop works, without reports.",
                status: 200,
            },
            ReportsError::Silent(_) => Self {
                title: "The warehouse does not answer",
                text: "The process “rocket-parts warehouse” is stopped or cannot be reached. Nothing is lost: start it and load this page again.",
                status: 503,
            },
            ReportsError::TooSlow => Self {
                title: "This takes too long",
                text: "The report could not be worked out in time. Choose a shorter period, or narrow it to a category or a maker.",
                status: 504,
            },
            ReportsError::Busy(_) => Self {
                title: "The warehouse cannot answer now",
                text: "It has too much to do, or cannot read its files. Try again in a minute, or choose a shorter period.",
                status: 503,
            },
            ReportsError::Refused(_) => Self {
                title: "Shop and warehouse do not understand each other",
                text: "They are probably of two versions. Restart both from the same build.",
                status: 502,
            },
        }
    }

    pub(super) fn view(&self) -> AnyView {
        view! {
            <div class="empty" role="status">
                <h2 class="empty__title">{self.title}</h2>
                <p class="empty__text">{self.text}</p>
                <ul class="empty__ways">
                    <li><a href="/desk/reports/lake">"The lake and its exports"</a></li>
                    <li><a href="/desk/reports">"All reports"</a></li>
                </ul>
            </div>
        }
        .into_any()
    }
}

/// Says that lake and shop do not agree, on every page with figures.
pub(super) fn differences(status: &WarehouseStatus) -> AnyView {
    let Some(run) = status.last_comparison.as_ref().filter(|run| !run.differences.is_empty()) else {
        return ().into_any();
    };
    let count = kit::count_of(run.differences.len() as u64, "figure", "figures");
    view! {
        <div class="notice notice--error" role="alert">
            <p class="notice__title">{format!("The lake and the shop do not agree on {count}")}</p>
            <p>"Take no decision by these figures before it is cleared up. "<a href="/desk/reports/lake#comparison">"What differs"</a></p>
        </div>
    }
    .into_any()
}

/// Says that the last run failed.
pub(super) fn failure(status: &WarehouseStatus) -> AnyView {
    let Some(run) = &status.last_failure else { return ().into_any() };
    view! {
        <div class="notice notice--warning" role="status">
            <p class="notice__title">{format!("The last run ended by an error, {}", kit::moment(run.finished_at.unwrap_or(run.seen_at)))}</p>
            <p>{run.error.clone()}" It is tried again by itself; "<a href="/desk/jobs">"jobs"</a>" that were given up are listed."</p>
        </div>
    }
    .into_any()
}

/// Up to when the figures are, and of which moment.
pub(super) fn stamp(table: &ReportTable) -> String {
    let Some(newest) = table.newest_day else { return "No day is in the lake yet.".to_owned() };
    let read = table.read_at.map(|at| {
        let lag = match table.lag_seconds {
            None => String::new(),
            Some(0) => " with no lag to speak of".to_owned(),
            Some(seconds) => format!(" with a lag of {}", kit::count_of(seconds, "second", "seconds")),
        };
        format!("; read at {} UTC{lag}", kit::moment(at))
    });
    format!("Figures up to {}{}.", kit::day(newest), read.unwrap_or_default())
}

/// Names the days of the period that are not in the lake.
pub(super) fn missing(table: &ReportTable) -> AnyView {
    let days: u64 = table.missing.iter().map(DayRange::days).sum();
    if days == 0 || table.newest_day.is_none() {
        return ().into_any();
    }
    let are = if days == 1 { "is" } else { "are" };
    let mut named = table.missing.iter().take(NAMED).map(|range| range_words(*range)).collect::<Vec<_>>().join(", ");
    if table.missing.len() > NAMED {
        named.push_str(" and others");
    }
    view! {
        <div class="notice notice--warning" role="status">
            <p class="notice__title">{format!("{} of this period {are} not in the lake", kit::count_of(days, "day", "days"))}</p>
            <p>{format!("{named}. What happened then is in no figure here. ")}<a href="/desk/reports/lake">"Export them"</a></p>
        </div>
    }
    .into_any()
}

/// “4 Mar 2026”, “6 Mar 2026 – 20 Mar 2026”.
pub(super) fn range_words(range: DayRange) -> String {
    if range.from == range.to {
        kit::day(range.from)
    } else {
        format!("{} – {}", kit::day(range.from), kit::day(range.to))
    }
}
