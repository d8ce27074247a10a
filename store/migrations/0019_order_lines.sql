-- Lines of an order, with the name and price of the moment it was placed.
CREATE TABLE order_lines (
  order_id BIGINT NOT NULL,
  line_no INT UNSIGNED NOT NULL,
  variant_id BIGINT NOT NULL,
  sku VARCHAR(64) NOT NULL,
  name VARCHAR(255) NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  unit_price_minor BIGINT NOT NULL,
  total_minor BIGINT NOT NULL,
  PRIMARY KEY (order_id, line_no),
  CONSTRAINT fk_order_lines_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT fk_order_lines_variant FOREIGN KEY (variant_id) REFERENCES variants (id),
  CONSTRAINT ck_order_lines_total CHECK (quantity >= 1 AND total_minor = unit_price_minor * quantity)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
