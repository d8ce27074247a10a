-- What is left of the net value of the goods when their pieces are paid, for lines whose cost is known; the others
-- are counted.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `100.0` is a decimal there: write `1e2`, or the percentage has one digit behind the point.
WITH sold AS (
  SELECT coalesce(p.category_name, 'not in the catalog') AS category, l.currency, l.unit_cost_minor,
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
by_category AS (
  SELECT category, currency,
         count(unit_cost_minor) AS lines,
         sum(CASE WHEN unit_cost_minor IS NULL THEN 1 ELSE 0 END) AS lines_without_cost,
         sum(CASE WHEN unit_cost_minor IS NULL THEN 0 ELSE revenue END) AS revenue,
         sum(coalesce(unit_cost_minor * pieces, 0)) AS cost
  FROM sold
  GROUP BY category, currency
)
SELECT category,
       currency,
       lines,
       lines_without_cost,
       revenue,
       cost,
       100.0 * (revenue - cost) / nullif(revenue, 0) AS margin_percent,
       revenue - cost AS margin
FROM by_category
ORDER BY margin DESC, category
