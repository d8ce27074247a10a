-- What drafts call a variant, for good; its SKU may change. `position` is its place among the variants of its
-- product; none when it is no longer one of them, and its row stays for the orders that name it.
ALTER TABLE variants
  ADD COLUMN code VARCHAR(64) NULL AFTER id,
  ADD COLUMN position INT UNSIGNED NULL AFTER category_id,
  ADD CONSTRAINT uq_variants_code UNIQUE (code);
