//! Taking documents apart, comparing and merging them: whatever is in them.

use std::collections::BTreeMap;

use domain::catalog::{
    AttributeEntry, AttributeValue, HazardClass, Maker, Original, ProductKind, Provenance, ThrustCurve,
};
use domain::ids::Sku;
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use domain::studio::{
    Block, CategoryContent, Content, HomeContent, ImageRef, Kind, PageContent, PricesContent, ProductContent,
    SchemaEntry, Side, VariantContent, diff, merge,
};
use proptest::prelude::*;

/// Few texts, so that two documents often agree.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-c]{1,3}", Just("é “/” \u{0} \n <b>".to_owned())]
}

fn entry() -> impl Strategy<Value = AttributeEntry> {
    let value =
        prop_oneof![prop::num::f64::NORMAL.prop_map(AttributeValue::Number), text().prop_map(AttributeValue::Text),];
    let code = prop_oneof![Just("length"), Just("mass"), Just("material")];
    (code, value, any::<bool>()).prop_map(|(code, value, has_original)| AttributeEntry {
        code: code.to_owned(),
        value,
        provenance: Provenance::Measured,
        original: has_original.then(|| Original { value: "2.26".to_owned(), unit: "in".to_owned() }),
    })
}

fn variant(code: &'static str) -> impl Strategy<Value = VariantContent> {
    (text(), prop::collection::vec(entry(), 0..3), prop::option::of(1e-9f64..1e3)).prop_map(
        move |(option, facts, thrust)| {
            let mut facts = facts;
            facts.sort_by(|a, b| a.code.cmp(&b.code));
            VariantContent {
                code: code.to_owned(),
                sku: Sku::parse(code).expect("a SKU"),
                mpn: option.clone(),
                option_value: option,
                attributes: facts.into_iter().collect(),
                thrust_curve: thrust
                    .and_then(|thrust| ThrustCurve::new(vec![(0.1, thrust), (0.2, thrust / 3.0), (0.7, 0.0)]).ok()),
            }
        },
    )
}

fn variants() -> impl Strategy<Value = Vec<VariantContent>> {
    let maybe = |code| prop::option::of(variant(code));
    (maybe("AA-1"), maybe("BB.2"), maybe("CC_3"), any::<bool>()).prop_map(|(a, b, c, turned)| {
        let mut list: Vec<_> = [a, b, c].into_iter().flatten().collect();
        if turned {
            list.reverse();
        }
        list
    })
}

fn product() -> impl Strategy<Value = Content> {
    (text(), text(), text(), prop::option::of(0u16..3), variants(), any::<bool>()).prop_map(
        |(name, summary, description, lead_time_days, variants, has_image)| {
            let image = ImageRef { asset: "ab".repeat(32), alt: name.clone() };
            Content::Product(ProductContent {
                category: "nose-cones".to_owned(),
                maker: Maker::own(),
                kind: ProductKind::Part,
                name,
                summary,
                description,
                hazard_class: HazardClass::None,
                lead_time_days,
                variants,
                images: if has_image { vec![image] } else { Vec::new() },
            })
        },
    )
}

fn prices() -> impl Strategy<Value = Content> {
    let ladder = (1u32..5, 0i64..4).prop_map(|(quantity, cents)| {
        let step = QuantityBreak { min_quantity: quantity, unit_price: Money::new(cents, Currency::Eur) };
        PriceLadder::new(vec![step]).expect("one break")
    });
    let code = prop_oneof![Just("AA-1".to_owned()), Just("BB.2".to_owned())];
    prop::collection::btree_map(code, ladder, 0..3).prop_map(|ladders| Content::Prices(PricesContent { ladders }))
}

fn other() -> impl Strategy<Value = Content> {
    let category = (text(), text(), any::<bool>()).prop_map(|(name, summary, is_column)| {
        Content::Category(CategoryContent {
            slug: "fins".to_owned(),
            name,
            summary,
            parent: is_column.then(|| "airframe".to_owned()),
            position: 3,
            attributes: vec![SchemaEntry { code: "length".to_owned(), is_column }],
        })
    });
    let page = (text(), text()).prop_map(|(title, body)| {
        Content::Page(PageContent { slug: "terms".to_owned(), title, summary: String::new(), body })
    });
    let home = (text(), text()).prop_map(|(title, body)| {
        Content::Home(HomeContent { blocks: vec![Block::Categories, Block::Text { title, body }] })
    });
    prop_oneof![category, page, home]
}

fn content() -> impl Strategy<Value = Content> {
    prop_oneof![product(), prices(), other()]
}

fn unchosen() -> BTreeMap<String, Side> {
    BTreeMap::new()
}

proptest! {
    #[test]
    fn a_revision_reads_back_the_same(content in content()) {
        let json = content.to_json();
        let read = Content::from_json(content.kind(), &json).expect("what was written");
        prop_assert_eq!(&read, &content);
        prop_assert_eq!(read.to_json(), json);
    }

    #[test]
    fn nothing_differs_from_itself(content in content()) {
        prop_assert!(diff(&content, &content).is_empty());
    }

    #[test]
    fn a_difference_names_each_changed_field_once(a in product(), b in product()) {
        let changes = diff(&a, &b);
        let mut paths: Vec<_> = changes.iter().map(|change| change.path.as_str()).collect();
        paths.dedup();
        prop_assert_eq!(paths.len(), changes.len());
        prop_assert_eq!(changes.is_empty(), a == b);
        prop_assert_eq!(diff(&b, &a).len(), changes.len());
    }

    #[test]
    fn whoever_changed_nothing_has_no_say(base in product(), new in product()) {
        let mine = merge(&base, &new, &base, &unchosen());
        prop_assert!(mine.conflicts.is_empty());
        prop_assert_eq!(mine.content, new.clone());
        let theirs = merge(&base, &base, &new, &unchosen());
        prop_assert!(theirs.conflicts.is_empty());
        prop_assert_eq!(theirs.content, new);
    }

    #[test]
    fn the_same_change_twice_is_no_conflict(base in product(), new in product()) {
        let both = merge(&base, &new, &new, &unchosen());
        prop_assert!(both.conflicts.is_empty());
        prop_assert_eq!(both.content, new);
    }

    #[test]
    fn a_conflict_is_seen_from_both_sides_and_can_be_decided(base in product(), a in product(), b in product()) {
        let one = merge(&base, &a, &b, &unchosen());
        let other = merge(&base, &b, &a, &unchosen());
        let paths = |conflicts: &[domain::studio::Conflict]| conflicts.iter().map(|c| c.path.clone()).collect::<Vec<_>>();
        prop_assert_eq!(paths(&one.conflicts), paths(&other.conflicts));
        let chosen = one.conflicts.iter().map(|conflict| (conflict.path.clone(), Side::Mine)).collect();
        prop_assert!(merge(&base, &a, &b, &chosen).conflicts.is_empty());
    }

    #[test]
    fn prices_are_merged_variant_by_variant(base in prices(), a in prices(), b in prices()) {
        let merged = merge(&base, &a, &b, &unchosen());
        prop_assert_eq!(merged.content.kind(), Kind::Prices);
        for conflict in merged.conflicts {
            prop_assert!(conflict.path.starts_with("ladders/"));
            prop_assert_ne!(conflict.mine, conflict.theirs);
        }
    }

    #[test]
    fn every_field_has_a_label(content in content()) {
        for (path, field) in content.fields() {
            prop_assert!(!field.label.is_empty(), "{}", path);
        }
    }
}
