//! Pictures of products: the renditions as browsers get them, and the door through which editors' scripts send
//! new ones. Forms without scripts are read by `posted` and answered by their page.

use app::{ImageUpload, PublicUrl};
use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, body::Body};
use domain::catalog::asset::{AssetFile, ImageRefused};
use serde::Serialize;

use super::{AppState, caching, posted};

/// What is named by its content never changes.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const PRIVATE: (HeaderName, &str) = (header::CACHE_CONTROL, "private, no-store");

/// The field that holds the file.
const FIELD: &str = "file";

/// `/media/{file}`
pub(super) fn renditions() -> Router<AppState> {
    Router::new().route("/media/{file}", get(rendition))
}

/// `/api/studio/images`, which needs sessions around it.
pub(super) fn uploads() -> Router<AppState> {
    Router::new().route("/api/studio/images", post(upload).layer(posted::body_limit()))
}

/// One rendition, or 304 to those who have it.
async fn rendition(State(state): State<AppState>, Path(asked): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = AssetFile::parse(&asked) else { return nothing() };
    let bytes = match state.store.asset_file(&file).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return nothing(),
        Err(error) => {
            tracing::error!(%error, "a picture could not be read");
            let headers = [PRIVATE, (header::RETRY_AFTER, "10")];
            return (StatusCode::SERVICE_UNAVAILABLE, headers, "Try again in a moment.\n").into_response();
        }
    };
    // The name is unique to the content, and is visible ASCII.
    let Ok(etag) = HeaderValue::from_str(&format!("\"{file}\"")) else { return nothing() };
    let common = [(header::CACHE_CONTROL, HeaderValue::from_static(FOR_GOOD)), (header::ETAG, etag.clone())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|wanted| caching::matches(wanted, &etag)) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, file.file_type.media_type())], bytes).into_response()
}

fn nothing() -> Response {
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], "There is no such picture.\n").into_response()
}

/// A picture that was taken in.
#[derive(Serialize)]
struct Taken {
    asset: String,
    width: u32,
    height: u32,
    url: String,
}

/// Why one was not.
#[derive(Serialize)]
struct Refused {
    error: String,
}

async fn upload(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let public_url = PublicUrl(std::sync::Arc::clone(&state.public_url));
    let upload = match ImageUpload::allowed(state.store, public_url, parts.clone()).await {
        Ok(upload) => upload,
        Err(error) => return refused(error.status(), error.to_string()),
    };
    let bytes = match file_of(Request::from_parts(parts, body)).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal,
    };
    match upload.keep(bytes).await {
        Ok(image) => {
            let (asset, url) = (image.asset.to_string(), image.path());
            ([PRIVATE], Json(Taken { asset, width: image.width, height: image.height, url })).into_response()
        }
        Err(error) => refused(error.status(), error.to_string()),
    }
}

/// The file of a form; what was sent is read to its end where it can be, so that the answer is seen.
async fn file_of(request: Request<Body>) -> Result<Vec<u8>, Response> {
    let no_form = || refused(415, "Send the picture as a file of a form.".to_owned());
    let unread = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => refused(400, "The picture did not arrive whole. Send it again.".to_owned()),
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| no_form())?;
    let mut file = None;
    while let Some(mut field) = form.next_field().await.map_err(unread)? {
        let is_file = field.name() == Some(FIELD) && file.is_none();
        let (bytes, read) = posted::start_of(&mut field, posted::MAX_FILE).await;
        read.map_err(unread)?;
        if is_file {
            file = Some(bytes);
        }
    }
    file.ok_or_else(|| refused(422, format!("The form has no field “{FIELD}”.")))
}

fn too_large() -> Response {
    let refusal = ImageRefused::TooLarge;
    refused(refusal.status(), refusal.to_string())
}

fn refused(status: u16, error: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [PRIVATE], Json(Refused { error })).into_response()
}
