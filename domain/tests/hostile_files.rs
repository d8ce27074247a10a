//! Whatever the bytes, a reader answers: it never panics, hangs or takes what it should not.

use std::fmt::Write as _;

use domain::catalog::import::{ReadRow, dedupe, eng, orc, price_list, stock_list};
use domain::catalog::schema;
use proptest::prelude::*;

const ORC: &[u8] = include_bytes!("data/sample.orc");
const ENG: &[u8] = include_bytes!("data/sample.eng");
const PRICES: &[u8] = include_bytes!("data/prices.csv");
const STOCK: &[u8] = include_bytes!("data/stock.csv");

/// A small generator (xorshift64*), so that every run mutates alike.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).expect("a size")).expect("below a size")
    }
}

const NASTY: [&[u8]; 14] = [
    b"-1",
    b"0",
    b"1e308",
    b"-1e-308",
    b"NaN",
    b"inf",
    b"99999999999999999999",
    b"0.0000000001",
    b"<",
    b"]]>",
    b"&#x0;",
    b"\"",
    b"\xff\xfe",
    b"\n",
];

fn mutate(sample: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len());
        match chance.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << chance.below(8),
            1 => bytes.insert(at, u8::try_from(chance.below(256)).expect("a byte")),
            2 => bytes.truncate(at.max(bytes.len() / 2)),
            3 => {
                // A number of the file becomes another one.
                let start = (at..bytes.len()).find(|&i| bytes[i].is_ascii_digit()).unwrap_or(at);
                let end = (start..bytes.len()).find(|&i| !matches!(bytes[i], b'0'..=b'9' | b'.')).unwrap_or(start);
                bytes.splice(start..end, NASTY[chance.below(NASTY.len())].iter().copied());
            }
            4 => {
                let end = (at + chance.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let end = (at + chance.below(200)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}

/// What must hold of every part that is taken.
fn check(rows: Vec<ReadRow>) {
    for row in dedupe(rows) {
        let Ok(part) = row.outcome else { continue };
        assert!(schema::category_by_slug(&part.category).is_some());
        for fact in part.attributes.iter() {
            assert!(schema::attribute_by_code(&fact.code).is_some(), "{}", fact.code);
            let number = part.attributes.number(&fact.code);
            assert!(number.is_none_or(|n| n.is_finite() && n >= 0.0), "{}: {number:?}", fact.code);
        }
        if let (Some(outer), Some(inner)) =
            (part.attributes.number("outer_diameter"), part.attributes.number("inner_diameter"))
        {
            assert!(inner < outer);
        }
    }
}

#[test]
fn ten_thousand_mutated_files_never_panic() {
    let mut chance = Chance(0x5EED);
    for _ in 0..10_000 {
        if let Ok(rows) = orc::read("mutated.orc", &mutate(ORC, &mut chance)) {
            check(rows);
        }
        if let Ok(rows) = eng::read("mutated.eng", &mutate(ENG, &mut chance)) {
            check(rows);
        }
        if let Ok(list) = price_list::read("mutated.csv", &mutate(PRICES, &mut chance)) {
            assert!(list.entries.iter().flat_map(|e| &e.outcome).all(|prices| !prices.ladder.breaks().is_empty()));
        }
        if let Ok(entries) = stock_list::read("mutated.csv", &mutate(STOCK, &mut chance)) {
            assert!(entries.iter().flat_map(|e| &e.outcome).all(|count| !count.location.is_empty()));
        }
    }
}

#[test]
fn deep_and_wide_xml_is_survived() {
    let deep = format!("<OpenRocketComponent>{}", "<a>".repeat(500_000));
    assert!(orc::read("deep.orc", deep.as_bytes()).is_err());
    let fields = "<X>1</X>".repeat(100_000);
    let wide =
        format!("<OpenRocketComponent><Components><BodyTube>{fields}</BodyTube></Components></OpenRocketComponent>");
    let rows = orc::read("wide.orc", wide.as_bytes()).expect("well-formed");
    assert_eq!(rows[0].outcome.as_ref().expect_err("too many fields").to_string(), "BodyTube is longer than 1000");
    let parts = "<BodyTube/>".repeat(100_001);
    let long = format!("<OpenRocketComponent><Components>{parts}</Components></OpenRocketComponent>");
    assert!(orc::read("long.orc", long.as_bytes()).is_err());
}

/// A tube of `length`, as an `.orc` file.
fn tube_file(length: &str, unit: &str) -> String {
    format!(
        "<OpenRocketComponent><Components><BodyTube><Manufacturer>Estes</Manufacturer><PartNumber>BT-1</PartNumber>\
         <InsideDiameter Unit='mm'>20</InsideDiameter><OutsideDiameter Unit='mm'>21</OutsideDiameter>\
         <Length Unit='{unit}'>{length}</Length></BodyTube></Components></OpenRocketComponent>"
    )
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = orc::read("x", &bytes);
        let _ = eng::read("x", &bytes);
        let _ = price_list::read("x", &bytes);
        let _ = stock_list::read("x", &bytes);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "[ -~\n;<>/&]{0,400}") {
        let _ = orc::read("x", format!("<OpenRocketComponent>{text}").as_bytes());
        let _ = eng::read("x", format!("A8 18 70 3 0.003 0.016 Estes\n{text}").as_bytes());
        let _ = price_list::read("x", format!("sku,min_quantity,unit_price,currency\n{text}").as_bytes());
        let _ = stock_list::read("x", format!("sku,location,on_hand\n{text}").as_bytes());
    }

    #[test]
    fn a_written_curve_is_read_back(steps in prop::collection::vec((1u32..200, 0u32..300_000), 2..60)) {
        let mut time = 0;
        let mut points: Vec<(f64, f64)> = steps
            .iter()
            .map(|(wait, thrust)| { time += wait; (f64::from(time) / 1000.0, f64::from(*thrust) / 100.0) })
            .collect();
        points.push((f64::from(time + 1) / 1000.0, 0.0));
        let mut file = "; a comment\nX100 54 500 P 1.0 2.0 CTI\n".to_owned();
        for (time, thrust) in &points {
            writeln!(file, "  {time} {thrust}  ; a point").expect("writing to a string");
        }
        let rows = eng::read("x.eng", file.as_bytes()).expect("a motor");
        if let Ok(part) = &rows[0].outcome {
            let curve = part.thrust_curve.as_ref().expect("motors have curves");
            prop_assert_eq!(curve.points()[0], (0.0, 0.0));
            prop_assert_eq!(&curve.points()[1..], &points[..]);
            let impulse = part.attributes.number("total_impulse").expect("computed");
            prop_assert!((impulse - curve.total_impulse()).abs() < 1e-9);
        } else {
            // Only physics may refuse it: too much or too little thrust for a kilogram of propellant.
            let reason = rows[0].outcome.as_ref().expect_err("rejected").to_string();
            prop_assert!(reason.contains("specific impulse") || reason.contains("no thrust"), "{}", reason);
        }
    }

    #[test]
    fn a_length_is_the_same_in_every_unit(micrometres in 10_000u32..2_000_000) {
        let metres = f64::from(micrometres) / 1e6;
        for (unit, factor) in [("m", 1.0), ("cm", 0.01), ("mm", 0.001), ("in", 0.0254), ("ft", 0.3048)] {
            let rows = orc::read("x.orc", tube_file(&(metres / factor).to_string(), unit).as_bytes()).expect("a file");
            let part = rows[0].outcome.as_ref().expect("a tube");
            let read = part.attributes.number("length").expect("stated");
            prop_assert!((read - metres).abs() < 1e-12, "{} {}", read, unit);
        }
    }
}
