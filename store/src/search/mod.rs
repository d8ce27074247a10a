//! Finding parts by number or words, in MySQL: part numbers in any punctuation first, then all
//! words in any order.

use crate::catalog::Listing;
use crate::{Result, Store};

use domain::ids::part_number_key;

/// Most words of a query that are looked at.
const MAX_WORDS: usize = 6;
/// Longest query looked at, in characters.
pub const MAX_QUERY: usize = 200;

impl Store {
    /// One page of the parts that match a query: number matches first, then those that hold all words.
    #[tracing::instrument(name = "db.search.parts", skip(self))]
    pub async fn search_parts(&self, query: &str, limit: u32, offset: u32) -> Result<Listing> {
        let query: String = query.chars().take(MAX_QUERY).collect();
        let words = like_patterns(&query);
        let key = part_number_key(&query);
        if words.is_empty() {
            return Ok(Listing { rows: Vec::new(), total: 0 });
        }
        // A key of one sign would match half the catalog by prefix.
        let prefix = if key.len() >= 2 { format!("{key}%") } else { String::new() };
        // The statement has a place for each of MAX_WORDS words; places left over match everything.
        let word = |index: usize| words.get(index).map_or("%", String::as_str);
        let total: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM variants v
             WHERE v.sku_key LIKE ? OR v.mpn_key LIKE ?
                OR (v.search_text LIKE ? AND v.search_text LIKE ? AND v.search_text LIKE ?
                    AND v.search_text LIKE ? AND v.search_text LIKE ? AND v.search_text LIKE ?)",
            prefix,
            prefix,
            word(0),
            word(1),
            word(2),
            word(3),
            word(4),
            word(5)
        )
        .fetch_one(&self.database)
        .await?;
        let page = sqlx::query_scalar!(
            "SELECT v.id FROM variants v
             WHERE v.sku_key LIKE ? OR v.mpn_key LIKE ?
                OR (v.search_text LIKE ? AND v.search_text LIKE ? AND v.search_text LIKE ?
                    AND v.search_text LIKE ? AND v.search_text LIKE ? AND v.search_text LIKE ?)
             ORDER BY CASE WHEN v.sku_key = ? THEN 0 WHEN v.mpn_key = ? THEN 1
                           WHEN v.sku_key LIKE ? THEN 2 WHEN v.mpn_key LIKE ? THEN 3 ELSE 4 END,
                      v.name, v.id
             LIMIT ? OFFSET ?",
            prefix,
            prefix,
            word(0),
            word(1),
            word(2),
            word(3),
            word(4),
            word(5),
            key,
            key,
            prefix,
            prefix,
            limit,
            offset
        )
        .fetch_all(&self.database)
        .await?;
        Ok(Listing { rows: self.part_rows(&page).await?, total: total.unsigned_abs() })
    }
}

/// The words of a query as LIKE patterns, signs that LIKE would read as wild cards escaped.
fn like_patterns(query: &str) -> Vec<String> {
    query
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MAX_WORDS)
        .map(|word| {
            let escaped: String = word
                .chars()
                .flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] })
                .collect();
            format!("%{escaped}%")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_patterns_without_wild_cards_of_their_own() {
        assert_eq!(like_patterns("  50% nylon _ "), vec!["%50\\%%", "%nylon%"]);
        assert_eq!(like_patterns("a b c d e f g h").len(), MAX_WORDS);
    }
}
