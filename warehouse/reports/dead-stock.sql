-- Parts on hand at the end of `$stock_day`, the last day of the period that is in the lake, which nobody ordered in
-- the period.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- All else is the same there.
WITH stock AS (
  SELECT s.variant_id, sum(s.on_hand) AS on_hand
  FROM stock_daily s
  LEFT JOIN location o ON o.location_id = s.location_id
  WHERE s.day = $stock_day
    AND ($location = '' OR o.code = $location)
  GROUP BY s.variant_id
  HAVING sum(s.on_hand) > 0
),
ordered AS (
  SELECT variant_id, max(day) AS last_day
  FROM order_lines
  WHERE day <= $to AND quantity > cancelled
  GROUP BY variant_id
)
SELECT p.sku,
       p.name,
       p.category_name AS category,
       p.currency,
       l.last_day AS last_ordered,
       s.on_hand,
       CASE WHEN p.unit_cost_minor IS NOT NULL THEN 'cost'
            WHEN p.list_price_minor IS NOT NULL THEN 'list price'
            ELSE 'not known' END AS valued_at,
       s.on_hand * coalesce(p.unit_cost_minor, p.list_price_minor) AS value
FROM stock s
JOIN product p ON p.variant_id = s.variant_id AND p.valid_from <= $stock_day AND p.valid_to > $stock_day
LEFT JOIN category c ON c.code = p.category_code
LEFT JOIN ordered l ON l.variant_id = s.variant_id
WHERE (l.last_day IS NULL OR l.last_day < $from)
  AND ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
  AND ($maker = '' OR p.maker = $maker)
ORDER BY value DESC NULLS LAST, p.sku
