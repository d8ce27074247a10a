//! The content pages of the demo shop promise what the shop does.

use std::collections::BTreeSet;

use domain::catalog::HazardClass;
use domain::catalog::demo::PAGES;
use domain::checkout::Zone;
use domain::checkout::delivery::{DeliveryMethod, LONG_MM, VERY_LONG_MM, promise};
use domain::fulfilment::RETURN_WINDOW_DAYS;
use domain::inventory::HOLD_MINUTES;
use domain::markdown::{links, may_lead_to, render};
use domain::orders::SELLER;
use domain::studio::{Content, Known, PageContent, check};

fn body(code: &str) -> &'static str {
    PAGES.iter().find(|page| page.code == code).expect("a page").body
}

#[test]
fn they_can_be_published_as_they_are() {
    for page in PAGES {
        let content = PageContent {
            slug: page.slug.to_owned(),
            title: page.title.to_owned(),
            summary: page.summary.to_owned(),
            body: page.body.to_owned(),
        };
        assert_eq!(check(page.code, &Content::Page(content), &Known::default()), [], "{}", page.code);
        let html = render(page.body, 2);
        assert!(!html.contains("<h1") && !html.contains("**") && !html.contains('|'), "{html}");
    }
    let codes: BTreeSet<_> = PAGES.iter().map(|page| page.code).collect();
    let slugs: BTreeSet<_> = PAGES.iter().map(|page| page.slug).collect();
    assert_eq!((codes.len(), slugs.len()), (PAGES.len(), PAGES.len()));
}

#[test]
fn their_links_lead_to_pages_of_the_shop() {
    let own: BTreeSet<_> = PAGES.iter().map(|page| format!("/pages/{}", page.slug)).collect();
    for page in PAGES {
        for link in links(page.body) {
            assert!(may_lead_to(&link), "{link}");
            let known = own.contains(&link)
                || link == format!("mailto:{}", SELLER.email)
                || ["/help/", "/categories/"].iter().any(|start| link.starts_with(start));
            assert!(known, "{}: {link}", page.code);
        }
    }
}

#[test]
fn shipping_takes_as_long_as_the_checkout_says() {
    let table: Vec<&str> = body("shipping").lines().filter(|line| line.starts_with("| ")).collect();
    assert_eq!(table.len(), 1 + Zone::ALL.len());
    for (zone, row) in Zone::ALL.into_iter().zip(&table[1..]) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[1], zone.title());
        for (cell, method, hazard_class) in [
            (cells[2], DeliveryMethod::Standard, HazardClass::None),
            (cells[3], DeliveryMethod::Standard, HazardClass::Explosive),
            (cells[4], DeliveryMethod::Express, HazardClass::None),
        ] {
            let promised = promise(method, zone, hazard_class);
            let days = promised.split(" working").next().expect("days").to_lowercase();
            let is_sent = zone != Zone::Overseas || hazard_class == HazardClass::None;
            let says = if is_sent { cell.strip_suffix(" days").or(cell.strip_suffix(" day")) } else { None };
            assert_eq!(says.unwrap_or("not sent"), if is_sent { days.as_str() } else { cell }, "{row}");
        }
    }
    assert!(body("shipping").contains(&format!("longer than {:.1} m travel", f64::from(LONG_MM) / 1_000.0)));
    assert!(body("shipping").contains(&format!("Longer than {:.1} m", f64::from(VERY_LONG_MM) / 1_000.0)));
}

#[test]
fn the_terms_are_those_of_the_shop() {
    let terms = body("terms");
    assert!(terms.contains(&format!("Within {RETURN_WINDOW_DAYS} days after they arrived")));
    assert!(terms.contains(&format!("for {HOLD_MINUTES} minutes after")));
    for said in [SELLER.name, SELLER.vat_id, SELLER.register, SELLER.email].iter().chain(SELLER.address) {
        assert!(terms.contains(said), "{said}");
    }
}
