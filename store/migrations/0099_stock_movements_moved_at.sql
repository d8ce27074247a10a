-- The ledger of a part is read from its newest row on.
ALTER TABLE stock_movements ADD KEY ix_stock_movements_variant (variant_id, id);
