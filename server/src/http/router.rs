//! Every address of the shop: pages and server functions from `app`, assets, and what machines ask.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use app::{Access, App, Assets, MailFolder, PublicUrl, access, shell};
use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::handler::Handler;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions};
use store::Store;
use store::mail::Mailer;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration as CookieDuration;
use tower_sessions::{Expiry, SessionManagerLayer};

use super::{
    caching, card, cart_file, client, crawlers, downloads, exports, health, images, mail_preview, moving, observe,
    posted, preview, report_files, security, uploads, writes, wrote,
};
use crate::config::Config;

/// Everything a request may touch.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) store: Store,
    pub(crate) assets: Arc<Assets>,
    pub(crate) site_root: PathBuf,
    pub(crate) public_url: Arc<str>,
    pub(crate) mail_folder: MailFolder,
    /// The header in which a proxy of ours names the client.
    pub(crate) client_address_header: Option<HeaderName>,
    pub(crate) release: Arc<str>,
    /// Set when the process was told to stop.
    pub(crate) draining: Arc<AtomicBool>,
    /// What the answer to a write carries, where there is a replica.
    pub(crate) wrote: Option<HeaderValue>,
    options: LeptosOptions,
}

impl AppState {
    pub(crate) fn new(store: Store, assets: Arc<Assets>, config: &Config) -> Self {
        Self {
            store,
            assets,
            site_root: config.site_root.clone(),
            public_url: config.public_url.as_str().into(),
            mail_folder: MailFolder(match &config.mailer {
                Mailer::Folder(folder) => Some(folder.as_path().into()),
                Mailer::Smtp(_) => None,
            }),
            client_address_header: config.client_address_header.clone(),
            release: config.release.as_str().into(),
            draining: Arc::default(),
            wrote: wrote::cookie(&config.database),
            options: LeptosOptions::builder().output_name("rocket-parts").build(),
        }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}

/// Largest body of a request to a page or a server function, bytes: forms are small.
const MAX_BODY: usize = 64 * 1024;
/// Largest body of what the editor's scripts save, bytes: a document has long texts and many fields.
const MAX_DOCUMENT: usize = 1024 * 1024;
/// Longest a request may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The whole surface.
pub(crate) fn router(state: AppState) -> Router {
    let context = {
        let store = state.store.clone();
        let public_url = PublicUrl(Arc::clone(&state.public_url));
        let mail_folder = state.mail_folder.clone();
        move || {
            provide_context(store.clone());
            provide_context(public_url.clone());
            provide_context(mail_folder.clone());
            // Pages are cached, so nothing in them may change from request to request: the inline
            // scripts are allowed by their hashes instead.
            provide_context(Nonce::from_value(""));
        }
    };
    let document = {
        let assets = Arc::clone(&state.assets);
        move || shell(&assets)
    };
    let render = {
        let render = leptos_axum::render_app_async_with_context(context.clone(), document.clone());
        move |request: Request| render(request)
    };
    let function = {
        let context = context.clone();
        move |request: Request| leptos_axum::handle_server_fns_with_context(context.clone(), request)
    };
    let Routes { own, with_files, others } = routes(&render, &function);
    let own = own.route("/desk/mail/templates/{name}/html", get(mail_preview::html));
    let own = own.route(report_files::PATH, get(report_files::file));
    let own = exports::PATHS.into_iter().fold(own, |own, path| own.route(path, get(exports::table)));
    let public = Router::new().leptos_routes_with_context(&state, others, context, document).fallback(render.clone());
    let pages: Router = public.clone().with_state(state.clone());
    let own_writes = middleware::from_fn_with_state(state.clone(), wrote::read_own_writes);
    let own = own.merge(preview::for_editors(&pages)).layer(sessions(&state.store)).layer(own_writes.clone());
    let with_files = with_files.merge(images::uploads()).layer(sessions(&state.store)).layer(own_writes.clone());
    // A file to import is larger than any form.
    let uploads = UPLOADS
        .into_iter()
        .fold(Router::new(), |uploads, path| {
            let (page, answer) = (render.clone(), render.clone());
            let answer = move |request: Request| async move { answer(uploads::read(request).await).await };
            uploads.route(path, get(page).merge(post(answer).layer(uploads::body_limit())))
        })
        .layer(sessions(&state.store))
        .layer(own_writes);
    let shop = public
        .merge(own)
        .merge(preview::by_link(&pages))
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        // Lists and pictures are larger than forms; `posted` has its own bounds.
        .merge(with_files)
        .route(
            "/quick-order",
            post(move |request: Request| async move { render(posted::read(request).await).await })
                .layer(posted::body_limit()),
        )
        .route("/cart.csv", get(cart_file::cart_csv))
        .merge(uploads)
        .layer(middleware::from_fn_with_state(state.clone(), writes::hear))
        .layer(middleware::from_fn(moving::announce))
        .layer(middleware::from_fn_with_state(state.clone(), client::note_address))
        .layer(middleware::from_fn_with_state(state.clone(), security::refuse_cross_site_posts))
        .layer(middleware::from_fn(caching::etag))
        .layer(CompressionLayer::new());
    let downloads = downloads::routes().layer(middleware::from_fn(caching::etag)).layer(CompressionLayer::new());
    Router::new()
        .route("/healthz", get(|State(state): State<AppState>| async move { health::healthz(&state.release) }))
        .route("/readyz", get(health::readyz))
        .route("/speculation-rules.json", get(moving::rules))
        .route("/og.png", get(card::shop))
        .route("/parts/{sku}/og.png", get(card::part))
        .merge(crawlers::routes())
        .merge(assets(&state))
        .merge(images::renditions())
        .merge(downloads)
        .merge(shop)
        // The last one added meets the request first.
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIMEOUT))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(middleware::from_fn_with_state(security::headers(&state), security::add_headers))
        .layer(middleware::from_fn(observe::request))
        .with_state(state)
}

/// Pages and server functions that know who is asking, by the beginning of their path. To all others no
/// session is read and none is set, so that no cache can ever keep somebody's cookie.
const OWN: [&str; 6] = ["account", "cart", "checkout", "desk", "orders", "studio"];

/// Of those, the pages that answer what is posted to them, so that what was typed stays and is kept nowhere.
const ANSWERING: [&str; 2] = ["/orders/{number}/cancel", "/orders/{number}/return"];

/// Where files to import are sent to.
const UPLOADS: [&str; 2] = ["/studio/import/new/upload", "/studio/stock-import/new/upload"];

/// Whether a path is one of those, as a page or as a server function.
fn is_own(path: &str) -> bool {
    let path = path.strip_prefix("/api").unwrap_or(path);
    path.split('/').nth(1).is_some_and(|part| OWN.contains(&part))
}

/// Pages and server functions, by what is around them.
struct Routes {
    /// With sessions.
    own: Router<AppState>,
    /// With sessions, answering forms that may have files in them.
    with_files: Router<AppState>,
    /// All others.
    others: Vec<AxumRouteListing>,
}

fn routes<P, F, A: 'static, B: 'static>(page: &P, function: &F) -> Routes
where
    P: Handler<A, AppState>,
    F: Handler<B, AppState>,
{
    let pages = generate_route_list_with_exclusions(App, None);
    let mut own = Router::new();
    let mut with_files = Router::new();
    let mut paths = Vec::new();
    for page_path in pages.iter().map(AxumRouteListing::path).filter(|path| is_own(path)) {
        // Forms of the desk and the studio, and of what customers do to an order, are answered by the page they
        // stand on.
        let has_action = page_path.ends_with("{action}");
        let answer = post(P::clone(page));
        if page_path.starts_with("/studio/") && has_action {
            let answer: MethodRouter<AppState> = answer.layer(middleware::map_request(posted::read_any));
            with_files = with_files.route(page_path, get(P::clone(page)).merge(answer.layer(posted::body_limit())));
        } else if page_path.starts_with("/desk/") && has_action || ANSWERING.contains(&page_path) {
            let answer = answer.layer(middleware::map_request(posted::read_plain));
            own = own.route(page_path, get(P::clone(page)).merge(answer));
        } else {
            own = own.route(page_path, get(P::clone(page)));
        }
        paths.push(page_path.to_owned());
    }
    for (path, method) in server_fn_paths().filter(|(path, _)| is_own(path)) {
        let route = if method == Method::GET { get(F::clone(function)) } else { post(F::clone(function)) };
        if path == "/api/studio/save" {
            with_files = with_files.route(path, route.layer(RequestBodyLimitLayer::new(MAX_DOCUMENT)));
        } else {
            own = own.route(path, route);
        }
        paths.push(path.to_owned());
    }
    Routes { own, with_files, others: generate_route_list_with_exclusions(App, Some(paths)) }
}

/// Every page and server function with its method and who may go there, one a line: what the test of the
/// policy walks.
pub(crate) fn listing() -> Vec<String> {
    let line = |method: &str, path: &str| {
        let pattern = path.replace('{', ":").replace('}', "");
        let access = match access(&pattern) {
            Access::Open => "open".to_owned(),
            Access::Nobody => "nobody".to_owned(),
            Access::Staff(permission) => format!("{permission:?}"),
        };
        format!("{method} {path} {access}")
    };
    let mut lines = Vec::new();
    for page in generate_route_list_with_exclusions(App, None) {
        lines.push(line("GET", page.path()));
        if page.path().ends_with("{action}") {
            lines.push(line("POST", page.path()));
        }
    }
    lines.extend(server_fn_paths().map(|(path, method)| line(method.as_str(), path)));
    lines.push(line("POST", "/api/studio/images"));
    lines.sort();
    lines
}

/// Built assets. Their names hold a hash of their content, so they are kept for a year; they were
/// compressed when they were built.
fn assets(state: &AppState) -> Router<AppState> {
    let immutable = HeaderValue::from_static("public, max-age=31536000, immutable");
    let folder = |name: &str| {
        ServiceBuilder::new()
            .layer(middleware::from_fn(caching::only_found))
            .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, immutable.clone()))
            .service(ServeDir::new(state.site_root.join(name)).precompressed_br().precompressed_gzip())
    };
    let day = HeaderValue::from_static("public, max-age=86400");
    let favicon = ServiceBuilder::new().layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, day)).service(
        tower_http::services::ServeFile::new(state.site_root.join("favicon.svg"))
            .precompressed_br()
            .precompressed_gzip(),
    );
    Router::new()
        .nest_service("/pkg", folder("pkg"))
        .nest_service("/fonts", folder("fonts"))
        .route_service("/favicon.svg", favicon)
}

fn sessions(store: &Store) -> SessionManagerLayer<store::accounts::RedisSessions> {
    SessionManagerLayer::new(store.sessions())
        .with_name("__Host-session")
        .with_secure(true)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(CookieDuration::days(14)))
}
