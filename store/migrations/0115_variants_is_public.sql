-- Whether customers see it. What orders, stock and purchase orders refer to stays a row when it is no longer sold.
ALTER TABLE variants ADD COLUMN is_public TINYINT(1) NOT NULL DEFAULT 1;
