-- Goods ordered from suppliers, on their way to a location. Closed when all is received or the rest cancelled.
CREATE TABLE purchase_orders (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  po_number VARCHAR(20) NOT NULL,
  supplier VARCHAR(120) NOT NULL,
  location_id BIGINT NOT NULL,
  currency CHAR(3) NOT NULL,
  expected_on DATE NULL,
  note VARCHAR(500) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  closed_at DATETIME(6) NULL,
  CONSTRAINT uq_purchase_orders_po_number UNIQUE (po_number),
  KEY ix_purchase_orders_open (closed_at, expected_on),
  CONSTRAINT fk_purchase_orders_location FOREIGN KEY (location_id) REFERENCES stock_locations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
