//! Writes the built-in attributes and categories. Runs after each migration; what is there stays.

use domain::catalog::schema::{ATTRIBUTES, CATEGORIES};

use crate::{Result, Store};

impl Store {
    pub(crate) async fn seed_catalog_schema(&self) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        for attribute in ATTRIBUTES {
            sqlx::query!(
                "INSERT IGNORE INTO attributes (code, name, short_name, quantity_kind, help) VALUES (?, ?, ?, ?, ?)",
                attribute.code,
                attribute.name,
                attribute.short_name,
                attribute.kind.name(),
                attribute.help
            )
            .execute(&mut *transaction)
            .await?;
        }
        for (position, category) in (0u32..).zip(CATEGORIES) {
            let inserted = sqlx::query!(
                "INSERT IGNORE INTO categories (parent_id, code, slug, name, summary, position)
                 VALUES ((SELECT id FROM (SELECT id FROM categories WHERE code = ?) parent), ?, ?, ?, ?, ?)",
                category.parent,
                category.slug,
                category.slug,
                category.name,
                category.summary,
                position
            )
            .execute(&mut *transaction)
            .await?;
            if inserted.rows_affected() == 0 {
                continue;
            }
            for (position, code) in (0u32..).zip(category.attributes) {
                sqlx::query!(
                    "INSERT INTO category_attributes (category_id, attribute_id, position, is_column)
                     SELECT c.id, a.id, ?, ? FROM categories c JOIN attributes a ON a.code = ? WHERE c.code = ?",
                    position,
                    usize::try_from(position).is_ok_and(|position| position < category.columns),
                    code,
                    category.slug
                )
                .execute(&mut *transaction)
                .await?;
            }
        }
        sqlx::query!(
            "INSERT IGNORE INTO price_lists (code, name, currency) VALUES ('standard', 'Standard prices', 'EUR')"
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}
