//! How what is kept of the catalog is written into a cache and read again: figures to the last bit, which readers of JSON
//! do not promise.

use std::borrow::Cow;

use domain::catalog::asset::{AssetHash, FileType};
use domain::catalog::{AttributeEntry, AttributeSet, AttributeValue, Original, Provenance, ThrustCurve};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Entry<'a> {
    code: Cow<'a, str>,
    /// The bits of a figure, or a text.
    value: Result<u64, Cow<'a, str>>,
    provenance: Provenance,
    original: Option<Original>,
}

impl<'a> From<&'a AttributeEntry> for Entry<'a> {
    fn from(entry: &'a AttributeEntry) -> Self {
        Self {
            code: entry.code.as_str().into(),
            value: match &entry.value {
                AttributeValue::Number(number) => Ok(number.to_bits()),
                AttributeValue::Text(text) => Err(text.as_str().into()),
            },
            provenance: entry.provenance,
            original: entry.original.clone(),
        }
    }
}

impl From<Entry<'_>> for AttributeEntry {
    fn from(entry: Entry<'_>) -> Self {
        let value = match entry.value {
            Ok(bits) => AttributeValue::Number(f64::from_bits(bits)),
            Err(text) => AttributeValue::Text(text.into_owned()),
        };
        Self { code: entry.code.into_owned(), value, provenance: entry.provenance, original: entry.original }
    }
}

/// One fact.
pub(super) mod fact {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{AttributeEntry, Entry};

    pub(in super::super) fn serialize<S: Serializer>(entry: &AttributeEntry, to: S) -> Result<S::Ok, S::Error> {
        Entry::from(entry).serialize(to)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<AttributeEntry, D::Error> {
        Entry::deserialize(from).map(Into::into)
    }
}

/// All facts about a variant.
pub(super) mod facts {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{AttributeEntry, AttributeSet, Entry};

    pub(in super::super) fn serialize<S: Serializer>(facts: &AttributeSet, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(facts.iter().map(Entry::from))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<AttributeSet, D::Error> {
        Ok(Vec::<Entry<'_>>::deserialize(from)?.into_iter().map(AttributeEntry::from).collect())
    }
}

/// A thrust curve, if there is one.
pub(super) mod curve {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::ThrustCurve;

    #[expect(clippy::ref_option, reason = "serde hands a field on so")]
    pub(in super::super) fn serialize<S: Serializer>(curve: &Option<ThrustCurve>, to: S) -> Result<S::Ok, S::Error> {
        let bits = |point: &(f64, f64)| (point.0.to_bits(), point.1.to_bits());
        curve.as_ref().map(|curve| curve.points().iter().map(bits).collect::<Vec<_>>()).serialize(to)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<ThrustCurve>, D::Error> {
        let Some(bits) = Option::<Vec<(u64, u64)>>::deserialize(from)? else { return Ok(None) };
        let points = bits.into_iter().map(|point| (f64::from_bits(point.0), f64::from_bits(point.1))).collect();
        ThrustCurve::new(points).map(Some).map_err(D::Error::custom)
    }
}

/// The name of a picture.
pub(super) mod hash {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::AssetHash;

    pub(in super::super) fn serialize<S: Serializer>(hash: &AssetHash, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(hash)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<AssetHash, D::Error> {
        let text = String::deserialize(from)?;
        AssetHash::parse(&text).ok_or_else(|| D::Error::custom("no name of a picture"))
    }
}

/// What a picture is stored as.
pub(super) mod file_type {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::FileType;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field on so")]
    pub(in super::super) fn serialize<S: Serializer>(file_type: &FileType, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(file_type.extension())
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<FileType, D::Error> {
        let text = String::deserialize(from)?;
        let known = FileType::ALL.into_iter().find(|file_type| file_type.extension() == text);
        known.ok_or_else(|| D::Error::custom("no type of picture"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct All {
        #[serde(with = "facts")]
        facts: AttributeSet,
        #[serde(with = "curve")]
        curve: Option<ThrustCurve>,
        #[serde(with = "hash")]
        hash: AssetHash,
        #[serde(with = "file_type")]
        file_type: FileType,
    }

    #[test]
    fn what_is_read_again_is_the_same_to_the_last_bit() {
        let mut facts = AttributeSet::new();
        // Figures that short readers get wrong, and none that JSON has no word for.
        for (code, number) in [("a", 0.1 + 0.2), ("b", 5.4e-323), ("c", 1.797_693_134_862_315_7e308), ("d", -0.0)] {
            let value = AttributeValue::Number(number);
            facts.insert(AttributeEntry { code: code.into(), value, provenance: Provenance::Computed, original: None });
        }
        let original = Some(Original { value: "2.260".into(), unit: "in".into() });
        let value = AttributeValue::Text("Kraft „paper“".into());
        facts.insert(AttributeEntry { code: "e".into(), value, provenance: Provenance::Stated, original });
        let curve = ThrustCurve::new(vec![(0.0, 0.0), (0.1 + 0.2, 1.0 / 3.0), (2.0, 0.0)]).expect("a curve");
        let all = All { facts, curve: Some(curve), hash: AssetHash([7; 32]), file_type: FileType::Png };
        let json = serde_json::to_vec(&all).expect("written");
        assert_eq!(serde_json::from_slice::<All>(&json).expect("read"), all);
        let none = All { facts: AttributeSet::new(), curve: None, ..all };
        let json = serde_json::to_string(&none).expect("written");
        assert_eq!(serde_json::from_str::<All>(&json).expect("read"), none);
        assert!(serde_json::from_str::<All>(&json.replace("png", "exe")).is_err());
    }
}
