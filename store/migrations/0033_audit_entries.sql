-- Every write by staff: who, what, to what, before and after. Written in the transaction of the write.
CREATE TABLE audit_entries (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  staff_id BIGINT NULL,
  actor VARCHAR(120) NOT NULL,
  action VARCHAR(60) NOT NULL,
  subject VARCHAR(120) NOT NULL,
  before_value TEXT NULL,
  after_value TEXT NULL,
  happened_at DATETIME(6) NOT NULL,
  KEY ix_audit_entries_subject (subject),
  KEY ix_audit_entries_happened_at (happened_at),
  CONSTRAINT fk_audit_entries_staff FOREIGN KEY (staff_id) REFERENCES staff (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
