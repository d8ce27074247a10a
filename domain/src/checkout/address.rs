//! Addresses kept for the next order.

use serde::{Deserialize, Serialize};

use super::basis::Basis;
use super::{CheckoutForm, FieldProblem, Step, country_by_code};
use crate::cart::Cart;
use crate::ids::AddressId;

/// An address as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each is the field of the same name")]
pub struct AddressForm {
    /// What its owner calls it; may be empty.
    pub label: String,
    pub company: String,
    pub street: String,
    pub street_2: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    pub country: String,
}

/// An address in an address book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedAddress {
    /// Which.
    pub id: AddressId,
    /// Whether it is the company's and so all its members'.
    pub is_companys: bool,
    /// Whether the checkout begins with it.
    pub is_default: bool,
    /// What it says.
    pub form: AddressForm,
}

/// Longest label, in characters; the column has the same width.
pub const MAX_LABEL: usize = 60;

impl AddressForm {
    /// What is wrong with it, by the rules of the checkout's address step.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut form = CheckoutForm::default();
        self.fill(&mut form);
        form.problems(Step::Address, &Basis::guest(&Cart::default()))
    }

    /// Writes it into a checkout; the company only where none is named.
    pub fn fill(&self, form: &mut CheckoutForm) {
        if form.company.trim().is_empty() {
            form.company.clone_from(&self.company);
        }
        form.street.clone_from(&self.street);
        form.street_2.clone_from(&self.street_2);
        form.postal_code.clone_from(&self.postal_code);
        form.city.clone_from(&self.city);
        form.region.clone_from(&self.region);
        form.country.clone_from(&self.country);
    }

    /// The address of a checkout.
    pub fn of(form: &CheckoutForm) -> Self {
        let trimmed = |text: &str| text.trim().to_owned();
        Self {
            label: String::new(),
            company: trimmed(&form.company),
            street: trimmed(&form.street),
            street_2: trimmed(&form.street_2),
            postal_code: trimmed(&form.postal_code),
            city: trimmed(&form.city),
            region: trimmed(&form.region),
            country: trimmed(&form.country),
        }
    }

    /// Whether both lead to the same door.
    pub fn is_same_place(&self, other: &Self) -> bool {
        (&self.street, &self.street_2, &self.postal_code, &self.city, &self.region, &self.country)
            == (&other.street, &other.street_2, &other.postal_code, &other.city, &other.region, &other.country)
    }

    /// What it is called: its label, or the street.
    pub fn title(&self) -> &str {
        if self.label.trim().is_empty() { &self.street } else { &self.label }
    }

    /// The address in one line.
    pub fn line(&self) -> String {
        let country = country_by_code(&self.country).map_or(self.country.as_str(), |country| country.name);
        let town = format!("{} {}", self.postal_code, self.city);
        [self.company.as_str(), &self.street, &self.street_2, town.trim(), &self.region, country]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::Field;

    #[test]
    fn an_address_is_checked_as_in_the_checkout() {
        let dock = AddressForm {
            street: "Dock 4".into(),
            postal_code: "3011 AB".into(),
            city: "Rotterdam".into(),
            country: "NL".into(),
            ..AddressForm::default()
        };
        assert_eq!(dock.problems(), []);
        let wrong = AddressForm { country: "US".into(), city: " ".into(), ..dock.clone() };
        let fields: Vec<_> = wrong.problems().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::City, Field::Region]);
        assert_eq!((dock.title(), dock.line().as_str()), ("Dock 4", "Dock 4, 3011 AB Rotterdam, Netherlands"));
        let mut form = CheckoutForm { company: "Alto".into(), ..CheckoutForm::default() };
        AddressForm { company: "Other".into(), ..dock.clone() }.fill(&mut form);
        assert_eq!(form.company, "Alto");
        assert!(AddressForm::of(&form).is_same_place(&dock));
    }
}
