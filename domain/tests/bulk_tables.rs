//! Tables of products, prices and stock: what is exported and read again changes nothing, what is changed is told
//! row by row, and no bytes bring a reader down.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use domain::catalog::{AttributeSet, PartDraft, demo, schema};
use domain::ids::Sku;
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use domain::studio::bulk::{
    Counts, FileKind, FileProblem, KnownAttribute, KnownCategory, MAX_CELL, Mapping, Outcome, export, guess, prices,
    products, sheet, stock, supplier,
};
use domain::studio::{PricesContent, ProductContent, VariantContent};
use proptest::prelude::*;

fn attributes() -> Vec<KnownAttribute> {
    let known = |attribute: &domain::catalog::Attribute| KnownAttribute {
        code: attribute.code.to_owned(),
        name: attribute.name.to_owned(),
        short_name: attribute.short_name.to_owned(),
        kind: attribute.kind,
    };
    schema::ATTRIBUTES.iter().map(known).collect()
}

fn categories() -> Vec<KnownCategory> {
    let known = |category: &schema::CategorySeed| KnownCategory {
        code: category.slug.to_owned(),
        slug: category.slug.to_owned(),
        name: category.name.to_owned(),
        attributes: category.attributes.iter().map(|code| (*code).to_owned()).collect(),
    };
    schema::CATEGORIES.iter().map(known).collect()
}

fn variant(draft: &PartDraft) -> VariantContent {
    let mut entries: Vec<_> = draft.attributes.iter().cloned().collect();
    entries.sort_by(|one, other| one.code.cmp(&other.code));
    VariantContent {
        code: draft.sku.to_string(),
        sku: draft.sku.clone(),
        mpn: draft.mpn.clone(),
        option_value: draft.option_value.clone(),
        attributes: entries.into_iter().collect(),
        thrust_curve: draft.thrust_curve.clone(),
    }
}

fn product(draft: &PartDraft) -> ProductContent {
    ProductContent {
        category: draft.category.clone(),
        maker: draft.maker.clone(),
        kind: draft.kind,
        name: draft.product_name.clone(),
        summary: draft.summary.clone(),
        description: draft.description.clone(),
        hazard_class: draft.hazard_class,
        lead_time_days: draft.lead_time_days,
        variants: Vec::new(),
        images: Vec::new(),
    }
}

/// A catalog of these parts.
fn catalog(drafts: &[PartDraft]) -> products::Catalog {
    let mut catalog =
        products::Catalog { attributes: attributes(), categories: categories(), ..products::Catalog::default() };
    for draft in drafts {
        if !catalog.makers.contains(&draft.maker) {
            catalog.makers.push(draft.maker.clone());
        }
        let content = catalog.products.entry(draft.product_slug.clone()).or_insert_with(|| product(draft));
        content.variants.push(variant(draft));
        let key = draft.sku.as_str().to_ascii_uppercase();
        catalog.numbers.insert(key, (draft.product_slug.clone(), draft.sku.to_string()));
        catalog.slugs.insert(draft.product_slug.clone());
    }
    catalog
}

fn demo_drafts() -> Vec<PartDraft> {
    static DRAFTS: LazyLock<Vec<PartDraft>> =
        LazyLock::new(|| demo::catalog().into_iter().map(|part| part.draft).collect());
    DRAFTS.clone()
}

fn exported(catalog: &products::Catalog) -> String {
    let mut text = export::MARK.to_owned() + &export::products_head(&catalog.attributes);
    for (slug, content) in &catalog.products {
        text.push_str(&export::product_lines(slug, content, &catalog.categories, &catalog.attributes));
    }
    text
}

fn checked(text: &str, catalog: &products::Catalog) -> products::Checked<ProductContent> {
    let sheet = sheet::read(text.as_bytes()).expect("a table");
    let mapping = guess::mapping(FileKind::Products, &sheet.head, &catalog.attributes);
    assert!(mapping.problems(FileKind::Products, &catalog.attributes).is_empty(), "{mapping:?}");
    products::check(&sheet, &mapping, catalog)
}

fn reasons(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Rejected(reasons) => {
            reasons.iter().map(|reason| format!("{}: {}", reason.column, reason.text)).collect::<Vec<_>>().join(" | ")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_demo_catalog_exported_and_read_again_changes_nothing() {
    let catalog = catalog(&demo_drafts());
    let checked = checked(&exported(&catalog), &catalog);
    let changed: Vec<_> = checked.rows.iter().filter(|row| row.outcome != Outcome::Unchanged).collect();
    assert!(changed.is_empty() && checked.contents.is_empty(), "{:#?}", changed.first());
    assert_eq!(checked.rows.len(), demo_drafts().len());
}

#[test]
fn an_exported_table_read_into_an_empty_shop_makes_every_part() {
    let full = catalog(&demo_drafts());
    let empty = products::Catalog {
        products: BTreeMap::new(),
        numbers: HashMap::new(),
        slugs: std::collections::HashSet::new(),
        ..full.clone()
    };
    let checked = checked(&exported(&full), &empty);
    assert_eq!(
        Counts::of(&checked.rows).new as usize,
        checked.rows.len(),
        "{:?}",
        checked.rows.iter().find(|row| !matches!(row.outcome, Outcome::New(_)))
    );
    for (slug, content) in &checked.contents {
        let known = &full.products[slug];
        assert_eq!(
            (&content.name, &content.category, content.variants.len()),
            (&known.name, &known.category, known.variants.len())
        );
    }
}

#[test]
fn a_row_changes_what_its_cells_say_and_nothing_else() {
    let catalog = catalog(&demo_drafts());
    let text = "sku;name;Length (mm);Mass;Lead time (days);Finish\r\n\
                RP-AT-54-600;;612,5;;;-\r\n\
                rp-at-54-900;;90 cm;-;7;\r\n\
                RP-NONE-1;Thing;1;;;\r\n\
                RP-AT-54-600;;1;;;\r\n\
                RP-CP-54;;5 parsec;;soon;\r\n";
    let checked = checked(text, &catalog);
    let slug = &catalog.numbers["RP-AT-54-600"].0;
    let Outcome::Changed(changes) = &checked.rows[0].outcome else { panic!("{:?}", checked.rows[0]) };
    assert_eq!((changes[0].field.as_str(), changes[0].after.as_str()), ("Length", "612.5 mm"));
    let after = &checked.contents[slug];
    let part = after.variants.iter().find(|variant| variant.code == "RP-AT-54-600").expect("there");
    assert!((part.attributes.number("length").expect("a length") - 0.6125).abs() < 1e-12);
    assert!(part.attributes.number("mass").is_some() && part.attributes.get("finish").is_none());
    assert_eq!(after.name, catalog.products[slug].name);
    let Outcome::Changed(changes) = &checked.rows[1].outcome else { panic!("{:?}", checked.rows[1]) };
    assert!(changes.iter().all(|change| change.field != "Length"), "90 cm is 900 mm: {changes:?}");
    assert_eq!(after.lead_time_days, Some(7));
    assert!(reasons(&checked.rows[2].outcome).contains("needs a category"));
    assert!(reasons(&checked.rows[3].outcome).contains("line 2"));
    let both = reasons(&checked.rows[4].outcome);
    assert!(both.contains("Length (mm)") && both.contains("parsec") && both.contains("Lead time (days)"), "{both}");
}

#[test]
fn parts_of_one_product_agree() {
    let catalog = catalog(&demo_drafts());
    let one = checked("sku,name\nRP-AT-54-600,Tube A\nRP-AT-54-900,Tube B\n", &catalog);
    assert!(matches!(one.rows[0].outcome, Outcome::Changed(_)));
    assert!(reasons(&one.rows[1].outcome).contains("Line 2"));
    let slug = &catalog.numbers["RP-AT-54-600"].0;
    let name = &catalog.products[slug].name;
    // The old name in the other rows is no contradiction.
    let text = format!("sku,name\nRP-AT-54-900,\"{name}\"\nRP-AT-54-600,Tube A\nRP-AT-54-1200,\"{name}\"\n");
    let two = checked(&text, &catalog);
    assert_eq!(two.contents[slug].name, "Tube A");
    assert_eq!(Counts::of(&two.rows).changed, 1);
}

#[test]
fn new_parts_join_a_product_or_make_one() {
    let catalog = catalog(&demo_drafts());
    let slug = &catalog.numbers["RP-AT-54-600"].0;
    let text = format!(
        "sku,product,category,maker,name,option,length,mpn,summary\n\
         RP-AT-54-455,{slug},,,,455 mm,455,455,\n\
         NEW-1,,airframe-tubes,Estes,New tube,,200,N1,New\n\
         NEW-2,new-pair,Airframe Tubes,RP,Pair,a,100,N2,Two of them\n\
         NEW-3,new-pair,,,,b,200,N3,\n\
         RP-AT-54-600,elsewhere,,,,,,,\n\
         NEW-4,Bad Slug,fins,RP,X,,,N4,X\n\
         NEW-5,,nowhere,Nobody,X,,,N5,X\n\
         NEW-6,new-pair,,,,,200,,\n"
    );
    let checked = checked(&text, &catalog);
    assert_eq!(
        Counts::of(&checked.rows),
        Counts { new: 4, changed: 0, unchanged: 0, rejected: 4 },
        "{:#?}",
        checked.rows
    );
    assert_eq!(checked.contents["new-pair"].variants.len(), 2);
    assert_eq!(checked.contents["new-1"].maker.code, "EST");
    assert!(checked.contents[slug].variants.iter().any(|variant| variant.code == "RP-AT-54-455"));
    assert!(reasons(&checked.rows[6].outcome).contains("no category “nowhere”"));
    let incomplete = reasons(&checked.rows[7].outcome);
    assert!(incomplete.contains("maker’s part number") && incomplete.contains("an option"), "{incomplete}");
}

#[test]
fn a_fact_needs_a_place_in_the_category() {
    let catalog = catalog(&demo_drafts());
    let checked = checked("sku,channels\nRP-AT-54-600,4\n", &catalog);
    assert_eq!(reasons(&checked.rows[0].outcome), "channels: Parts of the category Airframe tubes have no such fact.");
}

fn book() -> prices::PriceBook {
    let euro = |min_quantity, cents| QuantityBreak { min_quantity, unit_price: Money::new(cents, Currency::Eur) };
    let ladder = PriceLadder::new(vec![euro(1, 1_000), euro(10, 900)]).expect("a ladder");
    let numbers = ["A-1", "A-2", "A-3"].map(|sku| (sku.to_owned(), ("a".to_owned(), sku.to_owned())));
    let content =
        PricesContent { ladders: BTreeMap::from([("A-1".to_owned(), ladder.clone()), ("A-2".to_owned(), ladder)]) };
    prices::PriceBook {
        currency: Currency::Eur,
        numbers: HashMap::from(numbers),
        prices: BTreeMap::from([("a".to_owned(), content)]),
    }
}

fn priced(text: &str) -> products::Checked<PricesContent> {
    let sheet = sheet::read(text.as_bytes()).expect("a table");
    let mapping = guess::mapping(FileKind::Prices, &sheet.head, &[]);
    prices::check(&sheet, &mapping, &book())
}

#[test]
fn prices_are_taken_by_the_ladder() {
    let checked = priced(
        "SKU;Qty;Price;Currency\nA-1;1;10,50;EUR\nA-1;10;9;\nA-2;1;10,00;EUR\nA-3;;3,20 €;\na-9;1;1;\nA-2;x;1;USD\n",
    );
    let names: Vec<_> = checked.rows.iter().map(|row| row.outcome.name()).collect();
    assert_eq!(names, ["changed", "unchanged", "rejected", "new", "rejected", "rejected"], "{:#?}", checked.rows);
    assert!(reasons(&checked.rows[2].outcome).contains("line 7"));
    assert!(reasons(&checked.rows[5].outcome).contains("standard prices are in EUR"));
    let after = &checked.contents["a"].ladders;
    assert_eq!(after["A-1"].at(10).map(|step| step.unit_price.minor), Some(900));
    assert_eq!(after["A-2"].breaks().len(), 2, "left alone");
    let cleared = priced("sku,price\nA-1,-\nA-2,5.00\n");
    assert!(!cleared.contents["a"].ladders.contains_key("A-1"));
    let Outcome::Changed(changes) = &cleared.rows[1].outcome else { panic!("{:?}", cleared.rows) };
    assert_eq!(changes.len(), 2, "the break from 10 goes: {changes:?}");
    let rising = priced("sku,qty,price\nA-1,1,1.00\nA-1,5,2.00\n");
    assert_eq!(Counts::of(&rising.rows).rejected, 2);
}

#[test]
fn exported_prices_change_nothing() {
    let book = book();
    let text = export::MARK.to_owned()
        + &export::prices_head()
        + &export::price_lines(&book.prices["a"], |code| Sku::parse(code).ok());
    let checked = priced(&text);
    assert!(checked.contents.is_empty() && checked.rows.iter().all(|row| row.outcome == Outcome::Unchanged));
}

#[test]
fn stock_is_counted_per_place() {
    let part = |sku: &str, is_service| stock::StockedPart {
        sku: Sku::parse(sku).expect("valid"),
        is_service,
        levels: HashMap::from([("RTM".to_owned(), (10, 4))]),
    };
    let book = stock::StockBook {
        locations: vec!["RTM".to_owned(), "DEN".to_owned()],
        parts: HashMap::from([("A-1".to_owned(), part("A-1", false)), ("S-1".to_owned(), part("S-1", true))]),
    };
    let text =
        "sku,location,on hand\nA-1,rtm,12\nA-1,DEN,3\na-1,RTM,12\nA-1,XXX,1\nS-1,RTM,1\nB-1,RTM,-\nA-1,RTM,1e3\n";
    let sheet = sheet::read(text.as_bytes()).expect("a table");
    let mapping = guess::mapping(FileKind::Stock, &sheet.head, &[]);
    let checked = stock::check(&sheet, &mapping, &book);
    let names: Vec<_> = checked.rows.iter().map(|row| row.outcome.name()).collect();
    assert_eq!(names, ["changed", "new", "rejected", "rejected", "rejected", "rejected", "rejected"]);
    assert_eq!(
        checked.counts.iter().map(|count| (count.location.as_str(), count.on_hand)).collect::<Vec<_>>(),
        [("DEN", 3), ("RTM", 12)]
    );
    let few = sheet::read(b"sku,location,on hand\nA-1,RTM,3\n").expect("a table");
    assert!(reasons(&stock::check(&few, &mapping, &book).rows[0].outcome).contains("4 pieces are promised"));
    let same = sheet::read((export::stock_head() + &export::stock_line("A-1", "RTM", 10)).as_bytes()).expect("a table");
    assert_eq!(stock::check(&same, &mapping, &book).rows[0].outcome, Outcome::Unchanged);
}

#[test]
fn a_suppliers_file_brings_parts_and_leaves_our_words_alone() {
    let bytes = include_bytes!("data/sample.eng");
    let rows = supplier::read(FileKind::Motors, "sample.eng", bytes).expect("motors");
    let empty = catalog(&[]);
    let first = supplier::check(rows.clone(), &empty);
    let taken = Counts::of(&first.rows).new;
    assert!(taken > 0, "{:#?}", first.rows);
    assert!(
        first.contents.values().all(|content| content.variants.iter().all(|variant| variant.thrust_curve.is_some()))
    );
    // The same again, after an editor wrote a better text.
    let drafts: Vec<PartDraft> = rows.iter().filter_map(|row| row.outcome.clone().ok()).collect();
    let mut known = catalog(&drafts);
    for content in known.products.values_mut() {
        content.description = "Our own words.".to_owned();
        content.variants[0].mpn = "?".to_owned();
    }
    let again = supplier::check(rows, &known);
    assert_eq!(Counts::of(&again.rows).changed, taken);
    assert!(again.contents.values().all(|content| content.description == "Our own words."));
}

#[test]
fn what_is_no_table_is_refused_with_what_to_do() {
    let kind = |name: &str, bytes: &[u8]| sheet::kind_of(name, bytes);
    assert_eq!(kind("a.csv", b"PK\x03\x04\x14\0"), Err(FileProblem::Archive), "whatever its name");
    assert_eq!(kind("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1"), Err(FileProblem::OldWorkbook));
    assert_eq!(kind("a.csv", b"%PDF-1.7"), Err(FileProblem::Pdf));
    assert_eq!(kind("a.csv", b"\x89PNG\r\n"), Err(FileProblem::Picture));
    assert_eq!(kind("a.csv", b"\xff\xfes\0k\0u\0"), Err(FileProblem::Utf16));
    assert_eq!(kind("a.csv", b"<!DOCTYPE html><p>"), Err(FileProblem::WebPage));
    assert_eq!(kind("a.csv", b""), Err(FileProblem::Empty));
    assert_eq!(kind("a.csv", b"sku,name\n"), Err(FileProblem::NoRows));
    assert_eq!(kind("a.csv", b"sku,name\nA-1,\0\n"), Err(FileProblem::NotText { line: 2 }));
    assert_eq!(kind("a.csv", b"sku,name\nA-1,x\nA-2,caf\xe9\n"), Err(FileProblem::NotUtf8 { line: 3 }));
    assert_eq!(kind("a.csv", b"sku,name\nA-1,\"x\nA-2,y\n"), Err(FileProblem::OpenQuote { line: 2 }));
    assert_eq!(kind("a.orc", b"<?xml version=\"1.0\"?>"), Ok(FileKind::Components));
    assert_eq!(kind("A.ENG", b"C6 18 70"), Ok(FileKind::Motors));
    assert_eq!(kind("a.csv", b"sku,location,on_hand\nA-1,RTM,1\n"), Ok(FileKind::Stock));
}

#[test]
fn a_table_has_bounds() {
    let wide = format!("sku{}\nA-1\n", ",x".repeat(10_000));
    assert_eq!(sheet::read(wide.as_bytes()), Err(FileProblem::TooManyColumns { line: 1 }));
    let long = format!("sku,name\nA-1,{}\n", "x".repeat(MAX_CELL + 1));
    assert_eq!(sheet::read(long.as_bytes()), Err(FileProblem::LongCell { line: 2, column: 2 }));
    let many = format!("sku,name\n{}", "A-1,x\n".repeat(50_001));
    assert_eq!(sheet::read(many.as_bytes()), Err(FileProblem::TooManyRows));
    let just = format!("sku,name\n{}", "A-1,x\n".repeat(50_000));
    assert_eq!(sheet::read(just.as_bytes()).expect("a table").rows.len(), 50_000);
    assert_eq!(sheet::read(&vec![b'a'; 20 * 1024 * 1024 + 1]), Err(FileProblem::TooLarge));
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for ends in ["\n", "\r\n", "\r"] {
        let text = ["sku,text", "A-1,\"two", "lines\"", "", " , ", "A-2, \"spaced\" "].join(ends);
        let sheet = sheet::read(text.as_bytes()).expect("a table");
        let lines: Vec<_> = sheet.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 6], "{ends:?}");
        assert_eq!(sheet.rows[1].cells, ["A-2", "spaced"]);
    }
    let inches = sheet::read("sku\ttext\nA-1\t2.6\" tube\n".as_bytes()).expect("a table");
    assert_eq!(inches.rows[0].cells[1], "2.6\" tube");
}

proptest! {
    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..600), kind in 0usize..5) {
        _ = sheet::kind_of("a.csv", &bytes);
        let kind = FileKind::ALL[kind];
        if let Ok(sheet) = sheet::read(&bytes) {
            let mapping = guess::mapping(kind, &sheet.head, &attributes());
            _ = products::check(&sheet, &mapping, &products::Catalog::default());
            _ = prices::check(&sheet, &mapping, &book());
            _ = stock::check(&sheet, &mapping, &stock::StockBook::default());
        }
        _ = supplier::read(FileKind::Motors, "a.eng", &bytes);
    }

    #[test]
    fn any_cells_bring_no_check_down(cells in prop::collection::vec("[-=+0-9A-Za-z,.;' €\"µ\n]{0,12}", 24)) {
        let catalog = catalog(&demo_drafts()[..3]);
        let mut text = "sku,name,length,mass,maker,category,product,price,qty,location,on hand,lead time\n".to_owned();
        for row in cells.chunks(12) {
            text.push_str(&export::line(row.iter().map(|cell| cell.as_str().into())));
        }
        if let Ok(sheet) = sheet::read(text.as_bytes()) {
            for kind in FileKind::ALL {
                let mapping = guess::mapping(kind, &sheet.head, &catalog.attributes);
                _ = products::check(&sheet, &mapping, &catalog);
                _ = prices::check(&sheet, &mapping, &book());
                _ = stock::check(&sheet, &mapping, &stock::StockBook::default());
            }
        }
    }

    #[test]
    fn any_product_exported_and_read_again_is_unchanged(
        name in "\\PC{1,40}", summary in "\\PC{0,60}", description in "[ -~\\n\\r\\t€=+@'\"-]{0,200}", option in "\\PC{0,20}",
        length in 0.0f64..1e4, mass in 1e-6f64..1e4, material in "[-=+@a-z' \"]{1,12}", days in prop::option::of(0u16..1_000)
    ) {
        let mut draft = demo_drafts().remove(0);
        draft.product_name = if name.trim().is_empty() || name.trim() == "-" { "x".to_owned() } else { name };
        (draft.summary, draft.description, draft.option_value, draft.lead_time_days) = (summary, description, option, days);
        let mut facts = AttributeSet::new();
        facts.compute("length", length);
        facts.compute("mass", mass);
        if !material.trim().is_empty() {
            facts.state_text("material", material);
        }
        draft.attributes = facts;
        let catalog = catalog(&[draft]);
        let checked = checked(&exported(&catalog), &catalog);
        prop_assert_eq!(&checked.rows[0].outcome, &Outcome::Unchanged);
    }
}

#[test]
fn a_mapping_is_kept_by_names() {
    let sheet = sheet::read(b"sku,Length (in),What\nA-1,1,2\n").expect("a table");
    let mapping = guess::mapping(FileKind::Products, &sheet.head, &attributes());
    assert_eq!(Mapping::from_codes(&mapping.codes()), mapping);
}
