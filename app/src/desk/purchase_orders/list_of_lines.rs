//! Reads the lines of a purchase order as they are pasted: number, pieces, cost of a piece.

use domain::ids::Sku;

use crate::desk::entered::read_amount;

/// A line as it can be ordered: part number, pieces, cost of a piece in cents.
pub(super) type Line = (Sku, u32, i64);

/// Reads lines of number, pieces and cost, divided by blanks, tabs or semicolons, or by commas where there is
/// none of these. Answers what is wrong with each bad line, by its place.
pub(super) fn read(text: &str) -> Result<Vec<Line>, Vec<String>> {
    let mut lines: Vec<Line> = Vec::new();
    let mut wrong = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fields: Vec<&str> = if line.trim().contains([' ', '\t', ';']) {
            line.split([' ', '\t', ';'])
                .map(|field| field.trim_matches(','))
                .filter(|field| !field.is_empty())
                .collect()
        } else {
            line.split(',').map(str::trim).filter(|field| !field.is_empty()).collect()
        };
        let place = at + 1;
        match fields.as_slice() {
            [number, pieces, cost] => {
                let read = (Sku::parse(number), pieces.parse::<u32>(), read_amount(cost));
                match read {
                    (Ok(sku), Ok(pieces @ 1..=1_000_000), Some(cost)) => {
                        if lines.iter().any(|(known, _, _)| *known == sku) {
                            wrong.push(format!("Line {place}: {sku} is there twice."));
                        } else {
                            lines.push((sku, pieces, cost));
                        }
                    }
                    (Err(_), ..) => wrong.push(format!("Line {place}: “{}” is not a part number.", short(number))),
                    (_, _, None) => wrong.push(format!("Line {place}: “{}” is not a cost such as 4.80.", short(cost))),
                    _ => wrong.push(format!("Line {place}: “{}” is not a number of pieces.", short(pieces))),
                }
            }
            _ => wrong
                .push(format!("Line {place}: give number, pieces and cost of a piece, such as RP-AT-54-600 40 9.20.")),
        }
    }
    if !wrong.is_empty() {
        wrong.truncate(10);
        return Err(wrong);
    }
    if lines.is_empty() {
        return Err(vec!["Paste at least one line.".to_owned()]);
    }
    Ok(lines)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_in_any_of_the_usual_forms() {
        let read = |text| {
            let lines: Vec<Line> = read(text).expect("lines");
            lines.into_iter().map(|(sku, pieces, cost)| (sku.to_string(), pieces, cost)).collect::<Vec<_>>()
        };
        let expected = [("RP-A-1".to_owned(), 40, 920), ("RP-B-2".to_owned(), 5, 1_200)];
        for text in [
            "RP-A-1 40 9.20\nRP-B-2 5 12",
            "RP-A-1;40;9,20\n\nRP-B-2;5;12,00",
            "RP-A-1,40,9.20\nRP-B-2,5,12",
            "RP-A-1\t40\t9.20\nRP-B-2\t5\t12",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn each_bad_line_is_named() {
        let wrong = read("RP-A-1 40 9.20\nRP-A-1 2 1\n/ 2 1\nRP-B-2 x 1\nRP-B-2 2 x\nRP-B-2 2").expect_err("bad lines");
        assert_eq!(wrong.len(), 5);
        assert!(wrong[0].starts_with("Line 2") && wrong[4].starts_with("Line 6"));
        assert_eq!(read(" \n").expect_err("nothing").len(), 1);
    }
}
