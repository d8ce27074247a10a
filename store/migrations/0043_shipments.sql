-- Parcels of an order, from one location each. Services done are a shipment without location or carrier.
CREATE TABLE shipments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  shipment_number VARCHAR(20) NOT NULL,
  order_id BIGINT NOT NULL,
  location_id BIGINT NULL,
  state VARCHAR(12) NOT NULL,
  carrier VARCHAR(40) NOT NULL,
  tracking VARCHAR(80) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  picked_at DATETIME(6) NULL,
  packed_at DATETIME(6) NULL,
  shipped_at DATETIME(6) NULL,
  delivered_at DATETIME(6) NULL,
  CONSTRAINT uq_shipments_shipment_number UNIQUE (shipment_number),
  KEY ix_shipments_state (state, created_at),
  KEY ix_shipments_tracking (tracking),
  CONSTRAINT fk_shipments_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT fk_shipments_location FOREIGN KEY (location_id) REFERENCES stock_locations (id),
  CONSTRAINT ck_shipments_state CHECK (state IN ('picking', 'picked', 'packed', 'shipped', 'delivered'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
