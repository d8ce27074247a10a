-- Of the lines ordered in a week: how many left whole on the first day that any of their pieces did, how many have
-- not left, and the hours from the order to that first parcel.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `to_unixtime` answers a double there and an integer here; `percentile_cont` is `approx_percentile(hours, 0.9)`
-- there, an estimate; `100.0` is a decimal: write `1e2`.
WITH lines AS (
  SELECT l.order_id, l.line_no, l.placed_at, l.quantity - l.cancelled AS pieces,
         CAST(date_trunc('week', l.placed_at) AS DATE) AS week
  FROM order_lines l
  LEFT JOIN product p ON p.variant_id = l.variant_id AND l.day >= p.valid_from AND l.day < p.valid_to
  LEFT JOIN category c ON c.code = p.category_code
  WHERE l.day BETWEEN $from AND $to
    AND l.quantity > l.cancelled
    AND coalesce(p.kind, 'part') <> 'service'
    AND ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
    AND ($maker = '' OR p.maker = $maker)
),
parcels AS (
  SELECT s.order_id, s.line_no, s.day, sum(s.quantity) AS quantity, min(s.shipped_at) AS shipped_at
  FROM shipments s
  LEFT JOIN location o ON o.location_id = s.location_id
  WHERE s.day >= $from
    AND ($location = '' OR o.code = $location)
  GROUP BY s.order_id, s.line_no, s.day
),
firsts AS (
  SELECT order_id, line_no, min(day) AS day FROM parcels GROUP BY order_id, line_no
),
shipped AS (
  SELECT l.week, l.pieces, t.quantity, (to_unixtime(t.shipped_at) - to_unixtime(l.placed_at)) / 3600.0 AS hours
  FROM lines l
  LEFT JOIN firsts f ON f.order_id = l.order_id AND f.line_no = l.line_no
  LEFT JOIN parcels t ON t.order_id = f.order_id AND t.line_no = f.line_no AND t.day = f.day
)
SELECT week,
       count(quantity) AS lines,
       sum(CASE WHEN quantity >= pieces THEN 1 ELSE 0 END) AS complete,
       CASE WHEN $location = '' THEN count(*) - count(quantity) END AS open,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS median_hours,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) AS slow_hours,
       100.0 * sum(CASE WHEN quantity >= pieces THEN 1 ELSE 0 END) / nullif(count(quantity), 0) AS fill_rate
FROM shipped
GROUP BY week
ORDER BY week
