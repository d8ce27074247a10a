//! Motors and their classes.

use domain::catalog::ImpulseClass;
use domain::search::MOTOR_SIZES;
use leptos::prelude::*;

/// Letters of the table; what is above takes a licence that is not ours to explain.
const LETTERS: usize = 15;

pub(super) fn content() -> AnyView {
    view! {
        <div class="prose">
            <p>"A designation such as C6-5 says three things: the letter is the class of total impulse, the first number the average thrust in newtons, the second the seconds from burn-out to ejection. A P in place of the delay means the motor is plugged and ejects nothing."</p>
            <p>"Total impulse is thrust added up over time, in newton seconds: how much push there is in all. Average thrust says how fast it is spent. A heavy rocket needs thrust to leave the rod, a high flight needs impulse."</p>
        </div>
        <section class="section" aria-labelledby="classes">
            <div class="section__head"><h2 class="section__title" id="classes">"Classes"</h2><p class="section__note">"each twice the one before"</p></div>
            {classes()}
        </section>
        <section class="section" aria-labelledby="sizes">
            <div class="section__head"><h2 class="section__title" id="sizes">"Sizes"</h2></div>
            <div class="prose">
                <p>"The size is the diameter of the case, and a mount is made for one size: "{sizes()}" mm. Motors sold as 75 and 76 mm are one size. The bore of the tube is a little wider; "<a href="/help/fit">"fit classes"</a>" tell how much is right."</p>
            </div>
        </section>
        <section class="section" aria-labelledby="curves">
            <div class="section__head"><h2 class="section__title" id="curves">"What our figures mean"</h2></div>
            <div class="prose">
                <p>"Where the maker gives a thrust curve, we compute from it: total impulse is the area under the curve, burn time runs from the first to the last moment at 5 % of peak thrust, and average thrust is one over the other. They may differ a little from the figures on the label."</p>
                <p>"Motors and igniters are dangerous goods and travel by road only. What you may buy, own and fly depends on where you live; ask your club or authority first."</p>
            </div>
        </section>
    }
    .into_any()
}

/// The classes with the impulse at which each ends, and the motors of each.
fn classes() -> impl IntoView {
    let first = ImpulseClass::of(0.0).upper();
    let ends = std::iter::successors(Some(first), |upper| Some(upper * 2.0)).take(3 + LETTERS);
    let mut lower = 0.0;
    let rows: Vec<_> = ends
        .map(|upper| {
            let class = ImpulseClass::of(upper).to_string();
            let from = std::mem::replace(&mut lower, upper);
            let query = format!("category:motors class:\"{class}\"");
            view! {
                <tr class="spec-table__row">
                    <th class="spec-table__name" scope="row"><a href=super::searching::address(&query)>{class}</a></th>
                    <td class="spec-table__value">{format!("above {from}")}</td>
                    <td class="spec-table__value">{format!("up to {upper}")}<span class="unit">"Ns"</span></td>
                </tr>
            }
        })
        .collect();
    view! { <table class="spec-table"><caption class="visually-hidden">"Impulse classes"</caption><tbody>{rows}</tbody></table> }
}

fn sizes() -> String {
    let sizes: Vec<String> = MOTOR_SIZES.iter().map(|size| size.name.to_string()).filter(|name| name != "76").collect();
    sizes.join(", ")
}
