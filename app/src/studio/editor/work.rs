//! What an editor works on: the document, what its form offers, and saving what was typed.

use std::collections::BTreeMap;

use domain::catalog::schema::attribute_by_code;
use domain::catalog::{Attribute, Maker};
use domain::studio::form::{self, Misread, Typed};
use domain::studio::{Content, DocumentKey, Finding, Kind, PricesContent, Side};
use store::Store;
use store::accounts::StaffAccount;
use store::studio::{Document, Newer, SaveDraft, SaveError, Saved};

use crate::AppError;
use crate::page::PageError;
use crate::posted::PostedForm;
use crate::request::Visit;

/// A visit by somebody who edits a document.
pub(in crate::studio) struct Work {
    pub(super) visit: Visit,
    pub(super) staff: StaffAccount,
    pub(super) key: DocumentKey,
    /// None for prices that nobody has set yet.
    pub(super) document: Option<Document>,
}

/// What the fields of a form offer to choose from, and what stands around it.
#[derive(Default)]
pub(super) struct Offered {
    /// The document's name.
    pub(super) name: String,
    /// Codes of categories, with names set in by depth.
    pub(super) categories: Vec<(String, String)>,
    pub(super) makers: Vec<Maker>,
    /// The facts that the category in the form asks for.
    pub(super) schema: Vec<&'static Attribute>,
    /// For prices: codes of the product's variants, and what people call them.
    pub(super) variants: Vec<(String, String)>,
    /// Addresses of small renditions of pictures.
    pub(super) pictures: BTreeMap<String, String>,
}

/// What became of what was typed.
pub(in crate::studio) enum Outcome {
    /// It is saved; the field to go to, where a button was pressed.
    Saved(Saved, Option<String>),
    /// Something cannot be read, or cannot be.
    Misread(Vec<Misread>),
    /// Somebody saved in the meantime.
    Newer(Box<Newer>),
}

/// The last field of every form: without it the form did not arrive whole.
pub(super) const END: &str = "end";
/// The revision that a form began from.
pub(super) const SEEN: &str = "seen";
/// The newer revision that a form is merged into.
pub(super) const ONTO: &str = "onto";
/// What precedes the path of a field both changed, in the name of the choice between them.
pub(super) const CHOICE: &str = "merge:";

impl Work {
    /// The work on a document, by somebody who may do it.
    pub(in crate::studio) async fn begin(visit: Visit, kind: &str, name: &str) -> Result<Self, PageError> {
        let staff = visit.staff().await?;
        let key = DocumentKey::parse(kind, name).ok_or(PageError::NotFound)?;
        let document = visit.store.document(&key).await?;
        let work = Self { visit, staff, key, document };
        if work.document.is_none() && (work.key.kind != Kind::Prices || work.product().await?.is_none()) {
            return Err(PageError::NotFound);
        }
        Ok(work)
    }

    pub(super) fn store(&self) -> &Store {
        &self.visit.store
    }

    /// The newest revision; 0 where there is none.
    pub(super) fn head(&self) -> u32 {
        self.document.as_ref().map_or(0, Document::head)
    }

    /// What the form begins with.
    pub(super) fn content(&self) -> Content {
        self.document
            .as_ref()
            .map_or_else(|| Content::Prices(PricesContent::default()), |document| document.content.clone())
    }

    /// The product whose prices these are, or the prices of this product.
    pub(super) fn other_key(&self) -> Option<DocumentKey> {
        let kind = match self.key.kind {
            Kind::Product => Kind::Prices,
            Kind::Prices => Kind::Product,
            Kind::Category | Kind::Page | Kind::Home => return None,
        };
        Some(DocumentKey::new(kind, self.key.name.clone()))
    }

    pub(super) async fn product(&self) -> Result<Option<Document>, PageError> {
        Ok(self.store().document(&DocumentKey::new(Kind::Product, self.key.name.clone())).await?)
    }

    /// Where the document is to be seen.
    pub(in crate::studio) async fn page_path(&self) -> Result<Option<String>, PageError> {
        match self.key.kind {
            Kind::Prices => Ok(self.product().await?.and_then(|product| product.content.page())),
            _ => Ok(self.content().page()),
        }
    }

    /// What the fields of the form offer.
    pub(super) async fn offered(&self, typed: &Typed) -> Result<Offered, PageError> {
        let mut offered = Offered { name: self.key.name.clone(), ..Offered::default() };
        match self.key.kind {
            Kind::Product => {
                offered.categories = categories(self.store()).await?;
                offered.makers = self.store().makers().await?;
                offered.schema = self.schema(typed.get("category")).await?;
                offered.pictures = super::pictures::addresses(self.store(), typed).await?;
            }
            Kind::Prices => offered.variants = self.variants().await?,
            Kind::Category => offered.categories = categories(self.store()).await?,
            Kind::Page | Kind::Home => {}
        }
        Ok(offered)
    }

    /// The facts that a category asks for, in order.
    async fn schema(&self, category: &str) -> Result<Vec<&'static Attribute>, PageError> {
        let document = self.store().document(&DocumentKey::new(Kind::Category, category)).await?;
        let content = document.map(|document| document.published_content.unwrap_or(document.content));
        Ok(match content {
            Some(Content::Category(category)) => {
                category.attributes.iter().filter_map(|entry| attribute_by_code(&entry.code)).collect()
            }
            _ => Vec::new(),
        })
    }

    /// What keeps the draft from being published, and what may.
    pub(in crate::studio) async fn findings(&self) -> Result<Vec<Finding>, PageError> {
        match self.document {
            Some(_) => Ok(self.store().findings(&self.key, &self.content()).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Notes that somebody is here and says who else is.
    pub(in crate::studio) async fn others_line(&self) -> Result<String, PageError> {
        let others = self.store().be_present(&self.key, self.staff.id, self.visit.now()).await?;
        let others: Vec<_> =
            others.iter().map(|other| format!("{}, since {} UTC", other.name, other.since.format("%H:%M"))).collect();
        Ok(if others.is_empty() { String::new() } else { format!("Also here: {}", others.join("; ")) })
    }

    /// The variants that have prices: those of the product, then those that only the prices know.
    async fn variants(&self) -> Result<Vec<(String, String)>, PageError> {
        let mut variants = Vec::new();
        if let Some(Document { content: Content::Product(product), .. }) = self.product().await? {
            variants.extend(product.variants.into_iter().map(|variant| {
                let separator = if variant.option_value.is_empty() { "" } else { ", " };
                (variant.code, format!("{}{separator}{}", variant.sku, variant.option_value))
            }));
        }
        if let Content::Prices(prices) = self.content() {
            for code in prices.ladders.into_keys() {
                if !variants.iter().any(|(known, _)| *known == code) {
                    variants.push((code.clone(), format!("{code}, no longer a variant")));
                }
            }
        }
        Ok(variants)
    }

    /// Saves what was typed, after what a button does to it.
    pub(in crate::studio) async fn save(&self, typed: &mut Typed) -> Result<Outcome, PageError> {
        let (Ok(seen), true) = (typed.get(SEEN).parse::<u32>(), typed.has(END)) else {
            return Ok(misread("", "The form did not arrive whole. Nothing was saved; send it again."));
        };
        let before = match seen {
            0 if self.key.kind == Kind::Prices => Content::Prices(PricesContent::default()),
            seen => match self.store().revision(&self.key, seen).await? {
                Some((_, content)) => content,
                None => {
                    return Ok(misread("", "The form began from a revision that is not there. Open the page again."));
                }
            },
        };
        let button = typed.get("do").to_owned();
        let changed = match form::change(typed, &button) {
            Ok(changed) => changed,
            Err(problem) => return Ok(Outcome::Misread(vec![problem])),
        };
        let content = match form::read(typed, &before, &self.store().makers().await?) {
            Ok(content) => content,
            Err(problems) => return Ok(Outcome::Misread(problems)),
        };
        let save = SaveDraft { key: self.key.clone(), content, seen, onto: onto(typed), note: String::new() };
        match self.store().save_draft(save, &self.staff.actor(), self.visit.now()).await {
            Ok(saved) => Ok(Outcome::Saved(saved, changed.map(|changed| changed.at))),
            Err(SaveError::Newer(newer)) => Ok(Outcome::Newer(newer)),
            Err(SaveError::CodeTaken(code)) => {
                let text = format!("{code} was given to a variant of another product. Choose another number.");
                Ok(misread(&format!("variants/{code}/sku"), &text))
            }
            Err(SaveError::Exists) => {
                Ok(misread("", "Somebody was first. Open the page again, so that nothing of theirs is lost."))
            }
            Err(SaveError::Unknown) => Err(PageError::NotFound),
            Err(SaveError::Store(error)) => Err(error.into()),
        }
    }
}

/// Why something was not done, as a script may know it.
pub(in crate::studio) fn fault(visit: &Visit, error: PageError) -> AppError {
    match error {
        PageError::App(error) => error,
        PageError::Store(error) => visit.fault(&error),
        PageError::NotFound | PageError::Elsewhere(_) | PageError::Moved(_) => AppError::UnknownDocument,
    }
}

fn misread(path: &str, text: &str) -> Outcome {
    Outcome::Misread(vec![Misread::at(path, text)])
}

/// The fields of a posted form, without files.
pub(super) fn typed_of(posted: &PostedForm) -> Typed {
    posted.pairs().filter(|(name, _)| name != "new/image").collect()
}

/// Into which revision a form is merged, and who is right where both changed a field.
fn onto(typed: &Typed) -> Option<(u32, BTreeMap<String, Side>)> {
    let number = typed.get(ONTO).parse().ok()?;
    let side = |word: &str| match word {
        "mine" => Some(Side::Mine),
        "theirs" => Some(Side::Theirs),
        _ => None,
    };
    Some((number, typed.below(CHOICE).filter_map(|(path, word)| Some((path.to_owned(), side(word)?))).collect()))
}

/// Codes of all categories, with names set in by depth. What stands in a list is narrow.
pub(super) async fn categories(store: &Store) -> Result<Vec<(String, String)>, PageError> {
    let choices = store.category_choices().await?;
    Ok(choices
        .into_iter()
        .map(|choice| {
            let inset = "\u{2003}".repeat(usize::try_from(choice.depth).unwrap_or(0));
            (choice.code, format!("{inset}{}", choice.name))
        })
        .collect())
}
