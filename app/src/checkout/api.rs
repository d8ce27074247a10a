//! The public HTTP surface of the checkout. The forms are plain pages with or without scripts, so
//! each answer is the next page.

use domain::checkout::CheckoutForm;
use leptos::prelude::*;

use crate::AppError;

/// Keeps what was typed at one step and goes on: to the next step, or back to this one when
/// something is wrong or missing.
#[server(prefix = "/api", endpoint = "checkout/step")]
pub async fn save_checkout_step(
    #[server(default)] step: String,
    #[server(default)] form: CheckoutForm,
) -> Result<(), AppError> {
    use domain::checkout::Step;

    let visit = crate::request::Visit::current()?;
    let saved: Result<_, AppError> = async {
        let (Some(step), Some(token)) = (Step::parse(&step), visit.cart_token()) else { return Ok(None) };
        let saved = visit
            .store
            .save_checkout_step(&token, step, &form, visit.new_key(), visit.now())
            .await
            .map_err(|error| visit.fault(&error))?;
        let Some(checkout) = saved else { return Ok(None) };
        let hazard_class = visit.store.cart(&token).await.map_err(|error| visit.fault(&error))?.hazard_class();
        Ok(Some((step, checkout.form.problems(step, hazard_class).is_empty())))
    }
    .await;
    let way = match &saved {
        Ok(Some((step, true))) => format!("/checkout/{}", step.next().slug()),
        Ok(Some((step, false))) => format!("/checkout/{}?check=1", step.slug()),
        Ok(None) => "/cart".to_owned(),
        Err(error) => format!("/cart?problem={}", error.code()),
    };
    leptos_axum::redirect(&way);
    visit.answer(saved.map(|_| ()), |_| way)
}

/// Places the order of the visitor's checkout. The key is the one on the review page: posting it
/// twice is the same order.
#[server(prefix = "/api", endpoint = "checkout/place")]
pub async fn place_order(#[server(default)] key: String) -> Result<(), AppError> {
    use store::orders::PlaceOrderError;

    let visit = crate::request::Visit::current()?;
    let (Ok(idempotency_key), Some(token)) = (uuid::Uuid::parse_str(&key), visit.cart_token()) else {
        return visit.answer(Ok(()), |_| "/cart".to_owned());
    };
    let request =
        store::orders::PlaceOrder { token, idempotency_key, random: visit.new_key().as_u64_pair().1, now: visit.now() };
    let placed = visit.store.place_order(&request).await;
    let (result, way) = match placed {
        Ok(number) => (Ok(()), format!("/orders/{number}")),
        Err(PlaceOrderError::NoCheckout) => (Ok(()), "/cart".to_owned()),
        Err(PlaceOrderError::Incomplete(problems)) => {
            let step = problems.first().map_or("contact", |problem| problem.field.step().slug());
            (Ok(()), format!("/checkout/{step}?check=1"))
        }
        Err(PlaceOrderError::NotOrderable(_)) => (Ok(()), "/checkout/review?check=1".to_owned()),
        Err(PlaceOrderError::Money(error)) => {
            tracing::warn!(request_id = visit.request_id(), %error, "order refused");
            (Err(AppError::Internal), "/cart?problem=internal".to_owned())
        }
        Err(PlaceOrderError::Store(error)) => {
            let error = visit.fault(&error);
            let way = format!("/checkout/review?problem={}", error.code());
            (Err(error), way)
        }
    };
    if result.is_ok() {
        leptos_axum::redirect(&way);
    }
    visit.answer(result, |_| way)
}
