//! The address of a list: what is asked for, how it is sorted, which page of it, in which units.

use domain::search::{Query, QueryProblem, Vocabulary};
use store::catalog::Sort;
use url::form_urlencoded;

use crate::page::PageError;

/// Highest page number that is looked at: half a million parts.
const MAX_PAGE: u32 = 10_000;

/// Which units figures are shown in, where the address says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    /// Millimetres, grams, newtons.
    Metric,
    /// Inches, ounces, pounds-force.
    Imperial,
}

impl Units {
    /// Both, in the order of the switch.
    pub(super) const ALL: [Self; 2] = [Self::Metric, Self::Imperial];

    /// As addresses write it.
    const fn name(self) -> &'static str {
        match self {
            Self::Metric => "mm",
            Self::Imperial => "in",
        }
    }
}

/// Where one is in a list.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::search) struct Address {
    /// Path of the page.
    pub(super) path: String,
    /// What is asked for.
    pub(in crate::search) query: Query,
    /// How it is sorted, if not as the page sorts by itself.
    pub(super) sort: Option<Sort>,
    /// Page of the list, from 1.
    pub(super) page: u32,
    /// In which units figures are shown, if the address says so.
    pub(super) units: Option<Units>,
}

impl Address {
    /// Reads a query string and says what could not be made of it. A form sends more than an address
    /// needs: whoever asked in other words than [`Self::href`] is led to those, so that each list has
    /// one address. A query with something wrong in it stays as it is, for its problems to be shown.
    pub(in crate::search) fn read(
        path: &str,
        query_string: &str,
        vocabulary: &Vocabulary,
    ) -> Result<(Self, Vec<QueryProblem>), PageError> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query_string.as_bytes()).into_owned().collect();
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let page = value("page").and_then(|text| text.parse().ok()).filter(|page| (1..=MAX_PAGE).contains(page));
        let parsed = Query::from_parameters(pairs.iter().cloned(), vocabulary);
        let address = Self {
            path: path.to_owned(),
            query: parsed.query,
            sort: value("sort").and_then(|text| read_sort(text, vocabulary)),
            page: page.unwrap_or(1),
            units: Units::ALL.into_iter().find(|units| value("unit") == Some(units.name())),
        };
        let href = address.href(vocabulary);
        let written = href.split_once('?').map_or("", |(_, query)| query);
        let is_canonical = form_urlencoded::parse(written.as_bytes()).into_owned().eq(pairs);
        if is_canonical || !parsed.problems.is_empty() {
            return Ok((address, parsed.problems));
        }
        Err(PageError::Elsewhere(href))
    }

    /// The address in its one short form.
    pub(in crate::search) fn href(&self, vocabulary: &Vocabulary) -> String {
        let mut parts = vec![self.query.query_string(vocabulary)];
        if let Some(sort) = &self.sort {
            parts.push(format!("sort={}", sort_name(sort)));
        }
        if self.page > 1 {
            parts.push(format!("page={}", self.page));
        }
        if let Some(unit) = self.unit() {
            parts.push(format!("unit={unit}"));
        }
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, parts.join("&")) }
    }

    /// The units as the address writes them.
    pub(in crate::search) fn unit(&self) -> Option<&'static str> {
        self.units.map(Units::name)
    }

    /// The first page of what another query asks for, otherwise the same.
    pub(in crate::search) fn asking(&self, query: Query) -> Self {
        Self { query, page: 1, ..self.clone() }
    }

    /// The first page, sorted otherwise.
    pub(super) fn sorted(&self, sort: Sort) -> Self {
        Self { sort: Some(sort), page: 1, ..self.clone() }
    }

    /// Another page of the same list.
    pub(super) fn on_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same in other units.
    pub(super) fn shown_in(&self, units: Units) -> Self {
        Self { units: Some(units), ..self.clone() }
    }

    /// What search engines are told of a category's list: the address they know it by, and whether it
    /// is to be left out. A category, and a category narrowed to one value (`?material=kraft`: what
    /// people search for), stand for themselves, page by page; the order and the units of a list are
    /// no list of their own. Anything narrowed further is one of millions that hold the same parts:
    /// it points to its category and stays out.
    pub(in crate::search) fn canonical(&self, vocabulary: &Vocabulary) -> (String, bool) {
        let query = &self.query;
        let is_listed = query.words.is_empty()
            && !query.in_stock
            && query.ranges.is_empty()
            && query.choices.values().map(std::collections::BTreeSet::len).sum::<usize>() <= 1;
        if is_listed {
            (Self { sort: None, units: None, ..self.clone() }.href(vocabulary), false)
        } else {
            (self.path.clone(), true)
        }
    }
}

/// `-length` is by length, largest first. Nothing sorts by what the shop does not know.
fn read_sort(text: &str, vocabulary: &Vocabulary) -> Option<Sort> {
    let (by, descending) = text.strip_prefix('-').map_or((text, false), |by| (by, true));
    let is_known = by == "sku" || vocabulary.by_code(by).is_some();
    is_known.then(|| Sort { by: by.to_owned(), descending })
}

/// A way of sorting as addresses and the form write it.
pub(super) fn sort_name(sort: &Sort) -> String {
    format!("{}{}", if sort.descending { "-" } else { "" }, sort.by)
}

#[cfg(test)]
mod tests {
    use domain::catalog::schema::ATTRIBUTES;

    use super::*;

    const PATH: &str = "/categories/airframe-tubes";

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(ATTRIBUTES.iter().map(|a| (a.code, a.name, a.kind)))
    }

    fn read(query_string: &str) -> Address {
        Address::read(PATH, query_string, &vocabulary()).expect("canonical").0
    }

    fn led_to(query_string: &str) -> String {
        match Address::read(PATH, query_string, &vocabulary()) {
            Err(PageError::Elsewhere(href)) => href,
            other => panic!("{query_string} is {other:?}"),
        }
    }

    #[test]
    fn an_address_is_read_and_written() {
        for query_string in [
            "",
            "id=54mm..55.2mm&material=kraft,phenolic&sort=-length&page=2",
            "stock=in&unit=in",
            "q=nose+cone&price=..20",
            "sort=price",
        ] {
            let (address, problems) = Address::read(PATH, query_string, &vocabulary()).expect(query_string);
            assert_eq!(problems, []);
            let written = if query_string.is_empty() { PATH.to_owned() } else { format!("{PATH}?{query_string}") };
            assert_eq!(address.href(&vocabulary()), written);
        }
    }

    #[test]
    fn what_a_form_sends_is_led_to_the_short_address() {
        assert_eq!(
            led_to("id-from=54mm&id-to=&material=phenolic&material=kraft&sort=&unit="),
            format!("{PATH}?id=54mm..&material=kraft,phenolic")
        );
        assert_eq!(led_to("sort=nonsense"), PATH);
        assert_eq!(led_to("page=1"), PATH);
        let shown = led_to("id-from=2.125&unit=in");
        assert_eq!(shown, format!("{PATH}?id=2.125in..&unit=in"), "a bare figure is in the units shown");
    }

    #[test]
    fn a_query_with_something_wrong_in_it_stays() {
        let (address, problems) = Address::read(PATH, "id=54parsec&material=kraft", &vocabulary()).expect("read");
        assert_eq!(problems.len(), 1);
        assert_eq!(address.href(&vocabulary()), format!("{PATH}?material=kraft"));
    }

    #[test]
    fn what_is_no_page_is_the_first() {
        for page in ["0", "-1", "x", "10001", "4294967297", ""] {
            assert_eq!(led_to(&format!("page={page}&stock=in")), format!("{PATH}?stock=in"), "{page}");
        }
    }

    #[test]
    fn a_change_of_the_list_begins_at_its_first_page() {
        let address = read("material=kraft&sort=price&page=3&unit=in");
        let href = |address: Address| address.href(&vocabulary()).replace(PATH, "");
        assert_eq!(href(address.asking(Query::default())), "?sort=price&unit=in");
        let by_length = Sort { by: "length".into(), descending: true };
        assert_eq!(href(address.sorted(by_length)), "?material=kraft&sort=-length&unit=in");
        assert_eq!(href(address.on_page(4)), "?material=kraft&sort=price&page=4&unit=in");
        assert_eq!(href(address.shown_in(Units::Metric)), "?material=kraft&sort=price&page=3&unit=mm");
    }

    #[test]
    fn search_engines_know_a_category_and_its_single_values() {
        let canonical = |query_string: &str| read(query_string).canonical(&vocabulary());
        let own = |path: &str| (format!("{PATH}{path}"), false);
        assert_eq!(canonical(""), own(""));
        assert_eq!(canonical("sort=-length&page=2&unit=in"), own("?page=2"));
        assert_eq!(canonical("material=kraft&sort=price"), own("?material=kraft"));
        for further in ["material=kraft,phenolic", "maker=estes&material=kraft", "id=54mm..", "q=light", "stock=in"] {
            assert_eq!(canonical(further), (PATH.to_owned(), true), "{further}");
        }
    }
}
