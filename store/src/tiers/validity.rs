//! Which kept values count: the one rule on which the tiers stand, without a clock, a cache or a database.
//!
//! A value is kept with a moment before it was read. When an event is seen, a moment after it was seen is remembered for
//! what it touches. A value counts if it was read later than that. Then it was read after the event was there, and so was
//! what the event tells of, since both were written in one transaction. It does not matter who read the value, when it
//! was written to a cache, or in which order caches answer.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Moment;
use crate::catalog::News;

/// What a value was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Tag {
    /// The catalog as a whole, without stock: the tree, what is not there.
    #[serde(rename = "c")]
    Catalog,
    /// The variants of a product: their facts.
    #[serde(rename = "p")]
    Product(i64),
    /// Facts or prices of a variant.
    #[serde(rename = "v")]
    Variant(i64),
    /// The stock of a variant.
    #[serde(rename = "s")]
    Stock(i64),
}

/// What one process has seen of events, and when.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// The last moment at which events were looked for; none before the first.
    at: Option<Moment>,
    /// When everything was touched last.
    everything: i64,
    tags: HashMap<Tag, i64>,
}

impl Observed {
    /// When events were last looked for.
    pub(crate) fn at(&self) -> Option<Moment> {
        self.at
    }

    /// Notes what was seen before a moment.
    pub(crate) fn note(&mut self, news: &News, at: Moment) {
        let last = self.at.replace(at);
        // Moments of another server, or of a clock that was turned back, say nothing beside those before.
        let is_new_clock = last.is_some_and(|last| last.server != at.server || at.micros < last.micros);
        if news.everything || is_new_clock {
            let latest =
                last.filter(|last| last.server == at.server).map_or(at.micros, |last| last.micros.max(at.micros));
            self.everything = latest;
            self.tags.clear();
            return;
        }
        let facts = news.variants.iter().flat_map(|variant| [Tag::Variant(*variant), Tag::Stock(*variant)]);
        let products = news.products.iter().map(|product| Tag::Product(*product));
        let stock = news.stock.iter().map(|variant| Tag::Stock(*variant));
        let catalog = (!news.variants.is_empty()).then_some(Tag::Catalog);
        self.tags.extend(facts.chain(products).chain(stock).chain(catalog).map(|tag| (tag, at.micros)));
    }

    /// Whether a value that was read after a moment, from what the tags say, is as new as all that was seen.
    pub(crate) fn counts(&self, read_at: Moment, tags: &[Tag]) -> bool {
        self.at.is_some_and(|at| at.server == read_at.server)
            && read_at.micros > self.everything
            && tags.iter().all(|tag| self.tags.get(tag).is_none_or(|seen| read_at.micros > *seen))
    }

    /// Forgets what was seen before a moment: no value is kept that was read as long ago.
    pub(crate) fn forget_before(&mut self, micros: i64) {
        self.tags.retain(|_, seen| *seen >= micros);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const VARIANTS: i64 = 4;

    /// Two variants to a product.
    fn product(variant: i64) -> i64 {
        variant / 2
    }

    fn tags() -> Vec<Tag> {
        let of_variants = (0..VARIANTS).flat_map(|variant| [Tag::Variant(variant), Tag::Stock(variant)]);
        let products = (0..VARIANTS / 2).map(Tag::Product);
        of_variants.chain(products).chain([Tag::Catalog]).collect()
    }

    #[derive(Clone, Copy)]
    enum Event {
        Facts(i64),
        Stock(i64),
        Everything,
    }

    impl Event {
        fn touches(self) -> Vec<Tag> {
            match self {
                Self::Facts(variant) => {
                    vec![Tag::Variant(variant), Tag::Stock(variant), Tag::Product(product(variant)), Tag::Catalog]
                }
                Self::Stock(variant) => vec![Tag::Stock(variant)],
                Self::Everything => tags(),
            }
        }

        fn tell(self, news: &mut News) {
            match self {
                Self::Facts(variant) => {
                    news.variants.insert(variant);
                    news.products.insert(product(variant));
                }
                Self::Stock(variant) => _ = news.stock.insert(variant),
                Self::Everything => news.everything = true,
            }
        }
    }

    /// How often what a tag stands for has changed.
    type Versions = HashMap<Tag, u32>;

    #[derive(Clone)]
    struct Value {
        read_at: Moment,
        tags: Vec<Tag>,
        versions: Versions,
    }

    /// A process that looks for events, loads and keeps.
    #[derive(Default)]
    struct Process {
        observed: Observed,
        events_seen: usize,
        /// What the events that it has seen told of.
        told: Versions,
        loading: Vec<Value>,
        kept: Vec<Value>,
    }

    /// Chance that is the same each time.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).expect("31 bits") % most
        }
    }

    /// Two processes and a cache that both write to, in any order of steps; the clock may stand still between two.
    fn play(seed: u64) -> (u32, u32) {
        let mut dice = Dice(seed);
        let mut clock = 1_000;
        let mut versions = Versions::new();
        let mut events: Vec<Event> = Vec::new();
        let mut processes = [Process::default(), Process::default()];
        let mut shared: Vec<Value> = Vec::new();
        let all = tags();
        let (mut counted, mut refused) = (0, 0);
        for _ in 0..400 {
            clock += i64::try_from(dice.below(3)).expect("small");
            let now = Moment { server: 1, micros: clock };
            let process = &mut processes[dice.below(2)];
            match dice.below(10) {
                // A transaction commits with its event.
                0 | 1 => {
                    let variant = i64::try_from(dice.below(4)).expect("small");
                    let event = match dice.below(12) {
                        0 => Event::Everything,
                        1..=4 => Event::Facts(variant),
                        _ => Event::Stock(variant),
                    };
                    event.touches().into_iter().for_each(|tag| *versions.entry(tag).or_default() += 1);
                    events.push(event);
                }
                // Events are read, and then the clock.
                2 => {
                    let mut news = News::default();
                    events[process.events_seen..].iter().for_each(|event| event.tell(&mut news));
                    process.events_seen = events.len();
                    process.told = versions.clone();
                    process.observed.note(&news, now);
                }
                // A loader reads the clock, …
                3 | 4 => {
                    let tags = (0..=dice.below(2)).map(|_| all[dice.below(all.len())]).collect();
                    process.loading.push(Value { read_at: now, tags, versions: Versions::new() });
                }
                // … then the value, piece by piece, …
                5 | 6 if !process.loading.is_empty() => {
                    let at = dice.below(process.loading.len());
                    let value = &mut process.loading[at];
                    let unread = value.tags.iter().find(|tag| !value.versions.contains_key(tag)).copied();
                    if let Some(tag) = unread {
                        value.versions.insert(tag, versions.get(&tag).copied().unwrap_or_default());
                    } else {
                        // … and writes it whenever it gets round to it.
                        let value = process.loading.swap_remove(at);
                        if dice.below(2) == 0 { &mut process.kept } else { &mut shared }.push(value);
                    }
                }
                // A reader comes upon anything that was ever kept.
                _ => {
                    let from = if dice.below(2) == 0 { &process.kept } else { &shared };
                    let Some(value) = (!from.is_empty()).then(|| &from[dice.below(from.len())]) else { continue };
                    if !process.observed.counts(value.read_at, &value.tags) {
                        refused += 1;
                        continue;
                    }
                    counted += 1;
                    for tag in &value.tags {
                        let told = process.told.get(tag).copied().unwrap_or_default();
                        assert!(value.versions[tag] >= told, "seed {seed}: {tag:?} is older than what was told");
                    }
                }
            }
        }
        (counted, refused)
    }

    #[test]
    fn nothing_older_than_an_event_that_was_seen_ever_counts() {
        let (mut counted, mut refused) = (0, 0);
        for seed in 0..500 {
            let played = play(seed);
            counted += played.0;
            refused += played.1;
        }
        assert!(counted > 1_000 && refused > 1_000, "both happen: {counted} counted, {refused} refused");
    }

    fn at(server: u64, micros: i64) -> Moment {
        Moment { server, micros }
    }

    #[test]
    fn stock_that_changed_leaves_facts_as_they_are() {
        let mut observed = Observed::default();
        assert!(!observed.counts(at(1, 5), &[]), "nothing counts before the first look");
        observed.note(&News { stock: BTreeSet::from([7]), ..News::default() }, at(1, 10));
        assert!(!observed.counts(at(1, 10), &[Tag::Stock(7)]), "in the same moment may be before");
        assert!(observed.counts(at(1, 11), &[Tag::Stock(7)]));
        assert!(observed.counts(at(1, 5), &[Tag::Stock(8)]));
        assert!(observed.counts(at(1, 5), &[Tag::Variant(7), Tag::Product(3), Tag::Catalog]));
    }

    #[test]
    fn another_server_and_a_clock_turned_back_make_everything_old() {
        let mut observed = Observed::default();
        observed.note(&News::default(), at(1, 100));
        assert!(observed.counts(at(1, 50), &[Tag::Catalog]));
        observed.note(&News::default(), at(1, 90));
        assert!(!observed.counts(at(1, 95), &[Tag::Catalog]), "the clock was turned back");
        assert!(observed.counts(at(1, 101), &[Tag::Catalog]));
        observed.note(&News::default(), at(2, 20));
        assert!(!observed.counts(at(1, 500), &[Tag::Catalog]), "read from another server");
        assert!(!observed.counts(at(2, 20), &[Tag::Catalog]));
        assert!(observed.counts(at(2, 21), &[Tag::Catalog]));
    }
}
