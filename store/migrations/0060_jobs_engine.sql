-- What the job engine needs to know. A running job is leased: whoever finishes it has to show the token. The unique
-- `dedupe_key` makes a job be written once for as long as its row is kept. `ix_jobs_queue` serves both finding what
-- waits (one step per kind and priority) and claiming the oldest of it.
ALTER TABLE jobs
  ADD COLUMN priority TINYINT UNSIGNED NOT NULL DEFAULT 2,
  ADD COLUMN max_attempts INT UNSIGNED NOT NULL DEFAULT 20,
  ADD COLUMN dedupe_key VARCHAR(160) NULL,
  ADD COLUMN schedule VARCHAR(60) NULL,
  ADD COLUMN worker VARCHAR(80) NULL,
  ADD COLUMN lease_token CHAR(32) NULL,
  ADD COLUMN leased_until DATETIME(6) NULL,
  ADD COLUMN started_at DATETIME(6) NULL,
  ADD COLUMN finished_at DATETIME(6) NULL,
  ADD COLUMN last_error TEXT NULL,
  DROP INDEX ix_jobs_due,
  ADD INDEX ix_jobs_queue (state, kind, priority, run_at),
  ADD INDEX ix_jobs_lease (state, leased_until),
  ADD INDEX ix_jobs_finished (state, finished_at),
  ADD INDEX ix_jobs_worker (worker, state),
  ADD INDEX ix_jobs_schedule (schedule, state),
  ADD CONSTRAINT uq_jobs_dedupe_key UNIQUE (dedupe_key),
  ADD CONSTRAINT ck_jobs_lease CHECK ((state = 'running') = (lease_token IS NOT NULL AND leased_until IS NOT NULL));
