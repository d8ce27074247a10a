//! Forms that the page at their own address answers: read within bounds and put beside the request. Those of
//! the quick order may have files in them, those of the desk are plain.

use app::PostedForm;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, RawForm, Request};
use domain::cart::quick_order::MAX_BYTES;

/// Largest body that is read to its end, bytes. Far more than is kept: a browser shows an answer only
/// once it has sent all of its file.
pub(super) const MAX_BODY: usize = 16 * 1024 * 1024;
/// Most fields kept: three for each line of a list, and some.
const MAX_FIELDS: usize = 2_000;

/// The bound of the body, as a layer of the route.
pub(super) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MAX_BODY)
}

/// The request with its form read; the body is used up.
pub(super) async fn read(request: Request) -> Request {
    let (parts, body) = request.into_parts();
    let form = match Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(multipart) => fields(multipart).await,
        // Nothing our page sends: an empty form.
        Err(_) => PostedForm::new(Vec::new(), true),
    };
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(form);
    request
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

async fn fields(mut multipart: Multipart) -> PostedForm {
    let mut fields = Vec::new();
    loop {
        match multipart.next_field().await {
            Ok(Some(mut field)) => {
                let name = field.name().unwrap_or_default().to_owned();
                let (bytes, whole) = start_of(&mut field).await;
                if fields.len() < MAX_FIELDS {
                    fields.push((name, bytes));
                }
                if !whole {
                    return PostedForm::new(fields, false);
                }
            }
            Ok(None) => return PostedForm::new(fields, true),
            Err(_) => return PostedForm::new(fields, false),
        }
    }
}

/// The start of a field, a byte more than a list may have so that its size is known to be too large,
/// and whether the field was read to its end.
async fn start_of(field: &mut Field<'_>) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => bytes.extend(chunk.into_iter().take(MAX_BYTES + 1 - bytes.len())),
            Ok(None) => return (bytes, true),
            Err(_) => return (bytes, false),
        }
    }
}
