-- Every category has one.
ALTER TABLE categories MODIFY COLUMN code VARCHAR(80) NOT NULL;
