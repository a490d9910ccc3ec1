//! Reads what decides where a pod may run: nodes and what they hold; only for pods that no node takes.
//!
//! First the nodes. Then the pods on those that would be open to the pod by their labels and taints, and only where it
//! depends on them: a request that no node could ever meet, or a label that no node has, needs no look at other pods.

use crate::cluster::read::Read;
use crate::diagnosis::causes::scheduling::{scene, scheduler};
use crate::diagnosis::collect::objects::covered;
use crate::diagnosis::collect::{Aim, FOLLOWED_APPS, reduce, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::diagnosis::placement::judge::{LOOKED_INTO, chosen, depends, judge, list_of};
use crate::diagnosis::placement::peers::{Guest, terms};
use crate::diagnosis::placement::pool::Pool;
use crate::diagnosis::placement::sieve::{self, Seen};
use crate::diagnosis::placement::words;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Nodes that are looked at where the scheduler says the same of all. Most clusters have fewer.
const FIRST_NODES: usize = 32;
/// Up to so many nodes one list of all pods is cheaper than a list for each.
const SMALL: usize = 6;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let apps = scope::apps(aim.subject, graph);
    let mut pods: Vec<(&App<'_>, &Pod<'_>)> = Vec::new();
    for app in &apps {
        let waits = |pod: &&Pod<'_>| pod.trouble() == Some(Trouble::Unscheduled) && pod.node().is_none();
        pods.extend(app.pods.iter().find(waits).map(|pod| (app, pod)));
    }
    pods.truncate(FOLLOWED_APPS);
    let mut reads: Vec<Read> = Vec::new();
    if pods.iter().any(|(_, pod)| scheduler::is_ignored(pod) && !scene::is_gated(pod)) {
        reads.push(Read::object(&kinds::LEASE, Some("kube-system"), "kube-scheduler"));
        reads.push(Read::list(&kinds::POD, Some("kube-system")).labelled("component=kube-scheduler"));
        if !covered(Some(&kinds::NODE), None, graph) {
            reads.push(Read::list(&kinds::NODE, None));
        }
    }
    let refused: Vec<&(&App<'_>, &Pod<'_>)> = pods.iter().filter(|(_, pod)| is_about_nodes(pod)).collect();
    if refused.is_empty() {
        return reads;
    }
    let Some(pool) = Pool::seen(graph) else {
        reads.push(Read::list(&kinds::NODE, None).first(FIRST_NODES));
        return reads;
    };
    for (app, pod) in refused {
        reads.extend(of_pod(graph, app, pod, &pool));
    }
    reads
}

fn is_about_nodes(pod: &Pod<'_>) -> bool {
    scene::is_refused(pod)
        && !scene::said(pod).is_some_and(|(_, text)| text.as_deref().is_some_and(words::waits_for_volumes))
}

fn of_pod(graph: &Graph, app: &App<'_>, pod: &Pod<'_>, pool: &Pool<'_>) -> Vec<Read> {
    let guest = Guest { key: pod.key(), body: pod.view.value() };
    let mut reads = of_terms(graph, guest);
    let seen = sieve::sift(graph, guest, pool);
    let words = scene::said(pod).and_then(|(_, text)| text);
    let unread = |seen: &Seen<'_>| depends(seen) && pool.on(seen.node.name()).is_empty();
    let all_read = !seen.iter().any(unread);
    if all_read && judge(graph, guest, pool, seen.clone(), words.as_deref()).wants_more {
        // The first nodes don't tell what is true of all. Those that it asks for do, where they are few.
        let untried = chosen(guest.spec()).filter(|labels| list_of(labels, graph).is_none());
        reads.push(match untried {
            Some(labels) => Read::list(&kinds::NODE, None).labelled(labels).first(FIRST_NODES),
            None => reduce::list(&kinds::NODE, None),
        });
        return reads;
    }
    let mut open: Vec<&Seen<'_>> = seen.iter().filter(|seen| depends(seen)).collect();
    if open.is_empty() {
        return reads;
    }
    if pool.nodes.len() <= SMALL && open.len() > 1 {
        if !covered(Some(&kinds::POD), None, graph) {
            reads.push(Read::list(&kinds::POD, None));
        }
    } else {
        let size = |seen: &Seen<'_>| seen.node.allocatable().get("cpu").copied();
        open.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.node.name().cmp(b.node.name())));
        for seen in open.into_iter().take(LOOKED_INTO) {
            reads.push(Read::list(&kinds::POD, None).fields(format!("spec.nodeName={}", seen.node.name())));
        }
    }
    // What was pushed off its node leaves an event about a pod that is gone.
    reads.push(Read::list(&kinds::EVENT, app.key.namespace.as_deref()).fields("reason=Preempted"));
    reads
}

/// The pods that the pod's own rules speak of, in the namespaces that they name.
fn of_terms(graph: &Graph, guest: Guest<'_>) -> Vec<Read> {
    let mut reads = Vec::new();
    let mut all = terms(guest.body, "podAntiAffinity");
    all.extend(terms(guest.body, "podAffinity"));
    let spread = guest.spec().get("topologySpreadConstraints").and_then(serde_json::Value::as_array);
    all.extend(spread.into_iter().flatten());
    for term in all {
        let Some(query) = query(term.get("labelSelector")) else { continue };
        let named = term.get("namespaces").and_then(serde_json::Value::as_array).filter(|list| !list.is_empty());
        let namespaces: Vec<Option<&str>> = match named {
            Some(list) => list.iter().filter_map(serde_json::Value::as_str).map(Some).collect(),
            None if term.get("namespaceSelector").is_some() => vec![None],
            None => vec![guest.key.namespace.as_deref()],
        };
        for namespace in namespaces.into_iter().take(LOOKED_INTO) {
            if !covered(Some(&kinds::POD), namespace, graph) {
                reads.push(Read::list(&kinds::POD, namespace).labelled(query.clone()));
            }
        }
    }
    reads
}

/// The plain labels of a selector as a query; more pods than meant do no harm.
fn query(selector: Option<&serde_json::Value>) -> Option<String> {
    let labels = selector?.get("matchLabels")?.as_object()?;
    let pairs: Vec<String> =
        labels.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?))).collect();
    (!pairs.is_empty()).then(|| pairs.join(","))
}
