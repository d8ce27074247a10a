//! Every page and its URL, in one list.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use crate::account::{
    AccountPage, AddressPage, AddressesPage, CompanyPage, ConfirmPage, DeletePage, ForgottenPage, NewEmailPage,
    ProfilePage, RegisterPage, ResetPage, SentPage, SessionsPage, SignInPage,
};
use crate::cart::{CartPage, QuickOrderPage};
use crate::catalog::{ComparePage, ContentPage, HomePage, PartPage};
use crate::checkout::{CheckoutPage, CheckoutStart};
use crate::desk;
use crate::desk::{
    AuditPage, CodePage, JobsPage, JoinCodePage, JoinPage, MailFilePage, MailFilesPage, MailListPage, MailPage,
    MemberPage, OwnAccountPage, SignInPage as DeskSignInPage, StaffPage, TemplatePage,
};
use crate::fit::{CheckPage, FitsPage};
use crate::help::{HelpIndexPage, HelpPage};
use crate::orders::{CancelPage, InvoicePage, LookUpPage, OrderPage, PackingSlipPage, ReturnPage, ReturnSlipPage};
use crate::page::NotFoundPage;
use crate::reports::{LakePage, ReportPage, ReportsPage};
use crate::search::{CategoryPage, SearchPage};
use crate::studio;

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
                <Route path=path!("/compare") view=ComparePage ssr=SsrMode::Async/>
                <Route path=path!("/parts/:sku/fits") view=FitsPage ssr=SsrMode::Async/>
                <Route path=path!("/fit") view=CheckPage ssr=SsrMode::Async/>
                <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/cart") view=CartPage ssr=SsrMode::Async/>
                <Route path=path!("/quick-order") view=QuickOrderPage ssr=SsrMode::Async/>
                <Route path=path!("/checkout") view=CheckoutStart ssr=SsrMode::Async/>
                <Route path=path!("/checkout/:step") view=CheckoutPage ssr=SsrMode::Async/>
                <Route path=path!("/orders") view=LookUpPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number") view=OrderPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number/cancel") view=CancelPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number/return") view=ReturnPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number/returns/:rma") view=ReturnSlipPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number/invoice") view=InvoicePage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number/packing-slip/:shipment") view=PackingSlipPage ssr=SsrMode::Async/>
                <Route path=path!("/help") view=HelpIndexPage ssr=SsrMode::Async/>
                <Route path=path!("/help/:page") view=HelpPage ssr=SsrMode::Async/>
                <Route path=path!("/pages/:slug") view=ContentPage ssr=SsrMode::Async/>
                <AccountRoutes/>
                <DeskRoutes/>
                <ImportRoutes/>
                <StudioRoutes/>
                <Route path=path!("/desk/account") view=OwnAccountPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/staff") view=StaffPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/staff/:id") view=MemberPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/audit") view=AuditPage ssr=SsrMode::Async/>
                <CompanyRoutes/>
                <Route path=path!("/desk/jobs") view=JobsPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/mail") view=MailListPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/mail/files") view=MailFilesPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/mail/files/:name") view=MailFilePage ssr=SsrMode::Async/>
                <Route path=path!("/desk/mail/letters/:id") view=MailPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/mail/templates/:name") view=TemplatePage ssr=SsrMode::Async/>
                <Route path=path!("/desk/sign-in") view=DeskSignInPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/code") view=CodePage ssr=SsrMode::Async/>
                <Route path=path!("/desk/join") view=JoinPage ssr=SsrMode::Async/>
                <Route path=path!("/desk/join/code") view=JoinCodePage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// The operations desk. An address with `:action` is what the forms of its page are sent to.
#[component(transparent)]
fn DeskRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/desk") view=desk::DeskPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/batch/:action") view=desk::BatchPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/orders") view=desk::OrdersPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/orders/:number") view=desk::DeskOrderPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/orders/:number/:action") view=desk::DeskOrderPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/packing") view=desk::PackingPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/packing/:action") view=desk::PackingPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/parcels/:number") view=desk::ParcelPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/parcels/:number/:action") view=desk::ParcelPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/picking") view=desk::PickingPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/picking/:action") view=desk::PickingPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/picks/:numbers") view=desk::PickListPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/picks/:numbers/:action") view=desk::PickListPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/purchase-orders") view=desk::PurchaseOrdersPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/purchase-orders/:number") view=desk::PurchaseOrderPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/purchase-orders/:number/:action") view=desk::PurchaseOrderPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/reports") view=ReportsPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/reports/lake") view=LakePage ssr=SsrMode::Async/>
        <Route path=path!("/desk/reports/lake/:action") view=LakePage ssr=SsrMode::Async/>
        <Route path=path!("/desk/reports/:code") view=ReportPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/returns") view=desk::ReturnsPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/returns/:number") view=desk::ReturnPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/returns/:number/:action") view=desk::ReturnPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/search") view=desk::DeskSearchPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/stock") view=desk::LowStockPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/stock/:sku") view=desk::StockPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/stock/:sku/:action") view=desk::StockPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/stocktakes") view=desk::StocktakesPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/stocktakes/:id") view=desk::StocktakePage ssr=SsrMode::Async/>
        <Route path=path!("/desk/stocktakes/:id/:action") view=desk::StocktakePage ssr=SsrMode::Async/>
    }
    .into_inner()
}

/// Importing. An address with `:action` is what the forms of its page are sent to.
#[component(transparent)]
fn ImportRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/studio/import") view=studio::ImportStartPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/import/:id") view=studio::ImportPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/import/:id/:action") view=studio::ImportPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/import/:id/release/:action") view=studio::ImportReleasePage ssr=SsrMode::Async/>
        <Route path=path!("/studio/stock-import") view=studio::StockImportStartPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/stock-import/:id") view=studio::StockImportPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/stock-import/:id/:action") view=studio::StockImportPage ssr=SsrMode::Async/>
    }
    .into_inner()
}

/// The studio. What is more exact stands before what takes any kind and name.
#[component(transparent)]
fn StudioRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/studio") view=studio::ListPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/list/:action") view=studio::ListPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/releases") view=studio::ReleasesPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/releases/:id") view=studio::ReleasePage ssr=SsrMode::Async/>
        <Route path=path!("/studio/releases/:id/links") view=studio::LinksPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/releases/:id/links/:action") view=studio::LinksPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/releases/:id/:action") view=studio::ReleasePage ssr=SsrMode::Async/>
        <Route path=path!("/studio/:kind/:name/history") view=studio::HistoryPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/:kind/:name/history/:action") view=studio::HistoryPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/:kind/:name/publish") view=studio::PublishPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/:kind/:name/publish/:action") view=studio::PublishPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/:kind/:name/links") view=studio::LinksPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/:kind/:name/links/:action") view=studio::LinksPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/new/:kind") view=studio::NewDocumentPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/new/:kind/:action") view=studio::NewDocumentPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/:kind/:name") view=studio::EditorPage ssr=SsrMode::Async/>
        <Route path=path!("/studio/:kind/:name/:action") view=studio::EditorPage ssr=SsrMode::Async/>
    }
    .into_inner()
}

/// Companies: as staff keep them, and as their members see them.
#[component(transparent)]
fn CompanyRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/account/company") view=CompanyPage ssr=SsrMode::Async/>
        <Route path=path!("/account/addresses") view=AddressesPage ssr=SsrMode::Async/>
        <Route path=path!("/account/addresses/:id") view=AddressPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/companies") view=desk::CompaniesPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/companies/:id") view=desk::DeskCompanyPage ssr=SsrMode::Async/>
        <Route path=path!("/desk/price-lists") view=desk::PriceListsPage ssr=SsrMode::Async/>
    }
    .into_inner()
}

/// A customer's account and its doors.
#[component(transparent)]
fn AccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
        <Route path=path!("/account/profile") view=ProfilePage ssr=SsrMode::Async/>
        <Route path=path!("/account/sessions") view=SessionsPage ssr=SsrMode::Async/>
        <Route path=path!("/account/delete") view=DeletePage ssr=SsrMode::Async/>
        <Route path=path!("/account/sign-in") view=SignInPage ssr=SsrMode::Async/>
        <Route path=path!("/account/register") view=RegisterPage ssr=SsrMode::Async/>
        <Route path=path!("/account/sent") view=SentPage ssr=SsrMode::Async/>
        <Route path=path!("/account/confirm") view=ConfirmPage ssr=SsrMode::Async/>
        <Route path=path!("/account/forgotten") view=ForgottenPage ssr=SsrMode::Async/>
        <Route path=path!("/account/reset") view=ResetPage ssr=SsrMode::Async/>
        <Route path=path!("/account/new-email") view=NewEmailPage ssr=SsrMode::Async/>
    }
    .into_inner()
}
