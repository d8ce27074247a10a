-- A release is named by version, date, time and commit.
-- contract: none stops using it; the column only becomes wider
ALTER TABLE workers MODIFY COLUMN version VARCHAR(100) NOT NULL;
