//! Every page and its URL, and every server function, each in one list.

use leptos::prelude::*;
use leptos::server_fn::axum::register_explicit;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::cart::{AddToCart, CartPage, CartPieces, SetCartQuantity};
use crate::catalog::{CategoryPage, HomePage, PartPage};
use crate::checkout::{CheckoutPage, CheckoutStart, PlaceOrder, SaveCheckoutStep};
use crate::inventory::LiveStock;
use crate::orders::{LookUpOrder, LookUpPage, OrderPage};
use crate::page::NotFoundPage;
use crate::search::{SearchPage, Suggest};

/// The shop. Every page is rendered whole (`SsrMode::Async`): its status, title and cache policy
/// are known before the first byte, and nothing needs a script to fall into place.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/categories/:slug") view=CategoryPage ssr=SsrMode::Async/>
                <Route path=path!("/parts/:sku") view=PartPage ssr=SsrMode::Async/>
                <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/cart") view=CartPage ssr=SsrMode::Async/>
                <Route path=path!("/checkout") view=CheckoutStart ssr=SsrMode::Async/>
                <Route path=path!("/checkout/:step") view=CheckoutPage ssr=SsrMode::Async/>
                <Route path=path!("/orders") view=LookUpPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number") view=OrderPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// Makes every server function known. They would register themselves, but a linker leaves out what
/// nothing refers to.
pub fn register_server_functions() {
    register_explicit::<AddToCart>();
    register_explicit::<CartPieces>();
    register_explicit::<LiveStock>();
    register_explicit::<LookUpOrder>();
    register_explicit::<PlaceOrder>();
    register_explicit::<SaveCheckoutStep>();
    register_explicit::<SetCartQuantity>();
    register_explicit::<Suggest>();
}
