-- Which assets a product shows, in order.
CREATE TABLE product_assets (
  product_id BIGINT NOT NULL,
  asset_id BIGINT NOT NULL,
  position INT UNSIGNED NOT NULL,
  PRIMARY KEY (product_id, asset_id),
  CONSTRAINT fk_product_assets_product FOREIGN KEY (product_id) REFERENCES products (id),
  CONSTRAINT fk_product_assets_asset FOREIGN KEY (asset_id) REFERENCES assets (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
