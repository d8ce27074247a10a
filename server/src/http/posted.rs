//! Forms that the page at their own address answers: read within bounds and put beside the request. Those of
//! the quick order and of the studio may have files in them, those of the desk are plain.

use app::PostedForm;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, RawForm, Request};
use axum::http::header;
use domain::cart::quick_order::MAX_BYTES;
use domain::catalog::asset::MAX_IMAGE_BYTES;

/// Largest body that is read to its end, bytes. Far more than is kept: a browser shows an answer only
/// once it has sent all of its file.
pub(super) const MAX_BODY: usize = 16 * 1024 * 1024;
/// Most that is kept of a field of the studio: a byte more than a picture may have, so that its size is known
/// to be too large.
pub(super) const MAX_FILE: usize = MAX_IMAGE_BYTES + 1;
/// Most fields kept: three for each line of a list, or two for each fact of a product's variants, and some.
const MAX_FIELDS: usize = 10_000;

/// The bound of the body, as a layer of the route.
pub(super) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MAX_BODY)
}

/// The request with its form read; the body is used up.
pub(super) async fn read(request: Request) -> Request {
    // Nothing our page sends is an empty form.
    read_with_files(request, MAX_BYTES + 1, PostedForm::new(Vec::new(), true)).await
}

/// The request with its form read, whether it has a file in it or is plain; the body is used up.
pub(super) async fn read_any(request: Request) -> Request {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|value| value.starts_with("multipart/form-data")) {
        read_with_files(request, MAX_FILE, PostedForm::new(Vec::new(), false)).await
    } else {
        read_plain(request).await
    }
}

/// The request with its plain form read; the body is used up.
pub(super) async fn read_plain(request: Request) -> Request {
    let (parts, body) = request.into_parts();
    let form = match RawForm::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(RawForm(body)) => {
            let fields = url::form_urlencoded::parse(&body).take(MAX_FIELDS);
            PostedForm::new(
                fields.map(|(name, value)| (name.into_owned(), value.into_owned().into_bytes())).collect(),
                true,
            )
        }
        // Larger than any form of ours, or nothing our page sends.
        Err(_) => PostedForm::new(Vec::new(), false),
    };
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(form);
    request
}

/// The request with its form read, at most so many bytes of each field; `unknown` is the form of a body that
/// is none.
async fn read_with_files(request: Request, most: usize, unknown: PostedForm) -> Request {
    let (parts, body) = request.into_parts();
    let form = match Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(multipart) => fields(multipart, most).await,
        Err(_) => unknown,
    };
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(form);
    request
}

async fn fields(mut multipart: Multipart, most: usize) -> PostedForm {
    let mut fields = Vec::new();
    loop {
        match multipart.next_field().await {
            Ok(Some(mut field)) => {
                let name = field.name().unwrap_or_default().to_owned();
                let (bytes, read) = start_of(&mut field, most).await;
                if fields.len() < MAX_FIELDS {
                    fields.push((name, bytes));
                }
                if read.is_err() {
                    return PostedForm::new(fields, false);
                }
            }
            Ok(None) => return PostedForm::new(fields, true),
            Err(_) => return PostedForm::new(fields, false),
        }
    }
}

/// The start of a field, and whether it could be read to its end.
pub(super) async fn start_of(field: &mut Field<'_>, most: usize) -> (Vec<u8>, Result<(), MultipartError>) {
    let mut bytes = Vec::new();
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk[..chunk.len().min(most - bytes.len())]),
            Ok(None) => return (bytes, Ok(())),
            Err(error) => return (bytes, Err(error)),
        }
    }
}
