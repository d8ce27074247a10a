//! The content pages of the demo shop, for `rocket-parts import demo`.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::catalog::demo;
use domain::studio::{Content, DocumentKey, Kind, PageContent};
use store::Store;
use store::studio::{ReleaseItem, SaveDraft};

/// Publishes them together. What is known of them already, in whatever state, is left as it is.
pub(super) async fn publish(store: &Store, now: DateTime<Utc>) -> anyhow::Result<()> {
    let actor = Actor::System("demo catalog");
    let mut items = Vec::new();
    for page in demo::PAGES {
        let key = DocumentKey::new(Kind::Page, page.code);
        if store.document(&key).await?.is_some() {
            continue;
        }
        let content = Content::Page(PageContent {
            slug: page.slug.to_owned(),
            title: page.title.to_owned(),
            summary: page.summary.to_owned(),
            body: page.body.to_owned(),
        });
        let save = SaveDraft { key: key.clone(), content, seen: 0, onto: None, note: String::new() };
        let saved = store.save_draft(save, &actor, now).await?;
        items.push(ReleaseItem { key, revision: Some(saved.number) });
    }
    if !items.is_empty() {
        store.publish_now("Pages of the demo shop", &items, true, &actor, now).await?;
    }
    Ok(())
}
