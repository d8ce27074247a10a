INSERT INTO heartbeats (id, beat_at) VALUES (1, UTC_TIMESTAMP(6));
