-- Who bought, on whose terms, the tax of the destination, and what has been paid and credited since.
-- `tax_basis_points` is the rate in hundredths of a percent, `tax_note` what the invoice says about it.
ALTER TABLE orders
  ADD COLUMN customer_id BIGINT NULL,
  ADD COLUMN company_id BIGINT NULL,
  ADD COLUMN approved_at DATETIME(6) NULL,
  ADD COLUMN tax_minor BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN tax_basis_points INT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN tax_note VARCHAR(120) NOT NULL DEFAULT '',
  ADD COLUMN paid_minor BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN credited_minor BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN vat_id VARCHAR(20) NOT NULL DEFAULT '',
  ADD COLUMN certification VARCHAR(80) NOT NULL DEFAULT '',
  ADD COLUMN terms_days SMALLINT UNSIGNED NULL,
  ADD KEY ix_orders_state (state, placed_at),
  ADD CONSTRAINT fk_orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
  ADD CONSTRAINT fk_orders_company FOREIGN KEY (company_id) REFERENCES companies (id);
