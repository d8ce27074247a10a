-- Unit price in minor units from a quantity on, without tax.
CREATE TABLE prices (
  price_list_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  min_quantity INT UNSIGNED NOT NULL,
  unit_price_minor BIGINT NOT NULL,
  PRIMARY KEY (price_list_id, variant_id, min_quantity),
  CONSTRAINT fk_prices_price_list FOREIGN KEY (price_list_id) REFERENCES price_lists (id),
  CONSTRAINT fk_prices_variant FOREIGN KEY (variant_id) REFERENCES variants (id),
  CONSTRAINT ck_prices_positive CHECK (min_quantity >= 1 AND unit_price_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
