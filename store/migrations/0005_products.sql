-- What a page describes: a part family or a service.
CREATE TABLE products (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  slug VARCHAR(160) NOT NULL,
  category_id BIGINT NOT NULL,
  maker_id BIGINT NOT NULL,
  kind VARCHAR(10) NOT NULL,
  name VARCHAR(200) NOT NULL,
  summary VARCHAR(500) NOT NULL,
  description TEXT NOT NULL,
  hazard_class VARCHAR(20) NOT NULL,
  lead_time_days SMALLINT UNSIGNED NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  CONSTRAINT uq_products_slug UNIQUE (slug),
  CONSTRAINT fk_products_category FOREIGN KEY (category_id) REFERENCES categories (id),
  CONSTRAINT fk_products_maker FOREIGN KEY (maker_id) REFERENCES makers (id),
  CONSTRAINT ck_products_kind CHECK (kind IN ('part', 'service')),
  CONSTRAINT ck_products_hazard_class CHECK (hazard_class IN ('none', 'flammable_solid', 'explosive'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
