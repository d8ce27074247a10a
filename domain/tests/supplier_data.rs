//! Reads a folder of real supplier files in one run and prints the report:
//! `ROCKET_PARTS_SUPPLIER_DATA=… cargo test -p domain --test supplier_data -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::catalog::import::{ReadRow, dedupe, eng, orc};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
#[ignore = "needs a folder of supplier files"]
#[expect(clippy::disallowed_methods, reason = "the folder is nobody else's business")]
fn every_file_is_read() {
    let folder = std::env::var("ROCKET_PARTS_SUPPLIER_DATA").expect("ROCKET_PARTS_SUPPLIER_DATA names a folder");
    let mut paths = Vec::new();
    files(Path::new(&folder), &mut paths);
    let mut rows: Vec<ReadRow> = Vec::new();
    for path in &paths {
        let name = path.strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
        let read: fn(&str, &[u8]) -> _ = match path.extension().and_then(|extension| extension.to_str()) {
            Some("orc") => orc::read,
            Some("eng") => eng::read,
            _ => continue,
        };
        rows.extend(read(&name, &fs::read(path).expect("readable")).expect(&name));
    }
    let rows = dedupe(rows);
    let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        match &row.outcome {
            Ok(part) => {
                *categories.entry(part.category.as_str()).or_default() += 1;
                println!("TAKEN {} | {} | {} | {}", row.source, part.sku, part.name(), part.summary);
            }
            Err(rejection) => println!("REJECTED {}: {rejection}", row.source),
        }
        for warning in &row.warnings {
            println!("NOTED {}: {warning}", row.source);
        }
    }
    let taken: usize = categories.values().sum();
    println!("{} rows, {taken} taken, {} rejected; {categories:?}", rows.len(), rows.len() - taken);
    assert!(taken > 0);
}
