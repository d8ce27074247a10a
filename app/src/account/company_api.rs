//! The HTTP surface of a company for its members.

use domain::accounts::{CompanyRole, Email};
use domain::ids::CustomerId;
use leptos::prelude::*;
use store::accounts::{CompanyError, LinkToken};

use crate::AppError;
use crate::request::{Visit, problem_query, random_bits};

/// Joins the company that invited the customer.
#[server(prefix = "/api", endpoint = "account/company/join")]
pub async fn join_company(#[server(default)] token: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let token = LinkToken::parse(&token).ok_or(AppError::LinkGone)?;
        visit.store.join_company(&customer, &token, visit.now()).await.map_err(|error| visit.company_fault(&error))
    }
    .await;
    answer(&visit, result, "joined")
}

/// Invites somebody, by mail. For managers.
#[server(prefix = "/api", endpoint = "account/company/invite")]
pub async fn invite_member(#[server(default)] email: String, #[server(default)] role: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let company = customer.company.filter(|_| customer.is_manager).ok_or(AppError::Forbidden)?;
        let email = Email::parse(&email).map_err(|_| AppError::InvalidEmail)?;
        let role = CompanyRole::parse(&role).unwrap_or(CompanyRole::Buyer);
        let token = LinkToken::from_random(random_bits());
        visit
            .store
            .invite_member(&customer, company, &email, role, &token, visit.now())
            .await
            .map_err(|error| visit.company_fault(&error))
    }
    .await;
    if result.is_err() {
        visit.keep_typed("/account/company", &[("email", &email)]).await;
    }
    answer(&visit, result, "invited")
}

/// Takes a member out of the company: oneself, or another by a manager.
#[server(prefix = "/api", endpoint = "account/company/remove")]
pub async fn remove_company_member(#[server(default)] member: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let mut done = "removed";
    let result = async {
        let customer = visit.need_customer().await?;
        let company = customer.company.ok_or(AppError::Forbidden)?;
        let member = member.parse().map(CustomerId).map_err(|_| AppError::UnknownAccount)?;
        if member == customer.id {
            done = "left";
        } else if !customer.is_manager {
            return Err(AppError::Forbidden);
        }
        visit.store.leave_company(company, member).await.map_err(|error| visit.company_fault(&error))
    }
    .await;
    answer(&visit, result, done)
}

impl Visit {
    /// What went wrong with a company, as people may know it.
    pub(crate) fn company_fault(&self, error: &CompanyError) -> AppError {
        match error {
            CompanyError::NameTaken => AppError::CompanyTaken,
            CompanyError::NoSuchCustomer => AppError::NoSuchCustomer,
            CompanyError::LastManager => AppError::LastManager,
            CompanyError::InvitationGone => AppError::LinkGone,
            CompanyError::Store(error) => self.fault(error),
        }
    }
}

fn answer(visit: &Visit, result: Result<(), AppError>, done: &str) -> Result<(), AppError> {
    visit.answer(result, |error| match error {
        Some(error) => format!("/account/company?{}", problem_query(std::slice::from_ref(error))),
        None => format!("/account/company?done={done}"),
    })
}
