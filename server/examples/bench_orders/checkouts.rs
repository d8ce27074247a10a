//! Full carts with finished checkouts, written straight into the tables, and shelves that never empty.

use anyhow::ensure;
use sha2::{Digest, Sha256};
use sqlx::{MySql, MySqlPool, QueryBuilder};
use uuid::Uuid;

/// Somebody at the button.
pub(crate) struct Checkout {
    /// What is in their cart's cookie.
    pub(crate) token: String,
    /// The key on their review page.
    pub(crate) key: Uuid,
}

/// What they want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Three parts of the catalog, each somebody's own choice.
    Random,
    /// The one part that everybody wants.
    OneForAll,
}

impl Wanted {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::OneForAll => "one hot",
        }
    }
}

/// A finished form: by standard parcel, paid by bank transfer.
const FORM: &str = r#"{"email":"bench@example.org","contact_name":"Bench","street":"Dock 4","postal_code":"3011 AB","city":"Rotterdam","country":"NL","delivery_method":"standard","payment_method":"bank_transfer"}"#;
/// Rows of one statement.
const BATCH: usize = 500;

/// Puts more pieces of everything on the shelves than can be sold here, booked as they should be.
pub(crate) async fn fill_shelves(database: &MySqlPool) -> anyhow::Result<()> {
    sqlx::raw_sql(
        "INSERT INTO stock_movements (variant_id, location_id, kind, on_hand_delta, allocated_delta, reason, moved_at)
         SELECT variant_id, location_id, 'receipt', 10000000, 0, 'bench', NOW(6) FROM stock_levels",
    )
    .execute(database)
    .await?;
    sqlx::raw_sql("UPDATE stock_levels SET on_hand = on_hand + 10000000").execute(database).await?;
    Ok(())
}

/// Makes checkouts ready.
pub(crate) async fn prepare(database: &MySqlPool, wanted: Wanted, count: usize) -> anyhow::Result<Vec<Checkout>> {
    let variants: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT v.id FROM variants v JOIN products p ON p.id = v.product_id
         JOIN prices r ON r.variant_id = v.id AND r.min_quantity = 1 JOIN stock_levels s ON s.variant_id = v.id
         WHERE p.kind = 'part' AND p.hazard_class = 'none' ORDER BY v.id",
    )
    .fetch_all(database)
    .await?;
    ensure!(variants.len() > 100, "the catalog holds {} parts that can be bought", variants.len());
    let mut random = SplitMix(u64::try_from(count)? ^ wanted as u64);
    let mut ready = Vec::with_capacity(count);
    let mut transaction = database.begin().await?;
    while ready.len() < count {
        let batch: Vec<_> = (0..BATCH.min(count - ready.len()))
            .map(|_| Checkout { token: Uuid::new_v4().simple().to_string(), key: Uuid::new_v4() })
            .collect();
        let mut carts: QueryBuilder<MySql> =
            QueryBuilder::new("INSERT INTO carts (token_hash, created_at, updated_at) ");
        carts.push_values(&batch, |mut row, checkout| {
            row.push_bind(Sha256::digest(checkout.token.as_bytes()).to_vec()).push("NOW(6)").push("NOW(6)");
        });
        // The ids of one statement follow each other.
        let first = carts.build().execute(&mut *transaction).await?.last_insert_id().cast_signed();
        let numbered: Vec<(i64, &Checkout)> = (first..).zip(&batch).collect();
        let mut forms: QueryBuilder<MySql> =
            QueryBuilder::new("INSERT INTO checkouts (cart_id, idempotency_key, form, updated_at) ");
        forms.push_values(&numbered, |mut row, (cart, checkout)| {
            row.push_bind(*cart).push_bind(checkout.key.to_string()).push_bind(FORM).push("NOW(6)");
        });
        forms.build().execute(&mut *transaction).await?;
        let mut chosen = Vec::new();
        for (cart, _) in &numbered {
            match wanted {
                Wanted::OneForAll => chosen.push((*cart, variants[0])),
                Wanted::Random => chosen.extend(random.three_of(&variants).map(|variant| (*cart, variant))),
            }
        }
        let mut lines: QueryBuilder<MySql> =
            QueryBuilder::new("INSERT INTO cart_lines (cart_id, variant_id, quantity, added_at) ");
        lines.push_values(&chosen, |mut row, (cart, variant)| {
            row.push_bind(*cart).push_bind(*variant).push_bind(1).push("NOW(6)");
        });
        lines.build().execute(&mut *transaction).await?;
        ready.extend(batch);
    }
    transaction.commit().await?;
    Ok(ready)
}

/// What was sold is what was promised, and the ledger says so.
pub(crate) async fn check_books(database: &MySqlPool) -> anyhow::Result<()> {
    let number = async |statement: &'static str| sqlx::query_scalar::<_, i64>(statement).fetch_one(database).await;
    let promised = number("SELECT CAST(SUM(allocated) AS SIGNED) FROM stock_levels").await?;
    let ordered = number("SELECT CAST(COALESCE(SUM(quantity), 0) AS SIGNED) FROM order_lines").await?;
    let booked = number("SELECT CAST(SUM(allocated_delta) AS SIGNED) FROM stock_movements").await?;
    ensure!(promised == ordered && ordered == booked, "{ordered} pieces ordered, {promised} promised, {booked} booked");
    Ok(())
}

/// A small generator of numbers that look random (splitmix64, Steele et al. 2014): the same every run.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Three different ones.
    fn three_of(&mut self, from: &[i64]) -> std::vec::IntoIter<i64> {
        let mut chosen = Vec::new();
        while chosen.len() < 3 {
            #[expect(clippy::cast_possible_truncation, reason = "a remainder of a small length")]
            let one = from[(self.next() % from.len() as u64) as usize];
            if !chosen.contains(&one) {
                chosen.push(one);
            }
        }
        chosen.into_iter()
    }
}
