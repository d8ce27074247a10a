-- What is to be paid, and never more credited than that.
ALTER TABLE orders ADD CONSTRAINT ck_orders_sum CHECK (
  goods_minor >= 0 AND delivery_minor >= 0 AND tax_minor >= 0 AND total_minor = goods_minor + delivery_minor + tax_minor
  AND paid_minor >= 0 AND credited_minor BETWEEN 0 AND total_minor);
