//! The document around every page. It is the same for everyone and from one request to the next,
//! so that pages can be cached: hashed assets, constant inline scripts, no nonce.

use std::path::Path;

use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::routes::App;

/// What every page does before it is first painted, and the same for all: remembers in the browser
/// whether figures are shown in millimetres or inches (`?unit=` in the address says so anew), and
/// applies a ticked facet at once, coming back to the same place of the page; `/` leads to the desk's search.
const EARLY: &str = include_str!("early.js").trim_ascii_end();

/// What every page does with transitions to and from it, before it is first painted; the same for all.
const MOVING: &str = include_str!("moving.js").trim_ascii_end();

/// The hashed files of the build and the script that starts the islands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// URL of the style sheet.
    pub css: String,
    /// URL of the JavaScript glue.
    pub js: String,
    /// URL of the WebAssembly module.
    pub wasm: String,
    /// The inline script; the content security policy names its hash.
    pub loader: String,
}

/// Why the files of the build could not be found.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// No folder of built files.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// The folder.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// No file of a kind, or several builds mixed.
    #[error("{path} holds {found} files named rocket-parts.*.{extension}, expected one")]
    Ambiguous {
        /// The folder.
        path: String,
        /// Which kind.
        extension: &'static str,
        /// How many there are.
        found: usize,
    },
}

impl Assets {
    /// Finds the hashed files of one build in `site_root/pkg`.
    pub fn find(site_root: &Path) -> Result<Self, AssetsError> {
        let folder = site_root.join("pkg");
        let path = folder.display().to_string();
        let unreadable = |error| AssetsError::Unreadable { path: path.clone(), error };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            names.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
        }
        let the_one = |extension: &'static str| {
            let found: Vec<_> = names
                .iter()
                .filter(|name| {
                    name.starts_with("rocket-parts.") && Path::new(name).extension().is_some_and(|e| e == extension)
                })
                .collect();
            match found.as_slice() {
                [name] => Ok(format!("/pkg/{name}")),
                found => Err(AssetsError::Ambiguous { path: path.clone(), extension, found: found.len() }),
            }
        };
        Ok(Self::new(the_one("css")?, the_one("js")?, the_one("wasm")?))
    }

    /// Assets at the given URLs.
    pub fn new(css: String, js: String, wasm: String) -> Self {
        // Islands are hydrated when the browser is idle; until then forms post and links link.
        let loader = format!(
            "const start=async()=>{{const m=await import(\"{js}\");await m.default({{module_or_path:\"{wasm}\"}});m.hydrate();\
             for(const e of document.querySelectorAll(\"leptos-island\"))await m[e.dataset.component]?.(e);\
             document.documentElement.dataset.hydrated=\"\"}};\
             \"requestIdleCallback\"in window?requestIdleCallback(start):setTimeout(start,1)"
        );
        Self { css, js, wasm, loader }
    }

    /// All inline scripts of a page: the early one, the one for transitions, the loader, and the two constant
    /// ones that leptos appends to a page without resources. Their hashes make up the content security policy.
    pub fn inline_scripts(&self) -> [&str; 5] {
        [
            EARLY,
            MOVING,
            &self.loader,
            "__RESOLVED_RESOURCES=[];__SERIALIZED_ERRORS=[];__PENDING_RESOURCES=[];__RESOURCE_RESOLVERS=[];",
            "__INCOMPLETE_CHUNKS=[];",
        ]
    }
}

/// The document.
pub fn shell(assets: &Assets) -> impl IntoView + use<> {
    // Only islands are hydrated, so nothing of the page is serialised for the browser.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#fcfbf8" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#0a1828" media="(prefers-color-scheme: dark)"/>
                <script inner_html=EARLY></script>
                <script inner_html=MOVING></script>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=assets.css.clone()/>
                <link rel="preload" href="/fonts/plex-sans-400.3b646991.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="preload" href="/fonts/plex-sans-600.8960851d.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="preload" href="/fonts/plex-mono-400.08949f72.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="modulepreload" href=assets.js.clone()/>
                <script type="module" inner_html=assets.loader.clone()></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
