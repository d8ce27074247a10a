//! The questions: a category or the whole catalog, one or two ranges somewhere in the figures that are
//! there, sometimes a choice, sometimes only what is in stock. The same catalog gives the same questions.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalog::schema::{CATEGORIES, attribute_by_code};
use domain::search::{Limit, Query, Range, slug};
use domain::units::{Quantity, QuantityKind};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::MySqlPool;
use store::catalog::Sort;

/// A faceted range query.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// The category's page, or the whole catalog.
    pub(crate) category: Option<String>,
    /// Bounds by attribute code, SI.
    pub(crate) ranges: BTreeMap<&'static str, (f64, f64)>,
    /// Accepted words of one attribute.
    pub(crate) choices: BTreeMap<&'static str, BTreeSet<String>>,
    /// Only what can be sent today.
    pub(crate) in_stock: bool,
}

impl Question {
    /// For the index.
    pub(crate) fn query(&self) -> Query {
        let limit = |code: &str, si: f64| {
            let kind = attribute_by_code(code).and_then(|attribute| attribute.kind.display_unit());
            kind.map(|unit| Limit { quantity: Quantity::from_si(si, unit), inclusive: true })
        };
        Query {
            ranges: self
                .ranges
                .iter()
                .map(|(code, (from, to))| {
                    ((*code).to_owned(), Range { from: limit(code, *from), to: limit(code, *to) })
                })
                .collect(),
            choices: self
                .choices
                .iter()
                .map(|(code, words)| ((*code).to_owned(), words.iter().map(|word| slug(word)).collect()))
                .collect(),
            in_stock: self.in_stock,
            ..Query::default()
        }
    }

    /// By number, which both sides order the same way.
    #[expect(clippy::unused_self, reason = "a question decides its order")]
    pub(crate) fn sort(&self) -> Sort {
        Sort { by: "sku".to_owned(), descending: false }
    }
}

/// So many questions about what is in the database.
pub(crate) async fn ask(pool: &MySqlPool, number: usize) -> anyhow::Result<Vec<Question>> {
    let mut chance = StdRng::seed_from_u64(97);
    let categories: Vec<_> = CATEGORIES.iter().filter(|category| category.columns > 0).collect();
    let mut figures: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    let mut words: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for category in &categories {
        for code in category.attributes {
            if attribute_by_code(code).is_some_and(|attribute| attribute.kind == QuantityKind::Text) {
                let known = sqlx::query_scalar(
                    "SELECT DISTINCT s.text FROM attribute_values s JOIN attributes a ON a.id = s.attribute_id
                     JOIN variants v ON v.id = s.variant_id JOIN categories c ON c.id = v.category_id
                     WHERE a.code = ? AND c.slug = ? ORDER BY s.text",
                )
                .bind(code)
                .bind(category.slug)
                .fetch_all(pool)
                .await?;
                words.insert((category.slug, code), known);
            } else {
                let mut known: Vec<f64> = sqlx::query_scalar(
                    "SELECT s.number FROM attribute_values s JOIN attributes a ON a.id = s.attribute_id
                     JOIN variants v ON v.id = s.variant_id JOIN categories c ON c.id = v.category_id
                     WHERE a.code = ? AND c.slug = ? AND s.number IS NOT NULL ORDER BY s.variant_id LIMIT 2000",
                )
                .bind(code)
                .bind(category.slug)
                .fetch_all(pool)
                .await?;
                known.sort_by(f64::total_cmp);
                figures.insert((category.slug, code), known);
            }
        }
    }
    let mut questions = Vec::with_capacity(number);
    while questions.len() < number {
        let category = categories[chance.random_range(0..categories.len())];
        let pick = |chance: &mut StdRng, codes: &[&'static str]| {
            (!codes.is_empty()).then(|| codes[chance.random_range(0..codes.len())])
        };
        let numeric: Vec<_> = category
            .attributes
            .iter()
            .copied()
            .filter(|code| figures.get(&(category.slug, *code)).is_some_and(|known| known.len() > 3))
            .collect();
        let textual: Vec<_> = category
            .attributes
            .iter()
            .copied()
            .filter(|code| words.get(&(category.slug, *code)).is_some_and(|known| known.len() > 1))
            .collect();
        let mut ranges = BTreeMap::new();
        for _ in 0..chance.random_range(1..=2) {
            let Some(code) = pick(&mut chance, &numeric) else { continue };
            let known = &figures[&(category.slug, code)];
            // From one figure that exists to another, a twentieth to a half of the catalog apart.
            let width = chance.random_range(known.len() / 20..=known.len() / 2);
            let from = chance.random_range(0..known.len() - width);
            ranges.insert(code, (known[from], known[from + width]));
        }
        if ranges.is_empty() {
            continue;
        }
        let mut choices = BTreeMap::new();
        if chance.random_bool(0.5)
            && let Some(code) = pick(&mut chance, &textual)
        {
            let known = &words[&(category.slug, code)];
            let wanted = (0..2).map(|_| known[chance.random_range(0..known.len())].clone()).collect();
            choices.insert(code, wanted);
        }
        let everywhere = chance.random_bool(0.2);
        questions.push(Question {
            category: (!everywhere).then(|| category.slug.to_owned()),
            ranges,
            choices,
            in_stock: chance.random_bool(0.3),
        });
    }
    Ok(questions)
}
