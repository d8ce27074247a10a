//! Reading the sample files beside this one: what is taken, what is rejected and why.

use domain::catalog::import::price_list::PriceRejection;
use domain::catalog::import::stock_list::StockRejection;
use domain::catalog::import::{FileError, ReadRow, Rejection, Warning, dedupe, eng, orc, price_list, stock_list};
use domain::catalog::{AttributeValue, HazardClass, PartDraft, Provenance};

const ORC: &[u8] = include_bytes!("data/sample.orc");
const ENG: &[u8] = include_bytes!("data/sample.eng");

fn orc_rows() -> Vec<ReadRow> {
    dedupe(orc::read("sample.orc", ORC).expect("the sample is an .orc file"))
}

fn eng_rows() -> Vec<ReadRow> {
    dedupe(eng::read("AeroTech/sample.eng", ENG).expect("the sample is an .eng file"))
}

/// The one row of a label.
fn row<'a>(rows: &'a [ReadRow], label: &str) -> &'a ReadRow {
    let mut found = rows.iter().filter(|row| row.source.label == label);
    let row = found.next().expect("the row is there");
    assert!(found.next().is_none(), "{label} is there twice");
    row
}

fn taken<'a>(rows: &'a [ReadRow], label: &str) -> &'a PartDraft {
    row(rows, label).outcome.as_ref().expect("the row is taken")
}

fn rejected<'a>(rows: &'a [ReadRow], label: &str) -> &'a Rejection {
    row(rows, label).outcome.as_ref().expect_err("the row is rejected")
}

#[test]
fn a_tube_is_read_in_any_unit_and_its_mass_computed() {
    let rows = orc_rows();
    let tube = taken(&rows, "T-24-30");
    assert_eq!((tube.sku.as_str(), tube.category.as_str()), ("SEM-T-24-30", "airframe-tubes"));
    assert_eq!(tube.product_slug, "sem-t-24-30");
    assert_eq!(tube.product_name, "Body tube, 24 mm");
    assert_eq!(tube.attributes.number("length"), Some(0.3));
    assert_eq!(tube.attributes.text("material"), Some("Paper, kraft"));
    let outer = tube.attributes.get("outer_diameter").expect("stated");
    assert_eq!(outer.original.as_ref().map(|o| (o.value.as_str(), o.unit.as_str())), Some(("0.976", "in")));
    let mass = tube.attributes.get("mass").expect("computed");
    assert_eq!(mass.provenance, Provenance::Computed);
    let AttributeValue::Number(mass) = mass.value else { panic!("mass is a number") };
    // π/4 · (24.7904² − 24.1²) mm² · 300 mm · 900 kg/m³
    assert!((mass - 0.007_158).abs() < 2e-5, "{mass}");
}

#[test]
fn the_same_part_again_is_a_duplicate_in_any_punctuation() {
    let rows = orc_rows();
    let Rejection::DuplicateOf { first } = rejected(&rows, "T 24-30") else { panic!("not a duplicate") };
    assert_eq!(first.label, "T-24-30");
}

#[test]
fn odd_rows_are_taken_with_a_note() {
    let rows = orc_rows();
    let motor_tube = taken(&rows, "MT-18");
    assert_eq!((motor_tube.category.as_str(), motor_tube.maker.code.as_str()), ("motor-tubes", "SEM"));
    assert_eq!(motor_tube.attributes.number("motor_diameter"), Some(0.018));
    assert_eq!(motor_tube.product_name, "Motor tube & hook, 18 mm <thin> ⌀");
    assert_eq!(motor_tube.attributes.number("mass"), None, "paper of 1.1 g/m³ is not believed");
    let noted: Vec<String> = row(&rows, "MT-18").warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        noted,
        [
            "maker “Semrok” read as Semroc",
            "Description is given twice, the first was taken",
            "no usable density for Paper, bulk (0.0011)",
        ]
    );
    assert_eq!(taken(&rows, "NB-20, 70152").category, "bulkheads");
    assert_eq!(taken(&rows, "RB-1").category, "rail-guides");
    let ring = &row(&rows, "CR5060-W").warnings;
    assert!(
        matches!(&ring[..], [Warning::DescriptionDisagrees { field, .. }] if field == "outer_diameter"),
        "{ring:?}"
    );
}

#[test]
fn absurd_rows_are_rejected_with_a_reason() {
    let rows = orc_rows();
    for (label, reason) in [
        ("HTC-11", "InsideDiameter (1.968 in) is not smaller than OutsideDiameter (1.128 in)"),
        ("PRP-1H", "Thickness (4.25 in) is not smaller than half of OutsideDiameter (0.65 in)"),
        ("NB80-4", "OutsideDiameter is 2.558 mm; 3.5 mm to 1000 mm is possible"),
        ("S-1", "unknown maker “Nobody at all”"),
        ("LaunchLug", "PartNumber is missing"),
    ] {
        assert_eq!(rejected(&rows, label).to_string(), reason);
    }
}

#[test]
fn two_parts_of_one_number_are_told_apart_by_length() {
    let rows = orc_rows();
    let skus: Vec<&str> = rows
        .iter()
        .filter(|row| row.source.label == "BC-926")
        .map(|row| row.outcome.as_ref().expect("both are taken").sku.as_str())
        .collect();
    assert_eq!(skus, ["SEM-BC-926-66MM", "SEM-BC-926-71.1MM"]);
}

#[test]
fn a_transition_turned_round_is_the_same_part() {
    let rows = orc_rows();
    assert_eq!(taken(&rows, "TA-520, 70002").mpn, "TA-520, 70002");
    assert!(matches!(rejected(&rows, "TA-520 [R], 70002"), Rejection::TurnedRound { .. }));
}

#[test]
fn a_parachute_weighs_cloth_and_lines_and_packs_accordingly() {
    let rows = orc_rows();
    let facts = &taken(&rows, "LP-18").attributes;
    let mass = facts.number("mass").expect("computed");
    // π/4 · 0.4572² m² · 0.04 kg/m² + 8 · 0.4572 m · 1 g/m
    assert!((mass - (0.006_567 + 0.003_658)).abs() < 1e-5, "{mass}");
    // ∛(10.225 g / 350 kg/m³ / π)
    let packed = facts.number("packed_diameter").expect("computed");
    assert!((packed - 0.021_03).abs() < 1e-5, "{packed}");
}

#[test]
fn motors_are_read_with_their_figures() {
    let rows = eng_rows();
    let sky_ripper = taken(&rows, "J144_pp");
    assert_eq!((sky_ripper.sku.as_str(), sky_ripper.category.as_str()), ("SRS-J144_pp", "motors"));
    assert_eq!(sky_ripper.hazard_class, HazardClass::Explosive);
    let noted = &row(&rows, "J144_pp").warnings;
    assert_eq!(noted.iter().filter(|w| matches!(w, Warning::StepInCurve { .. })).count(), 2, "{noted:?}");
    for code in ["impulse_class", "total_impulse", "average_thrust", "peak_thrust", "burn_time"] {
        assert_eq!(sky_ripper.attributes.get(code).expect(code).provenance, Provenance::Computed, "{code}");
    }
    assert_eq!(sky_ripper.attributes.number("length"), Some(0.914));
    assert_eq!(sky_ripper.attributes.text("delays"), None);
}

#[test]
fn of_two_curves_the_fuller_is_kept() {
    let rows = eng_rows();
    let curves: Vec<&ReadRow> = rows.iter().filter(|row| row.source.label == "C6-T").collect();
    let kept = curves[0].outcome.as_ref().expect("the fuller curve");
    assert_eq!(kept.attributes.text("delays"), Some("0, 3, 5, 7 s"));
    assert_eq!(kept.hazard_class, HazardClass::FlammableSolid);
    assert!(matches!(curves[1].outcome, Err(Rejection::DuplicateOf { .. })));
}

#[test]
fn broken_motors_do_not_hide_their_neighbours() {
    let rows = eng_rows();
    assert_eq!(rows.len(), 7);
    for (label, reason) in [
        ("G42", "the curve does not end at zero thrust"),
        ("H99", "propellant mass (0.2 kg) is not smaller than loaded mass (0.1 kg)"),
        ("A1", "unknown maker “ABC”, did you mean AeroTech?"),
    ] {
        assert_eq!(rejected(&rows, label).to_string(), reason);
    }
    assert!(matches!(rejected(&rows, "I200"), Rejection::BadMotorHead { .. }));
}

#[test]
fn the_result_does_not_depend_on_the_order_of_rows() {
    let rows = [orc::read("b.orc", ORC), eng::read("a.eng", ENG), orc::read("a.orc", ORC)];
    let mut rows: Vec<ReadRow> = rows.into_iter().flat_map(|file| file.expect("readable")).collect();
    let forward = dedupe(rows.clone());
    rows.reverse();
    assert_eq!(dedupe(rows), forward);
    let mut skus: Vec<String> = forward
        .iter()
        .filter_map(|row| row.outcome.as_ref().ok())
        .map(|part| part.sku.as_str().to_uppercase())
        .collect();
    let all = skus.len();
    skus.sort();
    skus.dedup();
    assert_eq!(skus.len(), all, "a SKU is there twice");
    assert!(forward.iter().filter(|row| row.source.file == "b.orc").all(|row| row.outcome.is_err()));
}

#[test]
fn files_of_another_kind_are_refused_whole() {
    assert_eq!(orc::read("x.orc", b"\0\x01\x02"), Err(FileError::NotText));
    assert_eq!(
        orc::read("x.orc", b"<openrocket version='1'/>"),
        Err(FileError::NotOpenRocket { found: "openrocket".to_owned() })
    );
    for broken in [&b""[..], b"just words", b"<OpenRocketComponent><Components>", b"<OpenRocketComponent></Wrong>"] {
        assert!(matches!(orc::read("x.orc", broken), Err(FileError::NotXml { .. })), "{broken:?}");
    }
    assert_eq!(eng::read("x.eng", b"; nothing but a comment\n"), Err(FileError::NoMotor));
    assert!(matches!(eng::read("x.eng", &vec![b' '; 17 << 20]), Err(FileError::TooLarge { .. })));
    assert!(matches!(price_list::read("x.csv", b"sku,price\n"), Err(FileError::MissingColumn { .. })));
    assert!(matches!(stock_list::read("x.csv", b""), Err(FileError::MissingColumn { .. })));
}

#[test]
fn a_file_that_is_not_utf8_is_read_as_latin1_and_says_so() {
    let latin1 = b"A8 18 70 3-5 0.0033 0.0164 Est\xe9s ; caf\xe9\n 0.2 9.7\n 0.7 0\n";
    let rows = eng::read("x.eng", latin1).expect("text");
    assert!(rows[0].outcome.is_ok(), "{:?}", rows[0].outcome);
    assert!(rows[0].warnings.contains(&Warning::NotUtf8));
}

#[test]
fn price_lists_are_taken_by_sku_or_not_at_all() {
    let list = price_list::read("prices.csv", include_bytes!("data/prices.csv")).expect("a table");
    let (taken, rejected): (Vec<_>, Vec<_>) = list.entries.iter().partition(|entry| entry.outcome.is_ok());
    let prices = taken[0].outcome.as_ref().expect("taken");
    assert_eq!((taken.len(), prices.sku.as_str()), (1, "SEM-BC-926"));
    assert_eq!(prices.ladder.at(10).map(|b| b.unit_price.to_string()).as_deref(), Some("2.10 €"));
    let reasons: Vec<(u32, String)> = rejected
        .iter()
        .map(|entry| (entry.source.line, entry.outcome.as_ref().expect_err("rejected").to_string()))
        .collect();
    let said = |line: u32| reasons.iter().find(|(at, _)| *at == line).map_or("", |(_, reason)| reason.as_str());
    assert_eq!(said(4), "the price for 10 pieces is higher than for fewer");
    assert_eq!(said(7), "quantity “0” is not a whole number of at least 1");
    assert_eq!(said(8), "not taken, because line 7 of the same part number was rejected");
    assert!(said(9).starts_with("“1,234” may mean"));
    assert!(said(10).contains("not a currency"));
    assert_eq!(said(11), PriceRejection::NotPositive.to_string());
    assert!(said(12).contains("not a part number"));
}

#[test]
fn stock_lists_are_checked_line_by_line() {
    let entries = stock_list::read("stock.csv", include_bytes!("data/stock.csv")).expect("a table");
    let outcomes: Vec<_> =
        entries.iter().map(|e| e.outcome.as_ref().map(|count| count.on_hand).map_err(Clone::clone)).collect();
    assert_eq!(
        outcomes,
        [
            Ok(12),
            Err(StockRejection::DuplicateOf(2)),
            Ok(0),
            Err(StockRejection::OnHand("-1".to_owned())),
            Err(StockRejection::Location(String::new())),
            Err(StockRejection::OnHand("1.5".to_owned())),
        ]
    );
}
