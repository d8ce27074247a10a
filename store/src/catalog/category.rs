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
    /// Name in URLs.
    pub slug: String,
    /// Name.
    pub name: String,
    /// What it is about.
    pub summary: String,
    /// Variants in this node itself, not in those below.
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
    /// The whole navigation tree, in order, with the number of variants in each node.
    #[tracing::instrument(name = "db.catalog.categories", skip_all)]
    pub async fn categories(&self) -> Result<Vec<CategoryNode>> {
        let rows = sqlx::query!(
            "SELECT c.id, c.parent_id, c.slug, c.name, c.summary,
                    (SELECT COUNT(*) FROM variants v WHERE v.category_id = c.id) AS `parts!: i64`
             FROM categories c ORDER BY c.position"
        )
        .fetch_all(&self.database)
        .await?;
        let node = |row: _| {
            let row: (i64, Option<i64>, String, String, String, i64) = row;
            CategoryNode {
                id: CategoryId(row.0),
                parent: row.1.map(CategoryId),
                slug: row.2,
                name: row.3,
                summary: row.4,
                parts: row.5,
            }
        };
        Ok(rows
            .into_iter()
            .map(|row| node((row.id, row.parent_id, row.slug, row.name, row.summary, row.parts)))
            .collect())
    }

    /// A category by its slug.
    #[tracing::instrument(name = "db.catalog.category", skip(self))]
    pub async fn category(&self, slug: &str) -> Result<Option<Category>> {
        let nodes = self.categories().await?;
        let Some(node) = nodes.iter().find(|node| node.slug == slug).cloned() else { return Ok(None) };
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
        let mut path = path_to(&nodes, node.id);
        path.pop();
        let children = nodes.iter().filter(|child| child.parent == Some(node.id)).cloned().collect();
        Ok(Some(Category { node, path, children, columns }))
    }
}

/// The nodes from the top of the tree down to `id`.
pub(super) fn path_to(nodes: &[CategoryNode], id: CategoryId) -> Vec<Breadcrumb> {
    let mut path = Vec::new();
    let mut next = Some(id);
    while let Some(node) = next.and_then(|id| nodes.iter().find(|node| node.id == id)) {
        path.insert(0, Breadcrumb { slug: node.slug.clone(), name: node.name.clone() });
        // The tree is shallow; the bound keeps a cycle in the data from hanging a page.
        next = if path.len() < 10 { node.parent } else { None };
    }
    path
}
