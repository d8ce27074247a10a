-- Numbers without gaps: the row is locked until the transaction that took a number is over.
CREATE TABLE number_sequences (
  name VARCHAR(30) NOT NULL PRIMARY KEY,
  next_number BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
