-- The bytes of an uploaded file, a megabyte a row: no statement grows larger than a server takes.
CREATE TABLE import_chunks (
  import_id BIGINT NOT NULL,
  place INT UNSIGNED NOT NULL,
  bytes MEDIUMBLOB NOT NULL,
  PRIMARY KEY (import_id, place),
  CONSTRAINT fk_import_chunks_import FOREIGN KEY (import_id) REFERENCES imports (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
