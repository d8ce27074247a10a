//! Ordering again what was ordered before.

use chrono::{DateTime, Utc};
use domain::cart::quick_order::AskedLine;
use domain::fulfilment::Refusal;
use domain::ids::OrderId;
use domain::orders::OrderNumber;
use uuid::Uuid;

use super::FulfilmentError;
use super::rows::read_lines;
use super::views::Reordered;
use crate::cart::{AddLinesError, CartToken};
use crate::{Result, Store};

impl Store {
    /// Puts what an order held into a cart, as far as it can be bought now. The same `key` adds once.
    #[tracing::instrument(name = "db.fulfilment.reorder", skip(self, token, key, now))]
    pub async fn reorder(
        &self,
        number: &OrderNumber,
        token: &CartToken,
        key: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Reordered, FulfilmentError> {
        let mut connection = self.database.acquire().await?;
        let id = super::rows::order_id(&mut connection, number).await?;
        let lines = read_lines(&mut connection, OrderId(id.0)).await?;
        drop(connection);
        let asked = lines.iter().map(|line| AskedLine {
            source: line.line_no.to_string(),
            number: line.sku.to_string(),
            quantity: line.standing.quantity.to_string(),
            whole: None,
        });
        let review = self.review_list(asked.collect(), Some(token)).await?;
        let mut done = Reordered::default();
        let mut wanted = Vec::new();
        for line in &review.lines {
            let Some(part) = &line.part else {
                if let Some(known) = lines.iter().find(|known| known.sku.as_str() == line.asked.number) {
                    done.left_out.push((known.sku.clone(), "We no longer sell this part.".to_owned()));
                }
                continue;
            };
            match &line.problem {
                None => wanted.push((part.sku.clone(), part.quantity)),
                Some(problem) => {
                    done.left_out.push((part.sku.clone(), problem.to_string()));
                    wanted.extend(problem.instead().map(|pieces| (part.sku.clone(), pieces)));
                }
            }
        }
        let room = wanted.len().saturating_sub(review.overflow);
        for (sku, _) in wanted.drain(room..) {
            done.left_out.push((sku, "The cart is full.".to_owned()));
        }
        if wanted.is_empty() {
            return Ok(done);
        }
        match self.add_lines_to_cart(token, key, &wanted, now).await {
            Ok(()) => done.added = wanted,
            // Somebody bought the last piece in between.
            Err(AddLinesError::Refused(_)) => {
                return Err(Refusal::WrongState("being changed by others; try again").into());
            }
            Err(AddLinesError::Store(error)) => return Err(error.into()),
        }
        Ok(done)
    }
}
