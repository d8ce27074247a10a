//! Ordering: what the shop does today, and no more.

use domain::cart::{MAX_LINES, MAX_QUANTITY};
use domain::catalog::HazardClass;
use domain::checkout::delivery::{BANDS_G, LONG_MM, VERY_LONG_MM, band_rate, hazard_surcharge, length_surcharge};
use domain::checkout::{COUNTRIES, DeliveryMethod, PaymentMethod, Zone};
use domain::fulfilment::RETURN_WINDOW_DAYS;
use domain::inventory::HOLD_MINUTES;
use domain::money::{Money, group_thousands};
use leptos::prelude::*;

pub(super) fn content() -> AnyView {
    let most = group_thousands(u64::from(MAX_QUANTITY));
    view! {
        <div class="prose">
            <p>"You need no account. Put parts into the cart from their pages; quantity breaks apply by themselves, and the cart is kept in this browser for half a year. It holds up to "{MAX_LINES.to_string()}" lines of up to "{most}" pieces. Prices and stock are looked up anew each time it is shown."</p>
            <p>{format!("Nothing is reserved while it is in the cart. From the first step of the checkout its pieces are kept for you, for {HOLD_MINUTES} minutes after the last step you looked at; the page says until when, and what cannot be had. What is on its way to us can be ordered too: then we say how much comes now and when the rest is expected.")}</p>
            <p>"Parts without a price are shown as “on request” and cannot be put into the cart."</p>
        </div>
        <section class="section" aria-labelledby="delivery">
            <div class="section__head"><h2 class="section__title" id="delivery">"Delivery"</h2></div>
            {terms(DeliveryMethod::ALL.map(|method| (method.title(), method.help())))}
            {rates(DeliveryMethod::Standard)}
            {rates(DeliveryMethod::Express)}
            <div class="prose help__after">
                <p>{format!("Euros without tax, by the mass of the whole order or its volume at 5,000 cm³ per kilogram, whichever is more; heavier orders go in several parcels. Longer than {} m: {} more; longer than {} m: {} more.", metres(LONG_MM), length_surcharge(LONG_MM + 1), metres(VERY_LONG_MM), length_surcharge(VERY_LONG_MM + 1))}</p>
                <p>{format!("Motors and igniters travel by road as dangerous goods, for {} more ({} with more than 30 g of propellant each): in Europe, and within the United States. Beyond, they can only be collected.", hazard_surcharge(HazardClass::FlammableSolid), hazard_surcharge(HazardClass::Explosive))}</p>
                <p>"Motors of class H and I are sold to holders of a level 1 certification, J to L of level 2, from M on of level 3. The checkout asks for association, number and level; we look at them before the order goes on."</p>
            </div>
            <div class="prose help__after"><p>{format!("We deliver to {} countries; they stand in the list at checkout.", COUNTRIES.len())}</p></div>
        </section>
        <section class="section" aria-labelledby="payment">
            <div class="section__head"><h2 class="section__title" id="payment">"Payment"</h2></div>
            {terms(PaymentMethod::ALL.map(|method| (method.title(), method.help())))}
            <div class="prose help__after"><p>"Prices are in euros without tax; the checkout adds the tax of your destination: in the European Union its VAT, for companies with a VAT id of another member state than the Netherlands none, and none beyond the Union. Cards are not taken."</p></div>
        </section>
        <section class="section" aria-labelledby="after">
            <div class="section__head"><h2 class="section__title" id="after">"After ordering"</h2></div>
            <div class="prose">
                <p>"The order has a number and a page of its own. It opens from the browser it was placed with, and from anywhere with the number and your e-mail address: "<a href="/orders">"look up an order"</a>". The page shows how far its pieces have come, parcel by parcel, and prints invoice and packing slips. “Order again” puts what can still be bought into the cart, at the prices of the day."</p>
            </div>
        </section>
        <section class="section" aria-labelledby="cancelling">
            <div class="section__head"><h2 class="section__title" id="cancelling">"Cancelling"</h2></div>
            <div class="prose">
                <p>"Pieces can be cancelled on the order’s page until somebody goes to fetch them, all of them or some. Before you confirm, the page says what becomes of the money: what is not invoiced yet will not be, what is invoiced is credited, and what is paid goes back to the account it came from. When nothing is left of an order, its delivery is not charged either."</p>
                <p>"Pieces on backorder can be cancelled until they have come in and are being packed."</p>
            </div>
        </section>
        <section class="section" aria-labelledby="returning">
            <div class="section__head"><h2 class="section__title" id="returning">"Returning"</h2></div>
            <div class="prose">
                <p>{format!("Within {RETURN_WINDOW_DAYS} days after they arrived you can ask on the order’s page to send parts back, unused and in their packing. We answer within one working day. Then the page has a return slip with our address: put it into the parcel and write its number on the outside. What came back is looked at and credited.")}</p>
                <p>"Motors and igniters are hazardous goods: no carrier takes them from you as a parcel, so they cannot be returned this way. Write to us if something is wrong with one. Work that was done cannot be returned."</p>
            </div>
        </section>
    }
    .into_any()
}

/// What a way to travel costs by destination and mass.
fn rates(method: DeliveryMethod) -> impl IntoView {
    let heads: Vec<_> = BANDS_G
        .iter()
        .map(|grams| {
            let kilograms = format!("to {}.{} kg", grams / 1_000, grams % 1_000 / 100).replace(".0 kg", " kg");
            view! { <th scope="col" class="table__number">{kilograms}</th> }
        })
        .collect();
    let rows: Vec<_> = Zone::ALL
        .into_iter()
        .map(|zone| {
            let cells: Vec<_> = (0..BANDS_G.len())
                .map(|band| {
                    let rate = band_rate(method, zone, band).map(Money::figure);
                    view! { <td class="table__number">{rate}</td> }
                })
                .collect();
            view! { <tr class="table__row"><th scope="row" class="table__main">{zone.title()}</th>{cells}</tr> }
        })
        .collect();
    view! {
        <table class="table">
            <caption>{method.title()}</caption>
            <thead class="table__head"><tr><th scope="col">"To"</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn metres(millimetres: u32) -> String {
    format!("{}.{}", millimetres / 1_000, millimetres % 1_000 / 100)
}

fn terms<const N: usize>(terms: [(&'static str, &'static str); N]) -> impl IntoView {
    view! {
        <ul class="facts">
            {terms.map(|(title, text)| view! {
                <li class="facts__item"><h3 class="facts__title">{title}</h3><p class="facts__text">{text}</p></li>
            }).collect_view()}
        </ul>
    }
}
