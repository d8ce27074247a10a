//! Drafts, revisions, releases and previews: what visitors see changes by publishing and by nothing else.

mod drafts;
mod previews;
mod publishing;
mod sequences;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::ids::StaffId;
use domain::studio::{Content, DocumentKey, Kind, PageContent, PricesContent, ProductContent};
use store::studio::{Document, PublishError, ReleaseId, ReleaseItem, SaveDraft, SaveError, Saved};

use crate::shop::{Shop, moment};

/// The clock of an import or a job.
pub(crate) const CLOCK: Actor = Actor::System("test");

pub(crate) fn product(name: &str) -> DocumentKey {
    DocumentKey::new(Kind::Product, name)
}

pub(crate) fn prices(name: &str) -> DocumentKey {
    DocumentKey::new(Kind::Prices, name)
}

pub(crate) fn page(name: &str) -> DocumentKey {
    DocumentKey::new(Kind::Page, name)
}

/// A content page with this text.
pub(crate) fn terms(body: &str) -> Content {
    Content::Page(PageContent {
        slug: "terms".to_owned(),
        title: "Terms".to_owned(),
        summary: "What holds.".to_owned(),
        body: body.to_owned(),
    })
}

impl Shop {
    /// Somebody of the staff.
    pub(crate) async fn editor(&self, name: &str) -> Actor {
        let inserted = sqlx::query(
            "INSERT INTO staff (email, name, roles, is_active, session_epoch, totp_last_step, created_at) VALUES (?, ?, 'editor', 1, 0, 0, ?)",
        )
        .bind(format!("{}@example.org", name.to_lowercase()))
        .bind(name)
        .bind(moment(0).naive_utc())
        .execute(&self.database)
        .await
        .expect("written");
        Actor::Staff { id: StaffId(inserted.last_insert_id().cast_signed()), name: name.to_owned() }
    }

    /// The slug of the product that a part belongs to.
    pub(crate) async fn product_of(&self, number: &str) -> String {
        sqlx::query_scalar("SELECT p.slug FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku = ?")
            .bind(number)
            .fetch_one(&self.database)
            .await
            .expect("there")
    }

    pub(crate) async fn document(&self, key: &DocumentKey) -> Document {
        self.store.document(key).await.expect("answered").expect("there")
    }

    pub(crate) async fn product_content(&self, name: &str) -> ProductContent {
        match self.document(&product(name)).await.content {
            Content::Product(content) => content,
            other => panic!("{other:?} is no product"),
        }
    }

    pub(crate) async fn prices_content(&self, name: &str) -> PricesContent {
        match self.document(&prices(name)).await.content {
            Content::Prices(content) => content,
            other => panic!("{other:?} are no prices"),
        }
    }

    /// Saves over a revision.
    pub(crate) async fn save(
        &self,
        key: &DocumentKey,
        content: Content,
        seen: u32,
        actor: &Actor,
    ) -> Result<Saved, SaveError> {
        let save = SaveDraft { key: key.clone(), content, seen, onto: None, note: String::new() };
        self.store.save_draft(save, actor, moment(10)).await
    }

    /// Saves over the newest revision.
    pub(crate) async fn drafted(&self, key: &DocumentKey, content: Content) -> u32 {
        let seen = self.store.document(key).await.expect("answered").map_or(0, |document| document.head());
        self.save(key, content, seen, &CLOCK).await.expect("saved").number
    }

    /// Publishes what is drafted of these documents, warnings or not.
    pub(crate) async fn publish(&self, keys: &[&DocumentKey], at: DateTime<Utc>) -> Result<ReleaseId, PublishError> {
        let mut items = Vec::new();
        for key in keys {
            items.push(ReleaseItem { key: (*key).clone(), revision: Some(self.document(key).await.head()) });
        }
        self.store.publish_now("", &items, true, &CLOCK, at).await
    }

    /// Everything visitors could read of products: the live tables, row by row.
    pub(crate) async fn live(&self) -> BTreeMap<String, String> {
        let mut live = BTreeMap::new();
        for (name, statement) in [
            (
                "products",
                "SELECT CONCAT_WS('|', p.slug, c.code, p.name, p.summary, p.description, p.kind, p.hazard_class, COALESCE(p.lead_time_days, '-')) FROM products p JOIN categories c ON c.id = p.category_id WHERE EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id AND v.is_public) ORDER BY p.slug",
            ),
            (
                "variants",
                "SELECT CONCAT_WS('|', code, sku, mpn, option_value, name, COALESCE(position, '-')) FROM variants WHERE is_public ORDER BY code",
            ),
            (
                "facts",
                "SELECT CONCAT_WS('|', v.code, a.code, COALESCE(av.number, '-'), COALESCE(av.text, '-'), av.provenance) FROM attribute_values av JOIN variants v ON v.id = av.variant_id JOIN attributes a ON a.id = av.attribute_id WHERE v.is_public ORDER BY v.code, a.code",
            ),
            (
                "prices",
                "SELECT CONCAT_WS('|', v.code, pr.min_quantity, pr.unit_price_minor) FROM prices pr JOIN variants v ON v.id = pr.variant_id WHERE v.is_public ORDER BY v.code, pr.min_quantity",
            ),
            ("categories", "SELECT CONCAT_WS('|', code, slug, name, summary, position) FROM categories ORDER BY code"),
            (
                "pages",
                "SELECT r.content FROM documents d JOIN revisions r ON r.document_id = d.id AND r.number = d.published WHERE d.kind IN ('page', 'home') AND d.is_public ORDER BY d.name",
            ),
        ] {
            let rows: Vec<String> = sqlx::query_scalar(statement).fetch_all(&self.database).await.expect(name);
            live.insert(name.to_owned(), rows.join("\n"));
        }
        live
    }
}
