//! Conditions, facets and orders over the whole demo catalog, each against the same worked out the
//! slow way from the drafts the catalog was made from.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalog::{AttributeValue, ProductKind, demo, schema};
use domain::search::{FieldKind, Limit, Query, Range, slug};
use domain::units::{Quantity, QuantityKind, Unit};
use sqlx::MySqlPool;
use store::catalog::Sort;
use store::search::{Facet, FacetCounts, Finding};

use crate::shop::{Shop, ladder, tube};

/// A part as the demo catalog tells of it.
struct Known {
    sku: String,
    category: &'static str,
    /// The category and those above it.
    within: Vec<&'static str>,
    maker: String,
    euros: f64,
    is_sendable: bool,
    figures: BTreeMap<String, f64>,
    words: BTreeMap<String, String>,
    /// Among the products, and among the variants, in the order they were taken in.
    place: (usize, usize),
}

fn known() -> Vec<Known> {
    let mut products: Vec<String> = Vec::new();
    demo::catalog()
        .into_iter()
        .enumerate()
        .map(|(number, part)| {
            let draft = &part.draft;
            let product = products.iter().position(|product| *product == draft.product_slug).unwrap_or_else(|| {
                products.push(draft.product_slug.clone());
                products.len() - 1
            });
            let category = schema::category_by_slug(&draft.category).expect("built in");
            let mut within = vec![category.slug];
            let mut above = category.parent;
            while let Some(parent) = schema::category_by_slug(above) {
                within.push(parent.slug);
                above = parent.parent;
            }
            let pieces: u32 = part.stock.iter().map(|stock| stock.1).sum();
            let mut figures = BTreeMap::new();
            let mut words = BTreeMap::new();
            for entry in draft.attributes.iter() {
                match &entry.value {
                    AttributeValue::Number(figure) => _ = figures.insert(entry.code.clone(), *figure),
                    AttributeValue::Text(word) => _ = words.insert(entry.code.clone(), slug(word)),
                }
            }
            let cents = ladder(&part.prices).breaks()[0].unit_price.minor;
            Known {
                sku: draft.sku.to_string(),
                category: category.slug,
                within,
                maker: slug(&draft.maker.name),
                #[expect(clippy::cast_precision_loss, reason = "prices are small")]
                euros: cents as f64 / 100.0,
                is_sendable: draft.kind == ProductKind::Part && pieces > 0,
                figures,
                words,
                place: (product, number),
            }
        })
        .collect()
}

impl Known {
    fn figure(&self, field: &str) -> Option<f64> {
        if field == "price" { Some(self.euros) } else { self.figures.get(field).copied() }
    }

    fn words_of(&self, field: &str) -> Vec<String> {
        match field {
            "category" => self.within.iter().map(|slug| (*slug).to_owned()).collect(),
            "maker" => vec![self.maker.clone()],
            field => self.words.get(field).cloned().into_iter().collect(),
        }
    }

    /// Whether it meets the query, the conditions on `but` left out.
    fn meets(&self, query: &Query, but: &str) -> bool {
        let in_ranges = query
            .ranges
            .iter()
            .filter(|(field, _)| *field != but)
            .all(|(field, range)| self.figure(field).is_some_and(|figure| range.contains(figure)));
        let chosen = query
            .choices
            .iter()
            .filter(|(field, _)| *field != but)
            .all(|(field, slugs)| self.words_of(field).iter().any(|word| slugs.contains(word)));
        in_ranges && chosen && (!query.in_stock || self.is_sendable)
    }
}

/// The same figures on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A range between two figures of the scope, in a unit somebody may type.
fn some_range(dice: &mut Dice, kind: QuantityKind, figures: &[f64]) -> Range {
    let unit = if dice.one_in(2) { kind.imperial_unit() } else { None }.or(kind.display_unit()).expect("a figure");
    let (a, b) = (*dice.pick(figures), *dice.pick(figures));
    let mut limit = |si| Limit { quantity: Quantity::from_si(si, unit), inclusive: !dice.one_in(3) };
    let (from, to) = (limit(a.min(b)), limit(a.max(b)));
    match dice.below(3) {
        0 => Range { from: Some(from), to: None },
        1 => Range { from: None, to: Some(to) },
        _ => Range { from: Some(from), to: Some(to) },
    }
}

fn some_query(dice: &mut Dice, scope: &[&Known], fields: &[&str]) -> Query {
    let mut query = Query { in_stock: dice.one_in(4), ..Query::default() };
    for field in fields {
        if !dice.one_in(3) {
            continue;
        }
        let figures: Vec<f64> = scope.iter().filter_map(|known| known.figure(field)).collect();
        let words: Vec<String> = scope.iter().flat_map(|known| known.words_of(field)).collect();
        if *field == "price" {
            query.ranges.insert((*field).to_owned(), some_range(dice, QuantityKind::Count, &figures));
        } else if let Some(attribute) = schema::attribute_by_code(field)
            && attribute.kind != QuantityKind::Text
            && !figures.is_empty()
        {
            query.ranges.insert((*field).to_owned(), some_range(dice, attribute.kind, &figures));
        } else if !words.is_empty() {
            let chosen = (0..=dice.below(2)).map(|_| dice.pick(&words).clone()).collect();
            query.choices.insert((*field).to_owned(), chosen);
        }
    }
    query
}

fn skus(finding: &Finding) -> Vec<String> {
    finding.rows.iter().map(|row| row.sku.to_string()).collect()
}

/// That every count of a facet is right, and that nothing of the scope is missing.
fn check_facet(facet: &Facet, scope: &[&Known], query: &Query, what: &str) {
    let code = facet.field.code.as_str();
    let rest: Vec<&&Known> = scope.iter().filter(|known| known.meets(query, code)).collect();
    match &facet.counts {
        FacetCounts::Values(values) => {
            let chosen = query.choices.get(code).cloned().unwrap_or_default();
            for value in values {
                let count = rest.iter().filter(|known| known.words_of(code).contains(&value.value)).count();
                assert_eq!(value.count, count as u64, "{what}: {code} {}", value.value);
                assert_eq!(value.chosen, chosen.contains(&value.value), "{what}: {code} {}", value.value);
            }
            let listed: BTreeSet<_> = values.iter().map(|value| value.value.clone()).collect();
            assert_eq!(listed.len(), values.len(), "{what}: {code} lists each once");
            assert!(chosen.is_subset(&listed), "{what}: {code} lists what is chosen");
            let there: BTreeSet<_> = match code {
                "category" => scope.iter().map(|known| known.category.to_owned()).collect(),
                code => scope.iter().flat_map(|known| known.words_of(code)).collect(),
            };
            if there.len() <= 40 {
                assert!(there.is_subset(&listed), "{what}: {code} lists the scope");
            }
            assert!(values.is_sorted_by(|a, b| a.count >= b.count), "{what}: {code} most frequent first");
        }
        FacetCounts::Histogram(histogram) => {
            let scale = if facet.field.kind == FieldKind::Price { 100.0 } else { 1.0 };
            let all: Vec<f64> = scope.iter().filter_map(|known| known.figure(code)).map(|si| si * scale).collect();
            let near = |a: f64, b: f64| (a - b).abs() <= b.abs() * 1e-9;
            assert!(near(histogram.least, all.iter().copied().fold(f64::INFINITY, f64::min)), "{what}: {code}");
            assert!(near(histogram.greatest, all.iter().copied().fold(f64::NEG_INFINITY, f64::max)), "{what}: {code}");
            let last = histogram.bars.len() - 1;
            for (index, bar) in histogram.bars.iter().enumerate() {
                let not_below = |figure: f64, edge: f64| figure >= edge - edge.abs() * 1e-9;
                let count = rest
                    .iter()
                    .filter_map(|known| known.figure(code))
                    .map(|si| si * scale)
                    .filter(|figure| not_below(*figure, bar.from) && (index == last || !not_below(*figure, bar.to)))
                    .count();
                assert_eq!(bar.count, count as u64, "{what}: {code} {bar:?}");
            }
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn hits_and_counts_are_those_of_counting_by_hand(database: MySqlPool) {
    let shop = Shop::with_whole_demo(database).await;
    shop.store.rebuild_search().await.expect("built");
    let known = known();
    let mut dice = Dice(0x5eed_0fa1);
    let (mut narrowed, mut several) = (0, 0);
    for round in 0..120 {
        let category = (!dice.one_in(5)).then(|| dice.pick(schema::CATEGORIES));
        let scope: Vec<&Known> = known
            .iter()
            .filter(|known| category.is_none_or(|category| known.within.contains(&category.slug)))
            .collect();
        if scope.is_empty() {
            continue;
        }
        let mut fields: Vec<&str> = category.map(|category| category.attributes.to_vec()).unwrap_or_default();
        fields.extend(["maker", "price"]);
        if category.is_none_or(|category| category.attributes.is_empty()) {
            fields.push("category");
        }
        let query = some_query(&mut dice, &scope, &fields);
        let what = format!("round {round}, {:?}, {query:?}", category.map(|category| category.slug));
        let found = shop
            .store
            .find_parts(&query, category.map(|category| category.slug), None, 1_000, 0)
            .await
            .expect("answered");
        let mut expected: Vec<_> =
            scope.iter().filter(|known| known.meets(&query, "")).map(|known| known.sku.clone()).collect();
        let mut hits = skus(&found);
        assert_eq!(found.total, expected.len() as u64, "{what}");
        expected.sort();
        hits.sort();
        assert_eq!(hits, expected, "{what}");
        narrowed += usize::from(!expected.is_empty() && expected.len() < scope.len());
        several += usize::from(query.ranges.len() + query.choices.len() > 1);
        for facet in &found.facets {
            check_facet(facet, &scope, &query, &what);
        }
        for field in &fields {
            let figures: BTreeSet<_> = scope.iter().filter_map(|known| known.figure(field)).map(f64::to_bits).collect();
            let words: BTreeSet<_> = scope.iter().flat_map(|known| known.words_of(field)).collect();
            if *field != "category" && (figures.len() > 1 || words.len() > 1) {
                assert!(found.facets.iter().any(|facet| facet.field.code == *field), "{what}: {field} is missing");
            }
        }
    }
    assert!(narrowed >= 30 && several >= 30, "{narrowed} queries narrow, {several} by several fields");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_column_sorts_both_ways_with_missing_values_last(database: MySqlPool) {
    let shop = Shop::with_whole_demo(database).await;
    shop.store.rebuild_search().await.expect("built");
    let known = known();
    for category in schema::CATEGORIES.iter().filter(|category| !category.attributes.is_empty()) {
        let scope: Vec<&Known> = known.iter().filter(|known| known.category == category.slug).collect();
        for by in category.attributes.iter().copied().chain(["price", "sku"]) {
            for descending in [false, true] {
                let mut expected = scope.clone();
                expected.sort_by(|a, b| {
                    let turned = |order: std::cmp::Ordering| if descending { order.reverse() } else { order };
                    let order = if by == "sku" {
                        turned(a.sku.cmp(&b.sku))
                    } else if let (Some(a), Some(b)) = (a.figure(by), b.figure(by)) {
                        turned(a.total_cmp(&b))
                    } else if let (Some(a), Some(b)) = (a.words.get(by), b.words.get(by)) {
                        turned(a.cmp(b))
                    } else {
                        let has = |known: &Known| known.figure(by).is_some() || known.words.contains_key(by);
                        has(b).cmp(&has(a))
                    };
                    order.then(a.place.cmp(&b.place))
                });
                let sort = Sort { by: by.to_owned(), descending };
                let found = shop
                    .store
                    .find_parts(&Query::default(), Some(category.slug), Some(&sort), 1_000, 0)
                    .await
                    .expect("answered");
                let expected: Vec<_> = expected.iter().map(|known| known.sku.as_str()).collect();
                assert_eq!(skus(&found), expected, "{} by {by}, {descending}", category.slug);
            }
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn parts_without_the_sorted_value_come_last_either_way(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    for (number, length, made_of, price) in [
        ("T-A", Some(900.0), Some("Kraft"), Some(300)),
        ("T-B", None, None, None),
        // As figures, 1000 is more than 900; as text it would be less.
        ("T-C", Some(1000.0), Some("Phenolic"), Some(100)),
        ("T-D", Some(30.5), None, Some(200)),
    ] {
        let mut draft = tube(number, length);
        if let Some(made_of) = made_of {
            draft.attributes.state_text("material", made_of);
        }
        session.part(&draft).await.expect("taken");
        if let Some(price) = price {
            session.prices(&draft.sku, &ladder(&[(1, price)])).await.expect("priced");
        }
    }
    session.commit().await.expect("written");
    shop.store.rebuild_search().await.expect("built");
    let sorted = async |by: &str, descending| {
        let sort = Sort { by: by.to_owned(), descending };
        let found = shop.store.find_parts(&Query::default(), Some("airframe-tubes"), Some(&sort), 50, 0).await;
        skus(&found.expect("answered"))
    };
    assert_eq!(sorted("length", false).await, ["T-D", "T-A", "T-C", "T-B"]);
    assert_eq!(sorted("length", true).await, ["T-C", "T-A", "T-D", "T-B"]);
    assert_eq!(sorted("material", false).await, ["T-A", "T-C", "T-B", "T-D"]);
    assert_eq!(sorted("material", true).await, ["T-C", "T-A", "T-B", "T-D"]);
    assert_eq!(sorted("price", false).await, ["T-C", "T-D", "T-A", "T-B"]);
    assert_eq!(sorted("price", true).await, ["T-A", "T-D", "T-C", "T-B"]);
    assert_eq!(sorted("sku", true).await, ["T-D", "T-C", "T-B", "T-A"]);
    for nonsense in ["", "'; --", "no_such_attribute"] {
        assert_eq!(sorted(nonsense, true).await.len(), 4, "{nonsense:?} sorts nothing and loses nothing");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn pages_hold_every_part_once_whatever_is_written_meanwhile(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.store.follow().await.expect("built");
    // Several steps leave several segments; equal lengths, so that only the tie-break keeps pages apart.
    for from in [10, 20, 30] {
        let mut session = shop.import().await;
        for number in from..from + 10 {
            session.part(&tube(&format!("T-{number}"), Some(500.0))).await.expect("taken");
        }
        session.commit().await.expect("written");
        shop.store.follow().await.expect("followed");
    }
    for sort in [Some(Sort { by: "length".to_owned(), descending: true }), None] {
        let mut seen = Vec::new();
        for offset in [0, 7, 14, 21, 28, 35] {
            let page = shop.store.find_parts(&Query::default(), Some("airframe"), sort.as_ref(), 7, offset).await;
            let page = page.expect("answered");
            assert_eq!(page.total, 30);
            seen.extend(skus(&page));
        }
        assert_eq!(seen, (10..40).map(|number| format!("T-{number}")).collect::<Vec<_>>());
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_search_is_narrowed_by_the_attributes_of_its_one_category(database: MySqlPool) {
    let shop = Shop::with_whole_demo(database).await;
    shop.store.rebuild_search().await.expect("built");
    let codes = async |query: Query, category: Option<&str>| {
        let found = shop.store.find_parts(&query, category, None, 1, 0).await.expect("answered");
        found.facets.into_iter().map(|facet| facet.field.code).collect::<Vec<_>>()
    };
    let words = |words: &str| Query { words: words.to_owned(), ..Query::default() };
    assert!(!codes(words("54"), None).await.contains(&"profile".to_owned()), "of several categories");
    assert!(codes(words("ogive nose"), None).await.contains(&"base_diameter".to_owned()), "all nose cones");
    let chosen = words("54").with_choice("category", "nose-cones");
    let chosen = codes(chosen, None).await;
    assert!(chosen.contains(&"category".to_owned()) && chosen.contains(&"profile".to_owned()), "{chosen:?}");
    assert!(codes(Query::default(), Some("airframe")).await.contains(&"category".to_owned()), "of those below");
    assert!(!codes(Query::default(), Some("nose-cones")).await.contains(&"category".to_owned()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_query_nothing_can_meet_finds_nothing_and_says_what_it_was(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600", "RP-AT-54-900"]).await;
    shop.store.rebuild_search().await.expect("built");
    let mm = |value| Quantity::new(value, Unit::Millimetre);
    let found =
        async |query: Query| shop.store.find_parts(&query, Some("airframe-tubes"), None, 9, 0).await.expect("answered");
    assert_eq!(found(Query::default()).await.total, 2);
    assert_eq!(found(Query::default().with_range("length", Range::exactly(mm(600.0)))).await.total, 1);
    for query in [
        Query::default().with_range("length", Range::between(mm(900.0), mm(600.0))),
        Query::default().with_range("length", Range::at_least(Quantity::new(1.0, Unit::Gram))),
        Query::default().with_range("material", Range::at_least(mm(1.0))),
        Query::default().with_range("no_such_field", Range::at_least(mm(1.0))),
        Query::default().with_range("burn_time", Range::at_least(Quantity::new(0.0, Unit::Second))),
        Query::default().with_choice("length", "600"),
        Query::default().with_choice("no-such-field", "any"),
    ] {
        let found = found(query.clone()).await;
        assert_eq!((found.total, found.rows.len()), (0, 0), "{query:?}");
        assert!(!found.facets.is_empty(), "there is a way on: {query:?}");
    }
    let granite = found(Query::default().with_choice("material", "granite")).await;
    let material = granite.facets.iter().find(|facet| facet.field.code == "material").expect("shown");
    let FacetCounts::Values(values) = &material.counts else { panic!("words") };
    assert!(values.iter().any(|value| value.value == "granite" && value.chosen && value.count == 0));
    assert!(values.iter().any(|value| !value.chosen && value.count > 0), "what there is instead");
    assert_eq!(shop.store.find_parts(&Query::default(), Some("no-such"), None, 9, 0).await.expect("answered").total, 0);
}
