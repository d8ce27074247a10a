//! `/desk/companies` and `/desk/price-lists`: who buys on which terms and at which prices.

use domain::ids::CompanyId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::accounts::{CompanyMember, CompanyRow, CompanyTerms};
use store::pricing::PriceListRow;

use super::desk_page;
use crate::AppError;
use crate::account::{credit_bar, role_select};
use crate::page::{PageError, respond};
use crate::request::Visit;
use crate::ui::form::{Field, done_notice, field, problem_notice};

/// Most companies on the list; the search finds the others.
const MOST: u32 = 200;

/// `/desk/companies`
#[component]
pub(crate) fn CompaniesPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let problems = visit.problems();
        let text = visit.query("q").unwrap_or_default();
        let rows: Vec<_> = visit.store.companies(&text, MOST).await?.iter().map(row).collect();
        let form = terms_form(&visit, None, &problems).await?;
        let list = if rows.is_empty() {
            view! { <p>"No company has this in its name or VAT id."</p> }.into_any()
        } else {
            view! {
                <table class="table">
                    <caption class="visually-hidden">"Companies"</caption>
                    <thead class="table__head"><tr>
                        <th scope="col">"Company"</th><th scope="col" class="table__number">"Members"</th><th scope="col">"Terms"</th>
                        <th scope="col" class="table__number">"Owes"</th><th scope="col" class="table__number">"Limit"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_any()
        };
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">"Companies"</h1></div>
                <p class="page__tools"><a href="/desk/price-lists">"Price lists"</a></p></header>
            {problem_notice(&problems)}
            <form class="form" method="get" action="/desk/companies">
                <div class="field"><label class="field__label" for="q">"Name or VAT id"</label>
                    <input class="field__input" id="q" name="q" type="search" maxlength="120" value=text/></div>
                <div class="form__actions"><button class="button" type="submit">"Find"</button></div>
            </form>
            {list}
            <section class="section" aria-labelledby="new">
                <div class="section__head"><h2 class="section__title" id="new">"A new company"</h2></div>
                {form}
            </section>
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(desk_page(&visit, &staff, "Companies", content).with_status(status))
    })
}

/// `/desk/companies/:id`
#[component]
pub(crate) fn DeskCompanyPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let id: CompanyId = id.parse().map(CompanyId).map_err(|_| PageError::NotFound)?;
        let company = visit.store.company(id).await?.ok_or(PageError::NotFound)?;
        let members = visit.store.company_members(id).await?;
        let problems = visit.problems();
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "created" => Some("The company is kept."),
            "changed" => Some("The company is changed."),
            "added" => Some("The customer orders for this company now."),
            "removed" => Some("The customer no longer orders for this company."),
            _ => None,
        });
        let form = terms_form(&visit, Some((id, &company.terms)), &problems).await?;
        let prices = prices_form(&visit, id, &company.terms).await?;
        let rows: Vec<_> = members.iter().map(|member| member_row(id, member)).collect();
        let title = company.terms.name.clone();
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">{title.clone()}</h1></div>
                <p class="page__tools"><a href=format!("/desk/audit?subject=company:{id}")>"What was changed here"</a></p></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            {company.terms.terms_days.map(|_| credit_bar(&company))}
            <section class="section" aria-labelledby="terms">
                <div class="section__head"><h2 class="section__title" id="terms">"Terms"</h2></div>
                {form}
            </section>
            <section class="section" aria-labelledby="prices">
                <div class="section__head"><h2 class="section__title" id="prices">"Prices"</h2></div>
                {prices}
            </section>
            <section class="section" aria-labelledby="members">
                <div class="section__head"><h2 class="section__title" id="members">"Members"</h2></div>
                {(!rows.is_empty()).then(|| view! {
                    <table class="table">
                        <caption class="visually-hidden">"Who orders for the company"</caption>
                        <thead class="table__head"><tr><th scope="col">"Name"</th><th scope="col">"Role"</th><th scope="col"><span class="visually-hidden">"Change"</span></th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                })}
                <form class="form" method="post" action="/api/desk/companies/add-member" novalidate=true>
                    <input type="hidden" name="id" value=id.to_string()/>
                    {field(Field::email("E-mail of a customer").with_problem(&problems))}
                    {role_select()}
                    <div class="form__actions"><button class="button" type="submit">"Make a member"</button></div>
                </form>
            </section>
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(desk_page(&visit, &staff, title, content).with_status(status))
    })
}

/// `/desk/price-lists`
#[component]
pub(crate) fn PriceListsPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let rows: Vec<_> = visit.store.price_lists().await?.iter().map(list_row).collect();
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Price lists"</h1>
                <p class="page__about">"A company buys by its own list where that has a price, then by its group’s, then at standard prices. Lists are imported: rocket-parts import prices FILE --list CODE."</p>
            </div></header>
            <table class="table">
                <caption class="visually-hidden">"Price lists"</caption>
                <thead class="table__head"><tr>
                    <th scope="col">"List"</th><th scope="col" class="table__number">"Parts priced"</th><th scope="col">"Who buys by it"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        };
        Ok(desk_page(&visit, &staff, "Price lists", content))
    })
}

fn row(company: &CompanyRow) -> impl IntoView + use<> {
    let terms = company.terms_days.map_or_else(|| "in advance".to_owned(), |days| format!("{days} days"));
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main"><a href=format!("/desk/companies/{}", company.id)>{company.name.clone()}</a></th>
            <td class="table__number" data-label="Members">{company.members}</td>
            <td data-label="Terms">{terms}</td>
            <td class="table__number" data-label="Owes">{company.used.to_string()}</td>
            <td class="table__number" data-label="Limit">{company.limit.to_string()}</td>
        </tr>
    }
}

fn list_row(list: &PriceListRow) -> impl IntoView + use<> {
    let users = match (list.code.as_str(), list.users.is_empty()) {
        ("standard", _) => "Everyone else".to_owned(),
        (_, true) => "Nobody".to_owned(),
        _ => list.users.join(", "),
    };
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">{list.name.clone()}<span class="table__second">{format!("{} · {}", list.code, list.currency)}</span></th>
            <td class="table__number" data-label="Parts priced">{list.parts}</td>
            <td data-label="Who buys by it">{users}</td>
        </tr>
    }
}

fn member_row(company: CompanyId, member: &CompanyMember) -> impl IntoView + use<> {
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">{member.name.clone()}<span class="table__second">{member.email.clone()}</span></th>
            <td data-label="Role">{if member.is_manager { "Manager" } else { "Buyer" }}</td>
            <td><form method="post" action="/api/desk/companies/remove-member">
                <input type="hidden" name="id" value=company.to_string()/>
                <input type="hidden" name="member" value=member.id.to_string()/>
                <button class="button button--text" type="submit">{format!("Remove {}", member.name)}</button>
            </form></td>
        </tr>
    }
}

/// The form of a company's group and list.
async fn prices_form(visit: &Visit, id: CompanyId, terms: &CompanyTerms) -> Result<AnyView, store::Error> {
    let groups = visit.store.customer_groups().await?;
    let lists = visit.store.price_lists().await?;
    let lists = lists.into_iter().filter(|list| list.code != "standard").map(|list| (list.id.0, list.name)).collect();
    Ok(view! {
        <form class="form" method="post" action="/api/desk/companies/prices">
            <input type="hidden" name="id" value=id.to_string()/>
            <div class="form__row">
                {choice("group", "Group", "None", groups, terms.group)}
                {choice("price_list", "Price list", "That of the group", lists, terms.price_list)}
            </div>
            <div class="form__actions"><button class="button" type="submit">"Change the prices"</button></div>
        </form>
    }
    .into_any())
}

/// The form of a company's terms; what was typed comes before what is kept.
async fn terms_form(
    visit: &Visit,
    company: Option<(CompanyId, &CompanyTerms)>,
    problems: &[AppError],
) -> Result<AnyView, store::Error> {
    let fields = if problems.is_empty() { Vec::new() } else { visit.typed().await };
    let known = company.map(|(_, terms)| terms.clone()).unwrap_or_default();
    let value = |name: &str, kept: String| {
        fields.iter().find(|(field, _)| field == name).map_or(kept, |(_, typed)| typed.clone())
    };
    let limit =
        domain::money::Money::new(known.credit_limit_minor, domain::money::Currency::Eur).figure().replace(',', "");
    let is_exempt = value("tax_exempt", if known.tax_exempt { "1".to_owned() } else { String::new() }) == "1";
    let action = if company.is_some() { "/api/desk/companies/change" } else { "/api/desk/companies/create" };
    let days = known.terms_days.map(|days| days.to_string()).unwrap_or_default();
    Ok(view! {
        <form class="form" method="post" action=action novalidate=true>
            {company.map(|(id, _)| view! { <input type="hidden" name="id" value=id.to_string()/> })}
            {field(Field::text("name", "Name", "off").with_value(value("name", known.name)).with_problem(problems))}
            {field(Field::text("vat_id", "VAT id", "off").with_value(value("vat_id", known.vat_id)).with_problem(problems))}
            <label class="field__choice">
                <input type="checkbox" name="tax_exempt" value="1" checked=is_exempt/>
                <span>"Exempt from tax"<span class="field__choice-note">"We hold the certificate."</span></span>
            </label>
            <div class="form__row">
                {field(Field::text("terms_days", "Days to pay", "off").with_hint("Empty: in advance.").with_value(value("terms_days", days)).with_problem(problems))}
                {field(Field::text("limit", "Credit limit, €", "off").with_value(value("limit", limit)))}
            </div>
            <div class="form__actions"><button class="button button--go" type="submit">{if company.is_some() { "Change the company" } else { "Keep the company" }}</button></div>
        </form>
    }
    .into_any())
}

fn choice(
    name: &'static str,
    label: &'static str,
    none: &'static str,
    options: Vec<(i64, String)>,
    chosen: Option<i64>,
) -> impl IntoView + use<> {
    let options: Vec<_> = options
        .into_iter()
        .map(|(id, text)| {
            let is_chosen = Some(id) == chosen;
            view! { <option value=id.to_string() selected=is_chosen>{text}</option> }
        })
        .collect();
    view! {
        <div class="field"><label class="field__label" for=name>{label}</label>
            <select class="field__input" id=name name=name><option value="">{none}</option>{options}</select></div>
    }
}
