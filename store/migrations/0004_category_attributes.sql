-- Which attributes the parts of a category have, in which order, and which are table columns.
CREATE TABLE category_attributes (
  category_id BIGINT NOT NULL,
  attribute_id BIGINT NOT NULL,
  position INT UNSIGNED NOT NULL,
  is_column TINYINT(1) NOT NULL,
  PRIMARY KEY (category_id, attribute_id),
  CONSTRAINT fk_category_attributes_category FOREIGN KEY (category_id) REFERENCES categories (id),
  CONSTRAINT fk_category_attributes_attribute FOREIGN KEY (attribute_id) REFERENCES attributes (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
