//! How islands talk to server functions: plain `fetch`, JSON back. The generated client of server
//! functions does the same and weighs more than all our islands together.

use leptos::prelude::window;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::AppError;

/// What a form sends.
const FORM: &str = "application/x-www-form-urlencoded";

/// Asks a server function that reads.
pub(crate) async fn get<T: DeserializeOwned>(path: &str, arguments: &[(&str, &str)]) -> Result<T, AppError> {
    let init = web_sys::RequestInit::new();
    send(&format!("{path}?{}", encode(arguments)), &init, FORM).await
}

/// Calls a server function that writes, as its form would.
pub(crate) async fn post<T: DeserializeOwned>(path: &str, arguments: &[(&str, &str)]) -> Result<T, AppError> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&encode(arguments)));
    send(path, &init, FORM).await
}

/// Calls a server function that takes JSON.
#[cfg(feature = "studio")]
pub(crate) async fn post_json<T: DeserializeOwned>(path: &str, body: &impl serde::Serialize) -> Result<T, AppError> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&serde_json::to_string(body).map_err(|_| AppError::Internal)?));
    send(path, &init, "application/json").await
}

/// The text of a page of ours. Apart from [`send`], since what both shared would be heavier in every customer's bundle.
#[cfg(feature = "studio")]
pub(crate) async fn get_text(path: &str) -> Result<String, AppError> {
    let lost = |_: JsValue| AppError::Connection;
    let response = JsFuture::from(window().fetch_with_str(path)).await.map_err(lost)?;
    let response: web_sys::Response = response.dyn_into().map_err(lost)?;
    let text = JsFuture::from(response.text().map_err(lost)?).await.map_err(lost)?.as_string().unwrap_or_default();
    if response.ok() { Ok(text) } else { Err(AppError::Internal) }
}

async fn send<T: DeserializeOwned>(url: &str, init: &web_sys::RequestInit, content: &str) -> Result<T, AppError> {
    let lost = |_: JsValue| AppError::Connection;
    let headers = web_sys::Headers::new().map_err(lost)?;
    headers.set("Accept", "application/json").map_err(lost)?;
    headers.set("Content-Type", content).map_err(lost)?;
    init.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(url, init)).await.map_err(lost)?;
    let response: web_sys::Response = response.dyn_into().map_err(lost)?;
    let text = JsFuture::from(response.text().map_err(lost)?).await.map_err(lost)?.as_string().unwrap_or_default();
    if response.ok() {
        serde_json::from_str(&text).map_err(|_| AppError::Connection)
    } else {
        Err(serde_json::from_str(&text).unwrap_or(AppError::Internal))
    }
}

fn encode(arguments: &[(&str, &str)]) -> String {
    let pairs: Vec<_> =
        arguments.iter().map(|(name, value)| format!("{name}={}", js_sys::encode_uri_component(value))).collect();
    pairs.join("&")
}
