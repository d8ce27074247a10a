//! The public HTTP surface of the cart. Three steps each: who, do, say.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use crate::AppError;

/// Puts pieces of a part into the visitor's cart; answers how many pieces the cart then holds.
#[server(prefix = "/api", endpoint = "cart/add")]
pub async fn add_to_cart(#[server(default)] sku: String, #[server(default)] quantity: String) -> Result<u32, AppError> {
    use domain::ids::Sku;
    use store::cart::AddToCartError;

    let visit = crate::request::Visit::current()?;
    let result = async {
        let wanted = Sku::parse(&sku).map_err(|_| AppError::UnknownPart)?;
        let quantity = domain::cart::parse_quantity(&quantity).map_err(|_| AppError::Quantity)?;
        let token = visit.cart_token_or_new();
        visit.store.add_to_cart(&token, &wanted, quantity, visit.now()).await.map_err(|error| match error {
            AddToCartError::UnknownSku(_) => AppError::UnknownPart,
            AddToCartError::PriceOnRequest(_) => AppError::PriceOnRequest,
            AddToCartError::Full => AppError::CartFull,
            AddToCartError::Store(error) => visit.fault(&error),
        })?;
        visit.store.cart_pieces(&token).await.map_err(|error| visit.fault(&error))
    }
    .await;
    visit.answer(result, |error| match (error, Sku::parse(&sku)) {
        (Some(error), Ok(sku)) => {
            format!("/parts/{sku}?problem={}&quantity={}#buy", error.code(), crate::request::encode(&quantity))
        }
        (Some(error), Err(_)) => format!("/cart?problem={}", error.code()),
        (None, _) => "/cart".to_owned(),
    })
}

/// Sets the quantity of a line of the visitor's cart; 0 removes the line.
#[server(prefix = "/api", endpoint = "cart/quantity")]
pub async fn set_cart_quantity(
    #[server(default)] sku: String,
    #[server(default)] quantity: String,
) -> Result<(), AppError> {
    let visit = crate::request::Visit::current()?;
    let result = async {
        let sku = domain::ids::Sku::parse(&sku).map_err(|_| AppError::UnknownPart)?;
        let quantity = match quantity.trim() {
            "0" => 0,
            typed => domain::cart::parse_quantity(typed).map_err(|_| AppError::Quantity)?,
        };
        match visit.cart_token() {
            Some(token) => {
                visit.store.set_cart_quantity(&token, &sku, quantity).await.map_err(|error| visit.fault(&error))
            }
            None => Ok(()),
        }
    }
    .await;
    visit.answer(result, |error| match error {
        Some(error) => {
            let encode = crate::request::encode;
            format!("/cart?problem={}&sku={}&quantity={}", error.code(), encode(&sku), encode(&quantity))
        }
        None => "/cart".to_owned(),
    })
}

/// How many pieces the visitor's cart holds.
#[server(prefix = "/api", endpoint = "cart/pieces", input = GetUrl, output = Json)]
pub async fn cart_pieces() -> Result<u32, AppError> {
    let visit = crate::request::Visit::current()?;
    visit.set_header(http::header::CACHE_CONTROL, "private, no-store");
    match visit.cart_token() {
        Some(token) => visit.store.cart_pieces(&token).await.map_err(|error| visit.fault_of_answer(&error)),
        None => Ok(0),
    }
}
