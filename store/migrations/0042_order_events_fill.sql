-- Orders placed before there was a history.
INSERT INTO order_events (order_id, kind, state, detail, actor, happened_at)
SELECT id, 'placed', state, '', 'customer', placed_at FROM orders;
