-- What is to be counted and what was. `recorded` is what the books said when the count was entered, so that
-- what moves between count and booking is not booked twice; `difference` is what was booked, once it was.
CREATE TABLE stocktake_lines (
  stocktake_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  bin VARCHAR(20) NOT NULL,
  counted INT UNSIGNED NULL,
  recorded INT UNSIGNED NULL,
  counted_by VARCHAR(120) NOT NULL,
  difference INT NULL,
  problem VARCHAR(200) NOT NULL,
  PRIMARY KEY (stocktake_id, variant_id),
  CONSTRAINT fk_stocktake_lines_stocktake FOREIGN KEY (stocktake_id) REFERENCES stocktakes (id),
  CONSTRAINT fk_stocktake_lines_variant FOREIGN KEY (variant_id) REFERENCES variants (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
