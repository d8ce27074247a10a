-- Links sent by mail, found by the hash of their token, used once. A registration lives here, with its name
-- and password hash, until whoever has the mailbox confirms it; so does an employee's password and second
-- factor until a code has shown that it works.
CREATE TABLE account_tokens (
  token_hash BINARY(32) NOT NULL PRIMARY KEY,
  purpose VARCHAR(12) NOT NULL,
  customer_id BIGINT NULL,
  staff_id BIGINT NULL,
  email VARCHAR(254) NULL,
  name VARCHAR(120) NULL,
  password_hash VARCHAR(255) NULL,
  totp_secret VARBINARY(64) NULL,
  expires_at DATETIME(6) NOT NULL,
  KEY ix_account_tokens_expires_at (expires_at),
  CONSTRAINT fk_account_tokens_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
  CONSTRAINT fk_account_tokens_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE,
  CONSTRAINT ck_account_tokens_purpose CHECK (purpose IN ('confirm', 'reset', 'email', 'join'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
