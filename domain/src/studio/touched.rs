//! Which public pages look different when a document is published or no longer public, so that caches before the
//! shop forget these and no others. A page is named by its path and stands for itself with every query; a path
//! that ends in `/*` stands for all below it. What must not live here: who keeps copies, and how they are told.

use std::collections::BTreeSet;

use super::{Block, CategoryContent, Content, DocumentKey, HomeContent, PricesContent, ProductContent};

/// A category in the navigation tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeNode {
    /// What documents call it.
    pub code: String,
    /// Name in addresses.
    pub slug: String,
    /// Code of the category above.
    pub parent: Option<String>,
}

/// What stands around the document, as visitors see it from now on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The navigation tree.
    pub tree: &'a [TreeNode],
    /// For prices: the product they are of.
    pub product: Option<&'a ProductContent>,
    /// The home page.
    pub home: Option<&'a HomeContent>,
}

/// Every page that shows a part, a price or stock: what an import from the command line may touch.
pub const CATALOG_PAGES: [&str; 7] = ["/", "/parts/*", "/categories/*", "/search*", "/compare*", "/fit*", "/sitemap*"];

/// The pages that a publication touches. `before` is what visitors saw, none when they saw nothing; `after` what they
/// see from now on.
pub fn touched_pages(
    key: &DocumentKey,
    before: Option<&Content>,
    after: Option<&Content>,
    around: Around<'_>,
) -> BTreeSet<String> {
    let mut touched = Touched { pages: BTreeSet::new(), around };
    if before == after {
        return touched.pages;
    }
    match after.or(before) {
        None => {}
        Some(Content::Product(_)) => touched.product(before.and_then(product), after.and_then(product)),
        Some(Content::Prices(_)) => touched.prices(before.and_then(prices), after.and_then(prices)),
        Some(Content::Category(_)) => touched.category(&key.name, before.and_then(category), after.and_then(category)),
        Some(Content::Page(_)) => {
            for content in [before, after].into_iter().flatten() {
                touched.pages.extend(content.page());
            }
            touched.add("/help");
        }
        Some(Content::Home(_)) => touched.add("/"),
    }
    touched.pages
}

fn product(content: &Content) -> Option<&ProductContent> {
    if let Content::Product(content) = content { Some(content) } else { None }
}

fn prices(content: &Content) -> Option<&PricesContent> {
    if let Content::Prices(content) = content { Some(content) } else { None }
}

fn category(content: &Content) -> Option<&CategoryContent> {
    if let Content::Category(content) = content { Some(content) } else { None }
}

struct Touched<'a> {
    pages: BTreeSet<String>,
    around: Around<'a>,
}

impl Touched<'_> {
    fn add(&mut self, path: &str) {
        self.pages.insert(path.to_owned());
    }

    /// The page of a part, what fits it, its picture and its files.
    fn part(&mut self, sku: &str) {
        self.add(&format!("/parts/{sku}"));
        self.add(&format!("/parts/{sku}/*"));
        if self.around.home.is_some_and(|home| shows(home, sku)) {
            self.add("/");
        }
    }

    /// The page of a category and of all above it.
    fn way_up(&mut self, code: &str) {
        let mut next = Some(code);
        // The bound keeps a circle in the tree from going round for ever.
        for _ in 0..10 {
            let Some(node) = next.and_then(|code| self.around.tree.iter().find(|node| node.code == code)) else {
                return;
            };
            self.pages.insert(format!("/categories/{}", node.slug));
            next = node.parent.as_deref();
        }
    }

    /// The pages of the categories below one, all the way down.
    fn below(&mut self, code: &str, depth: u8) {
        for node in self.around.tree.iter().filter(|node| node.parent.as_deref() == Some(code)) {
            self.pages.insert(format!("/categories/{}", node.slug));
            if depth > 0 {
                self.below(&node.code, depth - 1);
            }
        }
    }

    fn product(&mut self, before: Option<&ProductContent>, after: Option<&ProductContent>) {
        for content in [before, after].into_iter().flatten() {
            for variant in &content.variants {
                self.part(variant.sku.as_str());
            }
            self.way_up(&content.category);
        }
        // The home page counts the parts of each category.
        let counted = |content: &ProductContent| (content.category.clone(), content.variants.len());
        if before.map(counted) != after.map(counted) {
            self.add("/");
        }
    }

    fn prices(&mut self, before: Option<&PricesContent>, after: Option<&PricesContent>) {
        let Some(product) = self.around.product else { return };
        let ladder = |content: Option<&PricesContent>, code: &str| {
            content.and_then(|content| content.ladders.get(code)).cloned()
        };
        let mut any = false;
        for variant in &product.variants {
            if ladder(before, &variant.code) != ladder(after, &variant.code) {
                self.part(variant.sku.as_str());
                any = true;
            }
        }
        if any {
            self.way_up(&product.category);
        }
    }

    fn category(&mut self, code: &str, before: Option<&CategoryContent>, after: Option<&CategoryContent>) {
        let contents = || [before, after].into_iter().flatten();
        for content in contents() {
            self.pages.insert(format!("/categories/{}", content.slug));
        }
        let parents: Vec<&str> = contents().filter_map(|content| content.parent.as_deref()).collect();
        for parent in parents {
            self.pages.extend(
                self.around
                    .tree
                    .iter()
                    .find(|node| node.code == parent)
                    .map(|node| format!("/categories/{}", node.slug)),
            );
        }
        self.add("/");
        // What stands on the way down to a part, and what the part's table is ordered by.
        let way = |content: &CategoryContent| (content.slug.clone(), content.name.clone(), content.parent.clone());
        let is_way_new = before.map(way) != after.map(way);
        self.below(code, if is_way_new { 10 } else { 0 });
        if is_way_new || before.map(|content| &content.attributes) != after.map(|content| &content.attributes) {
            self.add("/parts/*");
        }
    }
}

/// Whether the home page shows a part.
fn shows(home: &HomeContent, sku: &str) -> bool {
    let is_it = |text: &String| text.eq_ignore_ascii_case(sku);
    home.blocks.iter().any(|block| match block {
        Block::Lead { part, .. } => part.as_ref().is_some_and(is_it),
        Block::Parts { skus, .. } => skus.iter().any(is_it),
        Block::Categories | Block::Facts { .. } | Block::Text { .. } => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{AttributeSet, HazardClass, Maker, ProductKind};
    use crate::ids::Sku;
    use crate::money::{Currency, Money};
    use crate::pricing::{PriceLadder, QuantityBreak};
    use crate::studio::{Kind, PageContent, SchemaEntry, VariantContent};

    fn tree() -> Vec<TreeNode> {
        let node = |code: &str, slug: &str, parent: Option<&str>| TreeNode {
            code: code.to_owned(),
            slug: slug.to_owned(),
            parent: parent.map(str::to_owned),
        };
        vec![
            node("airframe", "airframe", None),
            node("tubes", "airframe-tubes", Some("airframe")),
            node("clear", "clear-tubes", Some("tubes")),
            node("motors", "motors", None),
        ]
    }

    fn tube(category: &str, skus: &[&str]) -> ProductContent {
        let variant = |sku: &&str| VariantContent {
            code: format!("CODE-{sku}"),
            sku: Sku::parse(sku).expect("a SKU"),
            mpn: String::new(),
            option_value: String::new(),
            attributes: AttributeSet::new(),
            thrust_curve: None,
        };
        ProductContent {
            category: category.to_owned(),
            maker: Maker { code: "TST".to_owned(), name: "Test Tubes".to_owned() },
            kind: ProductKind::Part,
            name: "Tube".to_owned(),
            summary: String::new(),
            description: String::new(),
            hazard_class: HazardClass::None,
            lead_time_days: None,
            variants: skus.iter().map(variant).collect(),
            images: Vec::new(),
        }
    }

    fn tubes() -> CategoryContent {
        CategoryContent {
            slug: "airframe-tubes".to_owned(),
            name: "Airframe tubes".to_owned(),
            summary: String::new(),
            parent: Some("airframe".to_owned()),
            position: 1,
            attributes: vec![SchemaEntry { code: "length".to_owned(), is_column: true }],
        }
    }

    fn touched(kind: Kind, before: Option<&Content>, after: Option<&Content>, around: Around<'_>) -> Vec<String> {
        let name = if kind == Kind::Category { "tubes" } else { "tube" };
        touched_pages(&DocumentKey::new(kind, name), before, after, around).into_iter().collect()
    }

    #[test]
    fn a_product_touches_its_parts_under_old_and_new_numbers_and_its_categories() {
        let tree = tree();
        let around = Around { tree: &tree, ..Around::default() };
        let before = Content::Product(tube("tubes", &["T-1", "T-2"]));
        let after = Content::Product(tube("motors", &["T-1", "T-3"]));
        assert_eq!(
            touched(Kind::Product, Some(&before), Some(&after), around),
            [
                "/",
                "/categories/airframe",
                "/categories/airframe-tubes",
                "/categories/motors",
                "/parts/T-1",
                "/parts/T-1/*",
                "/parts/T-2",
                "/parts/T-2/*",
                "/parts/T-3",
                "/parts/T-3/*",
            ]
        );
        let Content::Product(said) = &before else { panic!("a product") };
        let said = Content::Product(ProductContent { summary: "Spiral wound".to_owned(), ..said.clone() });
        let pages = touched(Kind::Product, Some(&before), Some(&said), around);
        assert!(!pages.contains(&"/".to_owned()), "as many parts as before: {pages:?}");
        assert!(touched(Kind::Product, None, Some(&before), around).contains(&"/".to_owned()), "it is new");
        assert!(touched(Kind::Product, Some(&before), None, around).contains(&"/".to_owned()), "it is gone");
        assert!(touched(Kind::Product, Some(&before), Some(&before), around).is_empty());
    }

    #[test]
    fn what_the_home_page_shows_touches_it() {
        let home = HomeContent { blocks: vec![Block::Parts { title: String::new(), skus: vec!["t-1".to_owned()] }] };
        let around = Around { home: Some(&home), ..Around::default() };
        let before = tube("tubes", &["T-1"]);
        let after = Content::Product(ProductContent { name: "Long tube".to_owned(), ..before.clone() });
        assert!(
            touched(Kind::Product, Some(&Content::Product(before)), Some(&after), around).contains(&"/".to_owned())
        );
    }

    #[test]
    fn prices_touch_the_parts_whose_price_differs() {
        let (tree, product) = (tree(), tube("tubes", &["T-1", "T-2"]));
        let around = Around { tree: &tree, product: Some(&product), home: None };
        let prices = |minor| {
            let ladder = |minor| {
                PriceLadder::new(vec![QuantityBreak { min_quantity: 1, unit_price: Money::new(minor, Currency::Eur) }])
                    .expect("a ladder")
            };
            let ladders = [("CODE-T-1", ladder(500)), ("CODE-T-2", ladder(minor))];
            Content::Prices(PricesContent { ladders: ladders.map(|(code, ladder)| (code.to_owned(), ladder)).into() })
        };
        assert_eq!(
            touched(Kind::Prices, Some(&prices(100)), Some(&prices(200)), around),
            ["/categories/airframe", "/categories/airframe-tubes", "/parts/T-2", "/parts/T-2/*"]
        );
        assert_eq!(touched(Kind::Prices, None, Some(&prices(200)), around).len(), 6);
    }

    #[test]
    fn a_category_touches_its_neighbours_and_every_part_only_when_the_way_to_it_differs() {
        let tree = tree();
        let around = Around { tree: &tree, ..Around::default() };
        let before = Content::Category(tubes());
        let near = ["/", "/categories/airframe", "/categories/airframe-tubes", "/categories/clear-tubes"];
        let said = Content::Category(CategoryContent { summary: "All tubes".to_owned(), ..tubes() });
        assert_eq!(touched(Kind::Category, Some(&before), Some(&said), around), near);
        let named = Content::Category(CategoryContent { name: "Tubes".to_owned(), ..tubes() });
        assert!(touched(Kind::Category, Some(&before), Some(&named), around).contains(&"/parts/*".to_owned()));
        let moved = Content::Category(CategoryContent { parent: Some("motors".to_owned()), ..tubes() });
        let pages = touched(Kind::Category, Some(&before), Some(&moved), around);
        assert!(
            pages.contains(&"/categories/motors".to_owned()) && pages.contains(&"/parts/*".to_owned()),
            "{pages:?}"
        );
        let slug = Content::Category(CategoryContent { slug: "tubes".to_owned(), ..tubes() });
        let pages = touched(Kind::Category, Some(&before), Some(&slug), around);
        assert!(
            pages.contains(&"/categories/tubes".to_owned()) && pages.contains(&"/categories/airframe-tubes".to_owned())
        );
        let bare = Content::Category(CategoryContent { attributes: Vec::new(), ..tubes() });
        assert!(touched(Kind::Category, Some(&before), Some(&bare), around).contains(&"/parts/*".to_owned()));
    }

    #[test]
    fn pages_and_the_home_page_touch_themselves() {
        let page = |slug: &str| {
            Content::Page(PageContent {
                slug: slug.to_owned(),
                title: "Shipping".to_owned(),
                summary: String::new(),
                body: String::new(),
            })
        };
        let pages = touched(Kind::Page, Some(&page("shipping")), Some(&page("delivery")), Around::default());
        assert_eq!(pages, ["/help", "/pages/delivery", "/pages/shipping"]);
        let home = Content::Home(HomeContent::standard());
        assert_eq!(touched(Kind::Home, None, Some(&home), Around::default()), ["/"]);
    }
}
