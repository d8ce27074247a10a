-- Lines that wait for pieces of a variant, the oldest order first.
ALTER TABLE order_lines ADD KEY ix_order_lines_waiting (variant_id, backordered, order_id);
