-- Buyers with an account. A deleted one keeps its row for its orders' sake and loses everything personal:
-- e-mail, password and name. `session_epoch` rises when all sessions are to end.
CREATE TABLE customers (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email VARCHAR(254) NULL,
  name VARCHAR(120) NOT NULL,
  password_hash VARCHAR(255) NULL,
  confirmed_at DATETIME(6) NULL,
  session_epoch INT UNSIGNED NOT NULL,
  company_id BIGINT NULL,
  company_role VARCHAR(10) NULL,
  created_at DATETIME(6) NOT NULL,
  deleted_at DATETIME(6) NULL,
  CONSTRAINT uq_customers_email UNIQUE (email),
  CONSTRAINT fk_customers_company FOREIGN KEY (company_id) REFERENCES companies (id),
  CONSTRAINT ck_customers_company_role CHECK ((company_id IS NULL) = (company_role IS NULL)),
  CONSTRAINT ck_customers_company_role_name CHECK (company_role IN ('buyer', 'manager'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
