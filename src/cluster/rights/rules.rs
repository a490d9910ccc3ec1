//! What a `SelfSubjectRulesReview` says, evaluated as Kubernetes' RBAC does.
//!
//! Two questions are asked of it, and each errs on its own safe side: a read counts as allowed only where it certainly
//! is, a write as possible wherever it might be.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer};

/// The rules of an identity in a namespace, those of the whole cluster included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rules {
    #[serde(rename = "resourceRules", deserialize_with = "or_empty")]
    resources: Vec<ResourceRule>,
    #[serde(rename = "nonResourceRules", deserialize_with = "or_empty")]
    paths: Vec<PathRule>,
    /// The server could not list all of them: what is missing here may be allowed all the same.
    pub incomplete: bool,
    /// Why.
    #[serde(deserialize_with = "or_empty")]
    pub evaluation_error: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ResourceRule {
    #[serde(deserialize_with = "or_empty")]
    verbs: Vec<String>,
    #[serde(deserialize_with = "or_empty")]
    api_groups: Vec<String>,
    #[serde(deserialize_with = "or_empty")]
    resources: Vec<String>,
    #[serde(deserialize_with = "or_empty")]
    resource_names: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PathRule {
    #[serde(deserialize_with = "or_empty")]
    verbs: Vec<String>,
    #[serde(rename = "nonResourceURLs", deserialize_with = "or_empty")]
    urls: Vec<String>,
}

/// Go writes `null` for an empty list.
fn or_empty<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// Verbs that change something, of resources that can be changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Write {
    /// `create`, `delete` … or `*`.
    pub verbs: Vec<String>,
    /// `pods`, `deployments.apps`, `*` …
    pub resources: Vec<String>,
    /// Only these objects; empty for any.
    pub names: Vec<String>,
}

/// Verbs that only look. Every other one counts as a write, those that nobody has invented yet included.
const LOOKING: &[&str] = &["get", "list", "watch", "use"];
/// Subresources that connect to a process or a server: whoever may GET one can do more than read.
const CONNECTING: &[&str] = &["exec", "attach", "portforward", "proxy"];
/// Groups whose reviews are questions, though they are created.
const ASKING: &[&str] = &["authentication.k8s.io", "authorization.k8s.io"];

impl Rules {
    /// Whether every object of a resource may be read so; `resource` may name a subresource, as in `pods/log`.
    pub fn allows(&self, verb: &str, group: &str, resource: &str) -> bool {
        self.resources.iter().any(|rule| {
            rule.resource_names.is_empty()
                && names(&rule.verbs, verb)
                && names(&rule.api_groups, group)
                && rule.resources.iter().any(|pattern| covers(pattern, resource))
        })
    }

    /// Whether a path that is no resource may be asked for.
    pub fn allows_path(&self, verb: &str, path: &str) -> bool {
        let fits = |url: &String| match url.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => url == path,
        };
        self.paths.iter().any(|rule| names(&rule.verbs, verb) && rule.urls.iter().any(fits))
    }

    /// Whatever could change something, gathered by verbs and names, in a stable order.
    pub fn writes(&self) -> Vec<Write> {
        let mut found: BTreeMap<(Vec<String>, Vec<String>), BTreeSet<String>> = BTreeMap::new();
        for rule in &self.resources {
            for group in &rule.api_groups {
                for resource in &rule.resources {
                    let verbs = rule.writing(group, resource);
                    if !verbs.is_empty() {
                        let names: BTreeSet<&String> = rule.resource_names.iter().collect();
                        let key = (verbs, names.into_iter().cloned().collect());
                        found.entry(key).or_default().insert(full(group, resource));
                    }
                }
            }
        }
        for rule in &self.paths {
            let verbs = sorted(rule.verbs.iter().filter(|verb| !["get", "head", "options"].contains(&verb.as_str())));
            if !verbs.is_empty() {
                found.entry((verbs, Vec::new())).or_default().extend(rule.urls.iter().map(|url| format!("path {url}")));
            }
        }
        let write = |((verbs, names), resources): ((_, _), BTreeSet<String>)| Write {
            verbs,
            resources: resources.into_iter().collect(),
            names,
        };
        found.into_iter().map(write).collect()
    }
}

impl ResourceRule {
    /// The verbs of this rule that could change something of a resource.
    fn writing(&self, group: &str, resource: &str) -> Vec<String> {
        let asks = ASKING.contains(&group) && resource.ends_with("reviews");
        let (main, below) = resource.split_once('/').unwrap_or((resource, ""));
        // `*` covers every subresource too; `pods/*` means nothing to RBAC, and may mean something to others.
        let connects = CONNECTING.contains(&below) || main == "*" && below.is_empty() || below == "*";
        sorted(self.verbs.iter().filter(|verb| match verb.as_str() {
            "get" => connects && ["", "*"].contains(&group),
            "create" => !asks,
            verb => !LOOKING.contains(&verb),
        }))
    }
}

fn sorted<'a>(verbs: impl Iterator<Item = &'a String>) -> Vec<String> {
    let set: BTreeSet<&String> = verbs.collect();
    set.into_iter().cloned().collect()
}

/// Whether a list names something, or all.
fn names(list: &[String], wanted: &str) -> bool {
    list.iter().any(|one| one == "*" || one == wanted)
}

/// RBAC knows `*`, the exact name, and `*/subresource`; nothing else.
fn covers(pattern: &str, resource: &str) -> bool {
    let below = resource.split_once('/').map(|(_, below)| below);
    pattern == "*" || pattern == resource || below.is_some_and(|below| pattern.strip_prefix("*/") == Some(below))
}

fn full(group: &str, resource: &str) -> String {
    match (group, resource) {
        ("*", "*") => "everything".to_owned(),
        ("*", _) => format!("{resource} of every group"),
        ("", _) => resource.to_owned(),
        (_, "*") => format!("everything in {group}"),
        _ => format!("{resource}.{group}"),
    }
}
