//! The files of a bundle by path below its root: in memory for an archive, on disk and read on demand for a folder.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use fs_err as fs;

use super::archive::Unpacked;
use super::error::{Breach, BundleError, Refusal, printable};
use super::layout::ROOT;
use super::limits::{Limits, harmless_link};

/// The files of a bundle.
pub(super) struct Files {
    bodies: BTreeMap<String, Body>,
    /// Links that were passed over.
    pub(super) links: Vec<String>,
    limits: Limits,
}

enum Body {
    Memory(Bytes),
    Disk { path: PathBuf, size: u64 },
}

impl Files {
    /// The files of an archive.
    pub(super) fn memory(unpacked: Unpacked, limits: &Limits) -> Result<Self, BundleError> {
        let bodies = unpacked.files.into_iter().map(|(path, body)| (path, Body::Memory(body))).collect();
        Self { bodies, links: unpacked.links, limits: limits.clone() }.rooted()
    }

    /// The files of a folder: names now, bodies when they are asked for.
    pub(super) fn folder(root: &Path, limits: &Limits) -> Result<Self, BundleError> {
        let mut files = Self { bodies: BTreeMap::new(), links: Vec::new(), limits: limits.clone() };
        let mut walk = Walk { root, limits, total: 0, seen: 0 };
        walk.folder(root, &mut files)?;
        if files.bodies.is_empty() {
            return Err(BundleError::not_a_bundle("the folder is empty"));
        }
        files.rooted()
    }

    /// The body of a file; `None` when there is no such file.
    pub(super) fn read(&self, path: &str) -> Option<io::Result<Bytes>> {
        match self.bodies.get(path)? {
            Body::Memory(body) => Some(Ok(body.clone())),
            Body::Disk { path, .. } => Some(read_plain(path, self.limits.entry)),
        }
    }

    /// All paths, sorted, with the sizes they had when the bundle was opened.
    pub(super) fn paths(&self) -> impl Iterator<Item = (&str, u64)> {
        self.bodies.iter().map(|(path, body)| {
            let size = match body {
                Body::Memory(body) => body.len() as u64,
                Body::Disk { size, .. } => *size,
            };
            (path.as_str(), size)
        })
    }

    /// Paths below a folder, sorted.
    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.bodies.range(folder.to_owned()..).map(|(path, _)| path.as_str()).take_while(move |p| p.starts_with(folder))
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.bodies.contains_key(path)
    }

    /// Keeps what lies beside `cluster-resources/`, wherever in the archive that is.
    fn rooted(mut self) -> Result<Self, BundleError> {
        let mut roots: Vec<&str> = self.bodies.keys().filter_map(|path| root_of(path)).collect();
        roots.sort_unstable_by_key(|root| (depth(root), *root));
        roots.dedup();
        let Some(root) = roots.first().map(|root| (*root).to_owned()) else {
            return Err(BundleError::not_a_bundle(format!("it holds no `{ROOT}/` folder")));
        };
        if let Some(other) = roots.get(1).filter(|other| depth(other) == depth(&root)) {
            let what = format!("it holds several bundles: `{root}` and `{other}`; pass one of them");
            return Err(BundleError::not_a_bundle(what));
        }
        if !root.is_empty() {
            let strip = |path: String| path.strip_prefix(&root).map(str::to_owned);
            self.bodies = self.bodies.into_iter().filter_map(|(path, body)| Some((strip(path)?, body))).collect();
            self.links = self.links.into_iter().filter_map(strip).collect();
        }
        Ok(self)
    }
}

/// What lies before `cluster-resources/` in a path: empty, or a folder with its final slash.
fn root_of(path: &str) -> Option<&str> {
    let mut start = 0;
    for part in path.split_inclusive('/') {
        if part.strip_suffix('/') == Some(ROOT) {
            return path.get(..start);
        }
        start += part.len();
    }
    None
}

fn depth(root: &str) -> usize {
    root.bytes().filter(|byte| *byte == b'/').count()
}

fn read_plain(path: &Path, limit: u64) -> io::Result<Bytes> {
    let meta = fs::symlink_metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other("it is no longer a plain file"));
    }
    if meta.len() > limit {
        return Err(io::Error::other(Breach::Entry { limit }));
    }
    fs::read(path).map(Bytes::from)
}

struct Walk<'a> {
    root: &'a Path,
    limits: &'a Limits,
    total: u64,
    seen: usize,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, into: &mut Files) -> Result<(), BundleError> {
        let failed = |source| BundleError::Io { path: folder.to_owned(), source };
        let mut entries = fs::read_dir(folder).map_err(failed)?.collect::<io::Result<Vec<_>>>().map_err(failed)?;
        entries.sort_unstable_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let meta = fs::symlink_metadata(&path).map_err(failed)?;
            let name = self.name(&path)?;
            self.seen += 1;
            if self.seen > self.limits.count {
                return Err(over(&name, Breach::Count { limit: self.limits.count }));
            }
            if meta.is_dir() {
                self.folder(&path, into)?;
            } else if meta.is_file() {
                self.file(name, path, meta.len(), into)?;
            } else if meta.is_symlink() {
                link(name, &path, into)?;
            } else {
                let refusal = Refusal::Special { what: "a device, socket or FIFO" };
                return Err(BundleError::Refused { entry: name, refusal });
            }
        }
        Ok(())
    }

    fn file(&mut self, name: String, path: PathBuf, size: u64, into: &mut Files) -> Result<(), BundleError> {
        if size > self.limits.entry {
            return Err(over(&name, Breach::Entry { limit: self.limits.entry }));
        }
        self.total = self.total.saturating_add(size);
        if self.total > self.limits.total {
            return Err(over(&name, Breach::Total { limit: self.limits.total }));
        }
        into.bodies.insert(name, Body::Disk { path, size });
        Ok(())
    }

    fn name(&self, path: &Path) -> Result<String, BundleError> {
        let relative = path.strip_prefix(self.root).unwrap_or(path);
        let refused =
            |refusal| BundleError::Refused { entry: printable(relative.as_os_str().as_encoded_bytes()), refusal };
        let parts: Option<Vec<&str>> = relative.iter().map(std::ffi::OsStr::to_str).collect();
        let name = parts.ok_or_else(|| refused(Refusal::NotUtf8))?.join("/");
        self.limits.path(name.as_bytes()).map_err(refused)
    }
}

fn link(name: String, path: &Path, into: &mut Files) -> Result<(), BundleError> {
    let target = fs::read_link(path).map_err(|source| BundleError::Io { path: path.to_owned(), source })?;
    let target = target.as_os_str().as_encoded_bytes();
    if harmless_link(&name, target) {
        into.links.push(name);
        return Ok(());
    }
    let refusal = Refusal::Link { kind: "symbolic", target: printable(target) };
    Err(BundleError::Refused { entry: printable(name.as_bytes()), refusal })
}

fn over(name: &str, breach: Breach) -> BundleError {
    BundleError::OverLimit { entry: printable(name.as_bytes()), breach }
}
