-- What a customer has typed on the way to an order, as typed, so that nothing is lost.
-- `idempotency_key` is the order it will become: the same key is the same order.
CREATE TABLE checkouts (
  cart_id BIGINT NOT NULL PRIMARY KEY,
  idempotency_key CHAR(36) NOT NULL,
  form TEXT NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  CONSTRAINT fk_checkouts_cart FOREIGN KEY (cart_id) REFERENCES carts (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
