-- What comes back: pieces asked for, pieces that came, and what became of them.
CREATE TABLE return_lines (
  return_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  line_no INT UNSIGNED NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  restocked INT UNSIGNED NOT NULL,
  scrapped INT UNSIGNED NOT NULL,
  PRIMARY KEY (return_id, line_no),
  CONSTRAINT fk_return_lines_return FOREIGN KEY (return_id) REFERENCES return_authorizations (id),
  CONSTRAINT fk_return_lines_order_line FOREIGN KEY (order_id, line_no) REFERENCES order_lines (order_id, line_no),
  CONSTRAINT ck_return_lines_quantity CHECK (quantity > 0 AND restocked + scrapped <= quantity)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
