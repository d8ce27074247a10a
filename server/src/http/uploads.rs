//! Forms of the studio with a large file in them, which the page at their own address answers: read within bounds and
//! put beside the request, with the name of the file.

use app::PostedForm;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use domain::studio::bulk::MAX_BYTES;

/// Largest body that is read to its end, bytes. More than is kept: a browser shows an answer only once it has sent
/// all of its file.
const MAX_BODY: usize = 64 * 1024 * 1024;
/// Most fields kept.
const MAX_FIELDS: usize = 20;

/// The bound of the body, as a layer of the route.
pub(super) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MAX_BODY)
}

/// The request with its form read; the body is used up. Beside a file stands its name, as `file.name`.
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

async fn fields(mut multipart: Multipart) -> PostedForm {
    let mut fields = Vec::new();
    loop {
        match multipart.next_field().await {
            Ok(Some(mut field)) => {
                let name = field.name().unwrap_or_default().to_owned();
                let file_name = field.file_name().map(str::to_owned);
                let (bytes, whole) = start_of(&mut field).await;
                if fields.len() < MAX_FIELDS {
                    if let Some(file_name) = file_name {
                        fields.push((format!("{name}.name"), file_name.into_bytes()));
                    }
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

/// The start of a field, a byte more than a file may have so that its size is known to be too large, and whether
/// the field was read to its end.
async fn start_of(field: &mut Field<'_>) -> (Vec<u8>, bool) {
    let mut bytes: Vec<u8> = Vec::new();
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => {
                let room = (MAX_BYTES + 1).saturating_sub(bytes.len());
                bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
            }
            Ok(None) => return (bytes, true),
            Err(_) => return (bytes, false),
        }
    }
}
