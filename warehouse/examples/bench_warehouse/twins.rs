//! What some reports ask, asked of the shop's own tables: from a day on, up to another that is not included.

/// The statement of a report, where it has a twin; it takes the first day and the day after the last.
pub(crate) fn of(code: &str) -> Option<&'static str> {
    match code {
        "sales-by-day" => Some(SALES_BY_DAY),
        "sales-by-category" => Some(SALES_BY_CATEGORY),
        "best-sellers" => Some(BEST_SELLERS),
        "returns-by-reason" => Some(RETURNS_BY_REASON),
        "bought-together" => Some(BOUGHT_TOGETHER),
        _ => None,
    }
}

const SALES_BY_DAY: &str = "
    SELECT DATE(o.placed_at) AS day, o.currency, COUNT(DISTINCT l.order_id) AS orders,
           SUM(l.quantity - l.cancelled) AS pieces, SUM(l.total_minor - l.unit_price_minor * l.cancelled) AS revenue
    FROM orders o JOIN order_lines l ON l.order_id = o.id
    WHERE o.placed_at >= ? AND o.placed_at < ? AND l.quantity > l.cancelled
    GROUP BY day, o.currency ORDER BY day, o.currency";

const SALES_BY_CATEGORY: &str = "
    SELECT c.name, o.currency, COUNT(DISTINCT l.order_id) AS orders,
           SUM(l.quantity - l.cancelled) AS pieces, SUM(l.total_minor - l.unit_price_minor * l.cancelled) AS revenue
    FROM orders o JOIN order_lines l ON l.order_id = o.id
    JOIN variants v ON v.id = l.variant_id JOIN categories c ON c.id = v.category_id
    WHERE o.placed_at >= ? AND o.placed_at < ? AND l.quantity > l.cancelled
    GROUP BY c.id, c.name, o.currency ORDER BY revenue DESC, c.name";

const BEST_SELLERS: &str = "
    SELECT v.sku, v.name, o.currency, COUNT(DISTINCT l.order_id) AS orders,
           SUM(l.quantity - l.cancelled) AS pieces, SUM(l.total_minor - l.unit_price_minor * l.cancelled) AS revenue
    FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN variants v ON v.id = l.variant_id
    WHERE o.placed_at >= ? AND o.placed_at < ? AND l.quantity > l.cancelled
    GROUP BY v.id, v.sku, v.name, o.currency ORDER BY revenue DESC, v.sku LIMIT 100";

const RETURNS_BY_REASON: &str = "
    SELECT r.reason, o.currency, COUNT(DISTINCT r.id) AS returns, SUM(b.quantity) AS pieces,
           SUM(b.quantity * l.unit_price_minor) AS value
    FROM return_authorizations r JOIN return_lines b ON b.return_id = r.id
    JOIN orders o ON o.id = r.order_id JOIN order_lines l ON l.order_id = b.order_id AND l.line_no = b.line_no
    WHERE r.requested_at >= ? AND r.requested_at < ? AND r.state <> 'refused'
    GROUP BY r.reason, o.currency ORDER BY pieces DESC, r.reason";

const BOUGHT_TOGETHER: &str = "
    SELECT a.variant_id, b.variant_id AS other, COUNT(DISTINCT a.order_id) AS together
    FROM orders o
    JOIN order_lines a ON a.order_id = o.id AND a.quantity > a.cancelled
    JOIN order_lines b ON b.order_id = a.order_id AND b.variant_id > a.variant_id AND b.quantity > b.cancelled
    WHERE o.placed_at >= ? AND o.placed_at < ?
    GROUP BY a.variant_id, b.variant_id HAVING together >= 2
    ORDER BY together DESC, a.variant_id, b.variant_id LIMIT 100";
