//! The studio's editor without scripts: a form that comes back as it was sent, drafts that visitors do not see, two
//! editors at once; and what its scripts send.

use std::collections::BTreeMap;

use domain::catalog::AttributeValue;
use domain::studio::{Content, DocumentKey, Kind};
use sqlx::MySqlPool;
use store::studio::DocumentFilter;

use crate::desk_jobs::signed_in;
use crate::shop::{Answer, Shop};

const PART: &str = "RP-AT-54-600";

/// The fields of a form, by name.
type Fields = BTreeMap<String, String>;

struct Editing {
    shop: Shop,
    cookie: String,
    product: DocumentKey,
}

impl Editing {
    async fn open(database: MySqlPool) -> Self {
        let shop = Shop::open(database).await;
        let cookie = signed_in(&shop, "editor").await;
        let filter =
            DocumentFilter { words: PART.to_owned(), kind: Some(Kind::Product), page: 1, ..DocumentFilter::default() };
        let product = shop.store.documents(&filter).await.expect("read").rows.remove(0).key;
        Self { shop, cookie, product }
    }

    async fn get(&self, path: &str) -> Answer {
        self.shop.get_with(path, &[("cookie", &self.cookie)]).await
    }

    /// The form on a page, as a browser would send it.
    async fn form(&self, path: &str) -> Fields {
        let page = self.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        fields(page.text())
    }

    async fn send(&self, path: &str, fields: &Fields) -> Answer {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.shop.post_form(path, &self.cookie, &body).await
    }

    /// Sends a form that is done; answers where it leads.
    async fn done(&self, path: &str, fields: &Fields) -> String {
        let answer = self.send(path, fields).await;
        assert_eq!(answer.status, 302, "{path}: {}", answer.text());
        answer.header("location").to_owned()
    }

    async fn content(&self, key: &DocumentKey) -> Content {
        self.shop.store.document(key).await.expect("read").expect("there").content
    }

    async fn json(&self, path: &str, body: &serde_json::Value) -> Answer {
        let headers =
            [("cookie", self.cookie.as_str()), ("content-type", "application/json"), ("accept", "application/json")];
        self.shop.post(path, &headers, &body.to_string()).await
    }
}

/// The fields of the editing form in a page: what a browser would send.
fn fields(page: &str) -> Fields {
    let is_it = |form: &&str| form.split('>').next().is_some_and(|tag| tag.contains(" class=\"form"));
    let form = page.split("<form").skip(1).find(is_it).expect("a form");
    let form = form.split("</form>").next().expect("its end");
    let mut fields = Fields::new();
    for tag in form.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap_or((tag, ""));
        let value = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(plain(rest.split('"').next()?))
        };
        match tag.split([' ', '/']).next() {
            Some("input") => {
                let kind = value("type").unwrap_or_default();
                let is_sent = !matches!(kind.as_str(), "checkbox" | "radio") || tag.contains(" checked");
                if kind != "file"
                    && is_sent
                    && let Some(name) = value("name")
                {
                    fields.insert(name, value("value").unwrap_or_default());
                }
            }
            Some("textarea") => {
                fields.insert(value("name").expect("a name"), plain(text).replace("\r\n", "\n").replace('\n', "\r\n"));
            }
            Some("select") => {
                fields.insert(value("name").expect("a name"), String::new());
                fields.insert("\u{0}".to_owned(), value("name").expect("a name"));
            }
            Some("option") if tag.contains(" selected") => {
                let name = fields.get("\u{0}").expect("a select").clone();
                fields.insert(name, value("value").unwrap_or_default());
            }
            _ => {}
        }
    }
    fields.remove("\u{0}");
    fields
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_is_saved_and_visitors_see_what_they_saw(database: MySqlPool) {
    let editing = Editing::open(database).await;
    let path = editing.product.path();
    let before = editing.content(&editing.product).await;
    let public = editing.shop.get(&format!("/parts/{PART}")).await.text().to_owned();

    // A form that was not changed changes nothing.
    let mut form = editing.form(&path).await;
    let way = editing.done(&format!("{path}/save"), &form).await;
    assert!(way.contains("done=unchanged"), "{way}");
    assert_eq!(editing.content(&editing.product).await, before);

    form.insert("name".to_owned(), "Body tube <54> & more".to_owned());
    form.insert(format!("variants/{PART}/attributes/length"), "23 5/8 in".to_owned());
    let way = editing.done(&format!("{path}/save?width=390"), &form).await;
    assert_eq!(way, format!("{path}?width=390&done=saved"));
    let Content::Product(product) = editing.content(&editing.product).await else { panic!("a product") };
    assert_eq!(product.name, "Body tube <54> & more");
    let length = product.variant(PART).expect("there").attributes.get("length").expect("a length").clone();
    assert!(matches!(length.value, AttributeValue::Number(si) if (si - 0.600_075).abs() < 1e-9), "{length:?}");
    assert_eq!(
        length.original.map(|original| (original.value, original.unit)),
        Some(("23 5/8".to_owned(), "in".to_owned()))
    );

    let page = editing.get(&way).await;
    for shown in ["value=\"23 5/8 in\"", "Body tube &lt;54&gt; &amp; more", "width=390", "<iframe", "Saved as a draft"]
    {
        assert!(page.text().contains(shown), "{shown}: {}", page.text());
    }
    assert_eq!(editing.shop.get(&format!("/parts/{PART}")).await.text(), public, "visitors see no draft");

    let discarded = editing.done(&format!("{path}/discard"), &editing.form(&path).await).await;
    assert!(discarded.ends_with("done=discarded"));
    assert_eq!(editing.content(&editing.product).await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_read_comes_back_as_it_was_typed(database: MySqlPool) {
    let editing = Editing::open(database).await;
    let path = editing.product.path();
    let before = editing.content(&editing.product).await;
    let mut form = editing.form(&path).await;
    form.insert("summary".to_owned(), "Typed and kept".to_owned());
    form.insert(format!("variants/{PART}/attributes/length"), "1 parsec".to_owned());
    form.insert(format!("variants/{PART}/attributes/outer_diameter"), "1 mm".to_owned());
    let refused = editing.send(&format!("{path}/save"), &form).await;
    assert_eq!((refused.status, refused.header("cache-control")), (422, "private, no-store"));
    for said in [
        "value=\"1 parsec\"",
        "Typed and kept",
        "“parsec” is no unit we know",
        "1 mm is not possible here",
        "Not saved: 2 fields need a change",
        &format!("href=\"#field-variants/{PART}/attributes/length\""),
        &format!("id=\"field-variants/{PART}/attributes/length\""),
        "aria-invalid=\"true\"",
    ] {
        assert!(refused.text().contains(said), "{said}");
    }
    assert_eq!(fields(refused.text()), {
        form.insert("do".to_owned(), String::new());
        form.remove("do");
        form
    });
    assert_eq!(editing.content(&editing.product).await, before);

    // A form that did not arrive whole is not read as one with less in it.
    let mut cut = editing.form(&path).await;
    cut.remove("end");
    assert_eq!(editing.send(&format!("{path}/save"), &cut).await.status, 422);
    for gone in ["/studio/products/nothing", "/studio/nothing/x", "/studio/prices/nothing"] {
        assert_eq!(editing.get(gone).await.status, 404, "{gone}");
    }
    let back = editing.get(&format!("{path}/save")).await;
    assert_eq!((back.status, back.header("location")), (302, path.as_str()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn buttons_add_and_remove_and_keep_what_was_typed(database: MySqlPool) {
    let editing = Editing::open(database).await;
    let path = editing.product.path();
    let mut form = editing.form(&path).await;
    form.insert("summary".to_owned(), "Typed before".to_owned());
    form.insert("new/sku".to_owned(), "RP-AT-54-NEW".to_owned());
    form.insert("do".to_owned(), "add:variants".to_owned());
    let way = editing.done(&format!("{path}/save"), &form).await;
    assert!(way.ends_with("#field-variants/RP-AT-54-NEW/option_value"), "{way}");
    let Content::Product(product) = editing.content(&editing.product).await else { panic!("a product") };
    assert_eq!(
        (product.summary.as_str(), product.variants.last().map(|last| last.code.as_str())),
        ("Typed before", Some("RP-AT-54-NEW"))
    );

    let mut form = editing.form(&path).await;
    form.insert("do".to_owned(), "fact:RP-AT-54-NEW".to_owned());
    form.insert("new/RP-AT-54-NEW/attribute".to_owned(), "thread".to_owned());
    assert_eq!(editing.send(&format!("{path}/save"), &form).await.status, 422, "a fact has a value");
    form.insert("new/RP-AT-54-NEW/value".to_owned(), "M4".to_owned());
    editing.done(&format!("{path}/save"), &form).await;
    let page = editing.get(&path).await;
    assert!(page.text().contains("Other facts") && page.text().contains("value=\"M4\""));

    let mut form = editing.form(&path).await;
    form.insert("do".to_owned(), "remove:variants/RP-AT-54-NEW".to_owned());
    editing.done(&format!("{path}/save"), &form).await;
    let Content::Product(product) = editing.content(&editing.product).await else { panic!("a product") };
    assert_eq!(product.variant("RP-AT-54-NEW"), None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_editors_at_once_are_shown_both_drafts(database: MySqlPool) {
    let editing = Editing::open(database).await;
    let path = editing.product.path();
    let save = format!("{path}/save");
    let begun = editing.form(&path).await;
    let with = |changes: &[(&str, &str)]| {
        let mut form = begun.clone();
        form.extend(changes.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        form
    };
    editing.done(&save, &with(&[("name", "Theirs"), ("summary", "Their summary")])).await;

    let mine = with(&[("name", "Mine"), ("lead_time_days", "7")]);
    let newer = editing.send(&save, &mine).await;
    assert_eq!(newer.status, 409);
    for said in
        ["Theirs", "Mine", "Their summary", "Nothing is saved yet, and nothing is lost", "Both of you changed 1 field"]
    {
        assert!(newer.text().contains(said), "{said}: {}", newer.text());
    }
    let mut merging = fields(newer.text());
    for (name, text) in mine.iter().filter(|(name, _)| *name != "end") {
        assert_eq!(
            merging.get(name).map(|kept| kept.replace("\r\n", "\n")),
            Some(text.replace("\r\n", "\n")),
            "{name}"
        );
    }
    // Without a choice it is asked again.
    assert_eq!(editing.send(&save, &merging).await.status, 409);
    merging.insert("merge:name".to_owned(), "mine".to_owned());
    editing.done(&save, &merging).await;
    let Content::Product(product) = editing.content(&editing.product).await else { panic!("a product") };
    assert_eq!(
        (product.name.as_str(), product.summary.as_str(), product.lead_time_days),
        ("Mine", "Their summary", Some(7))
    );
    assert_eq!(editing.send(&format!("{path}/discard"), &begun).await.status, 409, "a draft nobody has looked at");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn prices_categories_and_the_home_page_have_their_forms(database: MySqlPool) {
    let editing = Editing::open(database).await;
    let prices = DocumentKey::new(Kind::Prices, editing.product.name.clone());
    let path = prices.path();
    let mut form = editing.form(&path).await;
    let row = |row: usize, field: &str| format!("ladders/{PART}/{row}/{field}");
    let next = (0..99).find(|at| form.get(&row(*at, "quantity")).is_none_or(String::is_empty)).expect("a free row");
    form.insert(row(next, "quantity"), "5000".to_owned());
    form.insert(row(next, "price"), "99999.00".to_owned());
    let refused = editing.send(&format!("{path}/save"), &form).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("The price for 5000 pieces is higher than for fewer."));
    assert!(refused.text().contains(&format!("id=\"field-{}-error\"", row(next, "price"))));
    form.insert(row(next, "price"), "0.50".to_owned());
    editing.done(&format!("{path}/save"), &form).await;
    let Content::Prices(content) = editing.content(&prices).await else { panic!("prices") };
    assert_eq!(content.ladders[PART].at(5000).map(|step| step.unit_price.minor), Some(50));

    let mut form = editing.form("/studio/categories/airframe-tubes").await;
    form.insert("do".to_owned(), "down:attributes/0".to_owned());
    editing.done("/studio/categories/airframe-tubes/save", &form).await;
    let key = DocumentKey::new(Kind::Category, "airframe-tubes");
    let Content::Category(category) = editing.content(&key).await else { panic!("a category") };
    assert_eq!(category.attributes[0].code, "outer_diameter");
    assert!(category.attributes[0].is_column);

    let mut form = editing.form("/studio/home/home").await;
    form.insert("new/block".to_owned(), "text".to_owned());
    form.insert("do".to_owned(), "add:blocks".to_owned());
    let way = editing.done("/studio/home/home/save", &form).await;
    let at = way.split_once("#field-").expect("a field").1.to_owned();
    let mut form = editing.form("/studio/home/home").await;
    form.insert(format!("{at}/title"), "News".to_owned());
    form.insert(format!("{at}/body"), "**New** tubes".to_owned());
    editing.done("/studio/home/home/save", &form).await;
    assert!(editing.get("/studio/home/home").await.text().contains("**New** tubes"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_document_begins_as_a_draft(database: MySqlPool) {
    let editing = Editing::open(database).await;
    let form = |fields: &[(&str, &str)]| -> Fields {
        fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    };
    let page = editing.get("/studio/new/products").await;
    assert!(page.status == 200 && page.text().contains("A new product"));
    let create = "/studio/new/products/create";
    let refused = editing.send(create, &form(&[("title", "Fin can 54"), ("sku", "no number")])).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("value=\"Fin can 54\"") && refused.text().contains("Choose a category."));
    let whole = form(&[("title", "Fin can 54"), ("sku", "RP-FC-54"), ("category", "fins")]);
    assert_eq!(editing.done(create, &whole).await, "/studio/products/fin-can-54?done=created");
    let again = editing.send(create, &whole).await;
    assert!(again.status == 422 && again.text().contains("is there already"), "{}", again.text());
    let page = editing.get("/studio/products/fin-can-54").await;
    assert!(page.text().contains("The summary is missing."), "what has to be done before it is published");
    assert!(page.text().contains("Root chord"), "the facts its category asks for");
    assert_eq!(editing.shop.get("/parts/RP-FC-54").await.status, 404);
    // Its prices are begun by saving them.
    let mut prices = editing.form("/studio/prices/fin-can-54").await;
    prices.insert("ladders/RP-FC-54/0/quantity".to_owned(), "1".to_owned());
    prices.insert("ladders/RP-FC-54/0/price".to_owned(), "12.50".to_owned());
    editing.done("/studio/prices/fin-can-54/save", &prices).await;
    assert_eq!(
        editing.done("/studio/new/pages/create", &form(&[("title", "Über uns")])).await,
        "/studio/pages/uber-uns?done=created"
    );
    assert_eq!(editing.get("/studio/new/home").await.status, 404);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn scripts_save_the_same_form(database: MySqlPool) {
    let editing = Editing::open(database).await;
    let mut form = editing.form(&editing.product.path()).await;
    let name = editing.product.name.clone();
    let sent = |form: &Fields| {
        let fields: Vec<_> = form.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
        serde_json::json!({ "kind": "products", "name": name, "fields": fields })
    };
    form.insert("summary".to_owned(), "Typed by hand".to_owned());
    let begun = form.clone();
    let saved = editing.json("/api/studio/save", &sent(&form)).await;
    assert_eq!((saved.status, saved.header("cache-control")), (200, "private, no-store"), "{}", saved.text());
    let number = saved.json()["saved"]["number"].as_u64().expect("a number");
    let Content::Product(product) = editing.content(&editing.product).await else { panic!("a product") };
    assert_eq!(saved.json()["saved"]["page"], format!("/parts/{}", product.variants[0].sku), "its first variant");
    form.insert("seen".to_owned(), number.to_string());
    form.insert("lead_time_days".to_owned(), "soon".to_owned());
    let misread = editing.json("/api/studio/save", &sent(&form)).await;
    assert_eq!(misread.json()["misread"][0][0], "lead_time_days");
    let mut late = begun;
    late.insert("summary".to_owned(), "Typed too late".to_owned());
    assert!(editing.json("/api/studio/save", &sent(&late)).await.json()["newer"]["by"].is_string());

    let here = serde_json::json!({ "kind": "products", "name": name });
    assert_eq!(editing.json("/api/studio/present", &here).await.json(), "");
    let other = signed_in(&editing.shop, "publisher").await;
    let page = editing.shop.get_with(&editing.product.path(), &[("cookie", &other)]).await;
    assert!(page.text().contains("Also here: "), "{}", page.text());
    let stranger =
        editing.shop.post("/api/studio/save", &[("content-type", "application/json")], &sent(&form).to_string()).await;
    assert_eq!(stranger.status, 401);
    let nothing = serde_json::json!({ "kind": "products", "name": "nothing" });
    assert_eq!(editing.json("/api/studio/present", &nothing).await.status, 404);
}
