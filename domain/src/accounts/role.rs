//! What staff may do. A role is a set of permissions; a permission is one kind of work, and pages and
//! server functions ask for permissions, never for roles.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What an employee is employed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Writes the catalog.
    Editor,
    /// Decides what of it is seen.
    Publisher,
    /// Receives, ships and takes back.
    Operations,
    /// Reads reports.
    Analyst,
    /// Everything, and who may do what.
    Administrator,
}

/// One kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// The desk itself and one's own account: everyone on the staff.
    UseDesk,
    /// Write the catalog.
    EditCatalog,
    /// Decide what of the catalog is seen.
    PublishCatalog,
    /// See orders, shipments and returns.
    ReadOrders,
    /// Approve, cancel, note payments.
    ChangeOrders,
    /// Pick, pack, ship, take back.
    FulfilOrders,
    /// See stock, its ledger and what is on its way.
    ReadStock,
    /// Receive, adjust, transfer, count, order from suppliers.
    ChangeStock,
    /// See companies and their terms.
    ReadCompanies,
    /// Set terms, credit, price lists, groups.
    ChangeCompanies,
    /// See reports.
    ReadReports,
    /// See jobs, schedules and mail.
    ReadJobs,
    /// Retry and discard jobs.
    ChangeJobs,
    /// Invite staff, give roles.
    ManageStaff,
    /// See who changed what.
    ReadAudit,
}

impl Role {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Editor, Self::Publisher, Self::Operations, Self::Analyst, Self::Administrator];

    /// The name in forms, commands and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Publisher => "publisher",
            Self::Operations => "operations",
            Self::Analyst => "analyst",
            Self::Administrator => "administrator",
        }
    }

    /// What staff read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Editor => "Editor",
            Self::Publisher => "Publisher",
            Self::Operations => "Operations",
            Self::Analyst => "Analyst",
            Self::Administrator => "Administrator",
        }
    }

    /// One sentence about it.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Editor => "Writes the catalog.",
            Self::Publisher => "Decides what of the catalog is seen.",
            Self::Operations => "Works on orders, stock and returns.",
            Self::Analyst => "Reads orders, stock and reports.",
            Self::Administrator => "May do everything, and says who may do what.",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What the role may do.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            ChangeOrders, ChangeStock, EditCatalog, FulfilOrders, PublishCatalog, ReadCompanies, ReadOrders,
            ReadReports, ReadStock, UseDesk,
        };
        match self {
            Self::Editor => &[UseDesk, EditCatalog],
            Self::Publisher => &[UseDesk, EditCatalog, PublishCatalog],
            Self::Operations => {
                &[UseDesk, ReadOrders, ChangeOrders, FulfilOrders, ReadStock, ChangeStock, ReadCompanies]
            }
            Self::Analyst => &[UseDesk, ReadOrders, ReadStock, ReadCompanies, ReadReports],
            Self::Administrator => &Permission::ALL,
        }
    }

    /// Whether the role may do it.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::UseDesk,
        Self::EditCatalog,
        Self::PublishCatalog,
        Self::ReadOrders,
        Self::ChangeOrders,
        Self::FulfilOrders,
        Self::ReadStock,
        Self::ChangeStock,
        Self::ReadCompanies,
        Self::ChangeCompanies,
        Self::ReadReports,
        Self::ReadJobs,
        Self::ChangeJobs,
        Self::ManageStaff,
        Self::ReadAudit,
    ];
}

/// The roles of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles(BTreeSet<Role>);

/// A name that is no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a role: use editor, publisher, operations, analyst or administrator, divided by commas")]
pub struct UnknownRole(pub String);

impl Roles {
    /// Reads names divided by commas.
    pub fn parse(text: &str) -> Result<Self, UnknownRole> {
        text.split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(|name| Role::parse(name).ok_or_else(|| UnknownRole(name.chars().take(40).collect())))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether any of them may do it.
    pub fn may(&self, permission: Permission) -> bool {
        self.0.iter().any(|role| role.may(permission))
    }

    /// Whether this is one of them.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in the order of [`Role::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }

    /// Their titles, for people.
    pub fn titles(&self) -> String {
        self.iter().map(Role::title).collect::<Vec<_>>().join(", ")
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<T: IntoIterator<Item = Role>>(roles: T) -> Self {
        Self(roles.into_iter().collect())
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(Role::name).collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_back_and_add_up() {
        let roles = Roles::parse(" analyst,editor,, analyst ").expect("roles");
        assert_eq!(roles.to_string(), "editor,analyst");
        assert_eq!(Roles::parse(&roles.to_string()), Ok(roles.clone()));
        assert!(roles.may(Permission::EditCatalog) && roles.may(Permission::ReadReports));
        assert!(!roles.may(Permission::ManageStaff) && !roles.may(Permission::ChangeOrders));
        assert_eq!(Roles::parse("editor,root"), Err(UnknownRole("root".to_owned())));
    }

    #[test]
    fn everyone_may_use_the_desk_and_only_administrators_say_who_may_do_what() {
        for role in Role::ALL {
            assert!(role.may(Permission::UseDesk), "{role:?}");
            assert_eq!(role.may(Permission::ManageStaff), role == Role::Administrator, "{role:?}");
            assert_eq!(Role::parse(role.name()), Some(role));
        }
        assert!(!Roles::default().may(Permission::UseDesk));
    }
}
