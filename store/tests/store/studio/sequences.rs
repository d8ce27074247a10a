//! Whatever is edited, published, scheduled, restored and rolled back, in whatever order: visitors see what was
//! published last.

use std::collections::BTreeMap;

use domain::studio::{Content, DocumentKey};
use sqlx::MySqlPool;
use store::studio::{PublishError, ReleaseId};

use super::{CLOCK, page, product, terms};
use crate::shop::{Shop, moment, tube};

/// Numbers that look like chance and are the same each time: a linear congruential generator (Knuth, MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A document, what was seen of it before a release and after.
type Change = (DocumentKey, Option<Content>, Option<Content>);

/// What visitors should see of each document, and what each release would bring back.
#[derive(Default)]
struct Model {
    seen: BTreeMap<DocumentKey, Option<Content>>,
    releases: Vec<(ReleaseId, Vec<Change>)>,
}

async fn seen(shop: &Shop, key: &DocumentKey) -> Option<Content> {
    let document = shop.document(key).await;
    let content = document.published_content.filter(|_| document.is_public);
    // What the document says is what the pages read.
    match &content {
        Some(Content::Page(page)) => {
            assert_eq!(shop.store.content_page(&page.slug).await.expect("answered").as_ref(), Some(page));
        }
        Some(Content::Product(product)) => {
            let part = shop.part(product.variants[0].sku.as_str()).await;
            assert_eq!((&part.summary, &part.product_name), (&product.summary, &product.name));
        }
        _ => {}
    }
    content
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn visitors_see_what_was_published_last(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", Some(300.0)), 1, 1).await;
    shop.sell(&tube("T-2", Some(300.0)), 1, 1).await;
    shop.drafted(&page("terms"), terms("0")).await;
    let keys = [product("t-1"), product("t-2"), page("terms")];
    let mut model = Model::default();
    for key in &keys {
        model.seen.insert(key.clone(), seen(&shop, key).await);
    }
    for seed in 0..3 {
        let mut chance = Chance(seed);
        for step in 0..60 {
            let now = moment(100 + i64::try_from(seed).expect("few") * 1_000 + step * 10);
            let key = keys[usize::try_from(chance.below(3)).expect("few")].clone();
            match chance.below(6) {
                0 | 1 => edit(&shop, &key, &format!("{seed}-{step}")).await,
                2 => publish(&shop, &mut model, &keys[..usize::try_from(1 + chance.below(3)).expect("few")], now).await,
                3 => {
                    let document = shop.document(&key).await;
                    let number = 1 + u32::try_from(chance.below(u64::from(document.head()))).expect("small");
                    shop.store.restore_revision(&key, number, document.head(), &CLOCK, now).await.expect("restored");
                }
                4 => schedule(&shop, &mut model, &key, now).await,
                _ => roll_back(&shop, &mut model, &mut chance, now).await,
            }
            for key in &keys {
                assert_eq!(&seen(&shop, key).await, &model.seen[key], "{key} after step {step} of {seed}");
            }
        }
    }
}

async fn edit(shop: &Shop, key: &DocumentKey, text: &str) {
    let content = match shop.document(key).await.content {
        Content::Product(mut content) => {
            text.clone_into(&mut content.summary);
            Content::Product(content)
        }
        _ => terms(text),
    };
    shop.drafted(key, content).await;
}

async fn publish(shop: &Shop, model: &mut Model, keys: &[DocumentKey], now: chrono::DateTime<chrono::Utc>) {
    let mut changes = Vec::new();
    for key in keys {
        changes.push((key.clone(), model.seen[key].clone(), Some(shop.document(key).await.content)));
    }
    let id = match shop.publish(&keys.iter().collect::<Vec<_>>(), now).await {
        Ok(id) => id,
        // A draft that was begun before something else was published, and contradicts it; or one without a summary.
        Err(PublishError::Conflicts(_) | PublishError::Findings(_)) => return,
        Err(error) => panic!("{error}"),
    };
    for (key, _, after) in &mut changes {
        // What both changed alike or only one of them is one now.
        let merged = shop.document(key).await.published_content;
        *after = merged;
        model.seen.insert(key.clone(), after.clone());
    }
    model.releases.push((id, changes));
}

/// Schedules what is drafted, and lets the clock publish it.
async fn schedule(shop: &Shop, model: &mut Model, key: &DocumentKey, now: chrono::DateTime<chrono::Utc>) {
    let document = shop.document(key).await;
    let id = shop.store.create_release("", &CLOCK, now).await.expect("begun");
    shop.store.set_release_item(id, key, Some(document.head()), &CLOCK, now).await.expect("put in");
    let at = now + chrono::TimeDelta::seconds(1);
    match shop.store.schedule_release(id, Some(at), None, true, &CLOCK, now).await {
        Ok(()) => {}
        Err(PublishError::Findings(_)) => return,
        Err(error) => panic!("{error}"),
    }
    assert_eq!(seen(shop, key).await, model.seen[key], "not before its time");
    match shop.store.publish_release(id, true, &CLOCK, at).await {
        Ok(_) => {}
        Err(PublishError::Conflicts(_)) => return,
        Err(error) => panic!("{error}"),
    }
    let after = shop.document(key).await.published_content;
    model.releases.push((id, vec![(key.clone(), model.seen[key].clone(), after.clone())]));
    model.seen.insert(key.clone(), after);
}

async fn roll_back(shop: &Shop, model: &mut Model, chance: &mut Chance, now: chrono::DateTime<chrono::Utc>) {
    if model.releases.is_empty() {
        return;
    }
    let at = usize::try_from(chance.below(model.releases.len() as u64)).expect("few");
    let (id, changes) = model.releases.remove(at);
    let done = shop.store.roll_back_release(id, &CLOCK, now).await.expect("answered");
    for (key, before, _) in changes {
        if !done.left.contains(&key) {
            model.seen.insert(key, before);
        }
    }
}
