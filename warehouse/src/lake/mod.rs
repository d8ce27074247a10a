//! The lake: a folder or a bucket of Parquet files. Where files lie, and when a day or the dimensions are there: once
//! their manifest is, which is written last. What must not live here: what is in the files.

mod manifest;
mod sink;

pub use manifest::{Corrected, DayManifest, DimensionsManifest, FileEntry};
pub(crate) use sink::{FileSink, hexadecimal};

use std::collections::BTreeSet;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::schema::{SCHEMA_VERSION, Table};
use crate::{Error, Result};

/// Manifests read at once.
const READ_AT_ONCE: usize = 16;

/// Where the files of the warehouse lie. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lake {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// Where it is a folder of this machine.
    folder: Option<PathBuf>,
}

impl Lake {
    /// Opens the lake at a folder (`lake`, `file:///srv/lake`), which is made if it is not there, or at
    /// `s3://bucket/prefix` with options named as AWS names them (`AWS_REGION`, `AWS_ENDPOINT`, …).
    pub fn open(url: &str, options: &[(String, String)]) -> Result<Self> {
        let wrong = |reason: String| Error::Address { url: url.to_owned(), reason };
        let parsed = match url.split_once("://") {
            None => return Self::folder(FilePath::new(url)),
            Some(_) => Url::parse(url).map_err(|error| wrong(error.to_string()))?,
        };
        match parsed.scheme() {
            "file" => {
                let folder = parsed.to_file_path().map_err(|()| wrong("it is no path of this machine".to_owned()))?;
                Self::folder(&folder)
            }
            "s3" => {
                let options = options.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                let (store, prefix) = object_store::parse_url_opts(&parsed, options)?;
                Ok(Self { store: Arc::from(store), prefix, folder: None })
            }
            other => Err(wrong(format!("{other} is not known here; a folder and s3:// are"))),
        }
    }

    fn folder(folder: &FilePath) -> Result<Self> {
        let wrong =
            |error: std::io::Error| Error::Address { url: folder.display().to_string(), reason: error.to_string() };
        std::fs::create_dir_all(folder).map_err(wrong)?;
        let folder = folder.canonicalize().map_err(wrong)?;
        let store = LocalFileSystem::new_with_prefix(&folder)?;
        Ok(Self { store: Arc::new(store), prefix: Path::default(), folder: Some(folder) })
    }

    /// What holds the files.
    pub fn store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.store)
    }

    /// Under which name in it; nothing for a folder.
    pub fn prefix(&self) -> Path {
        self.prefix.clone()
    }

    /// Where everything of this program's schema version lies: `<prefix>/v1`.
    pub fn root(&self) -> Path {
        self.prefix.clone().join(format!("v{SCHEMA_VERSION}"))
    }

    /// The folder of a table.
    pub fn table(&self, table: Table) -> Path {
        self.root().join(table.name())
    }

    /// The file of a fact on a day: `<prefix>/v1/<table>/day=YYYY-MM-DD/data.parquet`.
    pub fn fact(&self, table: Table, day: NaiveDate) -> Path {
        self.table(table).join(format!("day={day}")).join("data.parquet")
    }

    /// The file of a dimension: `<prefix>/v1/<table>/data.parquet`.
    pub fn dimension(&self, table: Table) -> Path {
        self.table(table).join("data.parquet")
    }

    fn day_manifest(&self, day: NaiveDate) -> Path {
        self.root().join("days").join(format!("{day}.json"))
    }

    fn dimensions_manifest(&self) -> Path {
        self.root().join("dimensions.json")
    }

    fn corrected_path(&self) -> Path {
        self.root().join("corrected.json")
    }

    /// The days that are there, without reading what they hold.
    pub async fn day_list(&self) -> Result<BTreeSet<NaiveDate>> {
        let folder = self.root().join("days");
        let names = self.store.list(Some(&folder)).map_ok(|object| object.location);
        let days = names.try_filter_map(|path| async move {
            Ok(path
                .filename()
                .and_then(|name| name.strip_suffix(".json"))
                .and_then(|day| day.parse::<NaiveDate>().ok()))
        });
        Ok(days.try_collect().await?)
    }

    /// The days that are there, oldest first, with their manifests.
    pub async fn days(&self) -> Result<Vec<DayManifest>> {
        let days = self.day_list().await?;
        let found = futures_util::stream::iter(days).map(|day| self.day(day)).buffered(READ_AT_ONCE);
        found.try_filter_map(|manifest| async move { Ok(manifest) }).try_collect().await
    }

    /// The manifest of a day, if the day is there.
    pub async fn day(&self, day: NaiveDate) -> Result<Option<DayManifest>> {
        self.read_json(&self.day_manifest(day)).await
    }

    /// The manifest of the dimensions, if they are there.
    pub async fn dimensions(&self) -> Result<Option<DimensionsManifest>> {
        self.read_json(&self.dimensions_manifest()).await
    }

    /// Up to where changes of earlier days have been taken in.
    pub async fn corrected(&self) -> Result<Option<Corrected>> {
        self.read_json(&self.corrected_path()).await
    }

    pub(crate) async fn write_day(&self, manifest: &DayManifest) -> Result<()> {
        self.write_json(&self.day_manifest(manifest.day), manifest).await
    }

    pub(crate) async fn write_dimensions(&self, manifest: &DimensionsManifest) -> Result<()> {
        self.write_json(&self.dimensions_manifest(), manifest).await
    }

    pub(crate) async fn write_corrected(&self, corrected: &Corrected) -> Result<()> {
        self.write_json(&self.corrected_path(), corrected).await
    }

    /// An object of ours; refused when it was written by a program that knows another schema.
    async fn read_json<T: DeserializeOwned>(&self, path: &Path) -> Result<Option<T>> {
        let bytes = match self.store.get(path).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| Error::content(path, error))?;
        let found = value.get("schema_version").and_then(serde_json::Value::as_u64).unwrap_or_default();
        if found != u64::from(SCHEMA_VERSION) {
            return Err(Error::SchemaVersion { path: path.to_string(), found, known: SCHEMA_VERSION });
        }
        serde_json::from_value(value).map(Some).map_err(|error| Error::content(path, error))
    }

    /// Writes an object whole: it is there as it is, or not at all.
    async fn write_json<T: Serialize>(&self, path: &Path, value: &T) -> Result<()> {
        let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| Error::content(path, error))?;
        bytes.push(b'\n');
        self.store.put(path, PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// Takes away what a killed process left half-written in a folder: files that no reader sees, since their names
    /// end in `#` and a number. In a bucket a rule of the bucket ends uploads that nobody completes.
    pub(crate) async fn sweep(&self) -> Result<()> {
        let Some(folder) = self.folder.as_ref().map(|folder| folder.join(format!("v{SCHEMA_VERSION}"))) else {
            return Ok(());
        };
        let swept = tokio::task::spawn_blocking(move || remove_staged(&folder)).await;
        let root = self.root();
        swept.map_err(|error| Error::content(&root, error))?.map_err(|error| Error::content(&root, error))
    }
}

fn remove_staged(folder: &FilePath) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_staged(&entry.path())?;
        } else if entry
            .file_name()
            .to_str()
            .and_then(|name| name.rsplit_once('#'))
            .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
        {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_folder_or_a_bucket() {
        assert!(Lake::open("https://example.org/lake", &[]).is_err());
        assert!(Lake::open("s3://bucket/some/where", &[("AWS_REGION".to_owned(), "eu-west-1".to_owned())]).is_ok());
    }
}
