-- The navigation tree.
CREATE TABLE categories (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parent_id BIGINT NULL,
  slug VARCHAR(80) NOT NULL,
  name VARCHAR(80) NOT NULL,
  summary VARCHAR(500) NOT NULL,
  position INT UNSIGNED NOT NULL,
  CONSTRAINT uq_categories_slug UNIQUE (slug),
  CONSTRAINT fk_categories_parent FOREIGN KEY (parent_id) REFERENCES categories (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
