-- Thrust over time of a motor: a JSON list of [seconds, newtons].
CREATE TABLE thrust_curves (
  variant_id BIGINT NOT NULL PRIMARY KEY,
  points TEXT NOT NULL,
  CONSTRAINT fk_thrust_curves_variant FOREIGN KEY (variant_id) REFERENCES variants (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
