//! Ordering: what the shop does today, and no more.

use domain::cart::{MAX_LINES, MAX_QUANTITY};
use domain::checkout::{COUNTRIES, DeliveryMethod, PaymentMethod};
use domain::fulfilment::RETURN_WINDOW_DAYS;
use domain::money::group_thousands;
use leptos::prelude::*;

pub(super) fn content() -> AnyView {
    let most = group_thousands(u64::from(MAX_QUANTITY));
    view! {
        <div class="prose">
            <p>"You need no account. Put parts into the cart from their pages; quantity breaks apply by themselves, and the cart is kept in this browser for half a year. It holds up to "{MAX_LINES.to_string()}" lines of up to "{most}" pieces. Prices and stock are looked up anew each time it is shown."</p>
            <p>"Nothing is reserved while it is in the cart. In the moment you place the order its pieces are reserved for you, all of them or, if one has sold meanwhile, none: then we say which, and nothing is ordered."</p>
            <p>"Parts without a price are shown as “on request” and cannot be put into the cart."</p>
        </div>
        <section class="section" aria-labelledby="delivery">
            <div class="section__head"><h2 class="section__title" id="delivery">"Delivery"</h2></div>
            {terms(DeliveryMethod::ALL.map(|method| (method.title(), method.help())))}
            <div class="prose help__after"><p>{format!("We deliver to {} countries; they stand in the list at checkout.", COUNTRIES.len())}</p></div>
        </section>
        <section class="section" aria-labelledby="payment">
            <div class="section__head"><h2 class="section__title" id="payment">"Payment"</h2></div>
            {terms(PaymentMethod::ALL.map(|method| (method.title(), method.help())))}
            <div class="prose help__after"><p>"Prices are in euros without tax. Tax is added on the invoice, as your destination requires. Cards are not taken."</p></div>
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

fn terms<const N: usize>(terms: [(&'static str, &'static str); N]) -> impl IntoView {
    view! {
        <ul class="facts">
            {terms.map(|(title, text)| view! {
                <li class="facts__item"><h3 class="facts__title">{title}</h3><p class="facts__text">{text}</p></li>
            }).collect_view()}
        </ul>
    }
}
