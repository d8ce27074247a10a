//! The navigation tree.

use domain::ids::CategoryId;
use domain::units::QuantityKind;

use crate::{Error, Result, Store};

/// A node of the navigation tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryNode {
    /// Row id.
    pub id: CategoryId,
    /// The node above, if any.
    pub parent: Option<CategoryId>,
    /// What code calls it, whatever becomes of its slug: see `domain::catalog::schema`.
    pub code: String,
    /// Name in URLs.
    pub slug: String,
    /// Name.
    pub name: String,
    /// What it is about.
    pub summary: String,
    /// Public variants in this node itself, not in those below.
    pub parts: i64,
}

/// A step on the way from the top of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breadcrumb {
    /// Name in URLs.
    pub slug: String,
    /// Name.
    pub name: String,
}

/// A column of a category's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Attribute code.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Name in a narrow column head.
    pub short_name: String,
    /// What it measures.
    pub kind: QuantityKind,
    /// One sentence about it.
    pub help: String,
}

/// A category with its surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The node.
    pub node: CategoryNode,
    /// The nodes above, from the top, without this one.
    pub path: Vec<Breadcrumb>,
    /// The nodes below.
    pub children: Vec<CategoryNode>,
    /// The columns of its table.
    pub columns: Vec<Column>,
}

impl Store {
    /// The whole navigation tree, in order, with the number of public variants in each node.
    #[tracing::instrument(name = "db.catalog.categories", skip_all)]
    pub async fn categories(&self) -> Result<Vec<CategoryNode>> {
        let rows = sqlx::query!(
            "SELECT c.id, c.parent_id, c.code, c.slug, c.name, c.summary,
                    (SELECT COUNT(*) FROM variants v WHERE v.category_id = c.id AND v.is_public) AS `parts!: i64`
             FROM categories c ORDER BY c.position"
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| CategoryNode {
                id: CategoryId(row.id),
                parent: row.parent_id.map(CategoryId),
                code: row.code,
                slug: row.slug,
                name: row.name,
                summary: row.summary,
                parts: row.parts,
            })
            .collect())
    }

    /// A category by its slug.
    #[tracing::instrument(name = "db.catalog.category", skip(self))]
    pub async fn category(&self, slug: &str) -> Result<Option<Category>> {
        let nodes = self.categories().await?;
        let Some(node) = nodes.iter().find(|node| node.slug == slug).cloned() else { return Ok(None) };
        let children = nodes.into_iter().filter(|child| child.parent == Some(node.id)).collect();
        let columns = sqlx::query!(
            "SELECT a.code, a.name, a.short_name, a.quantity_kind, a.help
             FROM category_attributes ca JOIN attributes a ON a.id = ca.attribute_id
             WHERE ca.category_id = ? AND ca.is_column ORDER BY ca.position",
            node.id.0
        )
        .fetch_all(&self.database)
        .await?
        .into_iter()
        .map(|row| {
            let kind = QuantityKind::parse(&row.quantity_kind)
                .ok_or_else(|| Error::inconsistent("quantity kind", row.quantity_kind))?;
            Ok(Column { code: row.code, name: row.name, short_name: row.short_name, kind, help: row.help })
        })
        .collect::<Result<_>>()?;
        let mut path = self.path_to(node.id).await?;
        path.pop();
        Ok(Some(Category { node, path, children, columns }))
    }

    /// The nodes from the top of the tree down to this one, which is included.
    pub(super) async fn path_to(&self, category: CategoryId) -> Result<Vec<Breadcrumb>> {
        // The tree is shallow; the bound keeps a cycle in the data from hanging a page.
        let steps = sqlx::query!(
            "WITH RECURSIVE steps (id, parent_id, slug, name, height) AS (
                 SELECT id, parent_id, slug, name, 0 FROM categories WHERE id = ?
                 UNION ALL
                 SELECT c.id, c.parent_id, c.slug, c.name, steps.height + 1
                 FROM steps JOIN categories c ON c.id = steps.parent_id WHERE steps.height < 9
             )
             SELECT slug AS `slug!: String`, name AS `name!: String` FROM steps ORDER BY height DESC",
            category.0
        )
        .fetch_all(&self.database)
        .await?;
        Ok(steps.into_iter().map(|step| Breadcrumb { slug: step.slug, name: step.name }).collect())
    }
}
