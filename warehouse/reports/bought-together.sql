-- Pairs of parts in the same orders: support is their share of all orders, lift how many times more often than by
-- chance. Parts in a single order and pairs in a single one are left out.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `100.0` and `1.0` are decimals there: write `1e2` and `1e0`.
WITH lines AS (
  SELECT DISTINCT order_id, variant_id
  FROM order_lines
  WHERE day BETWEEN $from AND $to AND quantity > cancelled
),
total AS (
  SELECT count(DISTINCT order_id) AS orders FROM lines
),
parts AS (
  SELECT variant_id, count(*) AS orders FROM lines GROUP BY variant_id HAVING count(*) >= 2
),
often AS (
  SELECT l.order_id, l.variant_id FROM lines l JOIN parts t ON t.variant_id = l.variant_id
),
pairs AS (
  SELECT a.variant_id AS one, b.variant_id AS other, count(*) AS together
  FROM often a
  JOIN often b ON b.order_id = a.order_id AND b.variant_id > a.variant_id
  GROUP BY a.variant_id, b.variant_id
  HAVING count(*) >= 2
),
current_parts AS (
  SELECT p.variant_id, p.sku,
         ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
           AND ($maker = '' OR p.maker = $maker) AS is_in
  FROM product p
  LEFT JOIN category c ON c.code = p.category_code
  WHERE p.valid_to = DATE '9999-12-31'
)
SELECT x.sku || ' + ' || y.sku AS pair,
       x.sku AS sku,
       y.sku AS other_sku,
       m.orders AS sku_orders,
       n.orders AS other_orders,
       100.0 * q.together / t.orders AS support,
       1.0 * q.together * t.orders / (m.orders * n.orders) AS lift,
       q.together
FROM pairs q
CROSS JOIN total t
JOIN parts m ON m.variant_id = q.one
JOIN parts n ON n.variant_id = q.other
JOIN current_parts x ON x.variant_id = q.one
JOIN current_parts y ON y.variant_id = q.other
WHERE x.is_in OR y.is_in
ORDER BY q.together DESC, lift DESC, pair
LIMIT 100
