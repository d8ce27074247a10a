//! The HTTP surface of the address book.

use domain::checkout::AddressForm;
use domain::ids::AddressId;
use leptos::prelude::*;
use store::accounts::CustomerAccount;
use store::checkout::AddressOwner;

use crate::AppError;
use crate::request::{Visit, problem_query};

/// Adds an address to the customer's book, or by a manager to the company's.
#[server(prefix = "/api", endpoint = "account/addresses/add")]
pub async fn add_address(
    #[server(default)] form: AddressForm,
    #[server(default)] for_company: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let address = checked(&form)?;
        let owner = match customer.company.filter(|_| customer.is_manager && !for_company.is_empty()) {
            Some(company) => AddressOwner::Company(company),
            None => AddressOwner::Customer(customer.id),
        };
        match visit.store.add_address(owner, &address, false, visit.now()).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(AppError::AddressesFull),
            Err(error) => Err(visit.fault(&error)),
        }
    }
    .await;
    keep(&visit, "/account/addresses", &form, &result).await;
    answer(&visit, result, "/account/addresses", "added")
}

/// Changes an address.
#[server(prefix = "/api", endpoint = "account/addresses/change")]
pub async fn change_address(
    #[server(default)] id: String,
    #[server(default)] form: AddressForm,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let (owner, id) = find(&visit, &customer, &id).await?;
        let address = checked(&form)?;
        visit.store.change_address(owner, id, &address).await.map(|_| ()).map_err(|error| visit.fault(&error))
    }
    .await;
    let page = format!("/account/addresses/{}", id.parse::<i64>().unwrap_or_default());
    keep(&visit, &page, &form, &result).await;
    answer(&visit, result, &page, "changed")
}

/// Deletes an address.
#[server(prefix = "/api", endpoint = "account/addresses/delete")]
pub async fn delete_address(#[server(default)] id: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let (owner, id) = find(&visit, &customer, &id).await?;
        visit.store.delete_address(owner, id).await.map_err(|error| visit.fault(&error))
    }
    .await;
    answer(&visit, result, "/account/addresses", "deleted")
}

/// Lets the checkout begin with an address.
#[server(prefix = "/api", endpoint = "account/addresses/default")]
pub async fn default_address(#[server(default)] id: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let (owner, id) = find(&visit, &customer, &id).await?;
        visit.store.make_default_address(owner, id).await.map_err(|error| visit.fault(&error))
    }
    .await;
    answer(&visit, result, "/account/addresses", "default")
}

/// Whose address it is, if the customer may change it.
async fn find(visit: &Visit, customer: &CustomerAccount, id: &str) -> Result<(AddressOwner, AddressId), AppError> {
    let known = visit.store.addresses(customer.id).await.map_err(|error| visit.fault(&error))?;
    let address = known.into_iter().find(|address| address.id.to_string() == id).ok_or(AppError::InvalidAddress)?;
    match customer.company.filter(|_| customer.is_manager) {
        Some(company) if address.is_companys => Ok((AddressOwner::Company(company), address.id)),
        _ if address.is_companys => Err(AppError::Forbidden),
        _ => Ok((AddressOwner::Customer(customer.id), address.id)),
    }
}

/// The address without white space around its parts, if nothing is wrong with it.
fn checked(form: &AddressForm) -> Result<AddressForm, AppError> {
    let trimmed = |text: &str| text.trim().chars().filter(|c| !c.is_control()).collect::<String>();
    let address = AddressForm {
        label: trimmed(&form.label),
        company: trimmed(&form.company),
        street: trimmed(&form.street),
        street_2: trimmed(&form.street_2),
        postal_code: trimmed(&form.postal_code),
        city: trimmed(&form.city),
        region: trimmed(&form.region),
        country: trimmed(&form.country),
    };
    let is_long = address.label.chars().count() > domain::checkout::address::MAX_LABEL
        || address.company.chars().count() > domain::checkout::Field::Company.max_len();
    if is_long || !address.problems().is_empty() { Err(AppError::InvalidAddress) } else { Ok(address) }
}

async fn keep(visit: &Visit, page: &str, form: &AddressForm, result: &Result<(), AppError>) {
    if result.is_ok() {
        return;
    }
    let fields = [
        ("label", form.label.as_str()),
        ("company", &form.company),
        ("street", &form.street),
        ("street_2", &form.street_2),
        ("postal_code", &form.postal_code),
        ("city", &form.city),
        ("region", &form.region),
        ("country", &form.country),
    ];
    visit.keep_typed(page, &fields).await;
}

fn answer(visit: &Visit, result: Result<(), AppError>, wrong: &str, done: &str) -> Result<(), AppError> {
    visit.answer(result, |error| match error {
        Some(error) => format!("{wrong}?{}", problem_query(std::slice::from_ref(error))),
        None => format!("/account/addresses?done={done}"),
    })
}
