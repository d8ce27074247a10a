-- Net value of the goods by who makes the part.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `100.0` is a decimal there: write `1e2`, or the share has one digit behind the point.
WITH sold AS (
  SELECT coalesce(p.maker, 'not in the catalog') AS maker, l.currency, l.order_id, l.variant_id,
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
by_maker AS (
  SELECT maker, currency, count(DISTINCT order_id) AS orders, count(DISTINCT variant_id) AS parts,
         sum(pieces) AS pieces, sum(revenue) AS revenue
  FROM sold
  GROUP BY maker, currency
)
SELECT maker,
       currency,
       orders,
       parts,
       pieces,
       100.0 * revenue / nullif(sum(revenue) OVER (PARTITION BY currency), 0) AS share,
       revenue
FROM by_maker
ORDER BY revenue DESC, maker
