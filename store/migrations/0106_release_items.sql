-- What a release publishes: a revision of a document, or that it is unpublished (no revision). What was
-- published when the release was, `previous` and whether it was public, is what comes back when it is taken back.
CREATE TABLE release_items (
  release_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  revision INT UNSIGNED NULL,
  previous INT UNSIGNED NULL,
  previous_public TINYINT(1) NULL,
  PRIMARY KEY (release_id, document_id),
  KEY ix_release_items_document (document_id),
  CONSTRAINT fk_release_items_release FOREIGN KEY (release_id) REFERENCES releases (id),
  CONSTRAINT fk_release_items_document FOREIGN KEY (document_id) REFERENCES documents (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
