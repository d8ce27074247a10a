-- What an import changed of the stock, so that it can be undone: pieces more or less.
CREATE TABLE import_movements (
  import_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  delta INT NOT NULL,
  PRIMARY KEY (import_id, variant_id, location_id),
  CONSTRAINT fk_import_movements_import FOREIGN KEY (import_id) REFERENCES imports (id),
  CONSTRAINT fk_import_movements_level FOREIGN KEY (variant_id, location_id) REFERENCES stock_levels (variant_id, location_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
