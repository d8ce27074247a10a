//! What a supplier's file would change. A part that is not there yet is taken whole; of one that is, only what
//! suppliers know best: the maker's number, the facts and the thrust curve. Names and texts stay as they are
//! written here.

use super::products::{Catalog, Checked, Edit, ProductsCheck, sentence};
use super::{Change, CheckedRow, FileKind, FileProblem, Outcome, Reason, shown};
use crate::catalog::PartDraft;
use crate::catalog::import::{ReadRow, dedupe, eng, orc};
use crate::studio::ProductContent;

/// Reads a supplier's file.
pub fn read(kind: FileKind, name: &str, bytes: &[u8]) -> Result<Vec<ReadRow>, FileProblem> {
    let rows = match kind {
        FileKind::Motors => eng::read(name, bytes),
        _ => orc::read(name, bytes),
    };
    let mut rows = dedupe(rows.map_err(|error| FileProblem::Supplier(error.to_string()))?);
    rows.sort_by_key(|row| row.source.line);
    if rows.is_empty() { Err(FileProblem::NoRows) } else { Ok(rows) }
}

/// Checks what was read.
pub fn check(rows: Vec<ReadRow>, catalog: &Catalog) -> Checked<ProductContent> {
    let mut check = ProductsCheck::new(catalog);
    for row in rows {
        let label = shown(&row.source.label);
        let outcome = match row.outcome {
            Ok(draft) => one(&mut check, row.source.line, &draft).unwrap_or_else(Outcome::Rejected),
            Err(rejection) => Outcome::Rejected(vec![Reason::row(sentence(&rejection.to_string()))]),
        };
        check.done.rows.push(CheckedRow { line: row.source.line, label, outcome });
    }
    check.done
}

fn one(check: &mut ProductsCheck<'_>, line: u32, draft: &PartDraft) -> Result<Outcome, Vec<Reason>> {
    check.first_time(&draft.sku, line)?;
    let is_known = check.find(&draft.sku).is_some();
    let mut edits = vec![Edit::Mpn(draft.mpn.clone())];
    if !is_known {
        edits.extend([
            Edit::Category(draft.category.clone()),
            Edit::Maker(draft.maker.clone()),
            Edit::Kind(draft.kind),
            Edit::Name(draft.product_name.clone()),
            Edit::Summary(if draft.summary.is_empty() { draft.product_name.clone() } else { draft.summary.clone() }),
            Edit::Description(draft.description.clone()),
            Edit::HazardClass(draft.hazard_class),
            Edit::OptionValue(draft.option_value.clone()),
        ]);
    }
    edits.extend(draft.attributes.iter().map(|entry| Edit::Attribute(entry.code.clone(), Some(entry.clone()))));
    let edits = edits.into_iter().map(|edit| (String::new(), edit)).collect();
    let product = (!is_known).then(|| (String::new(), draft.product_slug.clone()));
    let outcome = check.apply(line, &draft.sku, product, edits)?;
    Ok(match (check.set_curve(&draft.sku, draft), outcome) {
        (None, outcome) => outcome,
        (Some(change), Outcome::New(changes)) => Outcome::New(with(changes, change)),
        (Some(change), Outcome::Changed(changes)) => Outcome::Changed(with(changes, change)),
        (Some(change), _) => Outcome::Changed(vec![change]),
    })
}

fn with(mut changes: Vec<Change>, change: Change) -> Vec<Change> {
    changes.push(change);
    changes
}
