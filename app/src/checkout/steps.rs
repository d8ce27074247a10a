//! The steps of the checkout: each a form that works alone and says at the field what is wrong.

use std::cmp::Ordering;

use domain::catalog::{CERTIFIERS, CertificationLevel, HazardClass};
use domain::checkout::{
    COUNTRIES, CheckoutForm, Country, DeliveryOption, Field, FieldProblem, PaymentMethod, Step, country_by_code,
    delivery_options,
};
use leptos::prelude::*;
use store::checkout::OpenCheckout;

use super::addresses::address_choices;
use super::fields::{TextField, choice, choices, input, select, text_field};
use crate::cart::cart_totals;

/// Where one is.
pub(super) fn steps(current: Step) -> impl IntoView {
    view! {
        <nav aria-label="Steps of the checkout">
            <ol class="steps">
                {Step::ALL.map(|step| {
                    match step.cmp(&current) {
                        Ordering::Less => view! {
                            <li class="steps__item steps__item--done"><a href=format!("/checkout/{}", step.slug())>{step.title()}</a></li>
                        }
                        .into_any(),
                        Ordering::Equal => view! { <li class="steps__item steps__item--current" aria-current="step">{step.title()}</li> }.into_any(),
                        Ordering::Greater => view! { <li class="steps__item">{step.title()}</li> }.into_any(),
                    }
                }).collect_view()}
            </ol>
        </nav>
    }
}

/// The content of a step's page.
pub(super) fn step_page(step: Step, open: &OpenCheckout, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let form = &open.form;
    let fields = match step {
        Step::Contact => contact_fields(open, problems).into_any(),
        Step::Address => address_fields(open, problems).into_any(),
        Step::Delivery => delivery_fields(open, problems).into_any(),
        Step::Payment => payment_fields(open, problems).into_any(),
        Step::Review => ().into_any(),
    };
    let quote = form.quote(&open.basis());
    let back = Step::ALL.into_iter().rev().find(|earlier| *earlier < step);
    let (back_href, back_text) = back.map_or_else(
        || ("/cart".to_owned(), "Back to the cart".to_owned()),
        |back| (format!("/checkout/{}", back.slug()), format!("Back to {}", back.title().to_lowercase())),
    );
    view! {
        {steps(step)}
        <header class="page__head"><div><h1 class="page__title">{step.title()}</h1></div></header>
        {problem_summary(problems)}
        {held(open)}
        <div class="checkout">
            <form class="form checkout__form" method="post" action="/api/checkout/step" novalidate=true>
                <input type="hidden" name="step" value=step.slug()/>
                {fields}
                <div class="form__actions">
                    <button class="button button--go" type="submit">{format!("Continue to {}", step.next().title().to_lowercase())}</button>
                    <a href=back_href>{back_text}</a>
                </div>
            </form>
            <aside aria-label="Total">{cart_totals(&open.cart, quote.as_ref())}</aside>
        </div>
    }
}

/// Until when the stock is kept, or what of it cannot be had.
pub(super) fn held(open: &OpenCheckout) -> impl IntoView + use<> {
    let short: Vec<_> = open
        .cart
        .lines
        .iter()
        .filter_map(|line| line.problem().map(|problem| (line.sku.to_string(), problem.to_string())))
        .map(|(sku, problem)| view! { <li><span class="part-number">{sku}</span>" "{problem}</li> })
        .collect();
    let kept = open.held_until.map(|until| {
        let time = until.format("%H:%M").to_string();
        view! { <p class="checkout__held">"Reserved for you until "<time datetime=until.to_rfc3339()>{time}" UTC"</time>"."</p> }
    });
    if short.is_empty() {
        return kept.into_any();
    }
    view! {
        <div class="notice notice--warning" role="status">
            <p class="notice__title">"Not all of your cart can be had now"</p>
            <ul class="notice__list">{short}</ul>
            <p><a href="/cart">"Change the cart"</a>". What you typed stays."</p>
        </div>
        {kept}
    }
    .into_any()
}

fn problem_summary(problems: &[FieldProblem]) -> Option<impl IntoView + use<>> {
    let title = match problems.len() {
        0 => return None,
        1 => "One thing needs a change".to_owned(),
        count => format!("{count} things need a change"),
    };
    let items: Vec<_> = problems
        .iter()
        .map(|problem| view! { <li><a href=format!("#{}", problem.field.name())>{problem.message.clone()}</a></li> })
        .collect();
    Some(view! {
        <div class="notice notice--error" role="alert">
            <p class="notice__title">{title}</p>
            <ul class="notice__list">{items}</ul>
        </div>
    })
}

fn contact_fields(open: &OpenCheckout, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let form = &open.form;
    let email = TextField {
        kind: "email",
        hint: "With the order number it opens your order later.",
        ..text_field(Field::Email, "E-mail", "email")
    };
    let phone = TextField {
        kind: "tel",
        optional: true,
        hint: "Only if the carrier has a question.",
        ..text_field(Field::Phone, "Telephone", "tel")
    };
    let company =
        TextField { optional: true, ..text_field(Field::Company, "Company, club or university", "organization") };
    let vat_id = TextField {
        optional: true,
        hint: "Companies in the European Union outside the Netherlands account for VAT themselves.",
        ..text_field(Field::VatId, "VAT id", "off")
    };
    view! {
        {input(&email, form, problems)}
        {input(&text_field(Field::ContactName, "Name", "name"), form, problems)}
        <div class="form__row">{input(&company, form, problems)}{input(&phone, form, problems)}</div>
        {input(&vat_id, form, problems)}
        {open.cart.certification().map(|level| certification_fields(level, form, problems))}
    }
}

/// Asked for when there are motors in the cart that need it, and never else.
fn certification_fields(
    needed: CertificationLevel,
    form: &CheckoutForm,
    problems: &[FieldProblem],
) -> impl IntoView + use<> {
    let bodies = CERTIFIERS.map(|(code, name)| (code.to_owned(), name.to_owned())).to_vec();
    let levels = CertificationLevel::ALL.map(|level| (level.name().to_owned(), level.to_string())).to_vec();
    view! {
        <fieldset class="checkout__group">
            <legend class="checkout__legend">"Certification for motors"</legend>
            <p class="field__hint">{format!("The motors in your cart are sold to holders of {needed} or higher. We look at it before the order goes on.")}</p>
            {select(Field::CertificationBody, "Certified by", bodies, form, problems)}
            <div class="form__row">
                {input(&text_field(Field::CertificationNumber, "Member number", "off"), form, problems)}
                {select(Field::CertificationLevel, "Your level", levels, form, problems)}
            </div>
        </fieldset>
    }
}

fn address_fields(open: &OpenCheckout, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let form = &open.form;
    let street_2 =
        TextField { optional: true, ..text_field(Field::Street2, "Building, department, gate", "address-line2") };
    let region = TextField {
        hint: "Needed for Australia, Canada and the United States.",
        ..text_field(Field::Region, "State or province", "address-level1")
    };
    let countries = COUNTRIES.iter().map(|country| (country.code.to_owned(), country.name.to_owned())).collect();
    let keep = open.customer.map(|_| {
        view! {
            <label class="field__choice">
                <input type="checkbox" name="save_address" value="1"/>
                <span>"Keep this address in my address book"</span>
            </label>
        }
    });
    view! {
        {address_choices(open, !problems.is_empty())}
        {input(&text_field(Field::Street, "Street and number", "address-line1"), form, problems)}
        {input(&street_2, form, problems)}
        <div class="form__row">
            {input(&text_field(Field::PostalCode, "Postal code", "postal-code"), form, problems)}
            {input(&text_field(Field::City, "Town or city", "address-level2"), form, problems)}
        </div>
        {input(&region, form, problems)}
        {select(Field::Country, "Country", countries, form, problems)}
        {keep}
    }
}

fn delivery_fields(open: &OpenCheckout, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let form = &open.form;
    let country = country_by_code(form.country.trim());
    let options = country.map(|country| delivery_options(&open.cart, country)).into_iter().flatten();
    let options = options.map(|option| delivery_choice(&option, &form.delivery_method)).collect();
    let motors = (open.cart.hazard_class() > HazardClass::None).then(|| {
        view! { <p>"Your cart holds motors or igniters. They travel as dangerous goods; the rates include the handling the carrier charges."</p> }
    });
    let legend = country
        .map_or("How should it travel?".to_owned(), |Country { name, .. }| format!("How should it travel to {name}?"));
    view! { {motors}{choices(Field::DeliveryMethod, legend, problems, options)} }
}

/// A way to travel with its price and days; a closed one with the reason.
fn delivery_choice(option: &DeliveryOption, chosen: &str) -> AnyView {
    let (name, title) = (option.method.name(), option.method.title());
    match option.rate {
        Ok(rate) => {
            let title = match rate.minor {
                0 => format!("{title} · free"),
                _ => format!("{title} · {rate}"),
            };
            choice(Field::DeliveryMethod, name, title, option.promise.to_owned(), chosen == name)
        }
        Err(refusal) => view! {
            <label class="field__choice">
                <input type="radio" disabled=true/>
                <span>{title}" · not for this cart"<span class="field__choice-note">{refusal.to_string()}</span></span>
            </label>
        }
        .into_any(),
    }
}

fn payment_fields(open: &OpenCheckout, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let form = &open.form;
    let terms = open.company.as_ref().and_then(|company| Some((company, company.terms_days?)));
    let options = PaymentMethod::ALL
        .into_iter()
        .filter_map(|method| {
            let (title, help) = match (method, terms) {
                (PaymentMethod::PurchaseOrder, None) => return None,
                (PaymentMethod::PurchaseOrder, Some((company, days))) => (
                    format!("Purchase order, {days} days net"),
                    format!(
                        "We invoice {} against your PO number. {} of its credit is left.",
                        company.name, company.credit_left
                    ),
                ),
                (PaymentMethod::BankTransfer, _) => (method.title().to_owned(), method.help().to_owned()),
            };
            Some(choice(Field::PaymentMethod, method.name(), title, help, form.payment_method == method.name()))
        })
        .collect();
    let po_number = TextField {
        optional: terms.is_none(),
        hint: "As it should stand on our invoice.",
        ..text_field(Field::PoNumber, "PO number", "off")
    };
    let note =
        TextField { kind: "textarea", optional: true, ..text_field(Field::Note, "Note to the shipping desk", "off") };
    view! {
        {choices(Field::PaymentMethod, "How do you pay?".to_owned(), problems, options)}
        {input(&po_number, form, problems)}
        {input(&note, form, problems)}
    }
}
