-- What has changed since an export is asked of the history.
ALTER TABLE order_events ADD KEY ix_order_events_happened_at (happened_at);
