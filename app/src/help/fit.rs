//! What the classes of fit mean.

use domain::fit::FitClass;
use leptos::prelude::*;

pub(super) fn content() -> AnyView {
    let rows = FitClass::ALL.map(|class| {
        let (means, advice) = in_words(class);
        view! {
            <tr class="spec-table__row">
                <th class="spec-table__name" scope="row">{class.name()}</th>
                <td class="help__text">{means}</td>
                <td class="help__text">{advice}</td>
            </tr>
        }
    });
    view! {
        <div class="prose">
            <p>"On the page of a part stands what goes with it: by its dimensions, whoever made it. Beside each the clearance, which is the bore less what goes into it, on the diameter and not on each side; below zero the part is too large. The class says what that means for this kind of joint and this size."</p>
        </div>
        <section class="section" aria-labelledby="classes">
            <div class="section__head"><h2 class="section__title" id="classes">"Classes"</h2><p class="section__note">"tightest first"</p></div>
            <table class="spec-table"><caption class="visually-hidden">"Fit classes"</caption><tbody>{rows.collect_view()}</tbody></table>
        </section>
        <section class="section" aria-labelledby="limits">
            <div class="section__head"><h2 class="section__title" id="limits">"Where a class ends"</h2></div>
            <div class="prose">
                <p>"It depends on the joint and grows with the diameter, as what a maker can hold does. A shoulder in a 54 mm tube slides from about 0.04 mm of clearance to about 0.35 mm; a motor may have more room, because it has to come out again, and a lug more still. A parachute is judged by its packed diameter."</p>
                <p>"Figures are the makers’ own. Two that are printed alike may go together or may not: measure yours before you glue. "<a href="/help/measuring">"How to measure"</a></p>
            </div>
        </section>
        <section class="section" aria-labelledby="step">
            <div class="section__head"><h2 class="section__title" id="step">"The step"</h2></div>
            <div class="prose"><p>"Where two outsides meet, as a nose cone and its tube do, the step is how much wider or narrower one is than the other. Under a quarter of a millimetre we call it flush."</p></div>
        </section>
    }
    .into_any()
}

/// What a class feels like, and what to do about it.
const fn in_words(class: FitClass) -> (&'static str, &'static str) {
    match class {
        FitClass::NeedsSanding => ("A little too large.", "Sand it down, a few strokes at a time."),
        FitClass::Press => ("Goes in by hand force, or just not.", "Try it dry; a touch of sandpaper if need be."),
        FitClass::Slip => ("Slides, and sits straight.", "Nothing: glue it or fly it."),
        FitClass::Loose => ("Goes in and rattles.", "A turn of masking tape."),
        FitClass::NeedsShim => ("Goes in with room around it.", "A sleeve, or several turns of tape."),
    }
}
