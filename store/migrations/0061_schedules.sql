-- Work that nobody causes: when it is next due. A tick is taken care of by locking the row, writing its job and moving
-- `next_run_at` on, in one transaction. `rule` is what the program says; a changed rule is counted anew.
CREATE TABLE schedules (
  name VARCHAR(60) NOT NULL PRIMARY KEY,
  rule VARCHAR(60) NOT NULL,
  next_run_at DATETIME(6) NOT NULL,
  last_run_at DATETIME(6) NULL,
  last_outcome VARCHAR(500) NULL,
  is_paused TINYINT(1) NOT NULL,
  KEY ix_schedules_next_run_at (next_run_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
