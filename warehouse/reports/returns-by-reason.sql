-- What was asked to be sent back in the period, but for what was refused, by reason, and as a share of all pieces
-- shipped in the same period.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- `100.0` is a decimal there: write `1e2`.
WITH back AS (
  SELECT r.return_id, r.reason, p.currency, r.quantity, r.restocked, r.scrapped, r.value_minor
  FROM returns r
  LEFT JOIN product p ON p.variant_id = r.variant_id AND r.day >= p.valid_from AND r.day < p.valid_to
  LEFT JOIN category c ON c.code = p.category_code
  WHERE r.day BETWEEN $from AND $to
    AND r.state <> 'refused'
    AND ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
    AND ($maker = '' OR p.maker = $maker)
),
shipped AS (
  SELECT sum(s.quantity) AS pieces
  FROM shipments s
  LEFT JOIN product p ON p.variant_id = s.variant_id AND s.day >= p.valid_from AND s.day < p.valid_to
  LEFT JOIN category c ON c.code = p.category_code
  WHERE s.day BETWEEN $from AND $to
    AND ($category = '' OR c.code = $category OR c.parent_code = $category OR c.top_code = $category)
    AND ($maker = '' OR p.maker = $maker)
),
by_reason AS (
  SELECT reason, currency, count(DISTINCT return_id) AS returns, sum(quantity) AS pieces,
         sum(restocked) AS restocked, sum(scrapped) AS scrapped, sum(value_minor) AS value
  FROM back
  GROUP BY reason, currency
)
SELECT b.reason,
       b.currency,
       b.returns,
       b.pieces,
       b.restocked,
       b.scrapped,
       100.0 * b.pieces / nullif(s.pieces, 0) AS share_of_shipped,
       b.value
FROM by_reason b
CROSS JOIN shipped s
ORDER BY b.pieces DESC, b.reason
