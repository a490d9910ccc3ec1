//! What was collected of which resource, decided per namespace: absent and unseen stay different.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::builtin::{self, BuiltIn};
use super::files::Files;
use super::layout::{self, Key, Place};
use super::list::{Expected, List};

/// A file of objects, read at its first use and once.
pub(super) struct ListFile {
    pub(super) path: String,
    pub(super) namespace: Option<String>,
    yaml: bool,
    list: OnceLock<Result<List, String>>,
}

impl ListFile {
    /// The objects; the error is a sentence that names the file.
    pub(super) fn list(&self, files: &Files, kind: Option<&str>) -> Result<&List, &str> {
        let read = || {
            let expected = Expected { kind, namespace: self.namespace.as_deref(), yaml: self.yaml };
            let body = match files.read(&self.path) {
                Some(Ok(body)) => body,
                Some(Err(error)) => return Err(format!("{} cannot be read: {error}", self.path)),
                None => return Err(format!("{} is gone", self.path)),
            };
            List::read(&body, &expected).map_err(|why| format!("{} {why}", self.path))
        };
        self.list.get_or_init(read).as_ref().map_err(String::as_str)
    }
}

/// What the bundle has of one resource.
#[derive(Default)]
pub(super) struct Collected {
    /// By namespace; under `None` cluster scoped objects, or the objects of all namespaces in one file.
    pub(super) files: BTreeMap<Option<String>, ListFile>,
    /// What the collector could not read, by namespace; under `None` of the whole.
    pub(super) errors: BTreeMap<Option<String>, String>,
}

impl Collected {
    fn add(&mut self, path: &str, namespace: Option<String>, yaml: bool) {
        let keep = self.files.get(&namespace).is_some_and(|known| !known.yaml);
        if !keep {
            let file = ListFile { path: path.to_owned(), namespace: namespace.clone(), yaml, list: OnceLock::new() };
            self.files.insert(namespace, file);
        }
    }
}

/// Everything that was collected, by resource.
#[derive(Default)]
pub(super) struct Index {
    pub(super) resources: BTreeMap<Key, Collected>,
    /// The collector's own list of custom resources that it could not read. With it, a definition that is neither
    /// collected nor named there has no objects.
    pub(super) custom_errors: Option<BTreeMap<String, String>>,
    /// Error files that cannot be read themselves.
    pub(super) complaints: Vec<String>,
}

impl Index {
    /// Sorts the files of a bundle; opens only those that tell errors.
    pub(super) fn of(files: &Files) -> Self {
        let mut index = Self::default();
        for (path, size) in files.paths() {
            match layout::place(path) {
                Place::List { key, namespace, yaml } if size > 0 => {
                    index.resources.entry(key).or_default().add(path, namespace, yaml);
                }
                Place::Errors(key) => {
                    let errors = index.told(files, path);
                    index.resources.entry(key).or_default().errors.extend(errors);
                }
                Place::CustomErrors => {
                    let errors = index.told(files, path);
                    let named = errors.into_iter().filter_map(|(name, why)| Some((name?, why)));
                    index.custom_errors.get_or_insert_default().extend(named);
                }
                Place::List { .. } | Place::Other => {}
            }
        }
        index
    }

    /// An error file: an object by namespace, a list of messages, or `null` for none.
    fn told(&mut self, files: &Files, path: &str) -> BTreeMap<Option<String>, String> {
        use serde_json::Value;
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let Some(Ok(body)) = files.read(path) else { return BTreeMap::new() };
        if body.trim_ascii().is_empty() {
            return BTreeMap::new();
        }
        match serde_json::from_slice(&body) {
            Ok(Value::Object(map)) => map.iter().map(|(ns, why)| (Some(ns.clone()), text(why))).collect(),
            Ok(Value::Array(list)) if list.is_empty() => BTreeMap::new(),
            Ok(Value::Array(list)) => BTreeMap::from([(None, list.iter().map(text).collect::<Vec<_>>().join("; "))]),
            Ok(Value::Null) => BTreeMap::new(),
            Ok(other) => BTreeMap::from([(None, text(&other))]),
            Err(e) => {
                self.complaints.push(format!("{path} is not valid JSON at line {} column {}", e.line(), e.column()));
                BTreeMap::new()
            }
        }
    }

    /// Namespaces that appear in the names of files.
    pub(super) fn named_namespaces(&self) -> BTreeSet<String> {
        self.resources.values().flat_map(|c| c.files.keys().chain(c.errors.keys()).flatten().cloned()).collect()
    }
}

/// The built-in kind that a resource has, which its objects must have too.
pub(super) fn built_in(key: &Key) -> Option<BuiltIn> {
    builtin::all().find(|b| b.group == key.group && b.plural == key.plural)
}

/// The namespaces of the cluster, as far as the bundle tells.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    pub(super) known: BTreeSet<String>,
    /// Whether the bundle holds the server's list of them: one that is not in it does not exist.
    pub(super) complete: bool,
}
