-- What a check says of the rows of a file, the first thousand of each outcome: the changes, or why a row is not
-- taken, as JSON.
CREATE TABLE import_rows (
  import_id BIGINT NOT NULL,
  place INT UNSIGNED NOT NULL,
  line INT UNSIGNED NOT NULL,
  outcome VARCHAR(10) NOT NULL,
  label VARCHAR(200) NOT NULL,
  details MEDIUMTEXT NOT NULL,
  PRIMARY KEY (import_id, place),
  KEY ix_import_rows_outcome (import_id, outcome, place),
  CONSTRAINT fk_import_rows_import FOREIGN KEY (import_id) REFERENCES imports (id),
  CONSTRAINT ck_import_rows_outcome CHECK (outcome IN ('new', 'changed', 'rejected'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
