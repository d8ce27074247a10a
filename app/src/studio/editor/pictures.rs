//! Pictures in the form of a product: where small renditions are, and taking one in without scripts.

use std::collections::BTreeMap;

use domain::studio::ImageRef;
use domain::studio::form::{Misread, Typed};
use store::Store;

use super::work::Work;
use crate::page::PageError;
use crate::posted::PostedForm;
use crate::studio::ImageProblem;

/// The addresses of small renditions of the pictures in a form.
pub(super) async fn addresses(store: &Store, typed: &Typed) -> Result<BTreeMap<String, String>, PageError> {
    let image = |row| ImageRef { asset: typed.get(&format!("images/{row}/asset")).to_owned(), alt: String::new() };
    let wanted: Vec<_> = typed.rows("images").into_iter().map(image).collect();
    let images = store.images(&wanted).await?;
    Ok(images.into_iter().filter_map(|image| Some((image.asset.to_string(), image.path(image.smallest()?)))).collect())
}

/// Takes in the picture of a form and puts it behind the others.
pub(super) async fn take_in(
    work: &Work,
    posted: &PostedForm,
    typed: &mut Typed,
) -> Result<Result<(), Misread>, PageError> {
    const FIELD: &str = "new/image";
    let bytes = posted.bytes(FIELD);
    if bytes.is_empty() {
        return Ok(Err(Misread::at(FIELD, "Choose a picture.")));
    }
    match work.visit.keep_image(bytes.to_vec()).await {
        Ok(image) => {
            let text = typed.get("new/image_alt").to_owned();
            typed.add_image(&image.asset.to_string(), &text);
            Ok(Ok(()))
        }
        Err(ImageProblem::Refused(refused)) => Ok(Err(Misread::at(FIELD, refused.to_string()))),
        Err(ImageProblem::Failed(error)) => Err(error.into()),
    }
}
