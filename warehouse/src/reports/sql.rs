//! The SQL of the reports, by their codes.

/// Categories that have a product, and those above them.
pub(super) const CATEGORIES: &str = "SELECT code AS value, name AS title FROM category ORDER BY name, code LIMIT 500";
/// Makers of products.
pub(super) const MAKERS: &str =
    "SELECT DISTINCT maker AS value, maker AS title FROM product WHERE maker <> '' ORDER BY maker LIMIT 500";
/// Places that hold stock.
pub(super) const LOCATIONS: &str = "SELECT code AS value, name AS title FROM location ORDER BY name, code LIMIT 500";

macro_rules! statements {
    ($($code:literal),+ $(,)?) => {
        /// The statement of a report.
        pub(super) fn of(code: &str) -> Option<&'static str> {
            match code {
                $($code => Some(include_str!(concat!("../../reports/", $code, ".sql"))),)+
                _ => None,
            }
        }
    };
}

statements!(
    "sales-by-day",
    "sales-by-category",
    "sales-by-maker",
    "margin-by-category",
    "best-sellers",
    "dead-stock",
    "stock-turns",
    "stock-ageing",
    "stock-outs",
    "fill-rate",
    "returns-by-reason",
    "searches-without-result",
    "bought-together",
);
