-- So far the slug was both.
UPDATE categories SET code = slug WHERE code IS NULL;
