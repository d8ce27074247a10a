-- One row that the primary changes about twice a second: how old it is where it is read is how far a replica is behind.
CREATE TABLE heartbeats (
  id TINYINT UNSIGNED NOT NULL,
  beat_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT ck_heartbeats_one CHECK (id = 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
