-- Orders, pieces and net value of the goods of each day that is in the lake, days without an order among them.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- All else is the same there.
WITH sold AS (
  SELECT l.day, l.currency, l.order_id,
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
by_day AS (
  SELECT day, currency, count(DISTINCT order_id) AS orders, sum(pieces) AS pieces, sum(revenue) AS revenue
  FROM sold
  GROUP BY day, currency
)
SELECT d.day,
       b.currency,
       coalesce(b.orders, 0) AS orders,
       coalesce(b.pieces, 0) AS pieces,
       b.revenue / b.orders AS order_value,
       coalesce(b.revenue, 0) AS revenue
FROM lake_days d
LEFT JOIN by_day b ON b.day = d.day
WHERE d.day BETWEEN $from AND $to
ORDER BY d.day, b.currency
