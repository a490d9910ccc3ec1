//! Where a bundle keeps what: the layout of troubleshoot.sh, its older and newer spellings, and our own additions.
//!
//! Pure path work: nothing here opens a file.

use super::builtin::{self, BuiltIn};

/// The folder that makes a folder a bundle.
pub(super) const ROOT: &str = "cluster-resources";
/// Version of the API server.
pub(super) const SERVER_VERSION: &str = "cluster-info/cluster_version.json";
/// What we say about a bundle of ours.
pub(super) const BUNDLE_INFO: &str = "bundle.json";
/// API groups.
pub(super) const GROUPS: &str = "cluster-resources/groups.json";
/// API resources.
pub(super) const RESOURCES: &str = "cluster-resources/resources.json";
/// Declared manifests.
pub(super) const MANIFESTS: &str = "manifests/";
/// Logs, by namespace and pod.
pub(super) const LOGS: &str = "cluster-resources/pods/logs/";
/// What other systems said.
pub(super) const TELEMETRY: &str = "telemetry/";

/// A resource as a key: its group and plural. Versions and kinds are learnt from the objects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) group: String,
    pub(super) plural: String,
}

impl Key {
    pub(super) fn new(group: &str, plural: &str) -> Self {
        Self { group: group.to_owned(), plural: plural.to_owned() }
    }
}

impl From<BuiltIn> for Key {
    fn from(b: BuiltIn) -> Self {
        Self::new(b.group, b.plural)
    }
}

/// What a file of a bundle is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Objects of one resource.
    List {
        key: Key,
        /// The namespace that the file is named after; `None` for cluster scoped objects, or all namespaces in one file.
        namespace: Option<String>,
        yaml: bool,
    },
    /// What the collector could not read of one resource.
    Errors(Key),
    /// What the collector could not read of all custom resources.
    CustomErrors,
    /// Anything else; logs and raw files are found by name when they are asked for.
    Other,
}

/// Tells what a file is by its path below the bundle's root.
pub(super) fn place(path: &str) -> Place {
    let Some(rest) = path.strip_prefix(ROOT).and_then(|rest| rest.strip_prefix('/')) else { return Place::Other };
    if let Some(custom) = rest.strip_prefix("custom-resources/") {
        return custom_place(custom);
    }
    match rest.split_once('/') {
        None => top_place(rest),
        Some((folder, file)) => namespaced_place(folder, file),
    }
}

/// `nodes.json`, `pods-errors.json`, and `pvs` without an extension, as some versions write it.
fn top_place(file: &str) -> Place {
    let (stem, yaml) = split_name(file).unwrap_or((file, false));
    if let Some(kind) = stem.strip_suffix("-errors") {
        let kind = if kind == "storage" { "storage-classes" } else { kind };
        return match (kind, builtin::by_folder(kind)) {
            ("custom-resources", _) => Place::CustomErrors,
            (_, Some(b)) => Place::Errors(b.into()),
            (_, None) => Place::Other,
        };
    }
    match builtin::by_folder(stem) {
        Some(b) => Place::List { key: b.into(), namespace: None, yaml },
        None => Place::Other,
    }
}

fn namespaced_place(folder: &str, file: &str) -> Place {
    let (Some(b), Some((stem, yaml))) = (builtin::by_folder(folder), split_name(file)) else { return Place::Other };
    if stem.contains('/') {
        return Place::Other;
    }
    Place::List { key: b.into(), namespace: b.namespaced.then(|| stem.to_owned()), yaml }
}

/// `certificates.cert-manager.io/shop.json`, or `clusterissuers.cert-manager.io.yaml` where it is cluster scoped.
fn custom_place(rest: &str) -> Place {
    let Some((name, yaml)) = split_name(rest) else { return Place::Other };
    if name == "custom-resources-errors" {
        return Place::CustomErrors;
    }
    let (definition, namespace) = match name.split_once('/') {
        Some((definition, namespace)) => (definition, Some(namespace)),
        None => (name, None),
    };
    match definition.split_once('.') {
        Some((plural, group)) if !plural.is_empty() && !namespace.is_some_and(|ns| ns.contains('/')) => {
            Place::List { key: Key::new(group, plural), namespace: namespace.map(str::to_owned), yaml }
        }
        _ => Place::Other,
    }
}

/// The stem of a JSON or YAML file and whether it is YAML; hidden files are none.
fn split_name(file: &str) -> Option<(&str, bool)> {
    let name = file.rsplit('/').next().unwrap_or(file);
    if name.starts_with('.') {
        return None;
    }
    let (stem, extension) = file.rsplit_once('.')?;
    match extension {
        "json" => Some((stem, false)),
        "yaml" | "yml" => Some((stem, true)),
        _ => None,
    }
}

/// The folder of a pod's logs, with its final slash.
pub(super) fn log_folder(namespace: &str, pod: &str) -> String {
    format!("{ROOT}/pods/logs/{namespace}/{pod}/")
}

/// The log of a container.
pub(super) fn log_path(namespace: &str, pod: &str, container: &str, previous: bool) -> String {
    format!("{}{container}{}.log", log_folder(namespace, pod), suffix(previous))
}

/// How the path of a log ends where a named log collector of an older version put it, below its own folder.
pub(super) fn collector_log_suffix(namespace: &str, pod: &str, container: &str, previous: bool) -> String {
    format!("/{namespace}/{pod}/{container}{}.log", suffix(previous))
}

fn suffix(previous: bool) -> &'static str {
    if previous { "-previous" } else { "" }
}

/// Where the collector says why there is no log.
pub(super) fn log_error_path(namespace: &str, pod: &str, container: &str) -> String {
    format!("{}{container}-logs-errors.log", log_folder(namespace, pod))
}
