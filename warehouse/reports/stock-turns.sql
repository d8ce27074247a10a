-- How often a year the stock of a category is sold: with the cost of what was ordered C, the value V of the stock
-- summed over the ends of n days, C × 365 / n over V / n, which is C × 365 / V; the stock lasts V / C days.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `365.0` is a decimal there: write `3.65e2`.
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
costs AS (
  SELECT category, currency, sum(unit_cost_minor * pieces) AS cost
  FROM sold
  WHERE unit_cost_minor IS NOT NULL
  GROUP BY category, currency
),
days AS (
  SELECT count(*) AS days FROM lake_days WHERE day BETWEEN $from AND $to
),
stock AS (
  SELECT p.category_name AS category, p.currency, sum(s.on_hand * p.unit_cost_minor) AS value
  FROM stock_daily s
  JOIN product p ON p.variant_id = s.variant_id AND s.day >= p.valid_from AND s.day < p.valid_to
  LEFT JOIN category c ON c.code = p.category_code
  WHERE s.day BETWEEN $from AND $to
    AND p.unit_cost_minor IS NOT NULL
    AND ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
    AND ($maker = '' OR p.maker = $maker)
  GROUP BY p.category_name, p.currency
)
SELECT s.category,
       s.currency,
       coalesce(k.cost, 0) AS cost_of_sales,
       s.value / d.days AS stock_value,
       s.value / nullif(k.cost, 0) AS days_of_stock,
       365.0 * coalesce(k.cost, 0) / s.value AS turns
FROM stock s
CROSS JOIN days d
LEFT JOIN costs k ON k.category = s.category AND k.currency = s.currency
WHERE s.value > 0
ORDER BY turns DESC, s.category
