//! A shop on a database of its own, what tests put into it, and the people who buy there.

use chrono::{DateTime, Utc};
use domain::cart::Cart;
use domain::catalog::{AttributeSet, HazardClass, Maker, PartDraft, ProductKind, demo};
use domain::checkout::{CheckoutForm, Step};
use domain::ids::{CompanyId, CustomerId, Sku};
use domain::money::{Currency, Money};
use domain::orders::OrderNumber;
use domain::pricing::{PriceLadder, QuantityBreak};
use domain::search::Query;
use domain::units::{Quantity, Unit};
use sha2::Digest;
use sqlx::MySqlPool;
use store::cart::{AddToCartError, CartToken};
use store::catalog::{ImportOutcome, ImportSession, Part};
use store::checkout::OpenCheckout;
use store::orders::{PlaceOrder, PlaceOrderError};
use store::{DatabaseConfig, Store};
use uuid::Uuid;

/// A migrated database with the built-in schema and the two stock locations.
pub(crate) struct Shop {
    pub(crate) store: Store,
    /// For looking at rows, and for doing what no use-case does.
    pub(crate) database: MySqlPool,
}

/// The Redis that tests may use; its keys do not meet, so tests may share it.
pub(crate) fn redis_url() -> String {
    #[expect(clippy::disallowed_methods, reason = "a test's edge is its environment")]
    std::env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".to_owned())
}

/// A moment, seconds after the others'.
pub(crate) fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_219_200 + seconds, 0).expect("a time of this age")
}

pub(crate) fn sku(text: &str) -> Sku {
    Sku::parse(text).expect("a SKU")
}

/// Quantity breaks in euro cents.
pub(crate) fn ladder(breaks: &[(u32, i64)]) -> PriceLadder {
    let breaks = breaks.iter().map(|(min_quantity, cents)| QuantityBreak {
        min_quantity: *min_quantity,
        unit_price: Money::new(*cents, Currency::Eur),
    });
    PriceLadder::new(breaks.collect()).expect("a ladder")
}

/// A tube, with a length where one is given.
pub(crate) fn tube(number: &str, millimetres: Option<f64>) -> PartDraft {
    let mut attributes = AttributeSet::new();
    if let Some(length) = millimetres {
        attributes.state("length", Quantity::new(length, Unit::Millimetre));
    }
    PartDraft {
        sku: sku(number),
        maker: Maker { code: "TST".to_owned(), name: "Test Tubes".to_owned() },
        mpn: format!("M-{number}"),
        category: "airframe-tubes".to_owned(),
        product_slug: number.to_ascii_lowercase(),
        product_name: format!("Tube {number}"),
        option_value: String::new(),
        kind: ProductKind::Part,
        summary: String::new(),
        description: String::new(),
        hazard_class: HazardClass::None,
        lead_time_days: None,
        attributes,
        thrust_curve: None,
    }
}

/// A part of the shop's own line.
pub(crate) fn demo_part(number: &str) -> demo::DemoPart {
    demo::catalog().into_iter().find(|part| part.draft.sku.as_str() == number).expect("in the demo catalog")
}

impl Shop {
    /// An empty shop.
    pub(crate) async fn open(database: MySqlPool) -> Self {
        let options = database.connect_options().as_ref().clone();
        let store = Store::connect(&DatabaseConfig { options, max_connections: 32 }, &redis_url())
            .await
            .expect("the database answers");
        store.migrate().await.expect("the built-in schema");
        let shop = Self { store, database };
        let mut session = shop.import().await;
        for (code, name) in demo::LOCATIONS {
            session.stock_location(code, name).await.expect("a location");
        }
        session.commit().await.expect("written");
        shop
    }

    /// A shop that sells these parts of the demo catalog, as they are priced and stocked there.
    pub(crate) async fn with_demo(database: MySqlPool, numbers: &[&str]) -> Self {
        let shop = Self::open(database).await;
        let mut session = shop.import().await;
        for part in demo::catalog().into_iter().filter(|part| numbers.contains(&part.draft.sku.as_str())) {
            assert_eq!(session.part(&part.draft).await.expect("taken"), ImportOutcome::Taken);
            session.prices(&part.draft.sku, &ladder(&part.prices)).await.expect("priced");
            for (location, on_hand) in part.stock {
                session.stock(&part.draft.sku, location, on_hand, "opening stock").await.expect("stocked");
            }
        }
        session.commit().await.expect("written");
        shop
    }

    /// A shop that sells all of the demo catalog.
    pub(crate) async fn with_whole_demo(database: MySqlPool) -> Self {
        let catalog = demo::catalog();
        let numbers: Vec<&str> = catalog.iter().map(|part| part.draft.sku.as_str()).collect();
        Self::with_demo(database, &numbers).await
    }

    pub(crate) async fn import(&self) -> ImportSession {
        self.store.begin_import(moment(0)).await.expect("an import")
    }

    /// Takes a part in, for 10.00 a piece, with stock in Denver and Rotterdam.
    pub(crate) async fn sell(&self, draft: &PartDraft, denver: u32, rotterdam: u32) {
        let mut session = self.import().await;
        assert_eq!(session.part(draft).await.expect("taken"), ImportOutcome::Taken);
        session.prices(&draft.sku, &ladder(&[(1, 1_000)])).await.expect("priced");
        for (location, on_hand) in [("DEN", denver), ("RTM", rotterdam)] {
            session.stock(&draft.sku, location, on_hand, "opening stock").await.expect("stocked");
        }
        session.commit().await.expect("written");
    }

    /// The SKUs that words find, in order, by the index as it was last built.
    pub(crate) async fn found(&self, words: &str) -> Vec<String> {
        let query = Query { words: words.to_owned(), ..Query::default() };
        let found = self.store.find_parts(&query, None, None, 50, 0).await.expect("answered");
        assert_eq!(found.total, found.rows.len() as u64, "{words:?}");
        found.rows.into_iter().map(|row| row.sku.to_string()).collect()
    }

    pub(crate) async fn part(&self, number: &str) -> Part {
        self.store.part(&sku(number)).await.expect("answered").expect("there")
    }

    /// The one number a statement answers.
    pub(crate) async fn number(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&self.database).await.expect("a number")
    }

    pub(crate) async fn run(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.database).await.expect("it runs");
    }

    /// Everything an order writes, as counts and sums: the same before and after means nothing was written.
    pub(crate) async fn traces(&self) -> Vec<i64> {
        let mut traces = Vec::new();
        for statement in [
            "SELECT COUNT(*) FROM orders",
            "SELECT COUNT(*) FROM order_lines",
            "SELECT COUNT(*) FROM stock_movements",
            "SELECT COUNT(*) FROM jobs",
            "SELECT COUNT(*) FROM checkouts",
            "SELECT COUNT(*) FROM cart_lines",
            "SELECT CAST(COALESCE(SUM(on_hand), 0) AS SIGNED) FROM stock_levels",
            "SELECT CAST(COALESCE(SUM(allocated), 0) AS SIGNED) FROM stock_levels",
        ] {
            traces.push(self.number(statement).await);
        }
        traces
    }

    /// A company that may owe `limit` euro cents; without terms when there is none.
    pub(crate) async fn company(&self, name: &str, limit: Option<i64>) -> CompanyId {
        let inserted = sqlx::query(
            "INSERT INTO companies (name, vat_id, tax_exempt, terms_days, currency, credit_limit_minor, credit_used_minor, created_at)
             VALUES (?, '', FALSE, ?, 'EUR', ?, 0, ?)",
        )
        .bind(name)
        .bind(limit.map(|_| 30))
        .bind(limit.unwrap_or_default())
        .bind(moment(0).naive_utc())
        .execute(&self.database)
        .await
        .expect("written");
        CompanyId(inserted.last_insert_id().cast_signed())
    }

    /// A customer, a buyer of a company if one is given.
    pub(crate) async fn customer(&self, email: &str, company: Option<CompanyId>) -> CustomerId {
        let inserted = sqlx::query(
            "INSERT INTO customers (email, name, session_epoch, company_id, company_role, created_at) VALUES (?, 'Noor Bakker', 0, ?, ?, ?)",
        )
        .bind(email)
        .bind(company.map(|company| company.0))
        .bind(company.map(|_| "buyer"))
        .bind(moment(0).naive_utc())
        .execute(&self.database)
        .await
        .expect("written");
        CustomerId(inserted.last_insert_id().cast_signed())
    }

    /// That the ledgers explain every piece and every cent owed.
    pub(crate) async fn assert_ledger_adds_up(&self) {
        assert_eq!(self.store.stock_discrepancies().await.expect("answered"), Vec::new());
        assert_eq!(self.store.credit_discrepancies().await.expect("answered"), Vec::new());
    }
}

/// Somebody who buys.
#[derive(Clone)]
pub(crate) struct Buyer {
    pub(crate) token: CartToken,
    /// The key of their checkout.
    pub(crate) key: Uuid,
    pub(crate) number: u64,
    /// Who is signed in.
    pub(crate) customer: Option<CustomerId>,
}

impl Buyer {
    /// The buyer of this number, the same each time.
    pub(crate) fn number(number: u64) -> Self {
        Self {
            token: CartToken::from_random(u128::from(number) + 1),
            key: Uuid::from_u64_pair(0xb0_7e12, number),
            number,
            customer: None,
        }
    }

    /// The same buyer, signed in as a member of a company; the cart is theirs once it has something in it.
    pub(crate) async fn of_company(shop: &Shop, number: u64, company: CompanyId) -> Self {
        let customer = shop.customer(&format!("buyer-{number}@example.org"), Some(company)).await;
        Self { customer: Some(customer), ..Self::number(number) }
    }

    pub(crate) async fn add(&self, shop: &Shop, number: &str, quantity: u32) -> Result<(), AddToCartError> {
        shop.store.add_to_cart(&self.token, &sku(number), quantity, moment(0)).await?;
        if let Some(customer) = self.customer {
            let hash = sha2::Sha256::digest(self.token.reveal().as_bytes()).to_vec();
            sqlx::query("UPDATE carts SET customer_id = ? WHERE token_hash = ?")
                .bind(customer.0)
                .bind(hash)
                .execute(&shop.database)
                .await
                .expect("theirs");
        }
        Ok(())
    }

    /// Looks at a page of the checkout, seconds after the others: their stock is kept from now on.
    pub(crate) async fn looks(&self, shop: &Shop, seconds: i64) -> OpenCheckout {
        shop.store
            .open_checkout(&self.token, self.customer, moment(seconds))
            .await
            .expect("answered")
            .expect("something in the cart")
    }

    /// Puts pieces into the cart.
    pub(crate) async fn wants(&self, shop: &Shop, number: &str, quantity: u32) {
        self.add(shop, number, quantity).await.expect("added");
    }

    pub(crate) async fn cart(&self, shop: &Shop) -> Cart {
        shop.store.cart(&self.token).await.expect("answered")
    }

    /// Fills every step of the checkout in.
    pub(crate) async fn checks_out(&self, shop: &Shop) {
        self.checks_out_as(shop, &complete_form()).await;
    }

    pub(crate) async fn checks_out_as(&self, shop: &Shop, form: &CheckoutForm) {
        for step in Step::ALL {
            let saved =
                shop.store.save_checkout_step(&self.token, step, form, self.customer, self.key, moment(1)).await;
            assert!(saved.expect("answered").is_some(), "the cart is not there");
        }
    }

    /// Presses the button. Each press has other random bits, as each request has.
    pub(crate) async fn orders(&self, shop: &Shop, press: u64) -> Result<OrderNumber, PlaceOrderError> {
        self.orders_at(shop, press, 2).await
    }

    /// Presses the button, seconds after the others.
    pub(crate) async fn orders_at(
        &self,
        shop: &Shop,
        press: u64,
        seconds: i64,
    ) -> Result<OrderNumber, PlaceOrderError> {
        let random = self.number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ press.wrapping_mul(0xd6e8_feb8_6659_fd93);
        let request = PlaceOrder {
            token: self.token.clone(),
            signed_in: self.customer,
            idempotency_key: self.key,
            random,
            now: moment(seconds),
        };
        shop.store.place_order(&request).await
    }
}

/// A form without a mistake.
pub(crate) fn complete_form() -> CheckoutForm {
    CheckoutForm {
        email: "Mira@example.org".into(),
        contact_name: "Mira Okafor".into(),
        phone: "+31 10 555 0100".into(),
        street: "Dock 4".into(),
        postal_code: "3011 AB".into(),
        city: "Rotterdam".into(),
        country: "NL".into(),
        delivery_method: "standard".into(),
        payment_method: "bank_transfer".into(),
        po_number: "PO-1".into(),
        note: "Ring twice.\nThen knock.".into(),
        ..CheckoutForm::default()
    }
}
