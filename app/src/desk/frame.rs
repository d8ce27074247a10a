//! The frame around every page of the desk and the studio, and how its pages are answered: who is asking, what waits, what a
//! posted form led to.

use std::future::Future;

use chrono::{DateTime, Utc};
use domain::accounts::{Actor, Permission};
use domain::fulfilment::Queue;
use leptos::prelude::*;
use store::Store;
use store::accounts::StaffAccount;
use store::fulfilment::{DeskOverview, FulfilmentError};
use uuid::Uuid;

use super::entered::{Entered, NotDone, Problem};
use super::kit;
use crate::page::{self, Page, PageError};
use crate::policy::{Access, access};
use crate::posted::PostedForm;
use crate::request::Visit;

/// A visit by staff who may see what they ask for.
pub(super) struct Desk {
    /// The visit.
    pub(super) visit: Visit,
    /// Who is asking.
    pub(super) staff: StaffAccount,
    /// What waits.
    pub(super) overview: DeskOverview,
}

impl Desk {
    pub(super) fn store(&self) -> &Store {
        &self.visit.store
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.visit.now()
    }

    /// Who acts, for history and audit.
    pub(super) fn actor(&self) -> Actor {
        self.staff.actor()
    }

    /// Random bits for a number.
    pub(super) fn random(&self) -> u64 {
        self.new_key().as_u64_pair().1
    }

    /// A random key for a form that is to be done once.
    pub(super) fn new_key(&self) -> Uuid {
        self.visit.new_key()
    }

    /// The form that was posted to this page, if one was.
    pub(super) fn posted(&self) -> Option<PostedForm> {
        self.visit.posted()
    }

    /// Whether who asks may do it. What they may not do is not offered; that it is refused is up to the table.
    pub(super) fn may(&self, permission: Permission) -> bool {
        self.staff.may(permission)
    }

    /// Does what a form asks for. Done, it leads on; refused, it comes back as it was sent.
    pub(super) async fn answer(
        &self,
        form: &str,
        posted: PostedForm,
        doing: impl Future<Output = Result<String, NotDone>>,
    ) -> Result<Entered, PageError> {
        Entered::after(form, posted, doing.await)
    }
}

/// Why a use-case did nothing, for the form that asked for it.
pub(super) fn refused(error: FulfilmentError) -> NotDone {
    match error {
        FulfilmentError::Refused(refusal) => Problem::from(refusal).into(),
        FulfilmentError::Store(error) => error.into(),
    }
}

/// Loads a page for staff who may see it and answers with it, in the desk's frame.
pub(super) fn respond<F>(load: impl FnOnce(Desk) -> F + Send + 'static) -> impl IntoView
where
    F: Future<Output = Result<Page, PageError>> + Send + 'static,
{
    page::respond(|visit| async move {
        let staff = visit.staff().await?;
        let overview = visit.store.desk_overview(visit.now()).await?;
        let frame = DeskFrame::new(&visit, &staff, Some(overview.clone()));
        let page = load(Desk { visit, staff, overview }).await?;
        Ok(Page { desk: Some(Box::new(frame)), ..page })
    })
}

/// What the frame shows.
pub(crate) struct DeskFrame {
    name: String,
    links: Vec<Link>,
    /// What waits, where it is known and may be.
    overview: Option<DeskOverview>,
    may_count: bool,
    finder: Finder,
}

/// The field of the bar: where it asks and what for.
struct Finder {
    action: &'static str,
    label: &'static str,
    hint: &'static str,
}

const DESK_FINDER: Finder =
    Finder { action: "/desk/search", label: "Search the desk", hint: "Order, parcel, part, tracking, name" };
const STUDIO_FINDER: Finder = Finder { action: "/studio", label: "Search the catalog", hint: "Part number or title" };

/// A way of the navigation.
struct Link {
    group: &'static str,
    href: &'static str,
    text: &'static str,
    here: bool,
    count: Option<fn(&DeskOverview) -> u64>,
}

/// What the navigation counts beside a link.
type Count = fn(&DeskOverview) -> u64;

fn in_queue(overview: &DeskOverview, queue: Queue) -> u64 {
    overview.queues.iter().find(|(known, _)| *known == queue).map_or(0, |(_, count)| *count)
}

/// Where the desk's navigation leads, in groups; each employee sees what they may open.
const LINKS: &[(&str, &str, &str, Option<Count>)] = &[
    ("Orders", "/desk", "Overview", None),
    ("Orders", "/desk/orders?queue=to-approve", "To approve", Some(|all| in_queue(all, Queue::ToApprove))),
    ("Orders", "/desk/picking", "To pick", Some(|all| in_queue(all, Queue::ToPick))),
    ("Orders", "/desk/orders?queue=services", "Services", Some(|all| in_queue(all, Queue::Services))),
    (
        "Orders",
        "/desk/packing",
        "To pack and ship",
        Some(|all| in_queue(all, Queue::ToPack) + in_queue(all, Queue::ToShip)),
    ),
    ("Orders", "/desk/orders?queue=shipped", "On their way", Some(|all| in_queue(all, Queue::Shipped))),
    ("Orders", "/desk/orders?queue=services", "Services", Some(|all| in_queue(all, Queue::Services))),
    ("Orders", "/desk/orders?queue=backorders", "Backorders", Some(|all| in_queue(all, Queue::Backorders))),
    (
        "Orders",
        "/desk/returns",
        "Returns",
        Some(|all| all.returns_to_decide + all.returns_to_receive + all.returns_to_credit),
    ),
    ("Stock", "/desk/purchase-orders", "Purchase orders", Some(|all| all.purchase_orders_open)),
    ("Stock", "/desk/stock", "Low stock", Some(|all| all.low_stock)),
    ("Stock", "/desk/stocktakes", "Counts", Some(|all| all.stocktakes_open)),
    ("Stock", "/studio/stock-import", "Import counts", None),
    ("Reports", "/desk/reports", "Reports", None),
    ("Reports", "/desk/reports/lake", "The lake", None),
    ("Studio", "/studio", "Catalog", None),
    ("Studio", "/studio/releases", "Releases", None),
    ("Studio", "/studio/import", "Import and export", None),
    ("Shop", "/desk/jobs", "Jobs", None),
    ("Shop", "/desk/mail", "Mail", None),
    ("Shop", "/desk/companies", "Companies", None),
    ("Shop", "/desk/price-lists", "Price lists", None),
    ("Shop", "/desk/staff", "Staff", None),
    ("Shop", "/desk/audit", "Audit log", None),
];

impl DeskFrame {
    /// The frame for who is asking. The table of who may do what decides which ways there are.
    pub(crate) fn new(visit: &Visit, staff: &StaffAccount, overview: Option<DeskOverview>) -> Self {
        let queue = visit.query("queue").unwrap_or_else(|| Queue::ToApprove.name().to_owned());
        let links = LINKS
            .iter()
            .filter(|(_, href, ..)| {
                let path = href.split('?').next().unwrap_or_default();
                matches!(access(path), Access::Staff(permission) if staff.may(permission))
            })
            .map(|(group, href, text, count)| {
                let here = match href.split_once("?queue=") {
                    Some((path, name)) => path == visit.path() && name == queue,
                    None => *href == visit.path(),
                };
                Link { group, href, text, here, count: *count }
            })
            .collect();
        let may_count = staff.may(Permission::ReadOrders);
        let is_studio = visit.path() == "/studio" || visit.path().starts_with("/studio/");
        let finder =
            if staff.may(Permission::EditCatalog) && (is_studio || !may_count) { STUDIO_FINDER } else { DESK_FINDER };
        Self { name: staff.name.clone(), links, overview, may_count, finder }
    }

    /// Counts what waits, where the page has not. Without the counts the page is still worth showing.
    pub(crate) async fn count(&mut self, visit: &Visit) {
        if self.overview.is_none() && self.may_count {
            self.overview =
                visit.store.desk_overview(visit.now()).await.inspect_err(|error| _ = visit.fault(error)).ok();
        }
    }
}

/// A page in the desk's frame.
pub(crate) fn frame(desk: DeskFrame, query: String, narrow: bool, content: AnyView) -> AnyView {
    let main = if narrow { "desk__main desk__narrow" } else { "desk__main" };
    view! {
        <a class="skip-link" href="#content">"Skip to the content"</a>
        <header class="desk-bar">
            <div class="desk-bar__inner">
                <a class="desk-bar__home" href="/desk">
                    <svg class="desk-bar__mark" viewBox="0 0 14 31" width="14" height="31" aria-hidden="true">
                        <path d="M7 1.5C10.2 5.2 12.3 10 12.3 15.2V26H1.7V15.2C1.7 10 3.8 5.2 7 1.5Z"/>
                        <path d="M4.5 28v3M9.5 28v3"/>
                    </svg>
                    "Desk"
                </a>
                <form class="desk-bar__search" action=desk.finder.action method="get" role="search">
                    <label class="visually-hidden" for="desk-query">{desk.finder.label}</label>
                    <input class="desk-bar__query" id="desk-query" name="q" type="search" autocomplete="off" enterkeyhint="search" maxlength="200"
                        placeholder=desk.finder.hint value=query aria-keyshortcuts="/ Control+K"/>
                    <kbd class="desk-bar__key" title="Press / or Ctrl+K to search">"/"</kbd>
                    <button class="desk-bar__find" type="submit">"Find"</button>
                </form>
                <div class="desk-bar__who">
                    <a class="desk-bar__name" href="/desk/account">{desk.name}</a>
                    <form method="post" action="/api/desk/sign-out"><button class="button button--text" type="submit">"Sign out"</button></form>
                </div>
            </div>
        </header>
        <div class="desk">
            {navigation(&desk.links, desk.overview.as_ref())}
            <main class=main id="content" tabindex="-1">{content}</main>
        </div>
    }
    .into_any()
}

fn navigation(links: &[Link], overview: Option<&DeskOverview>) -> AnyView {
    let mut group = "";
    let items: Vec<_> = links
        .iter()
        .map(|link| {
            let title = (link.group != group).then(|| view! { <span class="desk-nav__title">{link.group}</span> });
            group = link.group;
            let count = link.count.zip(overview).map(|(count, overview)| {
                let count = count(overview);
                let class = if count == 0 { "desk-nav__count desk-nav__count--none" } else { "desk-nav__count" };
                view! { <span class=class>{kit::thousands(count)}</span> }
            });
            let here = link.here.then_some("page");
            view! {
                <li class="desk-nav__item">{title}<a class="desk-nav__link" href=link.href aria-current=here>{link.text}{count}</a></li>
            }
        })
        .collect();
    view! { <nav class="desk-nav" aria-label="Desk"><ul class="desk-nav__list">{items}</ul></nav> }.into_any()
}

/// What was done, as the page that it led to says it: looked up by code.
pub(super) fn done(desk: &Desk) -> Option<String> {
    let code = desk.visit.query("done")?;
    DONE.iter().find(|(known, _)| *known == code).map(|(_, text)| (*text).to_owned())
}

const DONE: &[(&str, &str)] = &[
    ("adjusted", "Adjusted. The ledger says why."),
    ("approved", "Approved."),
    ("authorised", "Authorised. The customer has been told."),
    ("bin_set", "The bin is set."),
    ("cancelled", "Cancelled. The customer has been told."),
    ("count_applied", "The differences are booked and the count is closed."),
    ("count_left", "Booked, but for the parts below: more of them is promised than was counted."),
    ("counted", "Entered."),
    ("counting", "The count has begun. Print this page for the way."),
    ("created", "The purchase order is made."),
    ("credited", "Credited. The customer has been told."),
    ("delivered", "It has arrived."),
    ("expected", "The date is changed."),
    ("goods_in", "Booked in."),
    ("noted", "The note is in the history."),
    ("packed", "Packed. Scan the next parcel."),
    ("paid", "The payment is recorded."),
    ("picked", "All found. The parcels are ready to be packed."),
    ("picking", "Picking has begun. Print this page, or take it along."),
    ("received", "Booked. What can be sold is back in stock."),
    ("refused", "Refused. The customer has been told."),
    ("requested", "The return is made. Say whether the goods may come back."),
    ("rest_cancelled", "The rest is cancelled and the purchase order closed."),
    ("service", "The service is noted as done."),
    ("shipped", "Shipped. The customers have been told."),
    ("transferred", "Transferred."),
    ("unpacked", "Open again. Scan what goes in."),
];
