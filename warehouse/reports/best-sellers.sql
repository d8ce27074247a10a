-- The hundred parts with the highest net value ordered, under their number and name of today.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `100.0` is a decimal there: write `1e2`, or the share has one digit behind the point.
WITH sold AS (
  SELECT l.variant_id, l.sku, l.currency, l.order_id,
         l.quantity - l.cancelled AS pieces,
         l.total_minor - l.unit_price_minor * l.cancelled AS revenue
  FROM order_lines l
  LEFT JOIN product p ON p.variant_id = l.variant_id AND l.day >= p.valid_from AND l.day < p.valid_to
  LEFT JOIN category c ON c.code = p.category_code
  WHERE l.day BETWEEN $from AND $to
    AND l.quantity > l.cancelled
    AND ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
    AND ($maker = '' OR p.maker = $maker)
),
by_part AS (
  SELECT variant_id, currency, max(sku) AS sku, count(DISTINCT order_id) AS orders,
         sum(pieces) AS pieces, sum(revenue) AS revenue
  FROM sold
  GROUP BY variant_id, currency
)
SELECT coalesce(n.sku, b.sku) AS sku,
       coalesce(n.name, '') AS name,
       coalesce(n.category_name, 'not in the catalog') AS category,
       b.currency,
       b.orders,
       b.pieces,
       100.0 * b.revenue / nullif(sum(b.revenue) OVER (PARTITION BY b.currency), 0) AS share,
       b.revenue
FROM by_part b
LEFT JOIN product n ON n.variant_id = b.variant_id AND n.valid_to = DATE '9999-12-31'
ORDER BY b.revenue DESC, 1
LIMIT 100
