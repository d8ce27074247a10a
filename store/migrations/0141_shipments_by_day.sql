-- Parcels are exported by the day they left.
ALTER TABLE shipments ADD KEY ix_shipments_shipped_at (shipped_at);
