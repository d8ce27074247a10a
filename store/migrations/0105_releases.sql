-- Drafts that are published together, all or none, at once or at a time, and taken back together at an end.
-- `note` is why a publisher sent it back, `trouble` why it could not be published at its time.
CREATE TABLE releases (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(120) NOT NULL,
  state VARCHAR(12) NOT NULL,
  publish_at DATETIME(6) NULL,
  end_at DATETIME(6) NULL,
  note VARCHAR(500) NOT NULL,
  trouble VARCHAR(1000) NOT NULL,
  created_by VARCHAR(120) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  proposed_by VARCHAR(120) NULL,
  approved_by VARCHAR(120) NULL,
  published_at DATETIME(6) NULL,
  ended_at DATETIME(6) NULL,
  KEY ix_releases_due (state, publish_at),
  CONSTRAINT ck_releases_state CHECK (state IN ('open', 'proposed', 'scheduled', 'published', 'ended', 'rolled_back', 'cancelled')),
  CONSTRAINT ck_releases_end CHECK (end_at IS NULL OR publish_at IS NULL OR end_at > publish_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
