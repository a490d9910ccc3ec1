//! In which form a server has what it serves: the preferred one, or an older one that it was found to have.
//!
//! A server that lacks a form answers 404 to whoever asks, so it is asked once: what was found is remembered for the
//! run, and in a small file for the next question to the same server of the same version. The file is a convenience:
//! one that cannot be read or written is as good as none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::cluster::fetch::{Fetched, Fetcher};
use crate::cluster::outcome;
use crate::cluster::read::{Read, Target};
use crate::config::Places;
use crate::evidence::kinds::Kind;
use crate::evidence::observation::Body;
use crate::evidence::older::Older;

/// Servers that are remembered.
const SERVERS: usize = 50;
/// Bytes of the file that are read.
const FILE_BYTES: u64 = 256 * 1024;

/// What one server was found to serve.
#[derive(Debug)]
pub struct Served {
    file: Option<PathBuf>,
    server: String,
    /// By kind, as `group/Kind`: the version that it has, as `group/version/plural`.
    forms: Mutex<BTreeMap<String, String>>,
}

/// The file: servers, the one that was written last at the end.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Remembered {
    servers: Vec<Server>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Server {
    server: String,
    forms: BTreeMap<String, String>,
}

impl Served {
    /// What is remembered of a server of this version.
    pub fn of(address: &str, version: &str) -> Self {
        Self::kept_in(Places::of_user().cache.map(|folder| folder.join("served.json")), address, version)
    }

    /// As [`Served::of`], remembered in this file.
    pub fn kept_in(file: Option<PathBuf>, address: &str, version: &str) -> Self {
        let server = format!("{address} {version}");
        let known = file.as_deref().map(load).unwrap_or_default();
        let forms = known.servers.into_iter().find(|known| known.server == server).map(|known| known.forms);
        Self { file, server, forms: Mutex::new(forms.unwrap_or_default()) }
    }

    /// Sends a read in the form that the server has, and turns what comes into the preferred one.
    pub async fn fetch(&self, fetcher: &Fetcher, read: &Read) -> Fetched {
        let Some(kind) = kind_of(read).filter(|kind| Older::of(kind).next().is_some()) else {
            return fetcher.fetch(read).await;
        };
        if let Some(older) = self.known(kind) {
            let fetched = fetch_older(fetcher, read, older).await;
            if !unserved(&fetched) {
                return fetched;
            }
        }
        let preferred = fetcher.fetch(read).await;
        if !unserved(&preferred) {
            return preferred;
        }
        for older in Older::of(kind) {
            let fetched = fetch_older(fetcher, read, older).await;
            if !unserved(&fetched) {
                if fetched.status != 0 {
                    self.learn(kind, older);
                }
                return fetched;
            }
        }
        preferred
    }

    fn known(&self, kind: &Kind) -> Option<&'static Older> {
        let forms = self.forms();
        let form = forms.get(&name(kind))?;
        Older::of(kind).find(|older| place(&older.form) == *form)
    }

    fn learn(&self, kind: &Kind, older: &Older) {
        let forms = {
            let mut forms = self.forms();
            forms.insert(name(kind), place(&older.form));
            forms.clone()
        };
        if let Some(file) = &self.file {
            let mut known = load(file);
            known.servers.retain(|server| server.server != self.server);
            known.servers.push(Server { server: self.server.clone(), forms });
            let surplus = known.servers.len().saturating_sub(SERVERS);
            known.servers.drain(..surplus);
            // Nothing is lost but a request or two the next time.
            let _ = save(file, &known);
        }
    }

    fn forms(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn kind_of(read: &Read) -> Option<&Kind> {
    match &read.target {
        Target::Object { kind, .. } | Target::List { kind, .. } => Some(kind),
        Target::Log(_)
        | Target::Version
        | Target::Document(_)
        | Target::Discovery(_)
        | Target::NodeService { .. }
        | Target::Monitoring(_) => None,
    }
}

async fn fetch_older(fetcher: &Fetcher, read: &Read, older: &Older) -> Fetched {
    let mut fetched = fetcher.fetch(&read.in_form(&older.form)).await;
    if let (Body::Json(document), 200) = (&mut fetched.body, fetched.status) {
        older.turn(std::sync::Arc::make_mut(document));
    }
    fetched
}

fn unserved(fetched: &Fetched) -> bool {
    outcome::is_unserved(fetched.status, fetched.body.json().map(|document| &**document))
}

fn name(kind: &Kind) -> String {
    format!("{}/{}", kind.group, kind.kind)
}

fn place(form: &Kind) -> String {
    format!("{}/{}", form.api_version(), form.plural)
}

fn load(file: &Path) -> Remembered {
    let small = fs_err::metadata(file).is_ok_and(|found| found.is_file() && found.len() <= FILE_BYTES);
    let text = small.then(|| fs_err::read(file).ok()).flatten().unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Writes beside the file and renames: whoever reads it at that moment reads the one or the other.
fn save(file: &Path, known: &Remembered) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs_err::create_dir_all(folder)?;
    }
    let beside = file.with_extension(format!("{}.tmp", std::process::id()));
    fs_err::write(&beside, serde_json::to_vec(known)?)?;
    fs_err::rename(&beside, file)
}
