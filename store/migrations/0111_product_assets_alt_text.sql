-- What a picture shows, said for the product that shows it; the same picture may stand for two.
ALTER TABLE product_assets ADD COLUMN alt_text VARCHAR(300) NOT NULL DEFAULT '';
