-- What is on hand at the end of `$stock_day`, the last day of the period that is in the lake, by the age of the last
-- receipt of the part at any location. What was never received while the lake looked on is not known.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `100.0` is a decimal there: write `1e2`.
WITH stock AS (
  SELECT s.variant_id, sum(s.on_hand) AS on_hand
  FROM stock_daily s
  LEFT JOIN location o ON o.location_id = s.location_id
  WHERE s.day = $stock_day
    AND ($location = '' OR o.code = $location)
  GROUP BY s.variant_id
  HAVING sum(s.on_hand) > 0
),
receipts AS (
  SELECT variant_id, max(day) AS last_day
  FROM stock_movements
  WHERE day <= $stock_day AND kind = 'receipt' AND on_hand_delta > 0
  GROUP BY variant_id
),
aged AS (
  SELECT p.currency,
         s.on_hand,
         s.on_hand * coalesce(p.unit_cost_minor, p.list_price_minor, 0) AS value,
         CASE WHEN r.last_day IS NULL THEN 6
              WHEN r.last_day >= CAST($stock_day AS DATE) - INTERVAL '30' DAY THEN 1
              WHEN r.last_day >= CAST($stock_day AS DATE) - INTERVAL '90' DAY THEN 2
              WHEN r.last_day >= CAST($stock_day AS DATE) - INTERVAL '180' DAY THEN 3
              WHEN r.last_day >= CAST($stock_day AS DATE) - INTERVAL '365' DAY THEN 4
              ELSE 5 END AS step
  FROM stock s
  JOIN product p ON p.variant_id = s.variant_id AND p.valid_from <= $stock_day AND p.valid_to > $stock_day
  LEFT JOIN category c ON c.code = p.category_code
  LEFT JOIN receipts r ON r.variant_id = s.variant_id
  WHERE ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
    AND ($maker = '' OR p.maker = $maker)
),
by_age AS (
  SELECT step, currency, count(*) AS parts, sum(on_hand) AS on_hand, sum(value) AS value
  FROM aged
  GROUP BY step, currency
)
SELECT CASE step WHEN 1 THEN '0–30 days' WHEN 2 THEN '31–90 days' WHEN 3 THEN '91–180 days'
                 WHEN 4 THEN '181–365 days' WHEN 5 THEN 'over a year' ELSE 'not known' END AS age,
       currency,
       parts,
       on_hand,
       100.0 * value / nullif(sum(value) OVER (PARTITION BY currency), 0) AS share,
       value
FROM by_age
ORDER BY step, currency
