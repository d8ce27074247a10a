//! The public HTTP surface of the checkout. The forms are plain pages with or without scripts, so
//! each answer is the next page.

use domain::checkout::CheckoutForm;
use leptos::prelude::*;

use crate::AppError;

/// Keeps what was typed at one step and goes on: to the next step, or back to this one when
/// something is wrong or missing. At the address step `address` may be one of the customer's address book,
/// which then counts instead of the fields, and `save_address` keeps a new one there.
#[server(prefix = "/api", endpoint = "checkout/step")]
pub async fn save_checkout_step(
    #[server(default)] step: String,
    #[server(default)] form: CheckoutForm,
    #[server(default)] address: String,
    #[server(default)] save_address: String,
) -> Result<(), AppError> {
    use domain::checkout::Step;

    let visit = crate::request::Visit::current()?;
    let saved: Result<_, AppError> = async {
        let (Some(step), Some(token)) = (Step::parse(&step), visit.cart_token()) else { return Ok(None) };
        let fault = |error| visit.fault(&error);
        let customer = super::signed_in(&visit).await?;
        let Some(open) = visit.store.read_checkout(&token, customer).await.map_err(fault)? else { return Ok(None) };
        let mut typed = form;
        let chosen = open.addresses.iter().find(|known| known.id.to_string() == address);
        if let Some(known) = chosen.filter(|_| step == Step::Address) {
            known.form.fill(&mut typed);
        }
        let (key, now) = (visit.new_key(), visit.now());
        let saved = visit.store.save_checkout_step(&token, step, &typed, customer, key, now).await.map_err(fault)?;
        let Some(checkout) = saved else { return Ok(None) };
        let is_right = checkout.form.problems(step, &open.basis()).is_empty();
        if let Some(customer) = customer.filter(|_| step == Step::Address && is_right && chosen.is_none())
            && !save_address.is_empty()
        {
            let owner = store::checkout::AddressOwner::Customer(customer);
            let kept = domain::checkout::AddressForm::of(&checkout.form);
            visit.store.add_address(owner, &kept, false, now).await.map_err(fault)?;
        }
        Ok(Some((step, is_right)))
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
    let back = |error: &AppError| format!("/checkout/review?problem={}", error.code());
    let signed_in = match super::signed_in(&visit).await {
        Ok(signed_in) => signed_in,
        Err(error) => return visit.answer(Err(error), |error| error.map_or_else(|| "/cart".to_owned(), back)),
    };
    let request = store::orders::PlaceOrder {
        token,
        signed_in,
        idempotency_key,
        random: visit.new_key().as_u64_pair().1,
        now: visit.now(),
    };
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
            let way = back(&error);
            (Err(error), way)
        }
    };
    if result.is_ok() {
        leptos_axum::redirect(&way);
    }
    visit.answer(result, |_| way)
}
