-- The outbox: work to be done later, written in the transaction that caused it.
CREATE TABLE jobs (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(60) NOT NULL,
  payload TEXT NOT NULL,
  state VARCHAR(12) NOT NULL,
  attempts INT UNSIGNED NOT NULL,
  run_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  KEY ix_jobs_due (state, run_at),
  CONSTRAINT ck_jobs_state CHECK (state IN ('queued', 'running', 'done', 'dead'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
