-- Where a page went when its address changed: old links and bookmarks keep working for good.
CREATE TABLE redirects (
  from_path VARCHAR(190) NOT NULL PRIMARY KEY,
  to_path VARCHAR(190) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT ck_redirects_elsewhere CHECK (from_path <> to_path)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
