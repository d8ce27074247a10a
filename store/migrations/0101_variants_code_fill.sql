-- So far the SKU was both, and variants stood in the order in which they came.
UPDATE variants v
JOIN (SELECT id, ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY id) - 1 AS place FROM variants) ordered ON ordered.id = v.id
SET v.code = v.sku, v.position = ordered.place
WHERE v.code IS NULL;
