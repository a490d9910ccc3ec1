//! An opened bundle: its objects, what was not collected, its clock, and the raw files beside them.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::api::Api;
use super::collected::{Collected, Index, ListFile, Namespaces, built_in};
use super::files::Files;
use super::layout::{self, Key};
use super::list::List;
use super::newest;

/// An opened bundle. Cloning is cheap, all clones share what was read.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    label: String,
    files: Files,
    index: Index,
    namespaces: OnceLock<Namespaces>,
    api: OnceLock<Api>,
    now: OnceLock<Option<Timestamp>>,
    fingerprint: OnceLock<String>,
}

/// Something in the bundle that could not be used; the rest goes on without it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the bundle's root.
    pub path: String,
    /// What is wrong, as a sentence that names the file.
    pub message: String,
}

/// What a list of one resource rests on.
pub(super) struct Selection<'a> {
    pub(super) lists: Vec<&'a List>,
    /// Namespaces that are not in it, or not whole, although they may hold objects; `*` where nobody knows which.
    pub(super) unseen: Vec<String>,
}

/// Why something is not in the bundle: a phrase that follows "…was not collected".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unseen(pub(super) String);

impl Store {
    pub(super) fn new(label: &str, files: Files) -> Self {
        let index = Index::of(&files);
        Self(Arc::new(Inner {
            label: label.to_owned(),
            files,
            index,
            namespaces: OnceLock::new(),
            api: OnceLock::new(),
            now: OnceLock::new(),
            fingerprint: OnceLock::new(),
        }))
    }

    /// A short name for people: the file's or folder's name without its extension.
    pub fn label(&self) -> &str {
        &self.0.label
    }

    /// The moment the bundle shows: `collectedAt` of `bundle.json`, else the newest timestamp of its objects.
    pub fn now(&self) -> Option<Timestamp> {
        *self.0.now.get_or_init(|| self.collected_at().or_else(|| newest::timestamp(&self.0.files)))
    }

    fn collected_at(&self) -> Option<Timestamp> {
        self.json(layout::BUNDLE_INFO)?.get("collectedAt")?.as_str()?.parse().ok()
    }

    /// The API server's version, e.g. `v1.36.2`.
    pub fn server_version(&self) -> Option<String> {
        let told = self.json(layout::SERVER_VERSION)?;
        let version =
            told.get("string").or_else(|| told.pointer("/info/gitVersion")).or_else(|| told.get("gitVersion"));
        version?.as_str().map(str::to_owned)
    }

    /// Names of the namespaces that the bundle knows of, sorted: listed by the server or seen in the names of files.
    pub fn namespace_names(&self) -> impl Iterator<Item = &str> {
        self.namespaces().known.iter().map(String::as_str)
    }

    /// Paths of the declared manifests in the bundle, sorted.
    pub fn manifests(&self) -> impl Iterator<Item = &str> {
        self.0.files.below(layout::MANIFESTS)
    }

    /// Paths of what other systems said (alerts, metrics, …), sorted.
    pub fn telemetry(&self) -> impl Iterator<Item = &str> {
        self.0.files.below(layout::TELEMETRY)
    }

    /// A manifest or telemetry file as it is; `None` for any other path. Objects and logs are read through the API.
    pub fn raw(&self, path: &str) -> Option<io::Result<Bytes>> {
        let open = path.starts_with(layout::MANIFESTS) || path.starts_with(layout::TELEMETRY);
        if open { self.0.files.read(path) } else { None }
    }

    /// Everything in the bundle that could not be used, sorted. Reads the lists that were not read yet.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = BTreeSet::new();
        let mut add = |path: &str, message: String| {
            problems.insert(Problem { path: path.to_owned(), message });
        };
        for (key, collected) in &self.0.index.resources {
            for file in collected.files.values() {
                match self.load(key, file) {
                    Err(message) => add(&file.path, message.to_owned()),
                    Ok(list) => {
                        for what in &list.complaints {
                            add(&file.path, format!("{}: {what}", file.path));
                        }
                    }
                }
            }
        }
        for message in &self.0.index.complaints {
            add(message.split(' ').next().unwrap_or_default(), message.clone());
        }
        for path in &self.0.files.links {
            add(path, format!("{path} is a link and was not followed"));
        }
        if self.json(layout::BUNDLE_INFO).is_some() && self.collected_at().is_none() {
            add(layout::BUNDLE_INFO, format!("{} has no usable collectedAt", layout::BUNDLE_INFO));
        }
        for path in [layout::BUNDLE_INFO, layout::SERVER_VERSION, layout::GROUPS, layout::RESOURCES] {
            if self.0.files.has(path) && self.json(path).is_none() {
                add(path, format!("{path} is not valid JSON"));
            }
        }
        problems.into_iter().collect()
    }

    /// The files.
    pub(super) fn files(&self) -> &Files {
        &self.0.files
    }

    /// What was collected, by resource.
    pub(super) fn index(&self) -> &Index {
        &self.0.index
    }

    /// The API that the cluster had, as far as the bundle tells.
    pub(super) fn api(&self) -> &Api {
        self.0.api.get_or_init(|| Api::of(self))
    }

    /// A short hash of what the bundle holds: continue tokens carry it.
    pub(super) fn fingerprint(&self) -> &str {
        self.0.fingerprint.get_or_init(|| {
            let mut hasher = blake3::Hasher::new();
            for (path, size) in self.0.files.paths() {
                hasher.update(path.as_bytes()).update(&[0]).update(&size.to_le_bytes());
            }
            hasher.finalize().to_hex().chars().take(12).collect()
        })
    }

    /// A JSON file that is no list, parsed.
    pub(super) fn json(&self, path: &str) -> Option<Value> {
        let body = self.0.files.read(path)?.ok()?;
        let body = body.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&body);
        serde_json::from_slice(body).ok()
    }

    /// The objects of one file of a resource.
    pub(super) fn load<'a>(&'a self, key: &Key, file: &'a ListFile) -> Result<&'a List, &'a str> {
        file.list(&self.0.files, built_in(key).map(|b| b.kind))
    }

    /// The cluster's namespaces.
    pub(super) fn namespaces(&self) -> &Namespaces {
        self.0.namespaces.get_or_init(|| {
            let mut known = self.0.index.named_namespaces();
            let key = Key::new("", "namespaces");
            let Some(collected) = self.0.index.resources.get(&key) else {
                return Namespaces { known, complete: false };
            };
            let lists: Vec<&List> = collected.files.values().filter_map(|file| self.load(&key, file).ok()).collect();
            let whole = |list: &&List| list.whole && list.complaints.is_empty();
            let complete = collected.errors.is_empty() && !lists.is_empty() && lists.iter().all(whole);
            known.extend(lists.iter().flat_map(|list| &list.items).map(|item| item.meta.name.to_string()));
            Namespaces { known, complete }
        })
    }

    /// The objects of a resource in one namespace.
    pub(super) fn in_namespace(&self, key: &Key, namespace: &str) -> Result<Selection<'_>, Unseen> {
        let none = Selection { lists: Vec::new(), unseen: Vec::new() };
        let Some(collected) = self.0.index.resources.get(key) else { return self.nothing(key).map(|()| none) };
        let wanted = Some(namespace.to_owned());
        if let Some(why) = collected.errors.get(&wanted) {
            return Err(Unseen(why.clone()));
        }
        if let Some(file) = collected.files.get(&wanted).or_else(|| collected.files.get(&None)) {
            let list = self.load(key, file).map_err(|why| Unseen(why.to_owned()))?;
            let unseen = if list.complaints.is_empty() { Vec::new() } else { vec![namespace.to_owned()] };
            return Ok(Selection { lists: vec![list], unseen });
        }
        if let Some(why) = collected.errors.get(&None) {
            return Err(Unseen(why.clone()));
        }
        let namespaces = self.namespaces();
        let known = namespaces.known.contains(namespace);
        if collected.files.is_empty() {
            return self.nothing(key).map(|()| none);
        }
        let absent = namespaces.complete && !known;
        let listed_elsewhere = known && self.custom_listed(key);
        if absent || listed_elsewhere {
            Ok(none)
        } else {
            Err(Unseen("the bundle has no file of it for this namespace".to_owned()))
        }
    }

    /// The objects of a resource in the whole cluster, with the namespaces that are missing.
    pub(super) fn everywhere(&self, key: &Key, namespaced: bool) -> Result<Selection<'_>, Unseen> {
        let mut selection = Selection { lists: Vec::new(), unseen: Vec::new() };
        let Some(collected) = self.0.index.resources.get(key) else { return self.nothing(key).map(|()| selection) };
        if collected.files.is_empty() {
            return match collected.errors.values().next() {
                Some(why) => Err(Unseen(why.clone())),
                None => self.nothing(key).map(|()| selection),
            };
        }
        let mut why = None;
        for (namespace, file) in &collected.files {
            match self.load(key, file) {
                Ok(list) => {
                    selection.lists.push(list);
                    if !list.complaints.is_empty() {
                        selection.unseen.push(namespace.clone().unwrap_or_else(|| "*".to_owned()));
                    }
                }
                Err(error) => {
                    why.get_or_insert(error);
                    selection.unseen.push(namespace.clone().unwrap_or_else(|| "*".to_owned()));
                }
            }
        }
        if let (true, Some(why)) = (selection.lists.is_empty(), why) {
            return Err(Unseen(why.to_owned()));
        }
        if namespaced {
            selection.unseen.extend(self.not_collected(key, collected));
        } else if !collected.errors.is_empty() || (*key == Key::new("", "namespaces") && !self.namespaces().complete) {
            selection.unseen.push("*".to_owned());
        }
        selection.unseen.sort_unstable();
        selection.unseen.dedup();
        Ok(selection)
    }

    /// Namespaces without a file of a resource that is there for others.
    fn not_collected(&self, key: &Key, collected: &Collected) -> Vec<String> {
        if collected.files.contains_key(&None) {
            return collected.errors.keys().flatten().cloned().collect();
        }
        let namespaces = self.namespaces();
        let listed = self.custom_listed(key);
        let missing = |ns: &&String| {
            let ns = Some((*ns).clone());
            collected.errors.contains_key(&ns) || (!listed && !collected.files.contains_key(&ns))
        };
        let mut unseen: Vec<String> = namespaces.known.iter().filter(missing).cloned().collect();
        if !namespaces.complete {
            unseen.push("*".to_owned());
        }
        unseen
    }

    /// No file of a resource at all: nothing to see, unless the collector tells that there was nothing.
    fn nothing(&self, key: &Key) -> Result<(), Unseen> {
        if let Some(why) = self.custom_error(key) {
            return Err(Unseen(why.to_owned()));
        }
        if self.custom_listed(key) { Ok(()) } else { Err(Unseen("the bundle has no file of it".to_owned())) }
    }

    /// Whether the collector listed this custom resource in the whole cluster: files exist only where it has objects.
    fn custom_listed(&self, key: &Key) -> bool {
        self.0.index.custom_errors.is_some()
            && self.custom_error(key).is_none()
            && built_in(key).is_none()
            && self.api().is_custom(key)
    }

    fn custom_error(&self, key: &Key) -> Option<&str> {
        let errors = self.0.index.custom_errors.as_ref()?;
        errors.get(&format!("{}.{}", key.plural, key.group)).map(String::as_str)
    }
}
