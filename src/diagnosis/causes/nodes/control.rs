//! The control plane itself: a controller manager that does not work, an API server or etcd that cannot keep up. By
//! leases and by what components and processes were answered, while that still stops something.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::nodes::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::decisive::shorten;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::log::without_time;
use crate::evidence::view::View;

/// A lease that was not renewed for so long has no holder that works; they are renewed every few seconds.
const STALE: SignedDuration = SignedDuration::from_secs(60);
/// How long a controller may take to look at a change.
const UNSEEN: SignedDuration = SignedDuration::from_secs(60);
/// What components were told so long ago may be over.
const FRESH: SignedDuration = SignedDuration::from_secs(600);
/// One refusal may be chance.
const WITNESSES: usize = 2;
const OVERLOADED: &[&str] = &[
    "the server has received too many requests and has asked us to try again later",
    "too many requests, please try again later",
    "the server is currently unable to handle the request (post",
    "apiserver not ready",
];
const ETCD: &[&str] = &[
    "etcdserver: request timed out",
    "etcdserver: no leader",
    "etcdserver: mvcc: database space exceeded",
    "etcdserver: too many requests",
];

/// The lease by which controllers of kube-controller-manager agree on who works.
pub fn manager_lease() -> EntityKey {
    EntityKey::new(&kinds::LEASE, Some("kube-system"), "kube-controller-manager")
}

/// Where a workload's controller says which change it saw last, if that is not the latest one and it had the time.
pub fn unseen<'g>(app: &App<'g>) -> Option<View<'g>> {
    let view = app.view.as_ref()?;
    let own = [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::REPLICA_SET];
    let generation = view.i64_at("/metadata/generation").filter(|_| own.iter().any(|kind| app.key.is(kind)))?;
    let seen = view.at("/status/observedGeneration").filter(|seen| seen.i64().is_some_and(|seen| seen < generation))?;
    let now = view.graph().now;
    changed(view).is_none_or(|at| now.duration_since(at) > UNSEEN).then_some(seen)
}

/// When the spec of an object was last written, by anybody but its status' writers.
fn changed(view: &View<'_>) -> Option<Timestamp> {
    let entries = view.items("/metadata/managedFields");
    let own = entries.iter().filter(|entry| entry.str_at("/subresource") != Some("status"));
    own.filter_map(|entry| entry.time_at("/time")).max().or_else(|| view.time_at("/metadata/creationTimestamp"))
}

/// `KubeControllerManagerDown`.
pub fn manager_down(case: &Case<'_>) -> Vec<Hypothesis> {
    let waiting: Vec<(&App<'_>, View<'_>)> = case.apps.iter().filter_map(|app| Some((app, unseen(app)?))).collect();
    if waiting.is_empty() {
        return Vec::new();
    }
    let Some(lease) = case.graph.view(&manager_lease()) else { return Vec::new() };
    let Some(renewed) = lease.at("/spec/renewTime") else { return Vec::new() };
    let Some(age) = renewed.time().map(|at| case.graph.now.duration_since(at)).filter(|age| *age > STALE) else {
        return Vec::new();
    };
    let holder = lease.str_at("/spec/holderIdentity").and_then(|holder| holder.rsplit_once('_')).map(|(node, _)| node);
    let object = holder.map_or_else(manager_lease, |node| EntityKey::new(&kinds::NODE, None, node));
    let text = format!(
        "kube-controller-manager does not work: it renewed its lease last {} ago. Changes are accepted and nothing comes of them; {} here wait{} for it.",
        length(age),
        waiting.len(),
        if waiting.len() == 1 { "s" } else { "" }
    );
    let mut hypothesis = Hypothesis::new(&catalogue::KUBE_CONTROLLER_MANAGER_DOWN, &object, text)
        .support(Weight::Proof, "its lease is not renewed", Some(renewed.state()))
        .since(renewed.time())
        .link(lease.key(), "is not renewed any more", vec![renewed.state()]);
    for (at, (app, seen)) in waiting.iter().enumerate() {
        hypothesis = hypothesis.explaining(&app.key);
        if at < CITED_PODS {
            hypothesis = hypothesis
                .support(Weight::Proof, "a change that no controller looked at", Some(seen.state()))
                .link(&app.key, "has a change that no controller has looked at", vec![seen.state()]);
        }
    }
    vec![hypothesis.advise(look(
        "See on the control-plane node why kube-controller-manager does not run: its manifest, its kubeconfig, its log.",
        Some("kubectl -n kube-system get pods -l component=kube-controller-manager -o wide; kubectl -n kube-system get lease kube-controller-manager -o yaml".to_owned()),
    ))]
}

/// `ApiServerOverloaded`.
pub fn overloaded(case: &Case<'_>) -> Vec<Hypothesis> {
    answered(case, &catalogue::API_SERVER_OVERLOADED, OVERLOADED, |count| {
        format!("The API server turns requests away: {count} here were told to try again later.")
    })
}

/// `EtcdUnhealthy`.
pub fn etcd(case: &Case<'_>) -> Vec<Hypothesis> {
    answered(case, &catalogue::ETCD_UNHEALTHY, ETCD, |count| {
        format!("etcd, where the API server keeps everything, does not answer it: {count} here were told so.")
    })
}

/// Objects in trouble that were answered with these words, when there are enough of them.
fn answered(case: &Case<'_>, cause: &'static Cause, words: &[&str], say: impl Fn(usize) -> String) -> Vec<Hypothesis> {
    let says = |text: &str| {
        let lower = text.to_lowercase();
        words.iter().any(|word| lower.contains(word))
    };
    let mut found: BTreeMap<EntityKey, Fact> = BTreeMap::new();
    for app in &case.apps {
        let between = case.graph.children(&app.key).into_iter().map(|object| object.key.clone());
        for key in std::iter::once(app.key.clone()).chain(between) {
            found.extend(event(case.graph, &key, &says).map(|fact| (key, fact)));
        }
        for pod in app.troubled() {
            let fact = event(case.graph, pod.key(), &says).or_else(|| line(pod, &says));
            found.extend(fact.map(|fact| (pod.key().clone(), fact)));
        }
    }
    if found.len() < WITNESSES {
        return Vec::new();
    }
    let object = EntityKey::new(&kinds::SERVICE, Some("default"), "kubernetes");
    let mut hypothesis = Hypothesis::new(cause, &object, say(found.len()));
    // Every witness less makes it less sure.
    hypothesis = hypothesis
        .support(Weight::Weak, "the API server's own state", None)
        .leading_to(&["ApplicationCrash", "RolloutStuck"]);
    for (at, (key, fact)) in found.into_iter().enumerate() {
        hypothesis = hypothesis.explaining(&key);
        if at < CITED_PODS {
            let quote = format!("\"{}\"", shorten(without_time(&fact.excerpt)));
            hypothesis =
                hypothesis.support(Weight::Proof, "who was told", Some(fact.clone())).link(&key, quote, vec![fact]);
        }
    }
    let line = "kubectl get --raw /readyz?verbose; kubectl get --raw /metrics | grep -E 'apiserver_flowcontrol_rejected|etcd_request_duration'; kubectl -n kube-system get pods -l tier=control-plane -o wide";
    vec![hypothesis.advise(look(cause.fix, Some(line.to_owned())))]
}

fn event(graph: &Graph, key: &EntityKey, says: &dyn Fn(&str) -> bool) -> Option<Fact> {
    let last = Event::about(graph, key).into_iter().rev().find(Event::is_warning)?;
    let fresh = last.at().is_none_or(|at| graph.now.duration_since(at) < FRESH);
    (fresh && says(last.message)).then(|| last.fact())
}

/// The last words of a container that does not work now.
fn line(pod: &Pod<'_>, says: &dyn Fn(&str) -> bool) -> Option<Fact> {
    pod.containers().iter().filter(|container| !container.ready()).flat_map(Container::logs).find_map(|log| {
        let line = log.lines.iter().rev().take(20).find(|line| says(&line.text))?;
        Some(log.fact(line))
    })
}
