//! `/studio/import/:id`: how far an import has come and its next step.

use domain::accounts::Permission;
use domain::studio::bulk::FileKind;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::studio::bulk::{Import, ImportState};

use super::mapping::{self, MAP};
use super::{Importing, Side, path, refused, respond, rows, start};
use crate::AppError;
use crate::desk::entered::{Entered, NotDone};
use crate::desk::kit;
use crate::page::{Page, PageError};
use crate::posted::PostedForm;
use crate::studio::import_progress::ImportProgressBar;

/// `/studio/import/:id`, and the addresses that its forms are sent to.
#[component]
pub(crate) fn ImportPage() -> impl IntoView {
    page(Side::Catalog, "")
}

/// `/studio/stock-import/:id`, and the addresses that its forms are sent to.
#[component]
pub(crate) fn StockImportPage() -> impl IntoView {
    page(Side::Stock, "")
}

/// `/studio/import/:id/release/:action`: what only publishers do.
#[component]
pub(crate) fn ImportReleasePage() -> impl IntoView {
    page(Side::Catalog, "release/")
}

fn page(side: Side, prefix: &'static str) -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let id = params.get("id").unwrap_or_default();
    let action = params.get("action");
    respond(side, move |importing| async move {
        // A slash written as its code would be another page's form.
        if action.as_deref().is_some_and(|action| action.contains('/')) {
            return Err(PageError::NotFound);
        }
        match action.map(|action| format!("{prefix}{action}")) {
            Some(action) if id == "new" => Box::pin(start::upload(importing, &action)).await,
            action => load(importing, id, action).await,
        }
    })
}

async fn load(importing: Importing, id: String, action: Option<String>) -> Result<Page, PageError> {
    let mut import = importing.import(&id).await?;
    let entered = match (action, importing.visit.posted()) {
        (None, _) => Entered::default(),
        (Some(_), None) => return Err(PageError::Elsewhere(path(&import))),
        (Some(action), Some(form)) => match act(&importing, &import, &action, &form).await {
            Ok(way) => return Err(PageError::Elsewhere(way)),
            Err(NotDone::Page(error)) => return Err(error),
            Err(NotDone::Refused(problems)) => Entered::refused(&action, form, problems),
        },
    };
    let status = entered.status();
    if status != 200 {
        import = importing.import(&id).await?;
    }
    let title = import.file_name.clone();
    let about = format!(
        "{}, {}, sent by {} on {}",
        import.kind.title(),
        kit::count_of(import.row_count.into(), "row", "rows"),
        import.created_by,
        kit::moment(import.created_at)
    );
    let shown = rows::outcome(importing.visit.query("show"));
    let number = importing.visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1u32).clamp(1, 1_000);
    let found = if import.state >= ImportState::Checked {
        let found = importing.store().import_rows(import.id, shown, number).await?;
        let section = rows::section(&import, &found, shown, number);
        view! { {kit::section("found", "What the file changes", None, rows::counts(&import))}{section} }.into_any()
    } else {
        ().into_any()
    };
    let content = view! {
        {kit::head(title.clone(), about, view! { <a href=importing.side.base()>"All imports"</a> })}
        {steps(&import)}
        {trouble(&import)}
        {next(&importing, &import, &entered).await?}
        {found}
    };
    Ok(Page::private(title, content).with_status(status))
}

async fn act(importing: &Importing, import: &Import, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let (store, actor, now) = (importing.store(), importing.actor(), importing.visit.now());
    match action {
        MAP => {
            let attributes = store.import_attributes().await?;
            let mapping = mapping::read(import, &attributes, form)?;
            store.map_import(import.id, &mapping, &actor, now).await.map_err(mapping::refused)?;
        }
        "check" => store.recheck_import(import.id, &actor, now).await.map_err(refused)?,
        "draft" => {
            let leave_out = !form.text("leave-out").is_empty();
            store.draft_import(import.id, leave_out, &actor, now).await.map_err(refused)?;
        }
        "undo" if importing.side == Side::Stock => store.undo_import(import.id, &actor, now).await.map_err(refused)?,
        "release/publish" | "release/undo" if !importing.may(Permission::PublishCatalog) => {
            return Err(PageError::from(AppError::Forbidden).into());
        }
        "release/publish" => store.publish_import(import.id, &actor, now).await.map_err(refused)?,
        "release/undo" => store.undo_import(import.id, &actor, now).await.map_err(refused)?,
        _ => return Err(PageError::NotFound.into()),
    }
    Ok(path(import))
}

/// The way of an import.
fn steps(import: &Import) -> AnyView {
    let is_stock = import.kind == FileKind::Stock;
    // A name, the state that has it behind it, and the state that stands before it.
    let mut all = vec![("Columns", ImportState::Mapped), ("Check", ImportState::Checked)];
    if !import.kind.is_table() {
        all.remove(0);
    }
    if is_stock {
        all.push(("Apply", ImportState::Published));
    } else {
        all.push(("Drafts", ImportState::Drafted));
        all.push(("Publish", ImportState::Published));
    }
    let mut current = true;
    let items: Vec<_> = all
        .into_iter()
        .map(|(name, done_at)| {
            let done = import.state >= done_at && import.state != ImportState::GivenUp
                || import.state == ImportState::GivenUp && done_at < ImportState::Published;
            let is_current = !done && std::mem::take(&mut current);
            let class = match (done, is_current) {
                (true, _) => "steps__item steps__item--done",
                (false, true) => "steps__item steps__item--current",
                (false, false) => "steps__item",
            };
            view! { <li class=class aria-current=is_current.then_some("step")>{name}</li> }
        })
        .collect();
    view! { <ol class="steps">{items}</ol> }.into_any()
}

fn trouble(import: &Import) -> AnyView {
    (!import.trouble.is_empty() && import.step.is_none())
        .then(|| {
            let text = import.trouble.clone();
            view! { <div class="notice notice--error" role="alert"><p class="notice__title">{text}</p></div> }
        })
        .into_any()
}

/// What is to be done next.
async fn next(importing: &Importing, import: &Import, entered: &Entered) -> Result<AnyView, PageError> {
    if let Some(step) = import.step {
        return Ok(kit::section(
            "next",
            step.title(),
            None,
            view! {
                <ImportProgressBar id=import.id.0 done=import.done total=import.total/>
                <p class="desk__quiet">"It goes on when you leave this page. "<a href=path(import)>"Look again"</a></p>
            },
        ));
    }
    let wants_columns = importing.visit.query("columns").is_some() || entered.is(MAP);
    Ok(match import.state {
        ImportState::Uploaded => columns(importing, import, entered).await?,
        ImportState::Mapped | ImportState::Checked if wants_columns && import.kind.is_table() => {
            columns(importing, import, entered).await?
        }
        ImportState::Mapped => kit::section(
            "next",
            "Check",
            None,
            view! {
                {again(import, entered, "Check again", true)}
                {change_columns(import)}
            },
        ),
        ImportState::Checked => checked(import, entered),
        ImportState::Drafted => drafted(importing, import, entered),
        ImportState::Published => published(importing, import, entered),
        ImportState::Undone => said("Undone", "All of it was taken back. Visitors see what they saw before."),
        ImportState::GivenUp => said("Given up", "Its release was cancelled. Nothing of it was published."),
    })
}

fn said(title: &'static str, text: &'static str) -> AnyView {
    kit::section("next", title, None, view! { <p>{text}</p> })
}

async fn columns(importing: &Importing, import: &Import, entered: &Entered) -> Result<AnyView, PageError> {
    let start = match &import.mapping {
        Some(mapping) => mapping.clone(),
        None => importing.store().suggested_mapping(import.kind, &import.head).await?,
    };
    let attributes = importing.store().import_attributes().await?;
    Ok(kit::section("next", "What the columns are", None, mapping::form(import, &start, &attributes, entered)))
}

fn again(import: &Import, entered: &Entered, text: &'static str, is_next: bool) -> AnyView {
    let class = if is_next { "button button--go" } else { "button" };
    view! {
        <form class="desk-action" method="post" action=format!("{}/check", path(import))>
            {kit::general_problems(entered, "check")}
            <button class=class type="submit">{text}</button>
        </form>
    }
    .into_any()
}

fn change_columns(import: &Import) -> AnyView {
    import
        .kind
        .is_table()
        .then(|| view! { <p><a href=format!("{}?columns=1", path(import))>"Say anew what the columns are"</a></p> })
        .into_any()
}

fn checked(import: &Import, entered: &Entered) -> AnyView {
    let counts = import.counts;
    let is_stock = import.kind == FileKind::Stock;
    let rejected = kit::count_of(counts.rejected.into(), "row", "rows");
    let can = counts.effective() > 0 && !(is_stock && counts.rejected > 0);
    let about = match (counts.effective(), counts.rejected) {
        (0, 0) => "All the file says is so already. There is nothing to do.".to_owned(),
        (_, 1..) if is_stock => {
            format!("{rejected} cannot be taken, so nothing is applied. Correct the file and upload it again.")
        }
        (0, _) => {
            format!("{rejected} cannot be taken, and the others are so already. Correct the file and upload it again.")
        }
        _ if is_stock => "Everything is applied at once, with a row of the ledger for each difference.".to_owned(),
        _ => "Drafts are made of the published products and put into one release. Visitors see nothing of them yet."
            .to_owned(),
    };
    let leave_out = (can && counts.rejected > 0).then(|| {
        view! {
            <label class="desk__tick"><input type="checkbox" name="leave-out" value="yes"/>" "{format!("Leave the {rejected} out that cannot be taken")}</label>
        }
    });
    let button = if is_stock { "Apply" } else { "Make drafts" };
    let form = can.then(|| {
        view! {
            <form class="desk-action desk-action--next" method="post" action=format!("{}/draft", path(import))>
                {kit::general_problems(entered, "draft")}
                {leave_out}
                <button class="button button--go" type="submit">{button}</button>
            </form>
        }
    });
    kit::section(
        "next",
        "Next",
        None,
        view! {
            <p>{about}</p>
            {form}
            {again(import, entered, "Check again", false)}
            {change_columns(import)}
        },
    )
}

fn drafted(importing: &Importing, import: &Import, entered: &Entered) -> AnyView {
    let release = release_link(import);
    let form = if importing.may(Permission::PublishCatalog) {
        view! {
            <form class="desk-action desk-action--next" method="post" action=format!("{}/release/publish", path(import))>
                {kit::general_problems(entered, "release/publish")}
                <button class="button button--go" type="submit">"Publish together"</button>
                <p class="desk-action__about">"All of it or nothing. It can be undone in one go."</p>
            </form>
        }
        .into_any()
    } else {
        view! { <p>"A publisher publishes it. Propose the release to them."</p> }.into_any()
    };
    kit::section(
        "next",
        "Publish",
        None,
        view! {
            <p>{format!("{} wait in the release ", kit::count_of(import.documents.into(), "draft", "drafts"))}{release}". Visitors see nothing of them yet."</p>
            {form}
        },
    )
}

fn published(importing: &Importing, import: &Import, entered: &Entered) -> AnyView {
    let is_stock = import.kind == FileKind::Stock;
    let (action, name, about) = if is_stock {
        (
            "undo",
            "undo",
            "The pieces are moved the other way, all or none. Where they are promised to customers meanwhile, nothing is done.",
        )
    } else {
        (
            "release/undo",
            "release/undo",
            "Visitors see again what they saw before, but for what was published of it since.",
        )
    };
    let may = is_stock || importing.may(Permission::PublishCatalog);
    let form = may.then(|| {
        view! {
            <form class="desk-action" method="post" action=format!("{}/{action}", path(import))>
                {kit::general_problems(entered, name)}
                <button class="button" type="submit">"Undo the import"</button>
                <p class="desk-action__about">{about}</p>
            </form>
        }
    });
    let said = if is_stock {
        view! { <p>"The stock is as counted. The ledger says why."</p> }.into_any()
    } else {
        view! { <p>"Visitors see it. The release: "{release_link(import)}"."</p> }.into_any()
    };
    kit::section("next", if is_stock { "Applied" } else { "Published" }, None, view! { {said}{form} })
}

fn release_link(import: &Import) -> AnyView {
    import
        .release
        .clone()
        .map(|(id, name)| view! { <a href=format!("/studio/releases/{}", id.0)>{name}</a> })
        .into_any()
}
