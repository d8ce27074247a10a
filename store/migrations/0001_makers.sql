-- Who makes parts. `code` opens the SKUs of their parts.
CREATE TABLE makers (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(5) NOT NULL,
  name VARCHAR(80) NOT NULL,
  CONSTRAINT uq_makers_code UNIQUE (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
