-- Whether nothing but stock changed: facts and prices that are kept somewhere go on counting.
ALTER TABLE catalog_events ADD COLUMN stock_only BOOLEAN NOT NULL DEFAULT FALSE;
