-- The append-only ledger of what companies owe: the sum of deltas is `companies.credit_used_minor`.
CREATE TABLE credit_movements (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  company_id BIGINT NOT NULL,
  order_id BIGINT NULL,
  kind VARCHAR(10) NOT NULL,
  delta_minor BIGINT NOT NULL,
  moved_at DATETIME(6) NOT NULL,
  KEY ix_credit_movements_company (company_id, id),
  CONSTRAINT fk_credit_movements_company FOREIGN KEY (company_id) REFERENCES companies (id),
  CONSTRAINT fk_credit_movements_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT ck_credit_movements_kind CHECK (kind IN ('charge', 'payment', 'cancel', 'credit'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
