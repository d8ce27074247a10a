//! The one table of who may do what: each page and server function of the desk and of the studio and the
//! permission it needs. What is under `/desk`, `/studio`, `/api/desk` or `/api/studio` and not in the table is
//! forbidden to everyone. A test walks every registered route with every role and compares.

use domain::accounts::Permission::{
    self, ChangeCompanies, ChangeJobs, ChangeOrders, ChangeStock, EditCatalog, FulfilOrders, ManageStaff,
    PublishCatalog, ReadAudit, ReadCompanies, ReadJobs, ReadOrders, ReadReports, ReadStock, UseDesk,
};

/// Paths and permissions. `:name` stands for one part of a path, `*name` for what is left of it. The first line
/// that a path matches counts, so that what is more exact stands first.
const TABLE: &[(&str, Permission)] = &[
    ("/desk", UseDesk),
    // accounts
    ("/desk/account", UseDesk),
    ("/desk/audit", ReadAudit),
    ("/desk/staff", ManageStaff),
    ("/desk/staff/:id", ManageStaff),
    ("/api/desk/account/password", UseDesk),
    ("/api/desk/account/end-session", UseDesk),
    ("/api/desk/staff/active", ManageStaff),
    ("/api/desk/staff/end-sessions", ManageStaff),
    ("/api/desk/staff/invite", ManageStaff),
    ("/api/desk/staff/reset", ManageStaff),
    ("/api/desk/staff/roles", ManageStaff),
    // companies
    ("/desk/companies", ReadCompanies),
    ("/desk/companies/:id", ReadCompanies),
    ("/desk/price-lists", ReadCompanies),
    ("/api/desk/companies/add-member", ChangeCompanies),
    ("/api/desk/companies/change", ChangeCompanies),
    ("/api/desk/companies/create", ChangeCompanies),
    ("/api/desk/companies/prices", ChangeCompanies),
    ("/api/desk/companies/remove-member", ChangeCompanies),
    // jobs
    ("/desk/jobs", ReadJobs),
    ("/desk/mail", ReadJobs),
    ("/desk/mail/files", ReadJobs),
    ("/desk/mail/files/:name", ReadJobs),
    ("/desk/mail/letters/:id", ReadJobs),
    ("/desk/mail/templates/:name", ReadJobs),
    ("/desk/mail/templates/:name/html", ReadJobs),
    ("/api/desk/jobs/discard", ChangeJobs),
    ("/api/desk/jobs/pause-schedule", ChangeJobs),
    ("/api/desk/jobs/retry", ChangeJobs),
    ("/api/desk/jobs/run-schedule", ChangeJobs),
    // operations; at an address with `:action` a page answers its own forms
    ("/desk/batch/:action", ChangeOrders),
    ("/desk/orders", ReadOrders),
    ("/desk/orders/:number", ReadOrders),
    ("/desk/orders/:number/:action", ChangeOrders),
    ("/desk/packing", FulfilOrders),
    ("/desk/packing/:action", FulfilOrders),
    ("/desk/parcels/:number", ReadOrders),
    ("/desk/parcels/:number/:action", FulfilOrders),
    ("/desk/picking", FulfilOrders),
    ("/desk/picking/:action", FulfilOrders),
    ("/desk/picks/:numbers", FulfilOrders),
    ("/desk/picks/:numbers/:action", FulfilOrders),
    ("/desk/purchase-orders", ReadStock),
    ("/desk/purchase-orders/:number", ReadStock),
    ("/desk/purchase-orders/:number/:action", ChangeStock),
    ("/desk/returns", ReadOrders),
    ("/desk/returns/:number", ReadOrders),
    ("/desk/returns/:number/:action", FulfilOrders),
    ("/desk/search", ReadOrders),
    ("/desk/stock", ReadStock),
    ("/desk/stock/:sku", ReadStock),
    ("/desk/stock/:sku/:action", ChangeStock),
    ("/desk/stocktakes", ReadStock),
    ("/desk/stocktakes/:id", ReadStock),
    ("/desk/stocktakes/:id/:action", ChangeStock),
    // reports; whoever reads them may have days exported again
    ("/desk/reports", ReadReports),
    ("/desk/reports/lake", ReadReports),
    ("/desk/reports/lake/:action", ReadReports),
    ("/desk/reports/:code", ReadReports),
    ("/desk/reports/:code/csv", ReadReports),
    ("/desk/reports/:code/parquet", ReadReports),
    // studio
    ("/studio", EditCatalog),
    ("/studio/export/prices.csv", EditCatalog),
    ("/studio/export/products.csv", EditCatalog),
    ("/studio/export/stock.csv", ReadStock),
    ("/studio/import", EditCatalog),
    ("/studio/import/:id", EditCatalog),
    ("/studio/import/:id/:action", EditCatalog),
    ("/studio/import/:id/release/:action", PublishCatalog),
    ("/studio/stock-import", ChangeStock),
    ("/studio/stock-import/:id", ChangeStock),
    ("/studio/stock-import/:id/:action", ChangeStock),
    ("/api/studio/import-progress", UseDesk),
    ("/studio/list/publish", PublishCatalog),
    ("/studio/list/:action", EditCatalog),
    ("/studio/preview/:kind/:name/:number/*path", EditCatalog),
    ("/studio/releases", EditCatalog),
    ("/studio/releases/:id", EditCatalog),
    ("/studio/releases/:id/links", EditCatalog),
    ("/studio/releases/:id/links/:action", EditCatalog),
    ("/studio/releases/:id/publish", PublishCatalog),
    ("/studio/releases/:id/roll-back", PublishCatalog),
    ("/studio/releases/:id/schedule", PublishCatalog),
    ("/studio/releases/:id/send-back", PublishCatalog),
    ("/studio/releases/:id/:action", EditCatalog),
    ("/studio/new/:kind", EditCatalog),
    ("/studio/new/:kind/:action", EditCatalog),
    ("/studio/:kind/:name", EditCatalog),
    ("/studio/:kind/:name/history", EditCatalog),
    ("/studio/:kind/:name/history/:action", EditCatalog),
    ("/studio/:kind/:name/links", EditCatalog),
    ("/studio/:kind/:name/links/:action", EditCatalog),
    ("/studio/:kind/:name/publish", EditCatalog),
    ("/studio/:kind/:name/publish/now", PublishCatalog),
    ("/studio/:kind/:name/publish/schedule", PublishCatalog),
    ("/studio/:kind/:name/publish/unpublish", PublishCatalog),
    ("/studio/:kind/:name/publish/:action", EditCatalog),
    ("/studio/:kind/:name/:action", EditCatalog),
    ("/api/studio/images", EditCatalog),
    ("/api/studio/present", EditCatalog),
    ("/api/studio/save", EditCatalog),
];

/// The doors of the desk, for those who are not in yet or are going.
const DOORS: &[&str] = &[
    "/desk/code",
    "/desk/join",
    "/desk/join/code",
    "/desk/sign-in",
    "/api/desk/code",
    "/api/desk/join",
    "/api/desk/join/code",
    "/api/desk/sign-in",
    "/api/desk/sign-out",
];

/// Who may go to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone; what is somebody's own asks for its customer.
    Open,
    /// Staff with a permission.
    Staff(Permission),
    /// Nobody: a path of the desk or the studio that the table does not know.
    Nobody,
}

/// Who may go to a path, as requested or as a pattern.
pub fn access(path: &str) -> Access {
    let mut parts = path.split('/').skip(1);
    let first = match parts.next() {
        Some("api") => parts.next(),
        first => first,
    };
    if !matches!(first, Some("desk" | "studio")) || DOORS.contains(&path) {
        return Access::Open;
    }
    let found = TABLE.iter().find(|(pattern, _)| matches(pattern, path));
    found.map_or(Access::Nobody, |(_, permission)| Access::Staff(*permission))
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(expected), Some(_)) if expected.starts_with('*') => return true,
            (Some(expected), Some(given)) if expected == given => {}
            (Some(expected), Some(given)) if expected.starts_with(':') && !given.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_desk_is_in_the_table_or_forbidden() {
        assert_eq!(access("/desk"), Access::Staff(UseDesk));
        assert_eq!(access("/desk/staff/7"), Access::Staff(ManageStaff));
        assert_eq!(access("/studio/products/tube-54"), Access::Staff(EditCatalog));
        assert_eq!(access("/studio/preview/products/tube-54/7/parts/RP-1"), Access::Staff(EditCatalog));
        for unknown in [
            "/desk/",
            "/desk/staff/",
            "/desk/staff/7/x",
            "/desk/nothing",
            "/api/desk",
            "/api/desk/x",
            "/studio/",
            "/studio/x",
            "/studio/preview/products/tube-54/7",
            "/api/studio",
            "//desk",
        ] {
            assert!(unknown == "//desk" || access(unknown) == Access::Nobody, "{unknown}");
        }
        for open in [
            "/",
            "/deskjet",
            "/studios",
            "/preview/x/parts/RP-1",
            "/api/deskjet",
            "/desk/sign-in",
            "/api/desk/sign-in",
            "/account",
            "/api/cart/add",
        ] {
            assert_eq!(access(open), Access::Open, "{open}");
        }
    }

    #[test]
    fn every_line_of_the_table_counts_and_those_of_the_desk_agree_where_they_meet() {
        for (at, (one, permission)) in TABLE.iter().enumerate() {
            assert!(!DOORS.contains(one), "{one}");
            for (other, asked) in &TABLE[at + 1..] {
                assert!(!matches(one, other), "{other} is never reached behind {one}");
                let agree = permission == asked || !matches(other, one);
                assert!(one.starts_with("/studio/") || agree, "{one} and {other}");
            }
        }
    }
}
