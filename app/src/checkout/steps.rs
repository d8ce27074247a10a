//! The steps of the checkout: each a form that works alone and says at the field what is wrong.

use std::cmp::Ordering;

use domain::cart::Cart;
use domain::catalog::HazardClass;
use domain::checkout::{
    COUNTRIES, CheckoutForm, DeliveryMethod, Field, FieldProblem, PaymentMethod, Step, delivery_charge,
};
use leptos::prelude::*;

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

/// The page of one step.
pub(super) fn step_page(
    step: Step,
    form: &CheckoutForm,
    cart: &Cart,
    problems: &[FieldProblem],
) -> impl IntoView + use<> {
    let fields = match step {
        Step::Contact => contact_fields(form, problems).into_any(),
        Step::Address => address_fields(form, problems).into_any(),
        Step::Delivery => delivery_fields(form, cart, problems).into_any(),
        Step::Payment => payment_fields(form, problems).into_any(),
        Step::Review => ().into_any(),
    };
    let chosen = DeliveryMethod::parse(&form.delivery_method);
    let back = Step::ALL.into_iter().rev().find(|earlier| *earlier < step);
    let (back_href, back_text) = back.map_or_else(
        || ("/cart".to_owned(), "Back to the cart".to_owned()),
        |back| (format!("/checkout/{}", back.slug()), format!("Back to {}", back.title().to_lowercase())),
    );
    view! {
        {steps(step)}
        <header class="page__head"><div><h1 class="page__title">{step.title()}</h1></div></header>
        {problem_summary(problems)}
        <div class="checkout">
            <form class="form checkout__form" method="post" action="/api/checkout/step" novalidate=true>
                <input type="hidden" name="step" value=step.slug()/>
                {fields}
                <div class="form__actions">
                    <button class="button button--go" type="submit">{format!("Continue to {}", step.next().title().to_lowercase())}</button>
                    <a href=back_href>{back_text}</a>
                </div>
            </form>
            <aside aria-label="Total">{cart_totals(cart, chosen.map(|method| delivery_charge(method, cart)))}</aside>
        </div>
    }
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

/// How a text field looks and what the browser may help with.
struct TextField {
    field: Field,
    label: &'static str,
    hint: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    optional: bool,
}

const fn text_field(field: Field, label: &'static str, autocomplete: &'static str) -> TextField {
    TextField { field, label, hint: "", kind: "text", autocomplete, optional: false }
}

fn problem_at(problems: &[FieldProblem], field: Field) -> Option<String> {
    problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.clone())
}

/// The name a field has in the posted form: the server function's argument and its member.
fn posted(field: Field) -> String {
    format!("form[{}]", field.name())
}

fn input(text: &TextField, form: &CheckoutForm, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let id = text.field.name();
    let problem = problem_at(problems, text.field);
    let mut described_by = Vec::new();
    if !text.hint.is_empty() {
        described_by.push(format!("{id}-hint"));
    }
    if problem.is_some() {
        described_by.push(format!("{id}-error"));
    }
    let described_by = (!described_by.is_empty()).then(|| described_by.join(" "));
    let invalid = problem.is_some().then_some("true");
    let value = form.get(text.field).to_owned();
    let control = if text.kind == "textarea" {
        view! {
            <textarea class="field__input" id=id name=posted(text.field) rows="3" aria-describedby=described_by aria-invalid=invalid>{value}</textarea>
        }
        .into_any()
    } else {
        view! {
            <input class="field__input" id=id name=posted(text.field) r#type=text.kind autocomplete=text.autocomplete value=value
                aria-describedby=described_by aria-invalid=invalid/>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{text.label}{text.optional.then(|| view! { " "<span class="field__optional">"optional"</span> })}</label>
            {(!text.hint.is_empty()).then(|| view! { <p class="field__hint" id=format!("{id}-hint")>{text.hint}</p> })}
            {problem.map(|problem| view! { <p class="field__error" id=format!("{id}-error")>{problem}</p> })}
            {control}
        </div>
    }
}

fn contact_fields(form: &CheckoutForm, problems: &[FieldProblem]) -> impl IntoView + use<> {
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
    view! {
        {input(&email, form, problems)}
        {input(&text_field(Field::ContactName, "Name", "name"), form, problems)}
        <div class="form__row">{input(&company, form, problems)}{input(&phone, form, problems)}</div>
    }
}

fn address_fields(form: &CheckoutForm, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let street_2 =
        TextField { optional: true, ..text_field(Field::Street2, "Building, department, gate", "address-line2") };
    let region = TextField {
        hint: "Needed for Australia, Canada and the United States.",
        ..text_field(Field::Region, "State or province", "address-level1")
    };
    let problem = problem_at(problems, Field::Country);
    let invalid = problem.is_some().then_some("true");
    let described_by = problem.is_some().then_some("country-error");
    let chosen = form.country.clone();
    let options: Vec<_> = COUNTRIES
        .iter()
        .map(|country| view! { <option value=country.code selected=country.code == chosen>{country.name}</option> })
        .collect();
    view! {
        {input(&text_field(Field::Street, "Street and number", "address-line1"), form, problems)}
        {input(&street_2, form, problems)}
        <div class="form__row">
            {input(&text_field(Field::PostalCode, "Postal code", "postal-code"), form, problems)}
            {input(&text_field(Field::City, "Town or city", "address-level2"), form, problems)}
        </div>
        {input(&region, form, problems)}
        <div class="field">
            <label class="field__label" for="country">"Country"</label>
            {problem.map(|problem| view! { <p class="field__error" id="country-error">{problem}</p> })}
            <select class="field__input" id="country" name=posted(Field::Country) autocomplete="country" aria-invalid=invalid aria-describedby=described_by>
                <option value="">"Choose…"</option>
                {options}
            </select>
        </div>
    }
}

fn choices(
    field: Field,
    legend: &'static str,
    problems: &[FieldProblem],
    options: Vec<AnyView>,
) -> impl IntoView + use<> {
    let problem = problem_at(problems, field);
    let error_id = format!("{}-error", field.name());
    let described_by = problem.is_some().then(|| error_id.clone());
    view! {
        <fieldset class="checkout__group" id=field.name() aria-describedby=described_by>
            <legend class="checkout__legend">{legend}</legend>
            {problem.map(|problem| view! { <p class="field__error" id=error_id>{problem}</p> })}
            {options}
        </fieldset>
    }
}

fn choice(field: Field, value: &'static str, title: String, help: &'static str, chosen: bool) -> AnyView {
    view! {
        <label class="field__choice">
            <input type="radio" name=posted(field) value=value checked=chosen/>
            <span>{title}<span class="field__choice-note">{help}</span></span>
        </label>
    }
    .into_any()
}

fn delivery_fields(form: &CheckoutForm, cart: &Cart, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let hazard_class = cart.hazard_class();
    let options = DeliveryMethod::ALL
        .into_iter()
        .filter(|method| method.carries(hazard_class) || form.delivery_method == method.name())
        .map(|method| {
            let title = match method.rate(hazard_class) {
                rate if rate.minor == 0 => format!("{} · free", method.title()),
                rate => format!("{} · {rate}", method.title()),
            };
            choice(Field::DeliveryMethod, method.name(), title, method.help(), form.delivery_method == method.name())
        })
        .collect();
    let motors = (hazard_class > HazardClass::None).then(|| {
        view! { <p>"Your cart holds motors or igniters. They travel as dangerous goods; the rates include the handling the carrier charges."</p> }
    });
    view! { {motors}{choices(Field::DeliveryMethod, "How should it travel?", problems, options)} }
}

fn payment_fields(form: &CheckoutForm, problems: &[FieldProblem]) -> impl IntoView + use<> {
    let options = PaymentMethod::ALL
        .into_iter()
        .map(|method| {
            choice(
                Field::PaymentMethod,
                method.name(),
                method.title().to_owned(),
                method.help(),
                form.payment_method == method.name(),
            )
        })
        .collect();
    let po_number = TextField {
        hint: "As it should stand on our invoice. Not needed for a bank transfer.",
        ..text_field(Field::PoNumber, "PO number", "off")
    };
    let note =
        TextField { kind: "textarea", optional: true, ..text_field(Field::Note, "Note to the shipping desk", "off") };
    view! {
        {choices(Field::PaymentMethod, "How do you pay?", problems, options)}
        {input(&po_number, form, problems)}
        {input(&note, form, problems)}
    }
}
