-- Found at the desk by the customer's own number.
ALTER TABLE orders ADD KEY ix_orders_po_number (po_number);
