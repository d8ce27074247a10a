-- Runs of the warehouse: exports and comparisons, how far they are, and what they found. `differences` is a JSON list of
-- what the lake and the shop do not agree on.
CREATE TABLE warehouse_runs (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(10) NOT NULL,
  state VARCHAR(10) NOT NULL,
  started_at DATETIME(6) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  snapshot_at DATETIME(6) NULL,
  lag_milliseconds BIGINT UNSIGNED NULL,
  first_day DATE NULL,
  last_day DATE NULL,
  days INT UNSIGNED NOT NULL,
  days_done INT UNSIGNED NOT NULL,
  row_count BIGINT UNSIGNED NOT NULL,
  differences TEXT NOT NULL,
  error VARCHAR(500) NOT NULL,
  KEY ix_warehouse_runs_kind (kind, id),
  CONSTRAINT ck_warehouse_runs_kind CHECK (kind IN ('night', 'days', 'verify')),
  CONSTRAINT ck_warehouse_runs_state CHECK (state IN ('running', 'done', 'differs', 'failed'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
