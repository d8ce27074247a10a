//! Telling the cache before the shop which pages a publication touches, in the transaction of the publication.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::studio::{Around, Content, DocumentKey, HomeContent, Kind, TreeNode, touched_pages};
use sqlx::MySqlConnection;

use super::revisions::published_contents;
use super::{BATCH, live};
use crate::Result;

/// A document, as visitors saw it and as they see it from now on.
pub(super) struct Seen<'a> {
    pub(super) key: &'a DocumentKey,
    pub(super) before: Option<&'a Content>,
    pub(super) after: Option<&'a Content>,
}

/// Has the cache forget what was published otherwise. To be called when the documents are written.
pub(super) async fn purge_touched(
    transaction: &mut MySqlConnection,
    documents: &[Seen<'_>],
    now: DateTime<Utc>,
) -> Result<()> {
    let tree: Vec<TreeNode> = live::categories(transaction)
        .await?
        .into_iter()
        .map(|(code, category)| TreeNode { code, slug: category.slug, parent: category.parent })
        .collect();
    let home = home(transaction).await?;
    let mut products = BTreeMap::new();
    let priced: Vec<&str> =
        documents.iter().filter(|seen| seen.key.kind == Kind::Prices).map(|seen| seen.key.name.as_str()).collect();
    for names in priced.chunks(BATCH) {
        products.extend(published_contents(transaction, Kind::Product, names).await?);
    }
    let mut pages = BTreeSet::new();
    for seen in documents {
        let product = match products.get(&seen.key.name) {
            Some(Content::Product(product)) => Some(product),
            _ => None,
        };
        let around = Around { tree: &tree, product, home: home.as_ref() };
        pages.extend(touched_pages(seen.key, seen.before, seen.after, around));
    }
    crate::edge::purge(transaction, &pages, now).await
}

async fn home(transaction: &mut MySqlConnection) -> Result<Option<HomeContent>> {
    let found = published_contents(transaction, Kind::Home, &[DocumentKey::home().name.as_str()]).await?;
    Ok(found.into_values().find_map(|content| match content {
        Content::Home(home) => Some(home),
        _ => None,
    }))
}
