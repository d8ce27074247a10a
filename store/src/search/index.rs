//! The tantivy index: what a document holds, and writing documents. What must not live here: SQL,
//! and how queries are matched.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::search::{FieldKind, Vocabulary, slug};
use domain::units::QuantityKind;
use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, Term};

use super::scope::Scopes;
use super::source::{Fact, Layout, VariantSource};
use super::words::{Words, number_terms};
use crate::Result;

/// Bytes of documents a writer gathers before it writes a segment.
const WRITER_MEMORY: usize = 64 << 20;

/// Names of columns that are not an attribute's.
pub(super) mod column {
    /// Variant id.
    pub(crate) const ID: &str = "id";
    /// Product and variant id in one figure: the order of what is otherwise equal.
    pub(crate) const PLACE: &str = "place";
    /// SKU in capitals.
    pub(crate) const SKU: &str = "sku";
    /// Minor units.
    pub(crate) const PRICE: &str = "price";
    /// Pieces that can be sent today.
    pub(crate) const STOCK: &str = "stock";
    /// The category and those above it.
    pub(crate) const CATEGORY: &str = "category";
    /// Who makes it.
    pub(crate) const MAKER: &str = "maker";
}

/// The indexed fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    id: Field,
    place: Field,
    sku: Field,
    price: Field,
    stock: Field,
    maker_value: Field,
    /// The category and those above it, each as a [`value_term`].
    pub(super) category_value: Field,
    /// `part` or `service`.
    pub(super) kind: Field,
    /// Part numbers, see [`number_terms`].
    pub(super) numbers: Field,
    pub(super) name: Field,
    pub(super) category: Field,
    pub(super) maker: Field,
    pub(super) facts: Field,
    pub(super) summary: Field,
}

/// The column of an attribute.
#[derive(Debug)]
struct FactColumn {
    field: Field,
    kind: QuantityKind,
}

/// A text in a column of words: its slug, by which it is chosen, counted and sorted, and as people read it.
pub(super) fn value_term(slug: &str, label: &str) -> String {
    format!("{slug}\t{label}")
}

/// The two halves of a [`value_term`].
pub(super) fn slug_and_label(term: &str) -> (&str, &str) {
    term.split_once('\t').unwrap_or((term, term))
}

/// The name of an attribute's column.
pub(super) fn fact_column(attribute: i64) -> String {
    format!("fact_{attribute}")
}

/// An index of the catalog at one moment, and what came after it.
pub(super) struct Index {
    pub(super) layout: Layout,
    pub(super) vocabulary: Vocabulary,
    pub(super) fields: Fields,
    pub(super) scopes: Scopes,
    fact_columns: HashMap<i64, FactColumn>,
    reader: IndexReader,
    writer: Mutex<Writer>,
}

struct Writer {
    inner: IndexWriter,
    words: Words,
}

impl Index {
    /// An index without documents.
    pub(super) fn empty(layout: Layout) -> Result<Self> {
        let mut schema = Schema::builder();
        let fields = fields(&mut schema);
        let figures = NumericOptions::default().set_fast();
        let fact_columns = layout
            .attributes
            .iter()
            .map(|attribute| {
                let name = fact_column(attribute.id);
                let field = if attribute.kind == QuantityKind::Text {
                    schema.add_text_field(&name, TextOptions::default().set_fast("raw"))
                } else {
                    schema.add_f64_field(&name, figures.clone())
                };
                (attribute.id, FactColumn { field, kind: attribute.kind })
            })
            .collect();
        let index = tantivy::Index::create_in_ram(schema.build());
        // One thread keeps documents in order and segments few; reading MySQL takes as long.
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(WRITER_MEMORY)
            .build();
        let writer = Writer { inner: index.writer_with_options(options)?, words: Words::default() };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let vocabulary = layout.vocabulary();
        Ok(Self {
            layout,
            vocabulary,
            fields,
            scopes: Scopes::default(),
            fact_columns,
            reader,
            writer: Mutex::new(writer),
        })
    }

    /// What is searched: the documents as of the last [`Self::publish`].
    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// The column of figures of this attribute, and what it measures.
    pub(super) fn figures(&self, code: &str) -> Option<(Field, FieldKind)> {
        let attribute = self.layout.attributes.iter().find(|attribute| attribute.code == code)?;
        let column = self.fact_columns.get(&attribute.id)?;
        (column.kind != QuantityKind::Text).then_some((column.field, FieldKind::Quantity(column.kind)))
    }

    /// Whether a variant can be written: its category and its attributes are in the layout.
    pub(super) fn knows(&self, variant: &VariantSource) -> bool {
        self.layout.categories.iter().any(|category| category.id == variant.category)
            && variant.facts.iter().all(|(attribute, _)| self.fact_columns.contains_key(attribute))
    }

    /// Writes variants that are not there yet. Nobody sees them before [`Self::publish`].
    pub(super) fn add(&self, variants: &[VariantSource]) -> Result<()> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let Writer { inner, words } = &mut *writer;
        for variant in variants {
            inner.add_document(self.document(words, variant))?;
        }
        Ok(())
    }

    /// Replaces the documents of these ids by those of the variants that are left of them.
    pub(super) fn replace(&self, ids: &[i64], variants: &[VariantSource]) -> Result<()> {
        {
            let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            for id in ids {
                writer.inner.delete_term(Term::from_field_i64(self.fields.id, *id));
            }
        }
        self.add(variants)
    }

    /// Makes everything written visible at once.
    pub(super) fn publish(&self) -> Result<()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).inner.commit()?;
        Ok(self.reader.reload()?)
    }

    fn document(&self, words: &mut Words, variant: &VariantSource) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::new();
        document.add_i64(fields.id, variant.id);
        document.add_u64(fields.place, place(variant));
        document.add_text(fields.sku, variant.sku.to_ascii_uppercase());
        document.add_text(fields.kind, &variant.kind);
        document.add_f64(fields.stock, as_figure(variant.sendable()));
        if let Some(minor) = variant.price_minor {
            document.add_f64(fields.price, as_figure(minor));
        }
        document.add_text(fields.maker_value, value_term(&slug(&variant.maker), &variant.maker));
        let categories = self.layout.upwards(variant.category);
        for category in &categories {
            document.add_text(fields.category_value, value_term(&category.slug, &category.name));
        }
        let mut facts = Vec::new();
        for (attribute, fact) in &variant.facts {
            let Some(column) = self.fact_columns.get(attribute) else { continue };
            match fact {
                Fact::Figure(figure) if column.kind != QuantityKind::Text => {
                    document.add_f64(column.field, *figure);
                }
                Fact::Word(word) => {
                    if column.kind == QuantityKind::Text {
                        document.add_text(column.field, value_term(&slug(word), word));
                    }
                    facts.push(word.as_str());
                }
                Fact::Figure(_) => {}
            }
        }
        let category_names: Vec<&str> = categories.iter().map(|category| category.name.as_str()).collect();
        document.add_text(fields.numbers, number_terms(&[&variant.sku, &variant.mpn]));
        document.add_text(fields.name, words.terms(&[&variant.name, &variant.product_name]));
        document.add_text(fields.category, words.terms(&category_names));
        document.add_text(fields.maker, words.terms(&[&variant.maker]));
        document.add_text(fields.facts, words.terms(&facts));
        document.add_text(fields.summary, words.terms(&[&variant.summary]));
        document
    }
}

fn fields(schema: &mut SchemaBuilder) -> Fields {
    let terms = |tokenizer| {
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false)
    };
    let words = || TextOptions::default().set_indexing_options(terms("whitespace"));
    let figures = NumericOptions::default().set_fast();
    Fields {
        id: schema.add_i64_field(column::ID, figures.clone().set_indexed()),
        place: schema.add_u64_field(column::PLACE, figures.clone()),
        sku: schema.add_text_field(column::SKU, TextOptions::default().set_fast("raw")),
        price: schema.add_f64_field(column::PRICE, figures.clone()),
        stock: schema.add_f64_field(column::STOCK, figures),
        maker_value: schema.add_text_field(column::MAKER, TextOptions::default().set_fast("raw")),
        category_value: schema.add_text_field(
            column::CATEGORY,
            TextOptions::default().set_fast("raw").set_indexing_options(terms("raw")),
        ),
        kind: schema.add_text_field("kind", TextOptions::default().set_indexing_options(terms("raw"))),
        numbers: schema.add_text_field("numbers", words()),
        name: schema.add_text_field("name_words", words()),
        category: schema.add_text_field("category_words", words()),
        maker: schema.add_text_field("maker_words", words()),
        facts: schema.add_text_field("fact_words", words()),
        summary: schema.add_text_field("summary_words", words()),
    }
}

/// Variants of a product stand together, in the order they came.
fn place(variant: &VariantSource) -> u64 {
    (variant.product.unsigned_abs() << 32) | (variant.id.unsigned_abs() & u64::from(u32::MAX))
}

/// Minor units and pieces as a figure of a column, exact up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "no price and no stock comes near 2⁵³")]
fn as_figure(whole: i64) -> f64 {
    whole as f64
}
