//! What is in the lake: the rows that were counted by hand, and nobody's name.

use sqlx::MySqlPool;
use warehouse::schema::Table;
use warehouse::verify;

use crate::shop::{MARK, Shop, day, lines, night_27, read};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_row_is_there_on_its_day(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let exported = shop.export(night_27).await;
    assert_eq!(exported.days, [day(24), day(25), day(26)]);
    assert_eq!((exported.corrected, exported.differences), (vec![], vec![]));

    // A guest, a customer and a company.
    let mut keys = Vec::new();
    for day in [24, 25, 26] {
        keys.push(shop.fact(Table::Orders, day).await[0].split('|').nth(3).expect("a key").to_owned());
    }
    assert!(keys.iter().all(|key| key.len() == 16) && keys[0] != keys[1] && keys[1] != keys[2], "{keys:?}");
    assert_eq!(
        shop.fact(Table::Orders, 24).await,
        [format!(
            "901|RP-1|partly_shipped|{}|false|NL|standard|bank_transfer|EUR|3500|990|943|5433|0|2|4|2026-11-24T23:59:59.999999|2026-11-25T08:00:00|2026-11-26T16:00:00|",
            keys[0]
        )]
    );
    assert_eq!(
        shop.fact(Table::Orders, 26).await,
        [format!(
            "903|RP-3|cancelled|{}|true|US|standard|purchase_order|EUR|500|990|0|1490|1490|1|1|2026-11-26T12:00:00|||2026-11-26T13:00:00",
            keys[2]
        )]
    );
    // What a piece cost is what the newest purchase order up to that day says.
    assert_eq!(
        shop.fact(Table::OrderLines, 24).await,
        [
            format!("901|1|901|TST-1|{}|NL|EUR|3|0|0|3|0|1000|3000|400|2026-11-24T23:59:59.999999", keys[0]),
            format!("901|2|902|TST-2|{}|NL|EUR|1|0|0|0|0|500|500||2026-11-24T23:59:59.999999", keys[0]),
        ]
    );
    assert_eq!(
        shop.fact(Table::OrderLines, 25).await,
        [format!("902|1|901|TST-1|{}|DE|EUR|2|0|0|0|0|1000|2000|450|2026-11-25T00:00:00", keys[1])]
    );
    assert_eq!(shop.fact(Table::Shipments, 25).await, Vec::<String>::new());
    assert_eq!(
        shop.fact(Table::Shipments, 26).await,
        ["901|901|1|901|901|PostNL|3|2026-11-24T23:59:59.999999|2026-11-26T16:00:00|"]
    );
    assert_eq!(shop.fact(Table::StockMovements, 24).await.len(), 4);
    assert_eq!(shop.fact(Table::StockMovements, 26).await, ["905|901|901|sale|-3|-3|901|2026-11-26T16:00:00"]);
    assert_eq!(shop.fact(Table::StockDaily, 25).await, ["901|901|10|3", "902|902|5|1"]);
    assert_eq!(shop.fact(Table::StockDaily, 26).await, ["901|901|7|0", "902|902|5|1"]);
    assert_eq!(shop.fact(Table::SearchesWithoutResult, 25).await, ["nose cone 999|3", "warp drive|1"]);

    let products = shop.dimension(Table::Product).await;
    let tube = "901|TST-1|Tube, short|Tube|airframe-tubes|";
    assert!(
        products
            .iter()
            .any(|row| row.starts_with(tube) && row.ends_with("|Test Tubes|part|EUR|1000|450|1970-01-01|9999-12-31")),
        "{products:?}"
    );
    assert!(
        products.iter().any(|row| row.starts_with("902|") && row.ends_with("|EUR|||1970-01-01|9999-12-31")),
        "{products:?}"
    );
    let mut customers = vec![
        format!("{}|false|NL|2026-11-24", keys[0]),
        format!("{}|false|DE|2026-11-25", keys[1]),
        format!("{}|true|US|2026-11-26", keys[2]),
    ];
    customers.sort();
    assert_eq!(shop.dimension(Table::Customer).await, customers);
    let locations = shop.dimension(Table::Location).await;
    assert!(locations.contains(&"901|TDN|Denver".to_owned()), "{locations:?}");
    let tree = shop.dimension(Table::Category).await;
    assert!(tree.iter().any(|row| row.starts_with("airframe-tubes|")), "{tree:?}");
    assert!(shop.dimension(Table::Date).await.contains(&"2026-11-27|2026|4|11|48|5|false".to_owned()));

    let manifest = shop.lake.day(day(24)).await.expect("read").expect("there");
    assert_eq!((manifest.totals.orders, manifest.totals.total_minor, manifest.totals.pieces), (1, 5433, 4));
    assert_eq!((manifest.snapshot_at, manifest.files.len()), (night_27(), 7));
    let status = shop.store.warehouse_status().await.expect("answered");
    let last = status.last_export.expect("an export");
    assert_eq!((last.days, last.days_done, last.first_day, last.last_day), (3, 3, Some(day(24)), Some(day(26))));
    assert_eq!((last.rows, last.snapshot_at, status.running), (exported.rows, Some(night_27()), None));
    let compared = verify::run(&shop.store, &shop.lake, (None, None), night_27, &|_| {}).await.expect("compared");
    assert_eq!((compared.days, compared.rows, compared.differences), (3, exported.rows, vec![]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_personal_leaves_the_shop(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.run("INSERT INTO return_authorizations (id, rma_number, order_id, state, reason, note, answer, requested_at) VALUES (901, 'Zebulon', 901, 'requested', 'wrong_size', 'Zebulon', 'Zebulon', '2026-11-26 18:00')").await;
    shop.run("INSERT INTO return_lines (return_id, order_id, line_no, quantity, restocked, scrapped) VALUES (901, 901, 1, 1, 0, 0)").await;
    shop.store.count_search_without_result(
        &format!("{MARK}@example.org"),
        day(26).and_hms_opt(9, 0, 0).expect("a time").and_utc(),
    );
    shop.export(night_27).await;
    assert_eq!(shop.fact(Table::Returns, 26).await.len(), 1, "the return is there");
    let (mut files, mut rows) = (0, 0);
    for (name, bytes) in shop.folder.files() {
        let says = |text: &str| text.to_lowercase().contains(&MARK.to_lowercase()) || text.contains("example.org");
        if name.ends_with(".parquet") {
            // What is compressed is looked at as it is read.
            let batches = read(&shop.lake, &object_store::path::Path::parse(&name).expect("a path")).await;
            let lines = lines(&batches);
            assert!(!lines.iter().any(|line| says(line)), "{name}: {lines:?}");
            rows += lines.len();
        }
        assert!(!says(&String::from_utf8_lossy(&bytes)), "{name}");
        files += 1;
    }
    assert!(files > 3 * 7 && rows > 20, "{files} files, {rows} rows");
}
