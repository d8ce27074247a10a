//! Programs of a test that end with it. What must not live here: the shop itself, and what programs are asked.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::shop::NOWHERE;

/// A program, and its folder if it has one.
pub(crate) struct Running {
    pub(crate) process: Child,
    pub(crate) folder: Option<PathBuf>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended before; if the folder stays, nothing but space is lost.
        _ = self.process.kill();
        _ = self.process.wait();
        _ = self.folder.take().map(std::fs::remove_dir_all);
    }
}

/// A worker of a database, with settings of its own; nobody reads its mails.
pub(crate) fn worker(database_url: &str, settings: &[(&str, &str)]) -> Running {
    let process = Command::new(env!("CARGO_BIN_EXE_rocket-parts"))
        .arg("worker")
        .env_clear()
        .env("DATABASE_URL", database_url)
        .env("REDIS_URL", NOWHERE)
        .env("METRICS_ADDR", "127.0.0.1:0")
        .env("MAIL_DIR", std::env::temp_dir().join("unread-mail"))
        .env("RUST_LOG", "warn")
        .envs(settings.iter().copied())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary is built");
    Running { process, folder: None }
}
