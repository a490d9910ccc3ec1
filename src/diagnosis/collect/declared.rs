//! Reads what was declared: manifests where there are any and something is amiss, or the question is about more than
//! named objects; and the quotas that may have refused what is declared and not there.

use crate::cluster::read::Read;
use crate::diagnosis::collect::objects::covered;
use crate::diagnosis::collect::{Aim, scope};
use crate::diagnosis::declared::absent;
use crate::diagnosis::objects::claim;
use crate::diagnosis::subject::Subject;
use crate::evidence::coverage::Lookup;
use crate::evidence::documents::MANIFESTS;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Namespaces of one question whose quotas are read.
const NAMESPACES: usize = 10;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let known = graph.document(MANIFESTS).is_some();
    if !known && graph.documents.has(MANIFESTS) && is_of_use(aim, graph) {
        reads.push(Read::document(MANIFESTS));
    }
    let whole = matches!(aim.subject, Subject::Cluster);
    let lacking = lacking(aim, graph);
    let open = lacking.iter().filter(|namespace| !covered(Some(&kinds::RESOURCE_QUOTA), Some(namespace), graph));
    for namespace in open.take(NAMESPACES) {
        reads.push(Read::list(&kinds::RESOURCE_QUOTA, Some(namespace.as_str()).filter(|_| !whole)));
    }
    reads
}

/// Objects that are well are not compared with anything.
fn is_of_use(aim: Aim<'_>, graph: &Graph) -> bool {
    let Subject::Objects(objects) = aim.subject else { return true };
    let apps = scope::apps(aim.subject, graph);
    let lacks = |app: &crate::diagnosis::objects::app::App<'_>| {
        let ready = i64::try_from(app.ready()).unwrap_or(i64::MAX);
        app.replicas().is_some_and(|wanted| wanted == 0 || ready < wanted)
    };
    apps.is_empty()
        || apps.iter().any(|app| !app.troubled().is_empty() || lacks(app))
        || objects.iter().any(|object| graph.get(object).is_none())
}

/// Namespaces in which a claim that pods wait for, or a declared object, is not there.
fn lacking(aim: Aim<'_>, graph: &Graph) -> std::collections::BTreeSet<String> {
    let apps = scope::apps(aim.subject, graph);
    let absent = |pod: &&crate::diagnosis::objects::pod::Pod<'_>| {
        claim::named_by(pod).iter().any(|named| matches!(graph.lookup(&named.claim), Lookup::Absent(_)))
    };
    let waiting = |app: &&crate::diagnosis::objects::app::App<'_>| app.troubled().iter().any(absent);
    let mut found: std::collections::BTreeSet<String> =
        apps.iter().filter(waiting).map(|app| app.key.ns().to_owned()).collect();
    let namespaces: std::collections::BTreeSet<&str> = apps.iter().map(|app| app.key.ns()).collect();
    let lacks = |namespace: &&str| !absent::of_namespace(graph, namespace).is_empty();
    found.extend(namespaces.into_iter().filter(lacks).map(str::to_owned));
    found
}
