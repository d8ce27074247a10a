//! Pictures that editors send: by a script, one at a time, or in the form of a page.

use domain::catalog::asset::ImageRefused;
use http::request::Parts;
use store::Store;
use store::catalog::{KeepImageError, StoredImage};

use crate::AppError;
use crate::request::{PublicUrl, Visit};

/// Why a picture was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageProblem {
    /// It is none that we take; the sentence says why.
    #[error(transparent)]
    Refused(#[from] ImageRefused),
    /// Something else went wrong.
    #[error(transparent)]
    Failed(#[from] AppError),
}

impl ImageProblem {
    /// The HTTP status that says the same.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Refused(refused) => refused.status(),
            Self::Failed(error) => error.status(),
        }
    }
}

impl Visit {
    /// Takes in a picture from whoever is signed in and may edit.
    pub(crate) async fn keep_image(&self, bytes: Vec<u8>) -> Result<StoredImage, ImageProblem> {
        let actor = self.staff().await?.actor();
        self.store.keep_image(bytes, &actor, self.now()).await.map_err(|error| match error {
            KeepImageError::Refused(refused) => refused.into(),
            KeepImageError::Store(error) => self.fault(&error).into(),
        })
    }
}

/// A script's request to take in a picture.
pub struct ImageUpload(Visit);

impl ImageUpload {
    /// The request, when somebody is signed in who may do this: to be asked before its body is read.
    pub async fn allowed(store: Store, public_url: PublicUrl, parts: Parts) -> Result<Self, AppError> {
        let visit = Visit::outside_of_pages(store, public_url, parts);
        visit.staff().await?;
        Ok(Self(visit))
    }

    /// Takes the picture in.
    pub async fn keep(&self, bytes: Vec<u8>) -> Result<StoredImage, ImageProblem> {
        self.0.keep_image(bytes).await
    }
}
