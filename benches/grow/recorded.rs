//! The recording, unpacked: its objects by folder and namespace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::recording;

/// Objects by the folder of their kind and by their namespace.
pub(crate) struct Recorded {
    pub(crate) root: PathBuf,
    pub(crate) folders: BTreeMap<String, BTreeMap<String, Value>>,
    /// Logs by namespace: the path below it and the text.
    pub(crate) logs: BTreeMap<String, Vec<(String, String)>>,
}

impl Recorded {
    pub(crate) fn unpack(folder: &Path) -> Self {
        let mut folders: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        let root = recording::unpacked(folder, |path, document| {
            let parts: Vec<&str> = path.split('/').collect();
            if let [_, "cluster-resources", kind, file] = parts.as_slice() {
                let namespace = file.trim_end_matches(".json").to_owned();
                folders.entry((*kind).to_owned()).or_default().insert(namespace, document.clone());
            }
        });
        let mut logs: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let place = root.join("cluster-resources/pods/logs");
        for file in files(&place) {
            let below = file.strip_prefix(&place).unwrap().to_str().unwrap();
            let (namespace, path) = below.split_once('/').unwrap();
            let text = std::fs::read_to_string(&file).unwrap();
            logs.entry(namespace.to_owned()).or_default().push((path.to_owned(), text));
        }
        Self { root, folders, logs }
    }

    /// The objects of a kind in a namespace.
    pub(crate) fn items(&self, folder: &str, namespace: &str) -> &[Value] {
        let list = self.folders.get(folder).and_then(|namespaces| namespaces.get(namespace));
        list.and_then(|list| list["items"].as_array()).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn count(&self, folder: &str) -> usize {
        self.namespaces().iter().map(|namespace| self.items(folder, namespace).len()).sum()
    }

    pub(crate) fn namespaces(&self) -> Vec<&str> {
        self.folders["pods"].keys().map(String::as_str).collect()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
