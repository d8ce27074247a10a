//! What is new in `catalog_events`, read once in a process for all who keep copies there: the search index and the
//! tiers of kept values.
//!
//! Ids of events are given out before their transactions commit, so a smaller id may become visible
//! after a larger one: "everything above the last id" would lose events. Instead each look reads what
//! was created since a while before the last one and leaves out the ids it has seen.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use sqlx::{MySqlConnection, MySqlPool};

use crate::Result;
use crate::tiers::Moment;

/// How long before a thorough look an event may have been created and become visible only now.
const LOOK_BACK: TimeDelta = TimeDelta::minutes(1);
/// The same for a quick look. Events are written last in their transactions; what takes longer is seen by the next
/// thorough look.
const NEAR: TimeDelta = TimeDelta::seconds(1);
/// How far the first look of a process goes back: events of values that others may have kept before it was there.
const FIRST: TimeDelta = TimeDelta::minutes(3);
/// How long events are kept (`catalog::ClearEvents`). For whoever has not looked for as long, everything is new.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// How closely events are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// What was written just now, or by something that began at most this long ago.
    Quick(Duration),
    /// Everything, however late it became visible.
    Thorough,
}

/// What changed between two looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// Too much to list it.
    pub(crate) everything: bool,
    /// Variants of which facts or prices changed, and perhaps the stock.
    pub(crate) variants: BTreeSet<i64>,
    /// The products of those.
    pub(crate) products: BTreeSet<i64>,
    /// Variants of which nothing but the stock changed.
    pub(crate) stock: BTreeSet<i64>,
}

impl News {
    pub(crate) fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Every variant of which anything changed.
    pub(crate) fn changed(&self) -> Vec<i64> {
        self.variants.union(&self.stock).copied().collect()
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.everything |= other.everything;
        self.variants.extend(other.variants);
        self.products.extend(other.products);
        self.stock.extend(other.stock);
    }

    fn of<'a>(rows: impl Iterator<Item = &'a EventRow>) -> Self {
        let mut news = Self::default();
        for row in rows {
            match (row.variant_id, row.product_id, row.stock_only) {
                (Some(variant), _, true) => _ = news.stock.insert(variant),
                (Some(variant), Some(product), false) => {
                    news.variants.insert(variant);
                    news.products.insert(product);
                }
                // Without a variant, or with one that is gone.
                _ => news.everything = true,
            }
        }
        news
    }
}

/// How far this process has read, and what the search index has still to take in.
#[derive(Default)]
pub(crate) struct Events {
    window: tokio::sync::Mutex<Option<Window>>,
    /// Looks asked for so far.
    asked: AtomicU64,
    for_index: Mutex<News>,
}

struct Window {
    /// When the last look was, and the last thorough one.
    looked_at: Moment,
    thorough_at: Moment,
    /// Events that the next look may come upon again.
    seen: HashSet<i64>,
    /// The last look answers all that were asked for before it: how many, and how close it was.
    covers: u64,
    look: Look,
}

impl Events {
    /// Looks for events and tells of them before anybody else may look: what is new, and a moment at which it was
    /// there. One look serves all who asked before it began.
    pub(crate) async fn look(
        &self,
        database: &MySqlPool,
        look: Look,
        tell: impl FnOnce(&News, Moment) + Send,
    ) -> Result<()> {
        let ticket = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut window = self.window.lock().await;
        if window.as_ref().is_some_and(|window| window.covers >= ticket && window.look >= look) {
            return Ok(());
        }
        let covers = self.asked.load(Ordering::SeqCst);
        let mut connection = database.acquire().await?;
        let since = match &*window {
            None => Moment::now(&mut connection).await?.time() - FIRST,
            Some(window) => window.since(look),
        };
        let rows = events_since(&mut connection, since).await?;
        // Behind the events, so that whatever was read after it has what they tell of.
        let at = Moment::now(&mut connection).await?;
        drop(connection);
        let is_first = window.is_none();
        let news = match &*window {
            Some(window) if window.is_broken_off(at) => News::everything(),
            Some(window) => News::of(rows.iter().filter(|row| !window.seen.contains(&row.id))),
            None => News::of(rows.iter()),
        };
        tell(&news, at);
        // Nobody knows from when an index is that was built before the first look.
        self.put_back(if is_first { News::everything() } else { news });
        let mut seen: HashSet<i64> = rows.iter().map(|row| row.id).collect();
        let mut thorough_at = at;
        if let (Some(last), Look::Quick(_)) = (window.take(), look) {
            seen.extend(last.seen);
            thorough_at = last.thorough_at;
        }
        *window = Some(Window {
            looked_at: at,
            thorough_at,
            seen,
            covers,
            look: if is_first { Look::Thorough } else { look },
        });
        Ok(())
    }

    /// What the search index has to take in; it is the index's from now on.
    pub(crate) fn take_for_index(&self) -> News {
        std::mem::take(&mut self.for_index.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps news for the index, also what it could not take in.
    pub(crate) fn put_back(&self, news: News) {
        self.for_index.lock().unwrap_or_else(PoisonError::into_inner).merge(news);
    }
}

impl Window {
    /// From when on events are read: never so far back that what was seen is not known any more.
    fn since(&self, look: Look) -> NaiveDateTime {
        let thorough = self.thorough_at.time() - LOOK_BACK;
        match look {
            Look::Thorough => thorough,
            Look::Quick(began) => {
                let began = TimeDelta::from_std(began).unwrap_or(LOOK_BACK).min(LOOK_BACK);
                thorough.max(self.looked_at.time() - NEAR - began)
            }
        }
    }

    /// Whether what was read before says nothing of what is new at a moment: events have gone since, the clock was
    /// turned back, or another server answers, whose events may have the ids of others.
    fn is_broken_off(&self, at: Moment) -> bool {
        self.looked_at.server != at.server
            || at.micros < self.looked_at.micros
            || at.time() - self.thorough_at.time() > KEPT - LOOK_BACK
    }
}

/// A row of `catalog_events`.
struct EventRow {
    id: i64,
    /// None when everything changed.
    variant_id: Option<i64>,
    product_id: Option<i64>,
    stock_only: bool,
}

async fn events_since(connection: &mut MySqlConnection, since: NaiveDateTime) -> Result<Vec<EventRow>> {
    Ok(sqlx::query_as!(
        EventRow,
        "SELECT e.id, e.variant_id, v.product_id AS `product_id?: i64`, e.stock_only AS `stock_only: bool`
         FROM catalog_events e LEFT JOIN variants v ON v.id = e.variant_id WHERE e.created_at >= ?",
        since
    )
    .fetch_all(connection)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(seconds: i64) -> Moment {
        Moment { server: 1, micros: seconds * 1_000_000 }
    }

    fn window(looked_at: i64, thorough_at: i64) -> Window {
        let (looked_at, thorough_at) = (moment(looked_at), moment(thorough_at));
        Window { looked_at, thorough_at, seen: HashSet::new(), covers: 0, look: Look::Thorough }
    }

    #[test]
    fn a_look_goes_back_as_far_as_it_must_and_no_further_than_what_is_known() {
        let window = window(1_000, 999);
        let since = |look| (moment(1_000).time() - window.since(look)).num_seconds();
        assert_eq!(since(Look::Thorough), 61);
        assert_eq!(since(Look::Quick(Duration::ZERO)), 1);
        assert_eq!(since(Look::Quick(Duration::from_secs(10))), 11);
        assert_eq!(since(Look::Quick(Duration::from_mins(15))), 61);
        assert_eq!(since(Look::Quick(Duration::MAX)), 61);
    }

    #[test]
    fn whoever_looked_too_long_ago_or_elsewhere_begins_anew() {
        let window = window(10_000, 10_000);
        assert!(!window.is_broken_off(moment(10_001)));
        assert!(!window.is_broken_off(moment(10_000 + 3_500)));
        assert!(window.is_broken_off(moment(10_000 + 3_600)), "events have gone");
        assert!(window.is_broken_off(moment(9_999)), "the clock was turned back");
        assert!(window.is_broken_off(Moment { server: 2, ..moment(10_001) }), "another server answers");
    }

    #[test]
    fn an_event_tells_what_it_touches() {
        let row = |variant_id, product_id, stock_only| EventRow { id: 1, variant_id, product_id, stock_only };
        let rows = [row(Some(7), Some(3), false), row(Some(8), Some(4), true)];
        let news = News::of(rows.iter());
        assert_eq!((news.everything, news.changed()), (false, vec![7, 8]));
        assert_eq!((news.products.len(), news.variants.len(), news.stock.len()), (1, 1, 1));
        assert!(News::of([row(None, None, false)].iter()).everything);
        assert!(News::of([row(Some(9), None, false)].iter()).everything, "nobody knows which product it had");
    }
}
