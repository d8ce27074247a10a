-- Definitions of typed facts. `quantity_kind` decides the SI unit of attribute_values.number.
CREATE TABLE attributes (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(40) NOT NULL,
  name VARCHAR(80) NOT NULL,
  short_name VARCHAR(40) NOT NULL,
  quantity_kind VARCHAR(20) NOT NULL,
  help VARCHAR(255) NOT NULL,
  CONSTRAINT uq_attributes_code UNIQUE (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
