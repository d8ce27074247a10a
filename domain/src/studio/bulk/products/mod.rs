//! What a table of parts would change. A row is about one part, by its number; what it says of the product (name,
//! category, texts) holds for all parts of the product. Only mapped columns change anything; an empty cell leaves
//! what is there, a lone `-` clears it.

mod edit;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) use edit::{Edit, hazard_words, sentence};
use edit::{holds, slug, value_words, variant_holds, with_fact};

use super::cell::{self, Cell};
use super::{
    Change, CheckedRow, Field, KnownAttribute, KnownCategory, Mapping, Outcome, Reason, Sheet, SheetRow, shown,
};
use crate::catalog::{AttributeSet, HazardClass, Maker, PartDraft, ProductKind, ThrustCurve};
use crate::ids::Sku;
use crate::studio::{ProductContent, VariantContent};
use crate::units::QuantityKind;

/// What the shop knows that a file may speak of.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The attributes.
    pub attributes: Vec<KnownAttribute>,
    /// The categories.
    pub categories: Vec<KnownCategory>,
    /// The makers.
    pub makers: Vec<Maker>,
    /// The products as visitors see them, by slug: at least those of the parts in [`Self::numbers`].
    pub products: BTreeMap<String, ProductContent>,
    /// Part numbers in capitals, those of before as well: which product, and which variant by its code.
    pub numbers: HashMap<String, (String, String)>,
    /// Slugs that products have, whether they are in [`Self::products`] or not.
    pub slugs: HashSet<String>,
}

/// What a file would change.
#[derive(Debug, Clone)]
pub struct Checked<C> {
    /// The rows, in the order of the file.
    pub rows: Vec<CheckedRow>,
    /// The documents that would be changed or made, whole.
    pub contents: BTreeMap<String, C>,
}

/// Checks a table of parts.
pub fn check(sheet: &Sheet, mapping: &Mapping, catalog: &Catalog) -> Checked<ProductContent> {
    let mut check = ProductsCheck::new(catalog);
    for row in &sheet.rows {
        let label = mapping.column(&Field::Sku).map(|at| shown(&cell::unguarded(row.cell(at)))).unwrap_or_default();
        let outcome = check.row(sheet, row, mapping).unwrap_or_else(Outcome::Rejected);
        check.done.rows.push(CheckedRow { line: row.line, label, outcome });
    }
    check.done
}

/// A check under way.
pub(super) struct ProductsCheck<'a> {
    catalog: &'a Catalog,
    pub(super) done: Checked<ProductContent>,
    /// Part numbers in capitals and the line each stood on first.
    seen: HashMap<String, u32>,
    /// What lines have said of products.
    said: HashMap<(String, String), (u32, Edit)>,
}

impl<'a> ProductsCheck<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let done = Checked { rows: Vec::new(), contents: BTreeMap::new() };
        Self { catalog, done, seen: HashMap::new(), said: HashMap::new() }
    }

    fn row(&mut self, sheet: &Sheet, row: &SheetRow, mapping: &Mapping) -> Result<Outcome, Vec<Reason>> {
        if row.overflows(sheet.head.len()) {
            return Err(vec![Reason::row("The row has more cells than the head has names.")]);
        }
        let head = |at: usize| sheet.head.get(at).cloned().unwrap_or_default();
        let at = mapping.column(&Field::Sku).ok_or_else(|| vec![Reason::row("There is no part number.")])?;
        let sku = match cell::read(row.cell(at)) {
            Cell::Text(text) => {
                Sku::parse(&text).map_err(|error| vec![Reason::at(head(at), sentence(&error.to_string()))])?
            }
            _ => return Err(vec![Reason::at(head(at), "The part number is missing.")]),
        };
        self.first_time(&sku, row.line)?;
        let (mut edits, mut reasons, mut product) = (Vec::new(), Vec::new(), None);
        for (at, field) in mapping.0.iter().enumerate() {
            let Some(field) = field else { continue };
            let said = cell::read(row.cell(at));
            if said == Cell::Keep || *field == Field::Sku {
                continue;
            }
            if *field == Field::Product {
                match slug(&said) {
                    Ok(slug) => product = Some((at, slug)),
                    Err(text) => reasons.push(Reason::at(head(at), text)),
                }
                continue;
            }
            match edit::read(self.catalog, field, &said, sheet.semicolons) {
                Ok(edit) => edits.push((at, edit)),
                Err(text) => reasons.push(Reason::at(head(at), text)),
            }
        }
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let edits = edits.into_iter().map(|(at, edit)| (head(at), edit)).collect();
        let product = product.map(|(at, slug)| (head(at), slug));
        self.apply(row.line, &sku, product, edits)
    }

    /// Notes that a line is about a part; an earlier line about it is one too many.
    pub(super) fn first_time(&mut self, sku: &Sku, line: u32) -> Result<(), Vec<Reason>> {
        match self.seen.insert(sku.as_str().to_ascii_uppercase(), line) {
            None => Ok(()),
            Some(first) => {
                self.seen.insert(sku.as_str().to_ascii_uppercase(), first);
                Err(vec![Reason::row(format!("The same part number stands in line {first}."))])
            }
        }
    }

    /// Where a part is: the slug of its product and its code.
    pub(super) fn find(&self, sku: &Sku) -> Option<(String, String)> {
        self.catalog.numbers.get(&sku.as_str().to_ascii_uppercase()).cloned()
    }

    /// Applies what a line says; answers what that changes.
    pub(super) fn apply(
        &mut self,
        line: u32,
        sku: &Sku,
        product: Option<(String, String)>,
        edits: Vec<(String, Edit)>,
    ) -> Result<Outcome, Vec<Reason>> {
        let known = self.find(sku);
        if let (Some((slug, _)), Some((column, said))) = (&known, &product)
            && slug != said
        {
            let text = format!("{sku} belongs to the product {slug}. A file moves no part to another product.");
            return Err(vec![Reason::at(column.clone(), text)]);
        }
        let (slug, code) = known.unwrap_or_else(|| {
            let slug = product.map_or_else(|| slug_of(sku), |(_, slug)| slug);
            (slug, sku.as_str().to_owned())
        });
        let published = self.catalog.products.get(&slug);
        let begun = match self.done.contents.get(&slug).or(published) {
            Some(content) => content.clone(),
            None if self.catalog.slugs.contains(&slug) => {
                let text = format!("The product {slug} is a draft so far. Publish it before a file adds to it.");
                return Err(vec![Reason::row(text)]);
            }
            None => new_product(&edits)?,
        };
        let mut content = begun;
        let is_new = !content.variants.iter().any(|variant| variant.code == code);
        if is_new {
            content.variants.push(new_variant(&code, sku));
        }
        // What visitors see already is no change: a name changed in one row of an exported table need not be
        // changed in all rows of its product.
        let edits: Vec<(String, Edit)> =
            edits.into_iter().filter(|(_, edit)| !published.is_some_and(|content| holds(content, edit))).collect();
        self.agrees(&slug, &edits)?;
        let category = match edits.iter().find_map(|(_, edit)| match edit {
            Edit::Category(code) => Some(code.clone()),
            _ => None,
        }) {
            Some(category) => category,
            None => content.category.clone(),
        };
        let reasons: Vec<Reason> = edits
            .iter()
            .filter_map(|(column, edit)| {
                self.misplaced(&category, published, &code, edit).map(|text| Reason::at(column.clone(), text))
            })
            .collect();
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let place = content.variants.iter().position(|variant| variant.code == code).unwrap_or_default();
        let mut changes = Vec::new();
        if is_new {
            changes.push(Change { field: "Part".to_owned(), before: String::new(), after: sku.to_string() });
        }
        for (_, edit) in &edits {
            if let Some(change) = self.make(&mut content, place, edit) {
                changes.push(change);
            }
        }
        if is_new {
            complete(&content, place)?;
        }
        for (_, edit) in edits.into_iter().filter(|(_, edit)| edit.is_of_product()) {
            self.said.entry((slug.clone(), edit.name())).or_insert((line, edit));
        }
        if changes.is_empty() {
            return Ok(Outcome::Unchanged);
        }
        self.done.contents.insert(slug, content);
        Ok(if is_new { Outcome::New(changes) } else { Outcome::Changed(changes) })
    }

    /// Takes the thrust curve of a draft over; answers what that changes.
    pub(super) fn set_curve(&mut self, sku: &Sku, draft: &PartDraft) -> Option<Change> {
        let curve = draft.thrust_curve.as_ref()?;
        let (slug, code) = match self.find(sku) {
            Some(known) => known,
            None => (draft.product_slug.clone(), sku.as_str().to_owned()),
        };
        let mut content = self.done.contents.get(&slug).or_else(|| self.catalog.products.get(&slug))?.clone();
        let variant = content.variants.iter_mut().find(|variant| variant.code == code)?;
        if variant.thrust_curve.as_ref() == Some(curve) {
            return None;
        }
        let words = |curve: &ThrustCurve| format!("{} points", curve.points().len());
        let before = variant.thrust_curve.replace(curve.clone());
        self.done.contents.insert(slug, content);
        Some(Change {
            field: "Thrust curve".to_owned(),
            before: before.as_ref().map(words).unwrap_or_default(),
            after: words(curve),
        })
    }

    /// That a line says of its product what earlier lines say.
    fn agrees(&self, slug: &str, edits: &[(String, Edit)]) -> Result<(), Vec<Reason>> {
        let reasons: Vec<Reason> = edits
            .iter()
            .filter(|(_, edit)| edit.is_of_product())
            .filter_map(|(column, edit)| {
                let (first, said) = self.said.get(&(slug.to_owned(), edit.name()))?;
                let text = format!("Line {first} says something else of the same product; its parts share this.");
                (said != edit).then(|| Reason::at(column.clone(), text))
            })
            .collect();
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }

    /// Why a fact has no place at a part of a category. What a part has already it may keep and change.
    fn misplaced(&self, category: &str, published: Option<&ProductContent>, code: &str, edit: &Edit) -> Option<String> {
        let Edit::Attribute(attribute, Some(_)) = edit else { return None };
        let known = self.catalog.categories.iter().find(|known| known.code == category)?;
        let has = published
            .and_then(|content| content.variants.iter().find(|variant| variant.code == code))
            .is_some_and(|variant| variant.attributes.get(attribute).is_some());
        if has || known.attributes.contains(attribute) {
            return None;
        }
        Some(format!("Parts of the category {} have no such fact.", known.name))
    }

    /// Makes a change; answers it when it is one.
    fn make(&self, content: &mut ProductContent, place: usize, edit: &Edit) -> Option<Change> {
        if holds(content, edit) || variant_holds(&content.variants[place], edit) {
            return None;
        }
        let (field, before, after) = match edit {
            Edit::Category(code) => {
                let name = |code: &str| {
                    let known = self.catalog.categories.iter().find(|known| known.code == code);
                    known.map_or_else(|| code.to_owned(), |known| known.name.clone())
                };
                let before = std::mem::replace(&mut content.category, code.clone());
                ("Category".to_owned(), name(&before), name(code))
            }
            Edit::Maker(maker) => {
                let before = std::mem::replace(&mut content.maker, maker.clone());
                ("Maker".to_owned(), before.name, maker.name.clone())
            }
            Edit::Kind(kind) => {
                let before = std::mem::replace(&mut content.kind, *kind);
                ("Part or service".to_owned(), before.name().to_owned(), kind.name().to_owned())
            }
            Edit::Name(text) => ("Name".to_owned(), std::mem::replace(&mut content.name, text.clone()), text.clone()),
            Edit::Summary(text) => {
                ("Summary".to_owned(), std::mem::replace(&mut content.summary, text.clone()), text.clone())
            }
            Edit::Description(text) => {
                ("Description".to_owned(), std::mem::replace(&mut content.description, text.clone()), text.clone())
            }
            Edit::HazardClass(class) => {
                let before = std::mem::replace(&mut content.hazard_class, *class);
                ("Hazard class".to_owned(), hazard_words(before).to_owned(), hazard_words(*class).to_owned())
            }
            Edit::LeadTime(days) => {
                let words = |days: Option<u16>| days.map(|days| format!("{days} days")).unwrap_or_default();
                let before = std::mem::replace(&mut content.lead_time_days, *days);
                ("Lead time".to_owned(), words(before), words(*days))
            }
            Edit::Mpn(text) => {
                let before = std::mem::replace(&mut content.variants[place].mpn, text.clone());
                ("Maker’s part number".to_owned(), before, text.clone())
            }
            Edit::OptionValue(text) => {
                let before = std::mem::replace(&mut content.variants[place].option_value, text.clone());
                ("Option".to_owned(), before, text.clone())
            }
            Edit::Attribute(code, entry) => {
                let known = self.catalog.attributes.iter().find(|known| known.code == *code);
                let name = known.map_or_else(|| code.clone(), |known| known.name.clone());
                let kind = known.map_or(QuantityKind::Text, |known| known.kind);
                let facts = &mut content.variants[place].attributes;
                let before = facts.get(code).map(|entry| value_words(kind, entry)).unwrap_or_default();
                let after = entry.as_ref().map(|entry| value_words(kind, entry)).unwrap_or_default();
                *facts = with_fact(facts, code, entry.clone());
                (name, before, after)
            }
        };
        Some(Change { field, before: shown(&before), after: shown(&after) })
    }
}

/// What a new product begins with: what the line has to say of it.
fn new_product(edits: &[(String, Edit)]) -> Result<ProductContent, Vec<Reason>> {
    let mut content = ProductContent {
        category: String::new(),
        maker: Maker { code: String::new(), name: String::new() },
        kind: ProductKind::Part,
        name: String::new(),
        summary: String::new(),
        description: String::new(),
        hazard_class: HazardClass::None,
        lead_time_days: None,
        variants: Vec::new(),
        images: Vec::new(),
    };
    let mut missing = Vec::new();
    let has = |wanted: fn(&Edit) -> bool| edits.iter().any(|(_, edit)| wanted(edit));
    for (there, what) in [
        (has(|edit| matches!(edit, Edit::Category(_))), "category"),
        (has(|edit| matches!(edit, Edit::Maker(_))), "maker"),
        (has(|edit| matches!(edit, Edit::Name(_))), "name"),
    ] {
        if !there {
            missing.push(Reason::row(format!("No part has this number; a new one needs a {what}.")));
        }
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    if has(|edit| matches!(edit, Edit::Kind(ProductKind::Service))) {
        content.kind = ProductKind::Service;
    }
    Ok(content)
}

/// That a new part has what has to be there before it can be published.
fn complete(content: &ProductContent, place: usize) -> Result<(), Vec<Reason>> {
    let variant = &content.variants[place];
    let needs = |what: &str| Reason::row(format!("No part has this number; a new one needs {what}."));
    let mut missing = Vec::new();
    if content.summary.trim().is_empty() {
        missing.push(needs("a summary"));
    }
    if variant.mpn.trim().is_empty() {
        missing.push(needs("a maker’s part number"));
    }
    if content.variants.len() > 1 && variant.option_value.trim().is_empty() {
        missing.push(needs("an option that tells it from the other parts of its product"));
    }
    if missing.is_empty() { Ok(()) } else { Err(missing) }
}

fn new_variant(code: &str, sku: &Sku) -> VariantContent {
    VariantContent {
        code: code.to_owned(),
        sku: sku.clone(),
        mpn: String::new(),
        option_value: String::new(),
        attributes: AttributeSet::new(),
        thrust_curve: None,
    }
}

/// The slug of a product that has none yet: its part number in small letters.
fn slug_of(sku: &Sku) -> String {
    let spelled = sku.as_str().to_ascii_lowercase().replace('+', "-plus-").replace(['.', '_'], "-");
    spelled.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
