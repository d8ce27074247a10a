-- Files that change many things at once: what was uploaded, which column means what, what a check found, how far
-- the step under way (`step`) has come. `head`, `samples` and `mapping` are JSON: names of the columns, the first
-- rows, what each column means. `digest` is of what the check found, so that drafts are what was seen. Products and
-- prices go into a release and share its fate; stock is applied here.
CREATE TABLE imports (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(12) NOT NULL,
  file_name VARCHAR(120) NOT NULL,
  file_size INT UNSIGNED NOT NULL,
  row_count INT UNSIGNED NOT NULL,
  head TEXT NOT NULL,
  samples MEDIUMTEXT NOT NULL,
  mapping TEXT NULL,
  state VARCHAR(10) NOT NULL,
  step VARCHAR(10) NULL,
  done INT UNSIGNED NOT NULL,
  total INT UNSIGNED NOT NULL,
  rows_new INT UNSIGNED NOT NULL,
  rows_changed INT UNSIGNED NOT NULL,
  rows_unchanged INT UNSIGNED NOT NULL,
  rows_rejected INT UNSIGNED NOT NULL,
  documents INT UNSIGNED NOT NULL,
  digest BINARY(32) NULL,
  trouble VARCHAR(1000) NOT NULL,
  release_id BIGINT NULL,
  created_by VARCHAR(120) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  changed_at DATETIME(6) NOT NULL,
  KEY ix_imports_created_at (created_at),
  CONSTRAINT fk_imports_release FOREIGN KEY (release_id) REFERENCES releases (id),
  CONSTRAINT ck_imports_kind CHECK (kind IN ('products', 'prices', 'stock', 'components', 'motors')),
  CONSTRAINT ck_imports_state CHECK (state IN ('uploaded', 'mapped', 'checked', 'drafted', 'applied', 'undone')),
  CONSTRAINT ck_imports_step CHECK (step IS NULL OR step IN ('check', 'draft', 'publish', 'undo'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
