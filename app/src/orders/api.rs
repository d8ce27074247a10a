//! The public HTTP surface of orders.

use leptos::prelude::*;

use crate::AppError;

/// Looks an order up by its number and the e-mail address it was placed with, and remembers in the
/// session that this visitor may see it. A wrong number and a wrong address get the same answer.
#[server(prefix = "/api", endpoint = "orders/look-up")]
pub async fn look_up_order(
    #[server(default)] number: String,
    #[server(default)] email: String,
) -> Result<(), AppError> {
    use domain::orders::OrderNumber;

    let visit = crate::request::Visit::current()?;
    let found: Result<_, AppError> = async {
        let Ok(number) = OrderNumber::parse(&number) else { return Ok(None) };
        let tries = visit.try_once("order", number.as_str()).await?;
        if !visit.store.order_has_email(&number, &email).await.map_err(|error| visit.fault(&error))? {
            return Ok(None);
        }
        visit.store.health().await.cache.map_err(|error| visit.fault(&error))?;
        visit.remember_order(number.clone()).await?;
        visit.succeeded(&tries).await?;
        Ok(Some(number))
    }
    .await;
    let way = match &found {
        Ok(Some(number)) => format!("/orders/{number}"),
        Ok(None) => format!("/orders?problem=not_found&number={}", crate::request::encode(&number)),
        Err(error) => {
            let problem = crate::request::problem_query(std::slice::from_ref(error));
            format!("/orders?{problem}&number={}", crate::request::encode(&number))
        }
    };
    visit.answer(found.map(|_| ()), |_| way)
}
