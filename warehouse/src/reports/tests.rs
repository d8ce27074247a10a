//! A lake made by hand, and what each report has to answer to it, worked out by hand.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use datafusion::arrow::array::TimestampMicrosecondArray;
use datafusion::arrow::array::{ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::record_batch::RecordBatch;
use domain::reports::{DayRange, REPORTS, ReportRequest, ReportTable, Value, report};
use object_store::{ObjectStoreExt, PutPayload};
use parquet::arrow::ArrowWriter;
use store::reports::DayTotals;

use super::{Limits, ReportError, Reports, convert};
use crate::Lake;
use crate::lake::DayManifest;
use crate::schema::{SCHEMA_VERSION, Table};

/// A cell of a file.
#[derive(Clone, Copy)]
enum Cell {
    I(i64),
    T(&'static str),
    D(NaiveDate),
    At(DateTime<Utc>),
    N,
}
use Cell::{At, D, I, N, T};

/// A lake in a folder that goes with the test.
struct Made {
    lake: Lake,
    folder: PathBuf,
}

impl Drop for Made {
    fn drop(&mut self) {
        // If the folder stays, nothing but space is lost.
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A day of March 2026.
fn march(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).expect("a day")
}

/// Ten o'clock of a day of March 2026.
fn ten(day: u32) -> Cell {
    At(march(day).and_time(NaiveTime::from_hms_opt(10, 0, 0).expect("a time")).and_utc())
}

fn array(cells: &[Cell], kind: &DataType) -> ArrayRef {
    let whole = |cell: &Cell| match cell {
        I(whole) => Some(*whole),
        _ => None,
    };
    match kind {
        DataType::Int64 => Arc::new(cells.iter().map(whole).collect::<Int64Array>()),
        DataType::Int32 => {
            let small = |cell: &Cell| whole(cell).and_then(|whole| i32::try_from(whole).ok());
            Arc::new(cells.iter().map(small).collect::<Int32Array>())
        }
        DataType::Boolean => {
            Arc::new(cells.iter().map(|cell| whole(cell).map(|one| one == 1)).collect::<BooleanArray>())
        }
        DataType::Date32 => {
            let number = |cell: &Cell| match cell {
                D(day) => Some(convert::day_number(*day)),
                _ => None,
            };
            Arc::new(cells.iter().map(number).collect::<Date32Array>())
        }
        DataType::Timestamp(..) => {
            let micros = |cell: &Cell| match cell {
                At(at) => Some(at.timestamp_micros()),
                _ => None,
            };
            Arc::new(cells.iter().map(micros).collect::<TimestampMicrosecondArray>())
        }
        _ => {
            let text = |cell: &Cell| match cell {
                T(text) => Some(*text),
                _ => None,
            };
            Arc::new(cells.iter().map(text).collect::<StringArray>())
        }
    }
}

fn parquet(table: Table, rows: &[Vec<Cell>]) -> Vec<u8> {
    let schema = table.schema();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<_>>();
    let columns = schema.fields().iter().enumerate().map(|(at, field)| array(&column(at), field.data_type()));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns.collect()).expect("the columns of the table");
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.into_inner().expect("whole")
}

impl Made {
    fn empty() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("lake-of-reports-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let lake = Lake::open(folder.to_str().expect("a path"), &[]).expect("a folder");
        Self { lake, folder }
    }

    async fn dimension(&self, table: Table, rows: &[Vec<Cell>]) {
        let bytes = PutPayload::from(parquet(table, rows));
        self.lake.store().put(&self.lake.dimension(table), bytes).await.expect("put");
    }

    async fn fact(&self, table: Table, day: NaiveDate, rows: &[Vec<Cell>]) {
        let bytes = PutPayload::from(parquet(table, rows));
        self.lake.store().put(&self.lake.fact(table, day), bytes).await.expect("put");
    }

    /// A file that nobody may open.
    async fn broken(&self, table: Table, day: NaiveDate) {
        let bytes = PutPayload::from_static(b"this is no Parquet");
        self.lake.store().put(&self.lake.fact(table, day), bytes).await.expect("put");
    }

    async fn there(&self, day: NaiveDate) {
        let snapshot_at = march(6).and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(70);
        let totals = DayTotals::default();
        let (schema_version, lag_milliseconds) = (SCHEMA_VERSION, Some(1_500));
        let manifest = DayManifest { schema_version, day, snapshot_at, lag_milliseconds, files: Vec::new(), totals };
        self.lake.write_day(&manifest).await.expect("written");
    }

    /// The lake that the answers below are worked out for. The first, second, third and fifth of March 2026 are
    /// there, and one day of 2025; the fourth is half written.
    async fn full() -> Self {
        let made = Self::empty();
        made.dimensions().await;
        made.sales().await;
        made.movements().await;
        for day in [day("2025-11-01"), march(1), march(2), march(3), march(5)] {
            made.there(day).await;
        }
        made
    }

    async fn dimensions(&self) {
        let (begin, end) = (D(day("1970-01-01")), D(day("9999-12-31")));
        let category = |code, name, parent, top, top_name| vec![T(code), T(name), parent, T(top), T(top_name)];
        let categories = [
            category("airframe", "Airframe", N, "airframe", "Airframe"),
            category("tubes", "Tubes", T("airframe"), "airframe", "Airframe"),
            category("motors", "Motors", N, "motors", "Motors"),
        ];
        self.dimension(Table::Category, &categories).await;
        let tubes = [T("tubes"), T("Tubes"), T("Airframe")];
        let motors = [T("motors"), T("Motors"), T("Motors")];
        let product = |id, sku, of: [Cell; 3], maker, kind, list, cost, from, to| {
            let [code, name, top] = of;
            vec![
                I(id),
                T(sku),
                T("a part"),
                T("a part"),
                code,
                name,
                top,
                T(maker),
                T(kind),
                T("EUR"),
                I(list),
                cost,
                from,
                to,
            ]
        };
        let moved = D(march(2));
        let products = [
            product(1, "RP-T1", motors, "Estes", "part", 1_000, I(400), begin, moved),
            product(1, "RP-T1", tubes, "Estes", "part", 1_000, I(400), moved, end),
            product(2, "RP-T2", tubes, "Loc", "part", 2_000, N, begin, end),
            product(3, "RP-M1", motors, "Estes", "part", 5_000, I(3_000), begin, end),
            product(4, "RP-S1", motors, "Us", "service", 9_000, N, begin, end),
        ];
        self.dimension(Table::Product, &products).await;
        let places = [vec![I(1), T("DEN"), T("Denver")], vec![I(2), T("BER"), T("Berlin")]];
        self.dimension(Table::Location, &places).await;
    }

    async fn sales(&self) {
        let line = |day, order, no, variant, quantity, cancelled, price, cost| {
            let total = I(quantity * price);
            let (key, zero) = (T("0123456789abcdef"), I(0));
            vec![
                I(order),
                I(no),
                I(variant),
                T("RP-OLD"),
                key,
                T("DE"),
                T("EUR"),
                I(quantity),
                I(cancelled),
                zero,
                zero,
                zero,
                I(price),
                total,
                cost,
                ten(day),
            ]
        };
        let first = [line(1, 10, 1, 1, 2, 0, 1_000, I(400)), line(1, 10, 2, 3, 1, 0, 5_000, I(3_000))];
        let second = [
            line(2, 11, 1, 1, 3, 1, 1_000, I(400)),
            line(2, 11, 2, 2, 1, 0, 2_000, N),
            line(2, 11, 3, 3, 1, 0, 5_000, I(3_000)),
        ];
        let third = [line(3, 12, 1, 2, 1, 1, 2_000, N), line(3, 13, 1, 4, 1, 0, 9_000, N)];
        let half_written = [line(4, 99, 1, 1, 100, 0, 1_000, I(400))];
        self.fact(Table::OrderLines, march(1), &first).await;
        self.fact(Table::OrderLines, march(2), &second).await;
        self.fact(Table::OrderLines, march(3), &third).await;
        self.fact(Table::OrderLines, march(4), &half_written).await;
        // It is there, but no report of March opens it.
        self.broken(Table::Shipments, day("2025-11-01")).await;
        let parcel = |day, placed, order, no, variant, location, quantity| {
            vec![I(1), I(order), I(no), I(variant), I(location), T("dhl"), I(quantity), ten(placed), ten(day), N]
        };
        self.fact(Table::Shipments, march(2), &[parcel(2, 1, 10, 1, 1, 1, 1), parcel(2, 1, 10, 2, 3, 1, 1)]).await;
        self.fact(Table::Shipments, march(3), &[parcel(3, 1, 10, 1, 1, 1, 1), parcel(3, 2, 11, 1, 1, 1, 2)]).await;
        self.fact(Table::Shipments, march(5), &[parcel(5, 2, 11, 2, 2, 2, 1)]).await;
        let back = |id, state, scrapped, value| {
            vec![I(id), I(10), I(1), I(1), T("damaged"), T(state), I(1), I(0), I(scrapped), I(value), ten(3), N]
        };
        self.fact(Table::Returns, march(3), &[back(1, "received", 1, 1_000)]).await;
        self.fact(Table::Returns, march(5), &[back(2, "refused", 0, 1_000)]).await;
        self.fact(Table::SearchesWithoutResult, march(1), &[vec![T("unobtanium"), I(3)]]).await;
        let words = [vec![T("unobtanium"), I(2)], vec![T("'; DROP TABLE"), I(5)]];
        self.fact(Table::SearchesWithoutResult, march(2), &words).await;
    }

    async fn movements(&self) {
        let level = |variant, location, on_hand, allocated| vec![I(variant), I(location), I(on_hand), I(allocated)];
        let levels = [
            (1, vec![level(1, 1, 10, 0), level(2, 2, 5, 0), level(3, 1, 2, 1)]),
            (2, vec![level(1, 1, 8, 0), level(2, 2, 5, 0), level(3, 1, 1, 1)]),
            (3, vec![level(1, 1, 0, 0), level(2, 2, 5, 0), level(3, 1, 4, 0)]),
            // The first part has no row any more.
            (5, vec![level(2, 2, 5, 0), level(3, 1, 4, 0)]),
        ];
        for (day, rows) in levels {
            self.fact(Table::StockDaily, march(day), &rows).await;
        }
        let moved = |variant, kind, delta| vec![I(1), I(variant), I(1), T(kind), I(delta), I(0), N, ten(1)];
        self.fact(Table::StockMovements, day("2025-11-01"), &[moved(3, "receipt", 10)]).await;
        self.fact(Table::StockMovements, march(1), &[moved(2, "receipt", 5), moved(3, "adjustment", 1)]).await;
    }

    fn reports(&self) -> Reports {
        Reports::new(self.lake.clone(), Limits::default()).expect("a runtime")
    }

    async fn answer(&self, code: &str, fields: &[(&str, &str)]) -> ReportTable {
        let request = request(code, fields);
        let table = self.reports().run(&request, now()).await.unwrap_or_else(|error| panic!("{code}: {error}"));
        table.checked(request.report).expect("its columns")
    }

    /// The rows of a report in short: `·` between cells, figures with two decimals.
    async fn rows(&self, code: &str, fields: &[(&str, &str)]) -> Vec<String> {
        let cell = |value: &Value| match value {
            Value::Nothing => "–".to_owned(),
            Value::Whole(whole) => whole.to_string(),
            Value::Figure(figure) => format!("{figure:.2}"),
            Value::Text(text) => text.clone(),
        };
        let table = self.answer(code, fields).await;
        table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" · ")).collect()
    }
}

fn now() -> DateTime<Utc> {
    march(20).and_time(NaiveTime::MIN).and_utc()
}

const MARCH: [(&str, &str); 2] = [("from", "2026-03-01"), ("to", "2026-03-05")];

fn request(code: &str, fields: &[(&str, &str)]) -> ReportRequest {
    let report = report(code).expect("known");
    let period = MARCH.iter().filter(|(name, _)| !fields.iter().any(|(other, _)| other == name));
    let fields = fields.iter().chain(period).copied();
    ReportRequest::parse(report, fields, now().date_naive()).expect("right")
}

#[tokio::test]
async fn sales_are_by_day_category_and_maker() {
    let made = Made::full().await;
    assert_eq!(
        made.rows("sales-by-day", &[]).await,
        [
            "2026-03-01 · EUR · 1 · 3 · 7000 · 7000",
            "2026-03-02 · EUR · 1 · 4 · 9000 · 9000",
            "2026-03-03 · EUR · 1 · 1 · 9000 · 9000",
            "2026-03-05 · – · 0 · 0 · – · 0",
        ]
    );
    // A part is in the category of the day it was ordered on.
    assert_eq!(
        made.rows("sales-by-category", &[]).await,
        ["Motors · Motors · EUR · 3 · 5 · 84.00 · 21000", "Tubes · Airframe · EUR · 1 · 3 · 16.00 · 4000",]
    );
    assert_eq!(
        made.rows("sales-by-maker", &[]).await,
        [
            "Estes · EUR · 2 · 2 · 6 · 56.00 · 14000",
            "Us · EUR · 1 · 1 · 1 · 36.00 · 9000",
            "Loc · EUR · 1 · 1 · 1 · 8.00 · 2000",
        ]
    );
    assert_eq!(
        made.rows("margin-by-category", &[]).await,
        ["Motors · EUR · 3 · 1 · 12000 · 6800 · 43.33 · 5200", "Tubes · EUR · 1 · 1 · 2000 · 800 · 60.00 · 1200",]
    );
    assert_eq!(
        made.rows("best-sellers", &[]).await,
        [
            "RP-M1 · a part · Motors · EUR · 2 · 2 · 40.00 · 10000",
            "RP-S1 · a part · Motors · EUR · 1 · 1 · 36.00 · 9000",
            "RP-T1 · a part · Tubes · EUR · 2 · 4 · 16.00 · 4000",
            "RP-T2 · a part · Tubes · EUR · 1 · 1 · 8.00 · 2000",
        ]
    );
}

#[tokio::test]
async fn stock_is_dead_turned_aged_and_out() {
    let made = Made::full().await;
    let late = [("from", "2026-03-03")];
    assert_eq!(
        made.rows("dead-stock", &late).await,
        [
            "RP-M1 · a part · Motors · EUR · 2026-03-02 · 4 · cost · 12000",
            "RP-T2 · a part · Tubes · EUR · 2026-03-02 · 5 · list price · 10000",
        ]
    );
    assert!(made.rows("dead-stock", &[]).await.is_empty(), "both were ordered");
    let in_berlin = made.rows("dead-stock", &[late[0], ("location", "BER")]).await;
    assert_eq!(in_berlin.len(), 1, "{in_berlin:?}");
    assert_eq!(
        made.rows("stock-turns", &[]).await,
        ["Tubes · EUR · 800 · 800 · 4 · 91.25", "Motors · EUR · 6800 · 9250 · 5 · 67.08",]
    );
    assert_eq!(
        made.rows("stock-ageing", &[]).await,
        ["0–30 days · EUR · 1 · 5 · 45.45 · 10000", "91–180 days · EUR · 1 · 4 · 54.55 · 12000",]
    );
    assert_eq!(
        made.rows("stock-outs", &[("from", "2026-03-02")]).await,
        [
            "RP-M1 · a part · Motors · EUR · 2026-03-02 · 1 · 1.00 · 5000 · 5000",
            "RP-T1 · a part · Tubes · EUR · 2026-03-03 · 2 · 2.00 · 1000 · 4000",
        ]
    );
}

#[tokio::test]
async fn shipping_returns_searches_and_pairs() {
    let made = Made::full().await;
    assert_eq!(
        made.rows("fill-rate", &[]).await,
        ["2026-02-23 · 2 · 1 · 0 · 24.00 · 24.00 · 50.00", "2026-03-02 · 2 · 2 · 1 · 48.00 · 67.20 · 100.00",]
    );
    let from_denver = made.rows("fill-rate", &[("location", "DEN")]).await;
    assert_eq!(from_denver[1], "2026-03-02 · 1 · 1 · – · 24.00 · 24.00 · 100.00");
    assert_eq!(made.rows("returns-by-reason", &[]).await, ["damaged · EUR · 1 · 1 · 0 · 1 · 16.67 · 1000"]);
    assert_eq!(
        made.rows("searches-without-result", &[]).await,
        ["'; DROP TABLE · 1 · 2026-03-02 · 5", "unobtanium · 2 · 2026-03-02 · 5",]
    );
    assert_eq!(made.rows("bought-together", &[]).await, ["RP-T1 + RP-M1 · RP-T1 · RP-M1 · 2 · 2 · 66.67 · 1.50 · 2"]);
    assert_eq!(made.rows("bought-together", &[("maker", "Loc")]).await, [""; 0]);
}

#[tokio::test]
async fn a_filter_is_data_whatever_it_says() {
    let made = Made::full().await;
    assert_eq!(
        made.rows("sales-by-category", &[("category", "airframe")]).await,
        ["Tubes · Airframe · EUR · 1 · 3 · 100.00 · 4000"]
    );
    assert_eq!(made.rows("sales-by-day", &[("maker", "Loc")]).await[1], "2026-03-02 · EUR · 1 · 1 · 2000 · 2000");
    for hostile in ["'; DROP TABLE product; --", "' OR '1' = '1", "$from", "\\' OR 1=1", "%"] {
        for report in REPORTS.iter().filter(|report| report.takes(domain::reports::Filter::Maker)) {
            let found = made.rows(report.code, &[("maker", hostile)]).await;
            let found: Vec<_> = found.iter().filter(|row| !row.ends_with("· – · 0")).collect();
            let quiet: [&String; 0] = [];
            if report.code != "sales-by-day" {
                assert_eq!(found, quiet, "{} for {hostile}", report.code);
            }
        }
    }
    assert_eq!(made.rows("sales-by-maker", &[]).await.len(), 3, "nothing was dropped");
}

#[tokio::test]
async fn only_days_with_a_manifest_count_and_others_are_named() {
    let made = Made::full().await;
    let table = made.answer("sales-by-day", &[("to", "2026-04-30")]).await;
    let range = |from, to| DayRange { from: march(from), to: march(to) };
    assert_eq!(table.missing, [range(4, 4), range(6, 20)], "up to today");
    assert_eq!((table.newest_day, table.lag_seconds, table.cut), (Some(march(5)), Some(1), false));
    assert!(table.read_at.is_some());
    made.there(march(4)).await;
    let table = made.answer("sales-by-day", &[]).await;
    assert_eq!((table.rows.len(), table.missing.len()), (5, 0), "a new day is seen at once");
    assert_eq!(table.rows[3][5], Value::Whole(100_000));
}

#[tokio::test]
async fn a_period_opens_the_files_of_its_days_alone() {
    let made = Made::full().await;
    let second = request("sales-by-day", &[("from", "2026-03-02"), ("to", "2026-03-02")]);
    let plan = made.reports().explain(&second).await.expect("planned");
    assert!(plan.contains("order_lines/day=2026-03-02/data.parquet"), "{plan}");
    for other in ["day=2026-03-01", "day=2026-03-03", "day=2026-03-04", "day=2025-11-01"] {
        assert!(!plan.contains(other), "{other} in {plan}");
    }
    // What is broken outside of the period harms nobody; inside it is told.
    made.broken(Table::OrderLines, march(1)).await;
    assert_eq!(made.rows("sales-by-day", &[("from", "2026-03-02")]).await.len(), 3);
    assert!(made.reports().run(&request("sales-by-day", &[]), now()).await.is_err());
}

#[tokio::test]
async fn an_empty_lake_answers_with_nothing() {
    let made = Made::empty();
    for report in &REPORTS {
        let table = made.answer(report.code, &[]).await;
        assert_eq!((table.rows.len(), table.newest_day, table.read_at), (0, None, None), "{}", report.code);
        assert_eq!(table.missing, [DayRange { from: march(1), to: march(5) }]);
    }
    assert_eq!(made.reports().choices().await.expect("none"), domain::reports::Choices::default());
}

#[tokio::test]
async fn what_can_be_chosen_is_what_the_lake_knows() {
    let made = Made::full().await;
    let choices = made.reports().choices().await.expect("read");
    let values = |of: &[domain::reports::Choice]| of.iter().map(|choice| choice.value.clone()).collect::<Vec<_>>();
    assert_eq!(values(&choices.categories), ["airframe", "motors", "tubes"]);
    assert_eq!(values(&choices.makers), ["Estes", "Loc", "Us"]);
    assert_eq!(values(&choices.locations), ["BER", "DEN"]);
}

#[tokio::test]
async fn a_file_is_the_same_table() {
    let made = Made::full().await;
    let request = request("margin-by-category", &[]);
    let bytes = made.reports().parquet(&request).await.expect("written");
    let bytes = PutPayload::from(bytes).into_iter().next().expect("one piece");
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes)
        .expect("Parquet")
        .build()
        .expect("a reader");
    let batches = reader.collect::<Result<Vec<_>, _>>().expect("read");
    let table = made.answer("margin-by-category", &[]).await;
    assert_eq!(convert::rows(&batches, request.report).expect("its columns"), table.rows);
    let csv = table.csv(request.report);
    assert!(csv.contains("Motors,EUR,3,1,120.00,68.00,43.33333333,52.00\r\n"), "{csv}");
}

#[tokio::test]
async fn limits_hold() {
    let made = Made::full().await;
    let asked = request("sales-by-category", &[]);
    let limited = async |limits: Limits| {
        let reports = Reports::new(made.lake.clone(), limits).expect("a runtime");
        reports.run(&asked, now()).await.expect_err("refused")
    };
    let usual = Limits::default();
    let busy = limited(Limits { at_once: 0, turn: Duration::from_millis(1), ..usual }).await;
    assert!(matches!(busy, ReportError::Busy) && busy.is_temporary(), "{busy:?}");
    let slow = limited(Limits { time: Duration::ZERO, ..usual }).await;
    assert!(matches!(slow, ReportError::TooSlow), "{slow:?}");
    let large = limited(Limits { memory: 64, ..usual }).await;
    assert!(matches!(large, ReportError::TooLarge(_)), "{large:?}");
}
