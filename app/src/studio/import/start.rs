//! `/studio/import` and `/studio/stock-import`: uploading a file, what was uploaded lately, files to take along.

use domain::accounts::Permission;
use domain::ids::CategoryId;
use domain::studio::bulk::{FileKind, FileProblem, MAX_BYTES, MAX_ROWS};
use leptos::prelude::*;
use store::catalog::CategoryNode;
use store::studio::bulk::{Import, ImportError, ImportState};

use super::{Importing, Side, path, refused, respond};
use crate::desk::entered::{Entered, NotDone, Problem};
use crate::desk::kit::{self, Choice};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/studio/import`
#[component]
pub(crate) fn ImportStartPage() -> impl IntoView {
    respond(Side::Catalog, |importing| load(importing, Entered::default()))
}

/// `/studio/stock-import`
#[component]
pub(crate) fn StockImportStartPage() -> impl IntoView {
    respond(Side::Stock, |importing| load(importing, Entered::default()))
}

/// The name of the form.
const UPLOAD: &str = "upload";

/// What is posted to the address of the import that is to be: a file.
pub(super) async fn upload(importing: Importing, action: &str) -> Result<Page, PageError> {
    let side = importing.side;
    let form = match (action, importing.visit.posted()) {
        (UPLOAD, Some(form)) => form,
        (UPLOAD, None) => return Err(PageError::Elsewhere(side.base().to_owned())),
        _ => return Err(PageError::NotFound),
    };
    let entered = match take(&importing, &form).await {
        Ok(way) => return Err(PageError::Elsewhere(way)),
        Err(NotDone::Page(error)) => return Err(error),
        Err(NotDone::Refused(problems)) => Entered::refused(UPLOAD, form, problems),
    };
    load(importing, entered).await
}

async fn take(importing: &Importing, form: &PostedForm) -> Result<String, NotDone> {
    let at_file = |error: ImportError| match error {
        ImportError::File(problem) => Problem::at("file", problem.to_string()).into(),
        other => refused(other),
    };
    let (name, bytes) = (form.text("file.name"), form.bytes("file").to_vec());
    if bytes.len() > MAX_BYTES || !form.is_whole() {
        return Err(at_file(FileProblem::TooLarge.into()));
    }
    if name.is_empty() && bytes.is_empty() {
        return Err(Problem::at("file", "Choose a file.").into());
    }
    let store = importing.store();
    let kind = match (importing.side, FileKind::parse(&form.text("kind"))) {
        (Side::Stock, _) => match store.kind_of_file(&name, bytes.clone()).await.map_err(at_file)? {
            kind if kind.is_table() => FileKind::Stock,
            _ => return Err(Problem::at("file", "This is no table of stock but a supplier’s file.").into()),
        },
        (Side::Catalog, Some(kind)) => kind,
        (Side::Catalog, None) => store.kind_of_file(&name, bytes.clone()).await.map_err(at_file)?,
    };
    if kind == FileKind::Stock && !importing.may(Permission::ChangeStock) {
        let text = "This is a table of stock. Whoever may change stock imports it.";
        return Err(Problem::at("file", text).into());
    }
    let visit = &importing.visit;
    let id = store.upload_import(&name, bytes, Some(kind), &importing.actor(), visit.now()).await.map_err(at_file)?;
    let import = store.import(id).await?.ok_or(PageError::NotFound)?;
    Ok(path(&import))
}

async fn load(importing: Importing, entered: Entered) -> Result<Page, PageError> {
    let side = importing.side;
    let imports = importing.store().imports(side == Side::Stock).await?;
    let status = entered.status();
    let (title, about) = match side {
        Side::Catalog => ("Import and export", "Change many products or prices at once, by a file."),
        Side::Stock => ("Import stock", "Set what is on hand as counted, by a file."),
    };
    let tree = if side == Side::Catalog { importing.store().without_tiers().categories().await? } else { Vec::new() };
    let content = view! {
        {kit::head(title, about, ways(&importing))}
        <div class="desk__halves">
            <div>
                {kit::section("upload", "Upload a file", None, form(side, importing.may(Permission::ChangeStock), &entered))}
                {kit::section("imports", "Imports", Some("newest first".to_owned()), recent(&imports))}
            </div>
            <aside aria-label="Files to take along">
                {kit::section("export", "Export", None, exports(side, &tree))}
                {kit::section("cells", "What cells mean", None, cells(side))}
            </aside>
        </div>
    };
    Ok(Page::private(title, content).with_status(status))
}

fn ways(importing: &Importing) -> AnyView {
    match importing.side {
        Side::Catalog => importing
            .may(Permission::ChangeStock)
            .then(|| view! { <a href=Side::Stock.base()>"Import stock"</a> })
            .into_any(),
        Side::Stock => importing
            .may(Permission::EditCatalog)
            .then(|| view! { <a href=Side::Catalog.base()>"Products and prices"</a> })
            .into_any(),
    }
}

fn form(side: Side, may_stock: bool, entered: &Entered) -> AnyView {
    let problem = entered.problem(UPLOAD, "file").map(|problem| problem.text.clone());
    let (invalid, described) = match problem {
        Some(_) => (Some("true"), "upload-file-hint upload-file-error"),
        None => (None, "upload-file-hint"),
    };
    let kinds = (side == Side::Catalog).then(|| {
        let offered = FileKind::ALL.into_iter().filter(|kind| may_stock || *kind != FileKind::Stock);
        let mut kinds: Vec<Choice> = vec![(String::new(), "What it looks like".to_owned())];
        kinds.extend(offered.map(|kind| (kind.name().to_owned(), kind.title().to_owned())));
        kit::chooser(entered, UPLOAD, "kind", "What it holds", kinds, Some(""))
    });
    let accepted = if side == Side::Catalog { ".csv,.txt,.tsv,.orc,.eng,text/csv" } else { ".csv,.txt,.tsv,text/csv" };
    view! {
        <form class="desk-action desk-action--next" method="post" enctype="multipart/form-data" action=format!("{}/new/{UPLOAD}", side.base())>
            {kit::general_problems(entered, UPLOAD)}
            <div class="field">
                <label class="field__label" for="upload-file">"File"</label>
                <p class="field__hint" id="upload-file-hint">
                    {format!("Choose it or drop it here: CSV in UTF-8{}, up to {} MB and {} rows.",
                        if side == Side::Catalog { ", or a supplier’s .orc or .eng" } else { "" },
                        MAX_BYTES / 1024 / 1024, kit::thousands(MAX_ROWS as u64))}
                </p>
                {problem.map(|problem| view! { <span class="field__error" id="upload-file-error">{problem}</span> })}
                <input class="quick-order__file import__file" id="upload-file" name="file" type="file" accept=accepted
                    aria-invalid=invalid aria-describedby=described/>
            </div>
            {kinds}
            <button class="button button--go" type="submit">"Upload"</button>
            <p class="desk-action__about">"Uploading changes nothing. You see row by row what the file would change before anything is written."</p>
        </form>
    }
    .into_any()
}

fn recent(imports: &[Import]) -> AnyView {
    let rows: Vec<_> = imports
        .iter()
        .map(|import| {
            let counts = import.counts;
            let known = import.state >= ImportState::Checked;
            let figure = |count: u32| known.then(|| kit::thousands(count));
            let state = match (&import.step, import.trouble.is_empty()) {
                (Some(step), _) => format!("{} …", step.title()),
                (None, false) => format!("{}, with a problem", import.state.title()),
                (None, true) => import.state.title().to_owned(),
            };
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main"><a href=path(import)>{import.file_name.clone()}</a>
                        <span class="table__second">{import.kind.title()}", "{kit::count_of(import.row_count.into(), "row", "rows")}</span></th>
                    <td class="table__end">{state}</td>
                    <td class="table__number" data-label="New">{figure(counts.new)}</td>
                    <td class="table__number" data-label="Changed">{figure(counts.changed)}</td>
                    <td class="table__number" data-label="Rejected">{figure(counts.rejected)}</td>
                    <td class="table__number" data-label="When">{kit::moment(import.created_at)}<span class="table__second">{import.created_by.clone()}</span></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns =
        [("File", false), ("State", false), ("New", true), ("Changed", true), ("Rejected", true), ("When", true)];
    kit::table("Imports", &columns, rows, "Nothing was imported here yet.")
}

/// The nodes below one, each with those below it, as choices.
fn options(tree: &[CategoryNode], above: Option<CategoryId>, depth: usize, out: &mut Vec<AnyView>) {
    for node in tree.iter().filter(|node| node.parent == above) {
        let text = format!("{}{}", "\u{2003}".repeat(depth), node.name);
        out.push(view! { <option value=node.code.clone()>{text}</option> }.into_any());
        options(tree, Some(node.id), depth + 1, out);
    }
}

fn exports(side: Side, tree: &[CategoryNode]) -> AnyView {
    if side == Side::Stock {
        return view! { <p><a href="/studio/export/stock.csv" download="stock.csv">"Stock as CSV"</a></p> }.into_any();
    }
    let mut categories = Vec::new();
    options(tree, None, 0, &mut categories);
    view! {
        <form class="desk-action" method="get" action="/studio/export/products.csv">
            <div class="field">
                <label class="field__label" for="export-category">"Category"</label>
                <select class="field__input" id="export-category" name="category">
                    <option value="">"All categories"</option>
                    {categories}
                </select>
            </div>
            <div class="desk-action__row">
                <button class="button button--small" type="submit">"Products as CSV"</button>
                <button class="button button--small" type="submit" formaction="/studio/export/prices.csv">"Prices as CSV"</button>
            </div>
            <p class="desk-action__about">"What visitors see now. An exported file imported again changes nothing."</p>
        </form>
    }
    .into_any()
}

fn cells(side: Side) -> AnyView {
    let text = match side {
        Side::Catalog => {
            "A row is about one part, found by its part number; a number nobody has makes a new part, which needs a category, \
             a maker and the maker’s number, a name and a summary. An empty cell leaves what is there. A lone “-” clears it. A figure is in the unit of its column \
             or has its own, such as 2.125 in. Facts of a supplier’s file are taken over; names and texts we have written stay."
        }
        Side::Stock => {
            "A row says how many pieces of a part lie at a location. The ledger gets the difference. One wrong row, and nothing \
             is applied."
        }
    };
    view! { <p class="desk__quiet">{text}</p> }.into_any()
}
