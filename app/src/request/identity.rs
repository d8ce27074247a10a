//! The customer or the employee of a visit: signed in by the session, and looked up in their row at every
//! use, so that a session of an epoch that is over is nobody's.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{CustomerId, StaffId};
use http::header;
use serde::{Deserialize, Serialize};
use store::accounts::{CustomerAccount, SessionNote, SessionOwner, StaffAccount};
use tower_sessions::Session;

use super::Visit;
use crate::AppError;
use crate::policy::{Access, access};

const CUSTOMER: &str = "customer";
const STAFF: &str = "staff";
/// An employee who gave the password and not yet the code.
const HALF: &str = "staff_half";

/// How long a code is waited for.
const HALF_LASTS: TimeDelta = TimeDelta::minutes(10);
/// How long an employee stays signed in: a day's work.
const STAFF_LASTS: TimeDelta = TimeDelta::hours(12);
/// How exactly it is noted when a session was last seen.
const SEEN_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// What a session remembers of somebody.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct SignedIn {
    id: i64,
    epoch: u32,
    since: DateTime<Utc>,
    seen: DateTime<Utc>,
}

impl Visit {
    /// The customer who is signed in. A session that is over is taken away and answers nobody.
    pub(crate) async fn customer(&self) -> Result<Option<CustomerAccount>, AppError> {
        let Some(known) = self.remembered(CUSTOMER).await else { return Ok(None) };
        let account = self.store.customer(CustomerId(known.id)).await.map_err(|error| self.fault(&error))?;
        let account = account.filter(|account| account.epoch == known.epoch);
        match &account {
            Some(account) => self.see(CUSTOMER, SessionOwner::Customer(account.id), known).await,
            None => self.forget(CUSTOMER).await,
        }
        Ok(account)
    }

    /// The customer who is signed in; [`AppError::SignIn`] when nobody is.
    pub(crate) async fn need_customer(&self) -> Result<CustomerAccount, AppError> {
        match self.customer().await? {
            Some(customer) => Ok(customer),
            None => Err(self.refuse(&AppError::SignIn)),
        }
    }

    /// The employee who is signed in and may do what this path is for, by the table of [`crate::policy`].
    /// Every page and function of the desk and the studio calls this first.
    pub(crate) async fn staff(&self) -> Result<StaffAccount, AppError> {
        let Some(staff) = self.known_staff().await? else { return Err(self.refuse(&AppError::SignIn)) };
        match access(self.path()) {
            Access::Staff(permission) if staff.may(permission) => Ok(staff),
            _ => {
                tracing::warn!(staff = staff.id.0, path = self.path(), "refused by policy");
                Err(self.refuse(&AppError::Forbidden))
            }
        }
    }

    /// The employee who is signed in, whatever they may do.
    pub(crate) async fn known_staff(&self) -> Result<Option<StaffAccount>, AppError> {
        let Some(known) = self.remembered(STAFF).await else { return Ok(None) };
        let account = self.store.staff(StaffId(known.id)).await.map_err(|error| self.fault(&error))?;
        let is_fresh = self.now() - known.since < STAFF_LASTS;
        let account = account.filter(|account| is_fresh && account.epoch == known.epoch);
        match &account {
            Some(account) => self.see(STAFF, SessionOwner::Staff(account.id), known).await,
            None => self.forget(STAFF).await,
        }
        Ok(account)
    }

    /// Signs a customer in, in a session with a new id.
    pub(crate) async fn begin_customer_session(&self, account: &CustomerAccount) -> Result<(), AppError> {
        self.begin(CUSTOMER, account.id.0, account.epoch, SessionOwner::Customer(account.id)).await
    }

    /// Signs an employee in, in a session with a new id.
    pub(crate) async fn begin_staff_session(&self, account: &StaffAccount) -> Result<(), AppError> {
        self.begin(STAFF, account.id.0, account.epoch, SessionOwner::Staff(account.id)).await
    }

    /// Remembers that an employee gave their password, in a session with a new id. It opens nothing.
    pub(crate) async fn begin_half_session(&self, account: &StaffAccount) -> Result<(), AppError> {
        let session = self.working_session().await?;
        let now = self.now();
        let half = SignedIn { id: account.id.0, epoch: account.epoch, since: now, seen: now };
        session.cycle_id().await.map_err(|_| AppError::Unavailable)?;
        session.insert(HALF, half).await.map_err(|_| AppError::Unavailable)
    }

    /// The employee whose code is waited for.
    pub(crate) async fn half_signed_in(&self) -> Result<Option<StaffAccount>, AppError> {
        let Some(known) = self.remembered(HALF).await else { return Ok(None) };
        if self.now() - known.since > HALF_LASTS {
            return Ok(None);
        }
        let account = self.store.staff(StaffId(known.id)).await.map_err(|error| self.fault(&error))?;
        Ok(account.filter(|account| account.epoch == known.epoch))
    }

    /// Signs the customer of this session out of it.
    pub(crate) async fn end_customer_session(&self) {
        if let Some(known) = self.remembered(CUSTOMER).await {
            self.unlist(SessionOwner::Customer(CustomerId(known.id))).await;
        }
        self.forget(CUSTOMER).await;
        self.forget(super::ORDERS_IN_SESSION).await;
        self.renew().await;
    }

    /// Signs the employee of this session out of it.
    pub(crate) async fn end_staff_session(&self) {
        if let Some(known) = self.remembered(STAFF).await {
            self.unlist(SessionOwner::Staff(StaffId(known.id))).await;
        }
        self.forget(STAFF).await;
        self.forget(HALF).await;
        self.renew().await;
    }

    /// Whether a customer signed in by this session, even if it is over.
    pub(crate) async fn is_customers_session(&self) -> bool {
        self.remembered(CUSTOMER).await.is_some()
    }

    /// Notes the cart that the browser of this session carries.
    pub(crate) async fn note_cart(&self, account: &CustomerAccount, cart: &str) {
        let now = self.now();
        let note = SessionNote { since: now, seen: now, browser: self.browser(), cart: cart.to_owned() };
        let owner = SessionOwner::Customer(account.id);
        if let Err(error) = self.store.note_session(owner, &self.session_id(), &note).await {
            tracing::warn!(%error, "the list of sessions is out of date");
        }
    }

    /// The id of this session; empty without one.
    pub(crate) fn session_id(&self) -> String {
        self.session().and_then(Session::id).map(|id| id.to_string()).unwrap_or_default()
    }

    /// Keeps what was typed into the form of a page until the page has said what is wrong with it. Never a
    /// password.
    pub(crate) async fn keep_typed(&self, page: &str, fields: &[(&str, &str)]) {
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), value.chars().take(600).collect())).collect();
        if let Some(session) = self.session() {
            // Without Redis the page says what is wrong, beside empty fields.
            _ = session.insert("typed", (page, fields)).await;
        }
    }

    /// What was typed into a field of the form of this page.
    pub(crate) async fn typed(&self) -> Vec<(String, String)> {
        let Some(session) = self.session() else { return Vec::new() };
        match session.get::<(String, Vec<(String, String)>)>("typed").await {
            Ok(Some((page, fields))) if page == self.path() => fields,
            _ => Vec::new(),
        }
    }

    /// Where to sign in, and back to this page.
    pub(crate) fn sign_in_path(&self) -> String {
        let query = self.parts.uri.path_and_query().map_or("/", |whole| whole.as_str());
        let page = if is_of_staff(self.path()) { "/desk/sign-in" } else { "/account/sign-in" };
        if self.path().starts_with("/api/") { page.to_owned() } else { format!("{page}{}", next_query(query)) }
    }

    /// Answers a server function that somebody may not call: with a status for scripts, with the page to
    /// sign in at, or one that says no, for a form. Pages answer by the error itself.
    pub(crate) fn refuse(&self, error: &AppError) -> AppError {
        if self.path().starts_with("/api/") {
            self.set_header(header::CACHE_CONTROL, "private, no-store");
            match error {
                AppError::SignIn if self.expects_page() => self.redirect(&self.sign_in_path()),
                _ => self.set_status(error.status()),
            }
        }
        error.clone()
    }

    fn session(&self) -> Option<&Session> {
        self.parts.extensions.get()
    }

    /// Whether a session could be kept: [`AppError::Unavailable`] when not.
    pub(crate) async fn can_sign_in(&self) -> Result<(), AppError> {
        self.working_session().await.map(|_| ())
    }

    /// The session, when it can be kept: without Redis nobody can sign in.
    async fn working_session(&self) -> Result<&Session, AppError> {
        self.store.cache_answers().await.map_err(|error| self.fault(&error))?;
        self.session().ok_or(AppError::Internal)
    }

    async fn remembered(&self, key: &str) -> Option<SignedIn> {
        self.session()?.get(key).await.ok().flatten()
    }

    async fn forget(&self, key: &str) {
        if let Some(session) = self.session() {
            _ = session.remove_value(key).await;
        }
    }

    /// Gives the session another id, or none where nothing is left to remember.
    async fn renew(&self) {
        let Some(session) = self.session() else { return };
        if session.get_value("orders").await.ok().flatten().is_none()
            && self.remembered(CUSTOMER).await.is_none()
            && self.remembered(STAFF).await.is_none()
        {
            _ = session.flush().await;
        } else {
            _ = session.cycle_id().await;
        }
    }

    async fn unlist(&self, owner: SessionOwner) {
        if let Err(error) = self.store.unlist_session(owner, &self.session_id()).await {
            tracing::warn!(%error, "an ended session stays on the list");
        }
    }

    async fn begin(&self, key: &str, id: i64, epoch: u32, owner: SessionOwner) -> Result<(), AppError> {
        let session = self.working_session().await?;
        let now = self.now();
        let failed = |_| AppError::Unavailable;
        // A new id: whoever knew the old one, or set it, is not signed in.
        session.cycle_id().await.map_err(failed)?;
        _ = session.remove_value(HALF).await;
        _ = session.remove_value("typed").await;
        session.insert(key, SignedIn { id, epoch, since: now, seen: now }).await.map_err(failed)?;
        session.save().await.map_err(failed)?;
        let note = SessionNote { since: now, seen: now, browser: self.browser(), cart: String::new() };
        self.store.note_session(owner, &self.session_id(), &note).await.map_err(|error| self.fault(&error))
    }

    /// Notes that a session is used, now and then.
    async fn see(&self, key: &str, owner: SessionOwner, known: SignedIn) {
        let now = self.now();
        if now - known.seen < SEEN_WITHIN {
            return;
        }
        if let Some(session) = self.session() {
            _ = session.insert(key, SignedIn { seen: now, ..known }).await;
        }
        if let Err(error) = self.store.see_session(owner, &self.session_id(), now).await {
            tracing::warn!(%error, "the list of sessions is out of date");
        }
    }

    /// What the browser calls itself, shortened to what people know it by.
    fn browser(&self) -> String {
        let agent =
            self.parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        browser_name(agent)
    }
}

/// Whether a path is of the desk or the studio, which have one door.
fn is_of_staff(path: &str) -> bool {
    ["/desk", "/studio", "/api/desk", "/api/studio"]
        .iter()
        .any(|prefix| path == *prefix || path.starts_with(&format!("{prefix}/")))
}

/// Browser and system out of what a browser says of itself.
fn browser_name(agent: &str) -> String {
    let find =
        |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    // The first that is found: each says that it is all of those after it.
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Another program".to_owned(),
    }
}

/// A page of ours to go to afterwards, out of a query string or a form: a path and nothing that could lead
/// to another site.
pub(crate) fn local_path(next: &str) -> Option<&str> {
    let plain = next.bytes().all(|byte| (b'!'..=b'~').contains(&byte) && byte != b'\\');
    let is_local = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/api/");
    (plain && is_local && next.len() <= 300).then_some(next)
}

/// The end of an address that says where to go afterwards; empty for the top page.
pub(crate) fn next_query(next: &str) -> String {
    match local_path(next) {
        Some(next) if next != "/" => {
            let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("?next={next}")
        }
        _ => String::new(),
    }
}

/// The address of a page with where to go afterwards, as [`next_query`] has it, and what is wrong.
pub(crate) fn with_next(page: &str, next: &str, problem: &str) -> String {
    if next.is_empty() { format!("{page}?{problem}") } else { format!("{page}{next}&{problem}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_gone_to() {
        for good in ["/account", "/orders/RP-7K3M9QXD?check=1", "/", "/search?q=a%20b"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/api/account/sign-out",
            "/a\r\nLocation: x",
            "javascript:alert(1)",
            "/ä",
        ] {
            assert_eq!(local_path(bad), None, "{bad:?}");
            assert_eq!(next_query(bad), "", "{bad:?}");
        }
        assert_eq!(next_query("/desk/orders?state=placed"), "?next=%2Fdesk%2Forders%3Fstate%3Dplaced");
    }

    #[test]
    fn browsers_are_called_what_people_call_them() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(browser_name(chrome), "Chrome on Linux");
        assert_eq!(browser_name("curl/8.0"), "Another program");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(browser_name(phone), "Safari on iPhone");
    }
}
