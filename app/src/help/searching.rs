//! How to search: what can be typed, each way with an example that is a link.

use domain::search::{FieldKind, Query, Vocabulary};
use leptos::prelude::*;

/// What is typed and what it finds.
type Example = (&'static str, &'static str);

const WORDS: [Example; 5] = [
    ("RP-AT-54-600", "a part number, ours or the maker’s; hyphens, spaces and capitals do not matter"),
    ("nose ogive 54", "parts that hold every word, in any order"),
    ("BT-60", "what is called so, and tubes with the diameters of a BT-60 whoever makes them"),
    ("chute 24in", "words of the trade stand for each other: chute and parachute, thrust ring and engine block"),
    ("54mm", "whatever has this dimension, and what is made for 54 mm motors"),
];

const DIMENSIONS: [Example; 8] = [
    ("id:54mm..55.2mm", "inner diameter from 54 to 55.2 mm, both included"),
    ("id:54..55.2mm", "the same: a bare number has the unit of the other end, or millimetres"),
    ("od>1.5in", "outer diameter above 1.5 inches; also <, >= and <="),
    ("wall:..1mm", "at most 1 mm of wall"),
    ("mass:100g..", "100 g or more"),
    ("length:30cm", "30 cm, give or take the half percent that makers round by"),
    ("impulse<80Ns", "motors below 80 newton seconds"),
    ("price:5..20", "5 to 20 euros for one piece"),
];

const CHOICES: [Example; 5] = [
    ("material:phenolic,kraft", "one or the other"),
    ("material:\"glass-filled nylon\"", "quotation marks hold several words together"),
    ("maker:estes", "of one maker"),
    ("category:nose-cones", "of one category"),
    ("coupler in stock", "only what can be sent today"),
];

/// Where an example leads.
pub(super) fn address(query: &str) -> String {
    let vocabulary = Vocabulary::built_in();
    format!("/search?{}", Query::parse(query, &vocabulary).query.query_string(&vocabulary))
}

pub(super) fn content() -> AnyView {
    view! {
        <div class="prose">
            <p>"Type into the field at the top of every page. Words and dimensions go together in any order: "
                {super::example("nose shoulder:53mm..54mm in stock")}". Everything here can be clicked, and everything in the list beside a table of parts can be typed."</p>
        </div>
        {examples("words", "Words and part numbers", &WORDS)}
        {examples("dimensions", "Dimensions and prices", &DIMENSIONS)}
        {examples("choices", "Words of the specification", &CHOICES)}
        <section class="section" aria-labelledby="units">
            <div class="section__head"><h2 class="section__title" id="units">"Units"</h2></div>
            <div class="prose">
                <p>"mm, cm, m, in or \", ft; g, kg, oz, lb; N, lbf; Ns; s, ms; V; °C. With or without a space: 1.5in, 1.5 in, 1/8\". A decimal comma is understood where it cannot be taken for a thousand: 54,5mm."</p>
                <p>"What cannot be read is said above the results, and left out or searched for as words."</p>
            </div>
        </section>
        <section class="section" aria-labelledby="names">
            <div class="section__head"><h2 class="section__title" id="names">"Every dimension by its name"</h2></div>
            {names()}
        </section>
    }
    .into_any()
}

fn examples(id: &'static str, title: &'static str, examples: &[Example]) -> impl IntoView + use<> {
    let rows: Vec<_> = examples
        .iter()
        .map(|(query, finds)| {
            view! {
                <tr class="spec-table__row">
                    <th class="help__query" scope="row">{super::example(query)}</th>
                    <td>{*finds}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section__head"><h2 class="section__title" id=id>{title}</h2></div>
            <table class="spec-table"><caption class="visually-hidden">{title}</caption><tbody>{rows}</tbody></table>
        </section>
    }
}

/// The fields of the shop with their short names and units.
fn names() -> impl IntoView {
    let vocabulary = Vocabulary::built_in();
    let rows: Vec<_> = vocabulary
        .iter()
        .map(|field| {
            let unit = match field.kind {
                FieldKind::Quantity(kind) => kind.display_unit().map_or("", |unit| unit.symbol()),
                FieldKind::Price => "€",
                FieldKind::Choice => "a word",
            };
            view! {
                <tr class="spec-table__row">
                    <th class="help__query" scope="row"><span class="part-number">{format!("{}:", vocabulary.key(&field.code))}</span></th>
                    <td>{field.name.clone()}</td>
                    <td class="spec-table__value">{unit}</td>
                </tr>
            }
        })
        .collect();
    view! { <table class="spec-table"><caption class="visually-hidden">"Names of dimensions"</caption><tbody>{rows}</tbody></table> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_understood() {
        let vocabulary = Vocabulary::built_in();
        for (query, _) in WORDS.iter().chain(&DIMENSIONS).chain(&CHOICES) {
            let parsed = Query::parse(query, &vocabulary);
            assert_eq!(parsed.problems, [], "{query}");
            assert_eq!(parsed.query.words.is_empty(), query.contains([':', '<', '>']), "{query}");
        }
        assert_eq!(address("od>1.5in material:phenolic,kraft"), "/search?material=kraft,phenolic&od=%3E1.5in");
    }
}
