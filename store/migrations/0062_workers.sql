-- Worker processes and when they were last heard of. One that ended well has no row.
CREATE TABLE workers (
  name VARCHAR(80) NOT NULL PRIMARY KEY,
  version VARCHAR(20) NOT NULL,
  slots INT UNSIGNED NOT NULL,
  running INT UNSIGNED NOT NULL,
  started_at DATETIME(6) NOT NULL,
  last_seen_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
