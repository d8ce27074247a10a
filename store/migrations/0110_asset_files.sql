-- The renditions of a stored picture, as browsers get them. Never changed once written.
CREATE TABLE asset_files (
  asset_id BIGINT NOT NULL,
  width INT UNSIGNED NOT NULL,
  height INT UNSIGNED NOT NULL,
  bytes MEDIUMBLOB NOT NULL,
  PRIMARY KEY (asset_id, width),
  CONSTRAINT fk_asset_files_asset FOREIGN KEY (asset_id) REFERENCES assets (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
