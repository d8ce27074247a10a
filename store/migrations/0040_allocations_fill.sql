-- What the ledger says of orders placed before there was this table.
INSERT INTO allocations (order_id, line_no, location_id, quantity)
SELECT order_id, order_line_no, location_id, SUM(allocated_delta) FROM stock_movements
WHERE order_id IS NOT NULL GROUP BY order_id, order_line_no, location_id HAVING SUM(allocated_delta) > 0;
