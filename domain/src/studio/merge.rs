//! What differs between two revisions, and one out of two that were made from the same one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Content, fields::Values};

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path.
    pub path: String,
    /// What people call it.
    pub label: String,
    /// What it was; none where it was not there.
    pub before: Option<String>,
    /// What it is; none where it is no longer there.
    pub after: Option<String>,
}

/// A field that two people changed, each in their own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its path.
    pub path: String,
    /// What people call it.
    pub label: String,
    /// What it was before both.
    pub base: Option<String>,
    /// What I made of it.
    pub mine: Option<String>,
    /// What they made of it.
    pub theirs: Option<String>,
}

/// Whose word counts where two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Mine.
    Mine,
    /// Theirs.
    Theirs,
}

/// Two revisions made into one.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// The result. Where two differ and nobody has chosen, it holds theirs.
    pub content: Content,
    /// Where two differ and nobody has chosen.
    pub conflicts: Vec<Conflict>,
}

/// Which fields differ, in order of their paths.
pub fn diff(before: &Content, after: &Content) -> Vec<Change> {
    let (old, new) = (before.fields(), after.fields());
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    paths
        .into_iter()
        .filter_map(|path| {
            let (before, after) = (old.get(path), new.get(path));
            if before.map(|field| &field.value) == after.map(|field| &field.value) {
                return None;
            }
            let label = after.or(before)?.label.clone();
            let text = |field: Option<&super::Field>| field.map(|field| field.text.clone());
            Some(Change { path: path.clone(), label, before: text(before), after: text(after) })
        })
        .collect()
}

/// Makes one revision out of two that were made from `base`: what only one of them changed is taken from that
/// one, what both changed alike is taken once, and the rest is a conflict that `chosen` decides by path. Lists of
/// codes take in what either added and leave out what either removed.
pub fn merge(base: &Content, mine: &Content, theirs: &Content, chosen: &BTreeMap<String, Side>) -> Merge {
    let (old, my, their) = (base.values(), mine.values(), theirs.values());
    let paths: BTreeSet<&String> = old.keys().chain(my.keys()).chain(their.keys()).collect();
    let mut merged = Values::new();
    let mut disputed = Vec::new();
    for path in paths {
        let (o, m, t) = (old.get(path), my.get(path), their.get(path));
        let taken = if m == t || t == o {
            m.cloned()
        } else if m == o {
            t.cloned()
        } else if let Some(list) = merged_list(path, o, m, t) {
            Some(list)
        } else {
            match chosen.get(path) {
                Some(Side::Mine) => m.cloned(),
                Some(Side::Theirs) => t.cloned(),
                None => {
                    disputed.push(path.clone());
                    t.cloned()
                }
            }
        };
        if let Some(value) = taken {
            merged.insert(path.clone(), value);
        }
    }
    restore_variants(&mut merged, &[&their, &my, &old]);
    let content = match Content::from_values(theirs.kind(), merged) {
        Ok(content) => content,
        // Both are whole documents, and every field was taken whole from one of them.
        Err(_) => theirs.clone(),
    };
    let (base, mine, theirs) = (base.fields(), mine.fields(), theirs.fields());
    let conflicts = disputed
        .into_iter()
        .filter_map(|path| {
            let [base, mine, theirs] = [&base, &mine, &theirs].map(|fields| fields.get(&path));
            let label = mine.or(theirs)?.label.clone();
            let [base, mine, theirs] = [base, mine, theirs].map(|field| field.map(|field| field.text.clone()));
            Some(Conflict { path, label, base, mine, theirs })
        })
        .collect();
    Merge { content, conflicts }
}

/// The codes of variants: those of mine that they have not removed, then those that they added.
fn merged_list(path: &str, base: Option<&Value>, mine: Option<&Value>, theirs: Option<&Value>) -> Option<Value> {
    if path != "variants" {
        return None;
    }
    let (base, mine, theirs) = (base?.as_array()?, mine?.as_array()?, theirs?.as_array()?);
    let kept = mine.iter().filter(|code| theirs.contains(code) || !base.contains(code));
    let added = theirs.iter().filter(|code| !base.contains(code) && !mine.contains(code));
    Some(kept.chain(added).cloned().collect())
}

/// A variant that stays in the list has all of its fields, also those that went with it on one side.
fn restore_variants(merged: &mut Values, sources: &[&Values]) {
    let codes: Vec<String> = match merged.get("variants") {
        Some(Value::Array(codes)) => codes.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return,
    };
    for code in codes {
        for field in ["sku", "mpn", "option_value", "thrust_curve"] {
            let path = format!("variants/{code}/{field}");
            if !merged.contains_key(&path)
                && let Some(value) = sources.iter().find_map(|source| source.get(&path))
            {
                merged.insert(path, value.clone());
            }
        }
    }
}
