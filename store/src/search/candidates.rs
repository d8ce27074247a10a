//! What a query finds in a category, with figures straight from the index: for rules that look at
//! many parts and show few.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use domain::search::Query;

use super::gather::figures;
use super::index::{Index, column, value_term};
use super::matching::holding;
use super::narrowing::{Bounds, Condition, Test, column_of, conditions};
use crate::{Result, Store};

/// What to look for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Bounds of figures; words and choices are not looked at.
    pub(crate) query: Query,
    /// Slug of the category.
    pub(crate) category: &'static str,
    /// Codes of the attributes to tell of each part.
    pub(crate) figures: Vec<&'static str>,
}

/// A part that meets all bounds, as the index knows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// Row id.
    pub(crate) variant: i64,
    /// Where it stands among what is otherwise equal: by product, then by variant.
    pub(crate) place: u64,
    /// Whether a piece can be sent today.
    pub(crate) in_stock: bool,
    /// Whether it can be bought here.
    pub(crate) has_price: bool,
    /// The figures asked for, SI, in their order.
    pub(crate) figures: Vec<Option<f64>>,
}

impl Store {
    /// The parts that meet each of several queries, all of them, in no order.
    pub(crate) async fn candidates(&self, wanted: Vec<Wanted>) -> Result<Vec<Vec<Candidate>>> {
        self.ask_index(move |index| wanted.iter().map(|wanted| candidates(index, wanted)).collect()).await
    }
}

fn candidates(index: &Index, wanted: &Wanted) -> Result<Vec<Candidate>> {
    let Some(category) = index.layout.category_by_code(wanted.category) else { return Ok(Vec::new()) };
    let scope = holding(index.fields.category_value, &value_term(&category.slug, &category.name));
    let column_of = |code: &&str| index.vocabulary.by_code(code).and_then(|field| column_of(&index.layout, field));
    let collect = Collect {
        conditions: conditions(&index.layout, &index.vocabulary, &wanted.query),
        figures: wanted.figures.iter().map(column_of).collect(),
    };
    Ok(index.searcher().search(&*scope, &collect)?)
}

struct Collect {
    conditions: Vec<Condition>,
    /// Columns of the figures to tell; none for what is not in the layout.
    figures: Vec<Option<String>>,
}

impl Collector for Collect {
    type Fruit = Vec<Candidate>;
    type Child = SegmentCollect;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCollect> {
        let test = |condition: &Condition| match condition.test {
            Test::Within(bounds) => Ok(figures(segment, &condition.column)?.map(|column| (column, bounds))),
            Test::OneOf(_) | Test::Never => Ok(None),
        };
        let told = |column: &Option<String>| match column {
            Some(column) => figures(segment, column),
            None => Ok(None),
        };
        Ok(SegmentCollect {
            tests: self.conditions.iter().map(test).collect::<tantivy::Result<_>>()?,
            told: self.figures.iter().map(told).collect::<tantivy::Result<_>>()?,
            ids: segment.fast_fields().i64(column::ID)?,
            places: segment.fast_fields().u64(column::PLACE)?,
            prices: figures(segment, column::PRICE)?,
            stock: figures(segment, column::STOCK)?,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<Candidate>>) -> tantivy::Result<Vec<Candidate>> {
        Ok(fruits.into_iter().flatten().collect())
    }
}

struct SegmentCollect {
    /// A condition that nothing in the segment can meet is none.
    tests: Option<Vec<(Column<f64>, Bounds)>>,
    told: Vec<Option<Column<f64>>>,
    ids: Column<i64>,
    places: Column<u64>,
    prices: Option<Column<f64>>,
    stock: Option<Column<f64>>,
    found: Vec<Candidate>,
}

impl SegmentCollector for SegmentCollect {
    type Fruit = Vec<Candidate>;

    fn collect(&mut self, document: DocId, _: Score) {
        let first = |column: &Option<Column<f64>>| column.as_ref().and_then(|column| column.first(document));
        let meets = self.tests.as_ref().is_some_and(|tests| {
            tests.iter().all(|(column, bounds)| column.first(document).is_some_and(|figure| bounds.holds(figure)))
        });
        let (true, Some(variant)) = (meets, self.ids.first(document)) else { return };
        self.found.push(Candidate {
            variant,
            place: self.places.first(document).unwrap_or(u64::MAX),
            in_stock: first(&self.stock).is_some_and(|pieces| pieces > 0.0),
            has_price: first(&self.prices).is_some(),
            figures: self.told.iter().map(first).collect(),
        });
    }

    fn harvest(self) -> Vec<Candidate> {
        self.found
    }
}
