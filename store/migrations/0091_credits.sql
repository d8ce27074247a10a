-- Money given back, or not asked for any more. The sum per order is `orders.credited_minor`.
CREATE TABLE credits (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  return_id BIGINT NULL,
  kind VARCHAR(12) NOT NULL,
  amount_minor BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  actor VARCHAR(120) NOT NULL,
  credited_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_credits_return UNIQUE (return_id),
  CONSTRAINT fk_credits_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT fk_credits_return FOREIGN KEY (return_id) REFERENCES return_authorizations (id),
  CONSTRAINT ck_credits_kind CHECK (kind IN ('cancel', 'return', 'goodwill')),
  CONSTRAINT ck_credits_amount CHECK (amount_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
