//! The navigation tree.

use std::sync::Arc;

use domain::ids::CategoryId;
use domain::units::QuantityKind;
use serde::{Deserialize, Serialize};

use super::SpecRow;
use crate::tiers::{Key, Kind, Made, Tag};
use crate::{Error, Result, Store};

/// A node of the navigation tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        Ok(Arc::unwrap_or_clone(self.tree().await?))
    }

    async fn tree(&self) -> Result<Arc<Vec<CategoryNode>>> {
        let load = || async { Ok(Made::of(self.read_tree().await?, vec![Tag::Catalog])) };
        self.kept(Key::new(Kind::Tree, ""), load).await
    }

    async fn read_tree(&self) -> Result<Vec<CategoryNode>> {
        let rows = sqlx::query!(
            "SELECT c.id, c.parent_id, c.code, c.slug, c.name, c.summary, c.position,
                    (SELECT COUNT(*) FROM variants v WHERE v.category_id = c.id AND v.is_public) AS `parts!: i64`
             FROM categories c ORDER BY c.position, c.id"
        )
        .fetch_all(&self.database)
        .await?;
        let nodes = rows.into_iter().map(|row| {
            let node = CategoryNode {
                id: CategoryId(row.id),
                parent: row.parent_id.map(CategoryId),
                code: row.code,
                slug: row.slug,
                name: row.name,
                summary: row.summary,
                parts: row.parts,
            };
            (node, row.position)
        });
        let nodes = nodes.collect();
        let nodes = match &self.overlay {
            Some(overlay) => overlay.over(nodes),
            None => nodes,
        };
        Ok(nodes.into_iter().map(|(node, _)| node).collect())
    }

    /// A category by its slug.
    #[tracing::instrument(name = "db.catalog.category", skip(self))]
    pub async fn category(&self, slug: &str) -> Result<Option<Category>> {
        let nodes = self.tree().await?;
        let Some(node) = nodes.iter().find(|node| node.slug == slug).cloned() else { return Ok(None) };
        let path = path(&nodes, &node.code, false);
        let children = nodes.iter().filter(|child| child.parent == Some(node.id)).cloned().collect();
        let schema = self.schema(&node.code).await?;
        let columns = schema.iter().filter(|entry| entry.is_column).map(|entry| entry.column.clone()).collect();
        Ok(Some(Category { node, path, children, columns }))
    }

    /// The attributes that parts of a category may have: those of its schema in their order, then all others.
    #[tracing::instrument(name = "db.catalog.schema_of", skip(self))]
    pub async fn schema_of(&self, code: &str) -> Result<Vec<Column>> {
        Ok(self.schema(code).await?.iter().map(|entry| entry.column.clone()).collect())
    }

    async fn schema(&self, code: &str) -> Result<Arc<Vec<SchemaRow>>> {
        let load = || async { Ok(Made::of(self.read_schema(code).await?, vec![Tag::Catalog])) };
        self.kept(Key::new(Kind::Schema, code), load).await
    }

    async fn read_schema(&self, code: &str) -> Result<Vec<SchemaRow>> {
        let mut rows = sqlx::query!(
            "SELECT a.id, a.code, a.name, a.short_name, a.quantity_kind, a.help, ca.position AS `position?: u32`, ca.is_column AS `is_column?: bool`
             FROM attributes a
             LEFT JOIN (category_attributes ca JOIN categories c ON c.id = ca.category_id AND c.code = ?) ON ca.attribute_id = a.id
             ORDER BY a.id",
            code
        )
        .fetch_all(&self.database)
        .await?
        .into_iter()
        .map(|row| {
            let kind = QuantityKind::parse(&row.quantity_kind)
                .ok_or_else(|| Error::inconsistent("quantity kind", row.quantity_kind))?;
            Ok(SchemaRow {
                column: Column { code: row.code, name: row.name, short_name: row.short_name, kind, help: row.help },
                position: row.position.and_then(|position| usize::try_from(position).ok()),
                is_column: row.is_column.unwrap_or(false),
            })
        })
        .collect::<Result<Vec<_>>>()?;
        if let Some(category) = self.overlay.as_ref().and_then(|overlay| overlay.categories.get(code)) {
            for row in &mut rows {
                row.position = category.attributes.iter().position(|(code, _)| *code == row.column.code);
                row.is_column = row.position.is_some_and(|at| category.attributes[at].1);
            }
        }
        rows.sort_by_key(|row| (row.position.is_none(), row.position));
        Ok(rows)
    }

    /// Whether a category is another one than in the tables.
    pub(super) fn overlays(&self, code: &str) -> bool {
        self.overlay.as_ref().is_some_and(|overlay| overlay.categories.contains_key(code))
    }

    /// Brings facts into the order of a category.
    pub(super) async fn in_order(&self, code: &str, specs: &mut [SpecRow]) -> Result<()> {
        let schema = self.schema_of(code).await?;
        specs.sort_by_key(|spec| schema.iter().position(|column| column.code == spec.column.code));
        Ok(())
    }

    /// The nodes from the top of the tree down to the one of this code, which is included.
    pub(super) async fn path_to(&self, code: &str) -> Result<Vec<Breadcrumb>> {
        // The tree is at hand.
        if self.overlay.is_some() || self.has_tiers() {
            return Ok(path(&self.tree().await?, code, true));
        }
        // The tree is shallow; the bound keeps a cycle in the data from hanging a page.
        let steps = sqlx::query!(
            "WITH RECURSIVE steps (id, parent_id, slug, name, height) AS (
                 SELECT id, parent_id, slug, name, 0 FROM categories WHERE code = ?
                 UNION ALL
                 SELECT c.id, c.parent_id, c.slug, c.name, steps.height + 1
                 FROM steps JOIN categories c ON c.id = steps.parent_id WHERE steps.height < 9
             )
             SELECT slug AS `slug!: String`, name AS `name!: String` FROM steps ORDER BY height DESC",
            code
        )
        .fetch_all(&self.database)
        .await?;
        Ok(steps.into_iter().map(|step| Breadcrumb { slug: step.slug, name: step.name }).collect())
    }
}

/// An attribute as parts of a category may have it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SchemaRow {
    column: Column,
    /// Its place in the category's schema, if it is in it.
    position: Option<usize>,
    is_column: bool,
}

/// The nodes from the top of the tree down to the one of this code, which is included or not.
fn path(nodes: &[CategoryNode], code: &str, included: bool) -> Vec<Breadcrumb> {
    let node = nodes.iter().find(|node| node.code == code);
    let mut steps: Vec<Breadcrumb> = Vec::new();
    let mut next = if included { node } else { node.and_then(|node| above(nodes, node)) };
    while let Some(node) = next {
        steps.push(Breadcrumb { slug: node.slug.clone(), name: node.name.clone() });
        // The bound keeps a cycle in the data from going round for ever.
        next = if steps.len() < 10 { above(nodes, node) } else { None };
    }
    steps.reverse();
    steps
}

fn above<'a>(nodes: &'a [CategoryNode], node: &CategoryNode) -> Option<&'a CategoryNode> {
    nodes.iter().find(|above| Some(above.id) == node.parent)
}
