//! How to measure a tube or a shoulder, with the drawings every part's page has.

use domain::catalog::drawing::{Canvas, part_drawing};
use domain::catalog::{NoseProfile, Shape, Shoulder};
use leptos::prelude::*;

/// A 54 mm tube, m.
const TUBE: Shape = Shape::Tube { outer_diameter: 0.0574, inner_diameter: 0.0544, length: 0.120 };

/// A nose cone for it, m.
const NOSE: Shape = Shape::NoseCone {
    profile: NoseProfile::Ogive,
    length: 0.160,
    base_diameter: 0.0574,
    shoulder: Some(Shoulder { diameter: 0.0541, length: 0.040 }),
    wall: Some(0.002),
};

pub(super) fn content() -> AnyView {
    view! {
        <div class="prose">
            <p>"Whether two parts go together is decided by two diameters: the bore of the one and the outside of what goes into it. Names do not decide it. A “54 mm” tube is made for 54 mm motors; its bore is a little more, its outside more again, and every maker has figures of their own."</p>
        </div>
        <section class="section" aria-labelledby="tube">
            <div class="section__head"><h2 class="section__title" id="tube">"A tube"</h2></div>
            {drawing(&TUBE, "A tube with its inner and outer diameter", "A tube: the bore is what shoulders and motors go into, the outside is what rings and fin roots sit on.")}
            <div class="prose help__after">
                <p>"Use a caliper. Measure the bore with its inner jaws at both ends and twice at each, a quarter turn apart; paper tubes are seldom round to a tenth. Take the mean. The cut edge may be swollen or burred: reach a centimetre in."</p>
                <p>"Without a caliper wrap a strip of paper round the tube, mark where it meets itself, and divide the length by 3.1416: that is the outer diameter. Take twice the wall off it for the bore."</p>
                <p>"Then search for it with a tenth on either side: "{super::example("id:54.3mm..54.5mm")}" or "{super::example("od:57.3mm..57.5mm")}"."</p>
            </div>
        </section>
        <section class="section" aria-labelledby="shoulder">
            <div class="section__head"><h2 class="section__title" id="shoulder">"A shoulder"</h2></div>
            {drawing(&NOSE, "A nose cone with its base and shoulder diameter", "A nose cone: the shoulder goes into the tube’s bore, the base should be as wide as the tube’s outside.")}
            <div class="prose help__after">
                <p>"Measure the shoulder near its open end and near the step, across and a quarter turn on; plastic shoulders are often tapered, and the widest place counts. The base is measured right above the step: where it differs from the tube’s outside you will feel an edge."</p>
                <p>"Search for the shoulder a little under your bore: "{super::example("nose shoulder:53.8mm..54.3mm")}"."</p>
            </div>
        </section>
        <section class="section" aria-labelledby="motor">
            <div class="section__head"><h2 class="section__title" id="motor">"A motor"</h2></div>
            <div class="prose">
                <p>"Measure the case, not the label around it, and its whole length with closures on. The mount must be as long as the case up to the thrust ring."</p>
                <p>"How tight is right is the subject of "<a href="/help/fit">"fit classes"</a>"."</p>
            </div>
        </section>
    }
    .into_any()
}

fn drawing(shape: &Shape, label: &str, caption: &'static str) -> impl IntoView + use<> {
    let (wide, phone) = (part_drawing(shape, label, Canvas::Wide), part_drawing(shape, label, Canvas::Phone));
    view! {
        <figure class="drawing">
            <div class="drawing__sheet" inner_html=format!("{}{}", wide.svg, phone.svg)></div>
            <figcaption class="drawing__caption"><span>{caption}</span></figcaption>
        </figure>
    }
}
