-- What code and supplier files call a category, for good; its slug, and with it its address, may change.
ALTER TABLE categories ADD COLUMN code VARCHAR(80) NULL AFTER id, ADD CONSTRAINT uq_categories_code UNIQUE (code);
