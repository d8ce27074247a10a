-- Which server takes writes: each promotion of a replica begins a term. Of two servers that are open for writes, the one
-- that has seen the higher term is the primary.
CREATE TABLE promotions (
  term INT UNSIGNED NOT NULL,
  promoted_at DATETIME(6) NOT NULL,
  promoted_by VARCHAR(120) NOT NULL,
  server VARCHAR(255) NOT NULL,
  PRIMARY KEY (term)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
