-- Pieces promised to an order line and where they lie, until they are shipped or given back.
CREATE TABLE allocations (
  order_id BIGINT NOT NULL,
  line_no INT UNSIGNED NOT NULL,
  location_id BIGINT NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  PRIMARY KEY (order_id, line_no, location_id),
  CONSTRAINT fk_allocations_order_line FOREIGN KEY (order_id, line_no) REFERENCES order_lines (order_id, line_no),
  CONSTRAINT fk_allocations_location FOREIGN KEY (location_id) REFERENCES stock_locations (id),
  CONSTRAINT ck_allocations_quantity CHECK (quantity > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
