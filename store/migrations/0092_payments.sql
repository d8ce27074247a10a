-- Money that came in for an order. The sum per order is `orders.paid_minor`; the same reference counts once.
CREATE TABLE payments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  amount_minor BIGINT NOT NULL,
  reference VARCHAR(80) NOT NULL,
  actor VARCHAR(120) NOT NULL,
  received_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_payments_reference UNIQUE (order_id, reference),
  CONSTRAINT fk_payments_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT ck_payments_amount CHECK (amount_minor > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
