//! Reads Helm's release records: where the question is about a release, or about what changed.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::collect::{Aim, scope};
use crate::diagnosis::objects::release::{self, Release};
use crate::diagnosis::subject::Subject;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Releases that are looked into.
pub(super) const RELEASES: usize = 4;
/// Words of questions about what changed.
const CHANGES: &[&str] = &["changes", "changed", "change"];
const ANNOTATION: &str = "meta.helm.sh/release-name";
const NAMESPACE: &str = "meta.helm.sh/release-namespace";

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    if !aim.words.speaks_of(release::WORDS) && !aim.words.speaks_of(CHANGES) {
        return Vec::new();
    }
    let mut reads = listed(aim, graph);
    reads.extend(
        Release::all(graph)
            .iter()
            .filter(|found| is_unfinished(found))
            .take(RELEASES)
            .map(|found| Read::release_record(found.key.ns(), &found.record.key().name)),
    );
    reads
}

/// The records of the subject's releases, by their metadata.
pub(super) fn listed(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    match aim.subject {
        Subject::Namespace(ns) => vec![records(ns, None)],
        _ => named(aim, graph).iter().take(RELEASES).map(|(ns, name)| records(ns, Some(name))).collect(),
    }
}

/// The records of a namespace, or of one release, by their metadata.
fn records(namespace: &str, name: Option<&str>) -> Read {
    let selector = name.map_or("owner=helm".to_owned(), |name| format!("name={name},owner=helm"));
    Read::list(&kinds::SECRET, Some(namespace)).labelled(selector)
}

/// Namespace and name of the releases that objects of the subject say they belong to.
fn named(aim: Aim<'_>, graph: &Graph) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for key in scope::entities(aim.subject, graph) {
        let Some(view) = graph.view(&key) else { continue };
        let annotation = |name: &str| view.key_at("/metadata/annotations", name).and_then(|v| v.str());
        if let Some(name) = annotation(ANNOTATION) {
            found.insert((annotation(NAMESPACE).unwrap_or(key.ns()).to_owned(), name.to_owned()));
        }
    }
    found
}

/// Whether the newest revision failed or is under way: then what Helm said of it is of use.
fn is_unfinished(release: &Release<'_>) -> bool {
    release.record.str_at("/metadata/labels/status").is_some_and(|s| s == "failed" || s.starts_with("pending-"))
}
