//! `/account/company`: the company a customer buys for, on which terms, and who else does.

use domain::accounts::CompanyRole;
use leptos::prelude::*;
use store::accounts::{Company, CompanyMember, CustomerAccount, LinkToken};

use super::{account_page, typed};
use crate::AppError;
use crate::page::{PageError, respond};
use crate::request::Visit;
use crate::ui::form::{Field, done_notice, field, problem_notice};

/// `/account/company`
#[component]
pub(crate) fn CompanyPage() -> impl IntoView {
    respond(|visit| async move {
        let customer = visit.need_customer().await?;
        let problems = visit.problems();
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "joined" => Some("You now order for this company."),
            "invited" => Some("The invitation is on its way. It is good for a week."),
            "removed" => Some("They are no longer a member."),
            "left" => Some("You have left the company."),
            _ => None,
        });
        let content = match customer.company {
            Some(id) => {
                let company = visit.store.company(id).await?.ok_or(PageError::NotFound)?;
                let members = visit.store.company_members(id).await?;
                let fields = if problems.is_empty() { Vec::new() } else { visit.typed().await };
                own(&company, &members, &customer, &typed(&fields, "email"), &problems).into_any()
            }
            None => none(&visit, &customer).await?,
        };
        let content = view! {
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            {content}
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(account_page(&visit, &customer, "Company", content).with_status(status))
    })
}

/// Without a company: the invitation that was followed, or how to get one.
async fn none(visit: &Visit, customer: &CustomerAccount) -> Result<AnyView, store::Error> {
    let token = visit.query("invitation").and_then(|token| LinkToken::parse(&token));
    let invited = match &token {
        Some(token) => visit.store.company_invitation(customer, token, visit.now()).await?,
        None => None,
    };
    let content = match (token, invited) {
        (Some(token), Some(company)) => view! {
            <p>{format!("{company} invites you to order for it. Its members see the company’s addresses and buy at its prices and on its terms.")}</p>
            <form class="form" method="post" action="/api/account/company/join">
                <input type="hidden" name="token" value=token.reveal().to_owned()/>
                <div class="form__actions"><button class="button button--go" type="submit">"Join the company"</button></div>
            </form>
        }
        .into_any(),
        (Some(_), None) => view! {
            <p>"This invitation was used, has expired, or is for another e-mail address than yours. Ask the manager of your company for a new one."</p>
        }
        .into_any(),
        _ => view! {
            <p>"You buy for yourself. Members of a company, club or university that has an agreement with us buy at its prices and pay on its terms: a manager of it can invite you."</p>
        }
        .into_any(),
    };
    Ok(view! { <header class="page__head"><div><h1 class="page__title">"Company"</h1></div></header>{content} }
        .into_any())
}

fn own(
    company: &Company,
    members: &[CompanyMember],
    customer: &CustomerAccount,
    typed: &str,
    problems: &[AppError],
) -> impl IntoView + use<> {
    let terms = match company.terms.terms_days {
        Some(days) => format!("{days} days net, against a purchase order"),
        None => "In advance, by bank transfer".to_owned(),
    };
    let fact = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <div class="ledger__row"><dt class="ledger__name">{name}</dt><dd class="ledger__value">{value}</dd></div> })
    };
    let tax = if company.terms.tax_exempt { "Exempt".to_owned() } else { String::new() };
    let rows: Vec<_> = members.iter().map(|member| member_row(member, customer)).collect();
    let invite = customer.is_manager.then(|| {
        view! {
            <section class="section" aria-labelledby="invite">
                <div class="section__head"><h2 class="section__title" id="invite">"Invite somebody"</h2></div>
                <form class="form" method="post" action="/api/account/company/invite" novalidate=true>
                    {field(Field::email("E-mail").with_value(typed).with_problem(problems))}
                    {role_select()}
                    <div class="form__actions"><button class="button" type="submit">"Send the invitation"</button></div>
                </form>
            </section>
        }
    });
    view! {
        <header class="page__head"><div>
            <h1 class="page__title">{company.terms.name.clone()}</h1>
            <p class="page__about">"What you order goes on its account. To change what stands here, write to us."</p>
        </div></header>
        <section class="section" aria-labelledby="terms">
            <div class="section__head"><h2 class="section__title" id="terms">"Terms"</h2></div>
            <dl class="ledger">
                {fact("Payment", terms)}
                {fact("Prices", company.price_list.clone().unwrap_or_else(|| "Standard prices".to_owned()))}
                {fact("VAT id", company.terms.vat_id.clone())}
                {fact("Tax", tax)}
            </dl>
            {company.terms.terms_days.map(|_| credit_bar(company))}
        </section>
        <section class="section" aria-labelledby="members">
            <div class="section__head"><h2 class="section__title" id="members">"Members"</h2></div>
            <table class="table">
                <caption class="visually-hidden">"Who orders for the company"</caption>
                <thead class="table__head"><tr><th scope="col">"Name"</th><th scope="col">"Role"</th><th scope="col"><span class="visually-hidden">"Change"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        {invite}
    }
}

fn member_row(member: &CompanyMember, customer: &CustomerAccount) -> impl IntoView + use<> {
    let is_self = member.id == customer.id;
    let label = if is_self { "Leave the company".to_owned() } else { format!("Remove {}", member.name) };
    let button = (is_self || customer.is_manager).then(|| {
        view! {
            <form method="post" action="/api/account/company/remove">
                <input type="hidden" name="member" value=member.id.to_string()/>
                <button class="button button--text" type="submit">{label}</button>
            </form>
        }
    });
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">{member.name.clone()}<span class="table__second">{member.email.clone()}</span></th>
            <td data-label="Role">{if member.is_manager { "Manager" } else { "Buyer" }}</td>
            <td>{button}</td>
        </tr>
    }
}

/// What a member may do, to choose.
pub(crate) fn role_select() -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="role">"Role"</label>
            <p class="field__hint" id="role-hint">"Managers also invite and remove members and keep the company’s addresses."</p>
            <select class="field__input" id="role" name="role" aria-describedby="role-hint">
                {CompanyRole::ALL.map(|role| view! { <option value=role.name()>{role.title()}</option> }).collect_view()}
            </select>
        </div>
    }
}

/// What of the credit is used, drawn, with the figures beside it.
pub(crate) fn credit_bar(company: &Company) -> impl IntoView + use<> {
    let (limit, used) = (company.limit.minor.max(0), company.used.minor.max(0));
    let width = if limit == 0 { 0 } else { (used.min(limit) * 200) / limit };
    let left = domain::money::Money::new((limit - used).max(0), company.limit.currency);
    view! {
        <div class="credit">
            <svg class="credit__bar" viewBox="0 0 200 8" width="200" height="8" aria-hidden="true">
                <rect class="credit__limit" x="0" y="0" width="200" height="8"/>
                <rect class="credit__used" x="0" y="0" width=width.to_string() height="8"/>
            </svg>
            <p>{format!("{} of {} used, {left} left", company.used, company.limit)}</p>
        </div>
    }
}
