-- What is in a parcel; `scanned` counts the pieces seen while packing.
CREATE TABLE shipment_lines (
  shipment_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  line_no INT UNSIGNED NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  scanned INT UNSIGNED NOT NULL,
  PRIMARY KEY (shipment_id, line_no),
  CONSTRAINT fk_shipment_lines_shipment FOREIGN KEY (shipment_id) REFERENCES shipments (id),
  CONSTRAINT fk_shipment_lines_order_line FOREIGN KEY (order_id, line_no) REFERENCES order_lines (order_id, line_no),
  CONSTRAINT ck_shipment_lines_quantity CHECK (quantity > 0 AND scanned <= quantity)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
