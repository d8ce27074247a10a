-- The buyable thing. The `_key` columns hold part numbers without punctuation, in capitals;
-- `search_text` the words it can be found by; `source_hash` what an import last wrote.
CREATE TABLE variants (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  product_id BIGINT NOT NULL,
  category_id BIGINT NOT NULL,
  sku VARCHAR(64) NOT NULL,
  sku_key VARCHAR(64) NOT NULL,
  mpn VARCHAR(80) NOT NULL,
  mpn_key VARCHAR(80) NOT NULL,
  option_value VARCHAR(80) NOT NULL,
  name VARCHAR(255) NOT NULL,
  search_text VARCHAR(1000) NOT NULL,
  source_hash BINARY(32) NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_variants_sku UNIQUE (sku),
  KEY ix_variants_sku_key (sku_key),
  KEY ix_variants_mpn_key (mpn_key),
  KEY ix_variants_category (category_id, name),
  CONSTRAINT fk_variants_product FOREIGN KEY (product_id) REFERENCES products (id),
  CONSTRAINT fk_variants_category FOREIGN KEY (category_id) REFERENCES categories (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
