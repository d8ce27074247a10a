-- Links that show a draft to whoever has them. The link itself is signed and holds number and end; the row lets
-- it be revoked.
CREATE TABLE preview_links (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  document_id BIGINT NULL,
  release_id BIGINT NULL,
  created_by VARCHAR(120) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  last_used_at DATETIME(6) NULL,
  KEY ix_preview_links_document (document_id),
  KEY ix_preview_links_release (release_id),
  CONSTRAINT fk_preview_links_document FOREIGN KEY (document_id) REFERENCES documents (id),
  CONSTRAINT fk_preview_links_release FOREIGN KEY (release_id) REFERENCES releases (id),
  CONSTRAINT ck_preview_links_one CHECK ((document_id IS NULL) <> (release_id IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
