-- Invoices are counted from one.
INSERT INTO number_sequences (name, next_number) VALUES ('invoices', 1);
