-- How many public parts a category holds is counted in this key alone.
ALTER TABLE variants ADD KEY ix_variants_public (category_id, is_public);
