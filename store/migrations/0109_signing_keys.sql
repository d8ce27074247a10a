-- Secrets that links are signed with, made when first needed. Deleting a row ends every link it signed.
CREATE TABLE signing_keys (
  purpose VARCHAR(20) NOT NULL PRIMARY KEY,
  secret BINARY(32) NOT NULL,
  created_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
