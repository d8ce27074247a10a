//! A kept value, as it is in the process and as it is written to Redis.

use std::any::Any;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Moment;
use super::validity::Tag;

/// What can be kept.
pub(crate) trait Data: Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Data for T {}

/// What was read for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made<T> {
    pub(super) data: T,
    pub(super) tags: Vec<Tag>,
    pub(super) is_absent: bool,
}

impl<T> Made<T> {
    /// Something, made from these.
    pub(crate) fn of(data: T, tags: Vec<Tag>) -> Self {
        Self { data, tags, is_absent: false }
    }

    /// That there is nothing of the kind in the catalog. It is kept shortly: there are more names for nothing than for
    /// something.
    pub(crate) fn absent(data: T) -> Self {
        Self { data, tags: vec![Tag::Catalog], is_absent: true }
    }
}

/// What was read, and a moment before it was.
#[derive(Debug, Clone)]
pub(crate) struct Loaded<T> {
    pub(super) read_at: Moment,
    pub(super) made: Made<T>,
}

/// A value in the process.
#[derive(Clone)]
pub(super) struct Value {
    pub(super) read_at: Moment,
    pub(super) tags: Arc<[Tag]>,
    pub(super) is_absent: bool,
    /// About how many bytes it takes.
    pub(super) weight: u32,
    data: Arc<dyn Any + Send + Sync>,
}

/// What a value weighs besides what is in it, and how much more than its JSON its data takes in memory.
const WEIGHT: (usize, usize) = (256, 2);

/// As it is written.
#[derive(Serialize, Deserialize)]
struct Written<D> {
    #[serde(rename = "r")]
    read_at: Moment,
    #[serde(rename = "t")]
    tags: Vec<Tag>,
    #[serde(rename = "n")]
    is_absent: bool,
    #[serde(rename = "d")]
    data: D,
}

impl Value {
    /// The value, and how it is written to Redis; nothing when it cannot be written.
    pub(super) fn new<T: Data>(loaded: Loaded<T>) -> (Self, Option<Vec<u8>>) {
        let Loaded { read_at, made: Made { data, tags, is_absent } } = loaded;
        let written = Written { read_at, tags, is_absent, data: &data };
        let json = serde_json::to_vec(&written)
            .inspect_err(|error| tracing::error!(%error, "a kept value cannot be written"))
            .ok();
        let tags = written.tags.into();
        let weight = weight(json.as_ref().map_or(1_024, Vec::len));
        (Self { read_at, tags, is_absent, weight, data: Arc::new(data) }, json)
    }

    /// Reads what was written. What is laid out otherwise is absent.
    pub(super) fn parse<T: Data>(json: &[u8]) -> Option<Self> {
        let Written { read_at, tags, is_absent, data } = serde_json::from_slice::<Written<T>>(json)
            .inspect_err(|error| tracing::debug!(%error, "a kept value cannot be read"))
            .ok()?;
        Some(Self { read_at, tags: tags.into(), is_absent, weight: weight(json.len()), data: Arc::new(data) })
    }

    /// What it holds. A kind of key has one type, so that the other case does not come up.
    pub(super) fn data<T: Data>(&self) -> Option<Arc<T>> {
        Arc::clone(&self.data).downcast().ok()
    }
}

fn weight(json: usize) -> u32 {
    u32::try_from(WEIGHT.0 + WEIGHT.1 * json).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let read_at = Moment { server: 3, micros: 1_795_219_200_000_001 };
        let tags = vec![Tag::Catalog, Tag::Product(1), Tag::Variant(2), Tag::Stock(3)];
        let made = Made::of(vec!["54 mm".to_owned()], tags.clone());
        let (value, json) = Value::new(Loaded { read_at, made });
        let json = json.expect("written");
        let again = Value::parse::<Vec<String>>(&json).expect("read");
        assert_eq!((again.read_at, &*again.tags, again.is_absent), (read_at, &tags[..], false));
        assert_eq!(again.data::<Vec<String>>(), value.data());
        assert_eq!(again.weight, value.weight);
        assert!(Value::parse::<Vec<i64>>(&json).is_none(), "another layout");
        assert!(Value::parse::<Vec<String>>(&json[..json.len() - 3]).is_none(), "cut off");
        assert!(Value::parse::<Vec<String>>(b"").is_none());
        assert!(again.data::<String>().is_none());
    }
}
