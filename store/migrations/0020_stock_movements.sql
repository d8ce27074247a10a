-- The append-only ledger: the sum of deltas per variant and location is the stock level.
CREATE TABLE stock_movements (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  variant_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  kind VARCHAR(12) NOT NULL,
  on_hand_delta INT NOT NULL,
  allocated_delta INT NOT NULL,
  order_id BIGINT NULL,
  order_line_no INT UNSIGNED NULL,
  reason VARCHAR(120) NOT NULL,
  moved_at DATETIME(6) NOT NULL,
  KEY ix_stock_movements_level (variant_id, location_id),
  CONSTRAINT fk_stock_movements_level FOREIGN KEY (variant_id, location_id) REFERENCES stock_levels (variant_id, location_id),
  CONSTRAINT fk_stock_movements_order_line FOREIGN KEY (order_id, order_line_no) REFERENCES order_lines (order_id, line_no),
  CONSTRAINT ck_stock_movements_kind CHECK (kind IN ('receipt', 'adjustment', 'allocation', 'release', 'sale', 'return', 'transfer'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
