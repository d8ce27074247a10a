-- The sum has one more part from here on.
ALTER TABLE orders DROP CONSTRAINT ck_orders_total;
