//! What is in a bundle, counted, and what is not: for a person who was handed one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::builtin;
use super::layout::{self, Key};
use super::store::{Selection, Store};

/// The contents of a bundle.
#[derive(Debug, Clone, Serialize)]
pub struct Contents {
    /// The bundle's short name.
    pub name: String,
    /// The moment that it shows.
    pub collected_at: Option<Timestamp>,
    /// The version of the API server.
    pub server_version: Option<String>,
    /// The cluster's namespaces, as far as the bundle tells.
    pub namespaces: Vec<String>,
    /// Objects, by resource.
    pub resources: Vec<Counted>,
    /// Logs of containers: current ones.
    pub logs: usize,
    /// Logs of containers: those of the instance before.
    pub previous_logs: usize,
    /// Declared manifests.
    pub manifests: usize,
    /// Files of what other systems said.
    pub telemetry: usize,
    /// Files.
    pub files: usize,
    /// Bytes of all files, unpacked.
    pub bytes: u64,
    /// What the bundle does not hold although the cluster may have had it.
    pub not_collected: Vec<Gap>,
    /// Files that cannot be used, and why.
    pub problems: Vec<String>,
}

/// The objects of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// `pods`, `deployments.apps`.
    pub resource: String,
    /// How many.
    pub objects: usize,
    /// In how many namespaces; none for what lives in no namespace.
    pub namespaces: usize,
}

/// Something that the bundle does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// `pods`, `deployments.apps`.
    pub resource: String,
    /// Where; empty for everywhere, `*` for places that nobody knows.
    pub namespaces: Vec<String>,
    /// Why, as the bundle tells it.
    pub why: String,
}

impl Store {
    /// Counts what is in the bundle. Reads the lists that were not read yet.
    pub fn contents(&self) -> Contents {
        let (mut resources, mut gaps) = (Vec::new(), Vec::new());
        let collected = self.index().resources.keys().cloned();
        let expected = builtin::table().map(Key::from);
        let keys: std::collections::BTreeSet<Key> = collected.chain(expected).collect();
        for key in keys {
            match self.everywhere(&key, self.lives_in_namespaces(&key)) {
                Ok(selection) => {
                    resources.extend(counted(&key, &selection));
                    gaps.extend(self.gaps(&key, selection.unseen));
                }
                Err(why) => gaps.push(Gap { resource: name(&key), namespaces: Vec::new(), why: why.0 }),
            }
        }
        let logs = self.files().below(layout::LOGS).filter_map(|path| path.strip_suffix(".log"));
        let logs: Vec<&str> = logs.filter(|stem| !stem.ends_with("-logs-errors")).collect();
        let previous_logs = logs.iter().filter(|stem| stem.ends_with("-previous")).count();
        Contents {
            name: self.label().to_owned(),
            collected_at: self.now(),
            server_version: self.server_version(),
            namespaces: self.namespace_names().map(str::to_owned).collect(),
            resources,
            logs: logs.len() - previous_logs,
            previous_logs,
            manifests: self.manifests().count(),
            telemetry: self.telemetry().count(),
            files: self.files().paths().count(),
            bytes: self.files().paths().map(|(_, size)| size).sum(),
            not_collected: gaps,
            problems: self.problems().into_iter().map(|problem| problem.message).collect(),
        }
    }

    fn lives_in_namespaces(&self, key: &Key) -> bool {
        let files = self.index().resources.get(key).map(|collected| &collected.files);
        let by_name = files.is_some_and(|files| files.keys().any(Option::is_some));
        by_name || super::collected::built_in(key).is_some_and(|b| b.namespaced)
    }

    /// The namespaces that are missing, by the reason.
    fn gaps(&self, key: &Key, unseen: Vec<String>) -> Vec<Gap> {
        let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for namespace in unseen {
            let why = match self.in_namespace(key, &namespace) {
                Err(why) => why.0,
                Ok(_) => "not all of them are there".to_owned(),
            };
            reasons.entry(why).or_default().push(namespace);
        }
        let gap = |(why, namespaces)| Gap { resource: name(key), namespaces, why };
        reasons.into_iter().map(gap).collect()
    }
}

fn counted(key: &Key, selection: &Selection<'_>) -> Option<Counted> {
    let items = || selection.lists.iter().flat_map(|list| &list.items);
    let namespaces: std::collections::BTreeSet<&str> =
        items().map(|item| &*item.meta.namespace).filter(|namespace| !namespace.is_empty()).collect();
    let objects = items().count();
    (objects > 0).then(|| Counted { resource: name(key), objects, namespaces: namespaces.len() })
}

fn name(key: &Key) -> String {
    if key.group.is_empty() { key.plural.clone() } else { format!("{}.{}", key.plural, key.group) }
}
