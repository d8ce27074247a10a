-- Parts with nothing available at the ends of days of the period, and what that may have cost: those days × the
-- pieces ordered a day in the ninety days before the first of them (as far as the lake goes back, from `$before`) ×
-- the list price. A part has run out on a day without a row of stock, once it had one.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `1.0` is a decimal there: write `1e0`. Days and intervals are the same.
WITH levels AS (
  SELECT s.day, s.variant_id, sum(s.on_hand - s.allocated) AS available
  FROM stock_daily s
  LEFT JOIN location o ON o.location_id = s.location_id
  WHERE s.day BETWEEN $before AND $to
    AND ($location = '' OR o.code = $location)
  GROUP BY s.day, s.variant_id
),
known AS (
  SELECT variant_id, min(day) AS first_day FROM levels GROUP BY variant_id
),
out_days AS (
  SELECT k.variant_id, d.day
  FROM known k
  JOIN lake_days d ON d.day >= k.first_day
  LEFT JOIN levels v ON v.day = d.day AND v.variant_id = k.variant_id
  WHERE d.day BETWEEN $from AND $to
    AND coalesce(v.available, 0) <= 0
),
outs AS (
  SELECT variant_id, min(day) AS first_day, count(*) AS days_out FROM out_days GROUP BY variant_id
),
demand AS (
  SELECT o.variant_id, sum(l.quantity - l.cancelled) AS pieces
  FROM outs o
  JOIN order_lines l ON l.variant_id = o.variant_id
                    AND l.day < o.first_day AND l.day >= o.first_day - INTERVAL '90' DAY
  WHERE l.day BETWEEN $before AND $to
  GROUP BY o.variant_id
  HAVING sum(l.quantity - l.cancelled) > 0
),
spans AS (
  SELECT o.variant_id, count(*) AS days
  FROM outs o
  JOIN lake_days d ON d.day < o.first_day AND d.day >= o.first_day - INTERVAL '90' DAY
  GROUP BY o.variant_id
)
SELECT p.sku,
       p.name,
       p.category_name AS category,
       p.currency,
       o.first_day,
       o.days_out,
       1.0 * m.pieces / n.days AS pieces_a_day,
       p.list_price_minor AS price,
       o.days_out * m.pieces * p.list_price_minor / n.days AS lost
FROM outs o
JOIN demand m ON m.variant_id = o.variant_id
JOIN spans n ON n.variant_id = o.variant_id
JOIN product p ON p.variant_id = o.variant_id AND p.valid_from <= o.first_day AND p.valid_to > o.first_day
LEFT JOIN category c ON c.code = p.category_code
WHERE p.kind <> 'service'
  AND ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
  AND ($maker = '' OR p.maker = $maker)
ORDER BY lost DESC NULLS LAST, p.sku
