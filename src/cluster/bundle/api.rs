//! Which API the recorded cluster had: groups, versions and resources, put together from what the bundle tells.
//!
//! Sources in order of trust: `resources.json`, custom resource definitions, the resources of Kubernetes itself, and
//! the objects. What none of them decides is neither present nor absent, see [`Answer::Unknown`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::builtin::{self, BuiltIn};
use super::collected::built_in;
use super::layout::{self, Key};
use super::store::Store;
use super::table::CustomColumn;
use super::translate;

/// A resource as discovery tells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource {
    /// Plural, or `plural/subresource`.
    pub(super) name: String,
    #[serde(default)]
    pub(super) singular_name: String,
    pub(super) namespaced: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) group: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) version: String,
    pub(super) kind: String,
    #[serde(default)]
    pub(super) verbs: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) short_names: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) categories: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) storage_version_hash: String,
}

/// What a bundle answers of every resource.
const READS: [&str; 3] = ["get", "list", "watch"];

impl Resource {
    /// A resource of Kubernetes itself, under the names that clients know it by.
    fn built_in(b: &BuiltIn) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut resource = Self {
            short_names: owned(builtin::short_names(b)),
            categories: owned(builtin::categories(b)),
            ..Self::new(b.plural, b.kind, b.namespaced)
        };
        if b.plural == "bindings" {
            resource.verbs = Vec::new();
        }
        resource
    }

    fn new(name: &str, kind: &str, namespaced: bool) -> Self {
        Self {
            name: name.to_owned(),
            singular_name: kind.to_ascii_lowercase(),
            namespaced,
            group: String::new(),
            version: String::new(),
            kind: kind.to_owned(),
            verbs: READS.map(str::to_owned).to_vec(),
            short_names: Vec::new(),
            categories: Vec::new(),
            storage_version_hash: String::new(),
        }
    }
}

/// One version of a group.
#[derive(Debug, Default)]
pub(super) struct Version {
    pub(super) resources: BTreeMap<String, Resource>,
    /// Whether a resource that is not listed does not exist.
    closed: bool,
}

/// A group with its versions, the preferred one first.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) versions: indexmap::IndexMap<String, Version>,
}

/// The API of the recorded cluster.
#[derive(Debug, Default)]
pub(super) struct Api {
    pub(super) groups: BTreeMap<String, Group>,
    custom: BTreeSet<Key>,
    /// The columns that definitions ask for, by resource and version.
    columns: BTreeMap<Key, BTreeMap<String, Vec<CustomColumn>>>,
    groups_told: bool,
    definitions_told: bool,
}

/// Whether a resource exists.
pub(super) enum Answer<'a> {
    /// It does.
    Yes(&'a Resource),
    /// It does not.
    No,
    /// The bundle does not tell.
    Unknown,
}

impl Api {
    /// Puts together what a bundle tells.
    pub(super) fn of(store: &Store) -> Self {
        let mut api = Self::default();
        api.told_groups(store);
        api.told_resources(store);
        api.definitions(store);
        api.built_ins();
        api.collected(store);
        api
    }

    /// Whether a resource exists in that version.
    pub(super) fn find(&self, group: &str, version: &str, plural: &str) -> Answer<'_> {
        let Some(known) = self.groups.get(group) else {
            let decided = self.groups_told || self.definitions_told || builtin::is_group(group);
            return if decided { Answer::No } else { Answer::Unknown };
        };
        let Some(served) = known.versions.get(version) else { return Answer::No };
        match served.resources.get(plural) {
            Some(resource) => Answer::Yes(resource),
            None if served.closed => Answer::No,
            None => Answer::Unknown,
        }
    }

    /// Whether a resource is one of a custom resource definition of the bundle.
    pub(super) fn is_custom(&self, key: &Key) -> bool {
        self.custom.contains(key)
    }

    /// The columns that the definition of a custom resource asks for.
    pub(super) fn columns(&self, key: &Key, version: &str) -> &[CustomColumn] {
        self.columns.get(key).and_then(|versions| versions.get(version)).map(Vec::as_slice).unwrap_or_default()
    }

    fn version(&mut self, group: &str, version: &str) -> &mut Version {
        self.groups.entry(group.to_owned()).or_default().versions.entry(version.to_owned()).or_default()
    }

    /// `groups.json`: an `APIGroupList`, or the bare list of groups that client-go makes.
    fn told_groups(&mut self, store: &Store) {
        let Some(told) = store.json(layout::GROUPS) else { return };
        let Some(groups) = told.get("groups").unwrap_or(&told).as_array() else { return };
        self.groups_told = true;
        for group in groups {
            let name = group.get("name").and_then(Value::as_str).unwrap_or_default();
            let preferred = group.pointer("/preferredVersion/version").and_then(Value::as_str);
            let versions = group.get("versions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let versions = versions.iter().filter_map(|v| v.get("version").and_then(Value::as_str));
            for version in preferred.into_iter().chain(versions) {
                self.version(name, version);
            }
        }
        self.version("", "v1");
    }

    /// `resources.json`: one `APIResourceList`, or a list of them.
    fn told_resources(&mut self, store: &Store) {
        let lists = match store.json(layout::RESOURCES) {
            Some(Value::Array(lists)) => lists,
            Some(list) => vec![list],
            None => return,
        };
        for list in lists {
            let Some(group_version) = list.get("groupVersion").and_then(Value::as_str) else { continue };
            let (group, version) = group_version.rsplit_once('/').unwrap_or(("", group_version));
            let resources = list.get("resources").and_then(Value::as_array).cloned().unwrap_or_default();
            let served = self.version(group, version);
            served.closed = true;
            for resource in resources.into_iter().filter_map(|r| serde_json::from_value::<Resource>(r).ok()) {
                served.resources.entry(resource.name.clone()).or_insert(resource);
            }
        }
    }

    fn definitions(&mut self, store: &Store) {
        let key = Key::new("apiextensions.k8s.io", "customresourcedefinitions");
        let Some(collected) = store.index().resources.get(&key) else { return };
        for file in collected.files.values() {
            let Ok(list) = store.load(&key, file) else { continue };
            self.definitions_told |= list.whole && collected.errors.is_empty();
            for item in &list.items {
                if let Ok(definition) = serde_json::from_slice(&item.raw) {
                    self.definition(&definition);
                }
            }
        }
    }

    fn definition(&mut self, definition: &Definition) {
        let spec = &definition.spec;
        let mut resource = Resource::new(&spec.names.plural, &spec.names.kind, spec.scope == "Namespaced");
        if let Some(singular) = &spec.names.singular {
            resource.singular_name.clone_from(singular);
        }
        resource.short_names.clone_from(&spec.names.short);
        resource.categories.clone_from(&spec.names.categories);
        let key = Key::new(&spec.group, &spec.names.plural);
        self.custom.insert(key.clone());
        self.columns.insert(key, spec.columns());
        let served = spec.versions.iter().filter(|v| v.served).map(|v| v.name.as_str());
        let versions: Vec<&str> =
            if spec.versions.is_empty() { spec.version.as_deref().into_iter().collect() } else { served.collect() };
        for version in versions {
            let served = self.version(&spec.group, version);
            served.closed = true;
            served.resources.entry(resource.name.clone()).or_insert_with(|| resource.clone());
        }
    }

    /// What every server has. Groups that the bundle lists decide which versions there are.
    fn built_ins(&mut self) {
        for b in builtin::all() {
            let listed = self.groups.get(b.group).is_some_and(|g| g.versions.contains_key(b.version));
            if self.groups_told && !listed {
                continue;
            }
            let served = self.version(b.group, b.version);
            if !served.closed {
                served.resources.entry(b.plural.to_owned()).or_insert_with(|| Resource::built_in(&b));
            }
        }
        self.translated();
        for b in builtin::all() {
            if let Some(served) = self.groups.get_mut(b.group).and_then(|g| g.versions.get_mut(b.version)) {
                served.closed = true;
            }
        }
    }

    /// Older versions that are answered from what was collected in the current one.
    fn translated(&mut self) {
        for (old, current) in translate::OLD_VERSIONS {
            let known = self.groups.get_mut(current.group);
            if let Some(served) = known.and_then(|group| group.versions.get_mut(*old)).filter(|served| !served.closed) {
                served.resources.insert(current.plural.to_owned(), Resource::built_in(current));
                served.closed = true;
            }
        }
    }

    /// Resources that only their objects tell of.
    fn collected(&mut self, store: &Store) {
        for (key, collected) in &store.index().resources {
            if built_in(key).is_some() || self.custom.contains(key) {
                continue;
            }
            for (namespace, file) in &collected.files {
                let Ok(list) = store.load(key, file) else { continue };
                let (Some(api_version), Some(kind)) = (&list.api_version, &list.kind) else { continue };
                let Some((group, version)) = api_version.rsplit_once('/') else { continue };
                if group == key.group {
                    let resource = Resource::new(&key.plural, kind, namespace.is_some());
                    self.version(group, version).resources.entry(key.plural.clone()).or_insert(resource);
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct Definition {
    spec: Spec,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    group: String,
    names: Names,
    scope: String,
    #[serde(default)]
    versions: Vec<DefinedVersion>,
    version: Option<String>,
    /// What definitions of the first version asked for, for all versions of the resource.
    #[serde(default)]
    additional_printer_columns: Value,
}

impl Spec {
    /// Columns by version. Those that cannot be read are left out: the resource must not be lost with them.
    fn columns(&self) -> BTreeMap<String, Vec<CustomColumn>> {
        let read = |columns: &Value| -> Vec<CustomColumn> {
            let columns = columns.as_array().map(Vec::as_slice).unwrap_or_default();
            columns.iter().filter_map(|column| CustomColumn::deserialize(column).ok()).collect()
        };
        let common = self.version.iter().map(|version| (version.clone(), read(&self.additional_printer_columns)));
        let own = self.versions.iter().map(|version| {
            let columns = &version.additional_printer_columns;
            let columns = if columns.is_null() { &self.additional_printer_columns } else { columns };
            (version.name.clone(), read(columns))
        });
        common.chain(own).collect()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Names {
    plural: String,
    kind: String,
    singular: Option<String>,
    #[serde(default, rename = "shortNames")]
    short: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
}

/// A version as its definition tells it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DefinedVersion {
    name: String,
    #[serde(default)]
    served: bool,
    #[serde(default)]
    additional_printer_columns: Value,
}
