-- Companies that buy. Without `terms_days` they pay in advance; `credit_used_minor` is what they owe for orders
-- on terms and changes only by a conditional UPDATE that keeps it within `credit_limit_minor`.
CREATE TABLE companies (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(120) NOT NULL,
  vat_id VARCHAR(20) NOT NULL,
  group_id BIGINT NULL,
  price_list_id BIGINT NULL,
  tax_exempt TINYINT(1) NOT NULL,
  terms_days SMALLINT UNSIGNED NULL,
  currency CHAR(3) NOT NULL,
  credit_limit_minor BIGINT NOT NULL,
  credit_used_minor BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_companies_name UNIQUE (name),
  CONSTRAINT fk_companies_group FOREIGN KEY (group_id) REFERENCES customer_groups (id),
  CONSTRAINT fk_companies_price_list FOREIGN KEY (price_list_id) REFERENCES price_lists (id),
  CONSTRAINT ck_companies_credit CHECK (credit_limit_minor >= 0 AND credit_used_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
