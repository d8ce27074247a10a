//! The checkout form: as typed, checked, and finished.

use serde::{Deserialize, Serialize};

use super::basis::Basis;
use super::{Country, DeliveryMethod, Quote, country_by_code, delivery_charge};
use crate::accounts::looks_like_email;
use crate::catalog::{CERTIFIERS, CertificationLevel};
use crate::pricing::VatId;

/// A page of the checkout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Who orders.
    Contact,
    /// Where it goes.
    Address,
    /// How it travels.
    Delivery,
    /// How it is paid.
    Payment,
    /// Everything at a glance, and the button.
    Review,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Contact, Self::Address, Self::Delivery, Self::Payment, Self::Review];

    /// The name in URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Address => "address",
            Self::Delivery => "delivery",
            Self::Payment => "payment",
            Self::Review => "review",
        }
    }

    /// What customers read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Contact => "Contact",
            Self::Address => "Address",
            Self::Delivery => "Delivery",
            Self::Payment => "Payment",
            Self::Review => "Review",
        }
    }

    /// Reads the name in URLs.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.slug() == slug)
    }

    /// The step after this one; the review stays.
    pub fn next(self) -> Self {
        Self::ALL.into_iter().find(|step| *step > self).unwrap_or(Self::Review)
    }

    /// The fields asked for at this step.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| field.step() == self)
    }
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "a field is its name")]
pub enum Field {
    Email,
    ContactName,
    Phone,
    Company,
    VatId,
    CertificationBody,
    CertificationNumber,
    CertificationLevel,
    Street,
    Street2,
    PostalCode,
    City,
    Region,
    Country,
    DeliveryMethod,
    PaymentMethod,
    PoNumber,
    Note,
}

impl Field {
    const ALL: [Self; 18] = [
        Self::Email,
        Self::ContactName,
        Self::Phone,
        Self::Company,
        Self::VatId,
        Self::CertificationBody,
        Self::CertificationNumber,
        Self::CertificationLevel,
        Self::Street,
        Self::Street2,
        Self::PostalCode,
        Self::City,
        Self::Region,
        Self::Country,
        Self::DeliveryMethod,
        Self::PaymentMethod,
        Self::PoNumber,
        Self::Note,
    ];

    /// The name in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::ContactName => "contact_name",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::VatId => "vat_id",
            Self::CertificationBody => "certification_body",
            Self::CertificationNumber => "certification_number",
            Self::CertificationLevel => "certification_level",
            Self::Street => "street",
            Self::Street2 => "street_2",
            Self::PostalCode => "postal_code",
            Self::City => "city",
            Self::Region => "region",
            Self::Country => "country",
            Self::DeliveryMethod => "delivery_method",
            Self::PaymentMethod => "payment_method",
            Self::PoNumber => "po_number",
            Self::Note => "note",
        }
    }

    /// The step that asks for it.
    pub const fn step(self) -> Step {
        match self {
            Self::Email
            | Self::ContactName
            | Self::Phone
            | Self::Company
            | Self::VatId
            | Self::CertificationBody
            | Self::CertificationNumber
            | Self::CertificationLevel => Step::Contact,
            Self::Street | Self::Street2 | Self::PostalCode | Self::City | Self::Region | Self::Country => {
                Step::Address
            }
            Self::DeliveryMethod => Step::Delivery,
            Self::PaymentMethod | Self::PoNumber | Self::Note => Step::Payment,
        }
    }

    /// Longest value kept, in characters; the database columns have the same widths.
    pub const fn max_len(self) -> usize {
        match self {
            Self::Email => 254,
            Self::ContactName | Self::Company | Self::Street | Self::Street2 => 120,
            Self::Phone | Self::PoNumber | Self::CertificationNumber => 40,
            Self::City | Self::Region => 80,
            Self::PostalCode
            | Self::DeliveryMethod
            | Self::PaymentMethod
            | Self::Country
            | Self::VatId
            | Self::CertificationBody
            | Self::CertificationLevel => 20,
            Self::Note => 500,
        }
    }
}

/// How an order is paid: card-free, as purchasing departments do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Invoice against a purchase order number, on a company's terms.
    PurchaseOrder,
    /// Bank transfer before dispatch.
    BankTransfer,
}

impl PaymentMethod {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::PurchaseOrder, Self::BankTransfer];

    /// The name in forms and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PurchaseOrder => "purchase_order",
            Self::BankTransfer => "bank_transfer",
        }
    }

    /// What customers read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::PurchaseOrder => "Purchase order on terms",
            Self::BankTransfer => "Bank transfer in advance",
        }
    }

    /// One sentence about it.
    pub const fn help(self) -> &'static str {
        match self {
            Self::PurchaseOrder => {
                "For companies with an agreement: we invoice against your PO number, to be paid within the days agreed."
            }
            Self::BankTransfer => "We send a pro-forma invoice; goods leave when the money is in.",
        }
    }

    /// Reads the name in forms and in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// What was typed so far, kept exactly, valid or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each is the field of the same name")]
pub struct CheckoutForm {
    pub email: String,
    pub contact_name: String,
    pub phone: String,
    pub company: String,
    pub vat_id: String,
    pub certification_body: String,
    pub certification_number: String,
    pub certification_level: String,
    pub street: String,
    pub street_2: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    pub country: String,
    pub delivery_method: String,
    pub payment_method: String,
    pub po_number: String,
    pub note: String,
}

/// What is wrong at a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// Where.
    pub field: Field,
    /// What, in a sentence that says how to put it right.
    pub message: String,
}

/// A complete, checked form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of the same name, checked")]
pub struct CheckoutDetails {
    pub email: String,
    pub contact_name: String,
    pub phone: String,
    pub company: String,
    pub vat_id: Option<VatId>,
    /// Who certified the buyer for motors, their number there and their level; empty when nobody asked.
    pub certification: String,
    pub street: String,
    pub street_2: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    pub country: &'static Country,
    pub delivery_method: DeliveryMethod,
    pub payment_method: PaymentMethod,
    pub po_number: String,
    pub note: String,
}

impl CheckoutForm {
    /// The value of a field, as typed.
    pub fn get(&self, field: Field) -> &str {
        match field {
            Field::Email => &self.email,
            Field::ContactName => &self.contact_name,
            Field::Phone => &self.phone,
            Field::Company => &self.company,
            Field::VatId => &self.vat_id,
            Field::CertificationBody => &self.certification_body,
            Field::CertificationNumber => &self.certification_number,
            Field::CertificationLevel => &self.certification_level,
            Field::Street => &self.street,
            Field::Street2 => &self.street_2,
            Field::PostalCode => &self.postal_code,
            Field::City => &self.city,
            Field::Region => &self.region,
            Field::Country => &self.country,
            Field::DeliveryMethod => &self.delivery_method,
            Field::PaymentMethod => &self.payment_method,
            Field::PoNumber => &self.po_number,
            Field::Note => &self.note,
        }
    }

    fn slot(&mut self, field: Field) -> &mut String {
        match field {
            Field::Email => &mut self.email,
            Field::ContactName => &mut self.contact_name,
            Field::Phone => &mut self.phone,
            Field::Company => &mut self.company,
            Field::VatId => &mut self.vat_id,
            Field::CertificationBody => &mut self.certification_body,
            Field::CertificationNumber => &mut self.certification_number,
            Field::CertificationLevel => &mut self.certification_level,
            Field::Street => &mut self.street,
            Field::Street2 => &mut self.street_2,
            Field::PostalCode => &mut self.postal_code,
            Field::City => &mut self.city,
            Field::Region => &mut self.region,
            Field::Country => &mut self.country,
            Field::DeliveryMethod => &mut self.delivery_method,
            Field::PaymentMethod => &mut self.payment_method,
            Field::PoNumber => &mut self.po_number,
            Field::Note => &mut self.note,
        }
    }

    /// Takes over the fields of one step from what was just typed; the others stay. Control
    /// characters go, and what is far beyond a field's length is cut, so that the row stays small
    /// while the customer still sees that it was too long.
    pub fn take_step(&mut self, step: Step, typed: &Self) {
        for field in step.fields() {
            *self.slot(field) = typed
                .get(field)
                .chars()
                .filter(|c| !c.is_control() || (field == Field::Note && *c == '\n'))
                .take(field.max_len() * 2)
                .collect();
        }
    }

    /// What is wrong with the fields of one step, in the order of the form.
    pub fn problems(&self, step: Step, basis: &Basis<'_>) -> Vec<FieldProblem> {
        step.fields()
            .filter_map(|field| self.problem(field, basis).map(|message| FieldProblem { field, message }))
            .collect()
    }

    /// The first step that is not complete; the review when all are.
    pub fn first_open_step(&self, basis: &Basis<'_>) -> Step {
        Step::ALL.into_iter().find(|step| !self.problems(*step, basis).is_empty()).unwrap_or(Step::Review)
    }

    /// What the order comes to with what was chosen so far; nothing before country and delivery are.
    pub fn quote(&self, basis: &Basis<'_>) -> Option<Quote> {
        let country = country_by_code(self.country.trim())?;
        let method = DeliveryMethod::parse(&self.delivery_method)?;
        Quote::of(basis, country, method, VatId::parse(&self.vat_id).ok().as_ref()).ok()
    }

    /// The complete form, or everything that is wrong with it.
    pub fn finish(&self, basis: &Basis<'_>) -> Result<CheckoutDetails, Vec<FieldProblem>> {
        let problems: Vec<_> = Step::ALL.into_iter().flat_map(|step| self.problems(step, basis)).collect();
        let trimmed = |field| self.get(field).trim().to_owned();
        match (
            country_by_code(self.country.trim()),
            DeliveryMethod::parse(&self.delivery_method),
            PaymentMethod::parse(&self.payment_method),
        ) {
            (Some(country), Some(delivery_method), Some(payment_method)) if problems.is_empty() => {
                Ok(CheckoutDetails {
                    email: trimmed(Field::Email),
                    contact_name: trimmed(Field::ContactName),
                    phone: trimmed(Field::Phone),
                    company: trimmed(Field::Company),
                    vat_id: VatId::parse(&self.vat_id).ok(),
                    certification: if basis.cart.certification().is_some() {
                        self.certification()
                    } else {
                        String::new()
                    },
                    street: trimmed(Field::Street),
                    street_2: trimmed(Field::Street2),
                    postal_code: trimmed(Field::PostalCode),
                    city: trimmed(Field::City),
                    region: trimmed(Field::Region),
                    country,
                    delivery_method,
                    payment_method,
                    po_number: trimmed(Field::PoNumber),
                    note: trimmed(Field::Note),
                })
            }
            _ => Err(problems),
        }
    }

    /// Who certified the buyer, their number there and their level: `NAR 12345, level 2`.
    fn certification(&self) -> String {
        let body = match self.certification_body.trim() {
            "other" => "Other association".to_owned(),
            body => body.to_uppercase(),
        };
        format!("{body} {}, level {}", self.certification_number.trim(), self.certification_level.trim())
    }

    fn problem(&self, field: Field, basis: &Basis<'_>) -> Option<String> {
        let value = self.get(field).trim();
        let length = value.chars().count();
        if length > field.max_len() {
            return Some(format!("Use at most {} characters; this has {length}.", field.max_len()));
        }
        let say = |wrong: bool, message: &str| wrong.then(|| message.to_owned());
        match field {
            Field::Email => {
                if value.is_empty() {
                    Some("Enter your e-mail address.".into())
                } else {
                    say(!looks_like_email(value), "Enter an e-mail address such as name@example.org.")
                }
            }
            Field::ContactName => say(value.is_empty(), "Enter the name of the person we can ask."),
            Field::Phone => say(
                !value.is_empty()
                    && (value.chars().filter(char::is_ascii_digit).count() < 5
                        || value.chars().any(char::is_alphabetic)),
                "Enter a telephone number with its area code, or leave it empty.",
            ),
            Field::Street => say(value.is_empty(), "Enter street and number."),
            Field::PostalCode => {
                say(value.is_empty() && !matches!(self.country.trim(), "IE"), "Enter the postal code.")
            }
            Field::City => say(value.is_empty(), "Enter the town or city."),
            Field::Region => say(
                value.is_empty() && matches!(self.country.trim(), "US" | "CA" | "AU"),
                "Enter the state or province.",
            ),
            Field::Country => say(country_by_code(value).is_none(), "Choose the country from the list."),
            Field::VatId => {
                if value.is_empty() {
                    None
                } else if self.company.trim().is_empty() {
                    Some("Enter the company that this VAT id belongs to, or leave the VAT id empty.".into())
                } else {
                    VatId::parse(value).err().map(|error| format!("{error} Leave it empty if you have none."))
                }
            }
            Field::CertificationBody | Field::CertificationNumber | Field::CertificationLevel => {
                self.certification_problem(field, basis)
            }
            Field::DeliveryMethod => match (DeliveryMethod::parse(value), country_by_code(self.country.trim())) {
                (None, _) => Some("Choose how it should travel.".into()),
                (Some(method), Some(country)) => {
                    delivery_charge(method, basis.cart, country).err().map(|refusal| refusal.to_string())
                }
                (Some(_), None) => None,
            },
            Field::PaymentMethod => match PaymentMethod::parse(value) {
                None => Some("Choose how you pay.".into()),
                Some(PaymentMethod::BankTransfer) => None,
                Some(PaymentMethod::PurchaseOrder) => self.terms_problem(basis),
            },
            Field::PoNumber => say(
                value.is_empty() && self.payment_method == PaymentMethod::PurchaseOrder.name(),
                "Enter your purchase order number, or choose bank transfer.",
            ),
            Field::Company | Field::Street2 | Field::Note => None,
        }
    }

    fn certification_problem(&self, field: Field, basis: &Basis<'_>) -> Option<String> {
        let needed = basis.cart.certification()?;
        let value = self.get(field).trim();
        match field {
            Field::CertificationBody => (!CERTIFIERS.iter().any(|(code, _)| *code == value))
                .then(|| "Choose the association that certified you.".to_owned()),
            Field::CertificationNumber => {
                value.is_empty().then(|| "Enter your member number with the association.".to_owned())
            }
            _ => match CertificationLevel::parse(value) {
                None => Some("Choose your level.".to_owned()),
                Some(level) if level < needed => Some(format!(
                    "The motors in your cart need {needed}. Choose your level, or take the motors out of the cart."
                )),
                Some(_) => None,
            },
        }
    }

    /// Why an order cannot go on terms, if it cannot.
    fn terms_problem(&self, basis: &Basis<'_>) -> Option<String> {
        let Some(company) = basis.company.filter(|company| company.terms_days.is_some()) else {
            return Some("Terms are for companies that have agreed them with us. Choose the bank transfer.".to_owned());
        };
        let total = self.quote(basis)?.total;
        (total.minor > company.credit_left.minor).then(|| {
            format!(
                "This order comes to {total} and {} has {} of its credit left. Choose the bank transfer, or pay open invoices first.",
                company.name, company.credit_left
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::accounts::BuyingCompany;
    use crate::cart::{Cart, CartLine};
    use crate::catalog::HazardClass;
    use crate::money::{Currency, Money};

    fn cart(hazard_class: HazardClass) -> Cart {
        let line = crate::cart::tests::line(1, "A-1", &[(1, 10_000)], Some(9));
        Cart { lines: vec![CartLine { hazard_class, ..line }] }
    }

    fn company(credit: i64) -> BuyingCompany {
        BuyingCompany {
            name: "Alto Works".into(),
            vat_id: String::new(),
            tax_exempt: false,
            terms_days: Some(30),
            credit_left: Money::new(credit, Currency::Eur),
        }
    }

    fn complete() -> CheckoutForm {
        CheckoutForm {
            email: "mira@example.org".into(),
            contact_name: "Mira Okafor".into(),
            street: "Dock 4".into(),
            postal_code: "3011 AB".into(),
            city: "Rotterdam".into(),
            country: "NL".into(),
            delivery_method: "standard".into(),
            payment_method: "bank_transfer".into(),
            po_number: "PO-1".into(),
            ..CheckoutForm::default()
        }
    }

    #[test]
    fn a_complete_form_is_finished() {
        let cart = cart(HazardClass::Explosive);
        let details = complete().finish(&Basis::guest(&cart)).expect("complete");
        assert_eq!(details.country.name, "Netherlands");
        assert_eq!(complete().first_open_step(&Basis::guest(&cart)), Step::Review);
    }

    #[test]
    fn each_mistake_is_said_at_its_field() {
        let wrong = |change: fn(&mut CheckoutForm)| {
            let mut form = complete();
            change(&mut form);
            form.finish(&Basis::guest(&cart(HazardClass::Explosive)))
                .map(|_| ())
                .map_err(|p| p.into_iter().map(|p| p.field).collect::<Vec<_>>())
        };
        assert_eq!(wrong(|f| f.email = "nobody".into()), Err(vec![Field::Email]));
        assert_eq!(wrong(|f| f.country = "XX".into()), Err(vec![Field::Country]));
        assert_eq!(wrong(|f| f.country = "US".into()), Err(vec![Field::Region]));
        assert_eq!(wrong(|f| f.delivery_method = "express".into()), Err(vec![Field::DeliveryMethod]));
        assert_eq!(wrong(|f| f.po_number = " ".into()), Ok(()));
        assert_eq!(wrong(|f| f.payment_method = "purchase_order".into()), Err(vec![Field::PaymentMethod]));
        assert_eq!(wrong(|f| f.vat_id = "DE123456789".into()), Err(vec![Field::VatId]), "whose?");
        assert_eq!(wrong(|f| f.phone = "call me".into()), Err(vec![Field::Phone]));
        assert_eq!(wrong(|f| f.note = "x".repeat(501)), Err(vec![Field::Note]));
    }

    #[test]
    fn terms_are_for_companies_within_their_credit() {
        let cart = cart(HazardClass::None);
        let form = CheckoutForm { payment_method: "purchase_order".into(), ..complete() };
        // 100.00 and 9.80 of delivery, with 21 % of tax.
        let total = 13_286;
        for (company, message) in [
            (company(total), ""),
            (company(total - 1), "This order comes to 132.86 € and Alto Works has 132.85 € of its credit left."),
            (BuyingCompany { terms_days: None, ..company(total) }, "Terms are for companies"),
        ] {
            let problems = form.problems(Step::Payment, &Basis { cart: &cart, company: Some(&company) });
            let said = problems.first().map_or("", |problem| problem.message.as_str());
            assert!(said.starts_with(message) && said.is_empty() == message.is_empty(), "{said}");
        }
        let company = company(total);
        let without_number = CheckoutForm { po_number: " ".into(), ..form };
        let problems = without_number.problems(Step::Payment, &Basis { cart: &cart, company: Some(&company) });
        assert_eq!(problems.iter().map(|problem| problem.field).collect::<Vec<_>>(), [Field::PoNumber]);
    }

    #[test]
    fn motors_ask_for_their_papers_and_nothing_else_does() {
        let mut cart = cart(HazardClass::Explosive);
        cart.lines[0].certification = Some(CertificationLevel::Two);
        let fields = |form: &CheckoutForm| {
            let problems = form.problems(Step::Contact, &Basis::guest(&cart));
            problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        let all = [Field::CertificationBody, Field::CertificationNumber, Field::CertificationLevel];
        assert_eq!(fields(&complete()), all);
        let certified = |level: &str| CheckoutForm {
            certification_body: "tra".into(),
            certification_number: " 12345 ".into(),
            certification_level: level.into(),
            ..complete()
        };
        assert_eq!(fields(&certified("1")), [Field::CertificationLevel]);
        assert_eq!(fields(&certified("2")), []);
        let details = certified("3").finish(&Basis::guest(&cart)).expect("complete");
        assert_eq!(details.certification, "TRA 12345, level 3");
        cart.lines[0].certification = None;
        let details = certified("3").finish(&Basis::guest(&cart)).expect("complete");
        assert_eq!(details.certification, "");
    }

    #[test]
    fn a_step_changes_only_its_own_fields() {
        let mut form = complete();
        form.take_step(
            Step::Contact,
            &CheckoutForm { email: "new@example.org".into(), city: "Elsewhere".into(), ..CheckoutForm::default() },
        );
        assert_eq!(
            (form.email.as_str(), form.contact_name.as_str(), form.city.as_str()),
            ("new@example.org", "", "Rotterdam")
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_form(text in "\\PC{0,300}") {
            let mut form = CheckoutForm::default();
            let typed = CheckoutForm { email: text.clone(), street: text.clone(), note: text.clone(), country: text.clone(), ..CheckoutForm::default() };
            for step in Step::ALL { form.take_step(step, &typed); }
            prop_assert!(form.finish(&Basis::guest(&cart(HazardClass::None))).is_err());
        }
    }
}
