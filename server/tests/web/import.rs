//! Importing by forms alone: a file goes up, its columns are named, what would change is shown, drafts are made,
//! published, undone; and the same tables come back as files.

use domain::accounts::Actor;
use sqlx::MySqlPool;
use store::studio::bulk::ImportId;

use crate::desk_jobs::signed_in;
use crate::shop::{Answer, FORM, Shop, now};

const BOUNDARY: &str = "multipart/form-data; boundary=frontier";
const ACCEPT: (&str, &str) = FORM[0];

/// A file as a browser sends it.
fn multipart(name: &str, content: &str, kind: &str) -> String {
    format!(
        "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n\
         --frontier\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--frontier--\r\n"
    )
}

struct Studio {
    shop: Shop,
    cookie: String,
}

impl Studio {
    async fn open(database: MySqlPool, roles: &str) -> Self {
        let shop = Shop::open(database).await;
        let cookie = signed_in(&shop, roles).await;
        Self { shop, cookie }
    }

    async fn uploads(&self, path: &str, name: &str, content: &str) -> Answer {
        let headers = [ACCEPT, ("content-type", BOUNDARY), ("cookie", &self.cookie)];
        self.shop.post(path, &headers, &multipart(name, content, "")).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.shop.get_with(path, &[("cookie", &self.cookie)]).await
    }

    /// Sends a form of an import, and does what a worker would.
    async fn step(&self, import: &str, action: &str, body: &str) -> String {
        let answer = self.shop.post_form(&format!("{import}/{action}"), &self.cookie, body).await;
        assert_eq!((answer.status, answer.header("location")), (302, import), "{action}: {}", answer.text());
        let waiting = self.get(import).await;
        assert!(waiting.text().contains("Look again"), "{action}: {}", waiting.text());
        let id = import.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
        self.shop.store.do_import_step(ImportId(id), &Actor::System("a test"), now()).await.expect("done");
        let page = self.get(import).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"));
        page.text().to_owned()
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_table_is_imported_by_forms_alone(database: MySqlPool) {
    let studio = Studio::open(database, "publisher").await;
    let start = studio.get("/studio/import").await;
    assert!(start.status == 200 && start.text().contains("Upload a file"), "{}", start.text());
    let table = "Item;Title;Length in;Notes\nRP-AT-54-600;Better tube;24;=1+1\nRP-NONE;x;1;\n";
    let uploaded = studio.uploads("/studio/import/new/upload", "tubes <1>.csv", table).await;
    let import = uploaded.header("location").to_owned();
    assert!(uploaded.status == 302 && import.starts_with("/studio/import/"), "{}", uploaded.text());

    let columns = studio.get(&import).await;
    for said in [
        "Title",
        "Better tube",
        "tubes &lt;1&gt;.csv",
        "value=\"attribute:length\" selected",
        "value=\"in\" selected",
        "Ignore",
    ] {
        assert!(columns.text().contains(said), "{said} is missing in {}", columns.text());
    }
    let refused = studio
        .shop
        .post_form(&format!("{import}/map"), &studio.cookie, "column-0=sku&column-1=sku&column-2=name")
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Two columns are the"), "{}", refused.text());

    let body = "column-0=sku&column-1=name&column-2=attribute:length&unit-2=in&column-3=&unit-3=";
    let page = studio.step(&import, "map", body).await;
    for said in ["Better tube", "609.6 mm", "needs a category", "Make drafts", "leave-out"] {
        assert!(page.contains(said), "{said} is missing in {page}");
    }
    let only = studio.get(&format!("{import}?show=changed")).await;
    assert!(!only.text().contains("needs a category") && only.text().contains("Better tube"));
    let unsure = studio.shop.post_form(&format!("{import}/draft"), &studio.cookie, "").await;
    assert_eq!(unsure.status, 422, "{}", unsure.text());

    let page = studio.step(&import, "draft", "leave-out=yes").await;
    assert!(page.contains("Publish together"), "{page}");
    assert!(!studio.shop.get("/parts/RP-AT-54-600").await.text().contains("Better tube"), "a draft is seen by nobody");
    let page = studio.step(&import, "release/publish", "").await;
    assert!(page.contains("Undo the import"), "{page}");
    assert!(studio.shop.get("/parts/RP-AT-54-600").await.text().contains("Better tube"));
    let page = studio.step(&import, "release/undo", "").await;
    assert!(page.contains("Undone"), "{page}");
    assert!(!studio.shop.get("/parts/RP-AT-54-600").await.text().contains("Better tube"));

    let late = studio.shop.post_form(&format!("{import}/draft"), &studio.cookie, "").await;
    assert_eq!(late.status, 409, "{}", late.text());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_no_table_is_refused_at_the_field_and_not_kept(database: MySqlPool) {
    let studio = Studio::open(database, "editor").await;
    for (name, content, said) in [
        ("prices.xlsx", "PK\u{3}\u{4}\u{14}", "save it as “CSV UTF-8”"),
        ("a.csv", "%PDF-1.7", "This is a PDF"),
        ("a.csv", "", "The file is empty"),
        ("a.csv", "sku,name\nA,\"x", "never closes"),
        ("stock.csv", "sku,location,on hand\nRP-AT-54-600,RTM,1", "Whoever may change stock"),
    ] {
        let refused = studio.uploads("/studio/import/new/upload", name, content).await;
        assert_eq!(refused.status, 422, "{name}: {}", refused.text());
        assert!(refused.text().contains(said), "{said} is missing in {}", refused.text());
    }
    assert_eq!(studio.shop.number("SELECT COUNT(*) FROM imports").await, 0);
    let closed = studio.get("/studio/stock-import").await;
    assert_eq!(closed.status, 403, "stock is not an editor's");
    let spelled = studio.shop.post_form("/studio/import/1/release%2Fpublish", &studio.cookie, "").await;
    assert_eq!(spelled.status, 404, "nor by another spelling");
    let other = studio.shop.post_form("/studio/import/1/release/publish", &studio.cookie, "").await;
    assert_eq!(other.status, 403, "publishing is not either");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn stock_is_imported_by_those_who_change_it(database: MySqlPool) {
    let studio = Studio::open(database, "operations").await;
    let file = studio.get("/studio/export/stock.csv").await;
    assert_eq!((file.status, file.header("cache-control")), (200, "private, no-store"));
    assert!(file.header("content-disposition").contains("stock.csv"));
    assert!(file.text().starts_with("\u{feff}SKU,Location,On hand\r\n") && file.text().contains("RP-AT-54-600,"));
    let table = "SKU,Location,On hand\r\nRP-AT-54-600,RTM,77\r\n";
    let uploaded = studio.uploads("/studio/stock-import/new/upload", "count.csv", table).await;
    let import = uploaded.header("location").to_owned();
    assert!(import.starts_with("/studio/stock-import/"), "{}", uploaded.text());
    let page = studio.step(&import, "map", "column-0=sku&column-1=location&column-2=on-hand").await;
    assert!(page.contains("Apply"), "{page}");
    let page = studio.step(&import, "draft", "").await;
    assert!(page.contains("Undo the import"), "{page}");
    assert!(studio.get("/studio/export/stock.csv").await.text().contains("RP-AT-54-600,RTM,77"));
    let page = studio.step(&import, "undo", "").await;
    assert!(page.contains("Undone"), "{page}");
    let number = import.rsplit('/').next().expect("a number");
    assert_eq!(studio.get(&format!("/studio/import/{number}")).await.status, 403);
    let progress = studio.get(&format!("/api/studio/import-progress?id={number}")).await;
    assert_eq!(progress.json()["under_way"], false);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn tables_are_for_staff_and_for_those_who_may(database: MySqlPool) {
    let studio = Studio::open(database, "editor").await;
    let products = studio.get("/studio/export/products.csv?category=airframe-tubes").await;
    assert_eq!((products.status, products.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(products.text().contains("RP-AT-54-600,") && !products.text().contains("RP-SV-DR-1"));
    let prices = studio.get("/studio/export/prices.csv").await;
    assert!(prices.text().contains("RP-AT-54-600,1,"), "{}", prices.text());
    assert_eq!(studio.get("/studio/export/stock.csv").await.status, 403);
    assert_eq!(studio.get("/studio/export/stock%2Ecsv").await.status, 404, "by no other spelling");
    assert_eq!(studio.get("/studio/export/orders.csv").await.status, 404);
    let stranger = studio.shop.get("/studio/export/products.csv").await;
    assert!(matches!(stranger.status, 302 | 303), "{stranger:?}");
}
