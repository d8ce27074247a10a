//! The product page: one variant, with its siblings a link away.

use domain::catalog::{AttributeValue, HazardClass, Provenance};
use domain::ids::Sku;
use domain::markdown;
use domain::pricing::PriceLadder;
use domain::units::Quantity;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::catalog::{Part, PartRow, SpecRow};

use super::figure::figure;
use super::pictures::pictures;
use super::schema_org;
use super::similar_motors::{similar_motors, similar_motors_section};
use crate::AppError;
use crate::cart::AddToCartForm;
use crate::fit::{Fitting, fit_section};
use crate::inventory::{StockNow, StockView};
use crate::page::{CachePolicy, Page, PageError, respond};
use crate::request::Visit;
use crate::ui;

/// `/parts/:sku`
#[component]
pub(crate) fn PartPage() -> impl IntoView {
    let sku = use_params_map().read_untracked().get("sku").unwrap_or_default();
    respond(|visit| load(visit, sku))
}

async fn load(visit: Visit, asked: String) -> Result<Page, PageError> {
    let sku = Sku::parse(&asked).map_err(|_| PageError::NotFound)?;
    let part = visit.store.part(&sku).await?.ok_or(PageError::NotFound)?;
    if part.sku.as_str() != asked {
        return Err(PageError::Moved(format!("/parts/{}", part.sku)));
    }
    let problem = visit.query("problem").and_then(|code| AppError::parse(&code));
    let typed = visit.query("quantity").filter(|_| problem.is_some());
    let status = problem.as_ref().map_or(200, AppError::status);
    let stock = StockView::of(&part);
    let similar = similar_motors(&visit, &part).await?;
    let title = format!("{} – {}", part.sku, part.name);
    let fitting = Fitting::load(&visit, &part).await?;
    let fits = fit_section(&part, fitting, &visit.store.vocabulary()).map(IntoAny::into_any);
    let path = format!("/parts/{}", part.sku);
    let about = about(&part);
    let data =
        vec![schema_org::part(&visit, &part, &about), schema_org::breadcrumbs(&visit, &part.path, (&part.name, &path))];
    let page = Page::public(title, about, content(&part, similar, stock, problem.as_ref(), typed, fits))
        .with_image(format!("{path}/og.png"), format!("{}, {}", part.name, part.sku))
        .with_data(data)
        .with_canonical(path)
        .with_status(status);
    Ok(if status == 200 { page } else { Page { cache: CachePolicy::Private, ..page } })
}

/// One sentence about a part, for those who have not opened its page: its summary, or its first figures.
fn about(part: &Part) -> String {
    if !part.summary.is_empty() {
        return part.summary.clone();
    }
    let facts: Vec<_> = part
        .specs
        .iter()
        .filter_map(|spec| match (&spec.entry.value, spec.column.kind.display_unit()) {
            (AttributeValue::Number(si), Some(unit)) => {
                Some(format!("{} {}", spec.column.name.to_lowercase(), Quantity::from_si(*si, unit)))
            }
            _ => None,
        })
        .take(4)
        .collect();
    let separator = if facts.is_empty() { "" } else { ": " };
    format!("{} by {}{separator}{}.", part.name, part.maker, facts.join(", "))
}

fn content(
    part: &Part,
    similar: Vec<PartRow>,
    stock: StockView,
    problem: Option<&AppError>,
    typed: Option<String>,
    fits: Option<AnyView>,
) -> impl IntoView + use<> {
    let material = part
        .specs
        .iter()
        .find(|spec| spec.column.code == "material")
        .map(|spec| ui::cell_text(&spec.column.code, spec.column.kind, &spec.entry.value));
    let figure = figure(part);
    let has_figure = figure.is_some();
    let pictures = pictures(part);
    view! {
        {ui::breadcrumb(part.path.clone(), None)}
        <header class="page__head">
            <div>
                <h1 class="page__title">{part.name.clone()}</h1>
                <p class="page__facts">
                    <span>"Our number "<span class="part-number">{part.sku.to_string()}</span></span>
                    {(part.mpn != part.sku.as_str()).then(|| view! { <span>"Maker’s number "<span class="part-number">{part.mpn.clone()}</span></span> })}
                    <span>{part.maker.clone()}</span>
                    {material.map(|material| view! { <span>{material}</span> })}
                    {hazard_badge(part.hazard_class)}
                </p>
            </div>
            <p class="page__tools"><a href=format!("/compare?parts={}", part.sku)>"Compare with…"</a></p>
        </header>
        <div class="product">
            {figure.unwrap_or_else(|| description(part, 2).into_any())}
            <div class="product__side">
                {buy_box(part, stock, problem, typed)}
                {specification(&part.specs)}
            </div>
            {(has_figure || fits.is_some() || pictures.is_some()).then(|| view! {
                <div class="product__main">
                    {pictures}
                    {fits}
                    {has_figure.then(|| view! {
                        <section class="section" aria-labelledby="about">
                            <div class="section__head"><h2 class="section__title" id="about">"About this part"</h2></div>
                            {description(part, 3)}
                        </section>
                    })}
                    {similar_motors_section(part, similar)}
                </div>
            })}
        </div>
    }
}

/// Summary and description; headings in it are on level `top` and below.
fn description(part: &Part, top: u8) -> impl IntoView + use<> {
    let text = format!("{}\n\n{}", markdown::escape(&part.summary), part.description);
    view! { <div class="prose" inner_html=markdown::render(&text, top)></div> }
}

fn hazard_badge(hazard_class: HazardClass) -> Option<impl IntoView> {
    let text = match hazard_class {
        HazardClass::None => return None,
        HazardClass::FlammableSolid => "Dangerous goods: flammable solid, class 4.1",
        HazardClass::Explosive => "Dangerous goods: explosive, class 1.4",
    };
    Some(view! { <span class="badge badge--quiet">{text}</span> })
}

fn siblings(part: &Part) -> Option<impl IntoView + use<>> {
    (part.siblings.len() > 1).then(|| {
        let links: Vec<_> = part
            .siblings
            .iter()
            .map(|sibling| {
                let current = (sibling.sku == part.sku).then_some("true");
                view! {
                    <li><a class="chip chip--suggested" href=format!("/parts/{}", sibling.sku) aria-current=current>{sibling.option_value.clone()}</a></li>
                }
            })
            .collect();
        view! {
            <div>
                <h2 class="buy-box__variants-title" id="variants">"Available as"</h2>
                <ul class="chips" aria-labelledby="variants">{links}</ul>
            </div>
        }
    })
}

fn specification(specs: &[SpecRow]) -> impl IntoView + use<> {
    let rows: Vec<_> = specs.iter().map(spec_row).collect();
    view! {
        <section class="section" aria-labelledby="specification">
            <div class="section__head">
                <h2 class="section__title" id="specification">"Specification"</h2>
                <p class="section__note">"stated by the maker unless marked"</p>
            </div>
            <table class="spec-table"><caption class="visually-hidden">"Specification"</caption><tbody>{rows}</tbody></table>
        </section>
    }
}

fn spec_row(spec: &SpecRow) -> impl IntoView + use<> {
    let source = match spec.entry.provenance {
        Provenance::Stated => None,
        Provenance::Computed => Some("computed"),
        Provenance::Measured => Some("measured"),
    };
    let values = match (&spec.entry.value, spec.column.kind.display_unit(), spec.column.kind.imperial_unit()) {
        (value, ..) if ui::word_for(&spec.column.code, value).is_some() => {
            view! { <td class="spec-table__text" colspan="2">{ui::word_for(&spec.column.code, value)}</td> }.into_any()
        }
        (AttributeValue::Number(si), Some(metric), Some(imperial)) => view! {
            <td class="spec-table__value">{ui::quantity(Quantity::from_si(*si, metric))}</td>
            <td class="spec-table__value">{ui::quantity(Quantity::from_si(*si, imperial))}</td>
        }
        .into_any(),
        (AttributeValue::Number(si), Some(metric), None) => view! {
            <td class="spec-table__value">{ui::quantity(Quantity::from_si(*si, metric))}</td>
            <td class="spec-table__value"></td>
        }
        .into_any(),
        (value, ..) => {
            view! { <td class="spec-table__text" colspan="2">{ui::cell_text(&spec.column.code, spec.column.kind, value)}</td> }.into_any()
        }
    };
    view! {
        <tr class="spec-table__row">
            <th class="spec-table__name" scope="row">
                {spec.column.name.clone()}
                {source.map(|source| view! { " "<span class="spec-table__source">{source}</span> })}
            </th>
            {values}
        </tr>
    }
}

fn buy_box(part: &Part, stock: StockView, problem: Option<&AppError>, typed: Option<String>) -> impl IntoView + use<> {
    let Some(first) = part.prices.first() else {
        return view! {
            <aside class="buy-box" aria-label="Buy">
                <p class="buy-box__price">"Price on request"</p>
                <p class="buy-box__stock"><span class="stock stock--request stock--large">"Cannot be ordered here yet"</span></p>
                {siblings(part)}
                <p class="buy-box__note">"The figures are its maker’s; we have not set a price for it."</p>
                {part.path.last().map(|category| {
                    let text = format!("See {} with a price", category.name.to_lowercase());
                    view! { <p><a href=format!("/categories/{}?sort=price", category.slug)>{text}</a></p> }
                })}
            </aside>
        }
        .into_any();
    };
    let sold_out = part.available() == Some(0);
    let availability = match (part.available(), part.lead_time_days) {
        (None, days) => {
            let words =
                days.map_or_else(|| "By arrangement".to_owned(), |days| format!("Ready in {days} working days"));
            view! { <p class="buy-box__stock"><span class="stock stock--coming stock--large">{words}</span></p> }
                .into_any()
        }
        (Some(_), _) => view! { <StockNow sku=part.sku.to_string() initial=stock/> }.into_any(),
    };
    let purchase = if sold_out {
        view! { <p class="buy-box__note">"None left at the moment. The figure above stays up to date while this page is open."</p> }
            .into_any()
    } else {
        view! { <AddToCartForm sku=part.sku.to_string() typed=typed.unwrap_or_else(|| "1".to_owned()) problem=problem.cloned()/> }.into_any()
    };
    view! {
        <aside class="buy-box" aria-label="Buy" id="buy">
            <p class="buy-box__price">{first.unit_price.to_string()}" "<span class="buy-box__terms">"each, excl. tax"</span></p>
            {availability}
            {siblings(part)}
            {price_ladder(&part.prices)}
            {purchase}
        </aside>
    }
    .into_any()
}

fn price_ladder(prices: &PriceLadder) -> Option<impl IntoView + use<>> {
    let breaks = prices.breaks();
    if breaks.len() < 2 {
        return None;
    }
    let rows: Vec<_> = breaks
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let quantity = match breaks.get(index + 1) {
                Some(next) if next.min_quantity == step.min_quantity + 1 => step.min_quantity.to_string(),
                Some(next) => format!("{} – {}", step.min_quantity, next.min_quantity - 1),
                None => format!("{} +", step.min_quantity),
            };
            let saving = prices.saving_percent(step.unit_price);
            let class = if index == 0 { "price-ladder__row price-ladder__row--applies" } else { "price-ladder__row" };
            view! {
                <tr class=class>
                    <th scope="row" class="price-ladder__quantity">{quantity}</th>
                    <td class="price-ladder__money">{step.unit_price.to_string()}</td>
                    <td class="price-ladder__money">{(saving > 0).then(|| format!("{saving} %"))}</td>
                </tr>
            }
        })
        .collect();
    Some(view! {
        <table class="price-ladder">
            <caption class="visually-hidden">"Price by quantity"</caption>
            <thead>
                <tr class="price-ladder__head">
                    <th scope="col">"Quantity"</th>
                    <th scope="col" class="price-ladder__money">"Each"</th>
                    <th scope="col" class="price-ladder__money">"You save"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    })
}
