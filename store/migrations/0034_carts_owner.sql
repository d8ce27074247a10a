-- A cart that belongs to a customer, and the cart into which it went when they signed in elsewhere.
ALTER TABLE carts
  ADD COLUMN customer_id BIGINT NULL,
  ADD COLUMN merged_into BIGINT NULL,
  ADD CONSTRAINT fk_carts_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
  ADD CONSTRAINT fk_carts_merged_into FOREIGN KEY (merged_into) REFERENCES carts (id);
