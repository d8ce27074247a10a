-- Addresses to deliver to, of a customer or of a company and all its members. `is_default` is where the checkout begins.
CREATE TABLE addresses (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  customer_id BIGINT NULL,
  company_id BIGINT NULL,
  label VARCHAR(60) NOT NULL,
  company VARCHAR(120) NOT NULL,
  street VARCHAR(120) NOT NULL,
  street_2 VARCHAR(120) NOT NULL,
  postal_code VARCHAR(20) NOT NULL,
  city VARCHAR(80) NOT NULL,
  region VARCHAR(80) NOT NULL,
  country CHAR(2) NOT NULL,
  is_default TINYINT(1) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT fk_addresses_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
  CONSTRAINT fk_addresses_company FOREIGN KEY (company_id) REFERENCES companies (id),
  CONSTRAINT ck_addresses_owner CHECK ((customer_id IS NULL) <> (company_id IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
