//! Importing by file: nothing before it is wanted, whole or not at all, twice is once, and back again.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::catalog::PartDraft;
use domain::studio::bulk::export;
use domain::studio::bulk::{FileKind, FileProblem, Mapping};
use domain::studio::{Content, DocumentKey, Kind};
use sqlx::MySqlPool;
use store::studio::bulk::{Import, ImportError, ImportId, ImportState, ImportStep};

use crate::shop::{Buyer, Shop, moment, sku, tube};

const EDITOR: Actor = Actor::System("editor");

fn now() -> DateTime<Utc> {
    moment(60)
}

impl Shop {
    async fn uploads(&self, name: &str, text: &str) -> ImportId {
        self.store.upload_import(name, text.as_bytes().to_vec(), None, &EDITOR, now()).await.expect("taken")
    }

    async fn import_of(&self, id: ImportId) -> Import {
        self.store.import(id).await.expect("answered").expect("there")
    }

    /// Does what a worker would.
    async fn works(&self, id: ImportId) -> Import {
        self.store.do_import_step(id, &EDITOR, now()).await.expect("done");
        self.import_of(id).await
    }

    /// Uploads a table, names its columns as guessed, and checks it.
    async fn checks(&self, name: &str, text: &str) -> Import {
        let id = self.uploads(name, text).await;
        let import = self.import_of(id).await;
        let mapping = self.store.suggested_mapping(import.kind, &import.head).await.expect("answered");
        self.store.map_import(id, &mapping, &EDITOR, now()).await.expect("named");
        assert_eq!(self.import_of(id).await.step, Some(ImportStep::Check));
        let import = self.works(id).await;
        assert_eq!((import.state, import.step), (ImportState::Checked, None), "{}", import.trouble);
        import
    }

    async fn drafts(&self, import: &Import) -> Import {
        self.store.draft_import(import.id, true, &EDITOR, now()).await.expect("begun");
        self.works(import.id).await
    }

    async fn publishes(&self, import: &Import) -> Import {
        self.store.publish_import(import.id, &EDITOR, now()).await.expect("begun");
        self.works(import.id).await
    }

    async fn undoes(&self, import: &Import) -> Import {
        self.store.undo_import(import.id, &EDITOR, now()).await.expect("begun");
        self.works(import.id).await
    }

    async fn name_of(&self, number: &str) -> String {
        self.part(number).await.name
    }

    async fn on_hand(&self, number: &str) -> Vec<(String, u32)> {
        let stock = self.store.stock_of(&sku(number)).await.expect("answered").expect("there");
        stock.levels.into_iter().map(|level| (level.location.code, level.on_hand)).collect()
    }
}

/// A tube with all that a published part needs.
fn complete(number: &str, millimetres: Option<f64>) -> PartDraft {
    PartDraft { summary: "A tube.".to_owned(), ..tube(number, millimetres) }
}

async fn two_tubes(database: MySqlPool) -> Shop {
    let shop = Shop::open(database).await;
    shop.sell(&complete("T-1", Some(100.0)), 5, 7).await;
    shop.sell(&complete("T-2", Some(200.0)), 0, 3).await;
    shop
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_table_becomes_drafts_then_public_and_back(database: MySqlPool) {
    let shop = two_tubes(database).await;
    let text = "SKU,Name,Length (mm),Maker,Category,Mass,MPN,Summary\nT-1,Better tube,120,,,,,\nT-2,,200,,,,,\nT-3,New tube,50,Test Tubes,airframe-tubes,12,M3,New.\nT-4,Nameless,1,,,,,\n";
    let import = shop.checks("C:\\lists\\tubes.csv", text).await;
    assert_eq!((import.file_name.as_str(), import.kind, import.row_count), ("tubes.csv", FileKind::Products, 4));
    let counts = import.counts;
    assert_eq!([counts.new, counts.changed, counts.unchanged, counts.rejected], [1, 1, 1, 1]);
    let rows = shop.store.import_rows(import.id, None, 1).await.expect("answered").rows;
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 2, 4], "rejected ones first");
    assert!(rows[0].reasons.iter().any(|reason| reason.text.contains("maker")), "{:?}", rows[0]);
    assert_eq!((rows[1].changes[0].before.as_str(), rows[1].changes[0].after.as_str()), ("Tube T-1", "Better tube"));
    assert_eq!(shop.name_of("T-1").await, "Tube T-1", "a check changes nothing");

    let refused = shop.store.draft_import(import.id, false, &EDITOR, now()).await;
    assert!(matches!(refused, Err(ImportError::Rejected(1))), "{refused:?}");
    let import = shop.drafts(&import).await;
    assert_eq!((import.state, import.documents), (ImportState::Drafted, 2), "{}", import.trouble);
    assert_eq!(import.release.as_ref().map(|(_, name)| name.as_str()), Some("tubes.csv"));
    assert_eq!(shop.name_of("T-1").await, "Tube T-1", "a draft is seen by nobody");
    assert!(shop.store.part(&sku("T-3")).await.expect("answered").is_none());

    let import = shop.publishes(&import).await;
    assert_eq!((import.state, import.trouble.as_str()), (ImportState::Published, ""));
    assert_eq!(shop.name_of("T-1").await, "Better tube");
    assert_eq!(shop.part("T-3").await.name, "New tube");
    let again = shop.checks("again.csv", text).await;
    assert_eq!((again.counts.unchanged, again.counts.rejected), (3, 1));

    let import = shop.undoes(&import).await;
    assert_eq!((import.state, import.trouble.as_str()), (ImportState::Undone, ""));
    assert_eq!(shop.name_of("T-1").await, "Tube T-1");
    assert!(shop.store.part(&sku("T-3")).await.expect("answered").is_none());
    let late = shop.store.undo_import(import.id, &EDITOR, now()).await;
    assert!(matches!(late, Err(ImportError::NotNow)), "{late:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_no_table_leaves_nothing_behind(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for (bytes, problem) in [
        (b"PK\x03\x04\x14\0\x06\0".to_vec(), FileProblem::Archive),
        (b"%PDF-1.7\n".to_vec(), FileProblem::Pdf),
        (b"sku,name\nA-1,\xff\n".to_vec(), FileProblem::NotUtf8 { line: 2 }),
        (Vec::new(), FileProblem::Empty),
        (vec![b'x'; 20 * 1024 * 1024 + 1], FileProblem::TooLarge),
    ] {
        match shop.store.upload_import("a.csv", bytes, None, &EDITOR, now()).await {
            Err(ImportError::File(found)) => assert_eq!(found, problem),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM imports").await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM import_chunks").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_columns_mean_is_remembered(database: MySqlPool) {
    let shop = two_tubes(database).await;
    let head = ["Nummer", "Bezeichnung", "L"].map(str::to_owned).to_vec();
    let id = shop.uploads("a.csv", "Nummer;Bezeichnung;L\nT-1;x;1\n").await;
    let guessed = shop.store.suggested_mapping(FileKind::Products, &head).await.expect("answered");
    assert_eq!(guessed.codes(), ["", "", ""]);
    match shop.store.map_import(id, &guessed, &EDITOR, now()).await {
        Err(ImportError::Mapping(problems)) => assert_eq!(problems.len(), 1),
        other => panic!("{other:?}"),
    }
    let said = Mapping::from_codes(&["sku", "name", "attribute:length:mm"].map(str::to_owned));
    shop.store.map_import(id, &said, &EDITOR, now()).await.expect("named");
    let busy = shop.store.map_import(id, &said, &EDITOR, now()).await;
    assert!(matches!(busy, Err(ImportError::UnderWay)), "{busy:?}");
    assert_eq!(shop.store.suggested_mapping(FileKind::Products, &head).await.expect("answered"), said);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn prices_come_and_go_together(database: MySqlPool) {
    let shop = two_tubes(database).await;
    let import = shop.checks("prices.csv", "sku,from quantity,price\nT-1,1,8.00\nT-1,10,7.50\nT-2,1,10.00\n").await;
    assert_eq!(
        (import.kind, import.counts.changed, import.counts.new, import.counts.unchanged),
        (FileKind::Prices, 2, 0, 1)
    );
    let import = shop.drafts(&import).await;
    let import = shop.publishes(&import).await;
    assert_eq!((import.state, import.trouble.as_str()), (ImportState::Published, ""));
    let price = async |quantity| shop.part("T-1").await.prices.at(quantity).map(|step| step.unit_price.minor);
    assert_eq!((price(1).await, price(10).await), (Some(800), Some(750)));
    let import = shop.undoes(&import).await;
    assert_eq!((import.state, import.trouble.as_str()), (ImportState::Undone, ""));
    assert_eq!((price(1).await, price(10).await), (Some(1_000), Some(1_000)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_changed_since_the_check_is_checked_again(database: MySqlPool) {
    let shop = two_tubes(database).await;
    let one = shop.checks("one.csv", "sku,name\nT-1,One\n").await;
    let two = shop.checks("two.csv", "sku,length\nT-1,150\n").await;
    let one = shop.drafts(&one).await;
    let one = shop.publishes(&one).await;
    assert_eq!((one.state, one.trouble.as_str()), (ImportState::Published, ""));
    let two = shop.drafts(&two).await;
    assert_eq!(two.state, ImportState::Checked);
    assert!(two.trouble.contains("Check it again"), "{}", two.trouble);
    assert_eq!(shop.number("SELECT COUNT(*) FROM releases").await, 1, "nothing half made");
    shop.store.recheck_import(two.id, &EDITOR, now()).await.expect("begun");
    let two = shop.works(two.id).await;
    let two = shop.drafts(&two).await;
    let two = shop.publishes(&two).await;
    assert_eq!((two.state, two.trouble.as_str()), (ImportState::Published, ""));
    assert_eq!(shop.name_of("T-1").await, "One", "both are there");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_imports_at_once_are_one_after_the_other(database: MySqlPool) {
    let shop = two_tubes(database).await;
    let one = shop.checks("one.csv", "sku,name\nT-1,One\nT-2,Other\n").await;
    let two = shop.checks("two.csv", "sku,summary\nT-2,Short\nT-1,Shorter\n").await;
    for import in [&one, &two] {
        shop.store.draft_import(import.id, false, &EDITOR, now()).await.expect("begun");
    }
    // The same step by two workers, as after a lease that ran out.
    let work = |id| shop.store.do_import_step(id, &EDITOR, now());
    let (first, second, third) = tokio::join!(work(one.id), work(two.id), work(one.id));
    first.and(second).expect("done");
    assert!(matches!(third, Ok(()) | Err(ImportError::NotNow)), "{third:?}");
    assert_eq!(shop.number("SELECT COUNT(*) FROM releases").await, 2, "each has one");
    let (one, two) = (shop.import_of(one.id).await, shop.import_of(two.id).await);
    let one = shop.publishes(&one).await;
    let two = shop.publishes(&two).await;
    assert_eq!(
        (one.state, two.state),
        (ImportState::Published, ImportState::Published),
        "{} {}",
        one.trouble,
        two.trouble
    );
    let part = shop.part("T-1").await;
    assert_eq!((part.name.as_str(), part.summary.as_str()), ("One", "Shorter"), "merged");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_import_leaves_unfinished_drafts_alone(database: MySqlPool) {
    let shop = two_tubes(database).await;
    let key = DocumentKey::new(Kind::Product, "t-1");
    let document = shop.store.document(&key).await.expect("answered").expect("there");
    let Content::Product(mut content) = document.content.clone() else { panic!("a product") };
    content.summary = "Unfinished".to_owned();
    let save = store::studio::SaveDraft {
        key: key.clone(),
        content: Content::Product(content),
        seen: document.head(),
        onto: None,
        note: String::new(),
    };
    shop.store.save_draft(save, &EDITOR, now()).await.expect("saved");
    let import = shop.checks("one.csv", "sku,name\nT-1,One\n").await;
    let import = shop.drafts(&import).await;
    let import = shop.publishes(&import).await;
    assert_eq!((import.state, import.trouble.as_str()), (ImportState::Published, ""));
    let part = shop.part("T-1").await;
    assert_eq!((part.name.as_str(), part.summary.as_str()), ("One", "A tube."), "what was not finished is not public");
    let document = shop.store.document(&key).await.expect("answered").expect("there");
    let Content::Product(draft) = document.content else { panic!("a product") };
    assert_eq!(draft.summary, "Unfinished");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn stock_is_applied_whole_and_undone_unless_promised(database: MySqlPool) {
    let shop = two_tubes(database).await;
    let wrong = shop.checks("wrong.csv", "sku,location,on hand\nT-1,DEN,9\nT-9,DEN,1\n").await;
    let refused = shop.store.draft_import(wrong.id, true, &EDITOR, now()).await;
    assert!(matches!(refused, Err(ImportError::Rejected(1))), "one wrong row, and nothing: {refused:?}");

    let import = shop.checks("count.csv", "sku,location,on hand\nT-2,DEN,4\nT-1,DEN,9\nT-1,RTM,2\n").await;
    assert_eq!((import.kind, import.documents), (FileKind::Stock, 3));
    let import = shop.drafts(&import).await;
    assert_eq!((import.state, import.trouble.as_str()), (ImportState::Published, ""));
    assert_eq!(shop.on_hand("T-1").await, [("DEN".to_owned(), 9), ("RTM".to_owned(), 2)]);
    assert_eq!(shop.on_hand("T-2").await, [("DEN".to_owned(), 4), ("RTM".to_owned(), 3)]);
    shop.assert_ledger_adds_up().await;
    let said = shop.store.movements(&sku("T-1"), 1).await.expect("answered")[0].reason.clone();
    assert!(said.contains("count.csv"), "{said}");

    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-2", 6).await;
    buyer.checks_out(&shop).await;
    buyer.orders(&shop, 1).await.expect("placed");
    let import = shop.undoes(&import).await;
    assert_eq!(import.state, ImportState::Published);
    assert!(import.trouble.contains("T-2 at DEN") && import.trouble.contains("promised"), "{}", import.trouble);
    assert_eq!(shop.on_hand("T-1").await, [("DEN".to_owned(), 9), ("RTM".to_owned(), 2)], "nothing was undone");

    let import = shop.checks("back.csv", "sku,location,on hand\nT-1,DEN,1\n").await;
    let import = shop.drafts(&import).await;
    let import = shop.undoes(&import).await;
    assert_eq!((import.state, import.trouble.as_str()), (ImportState::Undone, ""));
    assert_eq!(shop.on_hand("T-1").await[0], ("DEN".to_owned(), 9));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn stock_promised_since_the_check_refuses_all_of_it(database: MySqlPool) {
    let shop = two_tubes(database).await;
    let import = shop.checks("count.csv", "sku,location,on hand\nT-1,DEN,9\nT-2,RTM,0\n").await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-2", 2).await;
    buyer.checks_out(&shop).await;
    buyer.orders(&shop, 1).await.expect("placed");
    let import = shop.drafts(&import).await;
    assert_eq!(import.state, ImportState::Checked);
    assert!(!import.trouble.is_empty());
    assert_eq!(shop.on_hand("T-1").await[0], ("DEN".to_owned(), 5));
    assert_eq!(shop.number("SELECT COUNT(*) FROM import_movements").await, 0);
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_step_cut_off_in_the_middle_is_done_anew_or_not_at_all(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in 1..=30 {
        shop.sell(&complete(&format!("T-{number}"), None), 1, 1).await;
    }
    let mut text = "sku,name\n".to_owned();
    for number in 1..=30 {
        writeln!(text, "T-{number},Name {number}").expect("written");
    }
    let import = shop.checks("names.csv", &text).await;
    for wait in [0, 1, 3, 6, 10, 20] {
        if shop.import_of(import.id).await.state == ImportState::Checked {
            if shop.import_of(import.id).await.step.is_none() {
                shop.store.draft_import(import.id, false, &EDITOR, now()).await.expect("begun");
            }
            let work = shop.store.do_import_step(import.id, &EDITOR, now());
            _ = tokio::time::timeout(std::time::Duration::from_millis(wait), work).await;
            let (releases, items) = (
                shop.number("SELECT COUNT(*) FROM releases").await,
                shop.number("SELECT COUNT(*) FROM release_items").await,
            );
            assert!([(0, 0), (1, 30)].contains(&(releases, items)), "{releases} releases of {items}");
        }
    }
    if shop.import_of(import.id).await.state == ImportState::Checked {
        shop.works(import.id).await;
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM release_items").await, 30);
    assert_eq!(shop.number("SELECT COUNT(*) FROM releases").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_suppliers_file_is_checked_at_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let bytes = include_bytes!("../../../domain/tests/data/sample.eng").to_vec();
    let id = shop.store.upload_import("sample.eng", bytes, None, &EDITOR, now()).await.expect("taken");
    let import = shop.works(id).await;
    assert!(import.state == ImportState::Checked && import.counts.new > 0, "{import:?}");
    let import = shop.drafts(&import).await;
    let import = shop.publishes(&import).await;
    assert_eq!((import.state, import.trouble.as_str()), (ImportState::Published, ""));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_exported_changes_nothing_when_imported(database: MySqlPool) {
    let shop =
        Shop::with_demo(database, &["RP-AT-54-600", "RP-AT-54-900", "RP-M38-G58-14A", "RP-SV-DR-1", "RP-AT-38-600"])
            .await;
    let store = &shop.store;
    let names = store.exported_products(None).await.expect("answered");
    let columns = store.export_columns(None).await.expect("answered");
    let numbers = store.price_numbers().await.expect("answered");
    let products =
        export::products_head(&columns.attributes) + &store.export_products(&names, &columns).await.expect("read");
    let prices = export::prices_head() + &store.export_prices(&names, &numbers).await.expect("read");
    let stock = export::stock_head() + &store.export_stock(&names).await.expect("read");
    for (name, text) in [("products.csv", products), ("prices.csv", prices), ("stock.csv", stock)] {
        let import = shop.checks(name, &(export::MARK.to_owned() + &text)).await;
        let counts = import.counts;
        assert!(counts.unchanged > 0, "{name}");
        assert_eq!((counts.new, counts.changed, counts.rejected, import.documents), (0, 0, 0, 0), "{name}: {text}");
    }
}
