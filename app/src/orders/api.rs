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
        visit.store.cache_answers().await.map_err(|error| visit.fault(&error))?;
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

/// Puts what an order held into the visitor's cart, as far as it can be bought now; the order's page says what is
/// missing and why. The key is the one on that page: posting it twice adds once.
#[server(prefix = "/api", endpoint = "orders/reorder")]
pub async fn order_again(#[server(default)] number: String, #[server(default)] key: String) -> Result<(), AppError> {
    use domain::orders::OrderNumber;
    use store::fulfilment::FulfilmentError;

    let visit = crate::request::Visit::current()?;
    let number = OrderNumber::parse(&number).ok();
    let result = async {
        // The same for orders that exist and for those that do not.
        let Some(number) = &number else { return Err(AppError::UnknownOrder) };
        if !visit.may_see(number).await? {
            return Err(AppError::UnknownOrder);
        }
        let token = visit.cart_token_or_new();
        let key = uuid::Uuid::parse_str(&key).unwrap_or_else(|_| visit.new_key());
        match visit.store.reorder(number, &token, key, visit.now()).await {
            Ok(_) => Ok(()),
            Err(FulfilmentError::Refused(_)) => Err(AppError::UnknownOrder),
            Err(FulfilmentError::Store(error)) => Err(visit.fault(&error)),
        }
    }
    .await;
    visit.answer(result, |error| match (&number, error) {
        (Some(number), None) => format!("/orders/{number}?done=reordered"),
        // Its page asks for the e-mail address.
        (Some(number), Some(AppError::UnknownOrder)) => format!("/orders/{number}"),
        (Some(number), Some(error)) => format!("/orders/{number}?problem={}", error.code()),
        (None, _) => "/orders?problem=not_found".to_owned(),
    })
}
