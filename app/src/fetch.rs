//! How islands talk to server functions: plain `fetch`, JSON back. The generated client of server
//! functions does the same and weighs more than all our islands together.

use leptos::prelude::window;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::AppError;

/// Asks a server function that reads.
pub(crate) async fn get<T: DeserializeOwned>(path: &str, arguments: &[(&str, &str)]) -> Result<T, AppError> {
    let init = web_sys::RequestInit::new();
    send(&format!("{path}?{}", encode(arguments)), &init).await
}

/// Calls a server function that writes, as its form would.
pub(crate) async fn post<T: DeserializeOwned>(path: &str, arguments: &[(&str, &str)]) -> Result<T, AppError> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&encode(arguments)));
    send(path, &init).await
}

/// Calls a server function that takes JSON.
#[cfg(feature = "studio")]
pub(crate) async fn post_json<T: DeserializeOwned>(path: &str, body: &impl serde::Serialize) -> Result<T, AppError> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&serde_json::to_string(body).map_err(|_| AppError::Internal)?));
    send_as(path, &init, "application/json").await
}

/// The text of a page of ours.
#[cfg(feature = "studio")]
pub(crate) async fn get_text(path: &str) -> Result<String, AppError> {
    let (text, is_ok) = answer(path, &web_sys::RequestInit::new()).await.map_err(|_| AppError::Connection)?;
    if is_ok { Ok(text) } else { Err(AppError::Internal) }
}

async fn send<T: DeserializeOwned>(url: &str, init: &web_sys::RequestInit) -> Result<T, AppError> {
    send_as(url, init, "application/x-www-form-urlencoded").await
}

async fn send_as<T: DeserializeOwned>(url: &str, init: &web_sys::RequestInit, content: &str) -> Result<T, AppError> {
    let lost = |_: JsValue| AppError::Connection;
    let headers = web_sys::Headers::new().map_err(lost)?;
    headers.set("Accept", "application/json").map_err(lost)?;
    headers.set("Content-Type", content).map_err(lost)?;
    init.set_headers(&headers);
    let (text, is_ok) = answer(url, init).await.map_err(lost)?;
    if is_ok {
        serde_json::from_str(&text).map_err(|_| AppError::Connection)
    } else {
        Err(serde_json::from_str(&text).unwrap_or(AppError::Internal))
    }
}

/// The text of an answer and whether it is a good one.
async fn answer(url: &str, init: &web_sys::RequestInit) -> Result<(String, bool), JsValue> {
    let response = JsFuture::from(window().fetch_with_str_and_init(url, init)).await?;
    let response: web_sys::Response = response.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok((text, response.ok()))
}

fn encode(arguments: &[(&str, &str)]) -> String {
    let pairs: Vec<_> =
        arguments.iter().map(|(name, value)| format!("{name}={}", js_sys::encode_uri_component(value))).collect();
    pairs.join("&")
}
