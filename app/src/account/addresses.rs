//! `/account/addresses`: the address book.

use domain::checkout::{AddressForm, COUNTRIES, SavedAddress};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::accounts::CustomerAccount;

use super::{account_page, typed};
use crate::AppError;
use crate::page::{PageError, respond};
use crate::ui::form::{done_notice, problem_notice};

/// `/account/addresses`
#[component]
pub(crate) fn AddressesPage() -> impl IntoView {
    respond(|visit| async move {
        let customer = visit.need_customer().await?;
        let problems = visit.problems();
        let fields = if problems.is_empty() { Vec::new() } else { visit.typed().await };
        let addresses = visit.store.addresses(customer.id).await?;
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "added" => Some("The address is in your book."),
            "changed" => Some("The address is changed."),
            "deleted" => Some("The address is deleted. Orders keep theirs."),
            "default" => Some("The checkout begins with this address now."),
            _ => None,
        });
        let rows: Vec<_> = addresses.iter().map(|address| row(address, &customer)).collect();
        let list = if rows.is_empty() {
            view! { <p>"No addresses yet. What you add here can be chosen at checkout."</p> }.into_any()
        } else {
            view! {
                <table class="table">
                    <caption class="visually-hidden">"Your addresses"</caption>
                    <thead class="table__head"><tr><th scope="col">"Address"</th><th scope="col"><span class="visually-hidden">"Change"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_any()
        };
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">"Addresses"</h1></div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            {list}
            <section class="section" aria-labelledby="add">
                <div class="section__head"><h2 class="section__title" id="add">"Add an address"</h2></div>
                {address_form("", &from_typed(&fields), customer.is_manager, !problems.is_empty())}
            </section>
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(account_page(&visit, &customer, "Addresses", content).with_status(status))
    })
}

/// `/account/addresses/:id`
#[component]
pub(crate) fn AddressPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    respond(|visit| async move {
        let customer = visit.need_customer().await?;
        let problems = visit.problems();
        let known = visit.store.addresses(customer.id).await?;
        let address = known
            .into_iter()
            .find(|address| address.id.to_string() == id && (!address.is_companys || customer.is_manager))
            .ok_or(PageError::NotFound)?;
        let fields = if problems.is_empty() { Vec::new() } else { visit.typed().await };
        let form = if fields.is_empty() { address.form.clone() } else { from_typed(&fields) };
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">"Change an address"</h1></div></header>
            {problem_notice(&problems)}
            {address_form(&id, &form, false, !problems.is_empty())}
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(account_page(&visit, &customer, "Change an address", content).narrow().with_status(status))
    })
}

fn row(address: &SavedAddress, customer: &CustomerAccount) -> impl IntoView + use<> {
    let id = address.id.to_string();
    let title = address.form.title().to_owned();
    let remark = match (address.is_companys, address.is_default) {
        (true, true) => " · the company’s, where its members’ checkouts begin",
        (true, false) => " · the company’s",
        (false, true) => " · the checkout begins here",
        (false, false) => "",
    };
    let button = |action: &'static str, text: String| {
        view! {
            <form method="post" action=action>
                <input type="hidden" name="id" value=id.clone()/>
                <button class="button button--text" type="submit">{text}</button>
            </form>
        }
    };
    let may_change = !address.is_companys || customer.is_manager;
    let controls = may_change.then(|| {
        view! {
            <div class="form__actions">
                <a href=format!("/account/addresses/{id}")>{format!("Change {title}")}</a>
                {(!address.is_default).then(|| button("/api/account/addresses/default", format!("Begin with {title}")))}
                {button("/api/account/addresses/delete", format!("Delete {title}"))}
            </div>
        }
    });
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">{title.clone()}{remark}<span class="table__second">{address.form.line()}</span></th>
            <td>{controls}</td>
        </tr>
    }
}

fn from_typed(fields: &[(String, String)]) -> AddressForm {
    let field = |name: &str| typed(fields, name);
    AddressForm {
        label: field("label"),
        company: field("company"),
        street: field("street"),
        street_2: field("street_2"),
        postal_code: field("postal_code"),
        city: field("city"),
        region: field("region"),
        country: field("country"),
    }
}

/// The form of an address; with an id it is changed, without one added. What is wrong is said at each field.
fn address_form(id: &str, form: &AddressForm, for_company: bool, checked: bool) -> impl IntoView + use<> {
    let problems = if checked { form.problems() } else { Vec::new() };
    let problem = |name: &str| {
        problems.iter().find(|problem| problem.field.name() == name).map(|problem| problem.message.clone())
    };
    let input = |name: &'static str, label: &'static str, autocomplete: &'static str, value: &str| {
        let problem = problem(name);
        let error_id = format!("{name}-error");
        let described_by = problem.is_some().then(|| error_id.clone());
        let invalid = problem.is_some().then_some("true");
        view! {
            <div class="field">
                <label class="field__label" for=name>{label}</label>
                {problem.map(|problem| view! { <p class="field__error" id=error_id>{problem}</p> })}
                <input class="field__input" id=name name=format!("form[{name}]") type="text" autocomplete=autocomplete maxlength="120"
                    value=value.to_owned() aria-describedby=described_by aria-invalid=invalid/>
            </div>
        }
    };
    let wrong_country = problem("country");
    let described_by = wrong_country.is_some().then_some("country-error");
    let chosen = form.country.clone();
    let countries: Vec<_> = COUNTRIES
        .iter()
        .map(|country| view! { <option value=country.code selected=country.code == chosen>{country.name}</option> })
        .collect();
    let action = if id.is_empty() { "/api/account/addresses/add" } else { "/api/account/addresses/change" };
    view! {
        <form class="form" method="post" action=action novalidate=true>
            {(!id.is_empty()).then(|| view! { <input type="hidden" name="id" value=id.to_owned()/> })}
            {input("label", "What you call it", "off", &form.label)}
            {input("company", "Company, club or university", "organization", &form.company)}
            {input("street", "Street and number", "address-line1", &form.street)}
            {input("street_2", "Building, department, gate", "address-line2", &form.street_2)}
            <div class="form__row">
                {input("postal_code", "Postal code", "postal-code", &form.postal_code)}
                {input("city", "Town or city", "address-level2", &form.city)}
            </div>
            {input("region", "State or province", "address-level1", &form.region)}
            <div class="field">
                <label class="field__label" for="country">"Country"</label>
                {wrong_country.map(|problem| view! { <p class="field__error" id="country-error">{problem}</p> })}
                <select class="field__input" id="country" name="form[country]" autocomplete="country" aria-describedby=described_by>
                    <option value="">"Choose…"</option>
                    {countries}
                </select>
            </div>
            {for_company.then(|| view! {
                <label class="field__choice"><input type="checkbox" name="for_company" value="1"/><span>"For all members of the company"</span></label>
            })}
            <div class="form__actions"><button class="button" type="submit">{if id.is_empty() { "Add the address" } else { "Change the address" }}</button></div>
        </form>
    }
}
