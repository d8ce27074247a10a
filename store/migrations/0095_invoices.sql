-- Invoices, one for each order, frozen as `content` when the first parcel leaves or the payment comes in.
CREATE TABLE invoices (
  invoice_number BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  order_id BIGINT NOT NULL,
  total_minor BIGINT NOT NULL,
  content TEXT NOT NULL,
  issued_on DATE NOT NULL,
  due_on DATE NULL,
  CONSTRAINT uq_invoices_order UNIQUE (order_id),
  CONSTRAINT fk_invoices_order FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
