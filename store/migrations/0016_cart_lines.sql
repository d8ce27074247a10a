-- What is in a cart: one line per variant.
CREATE TABLE cart_lines (
  cart_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  added_at DATETIME(6) NOT NULL,
  PRIMARY KEY (cart_id, variant_id),
  CONSTRAINT fk_cart_lines_cart FOREIGN KEY (cart_id) REFERENCES carts (id) ON DELETE CASCADE,
  CONSTRAINT fk_cart_lines_variant FOREIGN KEY (variant_id) REFERENCES variants (id),
  CONSTRAINT ck_cart_lines_quantity CHECK (quantity BETWEEN 1 AND 9999)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
