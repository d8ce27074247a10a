//! The document around every page. It is the same for everyone and from one request to the next,
//! so that pages can be cached: hashed assets, constant inline scripts, no nonce.

use std::path::Path;

use http::request::Parts;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::routes::App;

/// What every page does before it is first painted, and the same for all: remembers in the browser
/// whether figures are shown in millimetres or inches (`?unit=` in the address says so anew), and
/// applies a ticked facet at once, coming back to the same place of the page; `/` leads to the desk's search.
const EARLY: &str = include_str!("early.js").trim_ascii_end();

/// What every page does with transitions to and from it, before it is first painted; the same for all.
const MOVING: &str = include_str!("moving.js").trim_ascii_end();

/// How the names of the shop’s files begin, and of those that only the studio’s pages load.
const SHOP: &str = "rocket-parts";
const STUDIO: &str = "rocket-parts-studio";

/// The hashed files of the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// URL of the style sheet.
    pub css: String,
    /// What starts the islands of every page but the studio's.
    pub shop: Bundle,
    /// The same islands and those of the studio, for its pages alone.
    pub studio: Bundle,
}

/// A browser bundle and the script that starts its islands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
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
    #[error("{path} holds {found} files named {name}.*.{extension}, expected one")]
    Ambiguous {
        /// The folder.
        path: String,
        /// How their names begin.
        name: &'static str,
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
        let the_one = |name: &'static str, extension: &'static str| {
            let found: Vec<_> = names
                .iter()
                .filter(|file| {
                    file.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
                        && Path::new(file).extension().is_some_and(|e| e == extension)
                })
                .collect();
            match found.as_slice() {
                [file] => Ok(format!("/pkg/{file}")),
                found => Err(AssetsError::Ambiguous { path: path.clone(), name, extension, found: found.len() }),
            }
        };
        let bundle = |name| Ok(Bundle::new(the_one(name, "js")?, the_one(name, "wasm")?));
        Ok(Self { css: the_one(SHOP, "css")?, shop: bundle(SHOP)?, studio: bundle(STUDIO)? })
    }

    /// The bundle of the page at a path. A preview in the studio is the shop's own page.
    fn bundle(&self, path: &str) -> &Bundle {
        if is_under("/studio", path) { &self.studio } else { &self.shop }
    }

    /// All inline scripts of a page: the early one, the one for transitions, the loader, and the two constant
    /// ones that leptos appends to a page without resources. Their hashes make up the content security policy.
    pub fn inline_scripts(&self) -> [&str; 5] {
        [
            EARLY,
            MOVING,
            &self.shop.loader,
            "__RESOLVED_RESOURCES=[];__SERIALIZED_ERRORS=[];__PENDING_RESOURCES=[];__RESOURCE_RESOLVERS=[];",
            "__INCOMPLETE_CHUNKS=[];",
        ]
    }
}

impl Bundle {
    /// The bundle at the given URLs.
    pub fn new(js: String, wasm: String) -> Self {
        // Islands are hydrated when the browser is idle; until then forms post and links link.
        let loader = format!(
            "const start=async()=>{{const m=await import(\"{js}\");await m.default({{module_or_path:\"{wasm}\"}});m.hydrate();\
             for(const e of document.querySelectorAll(\"leptos-island\"))await m[e.dataset.component]?.(e);\
             document.documentElement.dataset.hydrated=\"\"}};\
             \"requestIdleCallback\"in window?requestIdleCallback(start):setTimeout(start,1)"
        );
        Self { js, wasm, loader }
    }
}

/// Whether a path is under one of the staff's; a preview in the studio is not.
fn is_under(top: &str, path: &str) -> bool {
    let is_preview = path.starts_with("/studio/preview/");
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) && !is_preview
}

/// The document.
pub fn shell(assets: &Assets) -> impl IntoView + use<> {
    // Only islands are hydrated, so nothing of the page is serialised for the browser.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    let bundle = assets.bundle(&path);
    // Tables of staff are full of figures in this face, and their columns are as wide as the figures.
    let figures = (is_under("/desk", &path) || is_under("/studio", &path)).then(|| {
        view! {
            <link rel="preload" href="/fonts/plex-sans-500.0717336f.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
        }
    });
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
                {figures}
                <link rel="modulepreload" href=bundle.js.clone()/>
                <script type="module" inner_html=bundle.loader.clone()></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pages_of_the_studio_load_its_bundle() {
        let bundle = |name: &str| Bundle::new(format!("/pkg/{name}.js"), format!("/pkg/{name}.wasm"));
        let assets = Assets { css: "/pkg/a.css".to_owned(), shop: bundle(SHOP), studio: bundle(STUDIO) };
        for path in ["/studio", "/studio/products/rp-at-54", "/studio/releases"] {
            assert_eq!(assets.bundle(path), &assets.studio, "{path}");
        }
        for path in ["", "/", "/parts/RP-AT-54-600", "/desk", "/studios", "/studio/preview/pages/about/3/pages/about"] {
            assert_eq!(assets.bundle(path), &assets.shop, "{path}");
        }
    }
}
