-- What was published when, append only: the last row of a document is what visitors see. No revision means that
-- it was unpublished.
CREATE TABLE publications (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  document_id BIGINT NOT NULL,
  revision INT UNSIGNED NULL,
  release_id BIGINT NULL,
  published_by VARCHAR(120) NOT NULL,
  published_at DATETIME(6) NOT NULL,
  KEY ix_publications_document (document_id, id),
  CONSTRAINT fk_publications_document FOREIGN KEY (document_id) REFERENCES documents (id),
  CONSTRAINT fk_publications_release FOREIGN KEY (release_id) REFERENCES releases (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
