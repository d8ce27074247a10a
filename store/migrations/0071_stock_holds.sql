-- Pieces kept for a checkout under way, until they expire. Changed only while the stock levels of the variant
-- are locked: their sum is `stock_levels.held`, always.
CREATE TABLE stock_holds (
  cart_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  PRIMARY KEY (cart_id, variant_id, location_id),
  KEY ix_stock_holds_level (variant_id, location_id),
  KEY ix_stock_holds_expires_at (expires_at),
  CONSTRAINT fk_stock_holds_cart FOREIGN KEY (cart_id) REFERENCES carts (id),
  CONSTRAINT fk_stock_holds_level FOREIGN KEY (variant_id, location_id) REFERENCES stock_levels (variant_id, location_id),
  CONSTRAINT ck_stock_holds_quantity CHECK (quantity > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
