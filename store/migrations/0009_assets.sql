-- Stored files, named by the hash of their content.
CREATE TABLE assets (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  content_hash BINARY(32) NOT NULL,
  media_type VARCHAR(80) NOT NULL,
  byte_size BIGINT UNSIGNED NOT NULL,
  width INT UNSIGNED NULL,
  height INT UNSIGNED NULL,
  alt_text VARCHAR(300) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_assets_content_hash UNIQUE (content_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
