//! Support bundles as a source: archives, layout, and a Kubernetes API over what was collected.
//!
//! A bundle is opened once and answers like the cluster it was taken from, through [`Service`] under a
//! `kube::Client` or directly through [`Store::respond`]; nothing above can tell it from a live cluster, except that
//! what was not collected is refused with the reason [`NOT_COLLECTED`]. It is written by others and read with
//! distrust: an archive that could mislead or exhaust the reader is refused as a whole, a file that cannot be read is
//! not collected and is one of the [`Store::problems`].

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use fs_err as fs;

mod accept;
mod api;
mod archive;
mod builtin;
mod collected;
mod discovery;
mod documents;
mod error;
mod fields;
mod files;
mod forms;
mod inspect;
mod layout;
mod limits;
mod list;
mod logs;
mod meta;
mod meter;
mod newest;
mod objects;
mod reviews;
mod secret_settings;
mod secrets;
mod selectors;
mod serve;
mod service;
mod status;
mod store;
mod table;
mod target;
mod token;
mod translate;
mod verify;
mod watch;

pub use error::{Breach, BundleError, Refusal};
pub use fields::FieldSelector;
pub use inspect::{Contents, Counted, Gap};
pub use limits::Limits;
pub use objects::PARTIAL_HEADER;
pub use selectors::{LabelSelector, SelectorError};
pub use serve::Served;
pub use service::Service;
pub use status::NOT_COLLECTED;
pub use store::{Problem, Store};
pub use table::shown;
pub use verify::{Leftover, Leftovers};

/// Opens a folder, or a `.tar`, `.tar.gz` or `.tar.zst` archive, whatever its name is.
pub fn open(path: &Path, limits: &Limits) -> Result<Store, BundleError> {
    let failed = |source| BundleError::Io { path: path.to_owned(), source };
    let meta = fs::metadata(path).map_err(failed)?;
    if meta.is_dir() && path.file_name().is_some_and(|name| name == layout::ROOT) {
        let what = format!("it is the `{}` folder of one; pass the folder above it", layout::ROOT);
        return Err(BundleError::not_a_bundle(what));
    }
    let files = if meta.is_dir() {
        files::Files::folder(path, limits)?
    } else if meta.is_file() {
        let file = fs::File::open(path).map_err(failed)?;
        files::Files::memory(archive::unpack(file, limits)?, limits)?
    } else {
        return Err(BundleError::not_a_bundle("neither a file nor a folder"));
    };
    Ok(Store::new(&label(path), files))
}

/// Opens an archive that is in memory, such as the one built into the program.
pub fn from_tar_zst_bytes(label: &str, bytes: &[u8], limits: &Limits) -> Result<Store, BundleError> {
    let files = files::Files::memory(archive::unpack(bytes, limits)?, limits)?;
    Ok(Store::new(label, files))
}

/// A bundle made of files given by path, for tests and small built-in ones. The paths are checked like an archive's.
pub fn from_files(label: &str, files: BTreeMap<String, Vec<u8>>) -> Result<Store, BundleError> {
    let limits = Limits::default();
    let mut unpacked = archive::Unpacked::default();
    for (path, body) in files {
        let refused = |refusal| BundleError::Refused { entry: error::printable(path.as_bytes()), refusal };
        let clean = limits.path(path.as_bytes()).map_err(refused)?;
        if unpacked.files.insert(clean, Bytes::from(body)).is_some() {
            return Err(refused(Refusal::Duplicate));
        }
    }
    Ok(Store::new(label, files::Files::memory(unpacked, &limits)?))
}

/// The name of a file or folder without the extensions of archives.
fn label(path: &Path) -> String {
    let resolved = fs::canonicalize(path).ok();
    let name = path.file_name().or_else(|| resolved.as_deref().and_then(Path::file_name)).unwrap_or(path.as_os_str());
    let name = name.to_string_lossy();
    let endings = [".tar.gz", ".tar.zst", ".tgz", ".tzst", ".tar"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name).to_owned()
}
