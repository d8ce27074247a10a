-- Invitations to join a company, found by the hash of the token in the mail.
CREATE TABLE company_invitations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  company_id BIGINT NOT NULL,
  email VARCHAR(254) NOT NULL,
  company_role VARCHAR(10) NOT NULL,
  token_hash BINARY(32) NOT NULL,
  invited_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_company_invitations_token_hash UNIQUE (token_hash),
  CONSTRAINT uq_company_invitations_email UNIQUE (company_id, email),
  CONSTRAINT fk_company_invitations_company FOREIGN KEY (company_id) REFERENCES companies (id),
  CONSTRAINT fk_company_invitations_customer FOREIGN KEY (invited_by) REFERENCES customers (id),
  CONSTRAINT ck_company_invitations_role CHECK (company_role IN ('buyer', 'manager'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
