-- Who has a document open, noted by their browser every few seconds.
CREATE TABLE presences (
  document_id BIGINT NOT NULL,
  staff_id BIGINT NOT NULL,
  since DATETIME(6) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  PRIMARY KEY (document_id, staff_id),
  CONSTRAINT fk_presences_document FOREIGN KEY (document_id) REFERENCES documents (id),
  CONSTRAINT fk_presences_staff FOREIGN KEY (staff_id) REFERENCES staff (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
