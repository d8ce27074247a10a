//! The HTTP surface of companies for staff; each change is in the audit log.

use domain::accounts::{Actor, CompanyRole, Email, parse_name};
use domain::ids::{CompanyId, CustomerId};
use domain::money::{Currency, Money};
use domain::pricing::VatId;
use leptos::prelude::*;
use store::accounts::CompanyTerms;

use crate::AppError;
use crate::request::{Visit, problem_query};

/// Keeps a new company.
#[server(prefix = "/api", endpoint = "desk/companies/create")]
pub async fn create_company(
    #[server(default)] name: String,
    #[server(default)] vat_id: String,
    #[server(default)] tax_exempt: String,
    #[server(default)] terms_days: String,
    #[server(default)] limit: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let typed = [&name, &vat_id, &tax_exempt, &terms_days, &limit].map(String::as_str);
    let mut page = "/desk/companies".to_owned();
    let result = async {
        let staff = visit.staff().await?;
        let terms = read_terms(typed, &CompanyTerms::default())?;
        let id = visit
            .store
            .create_company(&staff.actor(), &terms, visit.now())
            .await
            .map_err(|error| visit.company_fault(&error))?;
        page = format!("/desk/companies/{id}");
        Ok(())
    }
    .await;
    keep(&visit, "/desk/companies", typed, &result).await;
    answer(&visit, &page, "created", result)
}

/// Changes a company's name and terms.
#[server(prefix = "/api", endpoint = "desk/companies/change")]
pub async fn change_company(
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] vat_id: String,
    #[server(default)] tax_exempt: String,
    #[server(default)] terms_days: String,
    #[server(default)] limit: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let typed = [&name, &vat_id, &tax_exempt, &terms_days, &limit].map(String::as_str);
    let page = page_of(&id);
    let result = async {
        let staff = visit.staff().await?;
        let (id, known) = read_company(&visit, &id).await?;
        let terms = read_terms(typed, &known)?;
        change(&visit, &staff.actor(), id, &terms).await
    }
    .await;
    keep(&visit, &page, typed, &result).await;
    answer(&visit, &page, "changed", result)
}

/// Says anew to which group a company belongs and by which list of its own it buys.
#[server(prefix = "/api", endpoint = "desk/companies/prices")]
pub async fn set_company_prices(
    #[server(default)] id: String,
    #[server(default)] group: String,
    #[server(default)] price_list: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let (id, known) = read_company(&visit, &id).await?;
        let groups = visit.store.customer_groups().await.map_err(|error| visit.fault(&error))?;
        let lists = visit.store.price_lists().await.map_err(|error| visit.fault(&error))?;
        // Prices in another currency would not add up with the standard ones.
        let lists = lists.into_iter().filter(|list| list.currency == Currency::Eur.code());
        let group = read_choice(&group, groups.into_iter().map(|group| group.0))?;
        let price_list = read_choice(&price_list, lists.map(|list| list.id.0))?;
        change(&visit, &staff.actor(), id, &CompanyTerms { group, price_list, ..known }).await
    }
    .await;
    answer(&visit, &page_of(&id), "changed", result)
}

/// Makes a customer a member of a company.
#[server(prefix = "/api", endpoint = "desk/companies/add-member")]
pub async fn add_company_member(
    #[server(default)] id: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let company = read_id(&id)?;
        let email = Email::parse(&email).map_err(|_| AppError::InvalidEmail)?;
        let role = CompanyRole::parse(&role).unwrap_or(CompanyRole::Buyer);
        visit
            .store
            .add_member(&staff.actor(), company, &email, role, visit.now())
            .await
            .map_err(|error| visit.company_fault(&error))
    }
    .await;
    answer(&visit, &page_of(&id), "added", result)
}

/// Takes a member out of a company.
#[server(prefix = "/api", endpoint = "desk/companies/remove-member")]
pub async fn take_member_out(#[server(default)] id: String, #[server(default)] member: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let company = read_id(&id)?;
        let member = member.parse().map(CustomerId).map_err(|_| AppError::UnknownAccount)?;
        visit
            .store
            .remove_member(&staff.actor(), company, member, visit.now())
            .await
            .map_err(|error| visit.company_fault(&error))
    }
    .await;
    answer(&visit, &page_of(&id), "removed", result)
}

fn read_id(id: &str) -> Result<CompanyId, AppError> {
    id.parse().map(CompanyId).map_err(|_| AppError::UnknownAccount)
}

fn page_of(id: &str) -> String {
    id.parse::<i64>().map_or_else(|_| "/desk/companies".to_owned(), |id| format!("/desk/companies/{id}"))
}

async fn read_company(visit: &Visit, id: &str) -> Result<(CompanyId, CompanyTerms), AppError> {
    let id = read_id(id)?;
    match visit.store.company(id).await {
        Ok(Some(company)) => Ok((id, company.terms)),
        Ok(None) => Err(AppError::UnknownAccount),
        Err(error) => Err(visit.fault(&error)),
    }
}

async fn change(visit: &Visit, actor: &Actor, id: CompanyId, terms: &CompanyTerms) -> Result<(), AppError> {
    match visit.store.change_company(actor, id, terms, visit.now()).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(AppError::UnknownAccount),
        Err(error) => Err(visit.company_fault(&error)),
    }
}

/// An id out of a list of known ones, or none.
fn read_choice(id: &str, mut known: impl Iterator<Item = i64>) -> Result<Option<i64>, AppError> {
    if id.is_empty() {
        return Ok(None);
    }
    let id: i64 = id.parse().map_err(|_| AppError::Unreadable)?;
    if known.any(|known| known == id) { Ok(Some(id)) } else { Err(AppError::Unreadable) }
}

/// The names of the form's fields, in the order they are handed around.
const FIELDS: [&str; 5] = ["name", "vat_id", "tax_exempt", "terms_days", "limit"];

/// Most days to pay.
const MOST_DAYS: u16 = 180;

fn read_terms(typed: [&str; 5], known: &CompanyTerms) -> Result<CompanyTerms, AppError> {
    let [name, vat_id, tax_exempt, terms_days, limit] = typed.map(str::trim);
    let name = parse_name(name).ok_or(AppError::InvalidName)?;
    let vat_id = match vat_id {
        "" => String::new(),
        typed => VatId::parse(typed).map_err(|_| AppError::InvalidVatId)?.as_str().to_owned(),
    };
    let terms_days = match terms_days {
        "" => None,
        days => {
            let days = days.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
            Some(days.ok_or(AppError::InvalidTerms)?)
        }
    };
    let limit = match limit {
        "" => Money::zero(Currency::Eur),
        limit => Money::parse(limit, Currency::Eur).map_err(|_| AppError::InvalidTerms)?,
    };
    if limit.minor < 0 {
        return Err(AppError::InvalidTerms);
    }
    Ok(CompanyTerms {
        name,
        vat_id,
        tax_exempt: tax_exempt == "1",
        terms_days,
        credit_limit_minor: limit.minor,
        ..known.clone()
    })
}

async fn keep(visit: &Visit, page: &str, typed: [&str; 5], result: &Result<(), AppError>) {
    if result.is_err() {
        let fields: Vec<_> = FIELDS.into_iter().zip(typed).collect();
        visit.keep_typed(page, &fields).await;
    }
}

fn answer(visit: &Visit, page: &str, done: &str, result: Result<(), AppError>) -> Result<(), AppError> {
    visit.answer(result, |error| match error {
        Some(error) => format!("{page}?{}", problem_query(std::slice::from_ref(error))),
        None => format!("{page}?done={done}"),
    })
}
