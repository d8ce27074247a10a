-- Counts of what is really there, at one location.
CREATE TABLE stocktakes (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  location_id BIGINT NOT NULL,
  note VARCHAR(200) NOT NULL,
  started_by VARCHAR(120) NOT NULL,
  started_at DATETIME(6) NOT NULL,
  closed_at DATETIME(6) NULL,
  KEY ix_stocktakes_closed_at (closed_at, started_at),
  CONSTRAINT fk_stocktakes_location FOREIGN KEY (location_id) REFERENCES stock_locations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
