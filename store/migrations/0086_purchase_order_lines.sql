-- What a purchase order holds. More may be received than was ordered, when somebody confirms it.
CREATE TABLE purchase_order_lines (
  purchase_order_id BIGINT NOT NULL,
  line_no INT UNSIGNED NOT NULL,
  variant_id BIGINT NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  received INT UNSIGNED NOT NULL,
  cancelled INT UNSIGNED NOT NULL,
  unit_cost_minor BIGINT NOT NULL,
  PRIMARY KEY (purchase_order_id, line_no),
  CONSTRAINT uq_purchase_order_lines_variant UNIQUE (purchase_order_id, variant_id),
  CONSTRAINT fk_purchase_order_lines_order FOREIGN KEY (purchase_order_id) REFERENCES purchase_orders (id),
  CONSTRAINT fk_purchase_order_lines_variant FOREIGN KEY (variant_id) REFERENCES variants (id),
  CONSTRAINT ck_purchase_order_lines_quantity CHECK (quantity > 0 AND cancelled <= quantity AND unit_cost_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
