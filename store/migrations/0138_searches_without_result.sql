-- What was searched for and not found, counted by day (UTC). Words as `domain::search` reads them, in small letters and
-- cut; nobody who searched is known.
CREATE TABLE searches_without_result (
  day DATE NOT NULL,
  words VARCHAR(80) NOT NULL,
  searches INT UNSIGNED NOT NULL,
  PRIMARY KEY (day, words)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
