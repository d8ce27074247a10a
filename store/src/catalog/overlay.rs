//! Facts about parts and categories that stand in for those of the tables: what a preview shows. Whoever makes them
//! knows from where; here they are only read.

use std::collections::{BTreeMap, HashMap};

use domain::catalog::{HazardClass, ProductKind, ThrustCurve};
use domain::ids::{CategoryId, Sku};
use domain::pricing::PriceLadder;
use serde::{Deserialize, Serialize};

use super::{CategoryNode, PartImage, Sibling, SpecRow, wire};

/// What stands in for the tables.
#[derive(Debug, Default)]
pub struct Overlay {
    /// By SKU in capitals.
    pub(crate) parts: HashMap<String, PartFacts>,
    /// By code.
    pub(crate) categories: BTreeMap<String, CategoryOverlay>,
}

/// What a page says of a variant, apart from what is counted at this moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PartFacts {
    /// Its row; 0 while it has none.
    pub(crate) variant: i64,
    pub(crate) sku: Sku,
    pub(crate) mpn: String,
    pub(crate) maker: String,
    pub(crate) name: String,
    pub(crate) product_name: String,
    pub(crate) option_value: String,
    pub(crate) kind: ProductKind,
    pub(crate) hazard_class: HazardClass,
    pub(crate) lead_time_days: Option<u16>,
    pub(crate) summary: String,
    pub(crate) description: String,
    /// Code of its category.
    pub(crate) category: String,
    pub(crate) specs: Vec<SpecRow>,
    pub(crate) siblings: Vec<Sibling>,
    #[serde(with = "wire::curve")]
    pub(crate) thrust_curve: Option<ThrustCurve>,
    pub(crate) images: Vec<PartImage>,
    /// None where those of the price list apply.
    pub(crate) prices: Option<PriceLadder>,
}

/// A category that stands in for a row, or beside the rows.
#[derive(Debug, Clone)]
pub(crate) struct CategoryOverlay {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) summary: String,
    /// Code of the category above.
    pub(crate) parent: Option<String>,
    pub(crate) position: u32,
    /// Codes of its attributes in order, and whether each is a column.
    pub(crate) attributes: Vec<(String, bool)>,
}

impl Overlay {
    /// The navigation tree with its places in order: `nodes` as they are in the tables, each with its position.
    pub(super) fn over(&self, mut nodes: Vec<(CategoryNode, u32)>) -> Vec<(CategoryNode, u32)> {
        for (at, (code, _)) in (1..).zip(&self.categories) {
            if !nodes.iter().any(|(node, _)| node.code == *code) {
                // Rows count up from 1: what has none counts down.
                let node = CategoryNode {
                    id: CategoryId(-at),
                    parent: None,
                    code: code.clone(),
                    slug: String::new(),
                    name: String::new(),
                    summary: String::new(),
                    parts: 0,
                };
                nodes.push((node, 0));
            }
        }
        let ids: HashMap<String, CategoryId> = nodes.iter().map(|(node, _)| (node.code.clone(), node.id)).collect();
        for (node, position) in &mut nodes {
            if let Some(category) = self.categories.get(&node.code) {
                node.slug.clone_from(&category.slug);
                node.name.clone_from(&category.name);
                node.summary.clone_from(&category.summary);
                node.parent = category.parent.as_ref().and_then(|parent| ids.get(parent)).copied();
                *position = category.position;
            }
        }
        nodes.sort_by_key(|(_, position)| *position);
        nodes
    }
}
