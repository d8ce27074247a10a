-- What editors work on: products, their prices, categories, content pages, the home page. `name` never changes:
-- slug of the product, code of the category. `draft` and `published` are numbers of revisions; `is_public` says
-- whether visitors see the published one. `title`, `category` (its code) and `problems` (names divided by
-- commas) are those of the newest of the two, for lists; `address` is the published slug of a content page.
CREATE TABLE documents (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(10) NOT NULL,
  name VARCHAR(160) NOT NULL,
  title VARCHAR(200) NOT NULL,
  category VARCHAR(80) NOT NULL,
  problems VARCHAR(120) NOT NULL,
  address VARCHAR(80) NULL,
  latest INT UNSIGNED NOT NULL,
  draft INT UNSIGNED NULL,
  published INT UNSIGNED NULL,
  is_public TINYINT(1) NOT NULL,
  updated_by VARCHAR(120) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_documents_name UNIQUE (kind, name),
  CONSTRAINT uq_documents_address UNIQUE (kind, address),
  KEY ix_documents_updated_at (updated_at),
  KEY ix_documents_category (category),
  CONSTRAINT ck_documents_kind CHECK (kind IN ('product', 'prices', 'category', 'page', 'home')),
  CONSTRAINT ck_documents_public CHECK (is_public = 0 OR published IS NOT NULL)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
