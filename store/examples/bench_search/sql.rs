//! The same questions, asked of MySQL: the number of parts, the first page, and the counts of each facet
//! with its own constraint left out. Secondary indexes of InnoDB hold the primary key, so those of
//! `attribute_values` (attribute, number) and of `variants` (category) cover what is asked of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use domain::catalog::schema::{attribute_by_code, category_by_slug};
use domain::search::slug;
use domain::units::QuantityKind;
use sqlx::{MySql, MySqlPool, QueryBuilder};
use store::search::{FacetCounts, Finding};

use super::PAGE;
use super::questions::Question;

/// What both sides have to agree on.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    /// Parts that match.
    total: u64,
    /// Numbers of the first page.
    page: Vec<String>,
    /// Parts per value of a facet; for figures and prices, how many parts its bars hold in all.
    facets: BTreeMap<String, BTreeMap<String, u64>>,
}

/// The key of what the bars of a facet hold in all.
const BARS: &str = "bars";
/// Bars of a histogram.
const NUMBER_OF_BARS: f64 = 20.0;

impl Answer {
    pub(crate) fn of(found: &Finding) -> Self {
        let facets = found.facets.iter().map(|facet| {
            let counts = match &facet.counts {
                FacetCounts::Values(values) => values
                    .iter()
                    // A category above others counts their parts too, which the SQL does not.
                    .filter(|value| facet.field.code != "category" || is_leaf(&value.value))
                    .map(|value| (value.value.clone(), value.count))
                    .collect(),
                FacetCounts::Histogram(histogram) => {
                    BTreeMap::from([(BARS.to_owned(), histogram.bars.iter().map(|bar| bar.count).sum())])
                }
            };
            (facet.field.code.clone(), counts)
        });
        Self {
            total: found.total,
            page: found.rows.iter().map(|row| row.sku.to_string()).collect(),
            facets: facets.collect(),
        }
    }

    /// Whether MySQL says the same of everything both tell: the index tells of no facet that has but one value,
    /// of the most frequent values only, and of the attributes of the one category that is left.
    pub(crate) fn agrees_with(&self, sql: &Self) -> bool {
        self.total == sql.total
            && (self.total > u64::from(PAGE) || sorted(&self.page) == sorted(&sql.page))
            && self.facets.iter().all(|(code, counts)| {
                sql.facets.get(code).is_none_or(|expected| {
                    counts.iter().all(|(value, count)| expected.get(value).copied().unwrap_or_default() == *count)
                })
            })
    }
}

/// MySQL puts `_` before `-` and the index behind it, so longer pages may end differently.
fn sorted(page: &[String]) -> BTreeSet<&String> {
    page.iter().collect()
}

fn is_leaf(category: &str) -> bool {
    category_by_slug(category).is_some_and(|category| category.columns > 0)
}

/// Asks, one statement after the other on one connection.
pub(crate) async fn answer(pool: &MySqlPool, question: &Question) -> anyhow::Result<Answer> {
    let mut connection = pool.acquire().await?;
    let mut total = QueryBuilder::new("SELECT COUNT(*) FROM variants v");
    constrain(&mut total, question, None);
    let total: i64 = total.build_query_scalar().fetch_one(&mut *connection).await?;
    let mut page = QueryBuilder::new("SELECT v.sku FROM variants v");
    constrain(&mut page, question, None);
    page.push(" ORDER BY v.sku LIMIT ").push(PAGE);
    let page = page.build_query_scalar().fetch_all(&mut *connection).await?;

    let mut facets = BTreeMap::new();
    let attributes = question.category.as_deref().and_then(category_by_slug).map_or(&[][..], |c| c.attributes);
    for code in attributes {
        let mut counts = QueryBuilder::new("SELECT ");
        let is_choice = attribute_by_code(code).is_some_and(|attribute| attribute.kind == QuantityKind::Text);
        if is_choice {
            counts.push("f.text, COUNT(*)");
        } else {
            // Bars of equal width over the attribute's range.
            counts.push("CAST(FLOOR((f.number - w.least) / w.width) AS CHAR) AS bar, COUNT(*)");
        }
        counts
            .push(" FROM variants v JOIN attribute_values f ON f.variant_id = v.id AND f.attribute_id = (SELECT id FROM attributes WHERE code = ")
            .push_bind(*code)
            .push(")");
        if !is_choice {
            counts
                .push(" CROSS JOIN (SELECT MIN(number) AS least, GREATEST((MAX(number) - MIN(number)) / ")
                .push(NUMBER_OF_BARS)
                .push(", 1e-9) AS width FROM attribute_values WHERE attribute_id = (SELECT id FROM attributes WHERE code = ")
                .push_bind(*code)
                .push(")) w");
        }
        constrain(&mut counts, question, Some(code));
        counts.push(" GROUP BY 1");
        let counts: Vec<(String, i64)> = counts.build_query_as().fetch_all(&mut *connection).await?;
        facets.insert((*code).to_owned(), if is_choice { by_slug(counts) } else { in_all(&counts) });
    }
    for (code, selected, joined) in [
        ("maker", "m.name", " JOIN products p ON p.id = v.product_id JOIN makers m ON m.id = p.maker_id"),
        ("category", "c.slug", " JOIN categories c ON c.id = v.category_id"),
        // Bars of the logarithm: prices run over several powers of ten.
        (
            "price",
            "CAST(FLOOR(LOG10(GREATEST(pr.unit_price_minor, 1)) * 4) AS CHAR)",
            " JOIN prices pr ON pr.variant_id = v.id AND pr.price_list_id = (SELECT id FROM price_lists WHERE code = 'standard')
               AND pr.min_quantity = (SELECT MIN(first.min_quantity) FROM prices first WHERE first.variant_id = v.id AND first.price_list_id = pr.price_list_id)",
        ),
    ] {
        if code == "category" && question.category.is_some() {
            continue;
        }
        let mut counts = QueryBuilder::new("SELECT ");
        counts.push(selected).push(", COUNT(*) FROM variants v").push(joined);
        constrain(&mut counts, question, None);
        counts.push(" GROUP BY 1");
        let counts: Vec<(String, i64)> = counts.build_query_as().fetch_all(&mut *connection).await?;
        facets.insert(code.to_owned(), if code == "price" { in_all(&counts) } else { by_slug(counts) });
    }
    Ok(Answer { total: total.unsigned_abs(), page, facets })
}

fn by_slug(counts: Vec<(String, i64)>) -> BTreeMap<String, u64> {
    let mut by_slug = BTreeMap::new();
    for (text, count) in counts {
        *by_slug.entry(slug(&text)).or_default() += count.unsigned_abs();
    }
    by_slug
}

fn in_all(bars: &[(String, i64)]) -> BTreeMap<String, u64> {
    BTreeMap::from([(BARS.to_owned(), bars.iter().map(|bar| bar.1.unsigned_abs()).sum())])
}

/// Appends the joins and conditions of a question, without those on the field `except`.
fn constrain(statement: &mut QueryBuilder<MySql>, question: &Question, except: Option<&str>) {
    for (number, (code, range)) in question.query().ranges.iter().enumerate() {
        let (Bound::Included(from), Bound::Included(to)) = range.bounds() else { continue };
        if except == Some(code.as_str()) {
            continue;
        }
        statement
            .push(format_args!(" JOIN attribute_values r{number} ON r{number}.variant_id = v.id"))
            .push(format_args!(" AND r{number}.attribute_id = (SELECT id FROM attributes WHERE code = "))
            .push_bind(code.clone())
            .push(format_args!(") AND r{number}.number BETWEEN "))
            .push_bind(from)
            .push(" AND ")
            .push_bind(to);
    }
    for (number, (code, words)) in question.choices.iter().enumerate() {
        if except == Some(*code) {
            continue;
        }
        statement
            .push(format_args!(" JOIN attribute_values w{number} ON w{number}.variant_id = v.id"))
            .push(format_args!(" AND w{number}.attribute_id = (SELECT id FROM attributes WHERE code = "))
            .push_bind(*code)
            .push(format_args!(") AND w{number}.text IN ("));
        let mut list = statement.separated(", ");
        for word in words {
            list.push_bind(word.clone());
        }
        statement.push(")");
    }
    statement.push(" WHERE 1 = 1");
    if let Some(category) = &question.category {
        statement
            .push(" AND v.category_id = (SELECT id FROM categories WHERE slug = ")
            .push_bind(category.clone())
            .push(")");
    }
    if question.in_stock {
        statement.push(
            " AND (SELECT SUM(l.on_hand - l.allocated - l.held) FROM stock_levels l WHERE l.variant_id = v.id) > 0",
        );
    }
}
