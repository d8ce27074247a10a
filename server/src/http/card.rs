//! Pictures for those who share a page: 1200 × 630 px as PNG, drawn anew from what the catalog says.
//! Drawing takes a core for some hundredths of a second, so only a few are drawn at a time, off the threads
//! that answer everybody else; caches in front keep them for a day.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use app::{part_card, shop_card};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::catalog::drawing::CARD_SIZE;
use domain::ids::Sku;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use tokio::sync::Semaphore;

use super::{AppState, caching};

const DAY: &str = "public, max-age=86400, stale-while-revalidate=604800";
/// Most pictures drawn at the same time.
const AT_ONCE: usize = 2;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

static TURN: Semaphore = Semaphore::const_new(AT_ONCE);

/// The faces of the shop, the same subsets as in `public/fonts` and under the same licence, which is there.
static FACES: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut faces = fontdb::Database::new();
    for face in [
        &include_bytes!("../../assets/fonts/plex-sans-400.ttf")[..],
        include_bytes!("../../assets/fonts/plex-sans-600.ttf"),
        include_bytes!("../../assets/fonts/plex-mono-400.ttf"),
        include_bytes!("../../assets/fonts/symbols.ttf"),
    ] {
        faces.load_font_data(face.to_vec());
    }
    faces.set_sans_serif_family("IBM Plex Sans");
    faces.set_monospace_family("IBM Plex Mono");
    Arc::new(faces)
});

/// `/og.png`: the picture of pages without one of their own.
pub(super) async fn shop(headers: HeaderMap) -> Response {
    answer(&headers, shop_card()).await
}

/// `/parts/{sku}/og.png`: the picture of a part.
pub(super) async fn part(State(state): State<AppState>, Path(asked): Path<String>, headers: HeaderMap) -> Response {
    let found = match Sku::parse(&asked) {
        Ok(sku) => state.store.part(&sku).await,
        Err(_) => Ok(None),
    };
    match found {
        Ok(Some(part)) => answer(&headers, part_card(&part)).await,
        Ok(None) => moved(&state, &asked).await,
        Err(error) => fault(&error),
    }
}

/// The picture of a part that has got another number is where its page is.
async fn moved(state: &AppState, asked: &str) -> Response {
    match state.store.redirect(&format!("/parts/{asked}")).await {
        Ok(Some(path)) => (
            StatusCode::MOVED_PERMANENTLY,
            [(header::LOCATION, format!("{path}/og.png")), (header::CACHE_CONTROL, "public, max-age=3600".to_owned())],
        )
            .into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "private, no-store")], "There is no such part.\n")
            .into_response(),
        Err(error) => fault(&error),
    }
}

fn fault(error: &store::Error) -> Response {
    tracing::error!(%error, "a picture could not be drawn");
    later()
}

fn later() -> Response {
    let headers = [(header::CACHE_CONTROL, "private, no-store"), (header::RETRY_AFTER, "10")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, "Try again in a moment.\n").into_response()
}

/// Answers with the drawing as PNG, or with 304 to those who have it: the same drawing is the same picture,
/// so it need not be drawn to know.
async fn answer(headers: &HeaderMap, svg: String) -> Response {
    let etag = caching::etag_of(svg.as_bytes());
    let common = [(header::CACHE_CONTROL, HeaderValue::from_static(DAY)), (header::ETAG, etag.clone())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|wanted| caching::matches(wanted, &etag)) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let Ok(Ok(turn)) = tokio::time::timeout(PATIENCE, TURN.acquire()).await else { return later() };
    let drawn = tokio::task::spawn_blocking(move || draw(&svg)).await;
    drop(turn);
    match drawn {
        Ok(Ok(png)) => (common, [(header::CONTENT_TYPE, "image/png")], png).into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "a picture could not be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(error) => {
            tracing::error!(%error, "drawing a picture ended early");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn draw(svg: &str) -> anyhow::Result<Vec<u8>> {
    let options = Options { fontdb: Arc::clone(&FACES), font_family: "IBM Plex Sans".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let (width, height) = CARD_SIZE;
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| anyhow::anyhow!("no room for a picture"))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Ok(pixels.encode_png()?)
}
