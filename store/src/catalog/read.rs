//! What catalog pages show.

use std::collections::HashMap;

use domain::catalog::{
    AttributeEntry, AttributeSet, AttributeValue, HazardClass, Original, ProductKind, Provenance, Shape, ThrustCurve,
};
use domain::ids::{CategoryId, Sku, VariantId};
use domain::money::{Currency, Money};
use domain::pricing::PriceLadder;
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

/// What a listing is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// Attribute code, or `price`, `sku`.
    pub by: String,
    /// Largest first.
    pub descending: bool,
}

/// A row of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct PartRow {
    /// The variant.
    pub variant: VariantId,
    /// Our number.
    pub sku: Sku,
    /// Full name.
    pub name: String,
    /// Who makes it.
    pub maker: String,
    /// Slug of its category.
    pub category: String,
    /// Name of its category.
    pub category_name: String,
    /// Part or service.
    pub kind: ProductKind,
    /// Its facts.
    pub attributes: AttributeSet,
    /// Price of one piece at the smallest quantity; none is “on request”.
    pub price: Option<Money>,
    /// Pieces that may be sold now; none for services.
    pub available: Option<u32>,
    /// Working days until it is ready.
    pub lead_time_days: Option<u16>,
}

impl PartRow {
    /// Its geometry, where its category has one.
    pub fn shape(&self) -> Option<Shape> {
        Shape::from_attributes(&self.category, &self.attributes)
    }
}

/// One page of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The rows.
    pub rows: Vec<PartRow>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A line of the spec table.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecRow {
    /// The attribute.
    pub column: Column,
    /// The value.
    pub entry: AttributeEntry,
}

/// Another variant of the same product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// Its number.
    pub sku: Sku,
    /// What tells it apart.
    pub option_value: String,
}

/// Stock at one place, as customers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockAtLocation {
    /// Name of the place.
    pub location: String,
    /// Pieces that may be sold from there.
    pub available: u32,
}

/// Everything a product page shows about one variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The variant.
    pub variant: VariantId,
    /// Our number.
    pub sku: Sku,
    /// The maker's number.
    pub mpn: String,
    /// Who makes it.
    pub maker: String,
    /// Full name.
    pub name: String,
    /// Name of the product, without what tells the variant apart.
    pub product_name: String,
    /// What tells it from its siblings.
    pub option_value: String,
    /// Part or service.
    pub kind: ProductKind,
    /// How it may travel.
    pub hazard_class: HazardClass,
    /// Working days until it is ready.
    pub lead_time_days: Option<u16>,
    /// One line.
    pub summary: String,
    /// Paragraphs.
    pub description: String,
    /// Slug of its category.
    pub category: String,
    /// The tree from the top down to its category.
    pub path: Vec<Breadcrumb>,
    /// The spec table, in the category's order.
    pub specs: Vec<SpecRow>,
    /// Its quantity breaks.
    pub prices: PriceLadder,
    /// Stock per place.
    pub stock: Vec<StockAtLocation>,
    /// All variants of the product, this one included.
    pub siblings: Vec<Sibling>,
    /// Thrust over time, for motors.
    pub thrust_curve: Option<ThrustCurve>,
}

impl Part {
    /// Pieces that may be sold now; none for services.
    pub fn available(&self) -> Option<u32> {
        (self.kind == ProductKind::Part).then(|| self.stock.iter().map(|stock| stock.available).sum())
    }

    /// Its geometry, where its category has one.
    pub fn shape(&self) -> Option<Shape> {
        let attributes: AttributeSet = self.specs.iter().map(|spec| spec.entry.clone()).collect();
        Shape::from_attributes(&self.category, &attributes)
    }
}

struct AttributeRow {
    variant_id: i64,
    code: String,
    name: String,
    short_name: String,
    quantity_kind: String,
    help: String,
    number: Option<f64>,
    text: Option<String>,
    provenance: String,
    original_value: Option<String>,
    original_unit: Option<String>,
}

impl AttributeRow {
    fn into_spec(self) -> Result<SpecRow> {
        let value = match (self.number, self.text) {
            (Some(number), _) => AttributeValue::Number(number),
            (None, Some(text)) => AttributeValue::Text(text),
            (None, None) => return Err(Error::inconsistent("attribute without value", (self.variant_id, self.code))),
        };
        let original = self.original_value.zip(self.original_unit).map(|(value, unit)| Original { value, unit });
        Ok(SpecRow {
            entry: AttributeEntry {
                code: self.code.clone(),
                value,
                provenance: Provenance::parse(&self.provenance)
                    .ok_or_else(|| Error::inconsistent("provenance", self.provenance))?,
                original,
            },
            column: Column {
                code: self.code,
                name: self.name,
                short_name: self.short_name,
                kind: QuantityKind::parse(&self.quantity_kind)
                    .ok_or_else(|| Error::inconsistent("quantity kind", self.quantity_kind))?,
                help: self.help,
            },
        })
    }
}

macro_rules! sorted_by_attribute {
    ($order:literal, $($argument:expr),*) => {
        sqlx::query_scalar!(
            "SELECT v.id
             FROM variants v
             LEFT JOIN attributes a ON a.code = ?
             LEFT JOIN attribute_values s ON s.variant_id = v.id AND s.attribute_id = a.id
             WHERE v.category_id = ?
             ORDER BY (s.number IS NULL AND s.text IS NULL), " + $order + ", v.product_id, v.id LIMIT ? OFFSET ?",
            $($argument),*
        )
    };
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

    /// One page of a category's parts. Parts that lack the sorted value come last.
    #[tracing::instrument(name = "db.catalog.parts_in_category", skip(self))]
    pub async fn parts_in_category(
        &self,
        category: CategoryId,
        sort: &Sort,
        limit: u32,
        offset: u32,
    ) -> Result<Listing> {
        let total: i64 = sqlx::query_scalar!("SELECT COUNT(*) FROM variants WHERE category_id = ?", category.0)
            .fetch_one(&self.database)
            .await?;
        let category = category.0;
        let page = match (sort.by.as_str(), sort.descending) {
            ("price", descending) => {
                let direction = if descending { -1 } else { 1 };
                sqlx::query!(
                    "SELECT v.id,
                            (SELECT pr.unit_price_minor FROM prices pr JOIN price_lists pl ON pl.id = pr.price_list_id AND pl.code = 'standard'
                             WHERE pr.variant_id = v.id ORDER BY pr.min_quantity LIMIT 1) AS price_minor
                     FROM variants v WHERE v.category_id = ?
                     ORDER BY price_minor IS NULL, price_minor * ?, v.name, v.id LIMIT ? OFFSET ?",
                    category, direction, limit, offset
                )
                .map(|row| row.id)
                .fetch_all(&self.database)
                .await?
            }
            ("sku", false) => {
                sqlx::query_scalar!(
                    "SELECT id FROM variants WHERE category_id = ? ORDER BY sku LIMIT ? OFFSET ?",
                    category,
                    limit,
                    offset
                )
                .fetch_all(&self.database)
                .await?
            }
            ("sku", true) => {
                sqlx::query_scalar!(
                    "SELECT id FROM variants WHERE category_id = ? ORDER BY sku DESC LIMIT ? OFFSET ?",
                    category,
                    limit,
                    offset
                )
                .fetch_all(&self.database)
                .await?
            }
            (by, false) => {
                sorted_by_attribute!("s.number, s.text", by, category, limit, offset).fetch_all(&self.database).await?
            }
            (by, true) => {
                sorted_by_attribute!("s.number DESC, s.text DESC", by, category, limit, offset)
                    .fetch_all(&self.database)
                    .await?
            }
        };
        Ok(Listing { rows: self.part_rows(&page).await?, total: total.unsigned_abs() })
    }

    /// A part by its SKU, in any case.
    #[tracing::instrument(name = "db.catalog.part", skip(self))]
    pub async fn part(&self, sku: &Sku) -> Result<Option<Part>> {
        let Some(row) = sqlx::query!(
            "SELECT v.id, v.product_id, v.category_id, v.sku, v.mpn, v.name, v.option_value, m.name AS maker, c.slug AS category,
                    p.name AS product_name, p.kind, p.hazard_class, p.lead_time_days, p.summary, p.description, t.points AS `points?`
             FROM variants v
             JOIN products p ON p.id = v.product_id
             JOIN makers m ON m.id = p.maker_id
             JOIN categories c ON c.id = v.category_id
             LEFT JOIN thrust_curves t ON t.variant_id = v.id
             WHERE v.sku = ?",
            sku.as_str()
        )
        .fetch_optional(&self.database)
        .await?
        else {
            return Ok(None);
        };
        let siblings =
            sqlx::query!("SELECT sku, option_value FROM variants WHERE product_id = ? ORDER BY id", row.product_id)
                .fetch_all(&self.database)
                .await?
                .into_iter()
                .map(|sibling| Ok(Sibling { sku: parse_sku(&sibling.sku)?, option_value: sibling.option_value }))
                .collect::<Result<_>>()?;
        let stock = sqlx::query!(
            "SELECT s.name, CAST(COALESCE(l.on_hand - l.allocated - l.held, 0) AS UNSIGNED) AS `available!: u32`
             FROM stock_locations s LEFT JOIN stock_levels l ON l.location_id = s.id AND l.variant_id = ? ORDER BY s.id",
            row.id
        )
        .fetch_all(&self.database)
        .await?
        .into_iter()
        .map(|stock| StockAtLocation { location: stock.name, available: stock.available })
        .collect();
        let specs = self.specs(&[row.id]).await?.into_iter().map(|(_, spec)| spec).collect();
        let thrust_curve = match row.points {
            Some(points) => Some(parse_points(&points)?),
            None => None,
        };
        Ok(Some(Part {
            variant: VariantId(row.id),
            sku: parse_sku(&row.sku)?,
            mpn: row.mpn,
            maker: row.maker,
            name: row.name,
            product_name: row.product_name,
            option_value: row.option_value,
            kind: parse_kind(&row.kind)?,
            hazard_class: parse_hazard_class(&row.hazard_class)?,
            lead_time_days: row.lead_time_days,
            summary: row.summary,
            description: row.description,
            category: row.category,
            path: path_to(&self.categories().await?, CategoryId(row.category_id)),
            specs,
            prices: self.price_ladders(&[VariantId(row.id)]).await?.remove(&VariantId(row.id)).unwrap_or_default(),
            stock,
            siblings,
            thrust_curve,
        }))
    }

    /// How many SKUs the catalog holds.
    pub async fn variant_count(&self) -> Result<u64> {
        let count: i64 = sqlx::query_scalar!("SELECT COUNT(*) FROM variants").fetch_one(&self.database).await?;
        Ok(count.unsigned_abs())
    }

    /// The rows of a page, in the order given. A page is chosen by its ids alone, so that prices, stock
    /// and facts are looked up for what is shown, not for all that was sorted.
    pub(crate) async fn part_rows(&self, page: &[i64]) -> Result<Vec<PartRow>> {
        if page.is_empty() {
            return Ok(Vec::new());
        }
        let mut facts: HashMap<i64, AttributeSet> = HashMap::new();
        for (variant, spec) in self.specs(page).await? {
            facts.entry(variant).or_default().insert(spec.entry);
        }
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN v.id, v.sku, v.name, m.name AS maker, c.slug AS category, c.name AS category_name, p.kind, p.lead_time_days,
                    (SELECT pr.unit_price_minor FROM prices pr JOIN price_lists pl ON pl.id = pr.price_list_id AND pl.code = 'standard'
                     WHERE pr.variant_id = v.id ORDER BY pr.min_quantity LIMIT 1) AS price_minor,
                    CAST((SELECT COALESCE(SUM(l.on_hand - l.allocated - l.held), 0) FROM stock_levels l WHERE l.variant_id = v.id) AS SIGNED) AS `available!: i64`
             FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
             JOIN variants v ON v.id = wanted.id
             JOIN products p ON p.id = v.product_id
             JOIN makers m ON m.id = p.maker_id
             JOIN categories c ON c.id = v.category_id
             ORDER BY wanted.place",
            id_list(page)
        )
        .fetch_all(&self.database)
        .await?;
        rows.into_iter()
            .map(|row| {
                let kind = parse_kind(&row.kind)?;
                Ok(PartRow {
                    variant: VariantId(row.id),
                    sku: parse_sku(&row.sku)?,
                    name: row.name,
                    maker: row.maker,
                    category: row.category,
                    category_name: row.category_name,
                    kind,
                    attributes: facts.remove(&row.id).unwrap_or_default(),
                    price: row.price_minor.map(|minor| Money::new(minor, Currency::Eur)),
                    available: (kind == ProductKind::Part).then(|| u32::try_from(row.available).unwrap_or(0)),
                    lead_time_days: row.lead_time_days,
                })
            })
            .collect()
    }

    async fn specs(&self, variants: &[i64]) -> Result<Vec<(i64, SpecRow)>> {
        if variants.is_empty() {
            return Ok(Vec::new());
        }
        sqlx::query_as!(
            AttributeRow,
            "SELECT STRAIGHT_JOIN av.variant_id, a.code, a.name, a.short_name, a.quantity_kind, a.help, av.number, av.text, av.provenance,
                    av.original_value, av.original_unit
             FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
             JOIN attribute_values av ON av.variant_id = wanted.id
             JOIN attributes a ON a.id = av.attribute_id
             JOIN variants v ON v.id = av.variant_id
             LEFT JOIN category_attributes ca ON ca.category_id = v.category_id AND ca.attribute_id = av.attribute_id
             ORDER BY av.variant_id, ca.position IS NULL, ca.position, a.id",
            id_list(variants)
        )
        .fetch_all(&self.database)
        .await?
        .into_iter()
        .map(|row| Ok((row.variant_id, row.into_spec()?)))
        .collect()
    }
}

/// Row ids as a JSON list, for `JSON_TABLE`: MySQL has no array parameters.
pub(crate) fn id_list(ids: &[i64]) -> String {
    let ids: Vec<_> = ids.iter().map(i64::to_string).collect();
    format!("[{}]", ids.join(","))
}

fn path_to(nodes: &[CategoryNode], id: CategoryId) -> Vec<Breadcrumb> {
    let mut path = Vec::new();
    let mut next = Some(id);
    while let Some(node) = next.and_then(|id| nodes.iter().find(|node| node.id == id)) {
        path.insert(0, Breadcrumb { slug: node.slug.clone(), name: node.name.clone() });
        // The tree is shallow; the bound keeps a cycle in the data from hanging a page.
        next = if path.len() < 10 { node.parent } else { None };
    }
    path
}

pub(crate) fn parse_sku(text: &str) -> Result<Sku> {
    Sku::parse(text).map_err(|error| Error::inconsistent("SKU", error))
}

pub(crate) fn parse_kind(text: &str) -> Result<ProductKind> {
    ProductKind::parse(text).ok_or_else(|| Error::inconsistent("product kind", text))
}

pub(crate) fn parse_hazard_class(text: &str) -> Result<HazardClass> {
    HazardClass::parse(text).ok_or_else(|| Error::inconsistent("hazard class", text))
}

fn parse_points(json: &str) -> Result<ThrustCurve> {
    let points = serde_json::from_str(json).map_err(|error| Error::inconsistent("thrust curve", error))?;
    ThrustCurve::new(points).map_err(|error| Error::inconsistent("thrust curve", error))
}
