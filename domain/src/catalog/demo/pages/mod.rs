//! Content pages of the demo shop. What they promise is what the shop does: `tests/demo_pages.rs` compares them
//! with the rules.

/// A content page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoPage {
    /// What code calls it, for good.
    pub code: &'static str,
    /// Name in addresses.
    pub slug: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// One or two sentences.
    pub summary: &'static str,
    /// Markdown.
    pub body: &'static str,
}

/// All of them, what a buyer asks first standing first.
pub const PAGES: &[DemoPage] = &[
    DemoPage {
        code: "shipping",
        slug: "shipping",
        title: "Shipping and dangerous goods",
        summary: "Where we deliver to, how long it takes, and what is different with motors and igniters.",
        body: include_str!("shipping.md"),
    },
    DemoPage {
        code: "terms",
        slug: "terms-of-sale",
        title: "Terms of sale",
        summary: "What holds when you order: prices, payment, delivery, returns, and what we answer for.",
        body: include_str!("terms.md"),
    },
    DemoPage {
        code: "about",
        slug: "about",
        title: "About Rocket Parts Co.",
        summary: "Who makes the parts, where their figures come from, and where they are kept.",
        body: include_str!("about.md"),
    },
];
