-- The key of the list that was added last: the same list sent twice is added once.
ALTER TABLE carts ADD COLUMN last_addition CHAR(36) NULL;
