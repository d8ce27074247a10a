-- Filters of the studio's list, kept under a name; without an employee for everyone.
CREATE TABLE saved_views (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  staff_id BIGINT NULL,
  name VARCHAR(80) NOT NULL,
  query VARCHAR(500) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  KEY ix_saved_views_staff (staff_id),
  CONSTRAINT fk_saved_views_staff FOREIGN KEY (staff_id) REFERENCES staff (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
