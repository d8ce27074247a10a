use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::catalog::{AttributeSet, AttributeValue, HazardClass, ProductKind, Provenance, demo};
use crate::ids::Sku;
use crate::money::{Currency, Money};
use crate::pricing::{PriceLadder, QuantityBreak};
use crate::studio::{
    Block, CategoryContent, HomeContent, ImageRef, PricesContent, ProductContent, SchemaEntry, VariantContent,
};

/// All products of the shop's own line.
fn products() -> Vec<ProductContent> {
    let mut products: BTreeMap<String, ProductContent> = BTreeMap::new();
    for part in demo::catalog().into_iter().map(|part| part.draft) {
        let product = products.entry(part.product_slug.clone()).or_insert_with(|| ProductContent {
            category: part.category.clone(),
            maker: part.maker.clone(),
            kind: part.kind,
            name: part.product_name.clone(),
            summary: part.summary.clone(),
            description: part.description.clone(),
            hazard_class: part.hazard_class,
            lead_time_days: part.lead_time_days,
            variants: Vec::new(),
            images: vec![ImageRef { asset: "a".repeat(64), alt: "Seen from the side".to_owned() }],
        });
        product.variants.push(VariantContent {
            code: part.sku.to_string(),
            sku: part.sku,
            mpn: part.mpn,
            option_value: part.option_value,
            attributes: by_code(&part.attributes),
            thrust_curve: part.thrust_curve,
        });
    }
    products.into_values().collect()
}

/// In the order in which a revision keeps them.
fn by_code(facts: &AttributeSet) -> AttributeSet {
    let facts: BTreeMap<_, _> = facts.iter().map(|entry| (entry.code.clone(), entry.clone())).collect();
    facts.into_values().collect()
}

fn blank(category: &str) -> ProductContent {
    ProductContent {
        category: category.to_owned(),
        maker: Maker::own(),
        kind: ProductKind::Part,
        name: String::new(),
        summary: String::new(),
        description: String::new(),
        hazard_class: HazardClass::None,
        lead_time_days: None,
        variants: Vec::new(),
        images: Vec::new(),
    }
}

fn category() -> CategoryContent {
    let entry = |code: &str, is_column| SchemaEntry { code: code.to_owned(), is_column };
    CategoryContent {
        slug: "fins".to_owned(),
        name: "Fins".to_owned(),
        summary: "Cut fins.".to_owned(),
        parent: Some("airframe".to_owned()),
        position: 7,
        attributes: vec![entry("span", true), entry("mass", true), entry("material", false)],
    }
}

fn prices() -> PricesContent {
    let step = |min_quantity, minor| QuantityBreak { min_quantity, unit_price: Money::new(minor, Currency::Eur) };
    let ladder = PriceLadder::new(vec![step(1, 123_450), step(10, 99_905)]).expect("falls");
    PricesContent { ladders: [("RP-A".to_owned(), ladder)].into() }
}

/// As a browser sends it: lines end with two characters.
fn sent(content: &Content) -> Typed {
    write(content).iter().map(|(name, text)| (name.to_owned(), text.replace('\n', "\r\n"))).collect()
}

fn problems(typed: &Typed, before: &Content) -> Vec<(String, String)> {
    let misread = read(typed, before, &[]).expect_err("a problem");
    misread.into_iter().map(|problem| (problem.path, problem.text)).collect()
}

#[test]
fn a_form_that_was_not_changed_is_the_document_again() {
    for product in products() {
        let content = Content::Product(product);
        assert_eq!(read(&sent(&content), &content, &[]).as_ref(), Ok(&content));
    }
    let home = Content::Home(HomeContent::standard());
    for content in [home, Content::Category(category()), Content::Prices(prices())] {
        assert_eq!(read(&sent(&content), &content, &[]).as_ref(), Ok(&content));
    }
}

#[test]
fn a_product_typed_anew_says_the_same() {
    for product in products() {
        let before = Content::Product(ProductContent { maker: product.maker.clone(), ..blank(&product.category) });
        let content = Content::Product(product.clone());
        let typed = match read(&sent(&content), &before, &[]) {
            Ok(Content::Product(typed)) => typed,
            other => panic!("{}: {other:?}", product.name),
        };
        assert_eq!(
            (&typed.name, &typed.summary, &typed.description),
            (&product.name, &product.summary, &product.description)
        );
        for (one, other) in product.variants.iter().zip(&typed.variants) {
            assert_eq!((&one.sku, &one.mpn, &one.option_value), (&other.sku, &other.mpn, &other.option_value));
            for entry in one.attributes.iter() {
                let read = other.attributes.get(&entry.code).expect("kept");
                match (&entry.value, &read.value) {
                    (AttributeValue::Number(one), AttributeValue::Number(other)) => {
                        assert!((one - other).abs() <= one.abs() * 1e-5, "{}: {one} and {other}", entry.code);
                    }
                    (one, other) => assert_eq!(one, other),
                }
            }
        }
    }
}

#[test]
fn what_the_form_does_not_show_stays() {
    let product = products().into_iter().find(|product| product.variants[0].thrust_curve.is_some()).expect("a motor");
    let content = Content::Product(product.clone());
    let code = product.variants[0].code.clone();
    let typed: Typed =
        [("variants".to_owned(), code.clone()), ("name".to_owned(), "Renamed".to_owned())].into_iter().collect();
    let Ok(Content::Product(read)) = read(&typed, &content, &[]) else { panic!("a product") };
    assert_eq!((read.name.as_str(), read.variants.len()), ("Renamed", 1));
    assert_eq!(read.variants[0], product.variants[0]);
}

#[test]
fn a_fact_is_kept_as_the_maker_wrote_it() {
    let mut product = blank("airframe-tubes");
    product.variants.push(VariantContent {
        code: "RP-X".to_owned(),
        sku: Sku::parse("RP-X").expect("a number"),
        mpn: "X".to_owned(),
        option_value: String::new(),
        attributes: AttributeSet::new(),
        thrust_curve: None,
    });
    let content = Content::Product(product);
    let mut typed = write(&content);
    typed.set("variants/RP-X/attributes/outer_diameter", "2.126 in");
    typed.set("variants/RP-X/provenance/outer_diameter", "measured");
    let Ok(Content::Product(read)) = read(&typed, &content, &[]) else { panic!("a product") };
    let fact = read.variants[0].attributes.get("outer_diameter").expect("a fact");
    assert_eq!(fact.provenance, Provenance::Measured);
    assert!(matches!(fact.value, AttributeValue::Number(si) if (si - 0.054_000_4).abs() < 1e-9));
    assert_eq!(
        fact.original.as_ref().map(|original| (original.value.as_str(), original.unit.as_str())),
        Some(("2.126", "in"))
    );
    assert_eq!(fact_text(fact), "2.126 in");

    typed.set("variants/RP-X/attributes/outer_diameter", "wide");
    typed.set("variants/RP-X/sku", "no number");
    typed.set("lead_time_days", "soon");
    typed.set("maker", "NOBODY");
    let paths: Vec<_> = problems(&typed, &content).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["variants/RP-X/attributes/outer_diameter", "variants/RP-X/sku", "maker", "lead_time_days"]);
}

#[test]
fn a_broken_ladder_is_refused_at_its_row() {
    let content = Content::Prices(prices());
    let with = |fields: &[(&str, &str)]| {
        let mut typed = write(&content);
        for (name, text) in fields {
            typed.set(format!("ladders/RP-A/{name}"), *text);
        }
        typed
    };
    let rises = with(&[("2/quantity", "20"), ("2/price", "999.06")]);
    assert_eq!(
        problems(&rises, &content),
        [("ladders/RP-A/2/price".to_owned(), "The price for 20 pieces is higher than for fewer.".to_owned())]
    );
    let twice = with(&[("2/quantity", "10"), ("2/price", "999.05")]);
    assert_eq!(problems(&twice, &content)[0].0, "ladders/RP-A/2/quantity");
    let unreadable = with(&[("2/quantity", "many"), ("2/price", "")]);
    let paths: Vec<_> = problems(&unreadable, &content).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["ladders/RP-A/2/quantity", "ladders/RP-A/2/price"]);
    let spare = with(&[("2/quantity", " "), ("2/price", "")]);
    assert_eq!(read(&spare, &content, &[]), Ok(content.clone()));
    let emptied = with(&[("0/quantity", ""), ("0/price", ""), ("1/quantity", ""), ("1/price", "")]);
    assert_eq!(read(&emptied, &content, &[]), Ok(Content::Prices(PricesContent::default())));
}

#[test]
fn buttons_add_remove_and_move() {
    let content = Content::Category(category());
    let codes = |typed: &Typed| match read(typed, &content, &[]) {
        Ok(Content::Category(category)) => category
            .attributes
            .into_iter()
            .map(|entry| format!("{}{}", entry.code, if entry.is_column { "*" } else { "" }))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let mut typed = write(&content);
    change(&mut typed, "down:attributes/1").expect("moves");
    assert_eq!(codes(&typed), ["span*", "material", "mass*"]);
    change(&mut typed, "up:attributes/0").expect("stays");
    change(&mut typed, "remove:attributes/0").expect("goes");
    assert_eq!(codes(&typed), ["material", "mass*"]);
    assert_eq!(change(&mut typed, "add:attributes").expect_err("nothing chosen").path, "new/attribute");
    typed.set("new/attribute", "finish");
    assert_eq!(
        change(&mut typed, "add:attributes").expect("added").map(|changed| changed.at).as_deref(),
        Some("attributes/2/code")
    );
    assert_eq!(codes(&typed), ["material", "mass*", "finish"]);
    for nothing in ["", "x", "remove:attributes/9", "up:nothing/1", "fly:attributes/1", "remove:attributes/x"] {
        change(&mut typed, nothing).expect("nothing");
        assert_eq!(codes(&typed).len(), 3, "{nothing}");
    }
}

#[test]
fn variants_and_facts_are_added_and_removed() {
    let content = Content::Product(blank("fins"));
    let mut typed = write(&content);
    typed.set("new/sku", "RP-F-1");
    let at = change(&mut typed, "add:variants").expect("added").expect("a field").at;
    assert_eq!(at, "variants/RP-F-1/option_value");
    typed.set("new/sku", "rp-f-1");
    assert_eq!(change(&mut typed, "add:variants").expect_err("twice").path, "new/sku");
    typed.set("new/RP-F-1/attribute", "finish");
    typed.set("new/RP-F-1/value", "sanded");
    change(&mut typed, "fact:RP-F-1").expect("added");
    let Ok(Content::Product(product)) = read(&typed, &content, &[]) else { panic!("a product") };
    assert_eq!(product.variants[0].attributes.text("finish"), Some("sanded"));
    assert_eq!((product.variants[0].code.as_str(), product.variants[0].mpn.as_str()), ("RP-F-1", "RP-F-1"));
    change(&mut typed, "remove:variants/RP-F-1").expect("removed");
    let Ok(Content::Product(product)) = read(&typed, &content, &[]) else { panic!("a product") };
    assert!(product.variants.is_empty());
}

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 é“”<>&\n*-]{0,30}".prop_map(|text| text.trim().to_owned())
}

fn line() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9é<>&*-]{1,12}"
}

fn block() -> impl Strategy<Value = Block> {
    let item = (text(), line());
    prop_oneof![
        Just(Block::Categories),
        (text(), text(), prop::collection::vec(line(), 0..4), prop::option::of(line()))
            .prop_map(|(title, claim, tries, part)| Block::Lead { title, claim, tries, part }),
        (text(), prop::collection::vec(item, 0..4)).prop_map(|(title, items)| Block::Facts { title, items }),
        (text(), prop::collection::vec(line(), 0..4)).prop_map(|(title, skus)| Block::Parts { title, skus }),
        (text(), text()).prop_map(|(title, body)| Block::Text { title, body }),
    ]
}

proptest! {
    #[test]
    fn any_home_page_comes_back(blocks in prop::collection::vec(block(), 0..12)) {
        let content = Content::Home(HomeContent { blocks });
        prop_assert_eq!(read(&sent(&content), &Content::Home(HomeContent::standard()), &[]), Ok(content));
    }

    #[test]
    fn any_page_comes_back(slug in text(), title in text(), summary in text(), body in text()) {
        let blank = PageContent { slug: String::new(), title: String::new(), summary: String::new(), body: String::new() };
        let content = Content::Page(PageContent { slug, title, summary, body });
        prop_assert_eq!(read(&sent(&content), &Content::Page(blank), &[]), Ok(content));
    }

    #[test]
    fn moving_down_and_up_again_changes_nothing(blocks in prop::collection::vec(block(), 2..8), at in 0usize..6) {
        let content = Content::Home(HomeContent { blocks });
        let mut typed = write(&content);
        let last = typed.rows("blocks").len() - 1;
        let at = at.min(last - 1);
        change(&mut typed, &format!("down:blocks/{at}")).expect("moves");
        change(&mut typed, &format!("up:blocks/{}", at + 1)).expect("moves");
        prop_assert_eq!(read(&typed, &content, &[]), Ok(content));
    }

    #[test]
    fn no_form_panics(fields in prop::collection::btree_map("(variants|ladders|images|blocks|attributes|name|new)?(/[a-zA-Z0-9-]{0,6}){0,4}", "[ -~]{0,20}", 0..12), button in "[a-z]{0,6}:?[a-z0-9/]{0,16}") {
        for before in [Content::Product(blank("fins")), Content::Prices(prices()), Content::Category(category()), Content::Home(HomeContent::standard())] {
            let mut typed: Typed = fields.clone().into_iter().collect();
            let _ = change(&mut typed, &button);
            let _ = read(&typed, &before, &[]);
        }
    }
}
