-- Mails, written in the transaction that causes them, once per cause. The letter is blanked of its secrets when it was
-- sent, and forgotten later; the row stays, so that a cause never sends twice.
CREATE TABLE mails (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  cause VARCHAR(160) NOT NULL,
  kind VARCHAR(40) NOT NULL,
  recipient VARCHAR(254) NOT NULL,
  subject VARCHAR(160) NOT NULL,
  letter MEDIUMTEXT NULL,
  state VARCHAR(8) NOT NULL,
  message_id VARCHAR(320) NULL,
  attempts INT UNSIGNED NOT NULL,
  last_error TEXT NULL,
  created_at DATETIME(6) NOT NULL,
  sent_at DATETIME(6) NULL,
  KEY ix_mails_state (state, sent_at),
  KEY ix_mails_created_at (created_at),
  CONSTRAINT uq_mails_cause UNIQUE (cause),
  CONSTRAINT ck_mails_state CHECK (state IN ('queued', 'sent', 'failed')),
  CONSTRAINT ck_mails_sent_at CHECK ((state = 'sent') = (sent_at IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
