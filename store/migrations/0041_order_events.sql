-- An order's history: each step, who took it, and the state after it.
CREATE TABLE order_events (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  kind VARCHAR(30) NOT NULL,
  state VARCHAR(20) NOT NULL,
  detail VARCHAR(500) NOT NULL,
  actor VARCHAR(120) NOT NULL,
  happened_at DATETIME(6) NOT NULL,
  KEY ix_order_events_order (order_id, id),
  CONSTRAINT fk_order_events_order FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
