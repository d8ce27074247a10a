//! The order of what is found, and keeping only the first of it. Orders are total: what is equal
//! stands by product, then by variant, so that pages neither repeat nor lose a part.

use std::cmp::Ordering;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentReader, f64_to_u64};

use super::gather::{figures, inconsistent};
use super::index::column;

/// What comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    /// None: nothing is kept.
    Nothing,
    /// The best match; in stock before sold out.
    Relevance,
    /// A column of figures; what has none comes last.
    Figures { column: String, descending: bool },
    /// A column of words; what has none comes last.
    Words { column: String, descending: bool },
}

/// A document among the first of its segment.
#[derive(Debug)]
pub(super) struct Ranked {
    key: Key,
    place: u64,
    id: i64,
}

#[derive(Debug)]
enum Key {
    /// Smaller is earlier; what has none has the largest.
    Figure(u64),
    Word(Option<String>),
}

/// Keeps the first documents of a segment.
pub(super) struct SegmentRanking {
    source: Source,
    places: Column<u64>,
    ids: Column<i64>,
    wanted: usize,
    /// Key, place, document. Keys of words are ordinals until the end.
    kept: Vec<(u64, u64, DocId)>,
    /// Nothing behind this key is among the first.
    last_key: u64,
}

enum Source {
    Relevance {
        stock: Option<Column<f64>>,
    },
    Figures {
        values: Column<f64>,
        descending: bool,
    },
    Words {
        values: StrColumn,
        descending: bool,
    },
    /// Nothing in this segment has a value; whether words would be the values.
    Nothing {
        words: bool,
    },
}

/// The key of what has no value.
const MISSING: u64 = u64::MAX;

impl SegmentRanking {
    pub(super) fn open(order: &Order, wanted: usize, segment: &SegmentReader) -> tantivy::Result<Self> {
        let source = match order {
            Order::Nothing => Source::Nothing { words: false },
            Order::Relevance => Source::Relevance { stock: figures(segment, column::STOCK)? },
            Order::Figures { column, descending } => match figures(segment, column)? {
                Some(values) => Source::Figures { values, descending: *descending },
                None => Source::Nothing { words: false },
            },
            Order::Words { column, descending } => match segment.fast_fields().str(column)? {
                Some(values) => Source::Words { values, descending: *descending },
                None => Source::Nothing { words: true },
            },
        };
        Ok(Self {
            source,
            places: segment.fast_fields().u64(column::PLACE)?,
            ids: segment.fast_fields().i64(column::ID)?,
            wanted,
            kept: Vec::new(),
            last_key: MISSING,
        })
    }

    /// Keeps the document if it is among the first so far.
    pub(super) fn offer(&mut self, document: DocId, score: Score) {
        if self.wanted == 0 {
            return;
        }
        let key = self.key(document, score);
        if key > self.last_key {
            return;
        }
        self.kept.push((key, self.places.first(document).unwrap_or(u64::MAX), document));
        // Cutting at twice as many costs a constant per document.
        if self.kept.len() >= self.wanted.saturating_mul(2).max(256) {
            self.cut();
        }
    }

    fn key(&self, document: DocId, score: Score) -> u64 {
        match &self.source {
            Source::Relevance { stock } => {
                let in_stock =
                    stock.as_ref().and_then(|stock| stock.first(document)).is_some_and(|pieces| pieces > 0.0);
                // Scores are sums of the fixed ones in `matching`, far below 2²⁴ thousandths.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "scores are small and positive"
                )]
                let thousandths = (score * 1_000.0).round() as u64;
                !(thousandths << 1 | u64::from(in_stock))
            }
            Source::Figures { values, descending } => {
                values.first(document).map_or(MISSING, |figure| directed(f64_to_u64(figure), *descending))
            }
            Source::Words { values, descending } => {
                values.ords().first(document).map_or(MISSING, |ordinal| directed(ordinal, *descending))
            }
            Source::Nothing { .. } => MISSING,
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.wanted {
            self.kept.select_nth_unstable(self.wanted);
            self.kept.truncate(self.wanted);
            self.last_key = self.kept.iter().map(|kept| kept.0).max().unwrap_or(MISSING);
        }
    }

    /// The first documents of the segment, in no particular order.
    pub(super) fn first(mut self) -> tantivy::Result<Vec<Ranked>> {
        self.cut();
        self.kept
            .iter()
            .map(|(key, place, document)| {
                let key = match &self.source {
                    Source::Words { values, .. } => match values.ords().first(*document) {
                        Some(ordinal) => {
                            let mut word = String::new();
                            values.ord_to_str(ordinal, &mut word)?;
                            Key::Word(Some(word))
                        }
                        None => Key::Word(None),
                    },
                    Source::Nothing { words: true } => Key::Word(None),
                    _ => Key::Figure(*key),
                };
                let id = self.ids.first(*document).ok_or_else(|| inconsistent("a document without an id"))?;
                Ok(Ranked { key, place: *place, id })
            })
            .collect()
    }
}

/// A key turned round where the largest comes first; never [`MISSING`].
fn directed(key: u64, descending: bool) -> u64 {
    if descending { MISSING - 1 - key.min(MISSING - 1) } else { key.min(MISSING - 1) }
}

/// The ids of the first documents of all segments, in order.
pub(super) fn merged(order: &Order, mut ranked: Vec<Ranked>, wanted: usize) -> Vec<i64> {
    let is_descending = matches!(order, Order::Words { descending: true, .. });
    ranked.sort_by(|a, b| compare(&a.key, &b.key, is_descending).then(a.place.cmp(&b.place)).then(a.id.cmp(&b.id)));
    ranked.truncate(wanted);
    ranked.into_iter().map(|ranked| ranked.id).collect()
}

fn compare(a: &Key, b: &Key, is_descending: bool) -> Ordering {
    match (a, b) {
        (Key::Figure(a), Key::Figure(b)) => a.cmp(b),
        (Key::Word(Some(a)), Key::Word(Some(b))) => {
            if is_descending {
                b.cmp(a)
            } else {
                a.cmp(b)
            }
        }
        (Key::Word(a), Key::Word(b)) => a.is_none().cmp(&b.is_none()),
        // One order gives one kind of key.
        (Key::Figure(_), Key::Word(_)) => Ordering::Less,
        (Key::Word(_), Key::Figure(_)) => Ordering::Greater,
    }
}
