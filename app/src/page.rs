//! What every page is made of: its head, its cache policy, the frame around its content, and the
//! pages shown when there is nothing to show.

use std::future::Future;

use http::header;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use serde_json::{Value, json};

use crate::AppError;
use crate::cart::CartBadge;
use crate::desk::DeskFrame;
use crate::request::Visit;
use crate::search::SearchBox;

/// Who may keep a page, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CachePolicy {
    /// The same for everyone: shared caches keep it for a minute and may show it for a day while
    /// they fetch it anew; browsers ask each time whether it changed. A page fetched ahead of a click
    /// (`server::http::moving`) is used for five minutes without asking, whatever is said here.
    Public,
    /// A page that has moved, the same for everyone: an hour in shared caches, five minutes in browsers.
    Moved,
    /// Somebody's own, or an error: kept by nobody.
    Private,
}

impl CachePolicy {
    pub(crate) const fn header(self) -> &'static str {
        match self {
            Self::Public => "public, max-age=0, s-maxage=60, stale-while-revalidate=86400, stale-if-error=86400",
            Self::Moved => "public, max-age=300, s-maxage=3600",
            Self::Private => "private, no-store",
        }
    }
}

/// A page, loaded.
pub(crate) struct Page {
    /// For the browser's tab and search engines, without the shop's name.
    pub(crate) title: String,
    /// One sentence for search engines; empty when they are to stay away.
    pub(crate) description: String,
    /// Path by which search engines know it, with its query.
    pub(crate) canonical: Option<String>,
    /// Whether search engines are to leave it out of what they list.
    pub(crate) unlisted: bool,
    /// `mm` or `in` where the address says in which units figures are shown.
    pub(crate) unit: Option<&'static str>,
    /// Path of the picture that stands for it where it is shared, and what is to be seen there.
    pub(crate) image: (String, String),
    /// What it is about, for machines: items of <https://schema.org>.
    pub(crate) data: Vec<Value>,
    /// Who may keep it.
    pub(crate) cache: CachePolicy,
    /// HTTP status.
    pub(crate) status: u16,
    /// What stands in the search field.
    pub(crate) query: String,
    /// Pieces in the cart, where the page knows.
    pub(crate) cart_pieces: Option<u32>,
    /// Narrow pages are for forms and text.
    pub(crate) narrow: bool,
    /// The frame of the desk, on its pages.
    pub(crate) desk: Option<Box<DeskFrame>>,
    /// The content of `<main>`.
    pub(crate) content: AnyView,
}

impl Page {
    /// A page that is the same for everyone.
    pub(crate) fn public(title: impl Into<String>, description: impl Into<String>, content: impl IntoAny) -> Self {
        Self {
            title: title.into(),
            description: description.into(),
            canonical: None,
            unlisted: false,
            unit: None,
            image: ("/og.png".to_owned(), "Rocket Parts Co.".to_owned()),
            data: Vec::new(),
            cache: CachePolicy::Public,
            status: 200,
            query: String::new(),
            cart_pieces: None,
            narrow: false,
            desk: None,
            content: content.into_any(),
        }
    }

    /// A page that is somebody's own.
    pub(crate) fn private(title: impl Into<String>, content: impl IntoAny) -> Self {
        Self { cache: CachePolicy::Private, ..Self::public(title, "", content) }
    }

    pub(crate) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(crate) fn with_canonical(self, path: impl Into<String>) -> Self {
        Self { canonical: Some(path.into()), ..self }
    }

    pub(crate) fn unlisted_if(self, unlisted: bool) -> Self {
        Self { unlisted, ..self }
    }

    pub(crate) fn in_unit(self, unit: Option<&'static str>) -> Self {
        Self { unit, ..self }
    }

    pub(crate) fn with_image(self, path: impl Into<String>, alt: impl Into<String>) -> Self {
        Self { image: (path.into(), alt.into()), ..self }
    }

    pub(crate) fn with_data(self, data: Vec<Value>) -> Self {
        Self { data, ..self }
    }

    pub(crate) fn with_query(self, query: impl Into<String>) -> Self {
        Self { query: query.into(), ..self }
    }

    pub(crate) fn with_cart_pieces(self, pieces: u32) -> Self {
        Self { cart_pieces: Some(pieces), ..self }
    }

    pub(crate) fn narrow(self) -> Self {
        Self { narrow: true, ..self }
    }
}

/// Why there is no such page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// Nothing has this address.
    #[error("not found")]
    NotFound,
    /// The visitor belongs elsewhere: their way there.
    #[error("see {0}")]
    Elsewhere(String),
    /// The page has another address for everyone, for good; the query goes with it.
    #[error("moved to {0}")]
    Moved(String),
    /// Nobody is signed in, or not allowed to see it, or a fault that is logged already.
    #[error(transparent)]
    App(#[from] AppError),
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Loads a page and answers with it: status, headers, head and frame.
pub(crate) fn respond<F>(load: impl FnOnce(Visit) -> F) -> impl IntoView
where
    F: Future<Output = Result<Page, PageError>> + Send + 'static,
{
    let visit = Visit::current();
    let loading = visit.clone().map(load);
    Suspend::new(async move {
        let (Ok(visit), Ok(loading)) = (visit, loading) else {
            return ().into_any();
        };
        // What is not there may have moved. What is there is never asked about.
        let loaded = match loading.await {
            Err(PageError::NotFound) => match visit.store.redirect(visit.path()).await {
                Ok(Some(path)) => Err(PageError::Moved(path)),
                Ok(None) => Err(PageError::NotFound),
                Err(error) => Err(error.into()),
            },
            loaded => loaded,
        };
        let mut page = match loaded {
            Ok(page) => page,
            Err(PageError::NotFound) => not_found(),
            Err(PageError::App(AppError::SignIn)) => {
                visit.redirect(&visit.sign_in_path());
                visit.set_header(header::CACHE_CONTROL, CachePolicy::Private.header());
                return ().into_any();
            }
            Err(PageError::App(AppError::Forbidden)) => forbidden(),
            Err(PageError::App(error)) => failed(&error, visit.request_id()),
            Err(PageError::Elsewhere(path)) => {
                visit.redirect(&path);
                visit.set_header(header::CACHE_CONTROL, CachePolicy::Private.header());
                return ().into_any();
            }
            Err(PageError::Moved(path)) => {
                visit.redirect_for_good(&path);
                visit.set_header(header::CACHE_CONTROL, CachePolicy::Moved.header());
                return ().into_any();
            }
            Err(PageError::Store(error)) => failed(&visit.fault(&error), visit.request_id()),
        };
        if let Some(desk) = &mut page.desk {
            desk.count(&visit).await;
        }
        if page.status != 200 {
            visit.set_status(page.status);
        }
        visit.set_header(header::CACHE_CONTROL, page.cache.header());
        head(&page, &visit);
        frame(page).into_any()
    })
}

/// Puts title, description and the like into the document's head. Rendered here and now, while the
/// request's context is at hand: rendered with the page, they would sometimes come too late.
fn head(page: &Page, visit: &Visit) {
    let is_public = page.cache == CachePolicy::Public && page.status == 200;
    // leptos_meta writes the title as it is, and a title may hold what somebody typed.
    let title = page.title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    _ = view! { <Title text=format!("{title} · Rocket Parts Co.")/> }.to_html();
    if !page.description.is_empty() {
        _ = view! { <Meta name="description" content=page.description.clone()/> }.to_html();
    }
    if let Some(path) = &page.canonical {
        _ = view! { <Link rel="canonical" href=visit.absolute(path)/> }.to_html();
    }
    if !is_public || page.unlisted {
        _ = view! { <Meta name="robots" content="noindex"/> }.to_html();
    }
    if is_public {
        share(page, visit);
    }
}

/// How a page looks where it is shared: Open Graph (<https://ogp.me>), which the others read too.
fn share(page: &Page, visit: &Visit) {
    let (image, alt) = &page.image;
    let url = page.canonical.as_deref().map(|path| visit.absolute(path));
    let properties = [
        ("og:site_name", Some("Rocket Parts Co.".to_owned())),
        ("og:type", Some("website".to_owned())),
        ("og:title", Some(page.title.clone())),
        ("og:description", Some(page.description.clone()).filter(|text| !text.is_empty())),
        ("og:url", url),
        ("og:image", Some(visit.absolute(image))),
        ("og:image:width", Some("1200".to_owned())),
        ("og:image:height", Some("630".to_owned())),
        ("og:image:alt", Some(alt.clone())),
    ];
    for (property, content) in properties {
        if let Some(content) = content {
            _ = view! { <Meta property=property content=content/> }.to_html();
        }
    }
    _ = view! { <Meta name="twitter:card" content="summary_large_image"/> }.to_html();
}

/// What a page is about, as JSON-LD: a block of data, which no browser runs. Nothing in it can end the
/// element it stands in.
fn json_ld(items: &[Value]) -> Option<impl IntoView + use<>> {
    let graph = json!({ "@context": "https://schema.org", "@graph": items }).to_string().replace('<', "\\u003c");
    (!items.is_empty()).then(|| view! { <script type="application/ld+json" inner_html=graph></script> })
}

fn frame(page: Page) -> impl IntoView {
    if let Some(desk) = page.desk {
        return crate::desk::frame(*desk, page.query, page.narrow, page.content);
    }
    view! {
        <a class="skip-link" href="#content">"Skip to the content"</a>
        <header class="site-header">
            <div class="site-header__inner">
                <a class="site-header__home" href="/">
                    <svg class="site-header__mark" viewBox="0 0 14 31" width="14" height="31" aria-hidden="true">
                        <path d="M7 1.5C10.2 5.2 12.3 10 12.3 15.2V26H1.7V15.2C1.7 10 3.8 5.2 7 1.5Z"/>
                        <path class="site-header__flame" d="M4.5 28v3M9.5 28v3"/>
                    </svg>
                    "Rocket Parts Co."
                </a>
                <SearchBox query=page.query/>
                <nav class="site-header__links" aria-label="Shop">
                    <a class="site-header__link site-header__link--wide" href="/categories/services">"Services"</a>
                    <a class="site-header__link site-header__link--wide" href="/quick-order">"Quick order"</a>
                    <a class="site-header__link site-header__link--roomy" href="/orders">"Orders"</a>
                    <a class="site-header__link" href="/account">"Account"</a>
                    <a class="site-header__link" href="/cart">"Cart "<CartBadge pieces=page.cart_pieces/></a>
                </nav>
            </div>
        </header>
        <main class=if page.narrow { "page page--narrow" } else { "page" } id="content" tabindex="-1" data-unit=page.unit>
            {page.content}
        </main>
        <footer class="site-footer">
            <div class="site-footer__inner">
                {FOOTER.map(|(title, links)| view! {
                    <div>
                        <h2 class="site-footer__title">{title}</h2>
                        <ul class="site-footer__list">
                            {links.iter().map(|(href, text)| view! {
                                <li><a class="site-footer__link" href=*href>{*text}</a></li>
                            }).collect_view()}
                        </ul>
                    </div>
                }).collect_view()}
                <p class="site-footer__note">"Rocket Parts Co. · Prices in euro, excluding tax · Dimensions in millimetres and inches"</p>
            </div>
        </footer>
        {json_ld(&page.data)}
    }
    .into_any()
}

type FooterColumn = (&'static str, &'static [(&'static str, &'static str)]);

const FOOTER: [FooterColumn; 4] = [
    (
        "Airframe",
        &[
            ("/categories/nose-cones", "Nose cones"),
            ("/categories/airframe-tubes", "Airframe tubes"),
            ("/categories/couplers", "Couplers"),
            ("/categories/transitions", "Transitions"),
            ("/categories/fins", "Fins"),
        ],
    ),
    (
        "Motors and mounts",
        &[
            ("/categories/motors", "Motors"),
            ("/categories/motor-tubes", "Motor tubes"),
            ("/categories/centering-rings", "Centering rings"),
            ("/categories/retainers", "Motor retainers"),
            ("/categories/igniters", "Igniters and leads"),
        ],
    ),
    (
        "Recovery and launch",
        &[
            ("/categories/parachutes", "Parachutes"),
            ("/categories/shock-cords", "Shock cords"),
            ("/categories/rail-guides", "Rail guides"),
            ("/categories/launch-lugs", "Launch lugs"),
            ("/categories/electronics", "Electronics"),
        ],
    ),
    (
        "Shop",
        &[
            ("/", "All categories"),
            ("/categories/bonding", "Adhesives and finishing"),
            ("/categories/services", "Services"),
            ("/quick-order", "Quick order"),
            ("/cart", "Your cart"),
            ("/orders", "Look up an order"),
            ("/account", "Your account"),
            ("/help", "Help"),
        ],
    ),
];

/// The page for addresses nothing has, previews that are not shown among them.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    respond(crate::preview::without_preview)
}

fn not_found() -> Page {
    let content = view! {
        <div class="empty">
            <p class="empty__code">"404"</p>
            <h1 class="empty__title">"There is no page at this address"</h1>
            <p class="empty__text">"The part may have left the catalog, or the address has a slip in it. The search field takes part numbers with or without hyphens."</p>
            <ul class="empty__ways">
                <li><a href="/">"All categories"</a></li>
                <li><a href="/search">"Search"</a></li>
                <li><a href="/orders">"Look up an order"</a></li>
            </ul>
        </div>
    };
    Page::private("Page not found", content).with_status(404)
}

fn forbidden() -> Page {
    let content = view! {
        <div class="empty">
            <p class="empty__code">"403"</p>
            <h1 class="empty__title">"Your roles do not allow this"</h1>
            <p class="empty__text">{AppError::Forbidden.to_string()}</p>
            <ul class="empty__ways"><li><a href="/desk">"To the desk"</a></li></ul>
        </div>
    };
    Page::private("Not allowed", content).with_status(403)
}

fn failed(error: &AppError, request_id: &str) -> Page {
    let (title, text) = match error {
        AppError::Unavailable => (
            "The shop cannot show this page at the moment",
            "Part of our system does not answer. Nothing you ordered or put into your cart is lost. Try again in a minute.",
        ),
        _ => (
            "Something went wrong on our side",
            "We have noted it. Nothing you ordered or put into your cart is lost. If it happens again, tell us the number above.",
        ),
    };
    let content = view! {
        <div class="empty">
            <p class="empty__code">{format!("request {request_id}")}</p>
            <h1 class="empty__title">{title}</h1>
            <p class="empty__text">{text}</p>
            <ul class="empty__ways">
                <li><a href="">"Try again"</a></li>
                <li><a href="/">"All categories"</a></li>
            </ul>
        </div>
    };
    Page::private("Something went wrong", content).with_status(error.status())
}
