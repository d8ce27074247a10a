//! One pass over the documents that match the words and the category of a query: which of them meet
//! its conditions, the first of those, and the counts of every facet.
//!
//! A facet's counts are those of the query without the facet's own condition, so that several of its
//! values can be chosen. One pass gives all of them: per document the failed conditions are counted.
//! With none failed it counts everywhere; with exactly one, only for the facet whose condition that is.
//! What does not count is not even read: which values there are at all is known from `scope`.

use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use super::index::slug_and_label;
use super::narrowing::{Bounds, Condition, Test};
use super::ranking::{Order, Ranked, SegmentRanking, merged};

/// Documents looked at together, so that a column is read a block at a time.
const BLOCK: usize = 64;

/// What is to be gathered.
#[derive(Debug, Clone)]
pub(super) struct Gather {
    pub(super) conditions: Vec<Condition>,
    pub(super) facets: Vec<Counted>,
    pub(super) order: Order,
    /// How many of the first documents are kept.
    pub(super) wanted: usize,
}

/// A column whose values are counted.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub(super) column: String,
    pub(super) holds: Holds,
    /// Code of the field, by which its own condition is known.
    pub(super) field: String,
}

/// What is in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Figures,
    Words,
}

/// What was gathered.
#[derive(Debug)]
pub(super) struct Gathered {
    /// Documents that meet all conditions.
    pub(super) total: u64,
    /// Ids of the first of them, in order.
    pub(super) first: Vec<i64>,
    /// The values of each counted column.
    pub(super) tallies: Vec<Tally>,
}

/// The values of a column in the documents that count.
#[derive(Debug)]
pub(super) enum Tally {
    /// One per document, in any order.
    Figures(Vec<f64>),
    /// How many documents hold each value term.
    Words(BTreeMap<String, u64>),
}

/// What one segment gave.
pub(super) struct SegmentFruit {
    total: u64,
    ranked: Vec<Ranked>,
    tallies: Vec<Tally>,
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentGather> {
        let conditions =
            self.conditions.iter().map(|condition| SegmentTest::open(condition, segment)).collect::<Result<_, _>>()?;
        let counters = self
            .facets
            .iter()
            .map(|facet| {
                let own = self.conditions.iter().position(|condition| condition.field == facet.field);
                Ok(Counter { own, values: Values::open(facet, segment)? })
            })
            .collect::<tantivy::Result<_>>()?;
        Ok(SegmentGather {
            conditions,
            counters,
            ranking: SegmentRanking::open(&self.order, self.wanted, segment)?,
            total: 0,
            documents: Vec::with_capacity(BLOCK),
            counting: Vec::with_capacity(BLOCK),
            scores: Vec::with_capacity(BLOCK),
            figures: vec![None; BLOCK],
            ordinals: vec![None; BLOCK],
            verdicts: vec![Verdict::default(); BLOCK],
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<SegmentFruit>>) -> tantivy::Result<Gathered> {
        let mut total = 0;
        let mut ranked = Vec::new();
        let mut tallies: Vec<Vec<Tally>> = self.facets.iter().map(|_| Vec::new()).collect();
        for fruit in fruits {
            let fruit = fruit?;
            total += fruit.total;
            ranked.extend(fruit.ranked);
            for (all, tally) in tallies.iter_mut().zip(fruit.tallies) {
                all.push(tally);
            }
        }
        let tallies = self.facets.iter().zip(tallies).map(|(facet, parts)| summed(facet.holds, parts)).collect();
        Ok(Gathered { total, first: merged(&self.order, ranked, self.wanted), tallies })
    }
}

/// How a document fared.
#[derive(Debug, Clone, Copy, Default)]
struct Verdict {
    failed: u32,
    /// The condition that failed last.
    which: usize,
}

impl Verdict {
    /// Whether it counts for a facet with this condition of its own.
    fn counts_for(self, own: Option<usize>) -> bool {
        self.failed == 0 || (self.failed == 1 && own == Some(self.which))
    }
}

/// Gathers from one segment. The vectors of a block's length are its work space.
pub(super) struct SegmentGather {
    conditions: Vec<SegmentTest>,
    counters: Vec<Counter>,
    ranking: SegmentRanking,
    total: u64,
    documents: Vec<DocId>,
    /// Those of a block that count for a facet.
    counting: Vec<DocId>,
    scores: Vec<Score>,
    figures: Vec<Option<f64>>,
    ordinals: Vec<Option<u64>>,
    verdicts: Vec<Verdict>,
}

impl SegmentCollector for SegmentGather {
    type Fruit = tantivy::Result<SegmentFruit>;

    fn collect(&mut self, document: DocId, score: Score) {
        self.documents.push(document);
        self.scores.push(score);
        if self.documents.len() == BLOCK {
            self.flush();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.flush();
        let tallies = self.counters.into_iter().map(Counter::tally).collect::<tantivy::Result<_>>()?;
        Ok(SegmentFruit { total: self.total, ranked: self.ranking.first()?, tallies })
    }
}

impl SegmentGather {
    fn flush(&mut self) {
        let documents = self.documents.as_slice();
        let verdicts = &mut self.verdicts[..documents.len()];
        verdicts.fill(Verdict::default());
        for (which, condition) in self.conditions.iter().enumerate() {
            condition.judge(which, documents, verdicts, &mut self.figures, &mut self.ordinals);
        }
        for counter in &mut self.counters {
            let verdicts = documents.iter().zip(verdicts.iter());
            self.counting.clear();
            self.counting.extend(verdicts.filter(|(_, verdict)| verdict.counts_for(counter.own)).map(|(id, _)| *id));
            counter.count(&self.counting, &mut self.figures, &mut self.ordinals);
        }
        for (index, verdict) in verdicts.iter().enumerate() {
            if verdict.failed == 0 {
                self.total += 1;
                self.ranking.offer(documents[index], self.scores[index]);
            }
        }
        self.documents.clear();
        self.scores.clear();
    }
}

/// A condition, against the columns of one segment.
enum SegmentTest {
    Within(Column<f64>, Bounds),
    /// Which ordinals are accepted.
    OneOf(Column<u64>, Vec<bool>),
    Never,
}

impl SegmentTest {
    fn open(condition: &Condition, segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(match &condition.test {
            Test::Within(bounds) => match figures(segment, &condition.column)? {
                Some(column) => Self::Within(column, *bounds),
                None => Self::Never,
            },
            Test::OneOf(slugs) => match segment.fast_fields().str(&condition.column)? {
                Some(column) => {
                    let accepted = terms(&column)?.iter().map(|term| slugs.contains(slug_and_label(term).0)).collect();
                    Self::OneOf(column.ords().clone(), accepted)
                }
                None => Self::Never,
            },
            Test::Never => Self::Never,
        })
    }

    fn judge(
        &self,
        which: usize,
        documents: &[DocId],
        verdicts: &mut [Verdict],
        figures: &mut [Option<f64>],
        ordinals: &mut [Option<u64>],
    ) {
        let mut fail = |index: usize| {
            verdicts[index].failed += 1;
            verdicts[index].which = which;
        };
        match self {
            Self::Within(column, bounds) => {
                for (index, figure) in first_values(column, documents, figures).iter().enumerate() {
                    if !figure.is_some_and(|figure| bounds.holds(figure)) {
                        fail(index);
                    }
                }
            }
            Self::OneOf(column, accepted) => {
                let is_accepted = |ordinal: u64| usize::try_from(ordinal).is_ok_and(|ordinal| accepted[ordinal]);
                if column.get_cardinality().is_multivalue() {
                    for (index, document) in documents.iter().enumerate() {
                        if !column.values_for_doc(*document).any(is_accepted) {
                            fail(index);
                        }
                    }
                } else {
                    for (index, ordinal) in first_values(column, documents, ordinals).iter().enumerate() {
                        if !ordinal.is_some_and(is_accepted) {
                            fail(index);
                        }
                    }
                }
            }
            Self::Never => (0..documents.len()).for_each(fail),
        }
    }
}

/// Counts the values of one column.
struct Counter {
    /// The facet's own condition.
    own: Option<usize>,
    values: Values,
}

enum Values {
    Figures(Column<f64>, Vec<f64>),
    Words(StrColumn, Vec<u64>),
    /// Nothing in this segment has any.
    None(Holds),
}

impl Values {
    fn open(facet: &Counted, segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(match facet.holds {
            Holds::Figures => match figures(segment, &facet.column)? {
                Some(column) => Self::Figures(column, Vec::new()),
                None => Self::None(facet.holds),
            },
            Holds::Words => match segment.fast_fields().str(&facet.column)? {
                Some(column) => {
                    let counts = vec![0; column.num_terms()];
                    Self::Words(column, counts)
                }
                None => Self::None(facet.holds),
            },
        })
    }
}

impl Counter {
    fn count(&mut self, documents: &[DocId], figures: &mut [Option<f64>], ordinals: &mut [Option<u64>]) {
        if documents.is_empty() {
            return;
        }
        match &mut self.values {
            Values::Figures(column, all) => all.extend(first_values(column, documents, figures).iter().flatten()),
            Values::Words(column, counts) => {
                let mut add = |ordinal: u64| {
                    if let Some(count) = usize::try_from(ordinal).ok().and_then(|ordinal| counts.get_mut(ordinal)) {
                        *count += 1;
                    }
                };
                if column.ords().get_cardinality().is_multivalue() {
                    for document in documents {
                        column.term_ords(*document).for_each(&mut add);
                    }
                } else {
                    first_values(column.ords(), documents, ordinals).iter().flatten().for_each(|ordinal| add(*ordinal));
                }
            }
            Values::None(_) => {}
        }
    }

    fn tally(self) -> tantivy::Result<Tally> {
        Ok(match self.values {
            Values::Figures(_, all) => Tally::Figures(all),
            Values::Words(column, counts) => {
                let terms = terms(&column)?;
                Tally::Words(terms.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect())
            }
            Values::None(Holds::Figures) => Tally::Figures(Vec::new()),
            Values::None(Holds::Words) => Tally::Words(BTreeMap::new()),
        })
    }
}

/// The tallies of all segments as one.
fn summed(holds: Holds, parts: Vec<Tally>) -> Tally {
    let mut figures = Vec::new();
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for part in parts {
        match part {
            Tally::Figures(mut part) => figures.append(&mut part),
            Tally::Words(part) => {
                for (term, count) in part {
                    *words.entry(term).or_default() += count;
                }
            }
        }
    }
    match holds {
        Holds::Figures => Tally::Figures(figures),
        Holds::Words => Tally::Words(words),
    }
}

/// A column of figures; none when nothing in the segment has one.
pub(super) fn figures(segment: &SegmentReader, column: &str) -> tantivy::Result<Option<Column<f64>>> {
    segment.fast_fields().column_opt(column)
}

/// The first value of each document.
fn first_values<'a, T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static>(
    column: &Column<T>,
    documents: &[DocId],
    values: &'a mut [Option<T>],
) -> &'a [Option<T>] {
    let values = &mut values[..documents.len()];
    // Where a document has no value nothing is written.
    values.fill(None);
    column.first_vals(documents, values);
    values
}

/// All terms of a column, by ordinal.
fn terms(column: &StrColumn) -> tantivy::Result<Vec<String>> {
    let mut terms = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        terms.push(std::str::from_utf8(stream.key()).map_err(inconsistent)?.to_owned());
    }
    Ok(terms)
}

/// A column that does not hold what was written.
pub(super) fn inconsistent(error: impl std::fmt::Display) -> TantivyError {
    TantivyError::InternalError(error.to_string())
}
