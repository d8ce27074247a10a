//! Who is asking: what a page or a server function knows of its request, and what it may add to the
//! answer. The only place that reads cookies, the clock and chance.

use chrono::{DateTime, Utc};
use domain::orders::OrderNumber;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use store::Store;
use store::cart::CartToken;
use tower_sessions::Session;
use uuid::Uuid;

use crate::AppError;
use crate::posted::PostedForm;
use crate::preview::{NoPreview, PreviewOf};

mod identity;
mod tries;

pub(crate) use identity::{local_path, next_query, with_next};
pub(crate) use tries::problem_query;

/// The id of a request: in the log, in the `x-request-id` header and on error pages.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

const CART_COOKIE: &str = "__Host-cart";
/// How long a cart is kept at least, seconds: half a year.
const CART_MAX_AGE: u32 = 15_552_000;
const ORDERS_IN_SESSION: &str = "orders";

/// The shop's address as customers know it, without a path or a slash at its end: what search engines and
/// people who share a page are told. From the settings, since a request may name any host.
#[derive(Debug, Clone)]
pub struct PublicUrl(pub std::sync::Arc<str>);

/// The folder mails go to, where they go to one.
#[derive(Debug, Clone)]
pub struct MailFolder(pub Option<std::sync::Arc<std::path::Path>>);

/// Where a request comes from, as far as tries are counted by it: an address, or a network where one
/// customer has many addresses.
#[derive(Debug, Clone)]
pub struct ClientAddress(pub String);

/// Beside the request of somebody who has written so lately that a replica may not have heard of it.
#[derive(Debug, Clone, Copy)]
pub struct HasWritten;

/// Random bits nobody can guess, all 128 of them: what is fixed in one UUID is random in the other.
pub fn random_bits() -> u128 {
    Uuid::new_v4().as_u128() ^ Uuid::new_v4().as_u128().rotate_left(64)
}

/// One visit to a page or server function.
#[derive(Clone)]
pub(crate) struct Visit {
    /// The use-cases.
    pub(crate) store: Store,
    public_url: PublicUrl,
    parts: Parts,
    response: ResponseOptions,
}

impl Visit {
    /// The visit that is being served.
    pub(crate) fn current() -> Result<Self, AppError> {
        let (Some(store), Some(public_url), Some(parts), Some(response)) =
            (use_context::<Store>(), use_context(), use_context::<Parts>(), use_context())
        else {
            tracing::error!("a page or server function was called without its context");
            return Err(AppError::Internal);
        };
        // A preview is the same page, read from a store with drafts. Who writes, or has just written, reads nothing
        // that is old.
        let is_write = !parts.method.is_safe() || parts.extensions.get::<HasWritten>().is_some();
        let store = match parts.extensions.get::<PreviewOf>() {
            Some(preview) => store.with_drafts(preview.drafts.clone()),
            None if is_write => store.reading_primary(),
            None => store,
        };
        Ok(Self { store, public_url, parts, response })
    }

    /// The visit of a request that no page and no server function answers.
    pub(crate) fn outside_of_pages(store: Store, public_url: PublicUrl, parts: Parts) -> Self {
        Self { store, public_url, parts, response: ResponseOptions::default() }
    }

    /// The folder mails go to, where they go to one.
    #[expect(clippy::unused_self, reason = "what is around a visit belongs to it")]
    pub(crate) fn mail_folder(&self) -> Option<std::sync::Arc<std::path::Path>> {
        use_context::<MailFolder>().and_then(|folder| folder.0)
    }

    /// Now, to the microsecond that the database keeps.
    #[expect(clippy::unused_self, reason = "time belongs to a visit")]
    pub(crate) fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "the edge is where time is read")]
        Utc::now()
    }

    /// A random key nobody can guess: 122 random bits.
    #[expect(clippy::unused_self, reason = "chance belongs to a visit")]
    pub(crate) fn new_key(&self) -> Uuid {
        Uuid::new_v4()
    }

    /// The id of this request.
    pub(crate) fn request_id(&self) -> &str {
        self.parts.extensions.get::<RequestId>().map_or("unknown", |id| &id.0)
    }

    /// Path and query of this request.
    pub(crate) fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// The query string, as it is in the address.
    pub(crate) fn query_string(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// The whole address of a path of ours.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.0)
    }

    /// A value of the query string, at most 300 characters of it.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let query = self.parts.uri.query()?;
        let (_, value) = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name)?;
        Some(value.chars().take(300).collect())
    }

    /// Whether a browser posted a form without scripts and expects a page.
    pub(crate) fn expects_page(&self) -> bool {
        self.parts
            .headers
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
    }

    /// The token of this visitor's cart, if they have one.
    pub(crate) fn cart_token(&self) -> Option<CartToken> {
        cart_token(&self.parts.headers)
    }

    /// The form that was posted to this page, if one was.
    pub(crate) fn posted(&self) -> Option<PostedForm> {
        self.parts.extensions.get().cloned()
    }

    /// Why this request for a preview shows none, if it is one.
    pub(crate) fn no_preview(&self) -> Option<NoPreview> {
        self.parts.extensions.get().cloned()
    }

    /// The token of this visitor's cart, giving them one if need be.
    pub(crate) fn cart_token_or_new(&self) -> CartToken {
        self.cart_token().unwrap_or_else(|| {
            let token = CartToken::from_random(self.new_key().as_u128());
            self.carry_cart(&token);
            token
        })
    }

    /// Whether this visitor may see an order: it is theirs or their company's, they placed it from their
    /// cart, or looked it up.
    pub(crate) async fn may_see(&self, number: &OrderNumber) -> Result<bool, AppError> {
        if let Some(customer) = self.customer().await?
            && self.store.order_belongs_to(number, &customer).await.map_err(|error| self.fault(&error))?
        {
            return Ok(true);
        }
        if let Some(token) = self.cart_token()
            && self.store.was_placed_by(number, &token).await.map_err(|error| self.fault(&error))?
        {
            return Ok(true);
        }
        Ok(self.looked_up_orders().await.contains(number))
    }

    /// Remembers in the session that this visitor knows an order.
    pub(crate) async fn remember_order(&self, number: OrderNumber) -> Result<(), AppError> {
        let session = self.parts.extensions.get::<Session>().ok_or(AppError::Internal)?;
        let mut orders = self.looked_up_orders().await;
        if !orders.contains(&number) {
            orders.push(number);
        }
        session.insert(ORDERS_IN_SESSION, orders).await.map_err(|_| AppError::Unavailable)
    }

    /// The cookie of a cart, for this browser to carry from now on.
    pub(crate) fn carry_cart(&self, token: &CartToken) {
        self.set_cart_cookie(token.reveal(), CART_MAX_AGE);
    }

    /// Takes the cookie of the cart away from this browser.
    pub(crate) fn drop_cart(&self) {
        self.set_cart_cookie("", 0);
    }

    fn set_cart_cookie(&self, value: &str, max_age: u32) {
        let cookie = format!("{CART_COOKIE}={value}; Path=/; Max-Age={max_age}; Secure; HttpOnly; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            self.response.append_header(header::SET_COOKIE, cookie);
        }
    }

    async fn looked_up_orders(&self) -> Vec<OrderNumber> {
        match self.parts.extensions.get::<Session>() {
            Some(session) => session.get(ORDERS_IN_SESSION).await.ok().flatten().unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Sets the status of the answer.
    pub(crate) fn set_status(&self, status: u16) {
        self.response.set_status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }

    /// Leads the visitor to another page, for now. `path` may hold anything; what has no place in a
    /// header is written as `%` and its code.
    pub(crate) fn redirect(&self, path: &str) {
        let path: String = path
            .bytes()
            .map(|byte| match byte {
                b'!'..=b'~' => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect();
        if let Ok(path) = HeaderValue::from_str(&path) {
            self.response.insert_header(header::LOCATION, path);
            self.response.set_status(StatusCode::FOUND);
        }
    }

    /// Leads everyone to another page for good, with the query they came with.
    pub(crate) fn redirect_for_good(&self, path: &str) {
        match self.query_string() {
            "" => self.redirect(path),
            query => self.redirect(&format!("{path}?{query}")),
        }
        self.response.set_status(StatusCode::MOVED_PERMANENTLY);
    }

    /// Sets a header of the answer.
    pub(crate) fn set_header(&self, name: HeaderName, value: &'static str) {
        self.response.insert_header(name, HeaderValue::from_static(value));
    }

    /// Sets a header of the answer to a number.
    pub(crate) fn set_number_header(&self, name: HeaderName, value: u32) {
        self.response.insert_header(name, HeaderValue::from(value));
    }

    /// Logs a fault of the data tier, once, and turns it into what the visitor may know.
    pub(crate) fn fault(&self, error: &store::Error) -> AppError {
        tracing::error!(request_id = self.request_id(), path = self.path(), %error, "request failed");
        self.store.noticed(error);
        if error.is_temporary() { AppError::Unavailable } else { AppError::Internal }
    }

    /// The same for what an island asks for: the answer has the status of the error.
    pub(crate) fn fault_of_answer(&self, error: &store::Error) -> AppError {
        let error = self.fault(error);
        self.set_status(error.status());
        self.set_header(header::CACHE_CONTROL, "private, no-store");
        error
    }

    /// Answers a server function: an island gets the error with its status; a form posted without
    /// scripts is sent to `page`, which tells what is wrong.
    pub(crate) fn answer<T: Default>(
        &self,
        result: Result<T, AppError>,
        page: impl FnOnce(Option<&AppError>) -> String,
    ) -> Result<T, AppError> {
        self.set_header(header::CACHE_CONTROL, "private, no-store");
        if let Err(AppError::SignIn) = &result {
            self.refuse(&AppError::SignIn);
            return if self.expects_page() { Ok(T::default()) } else { result };
        }
        if self.expects_page() {
            leptos_axum::redirect(&page(result.as_ref().err()));
            return Ok(result.unwrap_or_default());
        }
        if let Err(error) = &result {
            self.set_status(error.status());
            if let AppError::TooOften { seconds } = error {
                self.set_number_header(header::RETRY_AFTER, *seconds);
            }
        }
        result
    }
}

/// What a request brings as the cookies of a name, in their order.
pub fn cookies<'a>(headers: &'a HeaderMap, name: &'static str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(move |cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The token of the cart that a request brings, if it brings one.
pub fn cart_token(headers: &HeaderMap) -> Option<CartToken> {
    cookies(headers, CART_COOKIE).find_map(CartToken::parse)
}

/// Answers 400 to a script whose request could not be read. A form posted without scripts is led back
/// to where it came from, which a status would prevent.
pub(crate) fn refuse_unreadable() {
    if let Ok(visit) = Visit::current()
        && !visit.expects_page()
    {
        visit.set_status(AppError::Unreadable.status());
        visit.set_header(header::CACHE_CONTROL, "private, no-store");
    }
}

/// A text as a value in a query string, at most 80 characters of it.
pub(crate) fn encode(text: &str) -> String {
    let text: String = text.chars().take(80).collect();
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
