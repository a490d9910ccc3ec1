//! Files: observations that are opened, answers that are saved.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use fs_err as fs;
use tokio::sync::mpsc::Sender;

use super::{send, shown};
use crate::error::{Error, Result};
use crate::tui::document;
use crate::tui::intent::{Job, Message, Target};

/// Opens an observation, on a thread of its own: it may be large.
pub(super) async fn open(job: Job, runs: Option<PathBuf>, target: Target, messages: Sender<Message>) {
    let loaded = tokio::task::spawn_blocking(move || match runs {
        Some(runs) => document::load(&runs, &target).map(Arc::new),
        None => {
            Err(Error::usage("runs are kept nowhere, so nothing can be opened").hint("name a folder with SRE_RUNS_DIR"))
        }
    })
    .await
    .unwrap_or_else(|error| Err(Error::internal("the observation was not read").caused_by(error)));
    send(&messages, Message::Opened(job, shown(loaded))).await;
}

/// Writes a new file.
pub(super) async fn save(job: Job, path: PathBuf, text: String, messages: Sender<Message>) {
    let saved = tokio::task::spawn_blocking(move || write(&path, &text).map(|()| path))
        .await
        .unwrap_or_else(|error| Err(Error::internal("the file was not written").caused_by(error)));
    send(&messages, Message::Saved(job, shown(saved))).await;
}

fn write(path: &std::path::Path, text: &str) -> Result<()> {
    let file = fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        Error::usage("the answer was not saved").caused_by(error).hint("a file that is there is not written over")
    })
}
