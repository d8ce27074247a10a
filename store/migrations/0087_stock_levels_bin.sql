-- Where in its location a part lies, as written on the shelf.
ALTER TABLE stock_levels ADD COLUMN bin VARCHAR(20) NOT NULL DEFAULT '';
