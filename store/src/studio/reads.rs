//! What visitors read of documents that have no table of their own: content pages and the home page.

use domain::studio::{Content, DocumentKey, HomeContent, Kind, PageContent};

use super::parse_content;
use crate::{Result, Store};

impl Store {
    /// A content page by its name in addresses.
    #[tracing::instrument(name = "db.studio.content_page", skip(self))]
    pub async fn content_page(&self, slug: &str) -> Result<Option<PageContent>> {
        let drafted = self.drafts.iter().flat_map(|drafts| drafts.contents.values());
        for content in drafted {
            if let Content::Page(page) = content
                && page.slug == slug
            {
                return Ok(Some(page.clone()));
            }
        }
        let content = sqlx::query_scalar!(
            "SELECT r.content FROM documents d JOIN revisions r ON r.document_id = d.id AND r.number = d.published
             WHERE d.kind = 'page' AND d.address = ? AND d.is_public",
            slug
        )
        .fetch_optional(self.old_reads())
        .await?;
        match content.map(|content| parse_content(Kind::Page, &content)).transpose()? {
            Some(Content::Page(page)) => Ok(Some(page)),
            _ => Ok(None),
        }
    }

    /// All content pages, by title.
    #[tracing::instrument(name = "db.studio.content_pages", skip(self))]
    pub async fn content_pages(&self) -> Result<Vec<PageContent>> {
        let contents = sqlx::query_scalar!(
            "SELECT r.content FROM documents d JOIN revisions r ON r.document_id = d.id AND r.number = d.published
             WHERE d.kind = 'page' AND d.is_public ORDER BY d.title, d.id LIMIT 500"
        )
        .fetch_all(self.old_reads())
        .await?;
        let mut pages = Vec::with_capacity(contents.len());
        for content in contents {
            if let Content::Page(page) = parse_content(Kind::Page, &content)? {
                pages.push(page);
            }
        }
        Ok(pages)
    }

    /// The home page.
    #[tracing::instrument(name = "db.studio.home_content", skip(self))]
    pub async fn home_content(&self) -> Result<HomeContent> {
        if let Some(Content::Home(home)) = self.drafted(&DocumentKey::home()) {
            return Ok(home.clone());
        }
        let content = sqlx::query_scalar!(
            "SELECT r.content FROM documents d JOIN revisions r ON r.document_id = d.id AND r.number = d.published
             WHERE d.kind = 'home' AND d.name = 'home'"
        )
        .fetch_optional(self.old_reads())
        .await?;
        match content.map(|content| parse_content(Kind::Home, &content)).transpose()? {
            Some(Content::Home(home)) => Ok(home),
            _ => Ok(HomeContent::standard()),
        }
    }
}
