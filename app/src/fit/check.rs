//! `/fit?a=…&b=…`: whether two parts go together, and if not, why.

use domain::catalog::AttributeSet;
use domain::fit::{Piece, Verdict, check};
use domain::ids::Sku;
use leptos::prelude::*;
use store::Store;
use store::catalog::Part;

use super::{has_clearance, millimetres};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// Longest number that is looked up or shown again.
const MAX_NUMBER: usize = 64;

/// `/fit`
#[component]
pub(crate) fn CheckPage() -> impl IntoView {
    respond(load)
}

/// A part asked for: as typed, and what it is.
struct Asked {
    typed: String,
    part: Option<Part>,
}

impl Asked {
    async fn load(store: &Store, typed: Option<String>) -> Result<Self, store::Error> {
        let typed: String = typed.unwrap_or_default().trim().chars().take(MAX_NUMBER).collect();
        let part = match Sku::parse(&typed) {
            Ok(sku) => store.part(&sku).await?,
            Err(_) => None,
        };
        Ok(Self { typed, part })
    }

    fn is_unknown(&self) -> bool {
        self.part.is_none() && !self.typed.is_empty()
    }
}

async fn load(visit: Visit) -> Result<Page, PageError> {
    let one = Asked::load(&visit.store, visit.query("a")).await?;
    let other = Asked::load(&visit.store, visit.query("b")).await?;
    let answer = one.part.as_ref().zip(other.part.as_ref()).map(|(one, other)| answer(one, other));
    let title = match (&one.part, &other.part) {
        (Some(one), Some(other)) => format!("Does {} fit {}?", one.sku, other.sku),
        _ => "Does it fit?".to_owned(),
    };
    let content = view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">{title.clone()}</h1>
                <p class="page__about">"Two parts compared by the dimensions their makers print. "<a href="/help/fit">"What the classes mean"</a></p>
            </div>
        </header>
        {answer}
        <form class="form fit__again" method="get" action="/fit">
            <div class="form__row">
                {field("a", "One part", &one)}
                {field("b", "The other", &other)}
            </div>
            <div class="form__actions"><button class="button button--go" type="submit">"Try"</button></div>
        </form>
    };
    let page = Page::public(title, "Whether two rocket parts fit, by their dimensions.", content).narrow();
    // One address stands for all pairs; the pairs are the part pages' to list.
    let page = if one.typed.is_empty() && other.typed.is_empty() {
        page.with_canonical("/fit")
    } else {
        Page { unlisted: true, ..page }
    };
    Ok(if one.is_unknown() || other.is_unknown() { page.with_status(404) } else { page })
}

fn field(name: &'static str, label: &'static str, asked: &Asked) -> impl IntoView + use<> {
    let error_id = format!("{name}-error");
    let unknown = asked.is_unknown();
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            {unknown.then(|| view! { <p class="field__error" id=error_id.clone()>"We have no part with this number."</p> })}
            <input
                class="field__input field__input--code" id=name name=name value=asked.typed.clone() maxlength=MAX_NUMBER required
                autocomplete="off" placeholder="Part number" aria-invalid=unknown.then_some("true") aria-describedby=unknown.then_some(error_id)
            />
        </div>
    }
}

fn answer(one: &Part, other: &Part) -> impl IntoView + use<> {
    let [one_facts, other_facts]: [AttributeSet; 2] =
        [one, other].map(|part| part.specs.iter().map(|spec| spec.entry.clone()).collect());
    let verdicts = check(Piece::new(&one.category_code, &one_facts), Piece::new(&other.category_code, &other_facts));
    let fits = verdicts.first().is_some_and(|verdict| verdict.fit().is_some());
    let (class, title) = match (fits, verdicts.is_empty()) {
        (true, _) => ("notice notice--success", "They fit"),
        (false, true) => ("notice", "Nothing to compare"),
        (false, false) => ("notice notice--warning", "They do not fit"),
    };
    let reasons: Vec<_> = if verdicts.is_empty() {
        vec![
            "Parts of these kinds do not go into one another, or a dimension that meets is not printed by its maker."
                .to_owned(),
        ]
    } else {
        // With a fit, what else was tried does not matter; without, the nearest miss says most.
        verdicts.iter().filter(|verdict| !fits || verdict.fit().is_some()).take(3).map(in_words).collect()
    };
    view! {
        <div class=class role="status">
            <p class="notice__title">{title}</p>
            <ul class="notice__list">{reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}</ul>
        </div>
        <ul class="facts">{[one, other].map(summary).into_iter().collect_view()}</ul>
    }
}

fn summary(part: &Part) -> impl IntoView + use<> {
    view! {
        <li class="facts__item">
            <h2 class="facts__title"><a class="part-number" href=format!("/parts/{}", part.sku)>{part.sku.to_string()}</a></h2>
            <p class="facts__text">{part.name.clone()}", "{part.maker.clone()}</p>
        </li>
    }
}

/// A verdict as a sentence.
fn in_words(verdict: &Verdict) -> String {
    let joint = capital(verdict.joint().name());
    match verdict {
        Verdict::Fits(fit) => {
            let mut words = format!("{joint}: {}", fit.class.name());
            if has_clearance(fit.joint) {
                words = format!(
                    "{words}, {} in {} leaves {}",
                    millimetres(fit.shaft),
                    millimetres(fit.hole),
                    millimetres(fit.clearance)
                );
            }
            for more in [fit.advice(), fit.step_in_words()].into_iter().flatten() {
                words = format!("{words}; {more}");
            }
            format!("{words}.")
        }
        Verdict::TooTight { interference, .. } => format!("{joint}: {} too wide for it.", millimetres(*interference)),
        Verdict::TooWide { clearance, .. } => {
            format!("{joint}: {} of play, more than a shim takes up.", millimetres(*clearance))
        }
        Verdict::TooLong { by, .. } => format!("{joint}: the diameters fit, but it is {} too long.", millimetres(*by)),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use domain::fit::{Fit, FitClass, Joint};

    use super::*;

    #[test]
    fn verdicts_are_sentences() {
        let fit = Fit {
            joint: Joint::NoseInTube,
            shaft: 0.0541,
            hole: 0.0544,
            clearance: 0.0003,
            class: FitClass::Slip,
            step: Some(0.0),
        };
        assert_eq!(
            in_words(&Verdict::Fits(fit)),
            "Shoulder in airframe tube: slip, 54.10 mm in 54.40 mm leaves 0.30 mm; flush."
        );
        assert_eq!(
            in_words(&Verdict::TooTight { joint: Joint::CouplerInTube, interference: 0.0008 }),
            "Coupler in tube: 0.80 mm too wide for it."
        );
        assert_eq!(
            in_words(&Verdict::TooLong { joint: Joint::MotorInTube, by: 0.0044 }),
            "Motor in tube: the diameters fit, but it is 4.40 mm too long."
        );
        let named = Fit { joint: Joint::MotorInRetainer, ..fit };
        assert_eq!(in_words(&Verdict::Fits(Fit { step: None, ..named })), "Motor in retainer: slip; same motor size.");
    }
}
