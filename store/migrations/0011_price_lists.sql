-- Named sets of prices. The one with the lowest id is what everyone pays.
CREATE TABLE price_lists (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(40) NOT NULL,
  name VARCHAR(80) NOT NULL,
  currency CHAR(3) NOT NULL,
  CONSTRAINT uq_price_lists_code UNIQUE (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
