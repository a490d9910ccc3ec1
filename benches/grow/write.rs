//! Writes what was grown into the folder of the bundle, namespace by namespace.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::recorded::Recorded;
use super::renames::{Renames, Serial, node_address, node_name};

/// Kinds of which every namespace has its own, whatever runs in it.
const OF_EVERY_NAMESPACE: &[&str] = &["configmaps", "serviceaccounts"];

pub(crate) struct Writer<'a> {
    recorded: &'a Recorded,
    resources: PathBuf,
    namespaces: Value,
    /// Objects of the namespace that is open, by folder.
    open: BTreeMap<String, Vec<Value>>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(recorded: &'a Recorded) -> Self {
        let resources = recorded.root.join("cluster-resources");
        let text = std::fs::read_to_string(resources.join("namespaces.json")).unwrap();
        Self { recorded, resources, namespaces: serde_json::from_str(&text).unwrap(), open: BTreeMap::new() }
    }

    /// Copies of the first node, in place of a new cluster's own.
    pub(crate) fn nodes(&self, serial: &mut Serial) -> usize {
        let place = self.resources.join("nodes.json");
        let mut list: Value = serde_json::from_str(&std::fs::read_to_string(&place).unwrap()).unwrap();
        let items = list["items"].as_array_mut().unwrap();
        let first = items[0].clone();
        for number in 0..serial.nodes() {
            let mut node = first.clone();
            let mut renames = Renames::new(serial);
            renames.word("lab-worker-1", &node_name(number));
            for recorded in 3..=5 {
                renames.word(&format!("172.18.0.{recorded}"), &node_address(number));
            }
            renames.value(&mut node);
            items.push(node);
        }
        let count = items.len();
        std::fs::write(place, list.to_string()).unwrap();
        count
    }

    /// Begins a namespace that is like another one, without its workloads.
    pub(crate) fn open(&mut self, namespace: &str, like: &str) {
        let mut serial = Serial::new(1);
        let mut renames = Renames::new(&mut serial);
        renames.word(like, namespace);
        self.namespace(like, &mut renames);
        for folder in OF_EVERY_NAMESPACE {
            for object in self.recorded.items(folder, like) {
                let mut object = object.clone();
                renames.value(&mut object);
                self.add(folder, object);
            }
        }
    }

    pub(crate) fn add(&mut self, folder: &str, object: Value) {
        self.open.entry(folder.to_owned()).or_default().push(object);
    }

    /// Writes the namespace: a file of every kind, so that what is not there was seen not to be.
    pub(crate) fn close(&mut self, namespace: &str) {
        for (folder, namespaces) in &self.recorded.folders {
            let Some(like) = namespaces.values().next() else { continue };
            let items = self.open.remove(folder).unwrap_or_default();
            let mut list =
                json!({"kind": like["kind"], "apiVersion": like["apiVersion"], "metadata": like["metadata"]});
            list["items"] = Value::Array(items);
            let place = self.resources.join(folder).join(format!("{namespace}.json"));
            std::fs::write(place, list.to_string()).unwrap();
        }
    }

    /// Copies a whole namespace with its logs. Returns how many pods it has.
    pub(crate) fn copy_namespace(&mut self, from: &str, renames: &mut Renames<'_>) -> usize {
        renames.move_to_next_node();
        self.namespace(from, renames);
        let to = renames.text(from);
        let recorded = self.recorded;
        for folder in recorded.folders.keys() {
            for object in recorded.items(folder, from) {
                let mut object = object.clone();
                renames.value(&mut object);
                self.add(folder, object);
            }
        }
        self.close(&to);
        for (path, text) in recorded.logs.get(from).map(Vec::as_slice).unwrap_or_default() {
            let place = self.resources.join("pods/logs").join(&to).join(renames.text(path));
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, renames.text(text)).unwrap();
        }
        recorded.items("pods", from).len()
    }

    /// The namespaces of the bundle are written last.
    pub(crate) fn finish(self) -> usize {
        std::fs::write(self.resources.join("namespaces.json"), self.namespaces.to_string()).unwrap();
        self.namespaces["items"].as_array().unwrap().len()
    }

    fn namespace(&mut self, like: &str, renames: &mut Renames<'_>) {
        let all = self.namespaces["items"].as_array_mut().unwrap();
        let mut new = all.iter().find(|ns| ns["metadata"]["name"] == like).unwrap().clone();
        renames.value(&mut new);
        all.push(new);
    }
}
