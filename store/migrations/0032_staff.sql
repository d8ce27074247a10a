-- Employees. `roles` are names divided by commas; `totp_last_step` keeps a code from being used twice.
CREATE TABLE staff (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email VARCHAR(254) NOT NULL,
  name VARCHAR(120) NOT NULL,
  roles VARCHAR(120) NOT NULL,
  password_hash VARCHAR(255) NULL,
  totp_secret VARBINARY(64) NULL,
  totp_last_step BIGINT NOT NULL,
  session_epoch INT UNSIGNED NOT NULL,
  is_active TINYINT(1) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_staff_email UNIQUE (email)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
