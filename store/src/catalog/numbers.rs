//! Finding public variants by part numbers as people write them: in any punctuation, ours or the makers’, and
//! with a slip in them.

use std::collections::{BTreeMap, HashMap};

use domain::catalog::near_number;
use domain::ids::{Sku, part_number_key};
use sqlx::MySqlConnection;

use super::row::{id_list, parse_sku};
use crate::{Result, Store};

/// Near numbers offered for one.
const MAX_NEAR: usize = 3;

/// What a part number stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberMatch {
    /// The parts that carry it: the one whose own number it is, else all of whose makers it is.
    pub parts: Vec<Sku>,
    /// Parts that may be meant when none carries it, nearest first.
    pub near: Vec<Sku>,
}

impl Store {
    /// What part numbers stand for, one answer for each.
    #[tracing::instrument(name = "db.catalog.match_numbers", skip_all)]
    pub async fn match_numbers(&self, numbers: &[String]) -> Result<Vec<NumberMatch>> {
        let mut connection = self.database.acquire().await?;
        let keys = numbers.iter().map(|number| part_number_key(number)).collect();
        let found = variants_by_number(&mut connection, keys).await?;
        let mut matches = Vec::with_capacity(numbers.len());
        for number in numbers {
            let carriers = found.get(&part_number_key(number)).cloned().unwrap_or_default();
            let near = if carriers.is_empty() { variants_near(&mut connection, number).await? } else { Vec::new() };
            matches.push(NumberMatch {
                parts: skus(&mut connection, &carriers).await?,
                near: skus(&mut connection, &near).await?,
            });
        }
        Ok(matches)
    }
}

/// Whether a key may be in the indexes: neither nothing nor longer than their columns.
fn is_key(key: &str) -> bool {
    (1..=80).contains(&key.len())
}

/// The variants that carry numbers, by key. Keys that nothing carries are absent.
pub(crate) async fn variants_by_number(
    connection: &mut MySqlConnection,
    mut keys: Vec<String>,
) -> Result<HashMap<String, Vec<i64>>> {
    keys.retain(|key| is_key(key));
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    // Keys are letters and digits, so that they need no escapes.
    let list = format!("[\"{}\"]", keys.join("\",\""));
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.id AS `id!`, v.sku_key AS `key!: String`, 1 AS `ours!: i32`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (k VARCHAR(80) PATH '$')) wanted
         JOIN variants v ON v.sku_key = wanted.k COLLATE utf8mb4_unicode_ci AND v.is_public
         UNION ALL
         SELECT STRAIGHT_JOIN v.id, v.mpn_key, 0
         FROM JSON_TABLE(?, '$[*]' COLUMNS (k VARCHAR(80) PATH '$')) wanted
         JOIN variants v ON v.mpn_key = wanted.k COLLATE utf8mb4_unicode_ci AND v.is_public",
        list,
        list
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut found: BTreeMap<String, (Vec<i64>, Vec<i64>)> = BTreeMap::new();
    for row in rows {
        let (ours, makers) = found.entry(row.key).or_default();
        if row.ours == 1 { ours } else { makers }.push(row.id);
    }
    Ok(found.into_iter().map(|(key, (ours, makers))| (key, if ours.is_empty() { makers } else { ours })).collect())
}

/// Variants whose number is near one that nothing carries: out of its neighbours in the two indexes,
/// the nearest first.
pub(crate) async fn variants_near(connection: &mut MySqlConnection, number: &str) -> Result<Vec<i64>> {
    let key = part_number_key(number);
    if !is_key(&key) {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "(SELECT id AS `id!`, sku_key AS `key!: String` FROM variants WHERE sku_key >= ? AND is_public ORDER BY sku_key LIMIT 12)
         UNION ALL (SELECT id, sku_key FROM variants WHERE sku_key < ? AND is_public ORDER BY sku_key DESC LIMIT 12)
         UNION ALL (SELECT id, mpn_key FROM variants WHERE mpn_key >= ? AND is_public ORDER BY mpn_key LIMIT 12)
         UNION ALL (SELECT id, mpn_key FROM variants WHERE mpn_key < ? AND is_public ORDER BY mpn_key DESC LIMIT 12)",
        key,
        key,
        key,
        key
    )
    .fetch_all(connection)
    .await?;
    let mut ranked: Vec<(usize, i64)> =
        rows.iter().filter_map(|row| Some((near_number::distance(&key, &row.key)?, row.id))).collect();
    ranked.sort_unstable();
    let mut ids: Vec<i64> = Vec::new();
    for (_, id) in ranked {
        if !ids.contains(&id) && ids.len() < MAX_NEAR {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// The numbers of variants, in the order given.
async fn skus(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Vec<Sku>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_scalar!(
        "SELECT STRAIGHT_JOIN v.sku
         FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
         JOIN variants v ON v.id = wanted.id ORDER BY wanted.place",
        id_list(ids)
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(|sku| parse_sku(sku))
    .collect()
}
