//! The studio's pages around the editor: the list, histories, publishing, releases, links; by role, without scripts.

use domain::accounts::Actor;
use domain::studio::{Content, DocumentKey};
use sqlx::MySqlPool;
use store::studio::SaveDraft;

use crate::desk_jobs::signed_in;
use crate::shop::{Answer, Shop, now};

const PART: &str = "RP-AT-54-600";

/// A shop with an editor and a publisher.
struct Studio {
    shop: Shop,
    editor: String,
    publisher: String,
    /// The product of [`PART`].
    product: DocumentKey,
}

impl Studio {
    async fn open(database: MySqlPool) -> Self {
        let shop = Shop::open(database).await;
        let (editor, publisher) = (signed_in(&shop, "editor").await, signed_in(&shop, "publisher").await);
        let found = shop.get_with(&format!("/studio?q={PART}"), &[("cookie", &editor)]).await;
        let path = found.header("location").strip_prefix("/studio/products/").expect("the product").to_owned();
        let product = DocumentKey::parse("products", &path).expect("a name");
        Self { shop, editor, publisher, product }
    }

    async fn get(&self, who: &str, path: &str) -> Answer {
        self.shop.get_with(path, &[("cookie", who)]).await
    }

    /// A page that is there.
    async fn page(&self, who: &str, path: &str) -> String {
        let answer = self.get(who, path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "private, no-store"), "{path}");
        answer.text().to_owned()
    }

    /// Sends a form that is done; answers where it leads.
    async fn done(&self, who: &str, path: &str, body: &str) -> String {
        let answer = self.shop.post_form(path, who, body).await;
        assert_eq!(answer.status, 302, "{path} {body}: {}", answer.text());
        answer.header("location").to_owned()
    }

    /// Sends a form that is refused and says so.
    async fn refused(&self, who: &str, path: &str, body: &str, status: u16, said: &[&str]) {
        let answer = self.shop.post_form(path, who, body).await;
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text());
        for said in said {
            assert!(answer.text().contains(said), "{path} {body}: {said} is missing in {}", answer.text());
        }
    }

    /// Saves a draft of the product under another name; answers its number.
    async fn draft(&self, name: &str) -> u32 {
        let document = self.shop.store.document(&self.product).await.expect("read").expect("there");
        let Content::Product(mut content) = document.content.clone() else { panic!("a product") };
        name.clone_into(&mut content.name);
        let save = SaveDraft {
            key: self.product.clone(),
            content: Content::Product(content),
            seen: document.head(),
            onto: None,
            note: String::new(),
        };
        self.shop.store.save_draft(save, &Actor::System("test"), now()).await.expect("saved").number
    }

    fn of_product(&self, end: &str) -> String {
        format!("{}{end}", self.product.path())
    }
}

/// The path of an address, without its query.
fn path(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_pages_are_for_those_who_edit(database: MySqlPool) {
    let studio = Studio::open(database).await;
    let operations = signed_in(&studio.shop, "operations").await;
    let paths = [
        "/studio".to_owned(),
        "/studio?kind=products&state=published&problem=no_picture&category=motors&page=2".to_owned(),
        "/studio/releases".to_owned(),
        "/studio/releases?state=proposed".to_owned(),
        studio.of_product("/history"),
        studio.of_product("/history?from=1&to=1"),
        studio.of_product("/publish"),
        studio.of_product("/links"),
    ];
    for path in &paths {
        let stranger = studio.shop.get(path).await;
        assert!(stranger.status == 302 && stranger.header("location").starts_with("/desk/sign-in"), "{path}");
        assert_eq!(studio.get(&operations, path).await.status, 403, "{path}");
        for who in [&studio.editor, &studio.publisher] {
            let page = studio.page(who, path).await;
            assert!(page.contains("noindex") && page.contains("Search the catalog"), "{path}");
        }
    }
    for gone in
        ["/studio/products/nothing/history", "/studio/nothing/x/publish", "/studio/releases/99", "/studio/releases/x"]
    {
        assert_eq!(studio.get(&studio.editor, gone).await.status, 404, "{gone}");
    }
    // An address that forms are sent to leads back to its page.
    let back = studio.get(&studio.publisher, &studio.of_product("/publish/now")).await;
    assert_eq!((back.status, back.header("location")), (302, studio.of_product("/publish").as_str()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn documents_are_found_by_number_title_and_what_they_lack(database: MySqlPool) {
    let studio = Studio::open(database).await;
    // Any punctuation leads straight there.
    for words in ["rp+at54600", "RP-AT-54-600"] {
        let found = studio.get(&studio.editor, &format!("/studio?q={words}")).await;
        assert_eq!(found.header("location"), studio.product.path(), "{words}");
    }
    let page = studio.page(&studio.editor, "/studio?q=RP-AT-54-600&kind=").await;
    assert!(page.contains(&studio.product.path()) && !page.contains("/studio/categories/"));
    let page = studio.page(&studio.editor, "/studio?q=%3Cb%3Enothing").await;
    assert!(page.contains("Nothing fits") && page.contains("&lt;b&gt;nothing"), "{page}");
    // Administrators find the catalog at the desk too.
    let administrator = signed_in(&studio.shop, "administrator").await;
    let page = studio.page(&administrator, "/desk/search?q=tube").await;
    assert!(page.contains(">Catalog<") && page.contains(&studio.product.path()));

    studio
        .refused(
            &studio.editor,
            "/studio/list/save-view",
            "query=kind%3Dpages&view_name=",
            422,
            &["Give the view a name."],
        )
        .await;
    let way = studio
        .done(&studio.editor, "/studio/list/save-view", "query=kind%3Dpages%26x%3D1&view_name=All+pages&shared=yes")
        .await;
    assert_eq!(way, "/studio?kind=pages&done=view_saved");
    let page = studio.page(&studio.publisher, "/studio?kind=pages").await;
    assert!(page.contains("All pages") && page.contains("Delete the view"), "{page}");
    let (_, rest) = page.split_once("name=\"view\" value=\"").expect("the field");
    let id = rest.split('"').next().expect("a value");
    studio.done(&studio.publisher, "/studio/list/delete-view", &format!("query=kind%3Dpages&view={id}")).await;
    assert!(!studio.page(&studio.editor, "/studio").await.contains("All pages"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_is_looked_at_and_published(database: MySqlPool) {
    let studio = Studio::open(database).await;
    let publish = studio.of_product("/publish");
    assert!(studio.page(&studio.publisher, &publish).await.contains("nothing is newer"));
    let number = studio.draft("A stiffer tube").await;
    let page = studio.page(&studio.editor, &publish).await;
    assert!(page.contains("<ins") && page.contains("stiffer") && page.contains("Propose to a publisher"), "{page}");
    assert!(
        !page.contains("/publish/now") && !page.contains("/publish/unpublish"),
        "what one may not do is not offered"
    );
    for now in ["now", "no%77", "unpublish", "unpublis%68", "schedule"] {
        let tried = studio.shop.post_form(&format!("{publish}/{now}"), &studio.editor, "sure=yes&accept=yes").await;
        assert_eq!(tried.status, 403, "{now}");
    }
    let body = |revision: u32| format!("revision={revision}&accept=yes");
    studio
        .refused(&studio.publisher, &format!("{publish}/now"), &body(number - 1), 409, &["after this page was shown"])
        .await;
    let way = studio.done(&studio.publisher, &format!("{publish}/now"), &body(number)).await;
    assert_eq!(way, format!("{publish}?done=published"));
    assert!(studio.shop.get(&format!("/parts/{PART}")).await.text().contains("A stiffer tube"));
    assert!(studio.page(&studio.editor, &way).await.contains("Visitors see it within seconds."));

    studio.refused(&studio.publisher, &format!("{publish}/unpublish"), "", 422, &["Tick this if you mean it."]).await;
    studio.done(&studio.publisher, &format!("{publish}/unpublish"), "sure=yes").await;
    assert!(matches!(studio.shop.get(&format!("/parts/{PART}")).await.status, 404 | 410));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_editor_proposes_and_a_publisher_decides(database: MySqlPool) {
    let studio = Studio::open(database).await;
    let number = studio.draft("A proposed tube").await;
    let publish = studio.of_product("/publish");
    let release = studio.done(&studio.editor, &format!("{publish}/propose"), &format!("revision={number}")).await;
    let release = path(&release);
    let page = studio.page(&studio.editor, release).await;
    assert!(page.contains("Waits for a publisher") && page.contains("A publisher decides."), "{page}");
    for action in ["publish", "publis%68", "schedule", "send-back", "roll-back"] {
        let tried =
            studio.shop.post_form(&format!("{release}/{action}"), &studio.editor, "sure=yes&accept=yes&note=x").await;
        assert_eq!(tried.status, 403, "{action}");
    }
    studio.refused(&studio.publisher, &format!("{release}/send-back"), "note=+", 422, &["Say why"]).await;
    studio.done(&studio.publisher, &format!("{release}/send-back"), "note=The+name+is+%3Cnot%3E+right").await;
    let newer = studio.draft("A better tube").await;
    let page = studio.page(&studio.editor, release).await;
    assert!(
        page.contains("The name is &lt;not&gt; right") && page.contains(&format!("Take revision {newer}")),
        "{page}"
    );
    let item = format!("kind=products&name={}&revision={newer}", studio.product.name);
    studio.done(&studio.editor, &format!("{release}/take"), &item).await;
    studio.done(&studio.editor, &format!("{release}/propose"), "").await;
    studio.refused(&studio.editor, &format!("{release}/drop"), &item, 409, &["has changed since"]).await;

    // Times are read, and refused at their field.
    let schedule = format!("{release}/schedule");
    let times = |begin: &str, end: &str| format!("publish_at={begin}&end_at={end}&accept=yes");
    studio.refused(&studio.publisher, &schedule, &times("", ""), 422, &["Enter when."]).await;
    studio
        .refused(
            &studio.publisher,
            &schedule,
            &times("2020-01-01T09:00", ""),
            422,
            &["This time has passed.", "value=\"2020-01-01T09:00\""],
        )
        .await;
    studio
        .refused(
            &studio.publisher,
            &schedule,
            &times("2090-01-01T09:00", "2089-01-01T09:00"),
            422,
            &["The end has to come after the beginning."],
        )
        .await;
    studio
        .refused(
            &studio.publisher,
            &schedule,
            &times("soon", ""),
            422,
            &["value=\"soon\"", "schedule-publish_at-error"],
        )
        .await;
    studio.done(&studio.publisher, &schedule, &times("2090-01-01T09:00", "2090-02-01T09:00")).await;
    let page = studio.page(&studio.publisher, release).await;
    assert!(page.contains("1 Jan 2090, 09:00") && page.contains("1 Feb 2090, 09:00"), "{page}");
    assert!(studio.page(&studio.editor, "/studio").await.contains("1 Jan 2090, 09:00"));

    studio.done(&studio.publisher, &format!("{release}/publish"), "accept=yes").await;
    assert!(studio.shop.get(&format!("/parts/{PART}")).await.text().contains("A better tube"));
    studio.refused(&studio.publisher, &format!("{release}/roll-back"), "", 422, &["Tick this if you mean it."]).await;
    studio.done(&studio.publisher, &format!("{release}/roll-back"), "sure=yes").await;
    assert!(!studio.shop.get(&format!("/parts/{PART}")).await.text().contains("A better tube"));
    studio.refused(&studio.publisher, &format!("{release}/publish"), "accept=yes", 409, &["Rolled back"]).await;
    let history = studio.page(&studio.editor, release).await;
    for done in ["Made", "Proposed", "Sent back", "Scheduled", "Published", "Rolled back"] {
        assert!(history.contains(done), "{done}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ticked_documents_go_together(database: MySqlPool) {
    let studio = Studio::open(database).await;
    let ticked = format!("document=products/{}", studio.product.name);
    studio
        .refused(
            &studio.editor,
            "/studio/list/add",
            "query=&name=Spring",
            422,
            &["Tick at least one document.", "value=\"Spring\""],
        )
        .await;
    studio.refused(&studio.editor, "/studio/list/add", &format!("{ticked}&name=Spring"), 422, &["has no draft"]).await;
    studio.draft("A spring tube").await;
    studio
        .refused(&studio.editor, "/studio/list/add", &format!("{ticked}&name="), 422, &["Give the new release a name."])
        .await;
    let release = studio.done(&studio.editor, "/studio/list/add", &format!("{ticked}&name=Spring")).await;
    assert!(studio.page(&studio.editor, &release).await.contains("Put into the release."));
    let release = path(&release);
    let id = release.rsplit('/').next().expect("a number");
    assert_eq!(
        path(&studio.done(&studio.editor, "/studio/list/add", &format!("{ticked}&release={id}")).await),
        release
    );
    let tried = studio.shop.post_form("/studio/list/publish", &studio.editor, &ticked).await;
    assert_eq!(tried.status, 403);
    studio.refused(&studio.editor, "/studio/releases/new/create", "name=", 422, &["Give the release a name."]).await;
    studio.done(&studio.editor, "/studio/releases/new/create", "name=Summer").await;
    let page = studio.page(&studio.editor, "/studio/releases").await;
    assert!(page.contains("Spring") && page.contains("Summer"));
    studio.done(&studio.editor, &format!("{release}/cancel"), "").await;
    assert!(studio.page(&studio.editor, "/studio/releases?state=cancelled").await.contains("Spring"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_old_revision_is_compared_and_made_a_draft(database: MySqlPool) {
    let studio = Studio::open(database).await;
    let first = studio.draft("Draft one").await;
    let second = studio.draft("Draft two").await;
    let history = studio.of_product("/history");
    let page = studio.page(&studio.editor, &history).await;
    assert!(page.contains("1 more by test") && page.contains("Compare the two chosen"), "{page}");
    let page = studio.page(&studio.editor, &format!("{history}?from={first}&to={second}")).await;
    assert!(page.contains("<del") && page.contains(">one<") && page.contains(">two<"), "{page}");
    assert!(page.contains(&format!("/studio/preview/products/{}/{first}/parts/", studio.product.name)), "{page}");
    assert_eq!(studio.get(&studio.editor, &format!("{history}?from=1&to=99")).await.status, 404);

    let restore = format!("{history}/restore");
    studio
        .refused(&studio.editor, &restore, &format!("number={first}&seen={first}"), 409, &["after this page was shown"])
        .await;
    studio.done(&studio.editor, &restore, &format!("number={first}&seen={second}")).await;
    let document = studio.shop.store.document(&studio.product).await.expect("read").expect("there");
    assert_eq!((document.title.as_str(), document.head()), ("Draft one", second + 1));
    assert!(
        !studio.shop.get(&format!("/parts/{PART}")).await.text().contains("Draft one"),
        "restoring publishes nothing"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_is_made_shown_and_revoked(database: MySqlPool) {
    let studio = Studio::open(database).await;
    let links = studio.of_product("/links");
    studio.draft("A secret tube").await;
    studio.refused(&studio.editor, &format!("{links}/make"), "days=9999", 422, &["Choose how long it lasts."]).await;
    let way = studio.done(&studio.editor, &format!("{links}/make"), "days=7").await;
    let page = studio.page(&studio.editor, &way).await;
    assert!(
        page.contains("https://shop.example.org/preview/") && page.contains("<svg") && page.contains("readonly"),
        "{page}"
    );
    let (_, rest) = page.split_once("name=\"link\" value=\"").expect("the field");
    let id = rest.split('"').next().expect("a value");
    studio.done(&studio.editor, &format!("{links}/revoke"), &format!("link={id}")).await;
    studio
        .refused(&studio.editor, &format!("{links}/revoke"), &format!("link={id}"), 409, &["opens nothing any more"])
        .await;
    let page = studio.page(&studio.editor, &links).await;
    assert!(page.contains("revoked ") && !page.contains("/preview/"), "{page}");
}
