//! Writing one file: through a bounded buffer to an atomic put, counted and hashed on the way.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use datafusion::arrow::record_batch::RecordBatch;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use parquet::arrow::AsyncArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWrite;

use super::{FileEntry, Lake};
use crate::Result;
use crate::schema::Table;

/// Most rows of a row group, which is kept in memory until it is full.
const ROW_GROUP: usize = 64 * 1024;
/// Bytes kept before a file is sent in parts.
const BUFFER: usize = 5 * 1024 * 1024;
/// Parts sent at once.
const PARTS_AT_ONCE: usize = 2;

/// A Parquet file that is being written. It is there once it is finished, whole, or never.
pub(crate) struct FileSink {
    table: Table,
    writer: AsyncArrowWriter<Hashing>,
    seen: Arc<Mutex<Seen>>,
    rows: u64,
}

impl FileSink {
    /// Begins a file of a table.
    pub(crate) fn create(lake: &Lake, table: Table, path: Path) -> Result<Self> {
        let seen = Arc::<Mutex<Seen>>::default();
        let inner = BufWriter::with_capacity(lake.store(), path, BUFFER).with_max_concurrency(PARTS_AT_ONCE);
        // The same rows are the same bytes: nothing in a file tells when or by which version it was written.
        let properties = WriterProperties::builder()
            .set_created_by("rocket-parts warehouse".to_owned())
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .build();
        let hashing = Hashing { inner, seen: Arc::clone(&seen) };
        let writer = AsyncArrowWriter::try_new(hashing, table.schema(), Some(properties))?;
        Ok(Self { table, writer, seen, rows: 0 })
    }

    /// Adds rows.
    pub(crate) async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows += batch.num_rows() as u64;
        Ok(self.writer.write(batch).await?)
    }

    /// Ends the file; from here on it is there.
    pub(crate) async fn finish(self) -> Result<FileEntry> {
        self.writer.close().await?;
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let sha256 = hexadecimal(&seen.hash.finalize());
        Ok(FileEntry { table: self.table, rows: self.rows, bytes: seen.bytes, sha256 })
    }
}

/// Bytes in hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a text cannot fail.
        _ = write!(text, "{byte:02x}");
        text
    })
}

/// What went by.
#[derive(Default)]
struct Seen {
    hash: Sha256,
    bytes: u64,
}

/// Passes bytes on, and looks at them.
struct Hashing {
    inner: BufWriter,
    seen: Arc<Mutex<Seen>>,
}

impl AsyncWrite for Hashing {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let poll = Pin::new(&mut self.inner).poll_write(context, bytes);
        if let Poll::Ready(Ok(taken)) = poll {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.hash.update(&bytes[..taken]);
            seen.bytes += taken as u64;
        }
        poll
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
