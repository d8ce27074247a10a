-- Groups of companies that share a price list: clubs, universities, resellers.
CREATE TABLE customer_groups (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(80) NOT NULL,
  price_list_id BIGINT NULL,
  CONSTRAINT uq_customer_groups_name UNIQUE (name),
  CONSTRAINT fk_customer_groups_price_list FOREIGN KEY (price_list_id) REFERENCES price_lists (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
