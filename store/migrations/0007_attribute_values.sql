-- One typed fact about one variant: an SI number or a text, as the maker wrote it, and how it is known.
CREATE TABLE attribute_values (
  variant_id BIGINT NOT NULL,
  attribute_id BIGINT NOT NULL,
  number DOUBLE NULL,
  text VARCHAR(190) NULL,
  provenance VARCHAR(10) NOT NULL,
  original_value VARCHAR(40) NULL,
  original_unit VARCHAR(20) NULL,
  PRIMARY KEY (variant_id, attribute_id),
  KEY ix_attribute_values_number (attribute_id, number),
  CONSTRAINT fk_attribute_values_variant FOREIGN KEY (variant_id) REFERENCES variants (id),
  CONSTRAINT fk_attribute_values_attribute FOREIGN KEY (attribute_id) REFERENCES attributes (id),
  CONSTRAINT ck_attribute_values_one CHECK ((number IS NULL) <> (text IS NULL)),
  CONSTRAINT ck_attribute_values_provenance CHECK (provenance IN ('stated', 'computed', 'measured'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
