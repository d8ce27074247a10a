-- Every variant has one.
ALTER TABLE variants MODIFY COLUMN code VARCHAR(64) NOT NULL;
