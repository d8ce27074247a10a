//! One variant with everything its page shows.

use std::sync::Arc;

use domain::catalog::{AttributeSet, HazardClass, ProductKind, Shape, ThrustCurve};
use domain::ids::{Sku, VariantId};
use domain::pricing::PriceLadder;
use serde::{Deserialize, Serialize};
use sqlx::MySqlConnection;

use super::row::{id_list, parse_hazard_class, parse_kind, parse_sku};
use super::{Breadcrumb, PartFacts, PartImage, SpecRow, product_images};
use crate::tiers::{Key, Kind, Made, Tag};
use crate::{Error, Result, Store};

/// Another variant of the same product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sibling {
    /// Its number.
    pub sku: Sku,
    /// What tells it apart.
    pub option_value: String,
}

/// Stock at one place, as customers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Markdown.
    pub description: String,
    /// Slug of its category.
    pub category: String,
    /// What code calls its category.
    pub category_code: String,
    /// The tree from the top down to its category.
    pub path: Vec<Breadcrumb>,
    /// The spec table, in the category's order.
    pub specs: Vec<SpecRow>,
    /// Its quantity breaks.
    pub prices: PriceLadder,
    /// Stock per place.
    pub stock: Vec<StockAtLocation>,
    /// All public variants of the product, this one included.
    pub siblings: Vec<Sibling>,
    /// Thrust over time, for motors.
    pub thrust_curve: Option<ThrustCurve>,
    /// Pictures of the product, in their order.
    pub images: Vec<PartImage>,
}

impl Part {
    /// Pieces that may be sold now; none for services.
    pub fn available(&self) -> Option<u32> {
        (self.kind == ProductKind::Part).then(|| self.stock.iter().map(|stock| stock.available).sum())
    }

    /// What is known about it.
    pub fn facts(&self) -> AttributeSet {
        self.specs.iter().map(|spec| spec.entry.clone()).collect()
    }

    /// Its geometry, where its category has one.
    pub fn shape(&self) -> Option<Shape> {
        Shape::from_attributes(&self.category_code, &self.facts())
    }
}

impl Store {
    /// A part by its SKU, in any case. One that is not public is absent.
    #[tracing::instrument(name = "db.catalog.part", skip(self))]
    pub async fn part(&self, sku: &Sku) -> Result<Option<Part>> {
        let overlaid = self.overlay.as_ref().and_then(|overlay| overlay.parts.get(&sku.as_str().to_ascii_uppercase()));
        let facts = match overlaid {
            Some(facts) => Some(facts.clone()),
            None => self.part_facts(sku).await?,
        };
        let Some(mut facts) = facts else { return Ok(None) };
        if self.overlays(&facts.category) {
            self.in_order(&facts.category, &mut facts.specs).await?;
        }
        let variant = VariantId(facts.variant);
        let prices = match facts.prices {
            Some(prices) => prices,
            None => self.shown_prices(variant).await?,
        };
        let path = self.path_to(&facts.category).await?;
        Ok(Some(Part {
            variant,
            stock: self.shown_stock(variant).await?,
            category: path.last().map(|category| category.slug.clone()).unwrap_or_default(),
            category_code: facts.category,
            path,
            sku: facts.sku,
            mpn: facts.mpn,
            maker: facts.maker,
            name: facts.name,
            product_name: facts.product_name,
            option_value: facts.option_value,
            kind: facts.kind,
            hazard_class: facts.hazard_class,
            lead_time_days: facts.lead_time_days,
            summary: facts.summary,
            description: facts.description,
            specs: facts.specs,
            prices,
            siblings: facts.siblings,
            thrust_curve: facts.thrust_curve,
            images: facts.images,
        }))
    }

    /// What is known of a public part.
    async fn part_facts(&self, sku: &Sku) -> Result<Option<PartFacts>> {
        // A number is found in any case.
        let key = Key::new(Kind::Part, sku.as_str().to_ascii_uppercase());
        let kept = self.kept(key, || async {
            Ok(match self.read_facts(sku).await? {
                Some((product, facts)) => Made::of(Some(facts), vec![Tag::Product(product)]),
                None => Made::absent(None),
            })
        });
        Ok(Arc::unwrap_or_clone(kept.await?))
    }

    /// What the tables say of a public part, and of which product it is.
    async fn read_facts(&self, sku: &Sku) -> Result<Option<(i64, PartFacts)>> {
        let Some(row) = sqlx::query!(
            "SELECT v.id, v.product_id, v.sku, v.mpn, v.name, v.option_value, m.name AS maker, c.code AS category,
                    p.name AS product_name, p.kind, p.hazard_class, p.lead_time_days, p.summary, p.description, t.points AS `points?`
             FROM variants v
             JOIN products p ON p.id = v.product_id
             JOIN makers m ON m.id = p.maker_id
             JOIN categories c ON c.id = v.category_id
             LEFT JOIN thrust_curves t ON t.variant_id = v.id
             WHERE v.sku = ? AND v.is_public",
            sku.as_str()
        )
        .fetch_optional(&self.database)
        .await?
        else {
            return Ok(None);
        };
        let siblings = sqlx::query!(
            "SELECT sku, option_value FROM variants WHERE product_id = ? AND is_public ORDER BY position, id",
            row.product_id
        )
        .fetch_all(&self.database)
        .await?
        .into_iter()
        .map(|sibling| Ok(Sibling { sku: parse_sku(&sibling.sku)?, option_value: sibling.option_value }))
        .collect::<Result<_>>()?;
        let images = product_images(&mut *self.database.acquire().await?, &[row.product_id]).await?;
        let facts = PartFacts {
            variant: row.id,
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
            specs: self.specs(&[row.id]).await?.into_iter().map(|(_, spec)| spec).collect(),
            siblings,
            thrust_curve: row.points.as_deref().map(parse_points).transpose()?,
            prices: None,
            images: images.into_values().flatten().collect(),
        };
        Ok(Some((row.product_id, facts)))
    }

    /// The standard prices of a variant, for its page.
    async fn shown_prices(&self, variant: VariantId) -> Result<PriceLadder> {
        let kept = self.kept(Key::of(Kind::Price, variant.0), || async {
            let ladder = self.price_ladders(&[variant]).await?.remove(&variant).unwrap_or_default();
            Ok(Made::of(ladder, vec![Tag::Variant(variant.0)]))
        });
        Ok(Arc::unwrap_or_clone(kept.await?))
    }

    /// Pieces that may be sold at each place, for the page of a variant.
    async fn shown_stock(&self, variant: VariantId) -> Result<Vec<StockAtLocation>> {
        let kept = self.kept(Key::of(Kind::Stock, variant.0), || async {
            let stock = self.read_stock(&[variant.0]).await?.pop().map(|(_, stock)| stock).unwrap_or_default();
            Ok(Made::of(stock, vec![Tag::Stock(variant.0)]))
        });
        Ok(Arc::unwrap_or_clone(kept.await?))
    }

    /// Pieces that may be sold at each place, of each variant.
    pub(super) async fn read_stock(&self, variants: &[i64]) -> Result<Vec<(i64, Vec<StockAtLocation>)>> {
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN wanted.id AS `id!: i64`, s.name,
                    CAST(COALESCE(l.on_hand - l.allocated - l.held, 0) AS UNSIGNED) AS `available!: u32`
             FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
             JOIN stock_locations s
             LEFT JOIN stock_levels l ON l.location_id = s.id AND l.variant_id = wanted.id
             ORDER BY wanted.place, s.id",
            id_list(variants)
        )
        .fetch_all(&self.database)
        .await?;
        let mut stock: Vec<(i64, Vec<StockAtLocation>)> = Vec::with_capacity(variants.len());
        for row in rows {
            let here = StockAtLocation { location: row.name, available: row.available };
            match stock.last_mut() {
                Some((variant, places)) if *variant == row.id => places.push(here),
                _ => stock.push((row.id, vec![here])),
            }
        }
        Ok(stock)
    }
}

/// Writes the curve of a variant that has none yet.
pub(crate) async fn insert_curve(transaction: &mut MySqlConnection, variant: i64, curve: &ThrustCurve) -> Result<()> {
    let points = serde_json::to_string(curve.points()).map_err(|error| Error::inconsistent("thrust curve", error))?;
    sqlx::query!("INSERT INTO thrust_curves (variant_id, points) VALUES (?, ?)", variant, points)
        .execute(transaction)
        .await?;
    Ok(())
}

/// Reads the points of a curve, a JSON list of pairs. The figures are read by themselves, since readers of JSON may be
/// a bit off in the last place.
pub(crate) fn parse_points(json: &str) -> Result<ThrustCurve> {
    let figures: Vec<f64> = json
        .split(['[', ']', ',', ' '])
        .filter(|figure| !figure.is_empty())
        .map(|figure| figure.parse().map_err(|error| Error::inconsistent("thrust curve", error)))
        .collect::<Result<_>>()?;
    let points = figures.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    ThrustCurve::new(points).map_err(|error| Error::inconsistent("thrust curve", error))
}
