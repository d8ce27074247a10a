//! Thrust curves as files that leave the shop: CSV for spreadsheets, RASP for flight simulators.
//! Reading RASP is in `import::eng`.

use std::fmt::Write;

use super::{AttributeSet, ThrustCurve};

/// Every point, with a head: seconds and newtons.
pub fn csv(curve: &ThrustCurve) -> String {
    let mut text = "time_s,thrust_n\r\n".to_owned();
    for (time, thrust) in curve.points() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{time},{thrust}\r\n");
    }
    text
}

/// A RASP motor file (`.eng`): `name diameter/mm length/mm delays propellant/kg loaded/kg maker`, then
/// a line per point up to zero thrust. None where the facts do not suffice. What RASP separates by
/// blanks has none inside: they become dashes in the name and low lines in the maker.
pub fn rasp(name: &str, maker: &str, facts: &AttributeSet, curve: &ThrustCurve) -> Option<String> {
    let millimetres = |code: &str| facts.number(code).map(|metres| rounded(metres * 1000.0));
    let mut text = format!(
        "{} {} {} {} {} {} {}\n",
        words(name, "-"),
        millimetres("diameter")?,
        millimetres("length")?,
        delays(facts.text("delays").unwrap_or_default()),
        rounded(facts.number("propellant_mass")?),
        rounded(facts.number("loaded_mass")?),
        words(maker, "_"),
    );
    // The start at zero is understood.
    let points = curve.points();
    let implied = usize::from(points.first() == Some(&(0.0, 0.0)));
    for (time, thrust) in &points[implied..] {
        let _ = writeln!(text, "   {time} {thrust}");
    }
    text.push_str(";\n");
    Some(text)
}

/// `text` without blanks, and without the sign that opens a comment.
fn words(text: &str, joint: &str) -> String {
    text.replace(';', " ").split_whitespace().collect::<Vec<_>>().join(joint)
}

/// To a millionth, without zeros at the end.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// `4, 7, 10 s, plugged` as `4-7-10-P`; 0 when nothing is known.
fn delays(text: &str) -> String {
    let listed: Vec<_> = text
        .split([',', ' '])
        .filter_map(|word| match word {
            "plugged" => Some("P"),
            word => word.bytes().all(|b| b.is_ascii_digit()).then_some(word).filter(|word| !word.is_empty()),
        })
        .collect();
    if listed.is_empty() { "0".to_owned() } else { listed.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{demo, import};

    #[test]
    fn a_motor_written_is_the_motor_read() {
        let mut written = 0;
        for part in demo::catalog().into_iter().map(|part| part.draft) {
            let Some(curve) = &part.thrust_curve else { continue };
            // The shop's own name is its own; under another the reader takes the file.
            let text = rasp(&part.mpn, "Estes Industries", &part.attributes, curve).expect("a motor has all facts");
            let rows = import::eng::read("Estes/motor.eng", text.as_bytes()).expect("a motor file");
            let read = rows[0].outcome.as_ref().unwrap_or_else(|refused| panic!("{text}: {refused}"));
            assert_eq!(read.thrust_curve.as_ref(), Some(curve), "{text}");
            for code in ["diameter", "length", "propellant_mass", "loaded_mass"] {
                let (one, other) = (read.attributes.number(code), part.attributes.number(code));
                assert!(one.zip(other).is_some_and(|(one, other)| (one - other).abs() < 1e-6), "{code}: {text}");
            }
            written += 1;
        }
        assert!(written > 20, "{written}");
    }

    #[test]
    fn delays_are_written_as_rasp_has_them() {
        for (shown, written) in [("4, 7, 10 s, plugged", "4-7-10-P"), ("plugged", "P"), ("14 s", "14"), ("", "0")] {
            assert_eq!(delays(shown), written);
        }
    }

    #[test]
    fn blanks_do_not_shift_the_head() {
        let mut facts = AttributeSet::new();
        for (code, value) in [("diameter", 0.029), ("length", 0.124), ("propellant_mass", 0.06), ("loaded_mass", 0.12)]
        {
            facts.compute(code, value);
        }
        let curve = ThrustCurve::new(vec![(0.1, 80.0), (1.5, 0.0)]).expect("a curve");
        let text = rasp("G80 ; T", "A Maker", &facts, &curve).expect("all facts");
        assert_eq!(text.lines().next(), Some("G80-T 29 124 0 0.06 0.12 A_Maker"));
        assert_eq!(csv(&curve), "time_s,thrust_n\r\n0,0\r\n0.1,80\r\n1.5,0\r\n");
        assert_eq!(rasp("G80", "A Maker", &AttributeSet::new(), &curve), None);
    }
}
