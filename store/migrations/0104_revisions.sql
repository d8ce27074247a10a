-- All of a document at one moment; never changed, never deleted. `base` is the published revision it was made
-- from.
CREATE TABLE revisions (
  document_id BIGINT NOT NULL,
  number INT UNSIGNED NOT NULL,
  base INT UNSIGNED NULL,
  origin VARCHAR(10) NOT NULL,
  note VARCHAR(200) NOT NULL,
  content MEDIUMTEXT NOT NULL,
  staff_id BIGINT NULL,
  author VARCHAR(120) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (document_id, number),
  CONSTRAINT fk_revisions_document FOREIGN KEY (document_id) REFERENCES documents (id),
  CONSTRAINT fk_revisions_staff FOREIGN KEY (staff_id) REFERENCES staff (id),
  CONSTRAINT ck_revisions_origin CHECK (origin IN ('edit', 'import', 'restore', 'merge', 'seed'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
