//! Pieces chosen line by line in a form, as typed, and what is wrong with them.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::posted::PostedForm;

/// What stands in the fields for pieces: line and text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chosen(BTreeMap<u32, String>);

impl Chosen {
    /// Reads the fields of a form, for the lines it may name.
    pub(super) fn read(form: &PostedForm, lines: impl Iterator<Item = u32>) -> Self {
        Self(lines.map(|line_no| (line_no, form.text(&field(line_no)).trim().chars().take(20).collect())).collect())
    }

    /// These pieces of these lines.
    pub(super) fn of(pieces: impl IntoIterator<Item = (u32, u32)>) -> Self {
        Self(pieces.into_iter().map(|(line_no, pieces)| (line_no, pieces.to_string())).collect())
    }

    /// What stands in a line's field.
    pub(super) fn typed(&self, line_no: u32) -> String {
        self.0.get(&line_no).cloned().unwrap_or_default()
    }

    /// The pieces chosen, none of them 0; or what is wrong, line by line. `most` is what may be chosen of a line.
    pub(super) fn pieces(&self, most: impl Fn(u32) -> u32) -> Result<Vec<(u32, u32)>, BTreeMap<u32, String>> {
        let mut problems = BTreeMap::new();
        let mut chosen = Vec::new();
        for (line_no, typed) in &self.0 {
            let most = most(*line_no);
            match typed.as_str() {
                "" => {}
                typed => match typed.parse::<u32>() {
                    Ok(0) => {}
                    Ok(pieces) if pieces <= most => chosen.push((*line_no, pieces)),
                    _ => _ = problems.insert(*line_no, format!("Enter a whole number from 0 to {most}.")),
                },
            }
        }
        if problems.is_empty() { Ok(chosen) } else { Err(problems) }
    }
}

/// The name of a line's field.
pub(super) fn field(line_no: u32) -> String {
    format!("pieces-{line_no}")
}

/// A line's field, with what is wrong with it.
pub(super) fn piece_field(
    line_no: u32,
    sku: &str,
    verb: &str,
    typed: String,
    problem: Option<String>,
) -> impl IntoView + use<> {
    let name = field(line_no);
    let error = format!("{name}-error");
    let invalid = problem.is_some().then_some("true");
    let described_by = problem.is_some().then(|| error.clone());
    view! {
        <label class="visually-hidden" for=name.clone()>{format!("Pieces of {sku} to {verb}")}</label>
        <input class="field__input field__input--number order__pieces" id=name.clone() name=name type="text" inputmode="numeric" maxlength="5"
            autocomplete="off" value=typed placeholder="0" aria-invalid=invalid aria-describedby=described_by/>
        {problem.map(|problem| view! { <p class="field__error" id=error>{problem}</p> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(fields: &[(&str, &str)]) -> Chosen {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
        Chosen::read(&PostedForm::new(fields, true), [1, 2].into_iter())
    }

    #[test]
    fn pieces_are_whole_and_within_bounds() {
        assert_eq!(
            chosen(&[("pieces-1", " 2 "), ("pieces-2", "0"), ("pieces-9", "4")]).pieces(|_| 2),
            Ok(vec![(1, 2)])
        );
        assert_eq!(chosen(&[]).pieces(|_| 2), Ok(Vec::new()));
        for bad in ["3", "-1", "1.5", "x", "99999999999999999999"] {
            let chosen = chosen(&[("pieces-2", bad)]);
            let problems = chosen.pieces(|_| 2).expect_err("refused");
            assert!(problems[&2].contains("0 to 2") && chosen.typed(2).starts_with(&bad[..1]), "{bad}");
        }
    }
}
