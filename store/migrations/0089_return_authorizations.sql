-- Permission to send goods back, and how far it has come.
CREATE TABLE return_authorizations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  rma_number VARCHAR(20) NOT NULL,
  order_id BIGINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  reason VARCHAR(30) NOT NULL,
  note VARCHAR(500) NOT NULL,
  answer VARCHAR(500) NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  decided_at DATETIME(6) NULL,
  received_at DATETIME(6) NULL,
  credited_at DATETIME(6) NULL,
  CONSTRAINT uq_return_authorizations_rma_number UNIQUE (rma_number),
  KEY ix_return_authorizations_state (state, requested_at),
  CONSTRAINT fk_return_authorizations_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT ck_return_authorizations_state CHECK (state IN ('requested', 'authorised', 'refused', 'received', 'credited'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
