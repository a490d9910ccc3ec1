//! Reads what was declared: manifests where there are any and something is amiss, or the question is about more than
//! named objects; what Helm released where the question is about that; and the quotas that may have refused what is
//! declared and not there.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::collect::objects::covered;
use crate::diagnosis::collect::{Aim, releases, scope};
use crate::diagnosis::declared::absent;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::objects::{claim, release};
use crate::diagnosis::subject::Subject;
use crate::evidence::coverage::Lookup;
use crate::evidence::documents::MANIFESTS;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::kinds;

/// Namespaces of one question whose quotas are read.
const NAMESPACES: usize = 10;

/// Words of questions about what should be there.
const WORDS: &[&str] = &[
    "declared",
    "declaration",
    "drift",
    "drifted",
    "manifest",
    "manifests",
    "missing",
    "deleted",
    "gone",
    "vanished",
    "disappeared",
];

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let known = graph.document(MANIFESTS).is_some();
    if !known && graph.documents.has(MANIFESTS) && is_of_use(aim, graph) {
        reads.push(Read::document(MANIFESTS));
    }
    if aim.words.speaks_of(WORDS) || aim.words.speaks_of(release::WORDS) {
        reads.extend(rendered(aim, graph));
    }
    if known {
        reads.extend(beside(aim, graph));
    }
    let whole = matches!(aim.subject, Subject::Cluster);
    let lacking = lacking(aim, graph);
    let open = lacking.iter().filter(|namespace| !covered(Some(&kinds::RESOURCE_QUOTA), Some(namespace), graph));
    for namespace in open.take(NAMESPACES) {
        reads.push(Read::list(&kinds::RESOURCE_QUOTA, Some(namespace.as_str()).filter(|_| !whole)));
    }
    reads
}

/// What is declared beside a Service that is asked about and leads to nobody: whether it is there.
fn beside(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let Subject::Objects(objects) = aim.subject else { return Vec::new() };
    let services = objects.iter().filter(|key| key.is(&kinds::SERVICE)).filter_map(|key| graph.get(key));
    let nobody = |object: &&Object| Service::new(graph, object).endpoints().is_some_and(|behind| behind.ready == 0);
    let namespaces: BTreeSet<&str> = services.filter(nobody).map(|object| object.key.ns()).collect();
    let lists = namespaces.into_iter().flat_map(|namespace| absent::KINDS.iter().map(move |kind| (*kind, namespace)));
    let unread = lists.filter(|(kind, namespace)| !covered(Some(kind), Some(namespace), graph));
    unread.map(|(kind, namespace)| Read::list(kind, Some(namespace))).collect()
}

/// The records of the releases that are deployed, whole: what they declare is in no manifest.
fn rendered(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = releases::listed(aim, graph);
    let deployed = release::deployed(graph).take(releases::RELEASES);
    reads.extend(deployed.map(|found| Read::release_record(found.key.ns(), &found.record.key().name)));
    reads
}

/// Objects that are well are not compared with anything.
fn is_of_use(aim: Aim<'_>, graph: &Graph) -> bool {
    let Subject::Objects(objects) = aim.subject else { return true };
    let apps = scope::apps(aim.subject, graph);
    let lacks = |app: &App<'_>| {
        let ready = i64::try_from(app.ready()).unwrap_or(i64::MAX);
        app.replicas().is_some_and(|wanted| wanted == 0 || ready < wanted)
    };
    apps.is_empty()
        || apps.iter().any(|app| !app.troubled().is_empty() || lacks(app))
        || objects.iter().any(|object| graph.get(object).is_none())
}

/// Namespaces in which a claim that pods wait for, or a declared object, is not there.
fn lacking(aim: Aim<'_>, graph: &Graph) -> BTreeSet<String> {
    let apps = scope::apps(aim.subject, graph);
    let absent = |pod: &&Pod<'_>| {
        claim::named_by(pod).iter().any(|named| matches!(graph.lookup(&named.claim), Lookup::Absent(_)))
    };
    let waiting = |app: &&App<'_>| app.troubled().iter().any(absent);
    let mut found: BTreeSet<String> = apps.iter().filter(waiting).map(|app| app.key.ns().to_owned()).collect();
    let namespaces: BTreeSet<&str> = apps.iter().map(|app| app.key.ns()).collect();
    let lacks = |namespace: &&str| !absent::of_namespace(graph, namespace).is_empty();
    found.extend(namespaces.into_iter().filter(lacks).map(str::to_owned));
    found
}
