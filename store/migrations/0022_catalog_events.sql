-- What changed in the catalog, its prices or its stock, for those who keep copies: search indexes, caches.
-- Without a variant everything changed. A row is the last write of its transaction.
CREATE TABLE catalog_events (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  variant_id BIGINT NULL,
  created_at DATETIME(6) NOT NULL,
  KEY ix_catalog_events_created_at (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
