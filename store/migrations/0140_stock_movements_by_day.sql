-- The ledger is exported day by day.
ALTER TABLE stock_movements ADD KEY ix_stock_movements_moved_at (moved_at);
