-- What the columns of a table meant the last time, by kind and SHA-256 of the head.
CREATE TABLE import_mappings (
  kind VARCHAR(12) NOT NULL,
  signature BINARY(32) NOT NULL,
  mapping TEXT NOT NULL,
  used_at DATETIME(6) NOT NULL,
  PRIMARY KEY (kind, signature)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
