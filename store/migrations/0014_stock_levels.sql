-- Stock per variant and location. Changed only by conditional UPDATEs, each with its ledger row.
CREATE TABLE stock_levels (
  variant_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  on_hand INT UNSIGNED NOT NULL,
  allocated INT UNSIGNED NOT NULL,
  held INT UNSIGNED NOT NULL,
  PRIMARY KEY (variant_id, location_id),
  CONSTRAINT fk_stock_levels_variant FOREIGN KEY (variant_id) REFERENCES variants (id),
  CONSTRAINT fk_stock_levels_location FOREIGN KEY (location_id) REFERENCES stock_locations (id),
  CONSTRAINT ck_stock_levels_promised CHECK (allocated + held <= on_hand)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
