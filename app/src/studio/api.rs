//! What the editor's scripts ask while somebody types: saving, and who else is there. The first takes the fields of
//! the same form that is posted without scripts.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// What became of what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoSaved {
    /// It is a draft.
    Saved {
        /// The revision that editors work on now.
        number: u32,
        /// When, as the status line says it.
        at: String,
        /// Path of the page that shows it best; empty for none.
        page: String,
        /// What keeps it from being published and what may, as many as that.
        findings: usize,
    },
    /// Something cannot be read: paths of fields and what is wrong there.
    Misread(Vec<(String, String)>),
    /// Somebody saved in the meantime.
    Newer {
        /// Who.
        by: String,
    },
}

impl Default for AutoSaved {
    fn default() -> Self {
        Self::Misread(Vec::new())
    }
}

/// Saves what stands in the form of a document.
#[server(prefix = "/api", endpoint = "studio/save", input = Json, output = Json)]
pub async fn save_typed(
    #[server(default)] kind: String,
    #[server(default)] name: String,
    #[server(default)] fields: Vec<(String, String)>,
) -> Result<AutoSaved, AppError> {
    use super::editor::{Outcome, Work};

    let visit = crate::request::Visit::current()?;
    let result = Box::pin(async {
        let work = Work::begin(visit.clone(), &kind, &name).await?;
        let mut typed = fields.into_iter().collect();
        Ok(match work.save(&mut typed).await? {
            Outcome::Saved(saved, _) => {
                // What was saved says where it is shown.
                let work = Work::begin(visit.clone(), &kind, &name).await?;
                AutoSaved::Saved {
                    number: saved.number,
                    at: visit.now().format("%H:%M:%S").to_string(),
                    page: work.page_path().await?.unwrap_or_default(),
                    findings: work.findings().await?.len(),
                }
            }
            Outcome::Misread(problems) => {
                AutoSaved::Misread(problems.into_iter().map(|problem| (problem.path, problem.text)).collect())
            }
            Outcome::Newer(newer) => AutoSaved::Newer { by: newer.newest.author },
        })
    })
    .await;
    let result = result.map_err(|error| super::editor::fault(&visit, error));
    visit.answer(result, |_| format!("/studio/{kind}/{name}"))
}

/// Notes that somebody is at a document and answers who else is, as a line of text.
#[server(prefix = "/api", endpoint = "studio/present", input = Json, output = Json)]
pub async fn be_present(#[server(default)] kind: String, #[server(default)] name: String) -> Result<String, AppError> {
    let visit = crate::request::Visit::current()?;
    let result = async {
        let work = super::editor::Work::begin(visit.clone(), &kind, &name).await?;
        work.others_line().await
    }
    .await;
    let result = result.map_err(|error| super::editor::fault(&visit, error));
    visit.answer(result, |_| format!("/studio/{kind}/{name}"))
}
