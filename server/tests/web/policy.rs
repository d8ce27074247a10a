//! Who may do what, walked end to end: every registered page and server function, by every role and by
//! nobody, against the table.

use std::process::Command;

use domain::accounts::Role;
use http::Method;
use sqlx::MySqlPool;

use crate::shop::{FORM, Shop};

/// Every server function that is not of the desk or the studio. What is somebody's own asks for its owner; a new one is
/// added here by somebody who has thought about who may call it.
const PUBLIC: &[&str] = &[
    "/api/account/addresses/add",
    "/api/account/addresses/change",
    "/api/account/addresses/default",
    "/api/account/addresses/delete",
    "/api/account/company/invite",
    "/api/account/company/join",
    "/api/account/company/remove",
    "/api/account/confirm",
    "/api/account/delete",
    "/api/account/email",
    "/api/account/end-session",
    "/api/account/forgotten",
    "/api/account/name",
    "/api/account/new-email",
    "/api/account/password",
    "/api/account/register",
    "/api/account/reset",
    "/api/account/sign-in",
    "/api/account/sign-out",
    "/api/account/sign-out-everywhere",
    "/api/cart/add",
    "/api/cart/pieces",
    "/api/cart/quantity",
    "/api/checkout/place",
    "/api/checkout/step",
    "/api/inventory/stock",
    "/api/orders/look-up",
    "/api/orders/reorder",
    "/api/search/suggest",
];

/// What a customer may call only when signed in.
const OWN: &[&str] = &[
    "/api/account/addresses/add",
    "/api/account/addresses/change",
    "/api/account/addresses/default",
    "/api/account/addresses/delete",
    "/api/account/company/invite",
    "/api/account/company/join",
    "/api/account/company/remove",
    "/api/account/delete",
    "/api/account/email",
    "/api/account/end-session",
    "/api/account/name",
    "/api/account/password",
    "/api/account/sign-out-everywhere",
];

/// Functions that scripts send more to than a form holds.
const JSON: [&str; 2] = ["/api/studio/present", "/api/studio/save"];

struct Route {
    method: Method,
    path: String,
    access: String,
}

impl Route {
    fn is_function(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

fn routes() -> Vec<Route> {
    let listed = Command::new(env!("CARGO_BIN_EXE_rocket-parts")).arg("routes").output().expect("it runs");
    let listed = String::from_utf8(listed.stdout).expect("text");
    let routes: Vec<_> = listed
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            let mut word = || words.next().expect("three words").to_owned();
            let (method, path, access) = (word(), word(), word());
            Route { method: method.parse().expect("a method"), path, access }
        })
        .collect();
    assert!(routes.len() > 50, "{listed}");
    routes
}

/// An address of a route: each part that may be anything is `1`.
fn address(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_is_in_the_table_or_known_to_be_open() {
    let mut unknown = Vec::new();
    for route in routes() {
        let is_known = match route.access.as_str() {
            "nobody" => false,
            "open"
                if route.is_function()
                    && !["/api/desk/", "/api/studio/"].iter().any(|of| route.path.starts_with(of)) =>
            {
                PUBLIC.contains(&route.path.as_str())
            }
            _ => true,
        };
        if !is_known {
            unknown.push(format!("{} {}", route.method, route.path));
        }
    }
    assert_eq!(unknown, Vec::<String>::new(), "of the desk: add a line to app::policy; public: to PUBLIC above");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_role_may_do_what_the_table_says_and_nothing_else(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let routes: Vec<_> =
        routes().into_iter().filter(|route| !matches!(route.access.as_str(), "open" | "nobody")).collect();
    let mut wrong = Vec::new();
    for role in Role::ALL.into_iter().map(Some).chain([None]) {
        let session = match role {
            Some(role) => {
                let email = format!("{}@example.org", role.name());
                shop.joins(&email, role.name()).await;
                shop.staff_signs_in(&email).await
            }
            None => String::new(),
        };
        let allowed = |access: &str| {
            role.is_some_and(|role| role.permissions().iter().any(|permission| format!("{permission:?}") == access))
        };
        for route in &routes {
            let path = address(&route.path);
            let takes_json = JSON.contains(&path.as_str());
            let sent = if takes_json { ("content-type", "application/json") } else { FORM[1] };
            let wanted = if route.is_function() { ("accept", "application/json") } else { FORM[0] };
            let headers = [wanted, sent, ("cookie", session.as_str())];
            let body = if takes_json { "{}" } else { "" };
            let answer = shop.send(route.method.clone(), &path, &headers, body).await.expect("answered");
            let status = answer.status;
            let to_sign_in = answer.header("location").starts_with("/desk/sign-in");
            let fits = match role {
                None if route.is_function() => status == 401,
                None => status == 302 && to_sign_in,
                Some(_) if allowed(&route.access) => status != 401 && status != 403 && !to_sign_in,
                Some(_) => status == 403,
            };
            if !fits {
                let who = role.map_or("nobody", Role::name);
                wrong.push(format!("{who}: {} {path} answered {status} {}", route.method, answer.header("location")));
            }
            assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_a_customers_own_asks_for_its_customer(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for path in OWN {
        assert!(PUBLIC.contains(path), "{path}");
        let script = shop.post(path, &[("accept", "application/json"), FORM[1]], "").await;
        assert_eq!((script.status, &script.json()["code"]), (401, &"sign_in".into()), "{path}");
        let form = shop.post_form(path, "", "").await;
        assert_eq!((form.status, form.header("location")), (302, "/account/sign-in"), "{path}");
    }
    for path in ["/account", "/account/profile", "/account/sessions", "/account/delete"] {
        let page = shop.get(path).await;
        let next = path.replace('/', "%2F");
        assert_eq!((page.status, page.header("location")), (302, format!("/account/sign-in?next={next}").as_str()));
        assert!(page.header("set-cookie").is_empty(), "{path}");
    }
}
