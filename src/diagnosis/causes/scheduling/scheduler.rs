//! Pods that no scheduler has looked at: `SchedulerNameUnknown`, `KubeSchedulerDown`.

use jiff::SignedDuration;

use crate::diagnosis::case::{CITED_PODS, Case, extent};
use crate::diagnosis::causes::scheduling::{catalogue, mend, scene};
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::node::Node;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::telemetry::services::{self, Component, Unit};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The scheduler that every cluster has.
const DEFAULT: &str = "default-scheduler";
/// A lease is renewed every few seconds; so long after its last renewal its holder is gone.
const STALE: SignedDuration = SignedDuration::from_secs(60);

/// How long a pod may wait to be looked at.
const STARTING: SignedDuration = SignedDuration::from_secs(60);
/// A scheduler that works says something of a pod within seconds.
const LONG: SignedDuration = SignedDuration::from_secs(90);

/// Pods of an app that no scheduler has said a word of.
fn ignored<'a, 'g>(app: &'a App<'g>, wanted: impl Fn(&str) -> bool) -> Vec<&'a Pod<'g>> {
    app.pods.iter().filter(|pod| waits(pod) && is_ignored(pod) && wanted(name_of(pod))).collect()
}

/// Whether a pod has no node and has waited for one. By its raw body: what may not be cited is so all the same.
fn waits(pod: &Pod<'_>) -> bool {
    let raw = |pointer: &str| pod.view.value().pointer(pointer).and_then(serde_json::Value::as_str);
    let pending = raw("/status/phase") == Some("Pending") && raw("/spec/nodeName").is_none_or(str::is_empty);
    pending && raw("/metadata/deletionTimestamp").is_none() && pod.age() >= STARTING && !scene::is_gated(pod)
}

/// Whether no scheduler has said a word of a pod. What is hidden was said all the same.
pub fn is_ignored(pod: &Pod<'_>) -> bool {
    let conditions = pod.view.value().pointer("/status/conditions").and_then(serde_json::Value::as_array);
    let said = conditions
        .into_iter()
        .flatten()
        .any(|c| c.get("type").and_then(serde_json::Value::as_str) == Some("PodScheduled"));
    !said && Event::last(pod.view.graph(), pod.key(), &["FailedScheduling", "Scheduled"], |_| true).is_none()
}

fn name_of<'g>(pod: &Pod<'g>) -> &'g str {
    let name = pod.view.value().pointer("/spec/schedulerName").and_then(serde_json::Value::as_str);
    name.filter(|name| !name.is_empty()).unwrap_or(DEFAULT)
}

/// `SchedulerNameUnknown`.
pub fn unknown(case: &Case<'_>) -> Vec<Hypothesis> {
    case.apps.iter().filter_map(|app| nobody(case, app)).collect()
}

fn nobody(case: &Case<'_>, app: &App<'_>) -> Option<Hypothesis> {
    let pods = ignored(app, |name| name != DEFAULT);
    let name = name_of(pods.first()?);
    // One that has placed a pod exists, though it may be slow.
    let serves = case.graph.of_kind(&kinds::POD).any(|object| {
        let text = |pointer: &str| object.body().pointer(pointer).and_then(serde_json::Value::as_str);
        text("/spec/schedulerName") == Some(name) && text("/spec/nodeName").is_some()
    });
    if serves {
        return None;
    }
    let all = app.pods.iter().filter(|pod| pod.phase() != "Succeeded").count();
    let text = format!(
        "The pods of {} ask for the scheduler {name}, and no scheduler has looked at them: nobody serves that name; {}.",
        app.key.name,
        extent(pods.len(), all)
    );
    let asked = app.template().and_then(|t| t.at("/spec/schedulerName")).map(|place| place.spec());
    let mut hypothesis = Hypothesis::new(&catalogue::SCHEDULER_NAME_UNKNOWN, &app.key, text)
        .support(Weight::Strong, "the app names it", asked.clone())
        .link(&app.key, format!("names the scheduler {name}"), asked.into_iter().collect())
        .blames(None, "/schedulerName", "schedulerName");
    for pod in pods.iter().take(CITED_PODS) {
        let named = pod.view.at("/spec/schedulerName").map(|n| n.spec());
        let waits = pod.view.at("/status").map(|s| silence(&s, pod));
        hypothesis = hypothesis
            .support(Weight::Proof, "the pod waits for that scheduler", named.clone())
            .support(Weight::Strong, "no scheduler has said anything", waits.clone())
            .link(
                pod.key(),
                "is pending, without a condition or an event of a scheduler",
                named.into_iter().chain(waits).collect(),
            );
    }
    for pod in &pods {
        hypothesis = hypothesis.explaining(pod.key()).since(pod.created());
    }
    let now = format!("schedulerName: {name}\n");
    let remove = "Remove schedulerName, so that the cluster's own scheduler takes the pods, or correct it.";
    Some(hypothesis.advise(mend::template(app, remove, &now, "")).advise(hypothesis::look(
        format!("Or start the scheduler {name}, if it should be there."),
        Some("kubectl get pods -A -o wide".to_owned()),
    )))
}

/// The status of a pod that no scheduler has touched, in short.
fn silence(status: &View<'_>, pod: &Pod<'_>) -> Fact {
    let mut fact = status.state();
    fact.excerpt = format!("phase {}, no PodScheduled condition", pod.phase());
    fact
}

/// What shows that the cluster's scheduler does not work, or that nobody can tell.
struct Down {
    object: EntityKey,
    text: String,
    facts: Vec<(EntityKey, String, Option<Fact>)>,
}

/// `KubeSchedulerDown`.
pub fn down(case: &Case<'_>) -> Vec<Hypothesis> {
    let pods: Vec<&Pod<'_>> = case.apps.iter().flat_map(|app| ignored(app, |name| name == DEFAULT)).collect();
    let waited = pods.iter().any(|pod| pod.age() >= LONG);
    // Nobody has to wait yet for a scheduler that is known to have ended.
    if !waited && ended(case.graph).is_none() {
        return Vec::new();
    }
    let Some(found) = unwell(case.graph) else { return Vec::new() };
    let waiting = match pods.len() {
        0 => String::new(),
        1 => "; 1 here waits for it".to_owned(),
        n => format!("; {n} here wait for it"),
    };
    let text = format!("kube-scheduler does not work: {}. New pods get no node{waiting}.", found.text);
    let mut hypothesis = Hypothesis::new(&catalogue::KUBE_SCHEDULER_DOWN, &found.object, text);
    if found.facts.is_empty() {
        hypothesis = hypothesis.support(Weight::Strong, "the scheduler is not well", None);
    }
    for (entity, says, fact) in found.facts {
        hypothesis = hypothesis.support(Weight::Proof, "the scheduler is not well", fact.clone()).link(
            &entity,
            says,
            fact.into_iter().collect(),
        );
    }
    for pod in pods.iter().take(CITED_PODS) {
        let waits = pod.view.at("/status").map(|s| silence(&s, pod));
        hypothesis = hypothesis.support(Weight::Proof, "no scheduler has said anything", waits.clone()).link(
            pod.key(),
            "is pending, without a condition or an event of the scheduler",
            waits.into_iter().collect(),
        );
    }
    for pod in &pods {
        hypothesis = hypothesis.explaining(pod.key()).explaining(&pod.app()).since(pod.created());
    }
    vec![hypothesis.advise(hypothesis::look(
        "See on the control-plane node why kube-scheduler does not run: its manifest in /etc/kubernetes/manifests, its kubeconfig, its log.",
        Some("kubectl -n kube-system get pods -l component=kube-scheduler -o wide".to_owned()),
    ))]
}

fn unwell(graph: &Graph) -> Option<Down> {
    let pod = scheduler_pod(graph);
    let lease = EntityKey::new(&kinds::LEASE, Some("kube-system"), "kube-scheduler");
    let stale = graph.view(&lease).and_then(|view| {
        let renewed = view.at("/spec/renewTime")?;
        let age = graph.now.duration_since(renewed.time()?);
        (age > STALE).then(|| (view, renewed.state(), age))
    });
    let broken = pod.as_ref().filter(|pod| !pod.ready());
    let mut facts = Vec::new();
    let mut texts = Vec::new();
    if let Some((_, fact, age)) = &stale {
        texts.push(format!("its lease was last renewed {} min ago", age.as_mins().max(1)));
        facts.push((lease.clone(), "is no longer renewed".to_owned(), Some(fact.clone())));
    }
    if let Some(pod) = broken {
        let (place, shows) = trouble_of(pod);
        texts.push(format!("its pod {} is not ready ({shows})", pod.key().name));
        facts.push((pod.key().clone(), "is not ready".to_owned(), place));
    }
    // A lease that is renewed has a holder that works, whatever one of several pods does.
    let renewed = matches!(graph.lookup(&lease), Lookup::Present(_)) && stale.is_none();
    if renewed {
        return None;
    }
    let unit = ended(graph);
    if let Some(unit) = &unit {
        texts.push(format!("its service on {} is {}", unit.node.name, unit.shows()));
        let state = || format!("its service {} is {}", unit.service, unit.shows());
        facts.push((unit.node.clone(), state(), unit.state()));
        let (why, told) = unit.why();
        if told {
            let says = why.as_ref().map_or(String::new(), |why| format!("\"{}\"", why.excerpt));
            facts.push((unit.node.clone(), says, why));
        }
    }
    // Where its service runs, it is something else that keeps it from looking at pods, if anything does.
    if facts.is_empty() && services::of(graph, Component::Scheduler).iter().any(Unit::runs) {
        return None;
    }
    if facts.is_empty() {
        texts.push("it has not said a word of pods that wait, and no lease or pod of it shows otherwise".to_owned());
    }
    let holder = graph.view(&lease).and_then(|view| view.str_at("/spec/holderIdentity").map(str::to_owned));
    let node = pod.as_ref().and_then(Pod::node).map(str::to_owned);
    let node = unit.map(|unit| unit.node.name).or(node);
    let node = node.or_else(|| holder.and_then(|h| Some(h.rsplit_once('_')?.0.to_owned())));
    let node = node.or_else(|| control_plane(graph));
    let object = match node {
        Some(node) => EntityKey::new(&kinds::NODE, None, &node),
        None => lease,
    };
    Some(Down { object, text: texts.join(", and "), facts })
}

/// The service of the scheduler that has ended, where none runs elsewhere: one of several is enough.
fn ended(graph: &Graph) -> Option<Unit<'_>> {
    let other = services::of(graph, Component::Scheduler).iter().any(Unit::runs);
    services::down(graph, Component::Scheduler).into_iter().next().filter(|_| !other)
}

/// The node of the control plane, where it is only one.
fn control_plane(graph: &Graph) -> Option<String> {
    let nodes = Node::all(graph)?;
    let mut found = nodes.iter().filter(|node| node.is_control_plane());
    let first = found.next()?.name().to_owned();
    found.next().is_none().then_some(first)
}

/// Where a pod says what is wrong with it, and that in a word. What is hidden is not looked for elsewhere.
fn trouble_of(pod: &Pod<'_>) -> (Option<Fact>, String) {
    let list = |pointer: &str| pod.view.value().pointer(pointer).and_then(serde_json::Value::as_array);
    let waiting = list("/status/containerStatuses")
        .and_then(|all| all.iter().position(|status| status.pointer("/state/waiting/reason").is_some()))
        .map(|index| format!("/status/containerStatuses/{index}/state/waiting/reason"));
    let place = waiting.unwrap_or_else(|| "/status/phase".to_owned());
    let word = pod.view.value().pointer(&place).and_then(serde_json::Value::as_str).unwrap_or("not ready");
    (pod.view.at(&place).map(|view| view.state()), word.to_owned())
}

/// The static pod of the scheduler; the first by name that is not ready, else the first.
fn scheduler_pod(graph: &Graph) -> Option<Pod<'_>> {
    let mut pods: Vec<Pod<'_>> = graph
        .of_kind(&kinds::POD)
        .filter(|object| object.key.ns() == "kube-system" && !object.metadata_only)
        .filter(|object| {
            object.body().pointer("/metadata/labels/component").and_then(serde_json::Value::as_str)
                == Some("kube-scheduler")
        })
        .map(|object| Pod::new(graph, object))
        .collect();
    let at = pods.iter().position(|pod| !pod.ready()).unwrap_or(0);
    (at < pods.len()).then(|| pods.swap_remove(at))
}
