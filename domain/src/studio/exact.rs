//! Facts and curves as they are written into a revision. Figures are written as text, shortest first: what reads
//! JSON numbers elsewhere may be a bit off in the last place, and a revision that is read and written again has
//! to be the same.

/// Facts by the code of their attribute.
pub(super) mod facts {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::super::Fact;
    use crate::catalog::AttributeSet;

    pub(in super::super) fn serialize<S: Serializer>(facts: &AttributeSet, serializer: S) -> Result<S::Ok, S::Error> {
        let facts: BTreeMap<&str, Fact> = facts.iter().map(|entry| (entry.code.as_str(), Fact::of(entry))).collect();
        facts.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AttributeSet, D::Error> {
        let facts = BTreeMap::<String, Fact>::deserialize(deserializer)?;
        facts.into_iter().map(|(code, fact)| fact.entry(code).map_err(serde::de::Error::custom)).collect()
    }
}

/// The points of a curve, each as “seconds newtons”.
pub(super) mod curve {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::catalog::ThrustCurve;

    #[expect(clippy::ref_option, reason = "serde hands fields over like this")]
    pub(in super::super) fn serialize<S: Serializer>(
        curve: &Option<ThrustCurve>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let points: Option<Vec<String>> = curve
            .as_ref()
            .map(|curve| curve.points().iter().map(|(time, thrust)| format!("{time} {thrust}")).collect());
        points.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<ThrustCurve>, D::Error> {
        let Some(points) = Option::<Vec<String>>::deserialize(deserializer)? else { return Ok(None) };
        let points = points
            .iter()
            .map(|point| {
                let (time, thrust) =
                    point.split_once(' ').ok_or_else(|| D::Error::custom("a point needs two figures"))?;
                Ok((time.parse().map_err(D::Error::custom)?, thrust.parse().map_err(D::Error::custom)?))
            })
            .collect::<Result<_, D::Error>>()?;
        ThrustCurve::new(points).map(Some).map_err(D::Error::custom)
    }
}
