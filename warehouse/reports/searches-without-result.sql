-- What visitors searched for in vain.
-- On Athena (Trino): placeholders are positional, so that each `$name` becomes a `?` in the order of its
-- appearance, given as `DATE '…'` or text; `lake_days` is a table over the manifests under `v1/days`.
-- All else is the same there.
SELECT words,
       count(DISTINCT day) AS days,
       max(day) AS last_day,
       sum(searches) AS searches
FROM searches_without_result
WHERE day BETWEEN $from AND $to
GROUP BY words
ORDER BY searches DESC, words
LIMIT 200
