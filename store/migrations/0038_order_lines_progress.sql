-- How far the pieces of a line have come. What is left over is allocated, or a service still to be done.
ALTER TABLE order_lines
  ADD COLUMN cancelled INT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN backordered INT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN shipped INT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN returned INT UNSIGNED NOT NULL DEFAULT 0,
  ADD CONSTRAINT ck_order_lines_progress CHECK (cancelled + backordered + shipped <= quantity AND returned <= shipped);
