//! A case as a support bundle: every kind that it does not mention was collected and is empty.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sre::evidence::kinds::{self, Kind};

use super::case_file::CaseFile;
use super::shuffle::Shuffle;

type Place = (Kind, Option<String>);

/// Writes the bundle into a folder, its lists shuffled where a seed is given.
pub fn write(case: &CaseFile, folder: &Path, seed: Option<u64>) -> PathBuf {
    let root = folder.join("case");
    let put = |path: &str, body: &[u8]| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, body).unwrap();
    };
    put("bundle.json", json!({"format": "sre-bundle", "version": 1, "collectedAt": case.now}).to_string().as_bytes());
    put(
        "cluster-info/cluster_version.json",
        br#"{"info": {"major": "1", "minor": "36", "gitVersion": "v1.36.2"}, "string": "v1.36.2"}"#,
    );
    for ((kind, namespace), mut items) in lists(case) {
        if let Some(seed) = seed {
            Shuffle::new(seed).list(&mut items);
        }
        let list = json!({"apiVersion": kind.api_version(), "kind": format!("{}List", kind.kind), "items": items});
        let path = match namespace {
            Some(namespace) => format!("cluster-resources/{}/{namespace}.json", kind.bundle),
            None => format!("cluster-resources/{}.json", kind.bundle),
        };
        put(&path, list.to_string().as_bytes());
    }
    for log in &case.logs {
        let previous = if log.previous { "-previous" } else { "" };
        let path = format!("cluster-resources/pods/logs/{}/{}/{}{previous}.log", log.namespace, log.pod, log.container);
        put(&path, log.text.as_bytes());
    }
    for document in &case.documents {
        put(&document.path, document.text.as_bytes());
    }
    root
}

fn lists(case: &CaseFile) -> BTreeMap<Place, Vec<Value>> {
    let mut lists: BTreeMap<Place, Vec<Value>> = BTreeMap::new();
    let namespaces = namespaces(case);
    for kind in kinds::ALL {
        if kind.namespaced {
            for namespace in &namespaces {
                lists.entry(((*kind).clone(), Some(namespace.clone()))).or_default();
            }
        } else {
            lists.entry(((*kind).clone(), None)).or_default();
        }
    }
    for object in &case.objects {
        let namespace = object["metadata"]["namespace"].as_str().map(str::to_owned);
        let kind = kind_of(object, namespace.is_some());
        assert_eq!(
            kind.namespaced,
            namespace.is_some(),
            "{case}: namespace of {} {}",
            kind.kind,
            object["metadata"]["name"]
        );
        lists.entry((kind, namespace)).or_default().push(object.clone());
    }
    let known = lists.entry((kinds::NAMESPACE.clone(), None)).or_default();
    for namespace in &namespaces {
        if !known.iter().any(|object| object["metadata"]["name"] == **namespace) {
            known.push(json!({
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": {"name": namespace, "uid": format!("ns-{namespace}"), "creationTimestamp": "2026-11-01T08:00:00Z",
                    "labels": {"kubernetes.io/metadata.name": namespace}},
                "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"},
            }));
        }
    }
    for (plural, namespace) in &case.not_collected {
        let before = lists.len();
        lists.retain(|(kind, of), _| kind.plural != **plural || (namespace.is_some() && of != namespace));
        assert_ne!(before, lists.len(), "{case}: NotCollected {plural} withholds nothing");
    }
    lists
}

/// Namespaces that are mentioned anywhere exist.
fn namespaces(case: &CaseFile) -> BTreeSet<String> {
    let own = case.objects.iter().filter_map(|o| o["metadata"]["namespace"].as_str());
    let written =
        case.objects.iter().filter(|o| o["kind"] == "Namespace").filter_map(|o| o["metadata"]["name"].as_str());
    let logs = case.logs.iter().map(|log| &*log.namespace);
    let withheld = case.not_collected.iter().filter_map(|(_, namespace)| namespace.as_deref());
    let all = own.chain(written).chain(logs).chain(withheld).chain(case.namespace.as_deref());
    // No cluster is without that one.
    all.chain(["default"]).map(str::to_owned).collect()
}

/// The kind of an object; one that the program does not know by name is taken for a custom resource.
fn kind_of(object: &Value, namespaced: bool) -> Kind {
    let api_version = object["apiVersion"].as_str().unwrap();
    let name = object["kind"].as_str().unwrap();
    if let Some(known) = kinds::by_api_version(api_version, name) {
        return known.clone();
    }
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let lower = name.to_lowercase();
    let plural = match lower.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o'])) {
        Some(stem) => format!("{stem}ies"),
        None if lower.ends_with('s') => format!("{lower}es"),
        None => format!("{lower}s"),
    };
    Kind::dynamic(group, version, name, &plural, namespaced)
}
