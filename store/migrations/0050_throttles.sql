-- Failures by account and by client address, under the SHA-256 of what is counted and for what:
-- the rule for waiting is `domain::accounts::Throttle`.
CREATE TABLE throttles (
  key_hash BINARY(32) NOT NULL PRIMARY KEY,
  failures INT UNSIGNED NOT NULL,
  since DATETIME(6) NOT NULL,
  last_at DATETIME(6) NOT NULL,
  KEY ix_throttles_last_at (last_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
