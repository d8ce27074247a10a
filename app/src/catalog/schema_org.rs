//! What pages of the catalog are about, in the words of <https://schema.org>, for search engines. It
//! says nothing that the page does not say to people.

use domain::catalog::{AttributeValue, ProductKind};
use domain::money::Money;
use domain::units::{Quantity, QuantityKind};
use serde_json::{Value, json};
use store::catalog::{Breadcrumb, Part, SpecRow};

use crate::request::Visit;

/// The shop and its site, for the home page.
pub(super) fn shop(visit: &Visit) -> Vec<Value> {
    vec![
        json!({
            "@type": "Organization",
            "@id": organization(visit),
            "name": "Rocket Parts Co.",
            "url": visit.absolute("/"),
            "logo": visit.absolute("/favicon.svg"),
        }),
        json!({
            "@type": "WebSite",
            "@id": visit.absolute("/#website"),
            "name": "Rocket Parts Co.",
            "url": visit.absolute("/"),
            "inLanguage": "en",
            "publisher": { "@id": organization(visit) },
            "potentialAction": {
                "@type": "SearchAction",
                "target": { "@type": "EntryPoint", "urlTemplate": visit.absolute("/search?q={words}") },
                "query-input": "required name=words",
            },
        }),
    ]
}

fn organization(visit: &Visit) -> String {
    visit.absolute("/#organization")
}

/// The way from the home page down `path` to the page `here`: its name and its path.
pub(crate) fn breadcrumbs(visit: &Visit, path: &[Breadcrumb], here: (&str, &str)) -> Value {
    let steps = path.iter().map(|step| (step.name.as_str(), format!("/categories/{}", step.slug)));
    let steps: Vec<_> =
        [("All categories", "/".to_owned())].into_iter().chain(steps).chain([(here.0, here.1.to_owned())]).collect();
    way(visit, &steps)
}

/// The way to a page, step by step: their names and paths.
pub(super) fn way(visit: &Visit, steps: &[(&str, impl AsRef<str>)]) -> Value {
    let items: Vec<_> = steps
        .iter()
        .enumerate()
        .map(|(index, (name, path))| {
            json!({ "@type": "ListItem", "position": index + 1, "name": name, "item": visit.absolute(path.as_ref()) })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// A part as a `Product`, a service as a `Service`. Its offer is as live as the page: price and stock are
/// those of the moment it was rendered, and shared caches keep a public page for a minute.
pub(super) fn part(visit: &Visit, part: &Part, description: &str) -> Value {
    let path = format!("/parts/{}", part.sku);
    let mut item = json!({
        "@id": visit.absolute(&format!("{path}#part")),
        "name": part.name,
        "description": description,
        "url": visit.absolute(&path),
        "image": [visit.absolute(&format!("{path}/og.png"))],
    });
    let properties: Vec<_> = part.specs.iter().map(property).collect();
    let own = match part.kind {
        ProductKind::Part => json!({
            "@type": "Product",
            "sku": part.sku.as_str(),
            "mpn": part.mpn,
            "brand": { "@type": "Brand", "name": part.maker },
            "category": part.path.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join(" > "),
            "additionalProperty": properties,
        }),
        ProductKind::Service => json!({
            "@type": "Service",
            "serviceType": part.product_name,
            "provider": { "@id": organization(visit), "@type": "Organization", "name": "Rocket Parts Co." },
        }),
    };
    merge(&mut item, own);
    if let Some(offer) = offer(visit, part, &path) {
        item["offers"] = offer;
    }
    item
}

/// The price of the smallest quantity; none while the price is on request.
fn offer(visit: &Visit, part: &Part, path: &str) -> Option<Value> {
    let first = part.prices.first()?;
    let price = decimal(first.unit_price);
    let currency = first.unit_price.currency.code();
    let availability = match part.available() {
        Some(0) => "https://schema.org/OutOfStock",
        Some(_) => "https://schema.org/InStock",
        None => "https://schema.org/MadeToOrder",
    };
    let mut offer = json!({
        "@type": "Offer",
        "sku": part.sku.as_str(),
        "url": visit.absolute(path),
        "price": price,
        "priceCurrency": currency,
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": price,
            "priceCurrency": currency,
            "valueAddedTaxIncluded": false,
        },
        "availability": availability,
        "seller": { "@id": organization(visit), "@type": "Organization", "name": "Rocket Parts Co." },
    });
    if part.kind == ProductKind::Part {
        offer["itemCondition"] = json!("https://schema.org/NewCondition");
    }
    if first.min_quantity > 1 {
        offer["eligibleQuantity"] =
            json!({ "@type": "QuantitativeValue", "minValue": first.min_quantity, "unitCode": "C62" });
    }
    if let Some(days) = part.lead_time_days {
        offer["deliveryLeadTime"] = json!({ "@type": "QuantitativeValue", "value": days, "unitCode": "DAY" });
    }
    Some(offer)
}

/// `4.20`: no sign of the currency, no groups.
fn decimal(money: Money) -> String {
    format!("{}.{:02}", money.minor / 100, money.minor % 100)
}

/// A line of the specification, in the unit the shop prints first.
fn property(spec: &SpecRow) -> Value {
    let mut property = json!({
        "@type": "PropertyValue",
        "propertyID": spec.column.code,
        "name": spec.column.name,
    });
    let own = match (&spec.entry.value, spec.column.kind.display_unit(), unit_code(spec.column.kind)) {
        (AttributeValue::Number(si), Some(unit), Some(code)) => {
            let quantity = Quantity::from_si(*si, unit);
            json!({ "value": quantity.lone_figure(), "unitCode": code, "unitText": unit.symbol() })
        }
        (AttributeValue::Number(number), ..) => json!({ "value": number }),
        (AttributeValue::Text(text), ..) => json!({ "value": text }),
    };
    merge(&mut property, own);
    property
}

/// The code of the unit the shop prints first, by UN/CEFACT Recommendation 20.
const fn unit_code(kind: QuantityKind) -> Option<&'static str> {
    Some(match kind {
        QuantityKind::Length => "MMT",
        QuantityKind::Mass => "GRM",
        QuantityKind::Force => "NEW",
        QuantityKind::Impulse => "C57",
        QuantityKind::Time => "SEC",
        QuantityKind::Density => "KMQ",
        QuantityKind::Count => "C62",
        QuantityKind::Temperature => "CEL",
        QuantityKind::Voltage => "VLT",
        QuantityKind::Text => return None,
    })
}

/// Adds the members of one object to another.
fn merge(object: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
}
